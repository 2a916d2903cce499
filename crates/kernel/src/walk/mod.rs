//! The walk: from a folder to every file that could be a module, in parallel, each read and scanned on the
//! way.
//!
//! What it passes over it lists, with the reason ([`Skipped`]). The result does not depend on the number of
//! threads or on the order in which the file system lists things.

mod filter;
mod folder;
mod read;

pub use filter::COMPILED;
pub use folder::{FileKind, Folder, Listing, SourceFile};
pub use read::{Reading, Unread, read_file, read_text};

use crate::target::Target;
use filter::Filter;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

/// Files of one folder that are read as one piece of work.
const CHUNK: usize = 64;

/// How to walk.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Patterns as in a `.gitignore`.
    pub exclude: Vec<String>,
    /// The folder that they are relative to; without it, the base.
    pub exclude_from: Option<PathBuf>,
    /// Whether `.gitignore` files count.
    pub gitignore: bool,
    /// Number of threads, at least one.
    pub threads: usize,
    /// Whether all files are read to their end ([`crate::lexer::Reach::Names`]), or only packages are.
    pub deep: bool,
    /// Whether texts are searched for [`MARK`].
    pub marks: bool,
    /// The one entry of the base that is walked, where the rest is not the project's.
    pub only: Option<PathBuf>,
    /// What conditions are evaluated for.
    pub target: Target,
}

/// Something that was not walked or not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Relative to the base.
    pub path: PathBuf,
    /// Whether it is a folder, so that everything below it is skipped too.
    pub folder: bool,
    /// In words.
    pub reason: String,
}

/// All that a walk found, sorted by path.
#[derive(Debug, Default)]
pub struct Walk {
    /// The folder that everything is relative to.
    pub base: PathBuf,
    /// Its folders; the base itself comes first, with an empty path.
    pub folders: Vec<Folder>,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}

/// A piece of work: a folder to list, or files of a folder to read.
enum Job {
    List { path: PathBuf, filter: Arc<Filter> },
    Read { files: Vec<(PathBuf, FileKind)> },
}

#[derive(Default)]
struct Queue {
    jobs: Vec<Job>,
    busy: usize,
}

struct Shared<'a> {
    base: &'a Path,
    options: &'a Options,
    queue: Mutex<Queue>,
    wake: Condvar,
}

/// What one thread gathers.
#[derive(Default)]
struct Found {
    folders: Vec<Folder>,
    files: Vec<SourceFile>,
    skipped: Vec<Skipped>,
    links: Vec<PathBuf>,
    buffer: Vec<u8>,
}

/// Walks `base` and reads what it finds.
///
/// # Errors
/// Any fault of the base itself or of a pattern; faults further down are reported in [`Walk::skipped`] and
/// in [`SourceFile::unread`].
pub fn walk(base: &Path, options: &Options) -> Result<Walk, String> {
    let metadata = std::fs::metadata(base).map_err(|error| error.to_string())?;
    if metadata.is_file() {
        return Ok(walk_file(base, options));
    }
    std::fs::read_dir(base).map_err(|error| error.to_string())?;
    let filter = Arc::new(Filter::new(base, options)?);
    // Links in the path of the base would be followed anew for each file.
    let real = base.canonicalize().unwrap_or_else(|_| base.to_owned());
    let mut found = run(&real, options, vec![Job::List { path: PathBuf::new(), filter: filter.clone() }]);
    follow_links(&real, options, &filter, &mut found);
    // By bytes: folders still come before what is in them, and comparing parts would take much longer.
    found.folders.sort_unstable_by(|one, other| one.path.as_os_str().cmp(other.path.as_os_str()));
    found.files.sort_unstable_by(|one, other| one.path.as_os_str().cmp(other.path.as_os_str()));
    found.skipped.sort();
    let Found { folders, files, skipped, .. } = found;
    Ok(Walk { base: base.to_owned(), folders, files, skipped })
}

/// A project of one file.
fn walk_file(file: &Path, options: &Options) -> Walk {
    let base = file.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    let name = file.file_name().unwrap_or_default();
    let kind = folder::kind_of(name).unwrap_or(FileKind::Source);
    let file = read::load(&base, PathBuf::from(name), kind, options, &mut Vec::new());
    let mut listing = Listing::default();
    listing.files.push((name.to_owned(), kind));
    let folder = Folder { path: PathBuf::new(), listing, target: None };
    Walk { base, folders: vec![folder], files: vec![file], skipped: Vec::new() }
}

fn run(base: &Path, options: &Options, jobs: Vec<Job>) -> Found {
    let queue = Mutex::new(Queue { jobs, busy: 0 });
    let shared = Shared { base, options, queue, wake: Condvar::new() };
    let mut all = Found::default();
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..options.threads.max(1)).map(|_| scope.spawn(|| work(&shared))).collect();
        all = work(&shared);
        for helper in helpers {
            let found = helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.folders.extend(found.folders);
            all.files.extend(found.files);
            all.skipped.extend(found.skipped);
            all.links.extend(found.links);
        }
    });
    all
}

/// Takes jobs until there are none and nobody can add one.
fn work(shared: &Shared<'_>) -> Found {
    let mut found = Found::default();
    let lock = || shared.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut queue = lock();
    loop {
        if let Some(job) = queue.jobs.pop() {
            queue.busy += 1;
            drop(queue);
            let more = perform(shared, job, &mut found);
            queue = lock();
            queue.busy -= 1;
            if !more.is_empty() || queue.busy == 0 {
                queue.jobs.extend(more);
                shared.wake.notify_all();
            }
        } else if queue.busy == 0 {
            return found;
        } else {
            queue = shared.wake.wait(queue).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }
}

fn perform(shared: &Shared<'_>, job: Job, found: &mut Found) -> Vec<Job> {
    let (path, filter) = match job {
        Job::List { path, filter } => (path, filter),
        Job::Read { files } => {
            read_all(shared, files, found);
            return Vec::new();
        }
    };
    let listed = match folder::list(shared.base, &path, &filter, shared.options.gitignore) {
        Ok(listed) => listed,
        Err(error) => {
            found.skipped.push(Skipped { path, folder: true, reason: read::reason(&error) });
            return Vec::new();
        }
    };
    let mut listed = listed;
    if path.as_os_str().is_empty()
        && let Some(only) = &shared.options.only
    {
        listed.keep_only(only);
    }
    found.skipped.extend(listed.skipped);
    found.links.extend(listed.links);
    found.files.extend(listed.unread);
    let mut jobs: Vec<Job> = listed
        .listing
        .folders
        .iter()
        .map(|name| Job::List { path: path.join(name), filter: listed.filter.clone() })
        .collect();
    let mut files: Vec<_> =
        listed.listing.files.iter().map(|(name, kind)| (path.join(name), *kind)).collect();
    found.folders.push(Folder { path, listing: listed.listing, target: None });
    while files.len() > CHUNK {
        jobs.push(Job::Read { files: files.split_off(files.len() - CHUNK) });
    }
    read_all(shared, files, found);
    jobs
}

fn read_all(shared: &Shared<'_>, files: Vec<(PathBuf, FileKind)>, found: &mut Found) {
    let mut buffer = std::mem::take(&mut found.buffer);
    for (path, kind) in files {
        found.files.push(read::load(shared.base, path, kind, shared.options, &mut buffer));
    }
    found.buffer = buffer;
}

/// Links to folders: one into the walked tree is another name for a folder there; one out of it is walked
/// once, under the first of its names.
fn follow_links(base: &Path, options: &Options, filter: &Arc<Filter>, found: &mut Found) {
    let Ok(real_base) = base.canonicalize() else { return };
    let mut known: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut links = std::mem::take(&mut found.links);
    while !links.is_empty() {
        links.sort();
        for link in std::mem::take(&mut links) {
            let skip = |reason: &str| Skipped { path: link.clone(), folder: true, reason: reason.to_owned() };
            let real = match base.join(&link).canonicalize() {
                Ok(real) => real,
                Err(error) => {
                    found.skipped.push(skip(&read::reason(&error)));
                    continue;
                }
            };
            let target = if let Ok(inside) = real.strip_prefix(&real_base) {
                found.skipped.push(skip(&format!("a link to {}", shown(inside))));
                inside.to_owned()
            } else if real_base.starts_with(&real) {
                found.skipped.push(skip("a link to a folder around the project"));
                continue;
            } else if let Some(first) = known
                .iter()
                .find_map(|(outer, first)| real.strip_prefix(outer).ok().map(|rest| first.join(rest)))
            {
                found.skipped.push(skip(&format!("a link to the same folder as {}", shown(&first))));
                first
            } else {
                known.insert(real, link.clone());
                let more = run(base, options, vec![Job::List { path: link, filter: filter.clone() }]);
                found.folders.extend(more.folders);
                found.files.extend(more.files);
                found.skipped.extend(more.skipped);
                links.extend(more.links);
                continue;
            };
            found.folders.push(Folder { path: link, listing: Listing::default(), target: Some(target) });
        }
    }
}

fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.is_empty() { ".".to_owned() } else { text.into_owned() }
}
