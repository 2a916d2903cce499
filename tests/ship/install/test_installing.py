"""``dovetail install`` as a whole: uv is started for it, and what came of it is proved."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.cli import main
from dovetail.errors import DovetailError, UsageError
from dovetail.ship.install.engine import Engine, Wish, make_environment

Make = Callable[..., Path]


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def say(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)

    def say(*words: str) -> Said:
        code = main(["install", *words])
        printed = capfdbinary.readouterr()
        return Said(code, printed.out.decode(), printed.err.decode())

    return say


def imports(environment: Path, module: str) -> bool:
    command = [str(environment / "bin" / "python"), "-I", "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_wheel_is_installed_and_proved(
    say: Callable[..., Said], wheel: Make, environment: Path, tmp_path: Path
) -> None:
    wheel(tmp_path, "prices", "2.0", {"prices.py": "euro = 1\n"})
    made = wheel(tmp_path, "shop", "1.0", {"shop/__init__.py": "import prices\n"}, "Requires-Dist: prices\n")
    words = (
        "--venv",
        str(environment),
        str(made),
        "--",
        "--offline",
        "--no-index",
        "--find-links",
        str(tmp_path),
    )
    said = say(*words)
    assert said.code == 0, said.err
    assert "starting uv: uv pip install --python" in said.err
    assert said.out.endswith("2 modules of 2 distributions import what they need; nothing collides\n")
    assert imports(environment, "shop")


def test_what_would_not_import_is_found_at_once(
    say: Callable[..., Said], wheel: Make, environment: Path, tmp_path: Path
) -> None:
    made = wheel(tmp_path, "shop", "1.0", {"shop/__init__.py": "import prices\n"})
    said = say("--python", str(environment), str(made), "--format", "json", "--", "--offline", "--no-index")
    assert said.code == 1
    document = json.loads(said.out)
    assert [each["check"] for each in document["diagnostics"]] == ["failing-distribution"]
    assert not imports(environment, "shop")


def test_a_lock_that_collides_is_not_installed(
    say: Callable[..., Said], wheel: Make, lock: Callable[..., str], environment: Path, tmp_path: Path
) -> None:
    one, two = wheel(tmp_path, "one", "1.0", {"x.py": "1"}), wheel(tmp_path, "two", "1.0", {"x.py": "2"})
    (tmp_path / "pylock.toml").write_text(lock(one, two))
    said = say("-r", "pylock.toml", "--venv", str(environment))
    assert said.code == 1
    assert "nothing was installed" in said.err
    assert "starting uv: uv pip install" not in said.err
    assert not imports(environment, "x")
    (tmp_path / "pylock.toml").write_text(lock(one))
    said = say("-r", "pylock.toml", "--venv", str(environment), "--", "--offline")
    assert said.code == 0, said.err
    assert "1 locked distribution: nothing collides" in said.err
    assert imports(environment, "x")


def test_a_dry_run_installs_nothing(
    say: Callable[..., Said], wheel: Make, environment: Path, tmp_path: Path
) -> None:
    wheel(tmp_path, "one", "1.0", {"x.py": "1"})
    wheel(tmp_path, "two", "1.0", {"x.py": "2"})
    words = ("one", "two", "--dry-run", "--venv", str(environment), "--", "--offline", "--no-index")
    said = say(*words, "--find-links", str(tmp_path))
    assert said.code == 1, said.err
    assert said.out.startswith("one 1.0\ntwo 1.0\n")
    assert "both install `x.py`" in said.out
    assert not imports(environment, "x")


def test_an_editable_project(say: Callable[..., Said], environment: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "src" / "shop").mkdir(parents=True)
    (project / "src" / "shop" / "__init__.py").write_text("import gone\n")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "shop"\nversion = "1.0"\n'
    )
    (project / "backend.py").write_text(BACKEND)
    words = ("-e", str(project), "--venv", str(environment), "--", "--offline", "--no-index")
    said = say(*words)
    assert said.code == 1, said.err
    assert "error[failing-distribution]: `import shop` of shop 1.0 fails" in said.out
    (project / "src" / "shop" / "__init__.py").write_text("")
    assert say(*words).code == 0
    assert imports(environment, "shop")


BACKEND = """\
import os
import zipfile


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info = "shop-1.0.dist-info"
    name = "shop-1.0-py3-none-any.whl"
    files = {
        "shop.pth": os.path.join(os.getcwd(), "src") + "\\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
"""


def test_an_environment_is_made_where_there_is_none(
    say: Callable[..., Said], wheel: Make, tmp_path: Path
) -> None:
    made = wheel(tmp_path, "shop", "1.0", {"shop.py": ""})
    said = say("--venv", "fresh", str(made), "--", "--offline", "--no-index")
    assert said.code == 0, said.err
    assert "starting uv: uv venv" in said.err
    assert imports(tmp_path / "fresh", "shop")


def test_what_uv_refuses_ends_with_2(say: Callable[..., Said], environment: Path) -> None:
    said = say("--venv", str(environment), "not-there", "--", "--offline", "--no-index")
    assert said.code == 2
    assert "uv pip install failed with exit code" in said.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [((), "nothing to install was named"), (("shop",), "no environment to install into")],
)
def test_what_cannot_be_asked(say: Callable[..., Said], words: tuple[str, ...], reason: str) -> None:
    said = say(*words)
    assert said.code == 2
    assert reason in said.err


def test_a_uv_lock_is_read_by_uv(
    say: Callable[..., Said], wheel: Make, environment: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    one, two = wheel(tmp_path, "one", "1.0", {"x.py": "1"}), wheel(tmp_path, "two", "1.0", {"x.py": "2"})
    (project / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["one", "two"]\n'
        f'[tool.uv.sources]\none = {{path = "../{one.name}"}}\ntwo = {{path = "../{two.name}"}}\n'
    )
    engine = Engine(lambda _: None)
    engine.run(["lock", "--offline", "--python", str(environment / "bin" / "python")], folder=str(project))
    said = say("-r", os.path.join("project", "uv.lock"), "--venv", str(environment))
    assert said.code == 1, said.err
    assert "both install `x.py`" in said.out
    assert "starting uv: uv export --frozen" in said.err


def test_secrets_in_addresses_are_not_shown() -> None:
    shown: list[str] = []
    with pytest.raises(DovetailError):
        Engine(shown.append).run(["no-such-command", "https://ann:secret@a.example/simple/"])
    assert shown == ["starting uv: uv no-such-command https://[hidden]@a.example/simple/"]


def test_no_other_folder_is_taken_for_an_environment(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    with pytest.raises(UsageError, match="is there, and is no virtual environment"):
        make_environment(Engine(lambda _: None), str(tmp_path / "full"), None)


def test_the_words_for_uv() -> None:
    wish = Wish(
        ("a>=1", "./b"),
        ("r.txt",),
        ("src",),
        ("fast",),
        ("dev",),
        "https://i/",
        ("https://j/",),
        ("--offline",),
    )
    assert wish.words() == [
        *("--offline", "--requirements", "r.txt", "--editable", "src", "--extra", "fast", "--group", "dev"),
        *("--index", "https://j/", "--default-index", "https://i/", "--", "a>=1", "./b"),
    ]
