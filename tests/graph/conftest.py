"""The two sides of the table of forms: CPython, and dovetail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = Path(__file__).parent / "forms" / "oracle.py"


@dataclass(frozen=True)
class Loaded:
    """What CPython says: the modules that ran, and how the import failed if it did."""

    ran: frozenset[str]
    error: str | None


class Oracle:
    """CPython, asked through ``forms/oracle.py``: one server for all questions where it can fork."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None

    def ask(self, root: Path, entry: str) -> Loaded:
        """Which modules under ``root`` does a fresh interpreter run when it imports ``entry``?"""
        if self._server is None:
            command = [sys.executable, "-I", "-S", "-B", str(_SERVER)]
            pipe = subprocess.PIPE
            self._server = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps({"root": str(root), "entry": entry}) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._server.stdout.readline())
        if not hasattr(os, "fork"):
            self.close()
        return Loaded(frozenset(answer["ran"]), answer["error"])

    def close(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.communicate()
            self._server = None


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """CPython."""
    server = Oracle()
    yield server
    server.close()


class Answer:
    """What dovetail says of a tree. The only place here that knows dovetail's interface."""

    def __init__(self, root: Path) -> None:
        import dovetail  # here: the oracle is tested without it

        self._graph = dovetail.Project.open(root).graph

    def loaded_by(self, entry: str) -> frozenset[str]:
        """The closure over the edges that run at import time, from the entry and its ancestors."""
        parts = entry.split(".")
        waiting = [".".join(parts[: length + 1]) for length in range(len(parts))]
        loaded: set[str] = set()
        while waiting:
            module = waiting.pop()
            if module not in loaded:
                loaded.add(module)
                waiting.extend(edge.imported for edge in self._imports_of(module) if edge.runs)
        return frozenset(loaded)

    def loaded_by_query(self, entry: str) -> frozenset[str]:
        """The same from the graph's own query."""
        return frozenset(self._graph.loaded_by(entry)) | {entry}

    def kinds(self, importer: str, imported: str) -> set[str]:
        """The kinds of all imports between the two; ``conditional`` with ``+`` or ``-`` for its direction."""
        edges = [edge for edge in self._imports_of(importer) if edge.imported == imported]
        signs = {True: "+", False: "-", None: "?"}
        return {str(e.kind) + (signs[e.taken] if e.kind == "conditional" else "") for e in edges}

    def _imports_of(self, module: str) -> list[Any]:
        """The imports inside the project; a file that another one of its name hides has no part in them."""
        return self._graph.imports(module) if module in self._graph else []


@pytest.fixture(scope="session")
def dovetail_says() -> type[Answer]:
    """Dovetail."""
    return Answer
