"""``dovetail where NAME``: what ``import NAME`` finds, and every place that was looked at."""

from __future__ import annotations

import os

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.cli.environment import add_environment, open_environment
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.cli.command import Arguments
    from dovetail.environment.environment import Environment
    from dovetail.modules.advice import Advice
    from dovetail.modules.owner import Owner, Owners
    from dovetail.modules.resolution import Candidate, Resolution
    from dovetail.modules.resolve import Resolver
    from dovetail.modules.suggestion import Suggestion


def command() -> Command:
    """Return what words the command takes."""
    command = Command("where", "Show what `import NAME` finds, every place looked at, and why it lost.")
    command.add("name", help="a module; with leading dots, relative to the file of --from")
    command.add("--from", dest="importer", metavar="FILE", help="the file in which the import stands")
    command.add(
        "--typing", action="store_true", help="show which file a type checker reads instead (PEP 561)"
    )
    command.add("--stubs", action="append", metavar="FOLDER", help="with --typing: stubs put first")
    add_environment(command)
    command.add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if there is no such module."""
    from dovetail.cli.where_help import help_lines, suggestion_object
    from dovetail.modules.owner import Owners
    from dovetail.modules.resolve import Resolver

    arguments = command().parse(words)
    environment, taken = open_environment(arguments)
    resolver = Resolver(environment)
    importer = None
    if arguments.importer:
        importer = _name_of(arguments.importer, resolver, environment)
    answer = resolver.resolve(arguments.name, importer)
    if arguments.typing:
        # The name that a relative one means is the same for a type checker.
        return _types(answer.name, environment, arguments, taken)
    owners = Owners(environment)
    owner = owners.of(answer)
    locations = resolver.package_path(answer).locations if answer.found else None
    help_ = None
    if answer.found:
        from dovetail.modules.unexpected import advice_on_found

        advice = advice_on_found(answer, resolver, owners, owner)
        if arguments.python is None:
            advice += _of_another_python(environment, owner)
    else:
        help_, advice = _why_missing(answer, resolver, owners)
    if arguments.format == "json":
        from dovetail.cli.owner import owner_object

        document = {"schema": "dovetail.where/1", "environment": taken, **_object(answer)}
        document |= {"package_path": locations, "owner": owner_object(owner) if answer.found else None}
        document["suggestion"] = suggestion_object(help_) if help_ else None
        options.write_json(document | {"advice": [one._asdict() for one in advice]})
    else:
        lines = [*_text(answer, owner, locations, advice), *help_lines(advice), "", taken]
        options.write(f"{printable(line)}\n" for line in lines)
    return 0 if answer.found else 1


def _why_missing(
    answer: Resolution, resolver: Resolver, owners: Owners
) -> tuple[Suggestion | None, tuple[Advice, ...]]:
    from dovetail.modules.advice import Advice, Cause
    from dovetail.modules.missing import advice_on_missing
    from dovetail.modules.suggestion import suggestion

    if answer.name.startswith("."):
        text = (
            "a relative name is one from a file: name that with --from FILE, one that is not too near the top"
        )
        return None, (Advice(Cause.NO_NAME, "", text),)
    if not answer.name:
        return None, ()
    help_ = suggestion(answer, resolver, owners)
    return help_, advice_on_missing(answer, resolver, owners, help_, os.environ)


def _of_another_python(environment: Environment, owner: Owner) -> tuple[Advice, ...]:
    """Return that `python` in the shell has other distributions than the environment that was taken."""
    if not owner.distributions or environment.prefix is None:
        return ()
    from dovetail.environment.elsewhere import python_in_shell
    from dovetail.modules.advice import Advice, Cause

    python = python_in_shell(os.environ)
    if python is None or os.path.dirname(os.path.dirname(python)) == environment.prefix:
        return ()
    text = f"if the import fails all the same: `python` in this shell is {python}, of another environment"
    return (Advice(Cause.OTHER_PYTHON, "", text),)


def _types(name: str, environment: Environment, arguments: Arguments, taken: str) -> int:
    from dovetail.cli.typing_answer import as_lines, as_object
    from dovetail.modules.typing_search import find_types

    found = find_types(name, environment, [os.path.abspath(folder) for folder in arguments.stubs or ()])
    if arguments.format == "json":
        options.write_json(as_object(found, taken))
    else:
        options.write(f"{printable(line)}\n" for line in as_lines(found, taken))
    return 0 if found.found else 1


def _name_of(path: str, resolver: Resolver, environment: Environment) -> str:
    """Return a name under which a file is imported. Raises `UsageError` if it has none."""
    from dovetail.errors import UsageError
    from dovetail.modules.names import names_of

    for name in names_of(os.path.abspath(path), environment, resolver):
        if name.leads_here:
            return name.name
    raise UsageError(f"{path} is no module on the search path", hint="`dovetail path` shows the search path")


def _text(
    answer: Resolution, owner: Owner, locations: tuple[str, ...] | None, advice: tuple[Advice, ...]
) -> Iterator[str]:
    messages = [f"  {one.message}" for one in advice if one.message]
    doubt = answer.reason
    if answer.found:
        yield f"`{answer.name}` is {_what(answer)}"
        yield from messages
        if answer.origin and os.path.isabs(answer.origin):
            yield f"  {answer.origin}"
        for path in locations or ():
            yield f"  submodules are searched in {path}"
        from dovetail.cli.owner import owner_text

        yield f"  belongs to {owner_text(owner)}"
    else:
        known = "" if answer.confidence != "unknown" else ", as far as the files tell"
        reason = answer.reason
        if answer.confidence == "assumed":
            # What it rests on comes at the end, as for what is found.
            reason, _, doubt = reason.partition("; ")
        yield f"`{answer.name}` is not found{known}: {reason}"
        yield from messages
    if answer.ancestors:
        yield f"  runs first: {', '.join(ancestor.name for ancestor in answer.ancestors)}"
    if answer.trace:
        yield ""
        yield "Looked at, in order:"
        yield from _table(answer)
    if answer.next:
        yield ""
        yield f"Without it: {answer.next.path} ({answer.next.kind})"
    if doubt and (answer.confidence == "assumed" or (answer.found and answer.confidence == "unknown")):
        yield ""
        yield f"{answer.confidence.capitalize()}: {doubt}"


def _what(answer: Resolution) -> str:
    if answer.alias_of:
        return f"an alias of `{answer.alias_of}`"
    if answer.kind.endswith("package"):
        return f"a {answer.kind}"
    return f"a module: {answer.kind}"


def _table(answer: Resolution) -> Iterator[str]:
    """Yield the trace, one line for each candidate: who put the entry there, the place, what became of it."""
    rows = []
    for candidate in answer.trace:
        who = str(candidate.entry) if candidate.entry else candidate.finder
        place = candidate.path or (candidate.entry.path if candidate.entry else "")
        rows.append((who, place if os.path.isabs(place) else "", _became(candidate)))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for who, place, became in rows:
        middle = f"{place:{widths[1]}}  " if widths[1] else ""
        yield f"  {who:{widths[0]}}  {middle}{became}"


def _became(candidate: Candidate) -> str:
    if candidate.outcome == "passed over":
        return candidate.reason
    return f"{candidate.outcome}: {candidate.reason}" if candidate.reason else str(candidate.outcome)


def _object(answer: Resolution) -> dict[str, object]:
    names = ("name", "kind", "origin", "submodule_search_locations", "alias_of", "confidence", "reason")
    return {
        **{name: getattr(answer, name) for name in names},
        "ancestors": [{"name": a.name, "kind": a.kind, "origin": a.origin} for a in answer.ancestors],
        "trace": [_candidate(candidate) for candidate in answer.trace],
        "next": _candidate(answer.next) if answer.next else None,
    }


def _candidate(candidate: Candidate) -> dict[str, object]:
    entry = candidate.entry
    return {
        "finder": candidate.finder,
        "entry": entry._asdict() if entry else None,
        "path": candidate.path,
        "outcome": candidate.outcome,
        "reason": candidate.reason,
        "kind": candidate.kind,
    }
