"""Modules of a project that lie in folders which are not on the search path: below `src`, beside a script."""

from __future__ import annotations

import os

from dovetail.environment.entry import Provenance, within
from dovetail.modules.advice import Advice, Cause, pip_install, quoted
from dovetail.modules.resolution import Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.resolve import Resolver

_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")
_LEFT_OUT = frozenset(("node_modules", "__pycache__", "site-packages"))
_MOST_FOLDERS = 200


def found_off_the_path(name: str, resolver: Resolver) -> Iterator[Advice]:
    """Yield the first folder of the project that has the module ``name``, and how to get it imported."""
    environment = resolver.environment
    on_path = {
        os.path.realpath(os.path.join(environment.folder or "", e.path)) for e in environment.search_path
    }
    started = [e.path for e in environment.search_path if e.provenance is Provenance.SCRIPT]
    for folder, root in _folders([environment.folder or "", *started]):
        if os.path.realpath(folder) not in on_path:
            path = _in_folder(name, folder, resolver)
            if path is not None:
                message = f"{path} is there, and {folder} is not on the search path"
                yield Advice(Cause.OFF_THE_PATH, message, _help(name, path, folder, root, resolver))
                return


def _help(name: str, path: str, folder: str, root: str, resolver: Resolver) -> str:
    environment = resolver.environment
    inner = f"{os.path.relpath(folder, root).replace(os.sep, '.')}.{name}"
    around = resolver.resolve(inner.partition(".")[0])
    # What merely happens to be importable from the root, as `src.name`, is not meant so.
    if around.kind is Found.REGULAR_PACKAGE and resolver.resolve(inner).origin == path:
        return f"write `{inner}`: that is its name from {root}"
    script = next((e.path for e in environment.search_path if e.provenance is Provenance.SCRIPT), None)
    other = f"run Python with PYTHONPATH={quoted(folder)}"
    if script is not None and folder == root and within(script, root):
        package = os.path.relpath(script, root).replace(os.sep, ".")
        other = f"start the script as a module: `cd {quoted(root)}`, then `python -m {package}.SCRIPT`"
    if any(os.path.isfile(os.path.join(root, file)) for file in _PROJECT):
        return f"install the project: {pip_install(environment, f'-e {quoted(root)}')}, or {other}"
    return other


def _in_folder(name: str, folder: str, resolver: Resolver) -> str | None:
    """Return the file that a folder has for a dotted name; folders without modules do not count."""
    folders: tuple[str, ...] = (folder,)
    there = None
    for part in name.split("."):
        there = resolver.offered_by(part, folders) if folders else None
        if there is None:
            return None
        folders = there.locations or ()
    return there.path if there is not None and there.outcome is Outcome.FOUND else None


def _folders(starts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the folders of a project that may be meant as roots of modules, each with the root it is of."""
    seen = set()
    for start in starts:
        for root in _roots(start):
            if root in seen:
                continue
            seen.add(root)
            yield root, root
            for name in _listed(root)[:_MOST_FOLDERS]:
                folder = os.path.join(root, name)
                if name.startswith(".") or name in _LEFT_OUT or not os.path.isdir(folder):
                    continue
                if not os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
                    yield folder, root
                    if os.path.isdir(os.path.join(folder, "src")):
                        yield os.path.join(folder, "src"), root


def _roots(start: str) -> list[str]:
    """Return a folder and those above it up to the root of the project; alone if none is in sight."""
    roots, here = [], start
    while here:
        roots.append(here)
        if any(os.path.exists(os.path.join(here, name)) for name in (".git", *_PROJECT)):
            return roots
        above = os.path.dirname(here)
        here = "" if above == here else above
    return roots[:1]


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
