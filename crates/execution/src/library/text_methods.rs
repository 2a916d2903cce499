//! Methods of `str`, by what they do.

use crate::engine::Engine;
use crate::language::expression::LONGEST;
use crate::language::raise::Outcome;
use crate::library::calls::unknown;
use crate::objects::methods::Method;
use crate::values::value::at;
use crate::values::value::{Given, Object, Sequence, Value};

pub(crate) const TEXT: &[Method] = &[
    ("capitalize", |engine, given| {
        text_with(engine, given, |text| {
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
            })
        })
    }),
    ("count", unknown),
    ("encode", unknown),
    ("endswith", |engine, given| affix(engine, given, |text, part| text.ends_with(part))),
    ("find", find),
    ("format", format),
    ("isdigit", |engine, given| {
        text_is(engine, given, |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
    }),
    ("isidentifier", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !text.starts_with(|c: char| c.is_ascii_digit())
                && !text.is_empty()
        })
    }),
    ("islower", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
        })
    }),
    ("isupper", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
        })
    }),
    ("join", join),
    ("lower", |engine, given| text_with(engine, given, str::to_lowercase)),
    ("lstrip", |engine, given| strip(engine, given, true, false)),
    ("partition", |engine, given| partition(engine, given, false)),
    ("removeprefix", |engine, given| {
        cut(engine, given, |text, part| text.strip_prefix(part).unwrap_or(text).to_owned())
    }),
    ("removesuffix", |engine, given| {
        cut(engine, given, |text, part| text.strip_suffix(part).unwrap_or(text).to_owned())
    }),
    ("replace", replace),
    ("rpartition", |engine, given| partition(engine, given, true)),
    ("rsplit", |engine, given| split(engine, given, true)),
    ("rstrip", |engine, given| strip(engine, given, false, true)),
    ("split", |engine, given| split(engine, given, false)),
    ("splitlines", |engine, given| {
        let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
        let parts: Vec<String> = text.lines().map(str::to_owned).collect();
        Ok(texts(engine, &parts))
    }),
    ("startswith", |engine, given| affix(engine, given, |text, part| text.starts_with(part))),
    ("strip", |engine, given| strip(engine, given, true, true)),
    ("title", unknown),
    ("upper", |engine, given| text_with(engine, given, str::to_uppercase)),
];

pub(crate) fn receiver(engine: &Engine, given: &Given) -> Option<String> {
    match at(given, 0) {
        Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
        Value::Object(id) => match engine.heap.get(id) {
            Object::Instance(it) => match it.payload {
                Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn text_at(engine: &Engine, given: &Given, index: usize) -> Option<String> {
    match at(given, index) {
        Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
        _ => None,
    }
}

pub(crate) fn text_with(engine: &mut Engine, given: &Given, change: fn(&str) -> String) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    Ok(engine.text(&change(&text)))
}

pub(crate) fn text_is(engine: &mut Engine, given: &Given, test: fn(&str) -> bool) -> Outcome<Value> {
    Ok(receiver(engine, given).map_or(Value::Unknown, |text| Value::Bool(test(&text))))
}

pub(crate) fn cut(engine: &mut Engine, given: &Given, change: fn(&str, &str) -> String) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1)) {
        (Some(text), Some(part)) => Ok(engine.text(&change(&text, &part))),
        _ => Ok(Value::Unknown),
    }
}

pub(crate) fn affix(engine: &mut Engine, given: &Given, test: fn(&str, &str) -> bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    if given.positional.len() > 2 {
        return Ok(Value::Unknown);
    }
    if let Some(Object::Tuple(parts)) = engine.heap.object(at(given, 1)) {
        let mut certain = true;
        for &part in parts {
            match part {
                Value::Str(part) if test(&text, engine.symbols.text(part)) => return Ok(Value::Bool(true)),
                Value::Str(_) => {}
                _ => certain = false,
            }
        }
        return Ok(if certain { Value::Bool(false) } else { Value::Unknown });
    }
    Ok(text_at(engine, given, 1).map_or(Value::Unknown, |part| Value::Bool(test(&text, &part))))
}

pub(crate) fn find(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1), given.positional.len()) {
        (Some(text), Some(part), 2) if text.is_ascii() => {
            Ok(Value::Int(text.find(&part).map_or(-1, |index| index as i64)))
        }
        _ => Ok(Value::Unknown),
    }
}

/// `str.format` with plain fields.
pub(crate) fn format(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(format) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let mut text = String::new();
    let mut next = 1;
    let mut rest = format.as_str();
    while let Some(index) = rest.find(['{', '}']) {
        text.push_str(&rest[..index]);
        let brace = &rest[index..=index];
        rest = &rest[index + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        let Some((field, after)) = rest.split_once('}') else { return Ok(Value::Unknown) };
        rest = after;
        let value = if field.is_empty() {
            next += 1;
            at(given, next - 1)
        } else if let Ok(number) = field.parse::<usize>() {
            at(given, number + 1)
        } else {
            let name = engine.symbols.find(field);
            given
                .keywords
                .iter()
                .find(|(each, _)| Some(*each) == name)
                .map_or(Value::Unknown, |(_, value)| *value)
        };
        match engine.str(value) {
            Some(shown) => text.push_str(&shown),
            None => return Ok(Value::Unknown),
        }
    }
    text.push_str(rest);
    Ok(if text.len() > LONGEST { Value::Unknown } else { engine.text(&text) })
}

pub(crate) fn join(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(separator) = receiver(engine, given) else { return Ok(Value::Unknown) };
    if engine.is_open_collection(at(given, 1)) {
        return Ok(Value::Unknown);
    }
    let Some(parts) = engine.elements(site, at(given, 1))? else { return Ok(Value::Unknown) };
    let parts: Option<Vec<String>> = parts
        .into_iter()
        .map(
            |part| {
                if let Value::Str(text) = part { Some(engine.symbols.text(text).to_owned()) } else { None }
            },
        )
        .collect();
    let length = |parts: &Vec<String>| {
        parts.iter().map(String::len).sum::<usize>() + parts.len().saturating_mul(separator.len())
    };
    Ok(match parts.filter(|parts| length(parts) < LONGEST).map(|parts| parts.join(&separator)) {
        Some(text) => engine.text(&text),
        _ => Value::Unknown,
    })
}

pub(crate) fn strip(engine: &mut Engine, given: &Given, left: bool, right: bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let letters = match given.positional.get(1) {
        None | Some(Value::None) => None,
        Some(Value::Str(letters)) => Some(engine.symbols.text(*letters).to_owned()),
        Some(_) => return Ok(Value::Unknown),
    };
    let matches = |letter: char| match &letters {
        None => letter.is_whitespace(),
        Some(letters) => letters.contains(letter),
    };
    let mut part = text.as_str();
    if left {
        part = part.trim_start_matches(matches);
    }
    if right {
        part = part.trim_end_matches(matches);
    }
    Ok(engine.text(part))
}

pub(crate) fn partition(engine: &mut Engine, given: &Given, last: bool) -> Outcome<Value> {
    let (Some(text), Some(part)) = (receiver(engine, given), text_at(engine, given, 1)) else {
        return Ok(Value::Unknown);
    };
    let split = if last { text.rsplit_once(&part) } else { text.split_once(&part) };
    let parts = match split {
        Some((before, after)) => [before.to_owned(), part, after.to_owned()],
        None if last => [String::new(), String::new(), text],
        None => [text, String::new(), String::new()],
    };
    let parts: Box<[Value]> = parts.iter().map(|part| engine.text(part)).collect();
    Ok(engine.heap.value(Object::Tuple(parts)))
}

pub(crate) fn replace(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1), text_at(engine, given, 2)) {
        (Some(text), Some(from), Some(to)) if given.positional.len() == 3 && !from.is_empty() => {
            let text = text.replace(&from, &to);
            Ok(if text.len() < LONGEST { engine.text(&text) } else { Value::Unknown })
        }
        _ => Ok(Value::Unknown),
    }
}

pub(crate) fn texts(engine: &mut Engine, parts: &[String]) -> Value {
    let items = parts.iter().map(|part| engine.text(part)).collect();
    engine.heap.value(Object::List(Sequence { items, open: false }))
}

pub(crate) fn split(engine: &mut Engine, given: &Given, last: bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let most = match given.positional.get(2) {
        None => usize::MAX,
        Some(Value::Int(most)) if *most >= 0 => *most as usize + 1,
        Some(_) => return Ok(Value::Unknown),
    };
    let keyword = !given.keywords.is_empty();
    let parts: Vec<String> = match given.positional.get(1) {
        _ if keyword => return Ok(Value::Unknown),
        None | Some(Value::None) => text.split_whitespace().map(str::to_owned).collect(),
        Some(Value::Str(separator)) => {
            let separator = engine.symbols.text(*separator);
            if separator.is_empty() {
                return Ok(Value::Unknown);
            }
            if last {
                let mut parts: Vec<String> = text.rsplitn(most, separator).map(str::to_owned).collect();
                parts.reverse();
                parts
            } else {
                text.splitn(most, separator).map(str::to_owned).collect()
            }
        }
        Some(_) => return Ok(Value::Unknown),
    };
    Ok(texts(engine, &parts))
}
