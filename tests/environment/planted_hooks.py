"""Hooks put into a virtual environment, and the folder of code that they lead to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hook_texts import EDITABLES, MESON_END, MESON_PYTHON, REDIRECTOR, SETUPTOOLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILES = [
    *("src/pkg/__init__.py", "src/pkg/mod.py", "src/pkg/sub/__init__.py", "src/pkg/sub/deep.py"),
    *("src/pkg/bare/leaf.py", "src/single.py", "src/dotted.name.py", "src/other/mod.py", "build/ext.so"),
    *("src/space/inner/__init__.py", "src/space/inner/mod.py", "far/__init__.py", "far/mod.py"),
]


def plant(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def setuptools_hook(site: Path, code: Path, name: str = "x", **more: Any) -> None:
    mapping = {
        "pkg": "src/pkg",
        "pkg.far": "far",
        "single": "src/single",
        "other": "src/other",
        "gone": "gone",
    }
    mapping |= {"dotted": "src/dotted.name", "space": "src/space"}
    paths = {key: str(code / path) for key, path in mapping.items()}
    values = {"mapping": paths, "namespaces": {"space": [str(code / "src/space")], "other": []}, "name": name}
    hook = f"__editable___{name}_finder"
    (site / f"{hook}.py").write_text(SETUPTOOLS.format(**{**values, **more}))
    (site / f"__editable__.{name}.pth").write_text(f"import {hook}; {hook}.install()")


def editables_hook(site: Path, hook: str, name: str, path: Path) -> None:
    plant(site, {"editables/__init__.py": "", "editables/redirector.py": REDIRECTOR})
    (site / f"{hook}.py").write_text(EDITABLES.format(name=name, path=str(path)))
    (site / f"{hook}.pth").write_text(f"import {hook}\n")


def meson_hook(site: Path, code: Path) -> Path:
    """Install a project as meson-python does, and return its install plan."""
    plan = {
        "targets": {f"{code}/build/ext.so": {"destination": "{py_platlib}/pkg/ext.so"}},
        "python": {
            f"{code}/src/{name}.py": {"destination": f"{{py_purelib}}/{name}.py"}
            for name in (
                "pkg/__init__",
                "pkg/mod",
                "pkg/sub/__init__",
                "pkg/bare/leaf",
                "single",
                "other/mod",
            )
        },
        "data": {f"{code}/src/single.py": {"destination": "{datadir}/x.py"}},
    }
    file = code / "build" / "meson-info" / "intro-install_plan.json"
    plant(code, {"build/meson-info/intro-install_plan.json": json.dumps(plan)})
    end = MESON_END.format(names={"pkg", "single"}, folder=str(code / "build"), command=["ninja"])
    (site / "_x_editable_loader.py").write_text(MESON_PYTHON + end)
    (site / "x-editable.pth").write_text("import _x_editable_loader; _x_editable_loader.init()")
    return file
