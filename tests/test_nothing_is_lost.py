"""No file is lost and nothing ends in a traceback, whatever the tree holds.

Each tree of ``trouble.py`` is given to the commands as a user would; what they must do is in ``design.md``:
exit with 0, 1 or 2, account for every file, and say what could not be read.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import benchmark_scripts
import pytest
from trouble import NAMES, TEXTS, TROUBLES

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Far more than any of it needs; a FIFO that is opened blocks for ever.
PATIENCE = 60


completeness = benchmark_scripts.load("completeness")


def dovetail(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command, and hold it to what is true of every command."""
    command = [sys.executable, "-m", "dovetail", *arguments]
    run = subprocess.run(command, cwd=cwd, capture_output=True, timeout=PATIENCE, check=False)
    message = run.stderr.decode(errors="replace")
    assert "Traceback" not in message
    assert "panicked" not in message
    assert run.returncode in {0, 1, 2}, message
    assert run.returncode != 2 or message.strip(), "what could not run says why"
    return run


@pytest.fixture(scope="module", params=TROUBLES)
def trouble(request: pytest.FixtureRequest) -> str:
    """The name of a tree."""
    return request.param


@pytest.fixture(scope="module")
def tree(trouble: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tree on disk; gone afterwards, for pytest would keep 50 MB and ten thousand files."""
    root = tmp_path_factory.mktemp("trouble") / "tree"
    root.mkdir()
    TROUBLES[trouble].plant(root)
    yield root
    shutil.rmtree(root)


def test_the_table_knows_what_is_text() -> None:
    for name, (source, readable) in TEXTS.items():
        try:
            importlib.util.decode_source(source)
        except (SyntaxError, ValueError, LookupError):
            assert not readable, name
        else:
            assert readable, name


def test_every_file_is_a_module_or_reported(trouble: str, tree: Path) -> None:
    run = dovetail("graph", "--format", "json", cwd=tree)
    assert run.returncode == 0
    graph = json.loads(run.stdout)
    result = completeness.account(tree, graph)
    assert (result.lost, result.twice, result.invented) == ([], [], [])
    assert all(skipped["reason"] for skipped in graph["skipped"])
    for path in TROUBLES[trouble].unreadable:
        assert path in _skipped_or_below(graph, path), f"{path} has no text: it must be reported"


def _skipped_or_below(graph: dict[str, Any], path: str) -> set[str]:
    """``path`` itself if it or a folder around it was skipped."""
    skipped = {entry["path"] for entry in graph["skipped"]}
    return {path} if skipped & {path, *(parent.as_posix() for parent in Path(path).parents)} else set()


def test_check_ends_well_and_names_what_it_cannot_read(trouble: str, tree: Path) -> None:
    run = dovetail("check", "--format", "concise", cwd=tree)
    assert run.returncode in {0, 1}
    text = run.stdout + run.stderr
    for path in TROUBLES[trouble].unreadable:
        assert path.encode() in text
        assert run.returncode == 1, f"{path} cannot be read: that is a finding"
    assert b"\x1b" not in text, "no file may speak to the terminal"


def test_graph_for_people(tree: Path) -> None:
    run = dovetail("graph", cwd=tree)
    assert run.returncode == 0
    assert b"\x1b" not in run.stdout


def test_imports_of_each_file(trouble: str, tree: Path) -> None:
    if trouble == "a FIFO":
        pytest.skip("whoever names a pipe waits for its writer, as with cat")
    files = [f"./{path}" for path in completeness.files_below(tree) if path.endswith(".py")]
    dovetail("imports", *files[:100], cwd=tree)
    run = dovetail("imports", "--format", "json", *files[:100], cwd=tree)
    if run.stdout:
        json.loads(run.stdout)


def test_folders_that_cannot_be_walked(tmp_path: Path) -> None:
    for command in ("graph", "check", "imports"):
        run = dovetail(command, "no/such/place", cwd=tmp_path)
        assert run.returncode == 2
        assert b"no/such/place" in run.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "dovetail.toml"])
@pytest.mark.parametrize("fault", [b"[", b"\xff\xfe", b"\0", b"no-such-key = 1\n"], ids=ascii)
def test_broken_configuration(name: str, fault: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes((b"[tool.dovetail]\n" if name == "pyproject.toml" else b"") + fault)
    (tmp_path / "a.py").touch()
    run = dovetail("check", cwd=tmp_path)
    assert run.returncode == 2
    assert name.encode() in run.stderr


def test_configuration_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "a.py").touch()
    dovetail("check", cwd=tmp_path)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_hard_name_given_as_an_argument(name: bytes, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"import os\n")
    run = dovetail("imports", "--", os.fsdecode(name), cwd=tmp_path)
    assert run.returncode == 0
    assert b"os" in run.stdout
    assert b"\x1b" not in run.stdout
