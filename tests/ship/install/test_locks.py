"""What locked wheels would do to each other, seen without downloading them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from wheel_server import WheelServer

from dovetail.cli import main
from dovetail.environment.installation import from_venv
from dovetail.errors import ConfigurationError
from dovetail.ship.install import contents as looking
from dovetail.ship.install.collisions import prove_lock
from dovetail.ship.install.contents import contents_of
from dovetail.ship.install.lock import Locked, is_lock, read_lock
from dovetail.ship.install.ranges import RangeError, RangeFile

Make = Callable[..., Path]
LARGE = bytes(range(256)) * 4096


def prove(path: Path, environment: Path, **keywords: Any) -> Any:
    target = from_venv(str(environment))
    return prove_lock(str(path), contents_of(read_lock(str(path), target), **keywords), target, 0.0)


def test_only_the_ends_of_large_wheels_are_fetched(
    server: WheelServer, wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    wheels = [
        wheel(server.folder, "shop", "1.0", {"data.bin": LARGE, "shop/__init__.py": "x = 1\n"}),
        wheel(server.folder, "store", "2.0", {"more.bin": LARGE, "shop/__init__.py": "x = 2\n"}),
    ]
    path = tmp_path / "pylock.toml"
    path.write_text(lock(*wheels, address=server.address))
    proof = prove(path, environment)
    assert [(each.check, each.place.line) for each in proof.outcome.diagnostics] == [("file-collision", 10)]
    assert "shop 1.0 and store 2.0 both install `shop/__init__.py`" in proof.outcome.diagnostics[0].message
    assert proof.line == "2 locked distributions: 1 collision"
    assert sum(size for _, size in server.fetched) < len(LARGE) // 4


def test_what_was_seen_once_is_kept(
    server: WheelServer, wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    path = tmp_path / "pylock.toml"
    path.write_text(lock(wheel(server.folder, "shop", "1.0", {"shop.py": ""}), address=server.address))
    cache = str(tmp_path / "cache")
    first = prove(path, environment, cache=cache)
    assert server.fetched
    server.fetched.clear()
    assert prove(path, environment, cache=cache).outcome.diagnostics == first.outcome.diagnostics
    assert server.fetched == []
    kept = next((tmp_path / "cache").iterdir())
    kept.write_text("{")
    prove(path, environment, cache=cache)
    assert server.fetched
    assert json.loads(kept.read_text())["files"].keys() >= {"shop.py"}


def test_a_server_without_ranges_is_read_whole_if_that_is_little(
    server: WheelServer, wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    server.ranges = False
    path = tmp_path / "pylock.toml"
    path.write_text(lock(wheel(server.folder, "shop", "1.0", {"shop.py": ""}), address=server.address))
    assert prove(path, environment).line == "1 locked distribution: nothing collides"


def test_what_cannot_be_seen_is_unknown(
    server: WheelServer, wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    there = wheel(server.folder, "shop", "1.0", {"shop.py": ""})
    gone = wheel(server.folder, "gone", "1.0", {"gone.py": ""})
    path = tmp_path / "pylock.toml"
    text = lock(there, gone, address=server.address)
    digest = "0" * 64
    sdist = f'{{url = "{server.address}/built-3.tar.gz", hashes = {{sha256 = "{digest}"}}}}'
    text += f'\n[[packages]]\nname = "built"\nversion = "3"\nsdist = {sdist}\n'
    path.write_text(text)
    gone.unlink()
    line = prove(path, environment).line
    assert line.startswith("1 locked distribution: nothing collides; unknown: ")
    assert "built 3 (it is built from source)" in line
    assert "gone 1.0 (it cannot be read: " in line
    assert "status 404" in line


def test_uv_s_cache_is_looked_into(
    server: WheelServer, wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    import zipfile

    made = wheel(server.folder, "shop", "1.0", {"shop.py": ""})
    with zipfile.ZipFile(made) as opened:
        opened.extractall(tmp_path / "uv" / "archive-v0" / "abc")
    path = tmp_path / "pylock.toml"
    path.write_text(lock(made, address=server.address))
    assert (
        prove(path, environment, uv_cache=str(tmp_path / "uv")).line
        == "1 locked distribution: nothing collides"
    )
    assert server.fetched == []


@pytest.mark.parametrize(
    ("first", "second", "check"),
    [
        ({"orders/__init__.py": ""}, {"orders.py": ""}, "module-collision"),
        ({"Orders/__init__.py": ""}, {"orders/__init__.py": ""}, "case-collision"),
        ({"a.py": ""}, {"enum.py": ""}, "hidden-distribution"),
        ({"one_1.0.data/purelib/x.py".replace("_1", "-1"): "1"}, {"x/__init__.py": ""}, "module-collision"),
    ],
)
def test_collisions_of_names(  # noqa: PLR0913, PLR0917 - fixtures
    wheel: Make,
    lock: Callable[..., str],
    environment: Path,
    tmp_path: Path,
    first: dict[str, str],
    second: dict[str, str],
    check: str,
) -> None:
    path = tmp_path / "pylock.toml"
    path.write_text(lock(wheel(tmp_path, "one", "1.0", first), wheel(tmp_path, "two", "1.0", second)))
    assert [each.check for each in prove(path, environment).outcome.diagnostics] == [check]


def test_import_names_that_two_state(
    wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    path = tmp_path / "pylock.toml"
    one = wheel(
        tmp_path, "one", "1.0", {"acme/one.py": ""}, "Import-Name: acme.one\nImport-Namespace: acme\n"
    )
    two = wheel(tmp_path, "two", "1.0", {"acme/two.py": ""}, "Import-Name: acme\n")
    path.write_text(lock(one, two))
    found = prove(path, environment).outcome.diagnostics
    assert [each.check for each in found] == ["import-name-overlap"]
    assert "namespace that it shares" in found[0].message


def test_portions_of_namespaces_do_not_collide(
    wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    legacy = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    one = wheel(tmp_path, "one", "1.0", {"acme/one.py": "", "old/__init__.py": legacy})
    two = wheel(tmp_path, "two", "1.0", {"acme/two.py": "", "old/__init__.py": legacy})
    path = tmp_path / "pylock.toml"
    path.write_text(lock(one, two))
    assert prove(path, environment).line == "2 locked distributions: nothing collides"


def test_only_what_is_for_the_environment_counts(
    wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    one, two = wheel(tmp_path, "one", "1.0", {"x.py": "1"}), wheel(tmp_path, "two", "1.0", {"x.py": "2"})
    text = lock(one, two).replace('name = "two"\n', 'name = "two"\nmarker = "sys_platform == \'nowhere\'"\n')
    path = tmp_path / "pylock.toml"
    path.write_text(text)
    assert prove(path, environment).line == "1 locked distribution: nothing collides"


@pytest.mark.parametrize(
    "text", ["lock-version = ", 'lock-version = "1.0"\n', "[[packages]]\nname = 3\n", "\xff"]
)
def test_what_is_no_lock_file(text: str, environment: Path, tmp_path: Path) -> None:
    path = tmp_path / "pylock.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError):
        read_lock(str(path), from_venv(str(environment)))


def test_names_of_lock_files() -> None:
    names = ("pylock.toml", "pylock.dev.toml", "uv.lock", "a/uv.lock", "lock.toml", "requirements.txt")
    assert [is_lock(name) for name in names] == [True, True, True, True, False, False]


def test_a_server_that_lies_about_the_length(server: WheelServer, wheel: Make) -> None:
    made = wheel(server.folder, "shop", "1.0", {"data.bin": LARGE})
    server.lies = True
    locked = Locked("shop", "1.0", made.name, f"{server.address}/{made.name}", "", None)
    assert looking.contents_of([locked])[0].unknown.startswith("it cannot be read")


def test_any_part_of_a_file_can_be_read(server: WheelServer) -> None:
    (server.folder / "f").write_bytes(LARGE)
    with httpx.Client(trust_env=False) as client, RangeFile(client, f"{server.address}/f") as file:
        for start, length in ((0, 10), (len(LARGE) - 5, 99), (70_000, 200_000), (123, 0)):
            file.seek(start)
            read = b""
            while piece := file.read(length - len(read)):
                read += piece
            assert read == LARGE[start : start + length]
        assert file.seek(-3, 2) == len(LARGE) - 3
        with pytest.raises(RangeError, match="status 404"):
            RangeFile(client, f"{server.address}/none")


def test_the_command_takes_a_lock_file(  # noqa: PLR0913, PLR0917 - fixtures
    wheel: Make,
    lock: Callable[..., str],
    environment: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = tmp_path / "pylock.toml"
    path.write_text(
        lock(wheel(tmp_path, "one", "1.0", {"x.py": "1"}), wheel(tmp_path, "two", "1.0", {"x.py": "2"}))
    )
    monkeypatch.chdir(tmp_path)
    environment.rename(tmp_path / ".venv")
    assert main(["env", "check", "pylock.toml"]) == 1
    said = capfd.readouterr().out
    assert "error[file-collision]: one 1.0 and two 1.0 both install `x.py`" in said
    assert "pylock.toml:10:1" in said
    assert said.endswith("2 locked distributions: 1 collision\n")
