"""What goes into each archive, and what does not."""

from __future__ import annotations

import os

from dovetail.errors import DovetailError
from dovetail.ship.backend.files import File, check_name, files_below, read
from dovetail.ship.backend.sources import project_files
from dovetail.ship.backend.wheel import WHEEL
from dovetail.ship.metadata.entry_points import rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.ship.backend.candidates import Candidate
    from dovetail.ship.backend.project import BuildProject

_COMPILED = (".so", ".pyd")


class Contents:
    """The files of the archives of one project; its remarks on them go to those of the project.

    Each method raises `DovetailError` for what cannot be read or shipped.
    """

    def __init__(self, project: BuildProject) -> None:
        self.project = project
        self.folder = project.folder
        self._packages: list[tuple[str, str]] | None = None

    def info(self) -> list[tuple[str, bytes]]:
        """Return the files of the ``.dist-info`` but for RECORD: paths in it, sorted, and contents."""
        fields = self.project.fields
        found = {"METADATA": fields.rendered(), "WHEEL": WHEEL}
        if fields.entry_points:
            found["entry_points.txt"] = rendered(fields.entry_points)
        found |= {f"licenses/{path}": read(self.folder, path) for path in fields.licence.files}
        return sorted(found.items())

    def wheel(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the wheel but for RECORD: paths in it, and contents."""
        for inside, path in sorted([*self.packages(), *self._data()]):
            yield inside, read(self.folder, path)
        yield from self._info()

    def editable(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of an editable wheel (PEP 660): a ``.pth`` in the place of the packages.

        It has a plain line for each source root, and no code, so that every program that reads the search
        path without running Python finds what Python finds. In a project without a source root of its own
        the line names the project's folder, as if Python were started there.
        """
        roots = self.project.selection.roots
        places = [os.path.join(self.folder, *root.split("/")) if root else self.folder for root in roots]
        for place in places:
            check_name(place)
            if place.splitlines() != [place] or place != place.strip():
                raise DovetailError(f"no .pth file can name the folder {place!r}", hint="rename the folder")
        if places:
            name = self.project.fields.stem.partition("-")[0]
            yield f"{name}.pth", "".join(f"{place}\n" for place in places).encode()
        for inside, path in sorted(self._data()):
            yield inside, read(self.folder, path)
        yield from self._info()

    def sdist(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the sdist, sorted: paths in the project, and contents."""
        needed = {path for _, path in [*self.packages(), *self._data()]}
        yield "PKG-INFO", self.project.fields.rendered()
        for path in sorted(needed | project_files(self.project)):
            if path != "PKG-INFO":
                yield path, read(self.folder, path)

    def _info(self) -> Iterator[tuple[str, bytes]]:
        folder = f"{self.project.fields.stem}.dist-info"
        yield from ((f"{folder}/{path}", data) for path, data in self.info())

    def packages(self) -> list[tuple[str, str]]:
        """Return the files of the packages: paths in a wheel and in the project, sorted by the former.

        They are all files in the folders of the packages, modules or not, but for those that ``.gitignore``
        names and those that ``exclude`` names. Of the ignored ones the modules are shipped that what is
        shipped imports, unless that import may fail, and what ``include`` names.
        """
        if self._packages is None:
            found: dict[str, str] = {}
            ignored: dict[str, str] = {}
            for one in self.project.selection.packages:
                for file in self._of(one):
                    inside = file.path[len(one.root) + 1 :] if one.root else file.path
                    (ignored if file.is_ignored else found)[inside] = file.path
            if ignored:
                self._take_back(ignored, found)
                self._check_modules(found)
            excluded = _matching(self.project.options.exclude, found.values())
            self._packages = sorted(item for item in found.items() if item[1] not in excluded)
            for path in found.values():
                if path.endswith(_COMPILED) and path not in excluded:
                    hint = "exclude it in `[tool.dovetail.build]`, or build with a backend that compiles"
                    raise DovetailError(
                        f"`{path}` is compiled, and dovetail builds pure Python only", hint=hint
                    )
        return self._packages

    def _of(self, one: Candidate) -> Iterator[File]:
        outer = os.path.dirname(one.path)
        while len(outer) > len(one.root):
            # Before PEP 420 each portion of a namespace package had to have the same `__init__`.
            if os.path.isfile(os.path.join(self.folder, outer, "__init__.py")):
                yield File(f"{outer}/__init__.py", is_ignored=False)
            outer = os.path.dirname(outer)
        if os.path.isdir(os.path.join(self.folder, one.path)):
            yield from files_below(self.folder, one.path, self.project.ignored)
            return
        stem = os.path.splitext(one.path)[0]
        for path in (f"{stem}.py", f"{stem}.pyi"):
            if os.path.isfile(os.path.join(self.folder, path)):
                # Whoever ignores the one module there is has not meant to.
                yield File(path, is_ignored=False)

    def _take_back(self, ignored: dict[str, str], found: dict[str, str]) -> None:
        """Add to the files found the ignored ones that are shipped nevertheless."""
        included = _matching(self.project.options.include, ignored.values())
        modules = [path for path in ignored.values() if path.endswith((".py", *_COMPILED))]
        remarks = self.project.remarks
        if modules:
            from dovetail.ship.backend.neighbours import graph_of, needed

            graph = graph_of(self.folder, self.project.configuration)
            back = needed(modules, list(found.values()), graph) - included
            remarks += [f"`{path}` is shipped though ignored: a package imports it" for path in sorted(back)]
            included |= back
        found |= {inside: path for inside, path in ignored.items() if path in included}
        for inside in list(found):
            # To import a module runs the packages around it.
            while inside := os.path.dirname(inside):
                init = f"{inside}/__init__.py"
                if init in ignored and ignored[init] not in included:
                    found[init] = ignored[init]
                    included.add(found[init])
                    remarks.append(
                        f"`{found[init]}` is shipped though ignored: it is a package that is shipped"
                    )
        out = sorted(path for path in modules if path not in included)
        text = "`.gitignore` names it, and so does no `include` of `[tool.dovetail.build]`"
        remarks += [f"`{path}` is not shipped: {text}" for path in out]

    def _check_modules(self, found: dict[str, str]) -> None:
        for one in self.project.selection.packages:
            paths = (path for path in found.values() if path == one.path or path.startswith(f"{one.path}/"))
            if not any(path.endswith((".py", ".pyi")) for path in paths):
                hint = "take them out of it, or name what to ship in `include` of `[tool.dovetail.build]`"
                raise DovetailError(f"`.gitignore` names all modules of `{one.path}`", hint=hint)

    def _data(self) -> Iterator[tuple[str, str]]:
        """Yield the files that are installed below the prefix: paths in a wheel and in the project."""
        folder = (self.project.options.data or "").strip("/")
        if not folder:
            return
        if not os.path.isdir(os.path.join(self.folder, folder)):
            keys = ("tool", "dovetail", "build", "data")
            self.project.document.fault(keys, f"`data` names `{folder}`, which is no folder")
            self.project.document.stop()
        for file in files_below(self.folder, folder, self.project.ignored):
            if not file.is_ignored:
                yield f"{self.project.fields.stem}.data/data/{file.path[len(folder) + 1 :]}", file.path


def _matching(patterns: tuple[str, ...], paths: Iterable[str]) -> set[str]:
    if not patterns:
        return set()
    from dovetail.configuration.pattern import matches

    return {path for path in paths if any(matches(pattern, path) for pattern in patterns)}
