"""The one place where an archive is installed and imported: to confirm what was read, or to refute it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from dovetail.diagnostic import Diagnostic, Note, Outcome, Severity
from dovetail.errors import DovetailError
from dovetail.execution.account import listed
from dovetail.ship.archive import Form, open_archive
from dovetail.ship.verify.relation import related
from dovetail.ship.verify.run import base_of
from dovetail.ship.verify.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SECONDS = 60
"""How long one import may take."""
_INSTALLING = 1800


class Ended(NamedTuple):
    """How the import of a module really ended."""

    type: str | None
    """The name of the exception, None where it works; ``Timeout`` and ``Died`` for what ended otherwise."""
    message: str
    missing: str | None
    """The module that the exception names."""


def confirm(
    outcome: Outcome,
    files: Sequence[str],
    *,
    extras: Sequence[str] = (),
    told: Callable[[str], None],
    python: str | None = None,
) -> Outcome:
    """Return the outcome with what really happens when the archives are installed and imported.

    Each file is installed into an environment of its own, with these extras, and every module of it is
    imported in a process of its own; ``told`` is called before. Findings about imports get a note that
    confirms or refutes them, and each failure that nothing had told becomes a finding. Raises `DovetailError`
    where installing fails.
    """
    found = list(outcome.diagnostics)
    for file in files:
        with open_archive(file) as archive, TemporaryDirectory(prefix="dovetail-") as folder:
            subject = Subject(archive, folder)
            names = [module.name for module in subject.modules if _is_harmless(module.name)]
            told(
                f"installing {archive.name} into a fresh environment and importing each of its {len(names)}"
                " modules: this executes their code"
            )
            ended = imported(file, names, extras=extras, python=python, build=archive.form is not Form.WHEEL)
            shift = os.path.relpath(base_of(archive), outcome.base).replace(os.sep, "/")
            prefix = "" if shift == "." else f"{shift}/"
            found = [_judged(subject, prefix, each, ended) for each in found]
            found += _unforeseen(subject, prefix, ended, found, extras)
    return replace(outcome, diagnostics=tuple(sorted(found, key=Diagnostic.sort_key)))


def imported(
    file: str | os.PathLike[str],
    names: Iterable[str],
    *,
    extras: Sequence[str] = (),
    python: str | None = None,
    build: bool = False,
) -> dict[str, Ended]:
    """Install an archive into a fresh environment, and return how the import of each of ``names`` ends.

    ``python`` is the interpreter (default: the one that runs dovetail); ``build`` allows that sources are
    built. Raises `DovetailError` where installing fails.
    """
    with TemporaryDirectory(prefix="dovetail-") as folder:
        program = _environment(os.path.join(folder, "venv"), python or sys.executable)
        wanted = os.path.abspath(file) + (f"[{','.join(extras)}]" if extras else "")
        _install(program, wanted, build=build)
        return ask(program, names, folder)


def ask(program: str, names: Iterable[str], folder: str) -> dict[str, Ended]:
    """Return how the import of each of ``names`` ends in the environment of an interpreter.

    Each is imported in a fresh process, in ``folder``. This executes the code of the modules.
    """
    probe = os.path.join(os.path.dirname(__file__), "import_probe.py")
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603 - it is what the user asked for
        [program, "-B", probe, str(SECONDS)],
        input="\n".join(names),
        capture_output=True,
        text=True,
        cwd=folder,
        env=variables,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    return {name: Ended(type_, message, missing) for name, type_, message, missing in rows}


def _environment(folder: str, python: str) -> str:
    """Make a virtual environment, and return its interpreter."""
    uv = _uv()
    if uv:
        _run([uv, "venv", "--quiet", "--python", python, folder], "making an environment")
    else:
        _run([python, "-m", "venv", folder], "making an environment")
    name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(folder, *name)


def _install(program: str, wanted: str, *, build: bool) -> None:
    uv = _uv()
    command = (
        [uv, "pip", "install", "--quiet", "--python", program]
        if uv
        else [program, "-m", "pip", "install", "-q"]
    )
    # Of what the archive requires nothing is built, unless it comes as sources itself.
    _run(
        [*command, *([] if build or not uv else ["--no-build"]), wanted],
        f"installing {os.path.basename(wanted)}",
    )


def _uv() -> str | None:
    """Return the program uv, if it is installed beside dovetail or on the path."""
    try:
        from uv import find_uv_bin

        return os.fspath(find_uv_bin())
    except (ImportError, FileNotFoundError):
        from shutil import which

        return which("uv")


def _run(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - it is what the user asked for
            command,
            capture_output=True,
            text=True,
            timeout=_INSTALLING,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DovetailError(f"{what} failed: {error}") from error
    if done.returncode:
        raise DovetailError(f"{what} failed:\n{done.stderr.strip()}", hint="an index must be reachable")


def _is_harmless(name: str) -> bool:
    """Whether importing a module is no way of starting it."""
    return name.rpartition(".")[2] != "__main__" and all(part.isidentifier() for part in name.split("."))


def _judged(subject: Subject, prefix: str, diagnostic: Diagnostic, ended: dict[str, Ended]) -> Diagnostic:
    """Return a finding with a note on what happened, if it is one about imports of this archive."""
    names = related(subject, prefix, diagnostic)
    known = [name for name in names if name in ended]
    if not known:
        return diagnostic
    failed = [name for name in known if ended[name].type is not None]
    if failed:
        how = ended[failed[0]]
        note = Note(f"confirmed: `import {failed[0]}` raised {how.type}: {' '.join(how.message.split())}")
    else:
        note = Note(f"refuted: {listed(known)} could be imported")
    return replace(diagnostic, notes=(*diagnostic.notes, note))


def _unforeseen(
    subject: Subject,
    prefix: str,
    ended: dict[str, Ended],
    found: Iterable[Diagnostic],
    extras: Sequence[str],
) -> list[Diagnostic]:
    """Return a finding for each kind of failure that nothing had told."""
    told = {name for diagnostic in found for name in related(subject, prefix, diagnostic)}
    told |= subject.prediction.failing(extras).keys()
    groups: dict[tuple[str | None, str], list[str]] = {}
    for name, how in ended.items():
        if how.type is not None and name not in told:
            groups.setdefault((how.type, how.message), []).append(name)
    new = []
    for (type_, message), names in groups.items():
        first = [name for name in names if name in subject.entries]
        path = subject.project.graph[names[0]].path
        stored = subject.unpacked.stored.get(path, path)
        place = subject.stored_place(stored)
        new.append(
            Diagnostic(
                "failing-import",
                Severity.ERROR if first else Severity.WARNING,
                f"`import {(first or names)[0]}` fails: {type_}: {' '.join(message.split())}",
                replace(place, path=f"{prefix}{place.path}"),
                "only importing it told: correct the module, or what it requires",
                (Note(f"so it is for {listed(names)}"),) if len(names) > 1 else (),
            )
        )
    return new
