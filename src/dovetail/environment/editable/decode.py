"""What a line of a ``.pth`` file that is executed does, as far as its text and that of its module say.

A line that nobody knows gives None: what it may do is unknown.
"""

from __future__ import annotations

import os
import re

from dovetail.environment.editable.finder import Decoded
from dovetail.environment.editable.literal import FormError, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.editable.finder import HookFinder

_IMPORT = re.compile(r"import (\w+)(?:; ?\1\.(install|init)\(\);?)?")
_ENTRY_POINT = re.compile(r"(_editable_skbc_\w+):entrypoint")
"""A line of a ``.start`` file (PEP 829); of the known backends, scikit-build-core writes one."""
_OURS = re.compile(r"__editable__|_editable_impl_|_editable_skbc_|_\w+_editable(?:_loader)?\Z")
"""Names that the backends give to their hooks: where such a module is missing, the line fails."""


def decode(line: str, site: str, path: Sequence[str]) -> Decoded | None:
    """Return what a line in a ``.pth`` or ``.start`` file of the folder ``site`` does; None if unknown.

    ``path`` is the search path at this point: the module that the line imports is sought there.
    """
    line = line.strip()
    match = _IMPORT.fullmatch(line)
    if match is not None:
        return _imported(match[1], match[2], path)
    match = _ENTRY_POINT.fullmatch(line)
    if match is not None:
        return _imported(match[1], None, path)
    return _executed(line, site)


def _executed(line: str, site: str) -> Decoded | None:
    """Return what a line that is more than an import does."""
    if "coverage.process_startup" in line:
        from dovetail.environment.editable.measurement import is_measurement

        return Decoded("measures coverage where that is asked for") if is_measurement(line) else None
    if "sys.modules.setdefault(" not in line:
        return None
    from dovetail.environment.editable.namespace_line import read_namespace_line

    made = read_namespace_line(line, site)
    if made is None:
        return None
    if made.spec and not os.path.isdir(made.folder):
        return Decoded("", fails=f"{made.folder} does not exist")
    return Decoded(f"creates the namespace package `{made.name}`", namespace=made)


def _imported(module: str, call: str | None, path: Sequence[str]) -> Decoded | None:
    file = next(
        (f for f in (os.path.join(folder, f"{module}.py") for folder in path) if os.path.isfile(f)), None
    )
    if file is None:
        return Decoded("", fails=f"there is no module `{module}`") if _OURS.match(module) else None
    text = text_of(file)
    if text is None:
        return None
    try:
        if module == "_virtualenv" and call is None:
            from dovetail.environment.editable import virtualenv

            return Decoded("virtualenv patches `distutils`", names=virtualenv.decode(text))
        finder = _finder(text, file, call, path)
    except FormError:
        return None
    if isinstance(finder, str):
        return Decoded("", fails=finder)
    if not finder.top_level:
        named = (name.partition(".")[0] for name, _ in (*finder.mapping, *finder.locations))
        finder = finder._replace(top_level=tuple(sorted(set(named))))
    names = ", ".join(f"`{name}`" for name in finder.top_level)
    return Decoded(f"{finder.backend} maps {names}", finder)


def _finder(text: str, file: str, call: str | None, path: Sequence[str]) -> HookFinder | str:
    """Return the finder that a hook installs, or why its line fails."""
    if call == "install":
        from dovetail.environment.editable import setuptools

        return setuptools.decode(text, file)
    if call == "init" or "MesonpyMetaFinder" in text:
        from dovetail.environment.editable import meson_python

        return meson_python.decode(text, file)
    if "ScikitBuildRedirectingFinder" in text:
        from dovetail.environment.editable import scikit_build

        return scikit_build.decode(text, file)
    from dovetail.environment.editable import editables

    redirector = (os.path.join(folder, "editables", "redirector.py") for folder in path)
    place = next((place for place in redirector if os.path.isfile(place)), None)
    if place is None and text.startswith("from editables.redirector import"):
        return "there is no module `editables.redirector`"
    return editables.decode(text, file, place and text_of(place))
