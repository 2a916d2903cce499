//! Reads the test of an `if` or `while` and says which way it goes.
//!
//! A small recursive-descent reader over the expression grammar, as far as tests of version, platform,
//! `TYPE_CHECKING` and `__name__` use it. Everything else is unknown; `and`, `or` and `not` are Kleene's.

use super::names::{Meaning, Names};
use super::value::{Operator, Value};
use crate::target::Target;

/// What is supposed while a condition is read.
#[derive(Clone, Copy)]
struct Scenario {
    typing: bool,
    main: bool,
}

/// At run time, for a type checker, and as a script.
const SCENARIOS: [Scenario; 3] = [
    Scenario { typing: false, main: false },
    Scenario { typing: true, main: false },
    Scenario { typing: false, main: true },
];

/// What a clause's conditions say of the statements in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: it runs, or nobody knows.
    Plain,
    /// It is never executed but by a type checker.
    Typing,
    /// It runs only as a script.
    Main,
    /// It depends on version or platform (or on a constant), and goes this way for the target.
    Conditional(Option<bool>),
}

/// Nesting of parentheses and operators beyond which a condition is unknown.
const DEEPEST: u32 = 64;

/// A clause of an `if` statement, in each of the [`SCENARIOS`].
#[derive(Clone, Copy)]
pub(super) struct Clause {
    /// Whether it is entered.
    entered: [Option<bool>; 3],
    /// Whether the clause after it is asked.
    passed: [Option<bool>; 3],
    /// Whether version or platform was asked for, here or before.
    depends: bool,
}

impl Clause {
    /// Reads the clause whose condition begins at `header` (`else` has none) and follows `before`.
    pub fn read(
        text: &[u8],
        header: Option<usize>,
        before: Option<Self>,
        names: &Names<'_>,
        target: &Target,
    ) -> Self {
        let reached = before.map_or([Some(true); 3], |before| before.passed);
        let mut clause = Self {
            entered: reached,
            passed: [Some(false); 3],
            depends: before.is_some_and(|before| before.depends),
        };
        let Some(header) = header else { return clause };
        for (index, scenario) in SCENARIOS.into_iter().enumerate() {
            let mut reader = Reader { text, at: header, names, target, scenario, depends: false, depth: 0 };
            let truth = reader.test();
            clause.depends |= reader.depends;
            clause.entered[index] = and(reached[index], truth);
            clause.passed[index] = and(reached[index], truth.map(|truth| !truth));
        }
        clause
    }

    /// What it says of the statements in it.
    pub fn verdict(self) -> Verdict {
        let [run, typing, main] = self.entered;
        match run {
            Some(false) if typing != Some(false) => Verdict::Typing,
            Some(false) if main != Some(false) => Verdict::Main,
            Some(false) => Verdict::Conditional(Some(false)),
            taken if self.depends => Verdict::Conditional(taken),
            _ => Verdict::Plain,
        }
    }
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

struct Reader<'a, 's> {
    text: &'a [u8],
    at: usize,
    names: &'a Names<'s>,
    target: &'a Target,
    scenario: Scenario,
    /// Whether version or platform was asked for.
    depends: bool,
    depth: u32,
}

/// The text is no condition that is understood.
struct Strange;

type Read = Result<Value, Strange>;

impl Reader<'_, '_> {
    /// The truth of the condition here, which must end at its colon.
    fn test(&mut self) -> Option<bool> {
        let value = self.disjunction().ok()?;
        (self.peek() == b':').then(|| value.truth()).flatten()
    }

    fn peek(&mut self) -> u8 {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\t' | b'\\' | b'\n' | b'\r' | b'\x0c') => self.at += 1,
                // In brackets, or it would have ended the line and with it the condition.
                Some(b'#') => {
                    let rest = &self.text[self.at..];
                    self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                }
                _ => break,
            }
        }
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn word(&mut self) -> &str {
        self.peek();
        let rest = &self.text[self.at.min(self.text.len())..];
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'));
        std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]).unwrap_or("")
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = self.word() == word;
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn takes(&mut self, symbol: &str) -> bool {
        self.peek();
        let found = self.text[self.at.min(self.text.len())..].starts_with(symbol.as_bytes());
        self.at += if found { symbol.len() } else { 0 };
        found
    }

    fn disjunction(&mut self) -> Read {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Strange);
        }
        let mut value = self.conjunction()?;
        while self.takes_word("or") {
            let other = self.conjunction()?;
            let negated = and(value.truth().map(|truth| !truth), other.truth().map(|truth| !truth));
            value = negated.map_or(Value::Unknown, |negated| Value::Bool(!negated));
        }
        self.depth -= 1;
        Ok(value)
    }

    fn conjunction(&mut self) -> Read {
        let mut value = self.negation()?;
        while self.takes_word("and") {
            let other = self.negation()?;
            value = and(value.truth(), other.truth()).map_or(Value::Unknown, Value::Bool);
        }
        Ok(value)
    }

    fn negation(&mut self) -> Read {
        let mut negated = false;
        while self.takes_word("not") {
            negated = !negated;
        }
        let value = self.comparison()?;
        Ok(match (negated, value.truth()) {
            (false, _) => value,
            (true, Some(truth)) => Value::Bool(!truth),
            (true, None) => Value::Unknown,
        })
    }

    fn comparison(&mut self) -> Read {
        let mut left = self.operand()?;
        let mut result = None;
        while let Some(operator) = self.operator() {
            let right = self.operand()?;
            let outcome = left.compare(operator, &right);
            result = Some(result.map_or(outcome, |before| and(before, outcome)));
            left = right;
        }
        Ok(result.map_or(left, |outcome| outcome.map_or(Value::Unknown, Value::Bool)))
    }

    fn operator(&mut self) -> Option<Operator> {
        let symbols = [
            ("<=", Operator::LessEqual),
            (">=", Operator::GreaterEqual),
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
        ];
        if let Some((_, operator)) = symbols.into_iter().find(|(symbol, _)| self.takes(symbol)) {
            return Some(operator);
        }
        let shift = self.text.get(self.at + 1) == self.text.get(self.at);
        match self.peek() {
            b'<' if !shift => {
                self.at += 1;
                return Some(Operator::Less);
            }
            b'>' if !shift => {
                self.at += 1;
                return Some(Operator::Greater);
            }
            _ => {}
        }
        if self.takes_word("is") {
            return Some(if self.takes_word("not") { Operator::NotEqual } else { Operator::Equal });
        }
        if self.takes_word("in") {
            return Some(Operator::In);
        }
        let before = self.at;
        if self.takes_word("not") {
            if self.takes_word("in") {
                return Some(Operator::NotIn);
            }
            self.at = before;
        }
        None
    }

    /// One operand; arithmetic makes it unknown.
    fn operand(&mut self) -> Read {
        let mut value = self.primary()?;
        while matches!(self.peek(), b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^')
            || self.takes_shift()
        {
            while matches!(self.peek(), b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~') {
                self.at += 1;
            }
            self.primary()?;
            value = Value::Unknown;
        }
        Ok(value)
    }

    fn takes_shift(&mut self) -> bool {
        self.takes("<<") || self.takes(">>")
    }

    fn primary(&mut self) -> Read {
        let mut value = self.atom()?;
        loop {
            match self.peek() {
                b'.' => {
                    self.at += 1;
                    let name = self.word().to_owned();
                    if name.is_empty() {
                        return Err(Strange);
                    }
                    self.at += name.len();
                    value = self.attribute(value, &name)?;
                }
                b'[' => {
                    self.at += 1;
                    value = self.subscript(&value)?;
                }
                b'(' => {
                    self.at += 1;
                    let arguments = self.items(b')')?;
                    value = self.call(&value, &arguments);
                }
                _ => return Ok(value),
            }
        }
    }

    fn atom(&mut self) -> Read {
        match self.peek() {
            b'(' => {
                self.at += 1;
                let before = self.at;
                let mut items = self.items(b')')?;
                let tuple =
                    items.len() != 1 || self.text[before..self.at - 1].trim_ascii_end().ends_with(b",");
                Ok(if tuple { Value::Tuple(items) } else { items.remove(0) })
            }
            b'[' => {
                self.at += 1;
                Ok(Value::Tuple(self.items(b']')?))
            }
            b'{' => {
                self.at += 1;
                Ok(Value::Tuple(self.items(b'}')?))
            }
            b'"' | b'\'' => self.string(),
            b'0'..=b'9' => Ok(self.number()),
            b'-' => {
                self.at += 1;
                Ok(match self.atom()? {
                    Value::Int(value) => Value::Int(-value),
                    _ => Value::Unknown,
                })
            }
            byte if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 => self.name(),
            _ => Err(Strange),
        }
    }

    /// The expressions up to a closing bracket.
    fn items(&mut self, close: u8) -> Result<Vec<Value>, Strange> {
        let mut items = Vec::new();
        loop {
            if self.peek() == close {
                self.at += 1;
                return Ok(items);
            }
            items.push(self.disjunction()?);
            match self.peek() {
                b',' => self.at += 1,
                byte if byte == close => {}
                _ => return Err(Strange),
            }
        }
    }

    fn string(&mut self) -> Read {
        let quote = self.text[self.at];
        let rest = &self.text[self.at + 1..];
        if rest.starts_with(&[quote, quote]) {
            return Err(Strange);
        }
        let end = rest.iter().position(|&byte| byte == quote || byte == b'\n').ok_or(Strange)?;
        let text = std::str::from_utf8(&rest[..end]).map_err(|_| Strange)?;
        self.at += end + 2;
        Ok(if text.contains('\\') { Value::Unknown } else { Value::Str(text.to_owned()) })
    }

    fn number(&mut self) -> Value {
        let word = self.word().to_owned();
        self.at += word.len();
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            let fraction = self.word().len();
            self.at += fraction;
            return Value::Unknown;
        }
        let digits = word.replace('_', "").to_ascii_lowercase();
        let value = match digits.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        value.map_or(Value::Unknown, Value::Int)
    }

    fn name(&mut self) -> Read {
        let name = self.word().to_owned();
        if name.is_empty() {
            return Err(Strange);
        }
        self.at += name.len();
        if matches!(self.text.get(self.at), Some(b'"' | b'\'')) {
            // A prefixed literal.
            self.string()?;
            return Ok(Value::Unknown);
        }
        if self.takes(":=") {
            return self.disjunction();
        }
        match name.as_str() {
            "True" | "__debug__" => return Ok(Value::Bool(true)),
            "False" | "None" => return Ok(Value::Bool(false)),
            "TYPE_CHECKING" | "MYPY" => return Ok(Value::Bool(self.scenario.typing)),
            "__name__" => return Ok(Value::Name { main: self.scenario.main }),
            "lambda" | "if" | "else" | "await" | "yield" => return Err(Strange),
            _ => {}
        }
        match self.names.meaning(&name) {
            Meaning::Path(path) => Ok(self.known(path)),
            Meaning::Constant(value) => Ok(self.constant(value)),
            Meaning::Unknown => Ok(Value::Unknown),
        }
    }

    /// The value of a constant whose text begins at `offset`.
    fn constant(&mut self, offset: usize) -> Value {
        let (before, depth) = (self.at, self.depth);
        self.at = offset;
        self.depth += DEEPEST / 4;
        let value = self.disjunction().unwrap_or(Value::Unknown);
        // What follows on the line would belong to the value.
        let ended = matches!(self.text.get(self.at), None | Some(b'\n' | b'\r' | b'#' | b';'))
            || self.text[offset..self.at].contains(&b'\n');
        (self.at, self.depth) = (before, depth);
        if ended { value } else { Value::Unknown }
    }

    /// The value of a dotted name in terms of modules.
    fn known(&mut self, path: String) -> Value {
        let (major, minor) = (i64::from(self.target.version.0), i64::from(self.target.version.1));
        let value = match path.as_str() {
            "typing.TYPE_CHECKING" | "typing_extensions.TYPE_CHECKING" => {
                return Value::Bool(self.scenario.typing);
            }
            "sys.version_info" => Value::Version(major, minor),
            "sys.hexversion" => {
                let low = major << 24 | minor << 16;
                Value::HexVersion(low, low | 0xffff)
            }
            "sys.platform" => Value::Str(self.target.platform.clone()),
            "os.name" => Value::Str(self.target.os_name().to_owned()),
            "sys.implementation.name" => Value::Str("cpython".to_owned()),
            "six.PY2" => Value::Bool(false),
            "six.PY3" => Value::Bool(true),
            _ => return Value::Path(path),
        };
        self.depends = true;
        value
    }

    fn attribute(&mut self, value: Value, name: &str) -> Read {
        Ok(match (value, name) {
            (Value::Path(path), _) => self.known(format!("{path}.{name}")),
            (Value::Version(major, _), "major") => Value::Int(major),
            (Value::Version(_, minor), "minor") => Value::Int(minor),
            (Value::Str(text), "startswith" | "endswith") if self.peek() == b'(' => {
                self.at += 1;
                let arguments = self.items(b')')?;
                let options = match arguments.as_slice() {
                    [Value::Tuple(options)] => options.clone(),
                    [option] => vec![option.clone()],
                    _ => return Ok(Value::Unknown),
                };
                let mut found = Some(false);
                for option in options {
                    let Value::Str(option) = option else { return Ok(Value::Unknown) };
                    let hit = if name == "startswith" {
                        text.starts_with(&option)
                    } else {
                        text.ends_with(&option)
                    };
                    found = found.map(|found| found || hit);
                }
                found.map_or(Value::Unknown, Value::Bool)
            }
            (Value::Str(text), "lower") if self.takes("()") => Value::Str(text.to_lowercase()),
            _ => Value::Unknown,
        })
    }

    /// What stands in the brackets of a subscript: an index, or a slice from the start.
    fn subscript(&mut self, value: &Value) -> Read {
        let start = if self.peek() == b':' { Value::Int(0) } else { self.disjunction()? };
        if self.takes("]") {
            return Ok(value.item(&start));
        }
        if !self.takes(":") {
            return Err(Strange);
        }
        if self.takes("]") {
            return Ok(if start == Value::Int(0) { value.clone() } else { Value::Unknown });
        }
        let end = self.disjunction()?;
        if !self.takes("]") {
            return Err(Strange);
        }
        Ok(match (start, end) {
            (Value::Int(0), Value::Int(end)) => value.head(end),
            _ => Value::Unknown,
        })
    }

    fn call(&mut self, callee: &Value, arguments: &[Value]) -> Value {
        let Value::Path(path) = callee else { return Value::Unknown };
        let value = match (path.as_str(), arguments) {
            ("platform.system", []) => Value::Str(self.target.system().to_owned()),
            ("platform.python_implementation", []) => Value::Str("CPython".to_owned()),
            _ => return Value::Unknown,
        };
        self.depends = true;
        value
    }
}
