"""Publishing to indexes that others wrote, and installing from there what was published."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dovetail
from dovetail.cli import main

Make = Callable[..., Path]
SOURCE = Path(dovetail.__file__).parents[1]


def started(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start a server, and wait until it answers."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_PROXY": "*"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, command
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise AssertionError(command)


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


@pytest.fixture
def own(tmp_path: Path, port: int, capfd: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """Dovetail's own index, with the token of a project."""
    folder = tmp_path / "index"
    assert main(["index", "token", "add", str(folder), "ann", "--project", "acme-*"]) == 0
    said = capfd.readouterr()
    token = re.search(r"\bdovetail[-_]\S+|\S{32,}", said.out)
    assert token, said
    command = [sys.executable, "-m", "dovetail", "index", "serve", str(folder), "--port", str(port)]
    process = started(command, port)
    yield f"http://127.0.0.1:{port}/", token[0]
    process.terminate()
    process.wait()


def test_dovetail_s_own_index(
    own: tuple[str, str], wheel: Make, sdist: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address, token = own
    dist = tmp_path / "dist"
    dist.mkdir()
    wheel(dist)
    sdist(dist)
    words = ["publish", str(dist), "--index", f"{address}legacy/", "--token", token]
    assert main(words) == 0, capfd.readouterr().err
    assert capfd.readouterr().out.count(": uploaded") == 2
    assert main(words) == 0
    assert capfd.readouterr().out.count(": already there") == 2
    wheel(dist, text="x = 2\n")
    assert main(words) == 2
    assert "holds another acme_shop-1.0-py3-none-any.whl" in capfd.readouterr().err
    assert main([*words[:-1], "wrong-token", "--dry-run"]) == 2
    with urllib.request.urlopen(f"{address}simple/acme-shop/") as page:
        assert b"acme_shop-1.0-py3-none-any.whl" in page.read()


@pytest.mark.corpus
def test_pypiserver(
    wheel: Make, sdist: Make, tmp_path: Path, port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """It has only HTML, its upload address is its root, and the hashes are those of its choice."""
    folder = tmp_path / "server"
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin/python"), "-m", "pip", "install", "-q", "pypiserver"], check=True)
    packages = tmp_path / "packages"
    packages.mkdir()
    command = [str(folder / "bin" / "pypi-server"), "run", "-p", str(port), "-i", "127.0.0.1"]
    process = started([*command, "-P", ".", "-a", ".", "--hash-algo", "sha256", str(packages)], port)
    try:
        words = [
            "publish",
            str(wheel(tmp_path)),
            str(sdist(tmp_path)),
            "--index",
            f"http://127.0.0.1:{port}/",
        ]
        assert main(words) == 0, capfd.readouterr().err
        assert capfd.readouterr().out.count(": uploaded") == 2
        assert main(words) == 0
        assert capfd.readouterr().out.count(": already there") == 2
        target = tmp_path / "target"
        index = ["--index-url", f"http://127.0.0.1:{port}/simple/", "--no-deps", "--target", str(target)]
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *index, "acme.shop"], check=True)
        assert (target / "acme_shop" / "__init__.py").read_text() == "x = 1\n"
    finally:
        process.terminate()
        process.wait()
