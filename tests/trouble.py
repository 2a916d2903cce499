"""Trees that tools stumble over: each a function that plants one, and what must be reported of it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Planter = Callable[[Path], None]


@dataclass(frozen=True)
class Trouble:
    """A tree, and the files in it that have no text to read, so that a report must name them."""

    plant: Planter
    unreadable: tuple[str, ...] = ()


#: By name.
TROUBLES: dict[str, Trouble] = {}

#: What ``f.py`` holds, by name; with them goes whether CPython could read it as text at all.
TEXTS: dict[str, tuple[bytes, bool]] = {
    "latin-1 with a cookie": (b"# coding: latin-1\nx = '\xe9'\nimport a\n", True),
    "latin-1 without a cookie": (b"x = '\xe9'\nimport a\n", False),
    "latin-1 behind a utf-8 cookie": (b"# coding: utf-8\nimport a\nx = '\xe9'\n", False),
    "utf-7": (b"# coding: utf-7\n# +AAo-import a\n", True),
    "utf-7 that is none": (b"# coding: utf-7\nx = '+!\xff'\nimport a\n", False),
    "utf-16": ("\ufeffimport a\n".encode("utf-16-le"), False),
    "utf-16 with a cookie": (b"# coding: utf-16\nimport a\n", True),
    "a BOM and another cookie": (b"\xef\xbb\xbf# coding: latin-1\nimport a\n", False),
    "an unknown cookie": (b"# coding: no-such-codec\nimport a\n", False),
    "a cookie of a codec that gives bytes": (b"# coding: hex\nimport a\n", False),
    "a cookie of a codec that unpacks": (b"# coding: zlib\nimport a\n", False),
    "a cookie of a codec of text to text": (b"# coding: rot13\nimport a\n", False),
    "a cookie of a codec that refuses": (b"# coding: undefined\nimport a\n", False),
    "a cookie of unicode_escape": (b"# coding: unicode_escape\nx = 1\\u000aimport a\n", True),
    "a cookie with a path in it": (b"# coding: ../../etc/passwd\nimport a\n", False),
    "surrogates in utf-8": (b"x = '\xed\xa0\x80'\nimport a\n", False),
    "shift_jis cut in a character": (b"# coding: shift_jis\nx = '\x83", False),
    "a syntax error": (b"import a\ndef f(:\n    import b\n", True),
    "an import that is none": (b"import\nfrom . import\nfrom import x\nimport a as\nimport a\n", True),
    "an open bracket": (b"import a\nx = (\nimport b\n", True),
    "an open string": (b"import a\nx = '''\nimport b\n", True),
    "a merge conflict": (b"<<<<<<< ours\nimport a\n=======\nimport b\n>>>>>>> theirs\n", True),
    "Python 2": (
        b'import a\nprint "x", `a`\nexec "y"\ntry: pass\nexcept E, e: raise E, e\nx = 0777L\n',
        True,
    ),
    "mixed tabs and blanks": (b"if 1:\n        x = 1\n\timport a\n", True),
    "a NUL byte": (b"import a\n\0\nimport b\n", True),
    "only NUL bytes": (b"\0" * 4096, True),
    "nothing": (b"", True),
    "one newline": (b"\n", True),
    "only a BOM": (b"\xef\xbb\xbf", True),
    "only a comment without a newline": (b"# coding", True),
    "every byte there is": (bytes(range(256)) * 16, False),
    "an ELF header": (b"\x7fELF\x02\x01\x01" + bytes(range(256)), False),
    "ten thousand open brackets": (b"x = " + b"(" * 10_000 + b"\nimport a\n", True),
    "a thousand levels of blocks": (
        b"".join(b" " * n + b"if 1:\n" for n in range(1000)) + b" " * 1000 + b"import a\n",
        True,
    ),
    "a thousand levels of f-strings": (b'f"{' * 1000 + b"1" + b'}"' * 1000 + b"\nimport a\n", True),
    "a line of a million bytes": (b"x = '" + b"a" * 1_000_000 + b"'\nimport a\n", True),
    "a thousand dots": (b"from " + b"." * 1000 + b" import a\n", True),
    "a name of a hundred thousand bytes": (b"import " + b"a" * 100_000 + b"\nimport a\n", True),
    "a name of a hundred thousand parts": (b"import a" + b".a" * 100_000 + b"\nimport a\n", True),
    "a million semicolons": (b"import a" + b";a" * 500_000 + b"\n", True),
}

#: Names that are hard to print, to quote or to import; each file holds one import.
NAMES = (
    b"new\nline.py",
    b"carriage\rreturn.py",
    b"tab\t.py",
    b"escape\x1b[31m.py",
    b"bell\x07.py",
    b"delete\x7f.py",
    b'double"quote.py',
    b"single'quote.py",
    b"back\\slash.py",
    b"dollar$HOME.py",
    b"per%cent%s.py",
    b"brace{0}.py",
    b"glob*?[a].py",
    b"hash#.py",
    b"semi;colon.py",
    b"colon:1:2.py",
    b"comma,.py",
    b"less<b>&amp;.py",
    b" blank before.py",
    b"blank after .py",
    b"-dash.py",
    b"--format.py",
    b"!bang.py",
    b"...py",
    b".py",
    b"a.b.py",
    b"1digit.py",
    b"class.py",
    b"None.py",
    "right\u202eto left.py".encode(),
    "zero\u200bwidth.py".encode(),
    "line\u2028separator.py".encode(),
    "next\u0085line.py".encode(),
    "\U0001f600.py".encode(),
    "\u5305.py".encode(),
    "\u00e9.py".encode(),
    "e\u0301.py".encode(),
    b"x" * 252 + b".py",
)


def _trouble(name: str, *unreadable: str) -> Callable[[Planter], Planter]:
    """Enter a planter into the table."""

    def enter(plant: Planter) -> Planter:
        TROUBLES[name] = Trouble(plant, unreadable)
        return plant

    return enter


def _write(path: Path, text: bytes = b"") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def _plant_text(name: str) -> Planter:
    def plant(root: Path) -> None:
        _write(root / "p" / "__init__.py")
        _write(root / "p" / "f.py", TEXTS[name][0])
        _write(root / "a.py")

    return plant


for _name, (_, _readable) in TEXTS.items():
    TROUBLES[f"text: {_name}"] = Trouble(_plant_text(_name), () if _readable else ("p/f.py",))


@_trouble("a large file")
def _(root: Path) -> None:
    line = b"    0x0123456789abcdef, 'a string', (1, 2, 3),\n"
    _write(root / "f.py", b"import a\nDATA = [\n" + line * (50_000_000 // len(line)) + b"]\nimport b\n")
    _write(root / "a.py")


@_trouble("ten thousand files in one folder")
def _(root: Path) -> None:
    folder = root / "p"
    folder.mkdir()
    _write(folder / "__init__.py")
    for number in range(10_000):
        (folder / f"m{number}.py").write_bytes(b"from . import m%d\n" % ((number * 7 + 1) % 10_000))


@_trouble("names that are hard to print")
def _(root: Path) -> None:
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(b"import os\n")


@_trouble("names that are not UTF-8")
def _(root: Path) -> None:
    try:
        for name in (b"caf\xe9.py", b"\xff\xfe.py", b"cut\xe5\x8c.py"):
            Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(b"import caf\xe9 # \n")
        folder = Path(os.fsdecode(os.fsencode(root) + b"/d\xe9r"))
        folder.mkdir()
        (folder / "m.py").write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes no names that are not UTF-8")


@_trouble("names of folders that are hard to print")
def _(root: Path) -> None:
    for name in ("a\nb", "c\x1b[2J", "d'e\"f", "x.py", "-rf", "g.h", "{i}"):
        _write(root / name / "__init__.py", b"from . import m\n")
        _write(root / name / "m.py")


@_trouble("names that differ in case alone")
def _(root: Path) -> None:
    _write(root / "name.py", b"import a\n")
    if (root / "NAME.PY").exists():
        pytest.skip("this file system does not tell upper from lower case")
    _write(root / "Name.py", b"import a\n")
    _write(root / "NAME.PY", b"import a\n")
    _write(root / "P" / "__init__.py")
    _write(root / "p" / "__init__.py")


@_trouble("deeply nested folders")
def _(root: Path) -> None:
    folder = root
    for _ in range(100):
        folder /= "d"
        _write(folder / "__init__.py", b"from . import d\n")


@_trouble("folders deeper than a path may be long")
def _(root: Path) -> None:
    if os.mkdir not in os.supports_dir_fd:
        pytest.skip("there is no way to make them here")
    folder = os.open(root, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("a_folder_of_20_bytes", dir_fd=folder)
        inner = os.open("a_folder_of_20_bytes", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("f.py", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)


@_trouble("a folder named x.py")
def _(root: Path) -> None:
    _write(root / "x.py" / "m.py", b"import a\n")
    _write(root / "p" / "__init__.py" / "m.py")
    (root / "empty.py").mkdir()
    _write(root / "a.py", b"import p\n")


@_trouble("a folder and a file of one name")
def _(root: Path) -> None:
    _write(root / "x.py", b"import a\n")
    _write(root / "x" / "__init__.py", b"import b\n")
    _write(root / "y.py")
    _write(root / "y" / "m.py")


@_trouble("stubs, bytecode and extensions of one name")
def _(root: Path) -> None:
    for name in ("m.py", "m.pyi", "m.so", "m.cpython-311-x86_64-linux-gnu.so", "m.abi3.so", "m.pyc"):
        _write(root / "p" / name)
    _write(root / "p" / "__init__.py", b"from . import m\n")
    _write(root / "p" / "__init__.pyi")
    _write(root / "p" / "__pycache__" / "m.cpython-311.pyc")
    _write(root / "p" / "__pycache__" / "source.py")


@_trouble("a dangling link", "f.py")
def _(root: Path) -> None:
    _write(root / "a.py", b"import f\n")
    (root / "f.py").symlink_to("nowhere.py")
    (root / "folder").symlink_to("nowhere")


@_trouble("a link to itself", "f.py")
def _(root: Path) -> None:
    (root / "f.py").symlink_to("f.py")
    (root / "g").symlink_to("g")
    _write(root / "a.py")


@_trouble("a loop of folders")
def _(root: Path) -> None:
    _write(root / "p" / "__init__.py", b"from . import up\n")
    (root / "p" / "up").symlink_to("..")
    (root / "p" / "same").symlink_to(".")
    (root / "q").symlink_to("p")


@_trouble("a link to a file outside")
def _(root: Path) -> None:
    _write(root.parent / "outside.py", b"import a\n")
    _write(root.parent / "other" / "m.py", b"import a\n")
    (root / "f.py").symlink_to("../outside.py")
    (root / "folder").symlink_to("../other")
    (root / "again").symlink_to("../other")
    _write(root / "a.py")


@_trouble("a FIFO", "f.py")
def _(root: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no FIFOs here")
    os.mkfifo(root / "f.py")
    _write(root / "a.py", b"import f\n")


@_trouble("a device", "f.py")
def _(root: Path) -> None:
    if not Path(os.devnull).is_char_device():
        pytest.skip("there are no devices here")
    (root / "f.py").symlink_to(os.devnull)
    _write(root / "a.py", b"import f\n")


@_trouble("a file without read permission", "f.py")
def _(root: Path) -> None:
    _write(root / "f.py", b"import a\n")
    (root / "f.py").chmod(0)
    if os.access(root / "f.py", os.R_OK):
        pytest.skip("this user may read every file (root?)")


@_trouble("a folder without read permission", "p/f.py")
def _(root: Path) -> None:
    _write(root / "p" / "f.py", b"import a\n")
    (root / "p").chmod(0)
    if os.access(root / "p", os.R_OK):
        (root / "p").chmod(0o700)
        pytest.skip("this user may read every folder (root?)")


@_trouble("a file that fails to read", "f.py")
def _(root: Path) -> None:
    # For root too: the memory of the process at address 0 is a regular file, and reading it an error.
    if not sys.platform.startswith("linux"):
        pytest.skip("there is no such file here")
    (root / "f.py").symlink_to("/proc/self/mem")
    _write(root / "a.py", b"import f\n")


@_trouble("ignored files")
def _(root: Path) -> None:
    (root / ".git").mkdir()
    _write(root / ".gitignore", b"build/\n*_pb2.py\n!kept_pb2.py\n\xff\xfe[\n\\\n***\n/\n")
    _write(root / "build" / "m.py")
    _write(root / "x_pb2.py")
    _write(root / "kept_pb2.py")
    _write(root / ".hidden" / "m.py")
    _write(root / ".hidden.py")
    _write(root / "node_modules" / "m" / "gyp.py")
    _write(root / ".venv" / "lib" / "m.py")
    _write(root / ".venv" / "pyvenv.cfg")


@_trouble("everything is ignored")
def _(root: Path) -> None:
    _write(root / ".gitignore", b"*\n")
    _write(root / "a.py", b"import b\n")
    _write(root / "p" / "__init__.py")


@_trouble("an empty folder")
def _(root: Path) -> None:
    (root / "empty").mkdir()


@_trouble("no Python at all")
def _(root: Path) -> None:
    _write(root / "README.md", b"import a\n")
    _write(root / "data" / "x.txt")
