//! What a simulation holds: values, texts as numbers, objects and who changed them.

pub(crate) mod display;
pub(crate) mod heap;
pub(crate) mod known;
pub(crate) mod symbol;
pub(crate) mod type_names;
pub(crate) mod value;
