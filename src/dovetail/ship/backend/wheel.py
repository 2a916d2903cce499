"""A wheel (PyPA, "Binary distribution format"), byte for byte the same for the same files."""

from __future__ import annotations

import hashlib
import os
import zipfile
from binascii import b2a_base64

from dovetail import __version__
from dovetail.ship.backend.dates import source_date, zip_date
from dovetail.ship.written import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

TAG = "py3-none-any"
WHEEL = f"Wheel-Version: 1.0\nGenerator: dovetail {__version__}\nRoot-Is-Purelib: true\nTag: {TAG}\n".encode()
_LEVEL = 6
"""Of compression. Beyond, files get no smaller to speak of, and take longer."""
_UNIX = 3
_FILE = 0o100000


def mode_of(data: bytes) -> int:
    """Return the mode of a file: what begins as a script is executable.

    The mode on disk does not count: it depends on the umask, on the file system and on how one got the files.
    """
    return 0o755 if data.startswith(b"#!") else 0o644


def write_wheel(folder: str, stem: str, files: Iterable[tuple[str, bytes]]) -> str:
    """Write a wheel into ``folder`` and return its name; ``files`` are paths in it, sorted, and contents.

    What belongs into its ``.dist-info`` is among them, but for RECORD. A file of that name is replaced, and
    only when the wheel is complete.
    """
    name = f"{stem}-{TAG}.whl"
    date = zip_date(source_date())
    info = f"{stem}.dist-info"
    record = []
    with written(os.path.join(folder, name)) as partial, zipfile.ZipFile(partial, "w") as archive:
        late = []
        for path, data in files:
            # PyPA recommends that the metadata come last, so that it can be changed cheaply.
            if path.startswith(f"{info}/"):
                late.append((path, data))
            else:
                record.append(_add(archive, path, data, date))
        record += [_add(archive, path, data, date) for path, data in late]
        rows = "".join([*record, f"{info}/RECORD,,\n"]).encode()
        _add(archive, f"{info}/RECORD", rows, date)
    return name


def _add(archive: zipfile.ZipFile, path: str, data: bytes, date: tuple[int, int, int, int, int, int]) -> str:
    """Add a file, and return its row of RECORD."""
    info = zipfile.ZipInfo(path, date)
    info.create_system = _UNIX  # or else the archive would tell on which system it was made
    info.external_attr = (_FILE | mode_of(data)) << 16
    archive.writestr(info, data, zipfile.ZIP_DEFLATED, _LEVEL)
    digest = b2a_base64(hashlib.sha256(data).digest(), newline=False).decode()
    digest = digest.rstrip("=").replace("+", "-").replace("/", "_")
    quoted = '"' + path.replace('"', '""') + '"' if "," in path or '"' in path else path
    return f"{quoted},sha256={digest},{len(data)}\n"
