"""Tiny projects, one for each kind of editable install, and a virtual environment that has them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NEWEST = {
    "setuptools": "84.2.1",
    "hatchling": "1.33.0",
    "editables": "0.6",
    "pdm-backend": "2.5.0",
    "flit-core": "4.2.0",
    "poetry-core": "2.5.0",
    "uv-build": "0.13.6",
    "scikit-build-core": "1.1.2",
    "meson-python": "0.22.1",
}
# What the backends start, pinned like them: what is found here is found again.
_TOOLS = ("cmake==4.4.4", "ninja==1.13.2", "meson==1.12.1", "wheel==0.48.0")

_EXTENSION = """
#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_ext", 0, -1, 0};
PyMODINIT_FUNC PyInit__ext(void) { return PyModule_Create(&module); }
"""
_CMAKE = """
cmake_minimum_required(VERSION 3.15...3.30)
project(skb LANGUAGES C)
find_package(Python REQUIRED COMPONENTS Interpreter Development.Module)
python_add_library(_ext MODULE ext.c WITH_SOABI)
install(TARGETS _ext DESTINATION skb)
"""
_CMAKE_FILES = """
cmake_minimum_required(VERSION 3.15...3.30)
project(files LANGUAGES C)
install(FILES extra.py DESTINATION {})
"""
_MESON = """
project('mes', 'c', version: '1')
py = import('python').find_installation(pure: false)
py.extension_module('_ext', 'ext.c', install: true, subdir: 'mes')
py.install_sources('mes/__init__.py', 'mes/mod.py', subdir: 'mes')
py.install_sources('mes/sub/__init__.py', 'mes/sub/deep.py', subdir: 'mes/sub')
py.install_sources('mes/space/far.py', subdir: 'mes/space')
install_subdir('mes/all', install_dir: py.get_install_dir() / 'mes')
"""


class Project(NamedTuple):
    """A project; its name is that of its import package too."""

    backend: str
    requires: str
    package: str
    """The folder of its package."""
    settings: str = ""
    files: Mapping[str, str] = {}
    option: str = ""
    """A configuration setting of the installation."""
    inside: str = ""
    """Where its package is imported from, if not under the name of the project."""
    also: str = ""
    """More names that are there."""

    def imported(self, name: str) -> str:
        """Return the name under which its package is imported."""
        return self.inside or name


_ST = "setuptools.build_meta"
PROJECTS = {
    "st_src": Project(_ST, "setuptools", "src/st_src", files={"src/st_src_one.py": ""}),
    "st_flat": Project(_ST, "setuptools", "st_flat"),
    "st_map": Project(
        _ST,
        "setuptools",
        "lib/code",
        '[tool.setuptools]\npackages = ["st_map", "st_map.sub", "st_map.far", "st_mapped"]\n'
        "[tool.setuptools.package-dir]\n"
        'st_map = "lib/code"\nst_mapped = "lib/other"\n"st_map.far" = "elsewhere"\n',
        {
            "lib/other/__init__.py": "",
            "lib/other/mod.py": "",
            "elsewhere/__init__.py": "",
            "elsewhere/m.py": "",
        },
    ),
    "st_strict": Project(_ST, "setuptools", "src/st_strict", option="editable_mode=strict"),
    "st_compat": Project(_ST, "setuptools", "st_compat", option="editable_mode=compat"),
    "st_srcns": Project(_ST, "setuptools", "src/st_srcns/inner", inside="st_srcns.inner"),
    "st_flatns": Project(
        _ST,
        "setuptools",
        "st_flatns/inner",
        '[tool.setuptools.packages.find]\ninclude = ["st_flatns*"]\n',
        inside="st_flatns.inner",
    ),
    "ha_pth": Project("hatchling.build", "hatchling", "src/ha_pth"),
    "ha_exact": Project(
        "hatchling.build", "hatchling", "src/ha_exact", "[tool.hatch.build]\ndev-mode-exact = true\n"
    ),
    "pdm_pth": Project("pdm.backend", "pdm-backend", "src/pdm_pth"),
    "pdm_exact": Project(
        "pdm.backend", "pdm-backend", "src/pdm_exact", '[tool.pdm.build]\neditable-backend = "editables"\n'
    ),
    "fl_pth": Project("flit_core.buildapi", "flit_core", "src/fl_pth", 'description = "x"\n'),
    "po_pth": Project(
        "poetry.core.masonry.api",
        "poetry-core",
        "src/po_pth",
        '[tool.poetry]\npackages = [{ include = "po_pth", from = "src" }]\n',
    ),
    "uv_pth": Project("uv_build", "uv_build", "src/uv_pth"),
    "skb": Project(
        "scikit_build_core.build",
        "scikit-build-core",
        "src/skb",
        files={"CMakeLists.txt": _CMAKE, "ext.c": _EXTENSION, "src/skb/space/far.py": ""},
    ),
    "mes": Project(
        "mesonpy",
        "meson-python",
        "mes",
        files={
            "meson.build": _MESON,
            "ext.c": _EXTENSION,
            "mes/space/far.py": "",
            "mes/all/one.py": "",
            "mes/all/two/__init__.py": "",
        },
    ),
}

# Forms of the same kinds that lead to other text in a hook.
PROJECTS |= {
    "st_virtual": Project(
        _ST,
        "setuptools",
        "lib/a",
        '[tool.setuptools]\npackages = ["st_virtual.a", "st_virtual.a.sub", "st_virtual.deep.b"]\n'
        '[tool.setuptools.package-dir]\n"st_virtual.a" = "lib/a"\n"st_virtual.deep.b" = "lib/b"\n',
        {"lib/b/__init__.py": "", "lib/b/mod.py": ""},
        inside="st_virtual.a",
        also="st_virtual.deep st_virtual.deep.b st_virtual.deep.b.mod st_virtual.deep.nowhere",
    ),
    "st_modules": Project(
        _ST,
        "setuptools",
        "st_package",
        '[tool.setuptools]\npackages = ["st_package"]\npy-modules = ["st_one", "st_two"]\n',
        {"st_one.py": "", "st_two.py": ""},
        inside="st_package",
        also="st_one st_two st_one.x",
    ),
    "skb_space": Project(
        "scikit_build_core.build",
        "scikit-build-core",
        "src/skb_space/part",
        '[tool.scikit-build]\nwheel.packages = ["src/skb_space"]\n',
        {
            "CMakeLists.txt": _CMAKE_FILES.format("skb_space/part"),
            "extra.py": "",
            "src/skb_space/lone.py": "",
        },
        inside="skb_space.part",
        also="skb_space.part.extra skb_space.lone",
    ),
    "skb_place": Project(
        "scikit_build_core.build",
        "scikit-build-core",
        "skb_place",
        '[tool.scikit-build]\neditable.mode = "inplace"\n',
        {"CMakeLists.txt": _CMAKE_FILES.format("skb_place"), "extra.py": ""},
    ),
}


def plant(folder: Path, names: Iterable[str]) -> None:
    """Write projects into a folder."""
    for name in names:
        project = PROJECTS[name]
        head = f'[build-system]\nrequires = ["{project.requires}"]\nbuild-backend = "{project.backend}"\n'
        head += f'[project]\nname = "{name}"\nversion = "1"\n'
        inside = ("__init__.py", "mod.py", "sub/__init__.py", "sub/deep.py", "bare/leaf.py")
        files = {f"{project.package}/{file}": "" for file in inside} | dict(project.files)
        files["pyproject.toml"] = head + project.settings
        for path, text in files.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)


def names_of(projects: Iterable[str]) -> list[str]:
    """Return the names that are asked for: of modules that are there, and of some that are not."""
    inside = ("", ".mod", ".sub", ".sub.deep", ".bare", ".bare.leaf", ".nowhere", ".sub.nowhere", ".__init__")
    found = []
    for name in projects:
        package = PROJECTS[name].imported(name)
        found += PROJECTS[name].also.split()
        found += [name, f"{name}.nowhere", *(package + part for part in inside)]
        found += [f"{name}{part}" for part in ("._ext", ".far", ".far.m", ".space", ".space.far", ".all.two")]
        found += [
            f"{name}_one",
            f"{name[:-1]}",
            f"{name}ped",
            f"{name}ped.mod",
            f"{name}.all",
            f"{name}.all.one",
        ]
    return list(dict.fromkeys(found))


def install(venv: Path, folder: Path, names: Iterable[str], releases: Mapping[str, str]) -> None:
    """Make a virtual environment with the given releases of build backends and the projects, editable.

    pip decides where packages come from. Build isolation is off: the hooks of meson-python start the tools
    with which the project was built.
    """
    subprocess.run([sys.executable, "-I", "-m", "venv", str(venv)], check=True)
    pins = [f"{name}=={release}" for name, release in releases.items()]
    _pip(venv, *pins, *_TOOLS)
    plant(folder, names)
    lines = [
        f"-e {folder / name}"
        + (f" --config-settings={PROJECTS[name].option}" if PROJECTS[name].option else "")
        for name in names
    ]
    requirements = folder / "requirements.txt"
    requirements.write_text("\n".join(lines) + "\n")
    _pip(venv, "--no-build-isolation", "--no-deps", "-r", str(requirements))


def _pip(venv: Path, *words: str) -> None:
    path = os.pathsep.join((str(venv / "bin"), os.environ.get("PATH", os.defpath)))
    variables = {**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    variables.pop("PYTHONPATH", None)
    command = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", *words]
    result = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
