//! No bytes make the lexer panic, and its records hold together whatever they are.

mod invariants;

use invariants::check;
use proptest::prelude::*;

/// Texts with every hard case that is known; `benchmarks/agreement.py` compares them with `ast`.
const FIXTURES: [&[u8]; 3] = [
    include_bytes!("fixtures/nasty.py.txt"),
    include_bytes!("fixtures/nasty_312.py.txt"),
    include_bytes!("fixtures/nasty_315.py.txt"),
];

#[test]
fn a_file_cut_anywhere() {
    for fixture in FIXTURES {
        for end in 0..=fixture.len() {
            check(&fixture[..end]);
        }
    }
}

#[test]
fn a_file_begun_anywhere() {
    for fixture in FIXTURES {
        for start in 0..=fixture.len() {
            check(&fixture[start..]);
        }
    }
}

#[test]
fn a_file_without_any_one_byte() {
    for fixture in FIXTURES {
        for hole in 0..fixture.len() {
            check(&[&fixture[..hole], &fixture[hole + 1..]].concat());
        }
    }
}

#[test]
fn newlines_of_every_kind() {
    for fixture in FIXTURES {
        let text = std::str::from_utf8(fixture).unwrap();
        check(text.replace('\n', "\r").as_bytes());
        check(text.replace('\n', "\r\n").as_bytes());
        check(text.replace('\n', "\n\r").as_bytes());
        check(text.replace('\n', "\n\x0c\t").as_bytes());
    }
}

/// Pieces that mean something to the lexer.
const TOKENS: &[&str] = &[
    "import",
    "from",
    "as",
    "lazy",
    "*",
    ".",
    "...",
    ",",
    ";",
    ":",
    "=",
    ":=",
    "==",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "a",
    "b.c",
    "\u{fb01}",
    "\u{e9}",
    "1",
    "0x",
    "if ",
    "elif ",
    "else:",
    "else",
    "try:",
    "except ",
    "except*",
    "finally:",
    "for ",
    "in ",
    "while ",
    "with ",
    "match ",
    "case ",
    "def f(",
    "class A",
    "async ",
    "await ",
    "lambda ",
    "type ",
    "del ",
    "raise ",
    "return ",
    "yield ",
    "not ",
    "__all__",
    "__all__.append(",
    "+=",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"",
    "rf'''",
    "t'",
    "rb'",
    "u'",
    "r\"",
    "{{",
    "}}",
    "!r",
    "\\N{",
    "\\",
    "\\\n",
    "\\\r\n",
    "#",
    "# c\n",
    "\n",
    "\r",
    "\r\n",
    "\n    ",
    "\n\t",
    "\n  ",
    "\n\x0c",
    " ",
    "\t",
    "\x0c",
    "\0",
    "\u{feff}",
    "import_module(",
    "fromlist=",
    "['a', '']",
    "level=1",
    "__import__('a')",
    "importlib.import_module('.a', __package__)",
    "name=",
    "package=",
    "__name__",
    "# coding: latin-1\n",
    "# coding: utf-7\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_ascii_text(text in "[\\t-\\r -~]{0,400}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_tokens(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        check(tokens.concat().as_bytes());
    }

    #[test]
    fn any_bytes_in_a_file(
        fixture in prop::sample::select(&FIXTURES[..]),
        place in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..8),
        cut in 0_usize..40,
    ) {
        let at = place.index(fixture.len());
        let rest = &fixture[(at + cut).min(fixture.len())..];
        check(&[&fixture[..at], &bytes, rest].concat());
    }
}
