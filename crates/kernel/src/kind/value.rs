//! The few values that conditions on version and platform are made of, and how they compare.

use std::cmp::Ordering;

/// A value known from the text and the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Bool(bool),
    Int(i64),
    Str(String),
    Tuple(Vec<Value>),
    /// `sys.version_info`: major and minor are known, the rest is not.
    Version(i64, i64),
    /// `sys.hexversion`, likewise: the value lies between two bounds.
    HexVersion(i64, i64),
    /// `__name__`: `"__main__"` or some other string.
    Name {
        main: bool,
    },
    /// Something reached from a module by dots: `sys.implementation`.
    Path(String),
    Unknown,
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    In,
    NotIn,
}

impl Value {
    /// Its truth, where known.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Int(value) => Some(*value != 0),
            Self::Str(value) => Some(!value.is_empty()),
            Self::Tuple(items) => Some(!items.is_empty()),
            Self::Version(..) | Self::HexVersion(..) | Self::Name { .. } => Some(true),
            Self::Path(_) | Self::Unknown => None,
        }
    }

    /// Its item at a literal index.
    pub fn item(&self, index: &Self) -> Self {
        match (self, index) {
            (Self::Version(major, _), Self::Int(0)) => Self::Int(*major),
            (Self::Version(_, minor), Self::Int(1)) => Self::Int(*minor),
            (Self::Tuple(items), Self::Int(index)) => usize::try_from(*index)
                .ok()
                .and_then(|index| items.get(index))
                .cloned()
                .unwrap_or(Self::Unknown),
            _ => Self::Unknown,
        }
    }

    /// Its first `end` items.
    pub fn head(&self, end: i64) -> Self {
        match (self, end) {
            (Self::Version(major, _), 1) => Self::Tuple(vec![Self::Int(*major)]),
            (Self::Version(major, minor), 2) => Self::Tuple(vec![Self::Int(*major), Self::Int(*minor)]),
            (Self::Version(..), 3..) => self.clone(),
            _ => Self::Unknown,
        }
    }

    /// The outcome of a comparison, where known.
    pub fn compare(&self, operator: Operator, other: &Self) -> Option<bool> {
        match operator {
            Operator::In => self.is_in(other),
            Operator::NotIn => self.is_in(other).map(|found| !found),
            Operator::Equal => self.equals(other),
            Operator::NotEqual => self.equals(other).map(|equal| !equal),
            Operator::Less => self.order(other).map(Ordering::is_lt),
            Operator::LessEqual => self.order(other).map(Ordering::is_le),
            Operator::Greater => self.order(other).map(Ordering::is_gt),
            Operator::GreaterEqual => self.order(other).map(Ordering::is_ge),
        }
    }

    fn is_in(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (_, Self::Tuple(items)) => {
                let mut unknown = false;
                for item in items {
                    match self.equals(item) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => unknown = true,
                    }
                }
                (!unknown).then_some(false)
            }
            (Self::Str(part), Self::Str(whole)) => Some(whole.contains(part.as_str())),
            _ => None,
        }
    }

    fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Name { main }, Self::Str(name)) | (Self::Str(name), Self::Name { main }) => {
                match name.as_str() {
                    "__main__" => Some(*main),
                    // Other names of that form are those of special runs, too: `"__mp_main__"`.
                    name if name.starts_with("__") && name.ends_with("__") => Some(false),
                    _ => None,
                }
            }
            (Self::Str(one), Self::Str(other)) => Some(one == other),
            (Self::Bool(one), Self::Bool(other)) => Some(one == other),
            _ => self.order(other).map(Ordering::is_eq),
        }
    }

    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(other)) => Some(one.cmp(other)),
            (Self::Str(one), Self::Str(other)) => Some(one.cmp(other)),
            (Self::Version(major, minor), Self::Tuple(items)) => version_order(*major, *minor, items),
            (Self::Tuple(items), Self::Version(major, minor)) => {
                version_order(*major, *minor, items).map(Ordering::reverse)
            }
            (Self::HexVersion(low, high), Self::Int(value)) => hex_order(*low, *high, *value),
            (Self::Int(value), Self::HexVersion(low, high)) => {
                hex_order(*low, *high, *value).map(Ordering::reverse)
            }
            (Self::Tuple(one), Self::Tuple(other)) => {
                for (left, right) in one.iter().zip(other) {
                    match left.order(right)? {
                        Ordering::Equal => {}
                        unequal => return Some(unequal),
                    }
                }
                Some(one.len().cmp(&other.len()))
            }
            _ => None,
        }
    }
}

/// `(major, minor, ?, ?, ?)` against a tuple; a shorter equal tuple is the smaller one.
fn version_order(major: i64, minor: i64, items: &[Value]) -> Option<Ordering> {
    for (known, item) in [major, minor].into_iter().zip(items) {
        match Value::Int(known).order(item)? {
            Ordering::Equal => {}
            unequal => return Some(unequal),
        }
    }
    // No release is smaller than `(major, minor, 0, "alpha", 0)`.
    let first = [Value::Int(0), Value::Str("alpha".to_owned()), Value::Int(0)];
    items.iter().skip(2).zip(&first).all(|(item, first)| item == first).then_some(Ordering::Greater)
}

fn hex_order(low: i64, high: i64, value: i64) -> Option<Ordering> {
    if low >= value && high > value {
        // Equality with the very first alpha release is no case of practice.
        Some(Ordering::Greater)
    } else if high < value {
        Some(Ordering::Less)
    } else {
        None
    }
}
