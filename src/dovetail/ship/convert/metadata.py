"""What goes into ``pyproject.toml``, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from dovetail.ship.convert.found import ByHand  # noqa: TC001 - the type of a field can be asked for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.value import Value

ORDER = (
    *("name", "version", "description", "readme", "requires-python", "license", "license-files", "authors"),
    *("maintainers", "keywords", "classifiers", "dependencies", "optional-dependencies", "urls", "scripts"),
    *("gui-scripts", "entry-points", "dynamic"),
)
"""The keys of ``[project]`` in the order in which they are written."""


@dataclass
class Metadata:
    """The tables of a ``pyproject.toml``."""

    project: dict[str, Value] = field(default_factory=dict)
    """``[project]``, in no order."""
    tool: dict[str, Value] = field(default_factory=dict)
    """``[tool.setuptools]`` or what is left of ``[tool.poetry]``."""
    groups: dict[str, list[Value]] = field(default_factory=dict)
    """``[dependency-groups]``."""
    build_requires: list[str] = field(default_factory=list)
    """What the build needs beside the backend."""
    by_hand: list[ByHand] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    needs_script: list[str] = field(default_factory=list)
    """Arguments of ``setup()`` for which ``setup.py`` has to stay."""

    def dynamic(self, name: str) -> None:
        """Say that the backend provides a field."""
        names = self.project.setdefault("dynamic", [])
        if name not in names:
            names.append(name)
