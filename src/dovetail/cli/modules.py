"""``dovetail modules``: what can be imported, of all or of one distribution, and the names of a file."""

from __future__ import annotations

import os
from typing import NamedTuple

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.cli.environment import add_environment, open_environment
from dovetail.cli.owner import distribution_object, owner_object, owner_text
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dovetail.environment.distribution import Distribution
    from dovetail.environment.environment import Environment
    from dovetail.modules.inventory import Module
    from dovetail.modules.names import Name
    from dovetail.modules.owner import Owners


class _Counted(NamedTuple):
    """A module, and how many there are in it."""

    module: Module
    submodules: int


def command() -> Command:
    """Return what words the command takes."""
    text = "List the top-level modules that can be imported, with what they belong to; or the modules of one"
    command = Command("modules", f"{text} distribution; or the names under which a file can be imported.")
    command.add("distribution", nargs="?", metavar="DISTRIBUTION", help="the name of its project")
    command.add("--of", metavar="FILE", help="a file, also one in an archive")
    add_environment(command)
    command.add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if the distribution is not installed, or the file has no name."""
    arguments = command().parse(words)
    if arguments.of is not None and arguments.distribution is not None:
        from dovetail.errors import UsageError

        raise UsageError("a distribution and --of are two questions", hint="ask them one after the other")
    environment, taken = open_environment(arguments)
    if arguments.of is not None:
        code, lines, found = _names(arguments.of, environment)
    elif arguments.distribution is not None:
        code, lines, found = _of_distribution(arguments.distribution, environment)
    else:
        code, lines, found = _all(environment)
    if arguments.format == "json":
        document: dict[str, object] = {"schema": "dovetail.modules/1", "environment": taken}
        document |= {"distribution": None, "file": None, "modules": None, "names": None}
        options.write_json(document | found)
    else:
        options.write(f"{printable(line)}\n" for line in (*lines, "", taken))
    return code


def _all(environment: Environment) -> tuple[int, Iterable[str], dict[str, object]]:
    from dovetail.modules.inventory import modules

    listed = list(modules(environment))
    tops = [each for each in _counted(listed) if "." not in each.module.name]
    rows = [
        (each.module.name, str(each.module.kind), str(each.submodules or ""), owner_text(each.module.owner))
        for each in tops
    ]
    lines = [*_table(("module", "kind", "in it", "belongs to"), rows), ""]
    lines.append(f"{len(tops)} top-level modules, {len(listed)} modules in all")
    return 0, lines, {"modules": [_object(each) for each in tops]}


def _of_distribution(name: str, environment: Environment) -> tuple[int, Iterable[str], dict[str, object]]:
    from dovetail.modules.owner import Owners

    owners = Owners(environment)
    distribution = owners.installed.find(name)
    if distribution is None:
        from difflib import get_close_matches

        from dovetail.environment.distribution import normalized

        near = get_close_matches(normalized(name), [one.name for one in owners.installed.distributions], 3)
        lines = [f"no distribution `{name}` is installed"]
        lines += [f"help: did you mean {' or '.join(f'`{each}`' for each in near)}?"] if near else []
        return 1, lines, {"modules": []}
    listed = list(_modules_of(distribution, environment, owners))
    rows = [
        (each.module.name, str(each.module.kind), _place(each.module, distribution))
        for each in _counted(listed)
    ]
    lines = [f"{distribution}: {len(listed)} {'module' if len(listed) == 1 else 'modules'}"]
    if distribution.editable:
        lines.append(f"an editable install of {distribution.editable}")
    lines += ["", *_table(("module", "kind", "file"), rows)] if rows else []
    found = {"distribution": distribution_object(distribution)}
    return 0, lines, found | {"modules": [_object(each) for each in _counted(listed)]}


def _modules_of(distribution: Distribution, environment: Environment, owners: Owners) -> Iterator[Module]:
    """Yield the modules that belong to a distribution, and to others with it."""
    from dovetail.modules.inventory import modules
    from dovetail.modules.resolve import Resolver

    resolver = Resolver(environment)
    tops = resolver.names_below()
    if not distribution.editable:
        # What an editable install provides, its metadata does not say.
        folder = os.path.join(distribution.folder, "")
        files = owners.installed.files(distribution)
        parts = {file.removeprefix(folder).partition(os.sep)[0].partition(".")[0] for file in files}
        tops = [name for name in tops if name in parts]
    for name in tops:
        for module in modules(environment, resolver=resolver, owners=owners, below=name):
            if any(one.metadata == distribution.metadata for one in module.owner.distributions):
                yield module


def _names(file: str, environment: Environment) -> tuple[int, Iterable[str], dict[str, object]]:
    from dovetail.modules.names import names_of

    path = os.path.abspath(file)
    names = names_of(path, environment)
    here = [name for name in names if name.leads_here]
    return (
        (0 if here else 1),
        _names_text(path, names),
        {
            "file": path,
            "names": [
                {
                    "name": name.name,
                    "leads_here": name.leads_here,
                    "reason": name.reason,
                    "origin": name.resolution.origin,
                    "confidence": name.resolution.confidence,
                }
                for name in names
            ],
        },
    )


def _names_text(path: str, names: Sequence[Name]) -> Iterator[str]:
    here = [name for name in names if name.leads_here]
    if here:
        yield f"{path} is imported as"
        for name in here:
            yield f"  {name.name}" + (f"  ({name.reason})" if name.reason else "")
    elif names:
        yield f"{path} cannot be imported"
    else:
        yield f"{path} cannot be imported: it is no module in a folder of the search path"
        yield "help: `dovetail path` shows the search path"
    elsewhere = [name for name in names if not name.leads_here]
    if elsewhere:
        yield ""
        yield "Its place also gives it names that do not lead to it:"
        for name in elsewhere:
            yield f"  {name.name}: {name.reason}"


def _counted(listed: Sequence[Module]) -> list[_Counted]:
    """Return the modules with the number of those in each, which follow it."""
    counts: dict[str, int] = {}
    for module in listed:
        name = module.name.rpartition(".")[0]
        while name:
            counts[name] = counts.get(name, 0) + 1
            name = name.rpartition(".")[0]
    return [_Counted(module, counts.get(module.name, 0)) for module in listed]


def _place(module: Module, distribution: Distribution) -> str:
    """Return the file of a module, relative to where most of the distribution lies."""
    origin = module.origin or ""
    for folder in (distribution.folder, distribution.editable or distribution.folder):
        origin = origin.removeprefix(os.path.join(folder, ""))
    return origin


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head) - 1)]
    for row in (head, *rows):
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)]
        yield "  ".join((*cells, row[-1])).rstrip()


def _object(counted: _Counted) -> dict[str, object]:
    module = counted.module
    names = ("name", "kind", "origin", "is_package", "confidence")
    found: dict[str, object] = {name: getattr(module, name) for name in names}
    return {**found, "submodules": counted.submodules, "owner": owner_object(module.owner)}
