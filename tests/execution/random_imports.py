"""Random trees of modules that import each other, use what they imported, and fail as people's modules do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

MODULES = ("a", "b", "p", "p.a", "p.b", "p.q", "p.q.a", "p.q.c", "n.a")
PACKAGES = ("p", "p.q")
NAMES = ("x", "y", "f", "K")
VALUES = {"x": "x = 1", "y": "y = [2]", "f": "def f():\n    return 1", "K": "class K:\n    x = 1"}


class Body:
    """The text of one module, statement by statement."""

    def __init__(self, rng: random.Random, name: str) -> None:
        self.rng = rng
        self.name = name
        self.package = name if name in PACKAGES else name.rpartition(".")[0]
        self.inside = False
        """Whether the statement is in the body of another one."""
        self.bound: list[str] = []
        """What gives a module."""
        self.own: list[str] = []
        """The other names that have been bound for certain."""

    def text(self) -> str:
        """Return it."""
        statements = [self.value(name) for name in NAMES if self.rng.random() < 0.45]
        statements += [self.statement() for _ in range(self.rng.randint(1, 4))]
        statements += [self.value(name) for name in NAMES if self.rng.random() < 0.8]
        if self.rng.random() < 0.3:
            statements.append(self.statement())
        return "\n".join(statements) + "\n"

    def value(self, name: str) -> str:
        """Return what binds a name."""
        self.own.append(name)
        return VALUES[name]

    def statement(self) -> str:
        """Return a statement, most often an import."""
        choice = self.rng.random()
        if choice < 0.6:
            return self.an_import()
        if choice < 0.7:
            return (
                f"try:\n{indented(self.an_import())}\nexcept {self.caught()}:\n{indented(self.otherwise())}"
            )
        if choice < 0.9:
            return self.rng.choice((self.use, self.call, self.condition, self.definition))()
        return self.rng.choice((self.rare, self.binding))()

    def an_import(self) -> str:
        """Return an import statement, or a call that imports."""
        target = self.rng.choice(MODULES)
        package, _, last = target.rpartition(".")
        name = self.rng.choice(NAMES)
        forms = [
            (f"import {target}", target),
            (f"import {target} as m", "m"),
            (f"import importlib\nm = importlib.import_module({target!r})", "m"),
            (f"from {target} import {name}", ""),
            (f"from {target} import {name} as w", ""),
            (f"from {package} import {last}", last),
        ]
        if self.package and target.startswith(self.package + "."):
            rest = target[len(self.package) + 1 :]
            forms.append(
                (f"from .{rest} import {name}", "") if "." in rest else (f"from . import {rest}", rest)
            )
        if not self.inside:
            forms.append((f"from {target} import *", ""))
        text, bound = self.rng.choice(forms if package else [*forms[:5], *forms[6:]])
        if bound:
            self.bound.append(bound)
        return text

    def use(self) -> str:
        """Return the reading of a name, or of an attribute of a module."""
        if self.bound:
            return f"{self.rng.choice(self.bound)}.{self.rng.choice(NAMES)}"
        return self.rng.choice(self.own or ["0"])

    def call(self) -> str:
        """Return a call, of what is there or of what imports."""
        if self.bound and self.rng.random() < 0.5:
            return f"{self.rng.choice(self.bound)}.f()"
        return f"def g():\n{indented(self.inner())}\ng()"

    def condition(self) -> str:
        """Return a test of what has happened before."""
        target = self.rng.choice(MODULES)
        test = self.rng.choice(
            (
                f"{target!r} in sys.modules",
                f"hasattr(sys.modules.get({target!r}), {self.rng.choice(NAMES)!r})",
                f"{self.rng.choice(NAMES)!r} in globals()",
                "__name__ == '__main__'",
                "sys.version_info >= (3, 10)",
            )
        )
        return f"import sys\nif {test}:\n{indented(self.inner())}\nelse:\n{indented(self.inner())}"

    def definition(self) -> str:
        """Return a class or a function whose making needs something."""
        needed = self.use()
        return self.rng.choice(
            (
                f"class L({needed} if isinstance({needed}, type) else object):\n{indented(self.inner())}",
                f"def h(x={needed}):\n{indented(self.inner())}",
                f"class L:\n    def __init__(self):\n{indented(indented(self.inner()))}\nL()",
                f"f = (lambda x: x)({needed})",
                f"for z in [{needed}]:\n{indented(self.inner())}",
            )
        )

    def rare(self) -> str:
        """Return what few modules do."""
        target = self.rng.choice(MODULES)
        lazy = f"def __getattr__(name):\n    if name in ('x', 'f'):\n{indented(indented(self.inner()))}\n"
        return self.rng.choice(
            (
                f"import sys\nsys.modules[{target!r}] = sys.modules[__name__]",
                f"import sys\nsys.modules.pop({target!r}, None)",
                f"{lazy}        return print\n    raise AttributeError(name)",
                "raise ImportError('not here')",
                "from ... import x",
                f"import {target}.nothing",
                "nothing",
                "1 / 0",
            )
        )

    def binding(self) -> str:
        """Return a change of the names of the module."""
        name = self.rng.choice((*NAMES, "a", "b", "q"))
        return self.rng.choice(
            (
                f"{name} = None",
                f"globals().pop({name!r}, None)",
                f"__all__ = [{name!r}]",
                f"try:\n    del {name}\nexcept NameError:\n    pass",
            )
        )

    def caught(self) -> str:
        """Return what a handler catches."""
        return self.rng.choice(
            ("ImportError", "ImportError", "ModuleNotFoundError", "Exception", "(AttributeError, KeyError)")
        )

    def otherwise(self) -> str:
        """Return the body of a handler."""
        return self.rng.choice(("pass", "x = None", "raise", self.an_import()))

    def inner(self) -> str:
        """Return a body that binds nothing for the rest of the module."""
        before, self.inside = list(self.bound), True
        text = self.rng.choice((self.an_import, self.an_import, self.use))()
        self.bound, self.inside = before, False
        return text


def indented(text: str) -> str:
    """Return a body."""
    return "\n".join("    " + line for line in text.splitlines())


def grow(rng: random.Random) -> dict[str, str]:
    """Return the files of a tree."""
    files = {}
    for name in MODULES:
        path = name.replace(".", "/")
        files[f"{path}/__init__.py" if name in PACKAGES else f"{path}.py"] = Body(rng, name).text()
    return files
