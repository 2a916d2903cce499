"""What the imports that leave a project lead to."""

from __future__ import annotations

from dovetail.environment.standard import standard_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.project import Project

_STANDARD = "standard library"


def externals(project: Project, names: Iterable[str]) -> Iterator[dict[str, object]]:
    """Yield an object for each of some names that leave the project: what it belongs to, as far as is known.

    Without an environment, only the names of the standard library of the target are known.
    """
    outside = project.outside
    standard = standard_names(project.target.version)
    for name in names:
        if outside is None:
            owner = _STANDARD if name.partition(".")[0] in standard else "unknown"
            yield {"name": name, "owner": owner}
            continue
        answer = outside.resolve(name)
        if answer.found:
            owned = outside.owner(answer)
            row: dict[str, object] = {"name": name, "owner": str(owned.kind)}
            if owned.distributions:
                row["distributions"] = [one.name for one in owned.distributions]
            yield row
        else:
            known = "not found" if answer.confidence == "exact" else "unknown"
            yield {"name": name, "owner": known, "reason": answer.reason}
