"""What a person needs to know of a cycle that fails: the way there, the state then, who is affected."""

from __future__ import annotations

import os
from itertools import pairwise

from dovetail.diagnostic import Note, Place
from dovetail.execution.verdict import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.execution.circular import Circle, Link
    from dovetail.execution.simulation import Failure
    from dovetail.execution.verdict import Cycle, Verdicts
    from dovetail.execution.whole import Whole

_MOST_LINKS = 14
"""Places shown of a way; of a longer one the first and the last half."""

_MOST_NAMES = 4
"""Modules named in a list."""


class Account:
    """Tells of the cycles of one project."""

    def __init__(self, whole: Whole, verdicts: Verdicts) -> None:
        self.whole = whole
        self.verdicts = verdicts
        self._lines: dict[str, list[str]] = {}

    def message(self, circle: Circle) -> str:
        """Return what importing comes to, in CPython's own words."""
        return f"`import {circle.entry}` fails: {self.said(circle)}"

    def said(self, circle: Circle) -> str:
        """Return the type and message of the exception, with paths relative to the project."""
        return self.described(circle.failure)

    def described(self, failure: Failure) -> str:
        """Return the type and message of an exception, with paths relative to the project."""
        message = failure.message.replace(self.whole.folder + os.sep, "")
        return f"{failure.type or 'an exception'}: {message}" if message else str(failure.type)

    def place(self, circle: Circle) -> Place | None:
        """Return the statement of the project that fails, or that calls what fails."""
        places = [self.place_of(link) for link in reversed(circle.chain)]
        return next((place for place in places if place is not None), None)

    def place_of(self, link: Link) -> Place | None:
        """Return the line of a link, None if it is not in the project."""
        path = self.path(link.file)
        return None if path is None else self.place_in(path, link.line)

    def path(self, file: str | None) -> str | None:
        """Return the POSIX path of a file relative to the project, None if it is not in it."""
        start = self.whole.folder + os.sep
        return file.removeprefix(start).replace(os.sep, "/") if file and file.startswith(start) else None

    def place_in(self, path: str, line: int) -> Place:
        """Return a line of a file of the project, without the space around its text."""
        lines = self.lines(path)
        text = lines[line - 1] if line <= len(lines) else ""
        stripped = text.strip()
        column = len(text[: len(text) - len(text.lstrip())].encode())
        return Place(path, line, column, line, column + max(len(stripped.encode()), 1))

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file of the project; none if it cannot be read."""
        if path not in self._lines:
            from dovetail.source.decoding import decode, lines

            try:
                with open(os.path.join(self.whole.folder, path), "rb") as file:
                    text = decode(file.read())
            except (OSError, ValueError):
                text = ""
            self._lines[path] = lines(text)
        return self._lines[path]

    def statement_start(self, path: str, line: int) -> int:
        """Return the first line of the statement of the top level that covers a line."""
        import ast

        try:
            body = ast.parse("\n".join(self.lines(path))).body
        except (SyntaxError, ValueError, RecursionError):
            return line
        starts = (each.lineno for each in body if each.lineno <= line <= (each.end_lineno or line))
        return next(starts, line)

    def way(self, circle: Circle) -> list[Note]:
        """Return the way from the first import to the statement that fails, a note for each step."""
        return self.steps(circle.chain)

    def steps(self, chain: tuple[Link, ...]) -> list[Note]:
        """Return a note for each step of a way but the last."""
        notes = []
        for index, (link, following) in enumerate(pairwise(chain)):
            where = "a function of " if link.in_function else ""
            what = self._what(link, following)
            notes.append(Note(f"{index + 1}. {where}`{link.module}` {what}", self.place_of(link)))
        if len(notes) > _MOST_LINKS:
            half = _MOST_LINKS // 2
            left = len(notes) - 2 * half
            notes = [*notes[:half], Note(f"... {left} more steps ..."), *notes[-half:]]
        return notes

    def _what(self, link: Link, following: Link) -> str:
        """Return what a line of the way does that leads to the next one."""
        if following.in_function:
            whose = "one of its own functions"
            return (
                f"calls {whose if link.module == following.module else f'a function of `{following.module}`'}"
            )
        wanted = self.wanted_of_package(link, following)
        if wanted:
            return f"imports `{wanted}`, which first runs its package `{following.module}`"
        return f"imports `{following.module}`"

    def wanted_of_package(self, link: Link, following: Link) -> str | None:
        """Return the submodule for whose sake a line runs a package, None if it has another reason."""
        graph = self.whole.graph
        if link.module not in graph:
            return None
        path = self.path(link.file)
        at = [site for site in graph.imports(link.module, runs=False) if site.path == path]
        here = [site.imported for site in at if site.line == link.line and not site.parent]
        inner = [name for name in here if name.startswith(f"{following.module}.")]
        return inner[0] if inner and following.module not in here else None

    def state(self, circle: Circle) -> Note:
        """Return the state at the moment of failure in one sentence, with the line that would have helped."""
        names = circle.cycle
        text = f"`{names[0]}` is waiting for "
        text += ", which is waiting for ".join(f"`{name}`" for name in names[1:]) or "itself"
        unfinished, name = circle.unfinished, circle.name
        if not name:
            needed = f"`{unfinished}`, which is not finished"
            return Note(f"{text}, which needs {needed}")
        text += f", which wants `{name}`"
        line = self.whole.simulation.binding_line(unfinished, name)
        reached = next((link.line for link in circle.chain if link.module == unfinished), 0)
        if line is not None and line > reached:
            place = self._at(unfinished, line)
            return Note(f"{text}, which `{unfinished}` will bind on line {line}", place)
        if line is not None and line == reached:
            return Note(f"{text}, which `{unfinished}` binds on that line {line}, once its import is done")
        submodule = f"{unfinished}.{name}"
        if line is None and submodule in self.verdicts.outcomes:
            return Note(f"{text}, which is there when `{submodule}` has been imported")
        return Note(f"{text}, which `{unfinished}` has not bound yet")

    def _at(self, module: str, line: int) -> Place | None:
        path = self.path(self.whole.simulation.origin(module))
        return None if path is None else self.place_in(path, line)

    def others(self, cycle: Cycle) -> list[Note]:
        """Return the other statements at which it fails, if another module is imported first."""
        return [
            Note(f"`import {circle.entry}` fails here: {self.said(circle)}", self.place(circle))
            for circle in cycle.circles[1:]
        ]

    def who(self, cycle: Cycle) -> list[Note]:
        """Return which modules can be imported first and which cannot, and who does."""
        fails = [name for name in cycle.fails if name in cycle.modules]
        beyond = len(cycle.fails) - len(fails)
        more = (
            f", and so for {_modules(beyond)} that import{'s' if beyond == 1 else ''} one of them"
            if beyond
            else ""
        )
        if cycle.verdict is Verdict.CRASHES:
            text = f"it fails whichever comes first of {listed(fails or cycle.fails)}{more if fails else ''}"
        else:
            text = f"it fails if the first import is of {listed(fails or cycle.fails)}{more if fails else ''}"
            text += f"; it works if it is of {listed(cycle.works)}"
        notes = [Note(text)]
        users = self._users(cycle)
        return [*notes, Note(users)] if users else notes

    def _users(self, cycle: Cycle) -> str:
        """Return which entry points and tests of the project meet it."""
        from dovetail.execution.entries import is_test

        failing = set(cycle.fails)
        parts = []
        entries = self.whole.entry_points()
        bad = [entry for entry in entries if entry.module in failing]
        if bad:
            parts.append(f"it stops {listed([e.reason for e in bad], quoted=False)}")
        tests = [name for name in cycle.fails if is_test(self.whole.graph[name].path)]
        if tests:
            many = "a test module" if len(tests) == 1 else f"{len(tests)} test modules"
            parts.append(f"it stops {many} when run alone: {listed(tests)}")
        if cycle.verdict is Verdict.ORDER_DEPENDENT:
            good = [
                entry for entry in entries if entry.module not in failing and self._meets(entry.module, cycle)
            ]
            if good:
                parts.append(f"{listed([e.reason for e in good], quoted=False)} works")
        return "; ".join(parts)

    def _meets(self, module: str, cycle: Cycle) -> bool:
        """Whether importing a module executes those of a cycle."""
        if self.verdicts.outcomes.get(module, True) is not None:
            return False
        return set(cycle.modules) <= set(self.whole.simulation.run(module).modules)


def listed(names: Sequence[str], *, quoted: bool = True) -> str:
    """Return names in words, of many the first few."""
    shown = [f"`{name}`" if quoted else name for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        shown.append(f"{len(names) - _MOST_NAMES} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _modules(count: int) -> str:
    return "1 module" if count == 1 else f"{count} modules"
