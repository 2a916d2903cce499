"""``wrong-tag``: a wheel whose tags do not fit what is inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.archive import Form
from dovetail.ship.archive.unpack import read_safely
from dovetail.ship.verify.binary import binaries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.tags import Tag

    from dovetail.ship.verify.binary import Binary
    from dovetail.ship.verify.subject import Subject

_CPYTHON = re.compile(r"cp3(\d+)")
_FORMATS = {
    "linux": "elf",
    "manylinux": "elf",
    "musllinux": "elf",
    "macosx": "mach-o",
    "win": "pe",
    "win32": "pe",
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each way in which the tags promise too much, or too little.

    "Platform compatibility tags": python, ABI, platform. Machine code that is no module (a program, a library
    that is loaded by `ctypes`) depends on the platform and not on the ABI.
    """
    archive = subject.archive
    if archive.form is not Form.WHEEL:
        return
    found = binaries(archive)
    modules = [each for each in found if each.is_module]
    tags = sorted(archive.tags, key=str)
    anywhere = all(tag.platform == "any" for tag in tags)
    if modules and anywhere:
        message = "the tags say that it fits any platform, and it holds an extension module"
        yield _diagnostic(subject, modules[0].path, message)
    elif modules and all(tag.abi == "none" for tag in tags):
        message = "the tags say that it needs no ABI, and it holds an extension module, which needs CPython's"
        yield _diagnostic(subject, modules[0].path, message)
    if not anywhere and not found and not _is_purposely(subject):
        message = f"it is tagged for {tags[0].platform}, and nothing in it depends on a platform"
        yield _diagnostic(subject, "", message, Severity.WARNING)
    yield from _versions(subject, modules, tags)
    if not anywhere:
        yield from _platforms(subject, modules, tags)
    yield from _purelib(subject, modules)


def _is_purposely(subject: Subject) -> bool:
    """Whether files other than machine code may be why a wheel is for one platform."""
    return any(
        path.endswith((".dll", ".dylib", ".so", ".exe", ".a", ".lib")) for path in subject.archive.files
    )


def _versions(subject: Subject, modules: list[Binary], tags: list[Tag]) -> Iterator[Diagnostic]:
    stable = any(tag.abi == "abi3" for tag in tags)
    admitted = {int(match[1]) for tag in tags if (match := _CPYTHON.fullmatch(tag.interpreter))}
    for each in modules:
        if each.minor is None or not admitted:
            continue
        if stable:
            message = (
                f"the tags say that it keeps to the stable ABI; `{each.path}` is for 3.{each.minor} only"
            )
        elif each.minor not in admitted:
            said = ", ".join(f"3.{minor}" for minor in sorted(admitted))
            message = f"the tags are for Python {said}, and `{each.path}` is for 3.{each.minor}"
        else:
            continue
        yield _diagnostic(subject, each.path, message)
        return


def _platforms(subject: Subject, modules: list[Binary], tags: list[Tag]) -> Iterator[Diagnostic]:
    wanted = {_FORMATS.get(tag.platform.partition("_")[0]) for tag in tags}
    if None in wanted:
        return
    for each in modules:
        if each.format not in wanted:
            system = tags[0].platform
            message = f"it is tagged for {system}, and `{each.path}` is for another system ({each.format})"
            yield _diagnostic(subject, each.path, message)
            return


def _purelib(subject: Subject, modules: list[Binary]) -> Iterator[Diagnostic]:
    from email import message_from_bytes

    archive = subject.archive
    path = f"{archive.dist_info}/WHEEL"
    fields = message_from_bytes(read_safely(archive, path) or b"")
    at_root = [each for each in modules if ".data/" not in each.path]
    if at_root and str(fields.get("Root-Is-Purelib", "")).lower() == "true":
        message = f"WHEEL says that the root is pure Python, and `{at_root[0].path}` is an extension module"
        yield _diagnostic(subject, path, message)


def _diagnostic(subject: Subject, path: str, message: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    advice = "have the build backend tag it by what it holds: interpreter, ABI and platform"
    return Diagnostic("wrong-tag", severity, message, subject.stored_place(path), advice)
