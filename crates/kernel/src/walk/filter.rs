//! What a walk passes over, and the reason it gives.

use super::Options;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;
use std::sync::Arc;

/// What the patterns say of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ruling {
    /// To be passed over, for this reason.
    Skip(&'static str),
    /// To be kept, whatever an outer pattern says.
    Keep,
    /// Nothing.
    None,
}

/// The reason for `__pycache__`, which nobody needs to be told.
pub const COMPILED: &str = "compiled files";

/// Patterns in force for a folder and what is below it.
pub(super) struct Filter {
    exclude: Gitignore,
    /// `.gitignore` files, the innermost last.
    gitignores: Vec<Arc<Gitignore>>,
}

impl Filter {
    /// The patterns of the configuration, and the `.gitignore` files around the base up to the root of its
    /// repository.
    pub fn new(base: &Path, options: &Options) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new(options.exclude_from.as_deref().unwrap_or(base));
        for pattern in &options.exclude {
            builder
                .add_line(None, pattern)
                .map_err(|error| format!("the pattern `{pattern}` to exclude: {error}"))?;
        }
        let exclude = builder.build().map_err(|error| error.to_string())?;
        let mut filter = Self { exclude, gitignores: Vec::new() };
        if options.gitignore {
            filter.add_outer(base);
        }
        Ok(filter)
    }

    fn add_outer(&mut self, base: &Path) {
        let Ok(base) = base.canonicalize() else { return };
        let Some(root) = base.ancestors().find(|folder| folder.join(".git").exists()) else { return };
        let mut outer: Vec<_> =
            base.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).collect();
        outer.reverse();
        for folder in outer {
            if folder.join(".gitignore").is_file() {
                *self = self.with_gitignore(folder);
            }
        }
        // Whoever asks for an ignored folder by name wants to see what is in it.
        let ignores =
            |gitignore: &Arc<Gitignore>| gitignore.matched_path_or_any_parents(&base, true).is_ignore();
        if self.gitignores.iter().any(ignores) {
            self.gitignores.clear();
        }
    }

    /// The same with the `.gitignore` of `folder` in force.
    pub fn with_gitignore(&self, folder: &Path) -> Self {
        let mut builder = GitignoreBuilder::new(folder);
        // A line that is no pattern is passed over, as git does.
        let _ = builder.add(folder.join(".gitignore"));
        let mut gitignores = self.gitignores.clone();
        gitignores.extend(builder.build().ok().map(Arc::new));
        Self { exclude: self.exclude.clone(), gitignores }
    }

    /// Why a folder is not walked; `path` is relative to the base. `marked` says that a project's metadata
    /// lie beside it.
    pub fn skips_folder(&self, base: &Path, path: &Path, marked: bool) -> Option<&'static str> {
        match self.ruling(base, path, true) {
            Ruling::Skip(reason) => return Some(reason),
            Ruling::Keep => return None,
            Ruling::None => {}
        }
        let name = path.file_name()?.as_encoded_bytes();
        match name {
            [b'.', ..] => Some("a hidden folder"),
            b"__pycache__" => Some(COMPILED),
            b"node_modules" => Some("packages of JavaScript"),
            b"__pypackages__" => Some("installed packages"),
            b"build" | b"dist" | b"_build" if marked && !base.join(path).join("__init__.py").is_file() => {
                Some("results of a build")
            }
            b"venv" | b"env" | b"virtualenv" | b"ENV" | b"VENV"
                if base.join(path).join("pyvenv.cfg").is_file() =>
            {
                Some("a virtual environment")
            }
            _ => None,
        }
    }

    /// Why a file is not read.
    pub fn skips_file(&self, base: &Path, path: &Path) -> Option<&'static str> {
        match self.ruling(base, path, false) {
            Ruling::Skip(reason) => Some(reason),
            Ruling::Keep | Ruling::None => None,
        }
    }

    fn ruling(&self, base: &Path, path: &Path, folder: bool) -> Ruling {
        if self.exclude.is_empty() && self.gitignores.is_empty() {
            return Ruling::None;
        }
        let full = base.join(path);
        match self.exclude.matched(&full, folder) {
            Match::Ignore(_) => return Ruling::Skip("excluded by the configuration"),
            Match::Whitelist(_) => return Ruling::Keep,
            Match::None => {}
        }
        let mut rulings =
            self.gitignores.iter().rev().map(|gitignore| match gitignore.matched(&full, folder) {
                Match::Ignore(_) => Ruling::Skip("ignored by .gitignore"),
                Match::Whitelist(_) => Ruling::Keep,
                Match::None => Ruling::None,
            });
        rulings.find(|ruling| *ruling != Ruling::None).unwrap_or(Ruling::None)
    }
}
