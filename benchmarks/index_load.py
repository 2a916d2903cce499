"""`dovetail index serve` under load, beside pypiserver and devpi on the same machine in one run.

``python benchmarks/index_load.py [--requests N] [--rounds N]`` fills the three with the same wheels (10
projects, 10 versions each), asks each for the same things in turn, and prints requests in a second and the
CPU time that the servers' processes took for a thousand: the first depends on what else the machine does and
on the load tool, the second hardly. It exits with 1 if the project page of dovetail does not come at least
five times as often as that of pypiserver at its best.

The load is made by wrk, which has to be there: one thread, eight connections. The other servers have virtual
environments of their own in ``.corpora/index-load``, made when they are first needed. All have one process;
pypiserver is measured as it starts, and with gevent and its cache.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = ROOT / "index-load"
PINS = {
    "pypiserver": ["pypiserver[cache]==2.4.2", "gevent"],
    "devpi": ["devpi-server==6.20.0"],
}
PROJECTS, VERSIONS = 10, 10
CONNECTIONS = 8
BAR = 5.0
JSON = "application/vnd.pypi.simple.v1+json"


class Server(NamedTuple):
    """A server that runs: its name, its process, and the addresses of what it is asked for."""

    name: str
    process: subprocess.Popen[bytes]
    page: str
    wheel: str
    json: bool


class Rate(NamedTuple):
    """Answers in a second, and CPU seconds of the server for a thousand of them."""

    rate: float
    cpu: float


def wheels(folder: Path) -> list[Path]:
    """Make the wheels that all servers hold."""
    made = []
    for number in range(PROJECTS):
        for version in range(VERSIONS):
            name, full = f"load_{number}", f"load_{number}-1.{version}"
            path = folder / f"{full}-py3-none-any.whl"
            metadata = (
                f"Metadata-Version: 2.1\nName: load-{number}\nVersion: 1.{version}\nRequires-Python: >=3.8\n"
            )
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(f"{name}/__init__.py", "x = 1\n" * 2000)
                archive.writestr(f"{full}.dist-info/METADATA", metadata)
                archive.writestr(
                    f"{full}.dist-info/WHEEL",
                    "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                )
                archive.writestr(f"{full}.dist-info/RECORD", "")
            made.append(path)
    return made


def programs(name: str) -> Path:
    """Return the folder of programs of a virtual environment, made first if it is not there."""
    folder = HERE / name
    if not (folder / "complete").exists():
        print(f"making {folder}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "uv", "venv", "-q", "-p", sys.executable, str(folder)], check=True
        )
        pip = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", str(folder)]
        subprocess.run([*pip, *PINS[name]], check=True)
        (folder / "complete").touch()
    return folder / "bin"


def free_port() -> int:
    """Return a port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def get(url: str, accept: str = "*/*") -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept})) as answer:
        data: bytes = answer.read()
        return data


@contextlib.contextmanager
def started(command: Sequence[str], url: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; it begins when the server answers."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                get(url)
                break
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended with {process.returncode}")
            time.sleep(0.1)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def linked(page: str, accept: str = "*/*") -> str:
    """Return the address of the first wheel on a page."""
    text = get(page, accept).decode()
    found = re.search(r'href="([^"#]*\.whl)', text)
    assert found, text[:500]
    return urllib.request.urljoin(page, found[1])  # type: ignore[attr-defined,no-any-return]


@contextlib.contextmanager
def dovetail(folder: Path, files: list[Path]) -> Iterator[Server]:
    """Run dovetail over an index made of the wheels."""
    source = str(Path(__file__).parents[1] / "src")
    base = [sys.executable, "-m", "dovetail", "index"]
    words = [*base, "add", str(folder), "--verify", "off", str(files[0].parent)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": source})
    port = free_port()
    page = f"http://127.0.0.1:{port}/simple/load-7/"
    with started([*base, "serve", str(folder), "--port", str(port)], page, PYTHONPATH=source) as process:
        yield Server("dovetail", process, page, linked(page), json=True)


@contextlib.contextmanager
def pypiserver(folder: Path, files: list[Path], *, best: bool) -> Iterator[Server]:
    """Run pypiserver over the wheels: as it starts, or with gevent and its cache."""
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    port = free_port()
    page = f"http://127.0.0.1:{port}/simple/load-7/"
    command = [str(programs("pypiserver") / "pypi-server"), "run", "-i", "127.0.0.1", "-p", str(port)]
    how = (
        ["--server", "gevent", "--backend", "cached-dir"]
        if best
        else ["--server", "wsgiref", "--backend", "simple-dir"]
    )
    name = "pypiserver (gevent, cache)" if best else "pypiserver"
    with started([*command, *how, "-P", ".", "-a", ".", str(folder)], page) as process:
        yield Server(name, process, page, linked(page), json=False)


@contextlib.contextmanager
def devpi(folder: Path, files: list[Path]) -> Iterator[Server]:
    """Run devpi with one index that has no bases."""
    bin_ = programs("devpi")
    init = [str(bin_ / "devpi-init"), "--serverdir", str(folder), "--root-passwd", "secret", "--no-root-pypi"]
    subprocess.run(init, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [
        str(bin_ / "devpi-server"),
        "--serverdir",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with started(command, f"{base}/+api") as process:
        token = json.loads(_send(f"{base}/+login", "POST", {"user": "root", "password": "secret"}))
        auth = b64encode(f"root:{token['result']['password']}".encode()).decode()
        _send(f"{base}/root/load", "PUT", {"bases": [], "volatile": True}, auth)
        twine = [sys.executable, "-m", "twine", "upload", "-u", "root", "-p", "secret", "--non-interactive"]
        words = [*twine, "--disable-progress-bar", "--repository-url", f"{base}/root/load/", *map(str, files)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        page = f"{base}/root/load/+simple/load-7/"
        yield Server("devpi", process, page, linked(page), json=True)


def _send(url: str, method: str, document: object, auth: str = "") -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Devpi-Auth": auth}
    data = json.dumps(document).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
        read: bytes = answer.read()
        return read


def measured(server: Server, url: str, accept: str, requests: int) -> Rate:
    """Ask a server for something at least so many times; wrk counts in seconds, so it is probed first."""
    count, _, _ = load(server, url, accept, 1)
    done, seconds, used = 0, 0.0, 0.0
    while done < requests:
        more = max(1, math.ceil((requests - done) / max(count, 1)))
        count, wall, cpu_seconds = load(server, url, accept, more)
        done, seconds, used = done + count, seconds + wall, used + cpu_seconds
        count = max(1, count // more)
    return Rate(done / seconds, used / done * 1000)


def load(server: Server, url: str, accept: str, seconds: int) -> tuple[int, float, float]:
    """Ask a server for some seconds; return the answers, the wall time and the CPU time of the server."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", f"Accept: {accept}", url]
    before = cpu(server.process.pid)
    result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60)
    used = cpu(server.process.pid) - before
    found = re.search(r"(\d+) requests in", result.stdout)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)
    if found is None or rate is None or "Non-2xx" in result.stdout or float(rate[1]) == 0:
        sys.exit(f"{server.name}: {url}\n{result.stdout}")
    return int(found[1]), int(found[1]) / float(rate[1]), used


def cpu(leader: int) -> float:
    """Return the CPU seconds that all processes of a session have used so far."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == leader:
                    total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print the figures; 1 if the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not there; it makes the load (apt-get install wrk)")
    figures: dict[tuple[str, str], list[Rate]] = {}
    with tempfile.TemporaryDirectory() as temporary, contextlib.ExitStack() as stack:
        place = Path(temporary)
        (place / "wheels").mkdir()
        files = wheels(place / "wheels")
        servers = [
            stack.enter_context(dovetail(place / "dovetail", files)),
            stack.enter_context(pypiserver(place / "pypiserver", files, best=False)),
            stack.enter_context(pypiserver(place / "cached", files, best=True)),
            stack.enter_context(devpi(place / "devpi", files)),
        ]
        content = {hashlib.sha256(file.read_bytes()).digest() for file in files}
        for server in servers:
            assert hashlib.sha256(get(server.wheel)).digest() in content, server
        tasks = [("project page, HTML", "text/html"), ("project page, JSON", JSON), ("wheel, 12 kB", "*/*")]
        for _, (task, accept) in itertools.product(range(arguments.rounds), tasks):
            for server in servers:
                if accept == JSON and not server.json:
                    continue
                url = server.wheel if accept == "*/*" else server.page
                rate = measured(server, url, accept, arguments.requests)
                figures.setdefault((task, server.name), []).append(rate)
                print(f"{server.name}: {task}: {rate.rate:,.0f}/s, {rate.cpu:.2f} s CPU", flush=True)
    return report(figures)


def report(figures: dict[tuple[str, str], list[Rate]]) -> int:
    """Print the best of the rounds of each; 1 if the bar is missed."""
    print(f"\n{'':22}{'':30}{'answers/s':>12}{'CPU s per 1,000':>18}")
    best = {key: Rate(max(r.rate for r in each), min(r.cpu for r in each)) for key, each in figures.items()}
    for (task, name), rate in sorted(best.items()):
        print(f"{task:22}{name:30}{rate.rate:12,.0f}{rate.cpu:18.2f}")
    page = "project page, HTML"
    ours = best[page, "dovetail"]
    others = [rate for (task, name), rate in best.items() if task == page and name.startswith("pypiserver")]
    ratio = ours.rate / max(rate.rate for rate in others)
    print(f"\nproject page, beside pypiserver at its best: {ratio:.1f} times the rate (bar: {BAR:.0f})")
    return 0 if ratio >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
