"""From a project to its sdist and its wheel."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dovetail.configuration import read_configuration
from dovetail.errors import DovetailError, UsageError
from dovetail.ship.archive import Form
from dovetail.ship.frontend.backends import Backend, OwnBackend, Progress, declared_backend
from dovetail.ship.frontend.isolated import ForeignBackend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dovetail.diagnostic import Outcome

__all__ = ["Built", "Progress", "build"]


class Built(NamedTuple):
    """One archive that was built, and what `dovetail.ship.verify` says of it."""

    path: str
    """Absolute."""
    form: Form
    outcome: Outcome | None
    """None where it was not asked for."""


def build(  # noqa: PLR0913 - what a build can be told
    source: str,
    outdir: str,
    *,
    forms: Sequence[Form] = (),
    isolation: bool = True,
    installer: str = "pip",
    settings: Mapping[str, str | list[str]] | None = None,
    verify: bool = True,
    ignore: Sequence[str] = (),
    progress: Progress | None = None,
) -> list[Built]:
    """Build the archives of the project in the folder ``source`` into ``outdir``, sdist first.

    ``forms`` are sdist, wheel or both; with none, and with both, the wheel is built from the sdist, as
    everybody else will build it. A backend other than dovetail's is run in an environment of its own, which
    ``installer`` (``pip`` or ``uv``) fills with what the project requires; without ``isolation`` in the
    environment that dovetail runs in. ``settings`` are the ``config_settings`` of PEP 517. ``progress`` is
    told of each step before it is taken. ``ignore`` names checks that `verify` leaves out, beside those of
    ``[tool.dovetail.build]``.

    All archives appear in ``outdir`` or none does. What `verify` finds is returned, not raised. Raises
    `UsageError` for a folder that is no project and `BuildError` where the backend fails.
    """
    wanted = tuple(forms) or (Form.SDIST, Form.WHEEL)
    progress = progress or Progress()
    folder = os.path.abspath(source)
    declared = declared_backend(folder)
    backend: Backend
    if declared.is_own:
        backend = OwnBackend()
    else:
        progress.foreign(declared.name, isolation=isolation)
        backend = ForeignBackend(declared, isolation=isolation, installer=installer, settings=settings or {})
    given = read_configuration(folder).build
    ignored = (*ignore, *(given.ignore if given is not None else ()))
    os.makedirs(outdir, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dovetail-build-", dir=outdir) as work:
        made = _archives(folder, work, wanted, backend, progress)
        found = []
        for form, path in made:
            if verify:
                progress.step(f"verifying {os.path.basename(path)}")
            found.append((form, path, _verified(path, folder, ignored) if verify else None))
        for _, path, _ in found:
            target = os.path.join(outdir, os.path.basename(path))
            if os.path.isdir(target):
                raise UsageError(
                    f"{target} is a folder, where the archive is to be", hint="give another --outdir"
                )
        return [_moved(path, outdir, form, outcome) for form, path, outcome in found]


def _archives(
    folder: str, work: str, wanted: tuple[Form, ...], backend: Backend, progress: Progress
) -> list[tuple[Form, str]]:
    made = []
    source = folder
    if Form.SDIST in wanted:
        progress.step("building the sdist")
        path = _checked(backend.build(folder, Form.SDIST, os.path.join(work, "sdist"), progress), ".tar.gz")
        made.append((Form.SDIST, path))
        if Form.WHEEL in wanted:
            source = _unpacked(path, os.path.join(work, "tree"))
    if Form.WHEEL in wanted:
        progress.step(f"building the wheel{' from the sdist' if source != folder else ''}")
        path = _checked(backend.build(source, Form.WHEEL, os.path.join(work, "wheel"), progress), ".whl")
        made.append((Form.WHEEL, path))
    return made


def _checked(path: str, ending: str) -> str:
    if not path.endswith(ending) or not os.path.isfile(path):
        hint = "this is a fault of the backend: PEP 517 has it write that file and return its name"
        raise DovetailError(f"the backend says that it wrote `{os.path.basename(path)}`", hint=hint)
    return path


def _unpacked(sdist: str, folder: str) -> str:
    """Unpack an sdist, none of it outside of ``folder``, and return the one folder that is in it."""
    import tarfile

    try:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, ValueError) as error:
        hint = "`dovetail verify` tells what is wrong with it"
        raise DovetailError(f"cannot unpack {os.path.basename(sdist)}: {error}", hint=hint) from error
    tops = os.listdir(folder)
    inner = os.path.join(folder, tops[0]) if tops else folder
    if len(tops) != 1 or not os.path.isdir(inner):
        hint = "its backend breaks the specification of sdists"
        raise DovetailError(f"{os.path.basename(sdist)} holds more than one folder", hint=hint)
    return inner


def _verified(path: str, tree: str, ignored: Sequence[str]) -> Outcome:
    from dovetail.ship.verify import verify

    return verify(path, beside=[tree], ignore=ignored)


def _moved(path: str, outdir: str, form: Form, outcome: Outcome | None) -> Built:
    """Put an archive where it is to be, and have what was found in it say so."""
    folder = os.path.abspath(outdir)
    target = os.path.join(folder, os.path.basename(path))
    os.replace(path, target)
    return Built(target, form, None if outcome is None else replace(outcome, base=Path(folder)))
