"""Source roots as the configuration of a build backend declares them."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Without one of these words no backend is told where the packages lie, and the file needs no parsing.
_WORDS = (b"package-dir", b"where", b"from", b"python-source", b"module-root", b"sources", b"packages")


def declared_roots(folder: str) -> list[str]:
    """Return the folders that ``pyproject.toml`` or ``setup.cfg`` in ``folder`` names as source roots.

    They are relative to ``folder``, in order of declaration, each once. Understood are setuptools, hatch,
    poetry, pdm, uv, flit and maturin. A file that cannot be read or parsed declares nothing: whoever builds
    the project will hear of it from the backend.
    """
    roots = [*_of_pyproject(os.path.join(folder, "pyproject.toml"))]
    roots += _of_setup_cfg(os.path.join(folder, "setup.cfg"))
    clean = (os.path.normpath(root) for root in roots if root)
    return [root for root in dict.fromkeys(clean) if root != "." and not root.startswith(os.pardir)]


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _of_pyproject(path: str) -> Iterator[str]:
    data = _read(path)
    if not any(word in data for word in _WORDS):
        return
    import tomllib

    try:
        tool = tomllib.loads(data.decode()).get("tool", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return

    def at(*keys: str) -> Any:
        value: Any = tool
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    yield from _strings(at("setuptools", "packages", "find", "where"))
    yield from _strings(at("setuptools", "package-dir", ""))
    yield from _strings(at("pdm", "build", "package-dir"))
    yield from _strings(at("uv", "build-backend", "module-root"))
    yield from _strings(at("maturin", "python-source"))
    for target in ("wheel", "sdist"):
        yield from _strings(at("hatch", "build", "targets", target, "sources"))
        for package in _strings(at("hatch", "build", "targets", target, "packages")):
            yield os.path.dirname(package)
    packages = at("poetry", "packages")
    for package in packages if isinstance(packages, list) else []:
        yield from _strings(package.get("from") if isinstance(package, dict) else None)


def _of_setup_cfg(path: str) -> Iterator[str]:
    data = _read(path)
    if b"package_dir" not in data and b"where" not in data:
        return
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(data.decode(errors="replace"))
    except configparser.Error:
        return
    for line in parser.get("options", "package_dir", fallback="").splitlines():
        package, equals, folder = line.partition("=")
        if equals and not package.strip():
            yield folder.strip()
    yield from parser.get("options.packages.find", "where", fallback="").split()


def _strings(value: object) -> Iterator[str]:
    """Yield the string, or the strings in the list (or the keys of the mapping), that a value is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        yield from (item for item in value if isinstance(item, str))
