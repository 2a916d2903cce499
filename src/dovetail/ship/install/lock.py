"""What a lock file would install: ``pylock.toml`` (PEP 751), and ``uv.lock`` by way of it."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from packaging import tags as packaging_tags
from packaging.pylock import (
    Package,
    PackageArchive,
    PackageDirectory,
    PackageSdist,
    PackageVcs,
    PackageWheel,
    Pylock,
    PylockSelectError,
    PylockUnsupportedVersionError,
    PylockValidationError,
    is_valid_pylock_path,
)

from dovetail.errors import ConfigurationError, DovetailError
from dovetail.ship.proof.markers import marker_environments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from packaging.tags import Tag

    from dovetail.environment.environment import Environment
    from dovetail.ship.install.engine import Engine

UV_LOCK = "uv.lock"
_EXPORT = ("export", "--frozen", "--offline", "--no-header", "--no-emit-project", "--format", "pylock.toml")


class Locked(NamedTuple):
    """One distribution that would be installed."""

    name: str
    """Normalized."""
    version: str
    """Empty where the lock file does not say it."""
    file: str
    """The name of the wheel; empty for what is no wheel."""
    address: str
    """Where the wheel is: an address, or an absolute path; empty if that is not said."""
    sha256: str
    line: int | None
    """The 1-based line of the lock file that names it."""
    why_unknown: str = ""
    """Why its files cannot be known before it is built, if that is so."""

    def __str__(self) -> str:
        """Return name and version, as messages name it."""
        return f"{self.name} {self.version}".rstrip()


def is_lock(path: str) -> bool:
    """Whether a path is, by its name, that of a lock file which `read_lock` takes."""
    from pathlib import Path

    return os.path.basename(path) == UV_LOCK or is_valid_pylock_path(Path(path))


def read_lock(
    path: str,
    environment: Environment,
    engine: Engine | None = None,
    *,
    extras: Collection[str] = (),
    groups: Collection[str] = (),
) -> list[Locked]:
    """Return what a lock file would install into an environment, sorted by name.

    A ``uv.lock`` is first exported by uv, which ``engine`` starts. Raises `ConfigurationError` for a file
    that is none, `DovetailError` for one that has nothing for this environment or cannot be read.
    """
    from pathlib import Path

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise DovetailError(f"{path} cannot be read: {error.strerror}") from error
    text = data.decode("utf-8", "replace")
    if os.path.basename(path) == UV_LOCK:
        if engine is None:
            from dovetail.ship.install.engine import Engine

            engine = Engine(lambda _: None)
        chosen = [word for name in extras for word in ("--extra", name)]
        chosen += [word for name in groups for word in ("--group", name)]
        exported = engine.ask([*_EXPORT, *chosen], folder=os.path.dirname(os.path.abspath(path)))
        data, extras, groups = exported.encode(), (), ()
    try:
        lock = Pylock.from_dict(tomllib.loads(data.decode()))
        chosen_packages = list(
            lock.select(
                environment=marker_environments(environment)[0],  # type: ignore[arg-type]
                tags=list(wheel_tags(environment)),
                extras=list(extras),
                dependency_groups=list(groups) or None,
            )
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            Path(path), [(getattr(error, "lineno", None), f"is no TOML: {error}")]
        ) from None
    except (PylockValidationError, PylockUnsupportedVersionError) as error:
        raise ConfigurationError(Path(path), [(None, f"is no lock file (PEP 751): {error}")]) from None
    except PylockSelectError as error:
        raise DovetailError(f"{path} has nothing for this environment: {error}") from None
    lines = dict(_lines(text))
    base = os.path.dirname(os.path.abspath(path))
    found = [
        _locked(package, artifact, lines.get(package.name), base) for package, artifact in chosen_packages
    ]
    return sorted(found, key=lambda each: each.name)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield each name of a package with the line that says it."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            inside = line.strip() in ("[[packages]]", "[[package]]")
        elif inside and line.startswith("name ="):
            yield line.partition("=")[2].strip().strip("\"'"), number


def _locked(
    package: Package,
    artifact: PackageVcs | PackageDirectory | PackageArchive | PackageWheel | PackageSdist,
    line: int | None,
    base: str,
) -> Locked:
    version = str(package.version or "")
    match artifact:
        case PackageWheel():
            address = artifact.url or (os.path.join(base, artifact.path) if artifact.path else "")
            if not address and package.index and artifact.name:
                address = ""
            sha256 = str(artifact.hashes.get("sha256", ""))
            why = "" if address else "the lock file says no address of it"
            return Locked(package.name, version, artifact.filename, _local(address, base), sha256, line, why)
        case PackageSdist():
            why = "it is built from source"
        case PackageVcs() | PackageDirectory():
            why = "it is built from a folder or a repository"
        case PackageArchive():
            address = artifact.url or artifact.path or ""
            name = unquote(urlsplit(address).path.rpartition("/")[2])
            if name.endswith(".whl"):
                sha256 = str(artifact.hashes.get("sha256", ""))
                return Locked(package.name, version, name, _local(address, base), sha256, line)
            why = "it is built from source"
    return Locked(package.name, version, "", "", "", line, why)


def _local(address: str, base: str) -> str:
    """Return an address, or for a file the absolute path."""
    if address.startswith("file:"):
        return unquote(urlsplit(address).path)
    return address if "://" in address or not address else os.path.normpath(urljoin(f"{base}/", address))


def wheel_tags(environment: Environment) -> Iterator[Tag]:
    """Yield the tags of wheels that an environment takes, best first: of CPython, on this machine."""
    version = environment.version[:2]
    threaded = any(
        suffix.split("-")[1:2] == [f"{version[0]}{version[1]}t"] for suffix in environment.extension_suffixes
    )
    abis = [f"cp{version[0]}{version[1]}t"] if threaded else None
    yield from packaging_tags.cpython_tags(version, abis)
    yield from packaging_tags.compatible_tags(version, f"cp{version[0]}{version[1]}")
