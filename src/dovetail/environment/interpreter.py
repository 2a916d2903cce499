"""The environment of an interpreter that is asked: it is started, with a program of dovetail's own."""

from __future__ import annotations

import os
from typing import Any

from dovetail.environment.entry import LoadedModule, PathEntry, Problem, ProblemKind, Provenance, StartUpCode
from dovetail.environment.environment import Environment, Flags
from dovetail.environment.reading import LARGEST
from dovetail.errors import DovetailError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FINDERS = frozenset(
    (
        "_frozen_importlib.BuiltinImporter",
        "_frozen_importlib.FrozenImporter",
        "_frozen_importlib_external.PathFinder",
        "_frozen_importlib_external.WindowsRegistryFinder",
    )
)
_HOOKS = ("zipimport.zipimporter", "_frozen_importlib_external.FileFinder.path_hook.<locals>")
_ENTRY_FINDERS = ("zipimport.zipimporter", "_frozen_importlib_external.FileFinder")
_DISTUTILS = "_distutils_hack"
_REDIRECTOR = "editables"


def from_interpreter(
    executable: str,
    *,
    arguments: Sequence[str] = ("-I",),
    variables: Mapping[str, str] | None = None,
    folder: str | None = None,
    timeout: float = 30,
) -> Environment:
    """Return the environment of an interpreter as it says itself; this starts ``executable``.

    ``arguments`` stand before the program, ``variables`` are the environment variables (those of this
    process if None), ``folder`` is the current folder. Raises `DovetailError` if there is no answer.
    """
    import json

    with open(os.path.join(os.path.dirname(__file__), "inquiry.py"), encoding="ascii") as file:
        program = file.read()
    command = [executable, *arguments, "-c", program]
    try:
        answer: dict[str, Any] = json.loads(_printed(command, variables, folder, timeout))
        return _environment(answer)
    except (OSError, ValueError, RecursionError) as error:
        hint = "does it start, and is it Python 3.8 or newer?"
        raise DovetailError(f"{executable} does not answer: {error}", hint=hint) from error
    except (LookupError, TypeError, AttributeError) as error:
        raise DovetailError(f"{executable} gives an answer that is none: {error!r}") from error


def _printed(
    command: list[str], variables: Mapping[str, str] | None, folder: str | None, timeout: float
) -> bytes:
    """Return what a program prints. Raises `OSError`, also if it prints without end or does not end."""
    import signal
    import subprocess
    from threading import Timer

    with subprocess.Popen(  # noqa: S603 - the caller names the interpreter, and it is what he wants
        command,
        env=variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        late: list[bool] = []

        def stop() -> None:
            late.append(True)
            # What it has started holds the other end of the pipe as well.
            os.killpg(process.pid, signal.SIGKILL)

        timer = Timer(timeout, stop)
        timer.start()
        try:
            printed = process.stdout.read(LARGEST + 1) if process.stdout else b""
        finally:
            timer.cancel()
            process.kill()
    if late or len(printed) > LARGEST:
        raise OSError(0, f"no answer in {timeout} seconds" if late else "its answer does not end")
    return printed


def _environment(answer: dict[str, Any]) -> Environment:
    made = _from_site(answer)
    known = {entry.path: entry for entry in reversed(made.entries)}
    problems = list(made.problems)
    entries = []
    for position, path in enumerate(answer["path"]):
        if path is None:
            problems.append(Problem(ProblemKind.NOT_TEXT, f"sys.path[{position}]", None, "is no string"))
            continue
        entry = known.get(path)
        if entry is None:
            entry = PathEntry(path, _provenance(path, position, answer))
        entries.append(entry)
    frozen = dict(answer["frozen"])
    return Environment(
        version=(answer["version"][0], answer["version"][1], answer["version"][2]),
        platform=answer["platform"],
        implementation=answer["implementation"],
        magic=bytes.fromhex(answer["magic"]),
        extension_suffixes=tuple(answer["extension_suffixes"]),
        source_suffixes=tuple(answer["source_suffixes"]),
        bytecode_suffixes=tuple(answer["bytecode_suffixes"]),
        built_in=frozenset(answer["built_in"]),
        frozen=frozen,
        frozen_library=answer["frozen_library"],
        flags=Flags(
            isolated=answer["isolated"],
            ignore_environment=answer["ignore_environment"],
            safe_path=answer["safe_path"],
            no_site=answer["no_site"],
            no_user_site=answer["no_user_site"],
            frozen_modules="__hello__" in frozen,
            check_hash_based_pycs=answer["check_hash_based_pycs"],
        ),
        search_path=tuple(entries),
        loaded={
            name: LoadedModule(name, spec, origin, None if locations is None else tuple(locations), follows)
            for name, spec, origin, locations, follows in answer["loaded"]
        },
        start_up_code=_foreign(answer, made.code),
        finders=_of_programs(answer, made.code),
        problems=tuple(problems),
        folder=answer["folder"],
        prefix=answer["prefix"],
        executable=answer["executable"],
    )


def _from_site(answer: dict[str, Any]) -> Any:
    """Return what the folders of ``site`` and their files lead one to expect, to say who put what there."""
    from dovetail.environment.site_folders import SearchPath

    made = SearchPath((answer["version"][0], answer["version"][1]))
    path = [entry for entry in answer["path"] if entry is not None]
    library = [entry for entry in path if entry.startswith(answer["base_prefix"])]
    folder = answer["library"]
    before = [PathEntry(e, _provenance(e, 1, answer)) for e in library if e.endswith(".zip")]
    before += [
        PathEntry(e, _provenance(e, 1, answer)) for e in path if e == folder or e.endswith("lib-dynload")
    ]
    made.begin(before)
    if not answer["no_site"]:
        if answer["prefix"] != answer["base_prefix"]:
            made.add(answer["site_packages"][0], Provenance.SITE_PACKAGES)  # site.venv, before all others
        if answer["user_site"] in path:
            made.add(answer["user_site"], Provenance.USER_SITE)
        for site in answer["site_packages"]:
            made.add(site, Provenance.SITE_PACKAGES)
    return made


def _provenance(path: str, position: int, answer: dict[str, Any]) -> Provenance:
    if path == answer["library"]:
        return Provenance.STANDARD_LIBRARY
    if os.path.basename(path) == "lib-dynload":
        return Provenance.LIB_DYNLOAD
    if os.path.basename(path) == "python{}{}.zip".format(*answer["version"][:2]):
        return Provenance.STANDARD_LIBRARY_ZIP
    if path == "" and position == 0:
        return Provenance.WORKING_DIRECTORY
    variable = answer.get("pythonpath") or ""
    named = (
        {os.path.join(answer["folder"] or "", part) for part in variable.split(os.pathsep)}
        if variable
        else ()
    )
    if not answer["ignore_environment"] and any(os.path.normpath(part) == path for part in named):
        return Provenance.PYTHONPATH
    return Provenance.CODE


def _foreign(answer: dict[str, Any], code: list[StartUpCode]) -> tuple[StartUpCode, ...]:
    """Return what may find modules besides Python's own finders; code that installed none does nothing."""
    foreign = [name for name in answer["finders"] if name not in _FINDERS]
    foreign += [name for name in answer["hooks"] if not name.startswith(_HOOKS)]
    known = [line for line in code if line.finder is not None or line.names is not None]
    modules = {_module_of(line) for line in known}
    if all(name.partition(".")[0] in modules for name in foreign):
        # A finder that is not there any more, as one that was removed again, finds nothing.
        there = {name.partition(".")[0] for name in foreign}
        return tuple(line for line in known if _module_of(line) in there)
    return tuple(code) or (StartUpCode("sys.meta_path", 0, ", ".join(foreign)),)


def _of_programs(answer: dict[str, Any], code: list[StartUpCode]) -> dict[str, str | None]:
    """Return the finders of entries that are neither Python's own nor of start-up code that is known."""
    known = {_module_of(line) for line in code if line.finder is not None}
    return {
        str(entry): str(finder)
        for entry, finder in answer["cached"].items()
        if finder not in _ENTRY_FINDERS and finder.partition(".")[0] not in known
    }


def _module_of(line: StartUpCode) -> str:
    """Return the top-level module that holds the finder of a known line."""
    if line.finder is None:
        return _DISTUTILS
    if line.finder.backend == "editables":
        return _REDIRECTOR
    return os.path.basename(line.finder.file)[: -len(".py")]
