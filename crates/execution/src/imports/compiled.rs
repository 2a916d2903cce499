//! What compiled modules execute while they initialise.
//!
//! The tables that the [`World`](crate::World) has were asked of CPython, and say it. Without a table, the file of an
//! extension module is read as data, never loaded: code made by Cython keeps the names of the modules from
//! which it takes types and functions (`cimport`) as strings of C, and imports all of them when it
//! initialises. What it imports by statements is kept with its other strings, often compressed, and is not found.

use std::sync::Arc;

use memchr::memmem::Finder;
use memchr::{memchr_iter, memrchr};

use crate::engine::Engine;
use crate::imports::memo::Cause;
use crate::language::raise::Outcome;
use crate::values::value::ModuleId;
use crate::world::Kind;

/// Names of modules that code made by Cython keeps for later.
const DEFERRED: &[&str] = &["asyncio.coroutines", "collections.abc"];

/// The longest name that is looked for.
const LONGEST: usize = 200;

/// What the file of an extension module tells.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Names of modules that it imports while it initialises, if they are such.
    pub names: Vec<String>,
    /// Cython has made it.
    pub cython: bool,
}

/// Looks for the traces of imports in the file of an extension module.
#[must_use]
pub fn traces(file: &[u8]) -> Traces {
    let cython = Finder::new(b"cython_runtime").find(file).is_some();
    let mut names = Vec::new();
    // The message of Cython for the case that the import fails; there is no other use of the module.
    if cython && Finder::new(b".decompress' - cannot initialise").find(file).is_some() {
        names.push("zlib".to_owned());
    }
    // The C interface of `datetime` is a capsule in the module; so is that of numpy, whose name has dots.
    if Finder::new(b"\0datetime.datetime_CAPI\0").find(file).is_some() {
        names.push("datetime".to_owned());
    }
    // What mypyc makes of several modules lies in one that each of them imports.
    if let Some(end) = Finder::new(b"__mypyc\0").find(file) {
        let start = memrchr(0, &file[..end]).map_or(0, |at| at + 1);
        if is_name(&file[start..end + b"__mypyc".len()]) {
            names.push(format!("{}__mypyc", String::from_utf8_lossy(&file[start..end])));
        }
    }
    let mut after = 0;
    for dot in memchr_iter(b'.', file) {
        if dot < after || dot == 0 || !is_letter(file[dot - 1]) {
            continue;
        }
        let nearest = dot.saturating_sub(LONGEST);
        let Some(start) = memrchr(0, &file[nearest..dot]).map(|at| nearest + at + 1) else { continue };
        let rest = &file[dot..file.len().min(dot + LONGEST)];
        let Some(length) = memchr::memchr(0, rest) else { continue };
        after = dot + length;
        let name = &file[start..after];
        if !is_name(name) || !(cython || name.ends_with(b"._multiarray_umath")) {
            continue;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        if !DEFERRED.contains(&name.as_str()) && !names.contains(&name) {
            names.push(name);
        }
    }
    Traces { names, cython }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether these are identifiers with dots between them.
fn is_name(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'.').all(|part| {
        part.first().is_some_and(|first| !first.is_ascii_digit() || part.ends_with(b"__mypyc"))
            && part.iter().all(|&byte| is_letter(byte))
    })
}

impl Engine {
    /// Executes what a compiled module imports while it initialises, as far as that is known.
    ///
    /// # Errors
    /// With what one of the imports raises. A module that is not there is passed over: it was in another version, or
    /// the compiled module does without it.
    pub(crate) fn execute_compiled(&mut self, module: ModuleId) -> Outcome<()> {
        let name = self.name_of(module).to_owned();
        // Where the text is there, it says more exactly what is imported after what Cython and mypyc themselves import.
        let has_text = self.has_text_beside(module);
        if !has_text && let Some(names) = self.world.compiled_imports(&name) {
            return self.import_all(module, &names);
        }
        let found = self.find(module);
        if found.kind != Kind::Extension || found.standard {
            return Ok(());
        }
        let Some(origin) = found.origin.as_deref() else { return Ok(()) };
        let traces = if let Some(traces) = self.traces.get(&module) {
            Arc::clone(traces)
        } else {
            let traces = Arc::new(self.world.traces(origin));
            self.traces.insert(module, Arc::clone(&traces));
            traces
        };
        if traces.cython && !has_text {
            self.gap(module, 0, "a compiled module: what it imports by statements of its own is not known");
        }
        let is_new = |name: &&String| {
            // numpy was rearranged; what was compiled for both looks for the new place first.
            let moved = name.strip_prefix("numpy.core.").map(|rest| format!("numpy._core.{rest}"));
            !moved.is_some_and(|moved| traces.names.contains(&moved))
        };
        let own = format!("{name}.");
        let names: Vec<String> = traces
            .names
            .iter()
            .filter(is_new)
            .filter(|each| {
                **each != name && !each.starts_with(&own) && !name.starts_with(&format!("{each}."))
            })
            .cloned()
            .collect();
        self.import_all(module, &names)
    }

    fn import_all(&mut self, module: ModuleId, names: &[String]) -> Outcome<()> {
        for name in names {
            let name = self.symbols.intern(name);
            let wanted = self.module(name);
            if !matches!(self.find(wanted).kind, Kind::Missing | Kind::Namespace) {
                self.import_absolute(name, Cause { module: Some(module), line: 0 })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Traces, traces};

    fn names(file: &[u8]) -> Vec<String> {
        traces(file).names
    }

    #[test]
    fn strings_of_their_own_are_names_in_what_cython_made() {
        let file = b"\x7fELF\0cython_runtime\0shop.orders\0no shop.users\0shop.users.\0x.1\0shop._lib.dates\0\xffa.b\0";
        assert_eq!(names(file), ["shop.orders", "shop._lib.dates"]);
        assert!(traces(file).cython);
    }

    #[test]
    fn other_files_tell_only_of_interfaces() {
        let file = b"\0shop.orders\0numpy._core._multiarray_umath\0datetime.datetime_CAPI\0";
        assert_eq!(names(file), ["datetime", "numpy._core._multiarray_umath"]);
        assert_eq!(traces(b""), Traces::default());
    }

    #[test]
    fn compressed_strings_and_shared_code_need_a_module_each() {
        let compressed =
            b"\0cython_runtime\0Failed to import '%.20s.decompress' - cannot initialise module strings.\0";
        assert_eq!(names(compressed), ["zlib"]);
        assert_eq!(names(b"\0init\x0024eba0d76380__mypyc\0PyInit\0"), ["24eba0d76380__mypyc"]);
    }
}
