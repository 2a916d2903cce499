"""The hook that meson-python writes for an editable install: ``_NAME_editable_loader.py``.

The hook names the folder in which meson builds; ``meson-info/intro-install_plan.json`` there says which files
a wheel would have ("Editable installs" in the documentation of meson-python, "IDE integration" in that of
Meson).
"""

from __future__ import annotations

import os
import re
from itertools import islice

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.editable.literal import FormError, literal, text_of, texts
from dovetail.environment.editable.releases import doubt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LAST = re.compile(
    r"\n(?:install\((?P<old>.*)\)|def init\(\):\n    finder = MesonpyMetaFinder\((?P<new>.*?)\n    \)"
    r"\n    sys\.meta_path\.insert\(0, finder\)\n    sys\.path_hooks\.insert\(0, finder\._path_hook\))\s*\Z",
    re.DOTALL,
)
_BUILDS = "the project is built again when it is imported; this is what the last build left"
_MOST_FILES = 100_000
"""A plan that installs more files is none: it names the root of a disk, perhaps."""
_PACKAGES = ("{py_platlib}", "{py_purelib}")


def decode(text: str, file: str) -> HookFinder:
    """Return the finder that the hook puts in front. Raises `FormError` for any other text."""
    match = _LAST.search(text)
    if match is None or "class MesonpyMetaFinder" not in text:
        raise FormError("does not end as the hooks of meson-python do")
    code = text[: match.start()]
    arguments = literal(f"({(match['old'] or match['new']).strip().rstrip(',')},)")
    if arguments and isinstance(arguments[0], str):  # since 0.14 the name comes first
        arguments = arguments[1:]
    if len(arguments) < 3 or not isinstance(arguments[1], str):  # noqa: PLR2004
        raise FormError("has other arguments")
    names, folder, command = tuple(sorted(texts(arguments[0]))), arguments[1], texts(arguments[2])
    with_hook = "_path_hook" in code
    mapping, fails = _files(
        folder, command, with_folders="key == 'targets'" in code, normal="normpath(src)" in code
    )
    return HookFinder(
        "meson-python",
        Manner.TREE,
        file,
        first=True,
        repeats=match["new"] is not None,
        mapping=mapping,
        path_entry=os.path.join(file, "") if with_hook else None,
        top_level=names,
        fails=fails,
        doubt=doubt(code) or ("" if fails else _BUILDS),
    )


def _files(
    folder: str, command: list[str], *, with_folders: bool, normal: bool
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the files of the wheel, each with where it lies, or why an import fails."""
    import json

    if not os.path.isdir(folder):
        return (), f"the folder {folder}, in which the project was built, is gone"
    if command and os.path.isabs(command[0]) and not os.path.exists(command[0]):
        return (), f"{command[0]}, which builds it again, is gone"
    plan_file = os.path.join(folder, "meson-info", "intro-install_plan.json")
    text = text_of(plan_file)
    if text is None:
        return (), f"{plan_file} cannot be read"
    try:
        plan = json.loads(text)
        entries = islice(_entries(plan, with_folders=with_folders, normal=normal), _MOST_FILES + 1)
        files = tuple(dict(entries).items())
        return ((), f"{plan_file} names too many files") if len(files) > _MOST_FILES else (files, "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return (), f"{plan_file} is no install plan"


def _entries(plan: dict[str, Any], *, with_folders: bool, normal: bool) -> Iterator[tuple[str, str]]:
    for key, data in plan.items():
        for place, target in data.items():
            source = os.path.normpath(place) if normal else place
            parts = [part for part in target["destination"].split("/") if part not in ("", ".")]
            if not parts or parts[0] not in _PACKAGES:
                continue
            if (key == "install_subdirs" or (with_folders and key == "targets")) and os.path.isdir(source):
                left_out: list[set[str]] = [
                    {os.path.normpath(x) for x in target.get(f"exclude_{k}", ())} for k in ("files", "dirs")
                ]
                for path in _walk(source, *left_out):
                    yield "/".join((*parts[1:], *path.split(os.sep))), os.path.join(source, path)
            else:
                yield "/".join(parts[1:]), source


def _walk(source: str, files_out: set[str], folders_out: set[str]) -> Iterator[str]:
    for folder, folders, files in os.walk(source):
        within = os.path.relpath(folder, source)
        below = [(name, os.path.normpath(os.path.join(within, name))) for name in folders]
        folders[:] = sorted(name for name, path in below if path not in folders_out)
        paths = (os.path.normpath(os.path.join(within, name)) for name in sorted(files))
        yield from (path for path in paths if path not in files_out)
