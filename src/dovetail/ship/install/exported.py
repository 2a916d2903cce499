"""Lock files that uv makes for a moment: of its own lock, and of requirements that are resolved."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dovetail.errors import UsageError
from dovetail.ship.install.lock import is_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.ship.install.engine import Engine, Wish


@contextmanager
def exported(engine: Engine, locks: Sequence[str], wish: Wish) -> Iterator[list[str]]:
    """Give files in the form of PEP 751 for ``uv.lock`` files, as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="dovetail-") as folder:
        files = []
        for number, lock in enumerate(locks):
            inner = os.path.join(folder, str(number))
            os.mkdir(inner)
            file = os.path.join(inner, "pylock.toml")
            words = [word for name in wish.extras for word in ("--extra", name)]
            words += [word for name in wish.groups for word in ("--group", name)]
            around = os.path.dirname(os.path.abspath(lock))
            engine.run(
                [
                    "export",
                    "--quiet",
                    "--frozen",
                    "--no-emit-project",
                    "--format",
                    "pylock.toml",
                    "-o",
                    file,
                    *words,
                ],
                folder=around,
            )
            files.append(file)
        yield files


@contextmanager
def resolved(engine: Engine, wish: Wish, place: str) -> Iterator[str]:
    """Give the lock file of what uv would install into an environment, as long as the block runs.

    Raises `UsageError` for a lock file among others: it needs no resolving.
    """
    locks = [file for file in wish.files if is_lock(file)]
    if locks:
        if len(locks) == 1 and wish == wish._replace(requirements=(), editable=(), files=(locks[0],)):
            yield locks[0]
            return
        raise UsageError("a lock file is resolved already", hint="give it alone with --dry-run")
    with tempfile.TemporaryDirectory(prefix="dovetail-") as folder:
        file, asked = os.path.join(folder, "pylock.toml"), os.path.join(folder, "requirements.in")
        lines = [*wish.requirements, *(f"-e {os.path.abspath(path)}" for path in wish.editable)]
        with open(asked, "w", encoding="utf-8") as opened:
            opened.write("".join(f"{line}\n" for line in lines))
        words = [word for name in wish.extras for word in ("--extra", name)]
        words += [word for name in wish.groups for word in ("--group", name)]
        files = [*wish.files, *([asked] if lines else [])]
        engine.run(
            [
                *("pip", "compile", "--quiet", "--no-header", "--format", "pylock.toml", "-o", file),
                *("--python", place, *words, *wish.indexes(), *wish.passed_on, *files),
            ]
        )
        yield file
