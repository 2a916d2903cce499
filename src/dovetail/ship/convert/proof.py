"""The proof of a conversion: the wheels before and after it, built and compared."""

from __future__ import annotations

import os
import shutil
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dovetail.ship.archive import Form
from dovetail.ship.changes import Change, write
from dovetail.ship.compare import Aspect, Difference, compare
from dovetail.ship.convert.licence import PREFIX
from dovetail.ship.frontend import Progress, build
from dovetail.ship.frontend.backends import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dovetail.ship.convert.conversion import Conversion

_LEFT_OUT = ("build", "dist", ".venv", "venv", ".tox", ".nox", "__pycache__", "node_modules", "*.egg-info")
"""What builds have left behind; setuptools would take modules from it that are no longer there."""


class Proof(NamedTuple):
    """What building before and after has shown."""

    differences: tuple[Difference, ...]
    """Between the wheels, without those that were intended."""
    intended: tuple[Difference, ...]
    """What the standards ask for: a licence as an expression, a content type that is said."""
    failure: str | None
    """Why there is nothing to compare: the project could not be built, before or after."""

    @property
    def holds(self) -> bool:
        """Whether both wheels were built, and are the same but for what was intended."""
        return self.failure is None and not self.differences


def prove(conversion: Conversion, *, installer: str = "pip", progress: Progress | None = None) -> Proof:
    """Build wheels of the project as it is and as it is to be, both in copies of it, and compare them.

    The backend is run in an isolated environment that ``installer`` (``pip`` or ``uv``) fills. Raises
    `DovetailError` where the project cannot be copied.
    """
    with TemporaryDirectory(prefix="dovetail-convert-") as work:
        wheels = []
        for when, changes in (("before", ()), ("after", conversion.changes)):
            # Some projects take their name or version from the folder that they lie in.
            copy = os.path.join(work, when, os.path.basename(conversion.folder))
            _copy(conversion.folder, copy, whole=_reads_git(conversion))
            write(_moved(changes, conversion.folder, copy))
            try:
                wheels.append(_wheel(copy, os.path.join(work, f"{when}-dist"), installer, progress))
            except BuildError as error:
                last = [line for line in error.output.splitlines() if line.strip()][-1:]
                reason = f"{error}{': ' if last else ''}{''.join(last).strip()}"
                state = "as it is" if when == "before" else "after the conversion"
                return Proof((), (), f"the project cannot be built {state}: {reason}")
        return Proof(*_sorted(compare(*wheels)), None)


def _wheel(folder: str, outdir: str, installer: str, progress: Progress | None) -> str:
    built = build(folder, outdir, forms=(Form.WHEEL,), installer=installer, verify=False, progress=progress)
    return built[0].path


def _reads_git(conversion: Conversion) -> bool:
    return any(b"setuptools_scm" in (change.after or b"") for change in conversion.changes)


def _copy(folder: str, copy: str, *, whole: bool) -> None:
    left_out = _LEFT_OUT if whole else (*_LEFT_OUT, ".git", ".hg")
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(*left_out))


def _moved(changes: Iterable[Change], folder: str, copy: str) -> list[Change]:
    return [
        change._replace(path=os.path.join(copy, os.path.relpath(change.path, folder))) for change in changes
    ]


def _sorted(found: Sequence[Difference]) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """Return the differences that were not intended, and those that were."""
    expressed = any(each.name == "license-expression" and each.second for each in found)
    intended = [each for each in found if _is_intended(each, expressed=expressed)]
    return tuple(each for each in found if each not in intended), tuple(intended)


def _is_intended(difference: Difference, *, expressed: bool) -> bool:
    if difference.aspect is not Aspect.METADATA:
        return False
    first, second = difference.first, difference.second
    match difference.name:
        case "license" | "license-expression":
            return expressed
        case "classifiers":
            one, other = (set((value or "").split("; ")) for value in (first, second))
            return expressed and all(each.startswith(PREFIX) for each in one ^ other)
        case "description-content-type":
            # A description that did not say what it is was shown by its looks.
            return first is None and second is not None
        case "license-files" | "license-file":
            return first is None
    return False
