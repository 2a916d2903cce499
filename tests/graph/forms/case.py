"""A case: a tiny tree, the module that is imported first, and the kinds that its edges should have."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EDGE = re.compile(r"(?P<importer>\S+) -> (?P<imported>\S+): (?P<kinds>.+)")
_GATE = re.compile(r"(?P<operator>>=|<)(?P<major>\d+)\.(?P<minor>\d+)")


@dataclass(frozen=True)
class Case:
    """One form of import.

    ``text`` is the body of the entry module, ``m.py`` unless ``entry`` says otherwise; without it ``files``
    holds that too. ``empty`` names empty files, separated by blanks; a name that ends in ``/`` is an empty
    folder.

    ``edges`` are lines of the form ``m -> p.b: eager``. They hold for all imports between the two: where
    there are several kinds, all are listed (``eager, deferred``); ``none`` says that there is no edge at all;
    and a ``conditional`` one ends in ``+`` if the test lets it run and in ``-`` if not. Edges that are not
    listed are not compared by kind; all of them take part in the closure that is compared with CPython.

    ``python`` (``>=3.11`` or ``<3.12``) says which interpreters can be asked.
    """

    name: str
    text: str | bytes | None = None
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    empty: str = ""
    edges: tuple[str, ...] = ()
    entry: str = "m"
    python: str = ""
    note: str = ""

    def plant(self, root: Path) -> None:
        """Write the tree under ``root``."""
        files: dict[str, str | bytes] = dict.fromkeys(self.empty.split(), "")
        files.update(self.files)
        if self.text is not None:
            files[self.entry.replace(".", "/") + ".py"] = self.text
        for name, text in files.items():
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def expected_kinds(self) -> dict[tuple[str, str], set[str]]:
        """The kinds listed in ``edges``, by importer and imported; an empty set for ``none``."""
        expected = {}
        for line in self.edges:
            edge = _EDGE.fullmatch(line)
            if edge is None:
                message = f"{self.name}: cannot read the edge {line!r}"
                raise ValueError(message)
            kinds = set(edge["kinds"].split(", ")) - {"none"}
            expected[edge["importer"], edge["imported"]] = kinds
        return expected

    def can_run_on(self, version: tuple[int, int] = sys.version_info[:2]) -> bool:
        """Whether the interpreter of ``version`` understands this case."""
        if not self.python:
            return True
        gate = _GATE.fullmatch(self.python)
        if gate is None:
            message = f"{self.name}: cannot read the gate {self.python!r}"
            raise ValueError(message)
        limit = (int(gate["major"]), int(gate["minor"]))
        return version >= limit if gate["operator"] == ">=" else version < limit
