"""The import statements of one text: the lexer as a library call."""

from __future__ import annotations

from dovetail._kernel import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail._kernel import Scan
    from dovetail.environment.target import Target


def scan_imports(source: bytes, *, target: Target | None = None, names: bool = False) -> Scan:
    """Return the import statements in ``source``, the bytes of a file of Python 3.8 to 3.15.

    Every statement comes with its position, names, relative level, the blocks around it, and its kind for
    ``target`` (by default the running Python and platform). ``names`` also asks for the names bound at the
    top level and ``__all__``. The text need not be correct: what CPython would refuse is in ``faults``, as
    far as it was seen. Any bytes are accepted, but for those that are no text:

    Raises `UnicodeDecodeError` for bytes that their encoding (PEP 263) does not allow and for NUL bytes,
    and `LookupError` for an encoding that Python does not know.
    """
    if target is None:
        return scan(source, names=names)
    return scan(source, names=names, version=target.version, platform=target.platform)
