//! Calls that import a literal name: `importlib.import_module("a.b")`, `__import__("a")`.

use super::cursor::{Cursor, is_word};
use super::line::Lexer;
use super::record::{Alias, Anchor, Block, BlockKind, Form, Import, NONE, Scan, Text};
use rustc_hash::FxHashSet;

impl Lexer<'_> {
    /// Reads the call whose callee's last word stands between `start` and `end`, if it is one.
    pub fn read_call(&mut self, start: usize, end: usize) {
        let open = self.cursor.skip_blank(end);
        if self.cursor.byte(open) != b'(' || self.already_read(end) || self.is_definition(start) {
            return;
        }
        let word = &self.cursor.src[start..end];
        let form = if word == b"__import__" { Form::DunderImport } else { Form::ImportModule };
        let qualifier = self.qualifier(start);
        let callee = qualifier.as_ref().map_or(start, |range| range.start);
        let qualifier = qualifier.map_or(Text::default(), |range| self.store_name(range.start, range.end));
        if form == Form::DunderImport && !matches!(self.scan.text(qualifier), "" | "builtins" | "importlib") {
            return;
        }
        let block = self.block_of_call(start);
        let position = self.lines.position(callee);
        let arguments = self.arguments_of(open);
        let find = |place: usize, name: &[u8]| {
            arguments.iter().enumerate().find_map(|(index, argument)| match argument.keyword {
                Some((from, to)) => (&self.cursor.src[from..to] == name).then_some(argument.value),
                None => (index == place).then_some(argument.value),
            })
        };
        let (argument, package) = (find(0, b"name"), find(1, b"package"));
        let (from_list, relative) = (find(3, b"fromlist"), find(4, b"level"));
        let mut import = Import {
            form,
            position,
            end: end as u32,
            level: 0,
            module: Text::default(),
            module_position: position,
            aliases: (self.scan.aliases.len() as u32, self.scan.aliases.len() as u32),
            lazy: false,
            block,
            anchor: Anchor::Missing,
            qualifier,
            literal: false,
        };
        if let Some(name) = argument.and_then(|(from, to)| self.whole_string(from, to)) {
            import.literal = true;
            let bare = if form == Form::ImportModule { name.trim_start_matches('.') } else { &name };
            import.level = (name.len() - bare.len()) as u32;
            import.module = self.store(bare);
            if form == Form::ImportModule {
                import.anchor = package.map_or(Anchor::Missing, |(from, to)| self.read_anchor(from, to));
            } else {
                import.literal = self.read_from_list(&mut import, from_list, relative);
            }
        }
        self.scan.imports.push(import);
    }

    /// The arguments of the call whose bracket is at `open`; none if it stands in too many others, whose
    /// arguments were all read up to their ends.
    fn arguments_of(&mut self, open: usize) -> Vec<Argument> {
        while self.calls.last().is_some_and(|&end| end <= open) {
            self.calls.pop();
        }
        if self.calls.len() > DEEPEST_CALL {
            return Vec::new();
        }
        let arguments = self.arguments(open + 1);
        self.calls.push(arguments.last().map_or(open, |argument| argument.value.1));
        arguments
    }

    /// The arguments of a call whose first one begins at or after `at`.
    fn arguments(&mut self, at: usize) -> Vec<Argument> {
        let mut arguments = Vec::new();
        let mut at = self.cursor.skip_space(at);
        while at < self.cursor.src.len() && self.cursor.byte(at) != b')' {
            let word = self.cursor.word_end(at);
            let equals = self.cursor.skip_space(word);
            let named = word > at && self.cursor.byte(equals) == b'=' && self.cursor.byte(equals + 1) != b'=';
            let start = if named { self.cursor.skip_space(equals + 1) } else { at };
            let end = self.argument_end(start);
            arguments.push(Argument { keyword: named.then_some((at, word)), value: (start, end) });
            let skipped = end + usize::from(self.cursor.byte(end) == b',');
            at = self.cursor.skip_space(skipped);
            if skipped == end {
                break;
            }
        }
        arguments
    }

    /// The comma or bracket that ends the argument at `at`.
    fn argument_end(&mut self, at: usize) -> usize {
        let (mut at, mut depth) = (at, 0_u32);
        while at < self.cursor.src.len() {
            at = match self.cursor.byte(at) {
                b'"' | b'\'' => self.cursor.skip_string(at).0,
                b'#' => self.cursor.line_end(at),
                b',' | b')' | b']' | b'}' if depth == 0 => break,
                byte => {
                    match byte {
                        b'(' | b'[' | b'{' => depth += 1,
                        b')' | b']' | b'}' => depth -= 1,
                        _ => {}
                    }
                    at + 1
                }
            };
        }
        at.min(self.cursor.src.len())
    }

    /// The value of the string literal that fills an argument.
    fn whole_string(&mut self, from: usize, to: usize) -> Option<String> {
        let (value, end) = self.cursor.string_value(from, true)?;
        (self.cursor.skip_space(end) >= to).then_some(value)
    }

    /// What `__import__` is given beside a name; whether all of it is literal.
    fn read_from_list(
        &mut self,
        import: &mut Import,
        from_list: Option<(usize, usize)>,
        relative: Option<(usize, usize)>,
    ) -> bool {
        if let Some((from, to)) = relative {
            let digits = std::str::from_utf8(&self.cursor.src[from..to])
                .ok()
                .and_then(|text| text.trim().parse().ok());
            match digits {
                Some(level) => import.level = level,
                None => return false,
            }
        }
        let Some((from, to)) = from_list else { return true };
        if !matches!(self.cursor.byte(from), b'[' | b'(') {
            return &self.cursor.src[from..to] == b"None";
        }
        // `("a")` is a string, `("a",)` a tuple.
        let mut listed = self.cursor.byte(from) == b'[';
        let mut at = self.cursor.skip_space(from + 1);
        while let Some((name, end)) = self.cursor.string_value(at, true) {
            let position = self.lines.position(at);
            let name = self.store(&name);
            self.scan.aliases.push(Alias { name, asname: Text::default(), position });
            at = self.cursor.skip_space(end);
            if self.cursor.byte(at) != b',' {
                break;
            }
            listed = true;
            at = self.cursor.skip_space(at + 1);
        }
        let read = self.scan.aliases.len() as u32;
        listed |= read == import.aliases.0;
        import.aliases.1 = read;
        listed && matches!(self.cursor.byte(at), b']' | b')') && self.cursor.skip_space(at + 1) >= to
    }

    /// A line may be read twice; its calls are not. Imports stand in the order of their ends.
    fn already_read(&self, end: usize) -> bool {
        self.scan.imports.binary_search_by_key(&(end as u32), |import| import.end).is_ok()
    }

    /// `def import_module(...)` calls nothing.
    fn is_definition(&self, start: usize) -> bool {
        let before = self.cursor.src[..start].trim_ascii_end();
        before.len() < start && (before.ends_with(b"def") || before.ends_with(b"class"))
    }

    /// The dotted words before the dot before `start`.
    fn qualifier(&self, start: usize) -> Option<std::ops::Range<usize>> {
        let dot = self.before_blank(start).checked_sub(1).filter(|&dot| self.cursor.src[dot] == b'.')?;
        let end = self.before_blank(dot);
        let mut first = end;
        while first > 0 && (is_word(self.cursor.src[first - 1]) || self.cursor.src[first - 1] == b'.') {
            first -= 1;
        }
        // What is no name, as in `f().import_module`, is a dot.
        Some(if first == end { dot..dot + 1 } else { first..end })
    }

    /// One past the token before `at` in the same line, which may be joined with backslashes. What ends a
    /// line above may stand in a comment.
    fn before_blank(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(last) = end.checked_sub(1) {
            let newline = matches!(self.cursor.src[last], b'\n' | b'\r');
            let crlf = newline && self.cursor.src[..last].ends_with(b"\r");
            end = match self.cursor.src[last] {
                b' ' | b'\t' | b'\x0c' => last,
                _ if newline && self.cursor.src[..last].ends_with(b"\\") => last - 1,
                _ if crlf && self.cursor.src[..last - 1].ends_with(b"\\") => last - 2,
                _ => break,
            };
        }
        end
    }

    /// The block that runs the call at `at`: that of its line, the body behind the line's colon, or a lambda.
    fn block_of_call(&mut self, at: usize) -> u32 {
        let (line, opened) = self.line();
        let block = match opened {
            None => self.enclosing(),
            Some(block) => match self.body_of_line(block) {
                Some(body) if body <= at => block,
                _ => self.scan.blocks[block as usize].parent,
            },
        };
        match self.lambda_around(line, at) {
            None => block,
            Some((offset, header)) => {
                let id = self.scan.blocks.len() as u32;
                self.scan.blocks.push(Block {
                    kind: BlockKind::Lambda,
                    offset: offset as u32,
                    header: header as u32,
                    parent: block,
                    previous: NONE,
                    head: id,
                    raises: false,
                });
                id
            }
        }
    }

    /// The lambda whose body holds `at`, the outermost one: where it begins, and one past its keyword.
    fn lambda_around(&mut self, line: usize, at: usize) -> Option<(usize, usize)> {
        // Calls come in order, so the walk through their line goes on where it stopped.
        let mut lambdas = std::mem::take(&mut self.lambdas);
        if lambdas.line != line || lambdas.next > at {
            lambdas = Lambdas::new(line, line, None);
        }
        while lambdas.next < at {
            lambdas.step(&mut self.cursor);
        }
        let around = lambdas.around();
        self.lambdas = lambdas;
        around
    }

    /// The `package` argument between two offsets.
    fn read_anchor(&mut self, from: usize, to: usize) -> Anchor {
        match self.cursor.src[from..to].trim_ascii() {
            b"__package__" | b"__spec__.parent" => Anchor::Package,
            b"__name__" => Anchor::Name,
            b"None" => Anchor::Missing,
            _ => match self.whole_string(from, to) {
                Some(value) => Anchor::Literal(self.store(&value)),
                None => Anchor::Computed,
            },
        }
    }

    /// Reads the calls in the replacement fields of the literal whose quote is at `quote`.
    pub fn read_fields(&mut self, quote: usize) {
        if self.nesting > DEEPEST_FIELD {
            return;
        }
        let mut fields = self.cursor.fields(quote);
        if fields.is_empty() {
            return;
        }
        fields.sort_unstable();
        self.nesting += 1;
        self.catch_up();
        let (line, _) = self.line();
        let around = self.lambda_around(line, quote);
        let outside = std::mem::take(&mut self.lambdas);
        let mut done = 0;
        for (from, to) in fields {
            // A field within a field is reached through the literal that it stands in.
            if from >= done {
                self.lambdas = Lambdas::new(line, from, around);
                self.read_calls(from, to);
                done = to;
            }
        }
        self.lambdas = outside;
        self.nesting -= 1;
    }

    /// Keeps of the calls read those whose callee is `importlib`'s or the built-in.
    pub fn keep_imports(&mut self) {
        if !self.scan.imports.iter().any(|import| import.form == Form::ImportModule) {
            return;
        }
        let scan = &self.scan;
        let modules: FxHashSet<&str> = imported_as(scan, "", "importlib").chain(["importlib"]).collect();
        let functions: FxHashSet<&str> = imported_as(scan, "importlib", "import_module").collect();
        let keep: Vec<bool> = scan
            .imports
            .iter()
            .map(|import| match import.form {
                Form::Import | Form::From | Form::DunderImport => true,
                Form::ImportModule if import.qualifier == Text::default() => {
                    let word = &self.cursor.src[import.position.offset as usize..import.end as usize];
                    std::str::from_utf8(word).is_ok_and(|word| functions.contains(word))
                }
                Form::ImportModule => modules.contains(scan.text(import.qualifier)),
            })
            .collect();
        let mut keep = keep.into_iter();
        self.scan.imports.retain(|_| keep.next().unwrap_or(true));
    }
}

/// How deep f-strings are read within f-strings, for the calls in them: as deep as CPython compiles them.
const DEEPEST_FIELD: u32 = 150;

/// How deep the arguments of calls are read within those of other calls: a hostile text could go deeper at a
/// high price, nobody else does.
const DEEPEST_CALL: usize = 16;

/// How many other names of `import_module` are looked for: each takes a search.
const MOST_NAMES: usize = 8;

/// An argument of a call.
struct Argument {
    /// Where its keyword stands.
    keyword: Option<(usize, usize)>,
    /// Where its value stands.
    value: (usize, usize),
}

/// The names under which `import_module` is called in a text beside its own.
pub(super) fn other_names(scan: &Scan) -> Vec<String> {
    let names = imported_as(scan, "importlib", "import_module");
    let mut names: Vec<String> =
        names.filter(|&name| name != "import_module").take(MOST_NAMES).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The names that import statements give to `name` of `module`, or to the module `name` itself.
fn imported_as<'s>(scan: &'s Scan, module: &'s str, name: &'s str) -> impl Iterator<Item = &'s str> {
    let form = if module.is_empty() { Form::Import } else { Form::From };
    let imports = scan
        .imports
        .iter()
        .filter(move |import| import.form == form && import.level == 0 && scan.text(import.module) == module);
    let aliases = imports.flat_map(|import| scan.aliases_of(import));
    aliases.filter(move |alias| scan.text(alias.name) == name).map(|alias| {
        let asname = scan.text(alias.asname);
        if asname.is_empty() { scan.text(alias.name) } else { asname }
    })
}

/// A walk through one logical line that knows which lambdas are open.
#[derive(Default)]
pub(super) struct Lambdas {
    /// Where the line begins, and where the walk is.
    line: usize,
    next: usize,
    depth: u32,
    /// The depth of brackets at which each lambda stands, its offset, and whether its body has begun.
    open: Vec<(u32, usize, bool)>,
    /// The lambda around the f-string that the walk is in.
    outside: Option<(usize, usize)>,
}

impl Lambdas {
    /// A walk through the line at `line` that begins at `next`.
    pub fn new(line: usize, next: usize, outside: Option<(usize, usize)>) -> Self {
        Self { line, next, outside, ..Self::default() }
    }

    /// The outermost lambda whose body the walk is in: where it begins, and one past its keyword.
    pub fn around(&self) -> Option<(usize, usize)> {
        let inside = || self.open.iter().find(|lambda| lambda.2).map(|lambda| (lambda.1, lambda.1 + 6));
        self.outside.or_else(inside)
    }

    /// One token further; returns where the walk is then.
    pub fn step(&mut self, cursor: &mut Cursor<'_>) -> usize {
        let byte = cursor.byte(self.next);
        self.next = match byte {
            b'"' | b'\'' => cursor.skip_string(self.next).0,
            b'#' => cursor.line_end(self.next),
            _ if is_word(byte) => {
                let end = cursor.word_end(self.next);
                match &cursor.src[self.next..end] {
                    b"lambda" => self.open.push((self.depth, self.next, false)),
                    // The `for` of a comprehension.
                    b"for" => self.end_bodies(),
                    _ => {}
                }
                end
            }
            _ => {
                self.pass(byte);
                self.next + 1
            }
        };
        self.next
    }

    fn pass(&mut self, byte: u8) {
        match byte {
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                while self.open.last().is_some_and(|lambda| lambda.0 > self.depth) {
                    self.open.pop();
                }
            }
            b',' | b';' => self.end_bodies(),
            b':' => {
                // It ends a body, as in a slice, and begins that of the lambda around it.
                self.end_bodies();
                if let Some(lambda) = self.open.last_mut().filter(|lambda| lambda.0 == self.depth) {
                    lambda.2 = true;
                }
            }
            _ => {}
        }
    }

    /// Ends the lambdas whose bodies stand at the present depth.
    fn end_bodies(&mut self) {
        while self.open.last().is_some_and(|lambda| lambda.0 >= self.depth && lambda.2) {
            self.open.pop();
        }
    }
}
