//! Where the search for a project's modules begins: the folders that stand in for `sys.path`.
//!
//! A project may hold others (a monorepo). Each is a member: a folder with a `pyproject.toml`, `setup.py` or
//! `setup.cfg` outside any package. What a module imports is looked for in its own member first.

use super::{NOBODY, Tree, is_identifier};
use rustc_hash::FxHashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Why a folder is a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootKind {
    /// Named in dovetail's configuration or in that of the build backend.
    Declared,
    /// `src/` of a member.
    Src,
    /// A member's own folder.
    Member,
    /// `purelib` or `platlib` of an unpacked wheel.
    Wheel,
    /// A folder whose name is no identifier: its files are scripts, and import each other as such.
    Scripts,
}

impl RootKind {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Src => "src layout",
            Self::Member => "project folder",
            Self::Wheel => "unpacked wheel",
            Self::Scripts => "folder of scripts",
        }
    }
}

/// A folder that modules are named from.
#[derive(Clone, Debug)]
pub struct Root {
    /// The folder.
    pub folder: u32,
    /// The member it belongs to, by number.
    pub member: u32,
    /// Why.
    pub kind: RootKind,
}

/// The roots of a tree, and which of them each folder belongs to.
pub struct Layout {
    /// In order of their paths, a member's declared and `src` roots before its own folder.
    pub roots: Vec<Root>,
    /// The root of each folder, by number.
    pub root_of: Vec<u32>,
    /// The folders that are searched for the imports of each root's modules, in order.
    pub search: Vec<Vec<u32>>,
    /// How many of them, from the first, are of the root's own member.
    pub own: Vec<usize>,
    /// Whether each folder lies in a regular package (or is one).
    pub in_package: Vec<bool>,
}

impl Layout {
    /// Finds the roots. `declared` are folders relative to the base; where there are any in a member, its
    /// `src` is not guessed.
    #[must_use]
    pub fn new(tree: &Tree<'_>, declared: &[PathBuf]) -> Self {
        let count = tree.walk.folders.len();
        let mut in_package = vec![false; count];
        let mut member_of = vec![0_u32; count];
        let mut members = Vec::new();
        // Whatever lies beside a `.dist-info` is installed: the metadata of its source mark no project here.
        let mut installed = vec![false; count];
        for folder in 0..count as u32 {
            let parent = tree.parent(folder);
            let inherited = parent != NOBODY && in_package[parent as usize];
            in_package[folder as usize] = tree.init(folder) != NOBODY && parent != NOBODY || inherited;
            let record = &tree.walk.folders[folder as usize];
            let has_info = |name: &OsString| name.as_encoded_bytes().ends_with(b".dist-info");
            let above = parent != NOBODY && installed[parent as usize];
            installed[folder as usize] = above || record.listing.folders.iter().any(has_info);
            let marked = record.listing.marked && !in_package[folder as usize] && !above;
            if parent == NOBODY || marked {
                member_of[folder as usize] = members.len() as u32;
                members.push(folder);
            } else {
                member_of[folder as usize] = member_of[parent as usize];
            }
        }
        let mut layout = Self {
            roots: Vec::new(),
            root_of: vec![0; count],
            search: Vec::new(),
            own: Vec::new(),
            in_package,
        };
        let declared: Vec<u32> = declared.iter().filter_map(|path| tree.folder(path)).collect();
        for (member, &folder) in members.iter().enumerate() {
            let member = member as u32;
            let mine: Vec<u32> =
                declared.iter().copied().filter(|&root| member_of[root as usize] == member).collect();
            for &folder in mine.iter().filter(|&&root| root != folder) {
                layout.roots.push(Root { folder, member, kind: RootKind::Declared });
            }
            let src = tree.get(folder, "src").map_or(NOBODY, |entry| entry.folder);
            if mine.is_empty()
                && src != NOBODY
                && tree.init(src) == NOBODY
                && member_of[src as usize] == member
            {
                layout.roots.push(Root { folder: src, member, kind: RootKind::Src });
            }
            layout.roots.push(Root { folder, member, kind: RootKind::Member });
        }
        layout.add_folders_of_scripts(tree, &member_of);
        layout.assign(tree);
        layout.connect();
        layout
    }

    fn add_folders_of_scripts(&mut self, tree: &Tree<'_>, member_of: &[u32]) {
        let taken: FxHashSet<u32> = self.roots.iter().map(|root| root.folder).collect();
        for folder in 1..tree.walk.folders.len() as u32 {
            let parent = tree.parent(folder);
            if parent == NOBODY || self.in_package[parent as usize] || taken.contains(&folder) {
                continue;
            }
            let member = member_of[folder as usize];
            let name = tree.name(folder);
            let of_wheel = tree.name(parent).as_encoded_bytes().ends_with(b".data");
            if of_wheel && (name == "purelib" || name == "platlib") {
                self.roots.push(Root { folder, member, kind: RootKind::Wheel });
            } else if !name.to_str().is_some_and(is_identifier) {
                self.roots.push(Root { folder, member, kind: RootKind::Scripts });
            }
        }
    }

    /// Gives every folder the innermost root around it.
    fn assign(&mut self, tree: &Tree<'_>) {
        let mut own = vec![NOBODY; self.root_of.len()];
        for (id, root) in self.roots.iter().enumerate() {
            own[root.folder as usize] = id as u32;
        }
        for (folder, own) in own.into_iter().enumerate() {
            let parent = tree.parent(folder as u32);
            self.root_of[folder] = match own {
                NOBODY if parent == NOBODY => 0,
                NOBODY => self.root_of[parent as usize],
                root => root,
            };
        }
    }

    /// The search path of each root: itself if it holds scripts, its member's roots, those of the others.
    fn connect(&mut self) {
        let shared = |root: &&Root| root.kind != RootKind::Scripts;
        for root in &self.roots {
            let mut search = Vec::new();
            if root.kind == RootKind::Scripts {
                search.push(root.folder);
            }
            let (own, others): (Vec<_>, Vec<_>) =
                self.roots.iter().filter(shared).partition(|other| other.member == root.member);
            search.extend(own.iter().map(|root| root.folder));
            self.own.push(search.len());
            search.extend(others.iter().map(|root| root.folder));
            self.search.push(search);
        }
    }

    /// The dotted name of a file or folder at `path`, whose folder is `folder`.
    #[must_use]
    pub fn name(&self, tree: &Tree<'_>, folder: u32, tail: Option<&str>) -> String {
        let root = &self.roots[self.root_of[folder as usize] as usize];
        let base = &tree.walk.folders[root.folder as usize].path;
        let path: &Path = &tree.walk.folders[folder as usize].path;
        let below = path.strip_prefix(base).unwrap_or(path);
        let mut name = String::new();
        for part in below {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&part.to_string_lossy());
        }
        if let Some(tail) = tail {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(tail);
        }
        name
    }
}
