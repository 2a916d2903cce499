"""What is behind an answer that somebody did not expect, and what to do about it: data."""

from __future__ import annotations

import os

from dovetail.environment.entry import Provenance
from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.environment import Environment
    from dovetail.modules.owner import Owner

OF_THE_USER = frozenset((Provenance.SCRIPT, Provenance.WORKING_DIRECTORY, Provenance.PYTHONPATH))
"""The entries of the search path that depend on how Python is started."""


class Cause(StrEnum):
    """Why an import does not find what was meant."""

    NO_NAME = "no name of a module"
    SPELLING = "spelled in another way"
    PROJECT_NAME = "the name of a distribution"
    OTHER_VERSION = "of the standard library of other versions"
    PARENT = "another package of that name is found"
    OTHER_BUILD = "built for another Python"
    STUBS_ONLY = "stubs only"
    BROKEN_EDITABLE = "broken editable install"
    OFF_THE_PATH = "not on the search path"
    OTHER_ENVIRONMENT = "in another environment"
    NOT_INSTALLED = "not installed"
    HIDES = "hides another module"
    HIDDEN = "another module is found first"
    FOLDER_ONLY = "only a folder"
    LEFT_OVER = "left over"
    SEVERAL_OWNERS = "several distributions"
    OTHER_PYTHON = "another Python in the shell"


class Advice(NamedTuple):
    """One thing that explains an answer, with what to do."""

    cause: Cause
    message: str
    """What is the case; empty where the answer itself says it."""
    help: str
    """What to do; it leaves the choice to the reader where there is one."""


def pip_install(environment: Environment, what: str) -> str:
    """Return the command that installs something into an environment."""
    return f"`{quoted(environment.executable or 'python')} -m pip install {what}`"


def quoted(path: str) -> str:
    """Return a path as a shell takes it."""
    if path.replace("/", "").replace(".", "").replace("-", "").replace("_", "").isalnum() and path.isascii():
        return path  # most are: `shlex` imports `re`
    import shlex

    return shlex.quote(path)


def owned_by(owner: Owner) -> str:
    """Return whose a module is, as a part of a sentence."""
    return f"the {owner}" if owner.kind == "standard library" else str(owner)


def place_of(origin: str) -> str:
    """Return what has to be renamed to rename a module: its file, or the folder of a package."""
    folder, name = os.path.split(origin)
    return folder if name.partition(".")[0] == "__init__" else origin
