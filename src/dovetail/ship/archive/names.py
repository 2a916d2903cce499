"""Which modules an archive holds, by the kernel's finder."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

from dovetail.configuration import Configuration
from dovetail.environment.target import Target
from dovetail.project import Project
from dovetail.ship.archive.unpack import unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.graph.records import Module
    from dovetail.ship.archive.archive import Archive

_NOT_SHIPPED = frozenset(
    (
        *("benchmark", "benchmarks", "build", "ci", "conftest", "contrib", "demo", "demos", "dist", "doc"),
        *("docs", "example", "examples", "fabfile", "noxfile", "samples", "script", "scripts", "setup"),
        *("tasks", "test", "tests", "testing", "tool", "tools", "utils", "versioneer"),
    )
)
"""Top-level names in a project's own folder that build backends leave out, or should."""


def import_names(archive: Archive) -> list[str]:
    """Return the names of the modules that ``archive`` holds, sorted; see `Archive.import_names`."""
    with TemporaryDirectory(prefix="dovetail-") as folder:
        unpack(archive, folder, content=False)
        if not archive.is_installed_layout:
            _write_settings(archive, folder)
        project = project_in(archive, folder)
        return sorted({module.name for module in shipped(archive, project)})


def project_in(archive: Archive, folder: str, *, target: Target | None = None, deep: bool = False) -> Project:
    """Return the archive that was unpacked to ``folder`` as a project.

    Whatever configuration lies in it is not that of whoever verifies it.
    """
    base = os.path.realpath(folder)
    roots = (base,) if archive.is_installed_layout else ()
    configuration = Configuration(respect_gitignore=False, roots=roots)
    return Project(base, configuration=configuration, target=target or Target(), deep=deep, alone=True)


def shipped(archive: Archive, project: Project) -> list[Module]:
    """Return the modules that are installed: all of a wheel; of sources those of its packages.

    Which these are only its backend could tell; taken are those that the metadata names, else those in a
    source root of their own, else those that are named as the project is, else all that are no tests,
    documentation or tools.
    """
    modules = [module for module in project.graph.modules if module.is_reachable]
    if archive.is_installed_layout:
        return [module for module in modules if _is_a_name(module.name)]
    tops = _tops(archive, project)
    return [module for module in modules if module.name.partition(".")[0] in tops]


def source_roots(project: Project) -> list[int]:
    """Return the numbers of the roots that are there for nothing else, examples and the like left out."""
    return [
        number
        for number, root in enumerate(project.graph.roots)
        if root.reason in ("declared", "src layout") and root.path.partition("/")[0] not in _NOT_SHIPPED
    ]


def _tops(archive: Archive, project: Project) -> set[str]:
    from dovetail.environment.distribution import normalized

    graph = project.graph
    own = source_roots(project)
    modules = [module for module in graph.modules if _is_a_name(module.name)]
    apart = {module.name.partition(".")[0] for module in modules if module.root in own}
    if apart:
        return apart
    # A folder without `__init__` may be a source root that only the code of a `setup.py` knows as such.
    at_root = [module for module in modules if graph.roots[module.root].path in ("", ".")]
    tops = {
        module.name for module in at_root if "." not in module.name and module.kind != "namespace package"
    }
    named = {name for path in archive.files for name in _top_level(archive, path)}
    named &= {module.name for module in at_root}
    same = {top for top in tops if normalized(top) == normalized(archive.project.partition(".")[0])}
    same |= {top for top in tops if normalized(top) == normalized(archive.project)}
    return named or same or {top for top in tops if top.lower() not in _NOT_SHIPPED}


def _top_level(archive: Archive, path: str) -> list[str]:
    if not path.endswith(".egg-info/top_level.txt"):
        return []
    return archive.read(path).decode("utf-8", "replace").split()


def _write_settings(archive: Archive, folder: str) -> None:
    """Write the files that say where the packages lie: without content nothing else is read."""
    for name in ("pyproject.toml", "setup.cfg"):
        if f"{archive.prefix}{name}" in archive.files:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(archive.read(f"{archive.prefix}{name}"))


def _is_a_name(text: str) -> bool:
    """Whether an import statement can have this name."""
    return all(part.isidentifier() for part in text.split("."))
