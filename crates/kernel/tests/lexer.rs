//! The hard cases of Python's lexical grammar, one by one: a text and the records it must give.
//!
//! Records are written as `line:column statement | clauses around it, outermost first`.

use dovetail_kernel::decode::{Decoded, decode};
use dovetail_kernel::lexer::record::{AllChange, Anchor, Form, Import, NONE, Scan};
use dovetail_kernel::lexer::{Reach, scan};

/// The imports of a text, however far the scan goes.
#[track_caller]
fn imports(source: &str) -> Vec<String> {
    let quick = scan(source, Reach::Imports);
    let deep = scan(source, Reach::Names);
    let write = |scan: &Scan| scan.imports.iter().map(|import| written(scan, import)).collect::<Vec<_>>();
    assert_eq!(write(&quick), write(&deep), "the same with names as without");
    write(&quick)
}

fn written(scan: &Scan, import: &Import) -> String {
    let dots = ".".repeat(import.level as usize);
    let module = scan.text(import.module);
    let names: Vec<String> = scan
        .aliases_of(import)
        .iter()
        .map(|alias| match scan.text(alias.asname) {
            "" => scan.text(alias.name).to_owned(),
            asname => format!("{} as {asname}", scan.text(alias.name)),
        })
        .collect();
    let statement = match import.form {
        Form::Import => format!("import {}", names.join(", ")),
        Form::From => format!("from {dots}{module} import {}", names.join(", ")),
        Form::ImportModule if import.literal => format!("import_module({dots}{module})"),
        Form::ImportModule => "import_module(?)".to_owned(),
        Form::DunderImport if import.literal => format!("__import__({dots}{module}: {})", names.join(", ")),
        Form::DunderImport => "__import__(?)".to_owned(),
    };
    let mut clauses: Vec<&str> = scan.chain(import.block).map(|(_, block)| block.kind.name()).collect();
    clauses.reverse();
    let around = if clauses.is_empty() { String::new() } else { format!(" | {}", clauses.join(", ")) };
    let lazy = if import.lazy { "lazy " } else { "" };
    format!("{}:{} {lazy}{statement}{around}", import.position.line, import.position.column)
}

/// Checks a table of texts and the imports in them.
#[track_caller]
fn check(table: &[(&str, &[&str])]) {
    for (source, expected) in table {
        assert_eq!(&imports(source), expected, "in {source:?}");
    }
}

#[test]
fn forms() {
    check(&[
        ("import a", &["1:0 import a"]),
        ("import a.b.c as d, e", &["1:0 import a.b.c as d, e"]),
        ("from a.b import c as d, e", &["1:0 from a.b import c as d, e"]),
        ("from a import *", &["1:0 from a import *"]),
        ("from . import a", &["1:0 from . import a"]),
        ("from.import a", &["1:0 from . import a"]),
        ("from...m import x", &["1:0 from ...m import x"]),
        ("from . .. .a import x", &["1:0 from ....a import x"]),
        ("from .a.b import(c)", &["1:0 from .a.b import c"]),
        ("from a import (b, c as d,)", &["1:0 from a import b, c as d"]),
        ("import a;import b ; from c import d;", &["1:0 import a", "1:9 import b", "1:20 from c import d"]),
        ("x = 1; import a", &["1:7 import a"]),
        ("importa; import_b; xfrom; a.imports", &[]),
    ]);
}

#[test]
fn white_space_and_newlines() {
    check(&[
        ("import a . b\\\n.c as \\\n d", &["1:0 import a.b.c as d"]),
        ("import\\\r\n a\\\r,b", &["1:0 import a, b"]),
        ("from a import (  # import z (\n  b,  # )\n\n  # c,\n  d\n)", &["1:0 from a import b, d"]),
        ("from\ta\x0c.b import\x0cc", &["1:0 from a.b import c"]),
        ("\x0cimport a\n  \x0cimport b", &["1:1 import a", "2:3 import b"]),
        (
            "import a\rimport b\r\nimport c\n\rimport d",
            &["1:0 import a", "2:0 import b", "3:0 import c", "5:0 import d"],
        ),
        ("# a comment\rimport a # import z\rimport b", &["2:0 import a", "3:0 import b"]),
        ("\\\nimport a", &["2:0 import a"]),
        ("x = 1 \\\n; import a", &["2:2 import a"]),
        ("x = (\nimport_,\n)\nimport a", &["4:0 import a"]),
        ("import a", &["1:0 import a"]),
    ]);
}

#[test]
fn names_are_normalised_and_columns_count_utf_8() {
    check(&[
        ("import \u{fb01}le, \u{210e}.\u{ff41} as \u{17f}", &["1:0 import file, h.a as s"]),
        ("\"\u{e9}\"; import a", &["1:6 import a"]),
    ]);
    let scan = scan("\"\u{e9}\"; from .b import (c,\n  d as e)", Reach::Imports);
    let import = &scan.imports[0];
    assert_eq!((import.position.column, import.end), (6, 34));
    assert_eq!((import.module_position.line, import.module_position.column), (1, 11));
    let places = scan.aliases_of(import).iter().map(|alias| (alias.position.line, alias.position.column));
    assert_eq!(places.collect::<Vec<_>>(), [(1, 22), (2, 2)]);
}

#[test]
fn literals_hide_what_is_in_them() {
    check(&[
        ("'import a'; import b", &["1:12 import b"]),
        ("'''\nimport a\n'''; import b", &["3:5 import b"]),
        ("\"\"\"a\\\"\"\"import b\"\"\"; import c", &["1:21 import c"]),
        ("'\\\nimport a'; import b", &["2:11 import b"]),
        ("'\\\\'; import a", &["1:6 import a"]),
        ("r'\\'; import a'; import b", &["1:17 import b"]),
        ("Rb'\\\\'; import a", &["1:8 import a"]),
        ("x = '' ''''''; import a", &["1:15 import a"]),
        ("# '''\nimport a", &["2:0 import a"]),
        ("# \\\nimport a", &["2:0 import a"]),
        ("'# not a comment'; import a", &["1:19 import a"]),
        ("'unterminated\nimport a", &["2:0 import a"]),
        // Words that end like a prefix are none.
        ("if'a': import b", &["1:7 import b | if"]),
        ("x = 1if'\\''else 2; import b", &["1:19 import b"]),
        ("x = y or'\\N{BULLET}'; import b", &["1:22 import b"]),
    ]);
}

#[test]
fn formatted_literals() {
    check(&[
        ("f'{a}{{import}}'; import b", &["1:18 import b"]),
        ("f'{a['b']}'; import c", &["1:13 import c"]),
        ("f'{f'{f'{1}'}'}'; import a", &["1:18 import a"]),
        ("f'{a:{'>'}{b}}'; import c", &["1:17 import c"]),
        ("f'{a:'; import b", &["1:8 import b"]),
        ("f\"{a:'>10}\"; import b", &["1:13 import b"]),
        ("f'{a!r:{{b}}}'; import c", &["1:16 import c"]),
        ("f'{a!=b}{(c:=1)}{d=}'; import e", &["1:23 import e"]),
        ("f'''{\na # }'\n}'''; import b", &["3:6 import b"]),
        ("f'{'\\n'.join(a)}'; import b", &["1:19 import b"]),
        ("f'{(lambda: {1: 2})}'; import b", &["1:23 import b"]),
        ("f'\\N{BULLET}{a}'; import b", &["1:18 import b"]),
        ("rf'\\N{a}'; import b", &["1:11 import b"]),
        ("rf'\\{a}\\''; import b", &["1:12 import b"]),
        ("f'\\{a}'; import b", &["1:9 import b"]),
        ("t'{a}' rt\"{b:{c}}\"; import d", &["1:20 import d"]),
        ("f'{a:\n}'; import b", &["2:4 import b"]),
    ]);
}

#[test]
fn clauses() {
    check(&[
        ("def f():\n import a", &["2:1 import a | function"]),
        ("async def f(): import a", &["1:15 import a | async function"]),
        (
            "class A:\n def f(self):\n  import a\nimport b",
            &["3:2 import a | class, function", "4:0 import b"],
        ),
        (
            "if a: import b\nelif c: import d; import e\nelse:\n import f",
            &["1:6 import b | if", "2:8 import d | elif", "2:18 import e | elif", "4:1 import f | else"],
        ),
        (
            "try: import a\nexcept A: import b\nelse: import c\nfinally: import d",
            &[
                "1:5 import a | try",
                "2:10 import b | except",
                "3:6 import c | else",
                "4:9 import d | finally",
            ],
        ),
        ("try: pass\nexcept* A: import b", &["2:11 import b | except*"]),
        ("try: pass\nexcept \\\n *A: import b", &["3:5 import b | except*"]),
        ("try: pass\nexcept A, B: import c", &["2:13 import c | except"]),
        ("for a in b: import c\nelse: import d", &["1:12 import c | for", "2:6 import d | else"]),
        ("while a:\n\timport b", &["2:1 import b | while"]),
        ("with a as b, (c): import d", &["1:18 import d | with"]),
        (
            "async def f():\n async with a:\n  async for b in c:\n   import d",
            &["4:3 import d | async function, with, for"],
        ),
        (
            "if a:\n import b\n# a comment\n import c\n  # another\nimport d",
            &["2:1 import b | if", "4:1 import c | if", "6:0 import d"],
        ),
        ("if a:\n\timport b\n        import c", &["2:1 import b | if", "3:8 import c | if"]),
        ("if a:\n  if b:\n    import c\n  import d", &["3:4 import c | if, if", "4:2 import d | if"]),
        // Colons that end no header.
        ("if {1: 2}[1:2] and (lambda: 1): import a", &["1:32 import a | if"]),
        ("if lambda a: b: import c", &["1:16 import c | if"]),
        ("if (a := b) == ':': import c", &["1:20 import c | if"]),
        ("def f(a: int = {1: 2}[1]) -> b[1:2]: import c", &["1:37 import c | function"]),
        ("def f[T: (int, str)](a): import c", &["1:25 import c | function"]),
    ]);
}

#[test]
fn backslashes_in_the_indentation() {
    check(&[
        // The column of the first backslash counts, unless it is 0.
        ("if a:\n  \\\nimport b\nimport c", &["3:0 import b | if", "4:0 import c"]),
        ("if a:\n\\\n  import b\nimport c", &["3:2 import b | if", "4:0 import c"]),
        ("if a:\n  \\\n      \\\n import b\n  import c", &["4:1 import b | if", "5:2 import c | if"]),
    ]);
}

#[test]
fn clauses_know_the_one_before_and_their_condition() {
    let source =
        "if a:\n pass\nelif b:\n pass\nelse:\n import c\ntry: pass\nexcept A: pass\nfinally: import d";
    let scan = scan(source, Reach::Imports);
    let before = |id: u32| {
        let mut offsets = Vec::new();
        let mut next = id;
        while next != NONE {
            let block = scan.blocks[next as usize];
            offsets.push(&source[block.offset as usize..block.header as usize]);
            next = block.previous;
        }
        offsets
    };
    assert_eq!(before(scan.imports[0].block), ["else", "elif", "if"]);
    assert_eq!(before(scan.imports[1].block), ["finally", "except", "try"]);
    let handlers = |source: &str| {
        let scan = dovetail_kernel::lexer::scan(source, Reach::Imports);
        scan.blocks.iter().map(|block| block.raises).collect::<Vec<_>>()
    };
    assert_eq!(
        handlers("try: import a\nexcept A: raise\nexcept B:\n x\n raise C\nexcept D: pass"),
        [false, true, true, false]
    );
    assert_eq!(handlers("try: import a\nexcept A:\n if b: raise\n"), [false, false, false]);
}

#[test]
fn soft_keywords() {
    check(&[
        ("match a:\n case 1: import b", &["2:9 import b | match, case"]),
        ("match a:\n # b\n\n case {'x': [1, *_]} if c:\n  import d", &["5:2 import d | match, case"]),
        ("match ...:\n case _: import a", &["2:9 import a | match, case"]),
        ("match -a, *b:\n case _: import c", &["2:9 import c | match, case"]),
        ("match (\n a):\n case case: import b", &["3:12 import b | match, case"]),
        ("match\\\n a:\n case\\\n _: import b", &["4:4 import b | match, case"]),
        ("match(a)\nmatch[a:b]\nmatch = 1; match.a; match: int\nimport b", &["4:0 import b"]),
        ("case: int\ncase = 1\ncase(a)\nimport b", &["4:0 import b"]),
        ("type = 1; type.a; import b\ntype X = int; import c", &["1:18 import b", "2:14 import c"]),
        ("lazy import a.b as c", &["1:0 lazy import a.b as c"]),
        ("lazy from .a import b; lazy import c", &["1:0 lazy from .a import b", "1:23 lazy import c"]),
        ("lazy = 1; lazy; lazy.a\nlazy\nimport b", &["3:0 import b"]),
    ]);
}

#[test]
fn calls() {
    check(&[
        (
            "import importlib\nimportlib.import_module('a.b')",
            &["1:0 import importlib", "2:0 import_module(a.b)"],
        ),
        ("importlib.import_module('..a', __package__)", &["1:0 import_module(..a)"]),
        ("importlib . \\\n import_module ( # a\n name = 'b' )", &["1:0 import_module(b)"]),
        (
            "importlib.import_module('a' 'b'), importlib.import_module(('c'))",
            &["1:0 import_module(ab)", "1:34 import_module(c)"],
        ),
        ("importlib.import_module(a)", &["1:0 import_module(?)"]),
        (
            "importlib.import_module(f'a'); importlib.import_module('a' + b)",
            &["1:0 import_module(?)", "1:31 import_module(?)"],
        ),
        (
            "import importlib as i\ni.import_module('a')",
            &["1:0 import importlib as i", "2:0 import_module(a)"],
        ),
        (
            "from importlib import import_module as i\ni('a')",
            &["1:0 from importlib import import_module as i", "2:0 import_module(a)"],
        ),
        ("__import__('a', fromlist=['b', 'c'])", &["1:0 __import__(a: b, c)"]),
        ("__import__('a', globals(), locals(), (), 1)", &["1:0 __import__(.a: )"]),
        (
            "__import__('a', fromlist=('b',)), __import__('a', fromlist=())",
            &["1:0 __import__(a: b)", "1:34 __import__(a: )"],
        ),
        (
            "__import__('a', fromlist=('b')), __import__('a', fromlist=['b'] + c)",
            &["1:0 __import__(?)", "1:33 __import__(?)"],
        ),
        ("a.__import__('b', fromlist=['c']); builtins.__import__('d')", &["1:35 __import__(d: )"]),
        // Not the function that imports.
        ("def import_module(a): pass\nimport_module('b')\nc.import_module('d')\ne().import_module('f')", &[]),
        ("# A full stop.\n__import__('a')", &["2:0 __import__(a: )"]),
        ("# import\nx.__import__('a')", &[]),
        // Read once, in order, and where they run.
        (
            "__import__('a'); import b; __import__('c')",
            &["1:0 __import__(a: )", "1:17 import b", "1:27 __import__(c: )"],
        ),
        ("if __import__('a'): __import__('b')", &["1:3 __import__(a: )", "1:20 __import__(b: ) | if"]),
        (
            "def f(a=__import__('b')): return __import__('c')",
            &["1:8 __import__(b: )", "1:33 __import__(c: ) | function"],
        ),
        (
            "lambda a=__import__('b'): __import__('c')",
            &["1:9 __import__(b: )", "1:26 __import__(c: ) | lambda"],
        ),
        ("f(lambda: 1, __import__('a'))", &["1:13 __import__(a: )"]),
        ("x = lambda: 1; __import__('a')", &["1:15 __import__(a: )"]),
        ("[lambda: 1 for x in __import__('a')]", &["1:20 __import__(a: )"]),
        ("f'{__import__('a')}', '{__import__(\"b\")}'", &["1:3 __import__(a: )"]),
        ("x = 'import', f'{(lambda: __import__('a'))}'", &["1:26 __import__(a: ) | lambda"]),
        ("lambda: f'{__import__('a')}'", &["1:11 __import__(a: ) | lambda"]),
    ]);
}

#[test]
fn the_package_that_a_relative_name_starts_from() {
    let anchor = |arguments: &str| {
        let source = format!("importlib.import_module({arguments})");
        let scan = scan(&source, Reach::Imports);
        match scan.imports[0].anchor {
            Anchor::Literal(text) => scan.text(text).to_owned(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(anchor("'.a'"), "Missing");
    assert_eq!(anchor("'.a', __package__"), "Package");
    assert_eq!(anchor("'.a', package = __spec__.parent"), "Package");
    assert_eq!(anchor("package=__name__, name='.a'"), "Name");
    assert_eq!(anchor("'.a', 'b.c'"), "b.c");
    assert_eq!(anchor("'.a', b"), "Computed");
    assert_eq!(anchor("'.a', __name__ + 'b'"), "Computed");
}

#[test]
fn names_bound_at_the_top_level() {
    let table: &[(&str, &[&str])] = &[
        ("def f(): x = 1\nclass A: y = 1\nasync def g(): pass", &["f", "A", "g"]),
        ("a = b = 1; c, (d, [e, *f]) = g", &["a", "b", "c", "d", "e", "f"]),
        ("a: int = 1\nb: int\n(c): 'x = y' = 2", &["a", "c"]),
        ("a += 1\nb.c = 1\nd[e] = 1\nf(g).h, i = 1", &["a", "i"]),
        ("(a,\n b.c, (d)[0], (e)) = 1", &["a", "e"]),
        ("a = [b]\n(c, d) = e", &["a", "c", "d"]),
        ("a = b == c; d = lambda: e == f; a == b, c", &["a", "d"]),
        ("(a := 1); f(b := 2, [c := 3 for x in y]); lambda: (d := 4)", &["a", "b", "c"]),
        ("for a, (b, c.d), e[f] in g: h = 1", &["a", "b", "h"]),
        ("with a as b, c() as (d, *e), f as g.h: pass", &["b", "d", "e"]),
        ("with (a as b, # as x\n c as d): pass", &["b", "d"]),
        (
            "match a:\n case [b, *c] | {'d': e, **f} | G(h=i) as j if k: l = 1",
            &["b", "c", "e", "f", "i", "j", "l"],
        ),
        ("match a:\n case B . c | _ | None: pass", &[]),
        ("if a: b = 1\nelse:\n try: c = 1\n finally: d = 1", &["b", "c", "d"]),
        ("del a, (b, [c]), d.e, f[g]", &["a", "b", "c"]),
        ("type X[T] = int; type in y; type = 1", &["X", "type"]),
        ("\u{fb01} = 1", &["fi"]),
    ];
    for (source, expected) in table {
        let scan = scan(source, Reach::Names);
        let names: Vec<&str> = scan.bindings.iter().map(|binding| scan.text(binding.name)).collect();
        assert_eq!(&names, expected, "in {source:?}");
    }
}

#[test]
fn dunder_all_step_by_step() {
    let table: &[(&str, &[&str])] = &[
        ("__all__ = ['a', \"b\" 'c',]", &["=", "+a", "+bc"]),
        ("__all__ = ('a',) + [\n'b']; __all__ += ['c']", &["=", "+a", "+b", "+c"]),
        ("__all__ = 'a', 'b'\n'no name'", &["=", "+a", "+b"]),
        ("__all__: list[str] = x = ['a']", &["=", "?"]),
        ("x = __all__ = ['a']", &["=", "+a"]),
        ("__all__.extend(['a'])\n__all__.append('b'); __all__.remove('a')", &["+a", "+b", "-a"]),
        ("__all__ = m.__all__ + ['a']", &["=", "+m.*", "+a"]),
        ("__all__ = [*m.__all__, 'a']", &["=", "+m.*", "+a"]),
        ("__all__ = 'a b'.split()", &["=", "+a", "+b"]),
        ("__all__ = ['\\x61', r'\\b']", &["=", "+a", "+\\b"]),
        // A string's characters would be the names.
        ("__all__ = ('a')", &["=", "?"]),
        ("__all__ = [a for a in b]", &["=", "?"]),
        ("__all__ = ['a'][:1]", &["=", "+a", "?"]),
        ("__all__[:] = ['a']", &["?"]),
        ("__all__, x = ['a'], 1", &["?"]),
        ("del __all__", &["?"]),
        ("from a import __all__", &["?"]),
        ("def f(): __all__ = ['a']", &[]),
    ];
    for (source, expected) in table {
        let scan = scan(source, Reach::Names);
        let steps = scan.dunder_all.iter().map(|step| match step.change {
            AllChange::Clear => "=".to_owned(),
            AllChange::Add(name) => format!("+{}", scan.text(name)),
            AllChange::Remove(name) => format!("-{}", scan.text(name)),
            AllChange::AddOf(module) => format!("+{}.*", scan.text(module)),
            AllChange::Computed => "?".to_owned(),
        });
        assert_eq!(&steps.collect::<Vec<_>>(), expected, "in {source:?}");
    }
}

#[test]
fn docstrings() {
    for source in
        ["'a'", "\n# b\n\n\"\"\"a\"\"\"", "r'a' u'b'; x", "('a'\n 'b')", "(('a')\n)", "'a' \\\n\n", "'a' # b"]
    {
        assert!(scan(source, Reach::Imports).docstring, "{source:?}");
    }
    for source in ["", "b'a'", "f'a'", "'a' + b", "'a'.b", "'a', b", "x; 'a'", "('a', )", "'a' f'b'"] {
        assert!(!scan(source, Reach::Imports).docstring, "{source:?}");
    }
    assert!(scan("\n # a\n\x0c\r\\\n", Reach::Imports).empty);
    assert!(!scan("\n # a\n0", Reach::Imports).empty);
}

#[test]
fn faults() {
    let table: &[(&str, &[&str])] = &[
        ("x = 'a\nb", &["1:4 unterminated string literal"]),
        ("x = '''a\nb", &["1:4 unterminated string literal"]),
        ("x = (\nimport a", &["1:4 a bracket that is never closed"]),
        ("x = 1)\ny", &["1:5 a closing bracket without its opening one"]),
        ("import a b", &["1:0 an import statement that the grammar does not allow"]),
        ("from a import b,", &["1:0 an import statement that the grammar does not allow"]),
        ("from a import ()", &["1:0 an import statement that the grammar does not allow"]),
        ("from a import (b c)", &["1:0 an import statement that the grammar does not allow"]),
        ("import a.", &["1:0 an import statement that the grammar does not allow"]),
        ("def f(): from a import *", &["1:9 `import *` inside a function or class"]),
        ("import a\nx = {1: ']', 2: [f'{'}'}']}", &[]),
    ];
    for (source, expected) in table {
        let scan = scan(source, Reach::Names);
        let faults = scan.faults.iter().map(|fault| {
            format!("{}:{} {}", fault.position.line, fault.position.column, fault.kind.message())
        });
        assert_eq!(&faults.collect::<Vec<_>>(), expected, "in {source:?}");
    }
}

#[test]
fn decoded_before_it_is_read() {
    let columns = |bytes: &[u8]| match decode(bytes) {
        Ok(Decoded::Text(text)) => scan(&text, Reach::Imports).imports[0].position.column,
        other => panic!("{other:?}"),
    };
    assert_eq!(columns(b"\xef\xbb\xbfimport a"), 0);
    assert_eq!(columns(b"# coding: latin-1\n'\xe9'; import a"), 6);
}

/// Each would take hours if some part of the lexer read the rest of the text over and over.
#[test]
fn hostile_texts_take_no_longer_than_others() {
    let times = 20_000;
    for piece in [
        "f'{",
        "f'{a:{",
        "t\"{f'",
        "importlib.import_module(",
        "__import__('a', fromlist=[",
        "lambda: __import__('a'), ",
        "match )(\n",
        "match (\n",
        "if (\n",
        "with (\n",
        "import a.b c\n",
        "from a import (b\n c d)\n",
        "import import ",
        "(import ",
        "lambda: ",
        "case ",
        "__all__ = (",
        "__all__ += 'a' + ",
        "x = ",
        "((a), ",
        "from importlib import import_module as aX\n",
        "if a: __import__('b'); ",
        "if a:\n ",
        "\\\n",
        "\\\r",
        "'''",
        "{",
        "x: [",
        "del (",
        "f'{__import__('a')}' ",
        "f'''{__import__('a')",
        "(a := ",
        "with a as b, ",
        "import a, ",
        "try: import a\nexcept:\n",
        "a[",
        "'a' 'b' ",
        "__all__ = 'a', ",
        "class A: import a; ",
        "import_module",
    ] {
        let text = piece.repeat(times);
        let _ = scan(&text, Reach::Imports);
        let _ = scan(&text, Reach::Names);
        let numbered: String = (0..times).map(|number| piece.replace('X', &number.to_string())).collect();
        let _ = scan(&numbered, Reach::Names);
    }
}

/// No Python that reads it may be at hand, so the fixture's records stand here.
#[test]
fn syntax_of_python_3_14_and_3_15() {
    assert_eq!(
        imports(include_str!("fixtures/nasty_315.py.txt")),
        [
            "2:0 lazy import a.b as c, d",
            "3:0 lazy from .e import f as g, h",
            "3:31 lazy import i",
            "4:0 lazy import j",
            "8:0 from k import l",
            "11:5 import m",
            "13:4 import n | try",
            "15:4 import o | except",
            "16:13 import p | except",
            "17:5 import q | try",
            "19:4 import r | except*",
            "21:4 lazy import s | function",
            "22:18 lazy from t import u | class",
        ]
    );
}
