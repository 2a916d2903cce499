"""Forms of import, one tiny package each: the table that dovetail and CPython must agree on.

What is left out, because the structure of the code is not enough to tell and the code would have to be run in
the mind: a function or a class that imports when it is called while importing; a condition over a computed
value; a module that raises on purpose; ``__path__`` or ``sys.modules`` changed by hand; ``exec``; names bound
through ``globals()``; a module ``__getattr__`` that answers the name of a submodule with something else; a
star import of names that an external module binds; a body that does not compile inside a ``try``; a generator
expression whose body imports. They belong to the simulation of an import.
"""

from forms import (
    attributes,
    calls,
    failures,
    lazy_imports,
    main,
    packages,
    parents,
    relative,
    scopes,
    spelling,
    stars,
    typing_only,
    versions,
)
from forms.case import Case

_THEMES = (
    scopes,
    spelling,
    parents,
    relative,
    attributes,
    stars,
    failures,
    typing_only,
    versions,
    main,
    calls,
    packages,
    lazy_imports,
)

#: All of them, with the theme before the name.
CASES: dict[str, Case] = {
    f"{theme.__name__.rpartition('.')[2]}: {case.name}": case for theme in _THEMES for case in theme.CASES
}
