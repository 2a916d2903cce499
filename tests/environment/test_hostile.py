"""Environments that lie, are broken, or were made to harm: every command ends, and none runs their code."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dovetail as package
from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import PathEntry, ProblemKind, Provenance
from dovetail.environment.installation import from_venv
from dovetail.environment.tables import from_version
from dovetail.errors import DovetailError
from dovetail.modules.resolve import Resolver, resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 30
"""Far more than any of it needs; a pipe that is opened blocks for ever."""
SOURCE = os.path.dirname(os.path.dirname(package.__file__))
NAMES = ("a", "p.q", "json.decoder", ".a", "a.", "x" * 10_000, "\udcff", "a\0b")


@pytest.fixture(scope="session")
def python() -> str:
    """The running interpreter: what is read of the files does not depend on which."""
    return sys.executable


@pytest.fixture
def crime(tmp_path: Path) -> str:
    """A statement that is noticed when it runs."""
    return f"import os; open({str(tmp_path / 'canary')!r}, 'w').close()\n"


def dovetail(*words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command; PATH and the like of whoever runs the tests do not count."""
    command = [sys.executable, "-m", "dovetail", *words]
    variables = {"PYTHONPATH": SOURCE}
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, timeout=PATIENCE, check=False)


def fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def unreadable(path: Path) -> None:
    path.touch()
    path.chmod(0)


def many(site: Path) -> None:
    for number in range(30_000):
        (site / f"m{number}.py").touch()


def deep(site: Path) -> None:
    (site / "a").symlink_to(".")
    (site / "b").symlink_to("a/a/a/b")
    (site / "x.pth").write_text("a\na/a\nb\n" + "a/" * 1_000 + "\n")


def bomb(site: Path) -> None:
    with zipfile.ZipFile(site / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.py", "w") as member:
            for _ in range(80):
                member.write(bytes(1 << 20))
        archive.writestr("a.pyc", bytes(1 << 20))
    (site / "x.pth").write_text("x.zip\n")


VENVS: dict[str, Callable[[Path, Path], object]] = {
    "pyvenv.cfg is a pipe": lambda venv, _: fifo(venv / "pyvenv.cfg"),
    "pyvenv.cfg is a folder": lambda venv, _: folder(venv / "pyvenv.cfg"),
    "pyvenv.cfg links to itself": lambda venv, _: link(venv / "pyvenv.cfg", "pyvenv.cfg"),
    "pyvenv.cfg never ends": lambda venv, _: link(venv / "pyvenv.cfg", "/dev/zero"),
    "pyvenv.cfg is binary": lambda venv, _: (venv / "pyvenv.cfg").write_bytes(bytes(range(256)) * 9),
    "pyvenv.cfg is enormous": lambda venv, _: (venv / "pyvenv.cfg").write_bytes(b"home=" + b"a/" * (1 << 22)),
    "home is long": lambda venv, _: (venv / "pyvenv.cfg").write_text("home=" + "a/" * 400_000),
    "home holds NUL": lambda venv, _: (venv / "pyvenv.cfg").write_bytes(b"home = /usr\0/bin\n"),
    "home is the environment": lambda venv, _: (venv / "pyvenv.cfg").write_text(f"home = {venv}/bin\n"),
    "pyvenv.cfg may not be read": lambda venv, _: unreadable(venv / "pyvenv.cfg"),
    "the executable links to itself": lambda venv, _: link(venv / "bin" / "python", "python"),
    "the executable is a pipe": lambda venv, _: fifo(venv / "bin" / "python"),
    "the executable is a folder": lambda venv, _: folder(venv / "bin" / "python"),
    "the executable is a text": lambda venv, _: link(venv / "bin" / "python", "../pyvenv.cfg"),
    ".pth is a pipe": lambda _, site: fifo(site / "x.pth"),
    ".pth is a folder": lambda _, site: folder(site / "x.pth"),
    ".pth never ends": lambda _, site: link(site / "x.pth", "/dev/zero"),
    ".pth may not be read": lambda _, site: unreadable(site / "x.pth"),
    ".pth is binary": lambda _, site: (site / "x.pth").write_bytes(bytes(range(256)) * 9),
    ".pth holds NUL": lambda _, site: (site / "x.pth").write_bytes(b"a\0b\n\0\n"),
    ".pth is long": lambda _, site: (site / "x.pth").write_text("x" * (1 << 20) + "\n" + "..\n" * 50_000),
    ".pth names devices": lambda _, site: (site / "x.pth").write_text(
        "/dev/zero\n/dev/stdin\n/proc/self/fd\n"
    ),
    "__init__.py is a pipe": lambda _, site: ((site / "p").mkdir(), fifo(site / "p" / "__init__.py")),
    "a module is a pipe": lambda _, site: fifo(site / "a.py"),
    "a module never ends": lambda _, site: link(site / "a.py", "/dev/zero"),
    "a package never ends": lambda _, site: ((site / "p").mkdir(), link(site / "p/__init__.py", "/dev/zero")),
    "site-packages links to itself": lambda _, site: (
        site.rename(site.parent / "old"),
        link(site, site.name),
    ),
    "site-packages is a file": lambda _, site: (site.rename(site.parent / "old"), site.touch()),
    "links in a circle": lambda _, site: deep(site),
    "many files": lambda _, site: many(site),
    "an archive that grows": lambda _, site: bomb(site),
    "an archive that is none": lambda _, site: (
        (site / "x.zip").write_bytes(b"PK\5\6" * 999),
        (site / "x.pth").write_text("x.zip\n"),
    ),
    "a name that is no text": lambda _, site: open(os.fsencode(site) + b"/\xff.pth", "w").close(),
}


@pytest.mark.parametrize("which", VENVS)
def test_every_command_ends(which: str, venv: Path, site: Path, tmp_path: Path, crime: str) -> None:
    (site / "criminal.pth").write_text(crime)
    (site / "a.py").write_text(crime)
    (site / "sitecustomize.py").write_text(crime)
    VENVS[which](venv, site)
    for words in (["path"], *(["where", name] for name in ("a", "p.q", "json.decoder"))):
        run = dovetail(*words, "--python", str(venv), "--format", "json", cwd=tmp_path)
        assert run.returncode in (0, 1, 2), run.stderr
        assert b"Traceback" not in run.stderr
        assert run.returncode != 2 or run.stderr.strip()
    assert not (tmp_path / "canary").exists(), "nothing of it was run"
    with pytest.raises(DovetailError) if run.returncode == 2 else pytest.MonkeyPatch.context():
        resolver = Resolver(from_venv(str(venv)))
        for name in NAMES:
            answer = resolver.resolve(name, "p")
            assert answer.found or answer.reason


@pytest.mark.parametrize("which", ["a pipe", "a folder", "a program", "a text", "a device", "nothing", "NUL"])
def test_what_is_no_python(which: str, tmp_path: Path) -> None:
    path = tmp_path / "place"
    if which == "a pipe":
        os.mkfifo(path)
    elif which == "a folder":
        path.mkdir()
    elif which == "a program":
        path.write_text(f"#!/bin/sh\ntouch {tmp_path}/canary\n")
        path.chmod(0o755)
    elif which == "a text":
        path.write_text("home = /usr/bin\n")
    elif which == "a device":
        path.symlink_to("/dev/zero")
    with pytest.raises(DovetailError) as caught:
        from_venv(str(path) if which != "NUL" else "\0/x")
    assert caught.value.hint
    assert not (tmp_path / "canary").exists()
    if which in ("a pipe", "a folder", "a device"):
        (tmp_path / "place.json").symlink_to("place")
        run = dovetail("where", "a", "--python", "place.json", cwd=tmp_path)
        assert (run.returncode, b"Traceback" in run.stderr) == (2, False)


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = (
        f"import os, sys; os.rmdir({str(gone)!r}); from dovetail.cli import main; sys.exit(main(['path']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=gone,
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        check=False,
    )
    assert (run.returncode, b"Traceback" in run.stderr) == (2, False), run.stderr


def test_a_pipe_is_reported(venv: Path, site: Path) -> None:
    os.mkfifo(site / "x.pth")
    fifo(venv / "pyvenv.cfg")
    problems = from_venv(str(venv)).problems
    assert [(p.kind, p.path) for p in problems if "ordinary" in p.message] == [
        (ProblemKind.CONFIGURATION, str(venv / "pyvenv.cfg")),
    ]
    (venv / "pyvenv.cfg").unlink()
    (venv / "pyvenv.cfg").write_text(f"home = {os.path.dirname(os.path.realpath(sys.executable))}\n")
    problems = from_venv(str(venv)).problems
    assert any(p.kind is ProblemKind.PTH_UNREADABLE and p.path == str(site / "x.pth") for p in problems)


random_text = st.text(st.characters(), max_size=60)
lines = st.lists(
    st.one_of(random_text, st.sampled_from(["import os", "..", "/", "a" * 5000, "\0"])), max_size=8
)
in_any_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@in_any_folder
@given(pth=st.one_of(st.binary(max_size=200), lines.map("\n".join).map(lambda t: t.encode(errors="replace"))))
def test_any_pth_file(venv: Path, site: Path, pth: bytes) -> None:
    (site / "x.pth").write_bytes(pth)
    environment = from_venv(str(venv))
    assert resolve("json", environment).found
    assert len({entry.path for entry in environment.search_path}) == len(environment.search_path)


@in_any_folder
@given(
    text=st.one_of(
        st.binary(max_size=200),
        lines.map(lambda parts: b"home = " + "\nhome =".join(parts).encode("utf-8", "replace")),
    )
)
def test_any_configuration(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "pyvenv.cfg").write_bytes(text)
    try:
        from_venv(str(tmp_path))
    except DovetailError as error:
        assert error.hint  # noqa: PT017


@in_any_folder
@given(data=st.binary(max_size=300), end=st.binary(max_size=18), name=random_text)
def test_any_archive(tmp_path: Path, data: bytes, end: bytes, name: str) -> None:
    (tmp_path / "x.zip").write_bytes(data + b"PK\x05\x06" + end)
    path = (PathEntry(str(tmp_path / "x.zip"), Provenance.PYTHONPATH),)
    for minor in (8, 13):
        answer = resolve(name, from_version((3, minor))._replace(search_path=path))
        assert answer.found or answer.reason


@given(name=random_text, importer=st.none() | random_text, path=st.lists(random_text, max_size=3))
def test_any_name_on_any_path(name: str, importer: str | None, path: list[str]) -> None:
    entries = tuple(PathEntry(entry, Provenance.PYTHONPATH) for entry in path)
    answer = resolve(name, from_version((3, 13))._replace(search_path=entries), importer)
    assert answer.found or answer.reason


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@in_any_folder
@given(data=st.data())
def test_any_document(data: st.DataObject) -> None:
    import json

    document = json.loads(to_json(from_version((3, 13))))
    document["search_path"] = [PathEntry("/x", Provenance.PTH, "/x.pth", 1)._asdict()]
    document["problems"] = [{"kind": "duplicate", "path": "/x", "line": None, "message": "m"}]
    key = data.draw(st.sampled_from(sorted(document)))
    inner = document[key]
    if isinstance(inner, list) and inner and isinstance(inner[0], dict) and data.draw(st.booleans()):
        field = data.draw(st.sampled_from(sorted(inner[0])))
        inner[0] = {**inner[0], field: data.draw(values)}
    else:
        document[key] = data.draw(values)
    try:
        environment = from_json(json.dumps(document))
    except DovetailError:
        return
    for name in ("sys", "json", "a.b", "os.path"):
        answer = resolve(name, environment)
        assert answer.found or answer.reason
