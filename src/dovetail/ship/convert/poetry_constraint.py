"""Version constraints of Poetry as specifiers of PEP 440 and markers of PEP 508.

``^`` and ``~`` are given the bounds that Poetry documents; a bare version means exactly that one. What
PEP 440 cannot say (``^1.0 || ^3.0``: either of two ranges) has no translation.
"""

from __future__ import annotations

import re
from itertools import pairwise

from packaging.specifiers import InvalidSpecifier, Specifier
from packaging.version import InvalidVersion, Version

_PART = re.compile(r"\s*(\^|~=|~|===|==|!=|<=|>=|<|>|=)?\s*([^\s,]+)\s*")
_MINORS = (*((2, minor) for minor in (6, 7)), *((3, minor) for minor in range(30)))
"""Python versions that a constraint on Python may leave out between others."""
_FOUR = 4
_TWO = 2
"""Parts that ``python_version`` has."""


class UntranslatableError(ValueError):
    """PEP 440 cannot say what a constraint says."""


def specifier(constraint: str) -> str:
    """Return a constraint as a version specifier, empty if any version will do.

    Raises `UntranslatableError`.
    """
    ranges = [_range(each) for each in re.split(r"\|\|?", constraint)]
    if len(ranges) == 1:
        return ",".join(ranges[0])
    return ",".join(_joined(ranges, constraint))


def python_specifier(constraint: str) -> str:
    """Return a constraint on Python as ``Requires-Python``, gaps in it as versions that are left out.

    As poetry-core does it, a constraint with gaps has no upper bound at Python 4.
    """
    try:
        return specifier(constraint)
    except UntranslatableError:
        ranges = [[Specifier(each) for each in _range(part)] for part in re.split(r"\|\|?", constraint)]
    bounds = sorted((_bounds(each, constraint) for each in ranges), key=lambda pair: Version(pair[0]))
    lowest, highest = bounds[0][0], bounds[-1][1]
    left_out = []
    for (_, until), (since, _) in pairwise(bounds):
        first, last = Version(until).release[:_TWO], Version(since).release[:_TWO]
        if len(Version(until).release) > _TWO or len(Version(since).release) > _TWO:
            raise UntranslatableError(constraint)
        left_out += [f"!={major}.{minor}.*" for major, minor in _MINORS if first <= (major, minor) < last]
    bounded = highest and Version(highest).major < _FOUR
    return ",".join([f">={lowest}", *left_out, *([f"<{highest}"] if bounded else [])])


def python_marker(constraint: str) -> str:
    """Return a constraint on Python as a marker, empty if any will do. Raises `UntranslatableError`."""
    alternatives = []
    for each in re.split(r"\|\|?", constraint):
        tests = [_test(Specifier(part)) for part in _range(each)]
        if not tests:
            return ""
        alternatives.append(" and ".join(tests))
    if len(alternatives) == 1:
        return alternatives[0]
    return " or ".join(f"({each})" if " and " in each else each for each in alternatives)


def _test(part: Specifier) -> str:
    version = part.version.removesuffix(".*")
    parts = version.count(".") + 1
    # `>3.7` leaves 3.7.1 in for Poetry, and `python_version` does not.
    whole = parts > _TWO or (parts == _TWO and part.operator in (">", "<=") and "*" not in part.version)
    name = "python_full_version" if whole else "python_version"
    if parts == 1 and part.operator in ("==", "!="):
        raise UntranslatableError(str(part))
    return f'{name} {part.operator} "{version if parts > 1 else version + ".0"}"'


def _range(text: str) -> list[str]:
    """Return the specifiers that must all hold."""
    found: list[str] = []
    at = 0
    text = text.strip().strip(",")
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            raise UntranslatableError(text)
        found += _one(match[1] or "", match[2])
        at = match.end() + (1 if text[match.end() : match.end() + 1] == "," else 0)
    for each in found:
        try:
            Specifier(each)
        except InvalidSpecifier:
            raise UntranslatableError(text) from None
    return found


def _one(operator: str, text: str) -> list[str]:
    if text == "*":
        return []
    if text.endswith(".*") or ".*" in text:
        if operator not in ("", "=", "==", "!="):
            raise UntranslatableError(operator + text)
        return [("!=" if operator == "!=" else "==") + text]
    try:
        version = Version(text)
    except InvalidVersion:
        raise UntranslatableError(operator + text) from None
    match operator:
        case "^":
            return [f">={version}", f"<{_up(version, _breaking(version))}"]
        case "~":
            return [f">={version}", f"<{_up(version, min(len(version.release), _TWO) - 1)}"]
        case "" | "=":
            return [f"=={version}"]
        case _:
            return [f"{operator}{version}"]


def _breaking(version: Version) -> int:
    """Return which part a caret lets no new version change: the first that is not zero."""
    release = version.release
    for index, part in enumerate(release):
        if part or index == len(release) - 1:
            return index
    return 0


def _up(version: Version, index: int) -> str:
    """Return the release with one part increased and those after it zero."""
    release = [*version.release[:index], version.release[index] + 1]
    release += [0] * (len(version.release) - len(release))
    epoch = f"{version.epoch}!" if version.epoch else ""
    return epoch + ".".join(map(str, release))


def _joined(ranges: list[list[str]], constraint: str) -> list[str]:
    """Return ranges that follow each other without a gap as one."""
    if any(not each for each in ranges):
        return []
    bounds = [_bounds([Specifier(part) for part in each], constraint) for each in ranges]
    bounds.sort(key=lambda pair: Version(pair[0]))
    lowest, highest = bounds[0]
    for since, until in bounds[1:]:
        if not highest:
            break
        if Version(since) > Version(highest):
            raise UntranslatableError(constraint)
        highest = "" if not until else max(highest, until, key=Version)
    return [f">={lowest}", *([f"<{highest}"] if highest else [])]


def _bounds(parts: list[Specifier], constraint: str) -> tuple[str, str]:
    """Return a range as the version it begins with and the one before which it ends (empty: it does not)."""
    lowest, highest = "", ""
    for part in parts:
        if part.operator == ">=" and not lowest:
            lowest = part.version
        elif part.operator == "<" and not highest:
            highest = part.version
        elif part.operator == "==" and part.version.endswith(".*") and not (lowest or highest):
            lowest = part.version[:-2]
            highest = _up(Version(lowest), len(Version(lowest).release) - 1)
        else:
            raise UntranslatableError(constraint)
    if not lowest:
        raise UntranslatableError(constraint)
    return lowest, highest
