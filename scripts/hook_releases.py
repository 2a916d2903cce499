#!/usr/bin/env python3
"""Make the table of `dovetail.environment.editable.releases` from the releases of the build backends.

For who works on dovetail; it needs the package index:

    python3 scripts/hook_releases.py FOLDER

Wheels are fetched into FOLDER, unless they are there, and opened; nothing of them is installed or run. The
text that each would write for an empty project is given to the decoders, which say what they took for its
code. The result goes to ``src/dovetail/environment/editable/releases.json``.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from dovetail.environment.editable import (
    distutils_shim,
    editables,
    meson_python,
    releases,
    scikit_build,
    setuptools,
    virtualenv,
)
from dovetail.environment.editable.literal import FormError

SHIM = "shim of setuptools"
OLDEST = {
    "setuptools": (64,),
    SHIM: (60, 9),
    "editables": (0, 2),
    "scikit-build-core": (0, 3),
    "meson-python": (0, 13),
    "virtualenv": (20, 2),
}
MINOR_ONLY = {"virtualenv"}
"""Of these only the first release of each minor version is fetched: the others are many and large."""
MEMBERS = {
    "virtualenv": "virtualenv/create/via_global_ref/_virtualenv.py",
    "setuptools": "setuptools/command/editable_wheel.py",
    SHIM: "_distutils_hack/__init__.py",
    "editables": "editables/redirector.py",
    "scikit-build-core": "scikit_build_core/resources/_editable_redirect.py",
    "meson-python": "mesonpy/_editable.py",
}


def number(release: str) -> tuple[int, ...]:
    """Return a release as numbers."""
    return tuple(int(part) for part in release.split("."))


def pip(*words: str) -> str:
    """Return what pip says."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def fetched(folder: Path, project: str) -> list[tuple[str, str]]:
    """Return the releases of a project, each with the text of its member."""
    member, oldest = MEMBERS[project], OLDEST[project]
    project = project.removeprefix("shim of ")
    listed = re.search(r"Available versions: (.*)", pip("index", "versions", project))
    names = [name for name in (listed[1] if listed else "").split(", ") if re.fullmatch(r"[\d.]+", name)]
    found = []
    seen: set[tuple[int, ...]] = set()
    for name in sorted(names, key=number):
        series = number(name)[:2]
        if number(name) < oldest or (project in MINOR_ONLY and series in seen):
            continue
        seen.add(series)
        pattern = f"{project.replace('-', '_')}-{name}-py*.whl"
        if not list(folder.glob(pattern)):
            pip(
                "download", "-q", "--no-deps", "--only-binary=:all:", f"--dest={folder}", f"{project}=={name}"
            )
        for wheel in folder.glob(pattern):
            with zipfile.ZipFile(wheel) as archive:
                found.append((name, archive.read(member).decode()))
    return found


def fingerprint(project: str, text: str) -> str:
    """Return the fingerprint of the code of the hook that a release writes."""
    seen: list[str] = []

    class Recorder(dict[str, str]):
        def __contains__(self, key: object) -> bool:
            seen.append(str(key))
            return False

    releases._known = Recorder()  # noqa: SLF001 - to see what is asked for
    if project == "setuptools":
        template = re.search(r'^_FINDER_TEMPLATE = ("""\\?\n.*?""")', text, re.DOTALL | re.MULTILINE)
        made = (
            str(ast.literal_eval(template[1])).format(name="x", mapping={}, namespaces={}) if template else ""
        )
        setuptools.decode(made, "x.py")
    elif project == "editables":
        head = "from editables.redirector import RedirectingFinder as F\nF.install()"
        editables.decode(head, "x.py", text)
    elif project == "scikit-build-core":
        scikit_build.decode(f"{text}\n\ninstall({{}}, {{}}, {{}}, [], None)\n", "x.py")
    elif project == SHIM:
        distutils_shim.decode(text)
    elif project == "virtualenv":
        virtualenv.decode(text)
    else:
        meson_python.decode(
            f"{text}\ninstall(\n    {{'x'}},\n    '/nowhere',\n    [],\n    False,\n)", "x.py"
        )
    return seen[0]


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    table: dict[str, list[str]] = {}
    for project in OLDEST:
        for name, text in fetched(folder, project):
            try:
                table.setdefault(fingerprint(project, text), [project]).append(name)
            except FormError as error:
                print(f"{project} {name}: {error}", file=sys.stderr)  # noqa: T201 - what to look at
    document = {
        key: f"{project} {names[0]} to {names[-1]}" if len(names) > 1 else f"{project} {names[0]}"
        for key, (project, *names) in table.items()
    }
    target = Path(releases.__file__).parent / "releases.json"
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
