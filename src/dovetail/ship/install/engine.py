"""uv, the engine: another program, which is started only here, and only after saying so."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from dovetail.errors import DovetailError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Wish(NamedTuple):
    """What is to be installed, and from where."""

    requirements: tuple[str, ...] = ()
    """Requirements, or paths of archives and projects."""
    files: tuple[str, ...] = ()
    """Files of requirements, ``pylock.toml`` or ``pyproject.toml``."""
    editable: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    index_url: str | None = None
    """The address of the Simple API, in place of PyPI's."""
    further: tuple[str, ...] = ()
    """Addresses of others beside it."""
    passed_on: tuple[str, ...] = ()
    """Words that uv gets as they are."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.requirements or self.files or self.editable or self.groups)

    def words(self) -> list[str]:
        """Return the arguments of ``uv pip install`` that say it."""
        words = list(self.passed_on)
        for option, values in (
            ("--requirements", self.files),
            ("--editable", self.editable),
            ("--extra", self.extras),
            ("--group", self.groups),
        ):
            words += [word for value in values for word in (option, value)]
        return [*words, *self.indexes(), *(["--", *self.requirements] if self.requirements else [])]

    def indexes(self) -> list[str]:
        """Return the arguments that name the indexes."""
        words = [word for value in self.further for word in ("--index", value)]
        return [*words, *(["--default-index", self.index_url] if self.index_url else [])]


class Engine:
    """Starts uv. ``say`` is told what is started, without secrets; what uv prints goes to ``errors``."""

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        variables: Mapping[str, str] | None = None,
        errors: int | None = None,
    ) -> None:
        """``errors`` is a file descriptor; None is that of this process."""
        self._say = say
        self._variables = dict(os.environ if variables is None else variables)
        self._errors = errors
        self._path = find_uv()

    def run(self, words: Sequence[str], *, folder: str | None = None) -> None:
        """Run uv to its end. Raises `DovetailError` if it fails; it has said why itself."""
        self._start(words, folder, capture=False)

    def ask(self, words: Sequence[str], *, folder: str | None = None) -> str:
        """Run uv and return what it prints. Raises `DovetailError` if it fails."""
        return self._start(words, folder, capture=True)

    def _start(self, words: Sequence[str], folder: str | None, *, capture: bool) -> str:
        self._say(f"starting uv: uv {' '.join(map(_shown, words))}")
        # What uv prints is for people; stdout is for what the command answers.
        errors = self._errors if self._errors is not None else 2
        try:
            result = subprocess.run(  # noqa: S603 - the words are those of the command line
                [self._path, *words],
                env=self._variables,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if capture else errors,
                stderr=errors,
                check=False,
            )
        except OSError as error:
            raise DovetailError(
                f"uv cannot be started: {error}", hint="pip install dovetail[install]"
            ) from error
        if result.returncode:
            raise DovetailError(
                f"uv {' '.join(words[:2])} failed with exit code {result.returncode}",
                hint="what it says is above; nothing was proved",
            )
        return result.stdout.decode("utf-8", "replace") if capture else ""


def find_uv() -> str:
    """Return the executable that the ``uv`` distribution brings. Raises `DovetailError` if there is none."""
    try:
        import uv
    except ImportError:
        raise DovetailError("to install needs uv", hint="pip install dovetail[install]") from None
    try:
        return uv.find_uv_bin()
    except FileNotFoundError:
        raise DovetailError("uv is installed without its executable", hint="install it again") from None


def _shown(word: str) -> str:
    """Return an argument as it may be printed: without what stands before ``@`` in an address."""
    from urllib.parse import urlsplit

    if "://" not in word or "@" not in word:
        return word
    start, _, address = word.rpartition(" ")
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "[an address]"
    return f"{start}{' ' if start else ''}{parts._replace(netloc=f'[hidden]@{host}').geturl()}"


def make_environment(engine: Engine, folder: str, python: str | None) -> None:
    """Make a virtual environment, of the Python that ``python`` names for uv if it does.

    Raises `UsageError` for a folder that is there and is none.
    """
    if os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
        return
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise UsageError(f"{folder} is there, and is no virtual environment", hint="name another folder")
    engine.run(["venv", "--quiet", *(["--python", python] if python else []), folder])
