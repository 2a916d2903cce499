"""The files of an installed distribution, as its metadata lists them."""

from __future__ import annotations

import os

from dovetail.environment.distribution import read_text
from dovetail.environment.entry import Problem, ProblemKind

# One row of CSV: the path, in quotes where it holds a comma or a quote, before hash and size.
_ROW = r'(?m)^(?:"((?:[^"]|"")*)"|([^",\r\n]+))(?:,|\r?$)'
_LINE = r"(?m)^[^\r\n]"
_REST = r",[^\n]*\n"
_UNTIDY = (r"\n[/.]", r"/[/.]")


def recorded_rows(text: str) -> tuple[list[str], bool]:
    """Return the paths that a RECORD lists, as they stand there, and whether each line was one."""
    import re

    # As installers write it, without quotes and with a comma in each line, it is read five times as fast.
    if '"' not in text:
        paths = re.split(_REST, text)
        whole = "\n".join(paths)
        if paths.pop() == "" and whole.count("\n") == len(paths) and "\r" not in whole and "" not in paths:
            return paths, True
    found = re.findall(_ROW, text)
    paths = [plain or quoted.replace('""', '"') for quoted, plain in found]
    # A name may hold a line end in quotes, and then there are more lines than rows.
    return paths, len(found) >= len(re.findall(_LINE, text)) - sum(quoted.count("\n") for quoted, _ in found)


def records(data: bytes, path: str) -> bool:
    """Return whether a RECORD lists a path, relative to its folder, as installers spell it.

    It is searched, not read, which takes a tenth of the time: a row with quotes, or with a path that is not
    in its normal form, is not recognized.
    """
    row = os.fsencode(path.replace(os.sep, "/")) + b","
    return b"\n" + row in data or data.startswith(row)


def read_files(metadata: str) -> tuple[list[str], tuple[Problem, ...]]:
    """Return the files of a distribution, relative to the folder that its metadata lies in.

    They are those of RECORD for a ``.dist-info``; for an ``.egg-info`` those of ``installed-files.txt``, else
    of ``SOURCES.txt``. Where nothing lists them, what ``top_level.txt`` names is walked. It never raises.
    """
    if not metadata.lower().endswith(".dist-info"):
        return _of_egg_info(metadata), ()
    text = read_text(metadata, "RECORD")
    if text is None:
        problem = Problem(ProblemKind.METADATA, metadata, None, "has no RECORD, and its files are not known")
        return _below_top_level(metadata), (problem,)
    rows, whole = recorded_rows(text)
    path = os.path.join(metadata, "RECORD")
    problems = () if whole else (Problem(ProblemKind.METADATA, path, None, "has lines that are no rows"),)
    folder = os.path.dirname(metadata)
    if os.sep != "/":
        return [_tidy(row, folder) for row in rows], problems
    # Most distributions are seen at once to have nothing but tidy paths.
    import re

    together = "\n" + "\n".join(rows)
    if any(re.search(beginning, together) for beginning in _UNTIDY):
        rows = [_tidy(row, folder) for row in rows]
    return rows, problems


def _tidy(path: str, folder: str) -> str:
    """Return a recorded path relative to the folder, with the separator of the platform."""
    if os.sep != "/":
        path = path.replace("/", os.sep)
    if path[0] in "./" or os.sep != "/" or "/./" in path or "/../" in path or "//" in path:
        return os.path.relpath(os.path.normpath(os.path.join(folder, path)), folder)
    return path


def _of_egg_info(metadata: str) -> list[str]:
    folder = os.path.dirname(metadata)
    installed = read_text(metadata, "installed-files.txt")
    if installed is not None:
        paths = (os.path.join(metadata, line) for line in installed.splitlines() if line.strip())
        return [os.path.relpath(os.path.normpath(path), folder) for path in paths]
    sources = read_text(metadata, "SOURCES.txt")
    lines = [line for line in (sources or "").splitlines() if line.strip()]
    # They are relative to the root of the sources: for a layout with `src`, the folder above the metadata.
    for root in (folder, os.path.dirname(folder)):
        paths = (os.path.normpath(os.path.join(root, line)) for line in lines)
        there = [os.path.relpath(path, folder) for path in paths if os.path.isfile(path)]
        if any(path.endswith((".py", ".so", ".pyd")) and path != "setup.py" for path in there):
            return there
    return _below_top_level(metadata)


def _below_top_level(metadata: str) -> list[str]:
    """Return the files of the modules and packages that ``top_level.txt`` names."""
    folder = os.path.dirname(metadata)
    names = (read_text(metadata, "top_level.txt") or "").split()
    if not names:
        return []
    found = []
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return []
    for entry in entries:
        path = os.path.join(folder, entry)
        stem = entry.partition(".")[0]
        if stem in names and os.path.isfile(path):
            found.append(entry)
        elif entry in names:
            for place, _, files in os.walk(path):
                found += [os.path.relpath(os.path.join(place, file), folder) for file in files]
    return sorted(found)
