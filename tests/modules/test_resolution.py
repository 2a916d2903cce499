"""What a resolution says besides what is found; and that no name and no file makes it raise."""

from __future__ import annotations

import os
import struct
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from dovetail.environment.entry import PathEntry, Provenance, StartUpCode
from dovetail.environment.tables import from_version
from dovetail.modules.resolution import Confidence, Found, Outcome
from dovetail.modules.resolve import Resolver, resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from interpreters import Oracle

    from dovetail.environment.environment import Environment


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., Environment]:
    """Make files, and an environment that searches the folders one and two."""

    def made(*names: str, text: str = "") -> Environment:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        entries = (PathEntry(str(tmp_path / n), Provenance.PYTHONPATH) for n in ("one", "two"))
        return from_version((3, 13), "linux")._replace(search_path=tuple(entries))

    return made


def test_the_trace_names_each_candidate(world: Any, tmp_path: Path) -> None:
    environment = world("one/a/x.py", "one/a.pyi", "one/b.py", "two/a.py", "two/a.pyc")
    answer = resolve("a", environment)
    assert [(c.finder, c.path and os.path.relpath(c.path, tmp_path), c.outcome) for c in answer.trace] == [
        ("built-in", None, Outcome.PASSED_OVER),
        ("frozen", None, Outcome.PASSED_OVER),
        ("path", "one/a", Outcome.PASSED_OVER),
        ("path", "one/a.pyi", Outcome.PASSED_OVER),
        ("path", "two/a.py", Outcome.FOUND),
    ]
    assert answer.next
    assert (answer.next.path, answer.next.kind) == (str(tmp_path / "two/a.pyc"), Found.BYTECODE)
    assert answer.trace[-1].entry == environment.search_path[1]
    assert all(candidate.reason for candidate in answer.trace)


def test_the_folder_beside_a_module_is_next_and_that_of_a_package_is_not(world: Any, tmp_path: Path) -> None:
    environment = world("one/a/x.py", "one/a.py", "one/b/__init__.py", "two/a/y.py")
    answer = resolve("a", environment)
    assert answer.next
    assert (answer.next.path, answer.next.kind) == (str(tmp_path / "one/a"), Found.NAMESPACE_PACKAGE)
    assert resolve("b", environment).next is None


def test_an_extension_of_another_build_is_passed_over(world: Any, tmp_path: Path) -> None:
    answer = resolve("a", world("one/a.cpython-32-x86_64-linux-gnu.so"))
    assert answer.kind is Found.NOT_FOUND
    shown = [(c.path, c.reason) for c in answer.trace if c.kind is Found.EXTENSION]
    path = str(tmp_path / "one/a.cpython-32-x86_64-linux-gnu.so")
    assert shown == [(path, "is an extension module for another Python")]


def test_without_the_winner_the_portion_is_found(world: Any, tmp_path: Path) -> None:
    answer = resolve("a", world("one/a/x.py", "two/a.py"))
    assert answer.next
    assert (answer.next.path, answer.next.kind) == (str(tmp_path / "one/a"), Found.NAMESPACE_PACKAGE)


def test_ancestors_run_first(world: Any) -> None:
    answer = resolve("a.b.c", world("one/a/__init__.py", "one/a/b/__init__.py", "one/a/b/c.py"))
    assert [ancestor.name for ancestor in answer.ancestors] == ["a", "a.b"]
    assert (answer.confidence, answer.reason) == (Confidence.EXACT, "")


@pytest.mark.parametrize(
    ("name", "importer", "absolute", "found"),
    [
        (".b", "a", "a.b", True),
        (".b", "a.c", "a.b", True),
        ("..b", "a.d.e", "a.b", True),
        (".", "a.c", "a", True),
        ("..", "a", "", False),
        ("...b", "a.c", "", False),
        (".b", "top", "", False),
        (".b", None, "", False),
        (".b", "n", "n.b", True),
        (".nowhere", "a", "a.nowhere", False),
    ],
)
def test_relative_names(name: str, importer: str | None, absolute: str, found: Any, world: Any) -> None:
    files = ("one/a/__init__.py", "one/a/b.py", "one/a/c.py", "one/a/d/e.py", "one/top.py", "one/n/b.py")
    answer = resolve(name, world(*files), importer)
    assert (answer.found, answer.name) == (found, absolute or name)
    assert answer.found or answer.reason


@pytest.mark.parametrize(
    ("text", "name", "confidence"),
    [
        ("", "a.b", Confidence.EXACT),
        ("", "a.nowhere", Confidence.EXACT),
        ("__path__.append('x')", "a.b", Confidence.EXACT),
        ("__path__.append(x)", "a.b", Confidence.UNKNOWN),
        ("__import__('pkg_resources').declare_namespace(__name__)", "a.b", Confidence.UNKNOWN),
        ("x.__path__", "a.b", Confidence.EXACT),
        ("import sys; sys.modules['a.c'] = sys", "a.b", Confidence.EXACT),
        ("import sys; sys.modules['a.c'] = sys", "a.c", Confidence.UNKNOWN),
        ("import sys; sys.modules['a.c'] = sys", "a.c.d", Confidence.UNKNOWN),
    ],
)
def test_what_a_parent_may_do_is_unknown(text: str, name: str, confidence: Confidence, world: Any) -> None:
    world("one/a/__init__.py", text=text)
    answer = resolve(name, world("one/a/b.py"))
    assert answer.confidence is confidence
    assert answer.reason or confidence is Confidence.EXACT


def test_what_code_at_start_up_may_do_is_unknown(world: Any) -> None:
    environment = world("one/a.py", "one/distutils.py")
    code = StartUpCode("x.pth", 1, "import x")
    foreign = environment._replace(start_up_code=(code,))
    assert resolve("a", foreign).confidence is Confidence.ASSUMED
    assert resolve("nowhere", foreign).confidence is Confidence.UNKNOWN
    known = environment._replace(start_up_code=(code._replace(names=("distutils",)),))
    assert resolve("a", known).confidence is Confidence.EXACT
    assert resolve("distutils", known).confidence is Confidence.UNKNOWN


def test_tables_are_assumptions(world: Any) -> None:
    environment = world("one/a.py")
    assert resolve("sys", environment).confidence is Confidence.ASSUMED
    assert resolve("os.path", environment).kind in (Found.ALIAS, Found.NOT_FOUND)
    assert resolve("a", environment).confidence is Confidence.EXACT


NAMES = [
    "",
    ".",
    "..",
    "a.",
    ".a",
    "a..b",
    "a...",
    " ",
    "\0",
    "a\0b",
    "a.\0",
    "\ud800",
    "\udcff",
    "a/b",
    "../a",
    "/",
    "a\nb",
    "a" * 10_000,
    "." * 10_000,
    "a." * 10_000,
    ".".join("a" * 5_000),
    "__main__",
    "__init__",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:12])
@pytest.mark.parametrize("importer", [None, "a", "a.b", "", "." * 99, "\0"])
def test_no_name_makes_it_raise(name: str, importer: str | None, world: Any) -> None:
    answer = resolve(name, world("one/a/__init__.py", "one/a/b.py"), importer)
    assert answer.found or answer.reason


def test_a_name_that_is_no_text(world: Any, tmp_path: Path) -> None:
    environment = world("one/x")
    with open(os.fsencode(tmp_path) + b"/one/\xff.py", "wb"):
        pass
    assert resolve("\udcff", environment).kind is Found.SOURCE


def test_deep_packages_need_no_deep_stack(world: Any, tmp_path: Path) -> None:
    environment = world("one/x")
    os.symlink(".", tmp_path / "one" / "a")
    answer = resolve(".".join("a" * 30), environment)
    assert answer.kind is Found.NAMESPACE_PACKAGE
    assert len(answer.ancestors) == 29
    assert not resolve(".".join("a" * 5_000), environment).found


def broken_archives() -> dict[str, bytes]:
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)
    header = b"PK\x01\x02" + bytes(42)
    return {
        "empty": b"",
        "end alone": end,
        "end twice": end + end,
        "cut": end[:10],
        "a wrong number": header + end + b"comment",
        "a directory that ends": b"PK\x01\x02" + bytes(10) + struct.pack("<4s8xIIH", b"PK\x05\x06", 14, 0, 0),
        "a name that is too long": b"PK\x01\x02" + bytes(24) + b"\xff\xff" + bytes(16) + end,
        "a name that is not UTF-8": b"PK\x01\x02"
        + bytes(4)
        + b"\0\x08"
        + bytes(18)
        + b"\1\0"
        + bytes(16)
        + b"\xff"
        + end,
        "zip64": b"PK\x06\x06" + bytes(52) + b"PK\x06\x07" + bytes(16) + end,
        "nothing but signatures": b"PK\x05\x06" * 99,
        "another file": bytes(range(256)) * 300,
    }


@pytest.mark.parametrize("which", broken_archives())
def test_broken_archives(which: str, oracle: Oracle, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(broken_archives()[which])
    (tmp_path / "a.py").write_text("")
    path = [str(tmp_path / "x.zip"), str(tmp_path)]
    (expected,) = oracle.find(path, ["a"], str(tmp_path))
    entries = tuple(PathEntry(each, Provenance.PYTHONPATH) for each in path)
    answer = resolve("a", oracle.environment._replace(search_path=entries))
    assert answer.found == (not isinstance(expected, str)), expected


def test_bytecode_in_archives(python: str, oracle: Oracle, tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("x = 1\n")
    os.utime(source, (1_600_000_000, 1_600_000_000))
    program = "import py_compile, sys; py_compile.compile(*sys.argv[1:3], doraise=True)"
    compiled = tmp_path / "out.pyc"
    subprocess.run([python, "-I", "-c", program, str(source), str(compiled)], check=True)
    bytecode = compiled.read_bytes()
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("fresh", "alone", "stale", "foreign", "short", "package/__init__", "hashed"):
            data = {
                "stale": bytecode[:8] + bytes(4) + bytecode[12:],
                "foreign": b"bad!" + bytecode[4:],
                "short": b"x",
                "hashed": bytecode[:4] + b"\1\0\0\0" + bytes(8) + bytecode[16:],
            }.get(name, bytecode)
            archive.writestr(f"{name}.pyc", data)
            if name != "alone":
                archive.write(source, f"{name}.py")
        archive.writestr("useless.pyc", b"bad!" + bytecode[4:])
        archive.writestr("unusable/__init__.pyc", b"bad!" + bytecode[4:])
        archive.writestr("odd/__init__.pyc", b"bad!" + bytecode[4:])
        archive.write(source, "odd.py")
    names = ["fresh", "alone", "stale", "foreign", "short", "package", "hashed", "useless", "unusable", "odd"]
    path = str(tmp_path / "x.zip")
    expected = oracle.find([path], names, str(tmp_path))
    entries = (PathEntry(path, Provenance.PYTHONPATH), *oracle.environment.search_path)
    resolver = Resolver(oracle.environment._replace(search_path=entries))
    for name, right in zip(names, expected, strict=True):
        answer = resolver.resolve(name)
        locations = answer.submodule_search_locations
        assert (answer.origin, None if locations is None else list(locations)) == (right[1], right[2]), name
    runner_up = resolver.resolve("fresh").next
    assert runner_up
    assert (runner_up.path, runner_up.kind) == (f"{path}/fresh.py", Found.SOURCE)
    assert expected[0][1].endswith("fresh.pyc")
    assert expected[2][1].endswith("stale.py")
