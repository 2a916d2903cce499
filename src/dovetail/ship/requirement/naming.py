"""Which import names a list of files provides, without a file system: what a table of projects is made of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SUFFIXES = (".py", ".so", ".pyd")
_DEEPEST = 4
_MOST = 60
"""Names of one project: who has more in a namespace owns it in practice."""


def names_in(files: Iterable[str]) -> list[str]:
    """Return the import names that the files of a wheel provide, sorted.

    They are the modules and regular packages at its top level; of a namespace package those in it, down to
    four levels. Of more than sixty the packages around them are named.
    """
    modules: set[str] = set()
    packages: set[str] = set()
    for path in files:
        name = _name(path)
        if name is None:
            continue
        if name.endswith(".__init__"):
            packages.add(name.removesuffix(".__init__"))
        else:
            modules.add(name)
    outermost = {_outermost(name, packages) for name in modules | packages}
    found = sorted(name for name in outermost if name.count(".") < _DEEPEST)
    for depth in (3, 2, 1):
        if len(found) > _MOST:
            found = sorted({".".join(name.split(".")[:depth]) for name in found})
    return found


def _name(path: str) -> str | None:
    """Return the dotted name of the module that a member is, None for what is none."""
    if not path.endswith(_SUFFIXES):
        return None
    parts = path.split("/")
    if parts[0].endswith(".data"):
        if parts[1:2] not in (["purelib"], ["platlib"]):
            return None
        parts = parts[2:]
    if not parts:
        return None
    # `a.cpython-311-x86_64-linux-gnu.so` and `a.abi3.so` are `a`.
    parts[-1] = parts[-1].partition(".")[0]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None


def _outermost(name: str, packages: set[str]) -> str:
    """Return the first regular package around a module, or itself."""
    parts = name.split(".")
    for depth in range(1, len(parts)):
        around = ".".join(parts[:depth])
        if around in packages:
            return around
    return name
