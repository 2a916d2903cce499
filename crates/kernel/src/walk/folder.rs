//! One folder: what is in it, and what kind of module each file could be.

use super::Skipped;
use super::filter::Filter;
use super::read::{Reading, Unread};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file can be to the import system, by its suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `.so` or `.pyd`, with or without a tag.
    Extension,
    /// `.py`.
    Source,
    /// `.pyc` outside `__pycache__`.
    Bytecode,
    /// `.pyi`: read by type checkers only.
    Stub,
}

/// A file that could be a module.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the base.
    pub path: PathBuf,
    /// By its suffix.
    pub kind: FileKind,
    /// Its size in bytes; 0 where it was not read.
    pub bytes: u64,
    /// What reading it gave; `None` for what is no source text.
    pub reading: Option<Box<Reading>>,
    /// Why it could not be read, or not be compiled.
    pub unread: Option<Unread>,
}

/// The entries of a folder that matter, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Folders that are walked.
    pub folders: Vec<OsString>,
    /// Files that could be modules.
    pub files: Vec<(OsString, FileKind)>,
    /// Whether it holds a `pyproject.toml`, `setup.py` or `setup.cfg`.
    pub marked: bool,
}

/// A folder and its entries.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Relative to the base.
    pub path: PathBuf,
    /// Its entries.
    pub listing: Listing,
    /// For a link: the folder it leads to.
    pub target: Option<PathBuf>,
}

pub(super) struct Listed {
    pub listing: Listing,
    pub links: Vec<PathBuf>,
    pub skipped: Vec<Skipped>,
    pub unread: Vec<SourceFile>,
    pub filter: Arc<Filter>,
}

impl Listed {
    /// Forgets everything but one entry.
    pub fn keep_only(&mut self, only: &Path) {
        self.listing.folders.retain(|name| *name == only);
        self.listing.files.retain(|(name, _)| *name == only);
        self.links.retain(|path| path == only);
        self.skipped.retain(|skipped| skipped.path == only);
        self.unread.retain(|file| file.path == only);
    }
}

/// The kind of the file with this name, if it can be a module.
pub(super) fn kind_of(name: &OsStr) -> Option<FileKind> {
    let bytes = name.as_encoded_bytes();
    let dot = memchr::memrchr(b'.', bytes)?;
    match &bytes[dot + 1..] {
        _ if dot == 0 => None,
        b"py" => Some(FileKind::Source),
        b"pyi" => Some(FileKind::Stub),
        b"pyc" => Some(FileKind::Bytecode),
        b"so" | b"pyd" => Some(FileKind::Extension),
        _ => None,
    }
}

/// Lists a folder.
pub(super) fn list(
    base: &Path,
    path: &Path,
    filter: &Arc<Filter>,
    gitignore: bool,
) -> std::io::Result<Listed> {
    let full = base.join(path);
    let mut folders = Vec::new();
    let mut listed = Listed {
        listing: Listing::default(),
        links: Vec::new(),
        skipped: Vec::new(),
        unread: Vec::new(),
        filter: filter.clone(),
    };
    let (mut odd, mut has_gitignore, mut nameless) = (Vec::new(), false, false);
    for entry in std::fs::read_dir(&full)? {
        let entry = entry?;
        let name = entry.file_name();
        nameless |= name == ".py";
        let kind = entry.file_type()?;
        if kind.is_dir() {
            folders.push((name, false));
        } else if kind.is_symlink() {
            // Only here a second call is needed.
            match std::fs::metadata(full.join(&name)) {
                Ok(target) if target.is_dir() => folders.push((name, true)),
                Ok(target) if target.is_file() => note_file(&mut listed.listing, name, &mut has_gitignore),
                Ok(_) => odd.push((name, "not a regular file".to_owned())),
                Err(_) => odd.push((name, "a link that leads nowhere".to_owned())),
            }
        } else if kind.is_file() {
            note_file(&mut listed.listing, name, &mut has_gitignore);
        } else {
            odd.push((name, "not a regular file".to_owned()));
        }
    }
    if has_gitignore && gitignore {
        listed.filter = Arc::new(filter.with_gitignore(&full));
    }
    if nameless {
        let reason = "nothing before the suffix: no name to import it by".to_owned();
        listed.skipped.push(Skipped { path: path.join(".py"), folder: false, reason });
    }
    for (name, reason) in odd {
        if let Some(kind) = kind_of(&name) {
            let unread = Some(Unread { reason, position: None });
            listed.unread.push(SourceFile { path: path.join(name), kind, bytes: 0, reading: None, unread });
        }
    }
    let filter = listed.filter.clone();
    let marked = listed.listing.marked;
    folders.sort();
    for (name, link) in folders {
        let below = path.join(&name);
        if let Some(reason) = filter.skips_folder(base, &below, marked) {
            listed.skipped.push(Skipped { path: below, folder: true, reason: reason.to_owned() });
        } else if link {
            listed.links.push(below);
        } else {
            listed.listing.folders.push(name);
        }
    }
    let mut files = std::mem::take(&mut listed.listing.files);
    files.sort();
    files.retain(|(name, _)| {
        let below = path.join(name);
        let reason = filter.skips_file(base, &below);
        if let Some(reason) = reason {
            listed.skipped.push(Skipped { path: below, folder: false, reason: reason.to_owned() });
        }
        reason.is_none()
    });
    listed.listing.files = files;
    Ok(listed)
}

fn note_file(listing: &mut Listing, name: OsString, has_gitignore: &mut bool) {
    if let Some(kind) = kind_of(&name) {
        listing.marked |= name == "setup.py";
        listing.files.push((name, kind));
    } else if name == ".gitignore" {
        *has_gitignore = true;
    } else if name == "pyproject.toml" || name == "setup.cfg" {
        listing.marked = true;
    }
}

impl Folder {
    /// Whether a regular package: has an `__init__` that the import system would take.
    #[must_use]
    pub fn has_init(&self) -> bool {
        self.listing.files.iter().any(|(name, kind)| *kind != FileKind::Stub && stem(name) == b"__init__")
    }
}

/// The name up to its first dot: what `import` would call it, tags and suffix taken away.
pub(crate) fn stem(name: &OsStr) -> &[u8] {
    let bytes = name.as_encoded_bytes();
    &bytes[..memchr::memchr(b'.', bytes).unwrap_or(bytes.len())]
}
