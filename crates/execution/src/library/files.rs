//! Files and folders that code reads beside itself: what is in them is part of what the import does.

use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::library::builtins::add_class;
use crate::library::calls::nothing;
use crate::library::models::named;
use crate::values::value::{Given, Id, Native, Object, Sequence, Value, at};

/// The variable of an instance that has what is in the file: no attribute of a program is named so.
const TEXT: &str = "the text of a file";

const METHODS: &[(&str, Native)] = &[
    ("__enter__", |_, given| Ok(at(given, 0))),
    ("__exit__", nothing),
    ("close", nothing),
    ("read", |engine, given| {
        // A part of it is not looked for.
        Ok(if given.positional.len() == 1 { text_of(engine, at(given, 0)) } else { Value::Unknown })
    }),
    ("readlines", |engine, given| {
        let Value::Str(text) = text_of(engine, at(given, 0)) else { return Ok(Value::Unknown) };
        let text = engine.symbols.text(text).to_owned();
        let items = text.split_inclusive('\n').map(|line| engine.text(line)).collect();
        Ok(engine.heap.value(Object::List(Sequence { items, open: false })))
    }),
];

/// Makes the class of files.
pub fn class(engine: &mut Engine) -> Id {
    let known = engine.known;
    let object = engine.builtins.object;
    let class = add_class(&mut engine.symbols, &mut engine.heap, &known, "TextIOWrapper", &[object], None);
    for &(name, native) in METHODS {
        let value = engine.heap.value(Object::Native(name, native));
        let name = engine.symbols.intern(name);
        engine.heap.set_name(class, name, Some(value));
    }
    // To go through a file is to go through its lines.
    let lines = engine.symbols.intern("readlines");
    if let Some(lines) = engine.heap.name(class, lines) {
        engine.heap.set_name(class, known.iter, Some(lines));
    }
    if let Object::Class(it) = engine.heap.fresh(class) {
        it.open = true;
    }
    class
}

fn text_of(engine: &Engine, file: Value) -> Value {
    let name = file.id().zip(engine.symbols.find(TEXT));
    name.and_then(|(id, name)| engine.heap.name(id, name)).unwrap_or(Value::Unknown)
}

/// The text of a file, where its path is known and it is UTF-8; other encodings are not followed.
fn read(engine: &mut Engine, path: &str, encoding: Option<Value>) -> Option<Value> {
    let is_plain = match encoding {
        None | Some(Value::None) => true,
        Some(Value::Str(name)) => {
            let name = engine.symbols.text(name).to_lowercase().replace('_', "-");
            ["utf-8", "utf8", "ascii", "us-ascii", "utf-8-sig"].contains(&name.as_str())
        }
        Some(_) => false,
    };
    if !path.starts_with('/') || !is_plain {
        return None;
    }
    let text = engine.world.contents(path)?;
    Some(engine.text(&text.replace("\r\n", "\n")))
}

/// `open(path, mode)`: a file that is written or read as bytes is not known; that one is not there is.
pub fn open(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mode = given.positional.get(1).copied().or_else(|| engine.keyword(given, "mode"));
    let mode = match mode {
        Some(Value::Str(mode)) => engine.symbols.text(mode).to_owned(),
        Some(_) => String::new(),
        None => "r".to_owned(),
    };
    let Some(path) = engine.path_text(at(given, 0)).filter(|_| mode.starts_with('r')) else {
        return Ok(Value::Unknown);
    };
    let path = engine.symbols.text(path).to_owned();
    if path.starts_with('/') && !engine.world.exists(&path) {
        let text = engine.text("No such file or directory");
        let path = engine.text(&path);
        return engine.raise_with("FileNotFoundError", &[Value::Int(2), text, path]);
    }
    let encoding = given.positional.get(3).copied().or_else(|| engine.keyword(given, "encoding"));
    if !mode.contains('b') {
        find_encoding(engine, encoding)?;
    }
    let text = if mode == "r" || mode == "rt" { read(engine, &path, encoding) } else { None };
    let (Some(text), Some(class)) = (text, engine.builtins.file) else { return Ok(Value::Unknown) };
    let file = engine.plain_instance(class, true);
    let name = engine.symbols.intern(TEXT);
    if let Some(id) = file.id() {
        engine.heap.set_name(id, name, Some(text));
    }
    Ok(file)
}

/// Before 3.10 the encoding of the locale is found by a module, when it is asked for first.
fn find_encoding(engine: &mut Engine, encoding: Option<Value>) -> Outcome<()> {
    if engine.target.version < (3, 10) && matches!(encoding, None | Some(Value::None)) {
        let site = engine.here();
        engine.import_by_name(site, "_bootlocale", false)?;
    }
    Ok(())
}

/// `Path.read_text()`.
pub fn read_text(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(path) = engine.path_text(at(given, 0)) else { return Ok(Value::Unknown) };
    let path = engine.symbols.text(path).to_owned();
    let encoding = given.positional.get(1).copied().or_else(|| engine.keyword(given, "encoding"));
    find_encoding(engine, encoding)?;
    Ok(read(engine, &path, encoding).unwrap_or(Value::Unknown))
}

/// `os.listdir(path)`. Its order is that of the file system; code that cares about it sorts.
pub fn listdir(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let path = named(engine, given, 0, "path");
    let Some(path) = engine.path_text(path) else { return Ok(Value::Unknown) };
    let path = engine.symbols.text(path).to_owned();
    let names = if path.starts_with('/') { engine.world.names_in(&path) } else { None };
    let Some(names) = names else { return Ok(Value::Unknown) };
    let items = names.iter().map(|name| engine.text(name)).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open: false })))
}
