//! The data model: calls, classes, attributes.

pub(crate) mod attribute;
pub(crate) mod attribute_change;
pub(crate) mod call;
pub(crate) mod class;
pub(crate) mod dispatch;
pub(crate) mod enumeration;
pub(crate) mod methods;
pub(crate) mod module_attribute;
pub(crate) mod super_attribute;
