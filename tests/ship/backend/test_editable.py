"""An editable install is one plain line, which CPython and everybody who reads the search path follows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from making import built, names, project, read

from dovetail.environment.installation import from_venv
from dovetail.errors import DovetailError
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("layout", ["src/", ""])
def test_python_and_dovetail_find_the_same(tmp_path: Path, layout: str) -> None:
    files = {f"{layout}acme/shop/__init__.py": "", f"{layout}acme/shop/orders.py": ""}
    folder = project(tmp_path / "é project", files, 'name = "acme.shop"\nversion = "1"')
    wheel = built(folder, "editable")
    assert names(wheel) == ["acme_shop.pth"]
    assert read(wheel, ".pth") == f"{folder / layout}".rstrip("/") + "\n"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    python = tmp_path / "venv/bin/python"
    code = "import acme.shop.orders as o; print(o.__file__)"
    said = subprocess.run(
        [python, "-X", "utf8", "-c", code], check=True, capture_output=True, text=True, cwd="/"
    )
    assert said.stdout.strip() == str(folder / f"{layout}acme/shop/orders.py")
    resolver = Resolver(from_venv(str(tmp_path / "venv")))
    assert resolver.resolve("acme.shop.orders").origin == said.stdout.strip()


def test_a_folder_that_no_line_can_name(tmp_path: Path) -> None:
    folder = project(tmp_path / "a\nb", {"shop.py": ""})
    with pytest.raises(DovetailError, match=r"no \.pth file can name"):
        built(folder, "editable")


def test_the_metadata_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dovetail.ship import backend

    folder = project(tmp_path, {"shop.py": "", "LICENSE": "x"})
    monkeypatch.chdir(folder)
    out = tmp_path / "out"
    out.mkdir()
    info = out / backend.prepare_metadata_for_build_wheel(str(out))
    files = {
        path.relative_to(info).as_posix(): path.read_bytes() for path in info.rglob("*") if path.is_file()
    }
    assert sorted(files) == ["METADATA", "WHEEL", "licenses/LICENSE"]
    with zipfile.ZipFile(built(folder)) as archive:
        assert {name: archive.read(f"shop-1.0.dist-info/{name}") for name in files} == files
    assert backend.get_requires_for_build_sdist() == []
