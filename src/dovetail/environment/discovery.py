"""The environment that belongs to a project: which one is taken, and why."""

from __future__ import annotations

import os

from dovetail.environment.reading import read_ordinary
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Choice(NamedTuple):
    """An environment that was found, and what led to it."""

    path: str
    reason: str


def find_environment(folder: str, variables: Mapping[str, str] | None = None) -> Choice | None:
    """Return the environment of the project in ``folder``, None if there is none.

    In this order: ``VIRTUAL_ENV``, which is activated; ``.venv`` in the folder or above it (of uv, of poetry
    with ``in-project``, of pdm, by hand), also as a file that names it; ``venv`` or ``env`` beside it;
    ``CONDA_PREFIX``. ``variables`` are the environment variables (those of this process if None).
    """
    return next(_candidates(os.path.abspath(folder), os.environ if variables is None else variables), None)


def _candidates(folder: str, variables: Mapping[str, str]) -> Iterator[Choice]:
    active = variables.get("VIRTUAL_ENV")
    if active and _is_environment(active):
        yield Choice(os.path.abspath(active), "VIRTUAL_ENV names it")
    here = folder
    while True:
        yield from _within(here, folder)
        above = os.path.dirname(here)
        # What lies above a repository belongs to something else.
        if above == here or os.path.exists(os.path.join(here, ".git")):
            break
        here = above
    conda = variables.get("CONDA_PREFIX")
    if conda and os.path.isdir(os.path.join(conda, "conda-meta")):
        yield Choice(os.path.abspath(conda), "CONDA_PREFIX names it")


def _within(here: str, folder: str) -> Iterator[Choice]:
    place = "in the folder" if here == folder else f"in {here}, above the folder"
    for name in (".venv", "venv", "env"):
        path = os.path.join(here, name)
        if _is_environment(path):
            yield Choice(path, f"`{name}` {place}")
        elif name == ".venv" and os.path.isfile(path):
            named = _first_line(path)
            target = os.path.join(here, named)
            if named and _is_environment(target):
                yield Choice(os.path.normpath(target), f"the file `{name}` {place} names it")


def _is_environment(path: str) -> bool:
    return os.path.isfile(os.path.join(path, "pyvenv.cfg"))


def _first_line(path: str) -> str:
    try:
        text = read_ordinary(path).decode("utf-8", "surrogateescape")
    except OSError:
        return ""
    return text.partition("\n")[0].strip().replace("\0", "")
