"""An unpacked sdist whose ``pyproject.toml`` is switched to dovetail's backend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tomlkit
from packaging.metadata import Metadata


def backend_of(folder: Path) -> str:
    """Return the backend that a project declares."""
    document = tomlkit.parse((folder / "pyproject.toml").read_text("utf-8")).unwrap()
    name: str = document.get("build-system", {}).get("build-backend", "setuptools.build_meta:__legacy__")
    return name.partition(".")[0]


def switch(folder: Path, *, keep_version: bool) -> list[str]:
    """Switch the project in ``folder``, and return the keys that had to be given values.

    What another backend computes (from tags, by plugins, from its own tables) is given the value that the
    sdist's PKG-INFO has; with ``keep_version`` a dynamic version is left for dovetail to read.
    """
    path = folder / "pyproject.toml"
    document: Any = tomlkit.parse(path.read_text("utf-8"))
    metadata = Metadata.from_email((folder / "PKG-INFO").read_bytes(), validate=False)
    document["build-system"] = {"requires": ["dovetail"], "build-backend": "dovetail.ship.backend"}
    project = document["project"]
    given = []
    for key in [*project.get("dynamic", [])]:
        if key in ("import-names", "import-namespaces") or (key == "version" and keep_version):
            continue
        project["dynamic"].remove(key)
        value = _value(key, metadata)
        if value is not None:
            project[key] = value
            given.append(key)
    path.write_text(tomlkit.dumps(document), "utf-8")
    return given


def _value(key: str, metadata: Metadata) -> object:
    if key == "readme":
        return {
            "text": metadata.description,
            "content-type": metadata.description_content_type or "text/plain",
        }
    if key == "optional-dependencies":
        return _extras(metadata)
    value = {
        "version": metadata.version,
        "description": metadata.summary,
        "requires-python": metadata.requires_python,
    }.get(key)
    if value is not None:
        return str(value)
    required = [str(one) for one in metadata.requires_dist or ()]
    lists = {
        "classifiers": list(metadata.classifiers or ()),
        "dependencies": [one for one in required if "extra ==" not in one],
        "urls": dict(metadata.project_urls or {}),
    }
    return lists.get(key)


def _extras(metadata: Metadata) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {str(extra): [] for extra in metadata.provides_extra or ()}
    for one in metadata.requires_dist or ():
        text = str(one)
        for extra, found in result.items():
            mark = f'extra == "{extra}"'
            if mark in text:
                found.append(text.replace(f" and {mark}", "").replace(f"; {mark}", ""))
    return result


if __name__ == "__main__":
    print(switch(Path(sys.argv[1]), keep_version="--keep-version" in sys.argv))
