"""What a source root offers at its top: the modules and packages that a distribution could ship."""

from __future__ import annotations

import os
import re

from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCES = (".py", ".pyi")
_EXTENSIONS = (".so", ".pyd")
_INITS = ("__init__.py", "__init__.pyi")
_STUBS = "-stubs"

_BESIDE = (
    " benchmark benchmarks bench bin build changelog ci conf conftest debian demo demos dist doc docs "
    "documentation dodo env example examples exercise exercises fabfile ez_setup htmlcov images manage "
    "manpages misc news newsfragments node_modules notebooks noxfile pavement requirements sample samples "
    "script scripts setup static tasks test testing tests toxfile tool tools tutorial tutorials unit_test "
    "unit_tests util utils venv versioneer web "
)
"""What lies beside a package at the top of a project, and is not meant to be installed under such a name."""

_LEGACY = re.compile(rb"\b(?:extend_path|declare_namespace)\s*\(\s*(?:__path__|__name__)")


class Candidate(NamedTuple):
    """A module, a package or a stub package at the top of a source root, or within a namespace package."""

    name: str
    """The name that imports it; of stubs, that with ``-stubs``."""
    path: str
    """The file or folder, relative to the project, POSIX."""
    root: str
    """The source root, likewise; empty for the project itself."""
    is_namespace: bool = False
    """Whether it is a package that others can have portions of."""

    @property
    def inside(self) -> str:
        """The path in the root, which is the one in a wheel."""
        return self.path[len(self.root) + 1 :] if self.root else self.path

    @property
    def is_regular(self) -> bool:
        """Whether it is a package that is all in one place."""
        return not self.is_namespace and not self.path.endswith(SOURCES)

    @property
    def is_stubs(self) -> bool:
        """Whether type checkers read it, and no import finds it."""
        return self.name.partition(".")[0].endswith(_STUBS) or self.path.endswith(".pyi")

    @property
    def lies_beside(self) -> bool:
        """Whether its name is that of something that projects have beside their package."""
        name = self.name.lower()
        return f" {name} " in _BESIDE or name.startswith("test_") or name.endswith("_test")


def is_name(text: str) -> bool:
    """Whether an import statement can have ``text`` as one part of a name, but for keywords."""
    return text.isidentifier()


def candidates(base: str, root: str) -> dict[str, Candidate]:
    """Return what the source root ``root`` of the project ``base`` offers, by name, sorted.

    Of a module with stubs beside it only the module is listed, as the stubs go with it.
    """
    found: dict[str, Candidate] = {}
    try:
        names = sorted(os.listdir(os.path.join(base, root)))
    except OSError:
        return found
    for name in names:
        path = f"{root}/{name}" if root else name
        place = os.path.join(base, path)
        stem, suffix = os.path.splitext(name)
        if is_name(name.removesuffix(_STUBS)) and os.path.isdir(place):
            # To learn whether there are modules below takes a walk, in `node_modules` a long one.
            bare = not any(os.path.isfile(os.path.join(place, init)) for init in _INITS)
            skipped = bare and Candidate(name, path, root).lies_beside
            one = None if skipped else package_at(base, root, path, name)
            if one is not None:
                found[name] = one
        elif suffix in SOURCES and is_name(stem) and os.path.isfile(place):
            known = found.get(stem)
            if known is None or known.is_stubs:
                found[stem] = Candidate(stem, path, root)
    return found


def package_at(base: str, root: str, path: str, name: str) -> Candidate | None:
    """Return the package that the folder ``path`` is, None if it holds no modules at all."""
    place = os.path.join(base, path)
    for init in _INITS:
        if os.path.isfile(os.path.join(place, init)):
            return Candidate(name, path, root, _is_legacy_namespace(os.path.join(place, init)))
    return Candidate(name, path, root, is_namespace=True) if _has_modules(place) else None


def _is_legacy_namespace(init: str) -> bool:
    """Whether the text of an ``__init__`` spreads its package over folders, as was done before PEP 420."""
    try:
        with open(init, "rb") as stream:
            return _LEGACY.search(stream.read(4096)) is not None
    except OSError:
        return False


def _has_modules(folder: str) -> bool:
    """Whether there is any module in a folder or below it."""
    inner = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((*SOURCES, *_EXTENSIONS)):
                    return True
                if (
                    is_name(entry.name)
                    and entry.name != "__pycache__"
                    and entry.is_dir(follow_symlinks=False)
                ):
                    inner.append(entry.path)
    except OSError:
        return False
    return any(_has_modules(path) for path in inner)


def find(base: str, roots: Iterable[str], name: str) -> Candidate | None:
    """Return the module or package of a dotted name, in the first of the roots that has it."""
    inside = name.replace(".", "/")
    for root in roots:
        path = f"{root}/{inside}" if root else inside
        if os.path.isdir(os.path.join(base, path)):
            one = package_at(base, root, path, name)
            if one is not None:
                return one
        for suffix in SOURCES:
            if os.path.isfile(os.path.join(base, path + suffix)):
                return Candidate(name, path + suffix, root)
    return None
