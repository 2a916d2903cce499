"""``dovetail convert``: make pyproject.toml of setup.py, setup.cfg or Poetry's tables."""

from __future__ import annotations

import os
import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.errors import DovetailError
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.cli.command import Arguments
    from dovetail.ship.compare import Difference
    from dovetail.ship.convert.conversion import Conversion
    from dovetail.ship.convert.proof import Proof


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "convert",
        "Make PEP 621 pyproject.toml of setup.py, setup.cfg or Poetry's tables, which are read and not run. "
        "What is computed is listed. Then the project is built, before and after, and the wheels compared.",
    )
    add = command.add
    add("path", nargs="?", default=".", help="the folder of a project (default: this folder)")
    add("--dry-run", action="store_true", help="print the diff, and write nothing")
    add("--no-verify", action="store_true", help="do not build: nothing of the project is run")
    add("--verify", action="store_true", help="build even for --dry-run")
    add(
        "--installer",
        choices=("pip", "uv"),
        help="what fills the backend's environment (default: uv if it is there)",
    )
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    add("-v", "--verbose", action="store_true", help="show what the backend prints, on stderr")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if something is left to be done by hand, or the wheels differ."""
    from dovetail.ship.convert.conversion import convert

    arguments = command().parse(words)
    conversion = convert(arguments.path)
    proof = None
    if conversion.changes and not arguments.no_verify and (arguments.verify or not arguments.dry_run):
        proof = _proof(conversion, arguments)
    holds = proof is None or proof.holds
    written = bool(conversion.changes) and holds and not arguments.dry_run
    if written:
        from dovetail.ship.changes import write

        write(conversion.changes)
    if arguments.format == "json":
        options.write_json(_document(conversion, proof, written=written))
    else:
        options.write(_text(conversion, proof, arguments))
        sys.stderr.writelines(f"{printable(line)}\n" for line in _messages(conversion, proof, arguments))
    return 1 if conversion.by_hand or not conversion.changes or not holds else 0


def _proof(conversion: Conversion, arguments: Arguments) -> Proof:
    from dovetail.cli.build_progress import Telling
    from dovetail.ship.convert.proof import prove

    with Telling(verbose=arguments.verbose) as progress:
        try:
            return prove(conversion, installer=arguments.installer or _installer(), progress=progress)
        except OSError as error:
            raise DovetailError(
                f"cannot copy the project: {error}", hint="--no-verify goes without"
            ) from error


def _installer() -> str:
    """Return what is quicker of that which is there: the environment is filled twice."""
    from importlib.util import find_spec

    return "uv" if find_spec("uv") else "pip"


def _text(conversion: Conversion, proof: Proof | None, arguments: Arguments) -> Iterator[str]:
    if arguments.dry_run:
        from dovetail.ship.changes import unified_diff

        yield from unified_diff(conversion.changes, conversion.folder)
    elif proof is None or proof.holds:
        for change in conversion.changes:
            yield f"{change.action}: {printable(os.path.relpath(change.path))}\n"
    # In a diff, lines without a sign are no part of it: `git apply` passes over them.
    for each in conversion.by_hand:
        yield f"by hand: {printable(str(each))}\n"
    for difference in proof.differences if proof else ():
        yield f"the wheel would change: {printable(str(difference))}\n"
    if proof is not None and proof.failure is not None:
        yield f"not verified: {printable(proof.failure)}\n"


def _messages(conversion: Conversion, proof: Proof | None, arguments: Arguments) -> Iterator[str]:
    yield from (f"note: {note}" for note in conversion.notes)
    if proof is not None:
        yield from (f"note: the wheel changes as intended: {each}" for each in proof.intended)
    if not conversion.changes:
        yield "nothing was written: too much is computed"
    elif proof is not None and not proof.holds:
        yield "nothing was written; --no-verify writes all the same"
    elif proof is not None:
        yield "verified: the wheels before and after have the same modules, files and metadata"
    elif arguments.no_verify:
        yield "not verified"


def _document(conversion: Conversion, proof: Proof | None, *, written: bool) -> dict[str, object]:
    return {
        "schema": "dovetail.convert/1",
        "folder": conversion.folder,
        "source": conversion.source,
        "written": written,
        "changes": [
            {
                "path": os.path.relpath(change.path, conversion.folder).replace(os.sep, "/"),
                "action": change.action,
                "text": None if change.after is None else change.after.decode("utf-8", "replace"),
            }
            for change in conversion.changes
        ],
        "by_hand": [each._asdict() for each in conversion.by_hand],
        "notes": list(conversion.notes),
        "proof": None
        if proof is None
        else {
            "holds": proof.holds,
            "failure": proof.failure,
            "differences": [_difference(each) for each in proof.differences],
            "intended": [_difference(each) for each in proof.intended],
        },
    }


def _difference(difference: Difference) -> dict[str, str | None]:
    return {
        "aspect": str(difference.aspect),
        "name": difference.name,
        "before": difference.first,
        "after": difference.second,
    }
