//! The folders of a walk as the path-based finder sees them.

use super::NOBODY;
use crate::walk::{FileKind, Walk};
use rustc_hash::FxHashMap;
use std::ffi::OsStr;
use std::path::Path;

/// What a folder offers under one name.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A folder of that name, or [`NOBODY`].
    pub folder: u32,
    /// The file that the finder would take (extension before source before bytecode), or [`NOBODY`].
    pub file: u32,
}

/// The folders of a walk, indexed by the names they offer.
pub struct Tree<'w> {
    /// What the tree was made of; folders and files keep their numbers.
    pub walk: &'w Walk,
    entries: Vec<FxHashMap<&'w [u8], Entry>>,
    parents: Vec<u32>,
    folders: FxHashMap<&'w [u8], u32>,
    /// The folder of each file.
    pub folder_of: Vec<u32>,
}

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A regular package: its folder and the file of its `__init__`.
    Package(u32, u32),
    /// A module that is no package: its file.
    Module(u32),
    /// A namespace package: its portions, in order.
    Namespace(Vec<u32>),
}

impl<'w> Tree<'w> {
    /// Indexes a walk.
    #[must_use]
    pub fn new(walk: &'w Walk) -> Self {
        let count = walk.folders.len();
        let folders: FxHashMap<_, _> =
            walk.folders.iter().enumerate().map(|(id, folder)| (key(&folder.path), id as u32)).collect();
        let mut tree = Self {
            walk,
            entries: vec![FxHashMap::default(); count],
            parents: vec![NOBODY; count],
            folders,
            folder_of: Vec::with_capacity(walk.files.len()),
        };
        for (id, folder) in walk.folders.iter().enumerate() {
            let Some((parent, name)) = tree.split(&folder.path) else { continue };
            // A link inside the tree is the folder it leads to, under one more name.
            let target = folder.target.as_deref().and_then(|target| tree.folder(target));
            tree.parents[id] = parent;
            tree.entry(parent, name).folder = target.unwrap_or(id as u32);
        }
        for (id, file) in walk.files.iter().enumerate() {
            let parent = tree.split(&file.path).map_or(NOBODY, |(parent, name)| {
                if let Some(name) = module_name(name, file.kind) {
                    let entry = tree.entry(parent, name);
                    if entry.file == NOBODY || walk.files[entry.file as usize].kind > file.kind {
                        entry.file = id as u32;
                    }
                }
                parent
            });
            tree.folder_of.push(parent);
        }
        tree
    }

    fn entry(&mut self, folder: u32, name: &'w [u8]) -> &mut Entry {
        let nothing = Entry { folder: NOBODY, file: NOBODY };
        self.entries[folder as usize].entry(name).or_insert(nothing)
    }

    /// The folder of a path and its last component; `None` for the base.
    fn split(&self, path: &'w Path) -> Option<(u32, &'w [u8])> {
        let whole = key(path);
        let cut = memchr::memrchr(std::path::MAIN_SEPARATOR as u8, whole);
        let (parent, name) = cut.map_or((&b""[..], whole), |cut| (&whole[..cut], &whole[cut + 1..]));
        (!whole.is_empty()).then(|| Some((*self.folders.get(parent)?, name))).flatten()
    }

    /// The number of the folder with this path.
    #[must_use]
    pub fn folder(&self, path: &Path) -> Option<u32> {
        self.folders.get(key(path)).copied()
    }

    /// The folder around a folder, or [`NOBODY`].
    #[must_use]
    pub fn parent(&self, folder: u32) -> u32 {
        self.parents.get(folder as usize).copied().unwrap_or(NOBODY)
    }

    /// The last component of a folder's path.
    #[must_use]
    pub fn name(&self, folder: u32) -> &'w OsStr {
        self.walk.folders[folder as usize].path.file_name().unwrap_or_default()
    }

    /// The file of a folder's `__init__`, or [`NOBODY`].
    #[must_use]
    pub fn init(&self, folder: u32) -> u32 {
        self.entries[folder as usize].get(&b"__init__"[..]).map_or(NOBODY, |entry| entry.file)
    }

    /// What `folder` offers under `name`.
    #[must_use]
    pub fn get(&self, folder: u32, name: &str) -> Option<Entry> {
        self.entries[folder as usize].get(name.as_bytes()).copied()
    }

    /// What `PathFinder.find_spec` would find for the last part of a name in these path entries: the first
    /// regular package or module; failing that, a namespace package of all portions.
    #[must_use]
    pub fn find(&self, entries: &[u32], name: &str) -> Option<Found> {
        let mut portions = Vec::new();
        for &folder in entries {
            let Some(entry) = self.get(folder, name) else { continue };
            if entry.folder != NOBODY {
                let init = self.init(entry.folder);
                if init != NOBODY {
                    return Some(Found::Package(entry.folder, init));
                }
            }
            if entry.file != NOBODY {
                return Some(Found::Module(entry.file));
            }
            if entry.folder != NOBODY {
                portions.push(entry.folder);
            }
        }
        (!portions.is_empty()).then_some(Found::Namespace(portions))
    }

    /// The files that lie in a folder itself.
    pub fn files_in(&self, folder: u32) -> impl Iterator<Item = u32> {
        let mut files: Vec<u32> = self.entries[folder as usize]
            .values()
            .map(|entry| entry.file)
            .filter(|&file| file != NOBODY)
            .collect();
        files.sort_unstable();
        files.into_iter()
    }
}

fn key(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// The last part of the name under which a file is imported; `None` for what is never imported.
pub(crate) fn module_name(file: &[u8], kind: FileKind) -> Option<&[u8]> {
    let dot = memchr::memrchr(b'.', file)?;
    let stem = &file[..dot];
    match kind {
        FileKind::Source | FileKind::Bytecode => Some(stem),
        FileKind::Stub => None,
        FileKind::Extension => {
            let cut = memchr::memchr(b'.', stem).unwrap_or(stem.len());
            let tag = stem[cut..].strip_prefix(b".").unwrap_or_default();
            let tags: [&[u8]; 5] = [b"cpython-", b"cp3", b"pypy", b"graalpy", b"abi3"];
            let known = tag.is_empty() || tags.iter().any(|known| tag.starts_with(known));
            known.then_some(&stem[..cut])
        }
    }
}
