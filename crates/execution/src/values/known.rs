//! Names that the simulation itself speaks of.

use crate::values::symbol::{Symbol, Symbols};

macro_rules! known {
    ($($field:ident = $text:literal),* $(,)?) => {
        /// The numbers of names that the simulation itself speaks of.
        #[derive(Clone, Copy)]
        pub struct Known {
            $(pub $field: Symbol,)*
        }

        impl Known {
            pub fn new(symbols: &mut Symbols) -> Self {
                Self { $($field: symbols.intern($text),)* }
            }
        }
    };
}

known! {
    all = "__all__",
    annotations = "__annotations__",
    bases = "__bases__",
    builtins = "__builtins__",
    cached = "__cached__",
    call = "__call__",
    class = "__class__",
    class_getitem = "__class_getitem__",
    dict = "__dict__",
    doc = "__doc__",
    enter = "__enter__",
    eq = "__eq__",
    exit = "__exit__",
    file = "__file__",
    get = "__get__",
    getattr = "__getattr__",
    getitem = "__getitem__",
    bool = "__bool__",
    init = "__init__",
    init_subclass = "__init_subclass__",
    iter = "__iter__",
    len = "__len__",
    contains = "__contains__",
    loader = "__loader__",
    module = "__module__",
    mro = "__mro__",
    mro_entries = "__mro_entries__",
    name = "__name__",
    new = "__new__",
    next = "__next__",
    package = "__package__",
    path = "__path__",
    prepare = "__prepare__",
    qualname = "__qualname__",
    set_name = "__set_name__",
    setattr = "__setattr__",
    setitem = "__setitem__",
    slots = "__slots__",
    spec = "__spec__",
    value = "value",
    value_ = "_value_",
    name_ = "name",
    name__ = "_name_",
    wrapped = "__wrapped__",
    metaclass = "metaclass",
    empty = "",
}
