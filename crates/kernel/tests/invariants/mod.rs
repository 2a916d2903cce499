//! What holds of the records of any bytes whatever. The property tests and the fuzz target both ask it.

use dovetail_kernel::decode::{Decoded, decode};
use dovetail_kernel::lexer::record::{Block, Form, NONE, Position, Scan};
use dovetail_kernel::lexer::{Reach, scan};

/// Decodes and scans bytes as a file would be; what cannot be decoded is scanned with its faults replaced.
///
/// # Panics
/// If the lexer does, or if its records contradict themselves.
pub fn check(bytes: &[u8]) {
    match decode(bytes) {
        Ok(Decoded::Text(text)) => check_text(&text),
        _ => check_text(&String::from_utf8_lossy(bytes)),
    }
}

fn check_text(text: &str) {
    let source = text.as_bytes();
    let places = Places::new(source);
    for reach in [Reach::Imports, Reach::Names] {
        let scan = scan(text, reach);
        check_blocks(source, &scan);
        check_imports(source, &places, &scan);
        check_names(source, &scan, reach);
        assert!(scan.faults.is_sorted_by_key(|fault| fault.position.offset), "faults in order");
        for fault in &scan.faults {
            places.check(fault.position);
        }
    }
}

fn check_blocks(text: &[u8], scan: &Scan) {
    for (id, block) in scan.blocks.iter().enumerate() {
        let Block { offset, header, parent, previous, head, .. } = *block;
        assert!(offset < header && header as usize <= text.len(), "a keyword within the text: {block:?}");
        for earlier in [parent, previous] {
            assert!(earlier == NONE || (earlier as usize) < id, "chains lead backwards: {block:?}");
        }
        assert_eq!(previous == NONE, head as usize == id, "the first clause is its own head: {block:?}");
        if previous != NONE {
            let before = scan.blocks[previous as usize];
            assert!(before.offset < offset, "clauses in order: {block:?}");
            assert_eq!((before.head, before.parent), (head, parent), "clauses of one statement: {block:?}");
        }
    }
}

fn check_imports(text: &[u8], places: &Places, scan: &Scan) {
    let mut aliases = 0;
    let mut end = 0;
    for import in &scan.imports {
        places.check(import.position);
        assert!(import.position.offset < import.end && import.end as usize <= text.len(), "{import:?}");
        assert!(import.end > end, "imports in order, each once: {import:?}");
        assert!(import.block == NONE || (import.block as usize) < scan.blocks.len(), "{import:?}");
        assert!(scan.chain(import.block).count() <= scan.blocks.len(), "a chain ends: {import:?}");
        assert_eq!(import.aliases.0, aliases, "every alias belongs to one import: {import:?}");
        assert!(import.aliases.1 as usize <= scan.aliases.len(), "aliases in range: {import:?}");
        // The names that `__import__` is given stand behind its callee, those of a statement within it.
        let called = import.form == Form::DunderImport;
        let mut last = if called { import.end } else { import.position.offset };
        let end_of_names = if called { text.len() as u32 } else { import.end };
        for alias in scan.aliases_of(import) {
            places.check(alias.position);
            let offset = alias.position.offset;
            assert!(last < offset && offset < end_of_names, "{import:?} {alias:?}");
            assert!(called || !scan.text(alias.name).is_empty(), "{import:?} {alias:?}");
            let _ = scan.text(alias.asname);
            last = offset;
        }
        let _ = (scan.text(import.module), scan.text(import.qualifier));
        (aliases, end) = (import.aliases.1, import.end);
    }
    assert_eq!(aliases as usize, scan.aliases.len(), "no alias without an import");
}

fn check_names(text: &[u8], scan: &Scan, reach: Reach) {
    assert!(reach == Reach::Names || scan.bindings.is_empty(), "names only where they were asked for");
    for binding in &scan.bindings {
        assert!((binding.offset as usize) < text.len(), "{binding:?}");
        assert!(binding.value == NONE || binding.value as usize <= text.len(), "{binding:?}");
        assert!(binding.block == NONE || (binding.block as usize) < scan.blocks.len(), "{binding:?}");
        assert!(!scan.text(binding.name).is_empty(), "{binding:?}");
    }
}

/// Where the lines of a text begin, counted the slow way.
struct Places {
    length: usize,
    starts: Vec<usize>,
}

impl Places {
    fn new(text: &[u8]) -> Self {
        let ends = (0..text.len())
            .filter(|&at| text[at] == b'\n' || text[at] == b'\r' && text.get(at + 1) != Some(&b'\n'));
        Self { length: text.len(), starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect() }
    }

    fn check(&self, position: Position) {
        let offset = position.offset as usize;
        assert!(offset <= self.length, "{position:?}");
        let line = self.starts.partition_point(|&start| start <= offset);
        assert_eq!(position.line as usize, line, "{position:?}");
        assert_eq!(position.column as usize, offset - self.starts[line - 1], "{position:?}");
    }
}
