"""What the path hooks of editable installs offer: for entries that are neither folder nor archive."""

from __future__ import annotations

from dovetail.environment.editable.finder import Manner
from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.editable.finder import HookFinder
    from dovetail.environment.entry import PathEntry
    from dovetail.environment.environment import Environment


class PathHooks:
    """The path hooks that start-up code is known to have installed."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        finders = [code.finder for code in environment.start_up_code if code.finder is not None]
        self._exact = {f.path_entry: f for f in finders if f.path_entry and f.manner is not Manner.TREE}
        self._trees = [(f.path_entry, f) for f in finders if f.path_entry and f.manner is Manner.TREE]

    def offered(self, name: str, entry: PathEntry, *, first: bool) -> Iterator[Candidate] | None:
        """Return what a hook has for an absolute name in an entry, None if none takes the entry.

        ``first`` asks the hooks in front of Python's own, otherwise those behind them.
        """
        if not first:
            finder = self._exact.get(entry.path)
            return None if finder is None else _portions(finder, name, entry)
        for beginning, finder in self._trees:
            if entry.path.startswith(beginning):
                return self._of_tree(finder, entry.path[len(beginning) :], name, entry)
        return None

    def _of_tree(self, finder: HookFinder, key: str, name: str, entry: PathEntry) -> Iterator[Candidate]:
        from dovetail.modules.wheel_tree import WheelTree

        found = WheelTree(finder, self._environment).find(name, key)
        if found is not None:
            yield found._replace(finder="path", entry=entry)


def _portions(finder: HookFinder, name: str, entry: PathEntry) -> Iterator[Candidate]:
    paths = dict(finder.locations).get(name)
    if paths is not None:
        yield Candidate(
            "path", entry, None, Outcome.PORTION, "its path hook says so", Found.NAMESPACE_PACKAGE, paths
        )
