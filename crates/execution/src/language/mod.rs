//! Statements and expressions over values, as far as they are known.

pub(crate) mod arithmetic;
pub(crate) mod certain;
pub(crate) mod condition;
pub(crate) mod expression;
pub(crate) mod frame;
pub(crate) mod generator;
pub(crate) mod item;
pub(crate) mod iterate;
pub(crate) mod matching;
pub(crate) mod name;
pub(crate) mod operator;
pub(crate) mod perhaps;
pub(crate) mod raise;
pub(crate) mod statement;
pub(crate) mod target;
