"""What can be imported with the base install and with each extra: data, and no finding."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dovetail.ship.archive import open_archive
from dovetail.ship.verify.subject import Subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "dovetail.verify-imports/1"
"""The name of the schema of `document`, which is ``cli/verify_imports.schema.json``."""


class Failing(NamedTuple):
    """One module that cannot be imported."""

    module: str
    reason: str
    """The exception, as CPython words it."""
    missing: str
    """The import name that is not installed, empty where that is not the reason."""


class Install(NamedTuple):
    """What an installation of the archive has."""

    extra: str | None
    """None for the base install."""
    modules: int
    """How many modules can be imported."""
    adds: tuple[str, ...]
    """Those that the base install cannot import; of the base install none are listed."""
    fails: tuple[Failing, ...]
    unknown: tuple[str, ...]
    """Projects that are installed along, of which it is not known what they provide."""


def installs(
    path: str | os.PathLike[str], *, provided: Mapping[str, frozenset[str]] | None = None
) -> list[Install]:
    """Return what the base install and each extra of an archive can import, by simulation.

    Raises `ArchiveError` for what is no archive.
    """
    with open_archive(path) as archive, TemporaryDirectory(prefix="dovetail-") as folder:
        return installs_of(Subject(archive, folder, provided=provided))


def installs_of(subject: Subject) -> list[Install]:
    """Return the same of an archive that is open."""
    metadata = subject.metadata
    base = _install(subject, None, frozenset())
    broken = {each.module for each in base.fails}
    return [base, *(_install(subject, extra, broken) for extra in (metadata.extras if metadata else []))]


def _install(subject: Subject, extra: str | None, broken: frozenset[str] | set[str]) -> Install:
    prediction = subject.prediction
    chosen = (extra,) if extra is not None else ()
    causes = prediction.failing(chosen)
    fails = tuple(
        Failing(name, f"{cause.failure.type or 'an exception'}: {cause.failure.message}", cause.missing)
        for name, cause in sorted(causes.items())
    )
    provision = prediction.provision(chosen)
    return Install(
        extra,
        len(subject.modules) - len(fails),
        tuple(sorted(broken - causes.keys())),
        fails,
        provision.unknown,
    )


def document(name: str, found: list[Install]) -> dict[str, object]:
    """Return them as JSON has them, schema `SCHEMA`."""
    return {
        "schema": SCHEMA,
        "archive": name,
        "installs": [
            {
                "extra": each.extra,
                "modules": each.modules,
                "adds": list(each.adds),
                "fails": [fail._asdict() for fail in each.fails],
                "unknown": list(each.unknown),
            }
            for each in found
        ],
    }


def provided_by(place: str) -> dict[str, frozenset[str]]:
    """Return what the distributions in an environment provide, by their normalized names.

    ``place`` is a virtual environment, an installation, or an executable. Raises `DovetailError` if it is
    none of them.
    """
    from dovetail.environment.installation import from_venv
    from dovetail.environment.installed import Installed
    from dovetail.environment.record import read_files
    from dovetail.ship.requirement.naming import names_in

    found: dict[str, frozenset[str]] = {}
    for distribution in Installed(from_venv(place, variables={}), many=True).distributions:
        files, _ = read_files(distribution.metadata)
        found[distribution.name] = frozenset(names_in(path.replace(os.sep, "/") for path in files))
    return found
