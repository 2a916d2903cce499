"""Failures that come of importing in a circle: who waits for whom, and what is not there yet."""

from __future__ import annotations

from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.execution.simulation import Failure


class Link(NamedTuple):
    """One line of the way from the first import to the failure."""

    module: str
    """In whose text it stands."""
    file: str | None
    line: int
    """1-based."""
    in_function: bool
    """Whether it is executed because a function was called, and not as part of the body."""


class Circle(NamedTuple):
    """A failure that would not be, if a module were finished."""

    entry: str
    """The first import of all."""
    failure: Failure
    chain: tuple[Link, ...]
    """From the first import to the statement that fails; of each body or function one line."""
    unfinished: str
    """The module that has not bound what is wanted of it."""
    name: str
    """What is wanted; empty where that is the module itself, or not known."""

    @property
    def cycle(self) -> tuple[str, ...]:
        """The modules whose bodies were unfinished, from the one that lacks something inwards."""
        bodies = [link.module for link in self.chain if not link.in_function]
        start = bodies.index(self.unfinished) if self.unfinished in bodies else 0
        return tuple(dict.fromkeys(bodies[start:]))

    @property
    def key(self) -> tuple[str | None, int, str | None, str]:
        """What tells one failing statement from others."""
        last = self.chain[-1]
        return last.file, last.line, self.failure.type, self.failure.message


def circle(entry: str, failure: Failure) -> Circle | None:
    """Return how a failure is due to a circle of imports, None if it is not.

    It is where the interpreter found a module unfinished, or a function of an unfinished module failed that
    the body of another one called, by anything but a ``raise`` statement.
    """
    if not failure.trace or failure.doubtful:
        return None
    chain = way_of(failure)
    waiting = failure.waiting
    if waiting is not None:
        return Circle(entry, failure, chain, waiting.module, waiting.name)
    if failure.deliberate:
        return None
    called = _called_too_early(chain)
    return Circle(entry, failure, chain, called, "") if called else None


def way_of(failure: Failure) -> tuple[Link, ...]:
    """Return a traceback from the outside in, the lines of a class body with that of the body around it."""
    links: list[Link] = []
    for place in reversed(failure.trace):
        link = Link(place.module, place.file, place.line, place.in_function)
        if links and not link.in_function and links[-1].module == link.module and not links[-1].in_function:
            links[-1] = link
        else:
            links.append(link)
    return tuple(links)


def _called_too_early(chain: tuple[Link, ...]) -> str | None:
    """Return the unfinished module of which the body of another one called a function that failed."""
    last = chain[-1]
    bodies = [link.module for link in chain if not link.in_function]
    if last.in_function and last.module in bodies and bodies[-1] != last.module:
        return last.module
    return None
