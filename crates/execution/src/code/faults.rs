//! What CPython says of a text that it cannot compile.

use ruff_python_parser::ParseErrorType;

/// Why a text is no module: CPython would raise `SyntaxError`.
#[derive(Clone, Debug)]
pub struct Fault {
    pub message: String,
    /// 1-based.
    pub line: u32,
}

/// The features that `from __future__ import` knows.
pub(super) const FEATURES: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

/// The message of CPython for an error of the parser. Where its own rules tell more than that the syntax is
/// invalid, the words differ from version to version, and only the plain ones are given.
pub(super) fn message(error: &ParseErrorType) -> String {
    match error {
        ParseErrorType::UnexpectedIndentation => "unexpected indent".to_owned(),
        _ => "invalid syntax".to_owned(),
    }
}
