"""Requirements and extras of ``setup()`` as dependency specifiers (PEP 508)."""

from __future__ import annotations

from packaging.requirements import InvalidRequirement, Requirement

from dovetail.ship.convert.found import ByHand, Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.found import Declared
    from dovetail.ship.convert.metadata import Metadata
    from dovetail.ship.convert.value import Value

_OBSOLETE = frozenset(("setuptools", "wheel", "pip", "pytest-runner"))
"""What a build needs no more than the backend already brings along, or has no use for any more."""


def requirements(declared: dict[str, Declared], made: Metadata) -> None:
    """Move ``install_requires`` and ``setup_requires`` from the arguments of ``setup()``."""
    given = declared.pop("install_requires", None)
    if given is not None and isinstance(given.value, Files):
        made.dynamic("dependencies")
        made.tool.setdefault("dynamic", {})["dependencies"] = {"file": list(given.value.paths)}
    elif given is not None:
        found = _read(given.value, "install_requires", given, made)
        if found:
            made.project["dependencies"] = [*found, *made.project.get("dependencies", [])]
    given = declared.pop("setup_requires", None)
    if given is not None:
        for each in _read(given.value, "setup_requires", given, made):
            if Requirement(each).name.lower().replace("_", "-") not in _OBSOLETE:
                made.build_requires.append(each)


def extras(declared: dict[str, Declared], made: Metadata) -> None:
    """Move ``extras_require``: the marker in a key goes to the requirements below it.

    A key that is a marker alone (``:python_version < "3"``) holds dependencies and no extra.
    """
    given = declared.pop("extras_require", None)
    if given is None or not isinstance(given.value, dict):
        return
    for key, value in given.value.items():
        extra, colon, marker = str(key).partition(":")
        if isinstance(value, Files):
            made.dynamic("optional-dependencies")
            table = made.tool.setdefault("dynamic", {}).setdefault("optional-dependencies", {})
            table[extra] = {"file": list(value.paths)}
            continue
        found = _read(value, "extras_require", given, made)
        if colon:
            found = [_marked(each, marker.strip()) for each in found]
        if extra.strip():
            made.project.setdefault("optional-dependencies", {}).setdefault(extra.strip(), []).extend(found)
        elif found:
            made.project.setdefault("dependencies", []).extend(found)


def _read(value: Value, name: str, given: Declared, made: Metadata) -> list[str]:
    """Return requirements as they are written, those that are none listed to be done by hand."""
    lines = value.replace("\\\n", " ").splitlines() if isinstance(value, str) else list(value or ())
    found = []
    for line in lines:
        text = " ".join(str(line).partition(" #")[0].split())
        if not text or text.startswith("#"):
            continue
        try:
            Requirement(text)
        except InvalidRequirement as error:
            reason = f"`{text}` is no dependency specifier: {str(error).splitlines()[0]}"
            made.by_hand.append(ByHand(name, given.file, given.line, reason))
        else:
            found.append(text)
    return found


def _marked(text: str, marker: str) -> str:
    """Return a requirement that holds only where ``marker`` does."""
    requirement, _, own = (part.strip() for part in text.partition(";"))
    if not own:
        return f"{requirement}; {marker}"
    return f"{requirement}; ({own}) and ({marker})"
