"""Small trees of modules, each a text file, and what CPython does when one of them is imported.

A file begins with a sentence that says what the tree proves. Lines ``word: value`` follow: ``import NAME:
OUTCOME`` for each module that is to be the first import of a fresh interpreter, whose outcome is ``works``,
``fails`` (in another way in another version), or the type of the exception; ``python: 3.10`` for the first
version that can read it; ``reported: ADDRESS`` for where people met it. Each ``=== PATH`` begins a file.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
SECTION = "=== "
WORDS = ("import ", "python", "reported")


class Tree(NamedTuple):
    """A tree, and the claims about it."""

    name: str
    sentence: str
    entries: dict[str, str]
    """The modules to import first, and how that ends."""
    files: dict[str, str]
    python: tuple[int, ...]
    reported: str | None

    def plant(self, root: Path) -> None:
        """Write the tree under ``root``."""
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("latin-1" if "coding: latin-1" in text else "utf-8"))

    @property
    def modules(self) -> set[str]:
        """The names of its modules."""
        dotted = {name.removesuffix(".py").replace("/", ".") for name in self.files if name.endswith(".py")}
        return {name.removesuffix(".__init__") for name in dotted}

    def text(self, module: str) -> str:
        """The text of a module."""
        path = module.replace(".", "/")
        return self.files.get(f"{path}.py") or self.files.get(f"{path}/__init__.py") or ""


def read(path: Path, folder: Path) -> Tree:
    """Return the tree of a file; ValueError if it is not one."""
    name = path.relative_to(folder).with_suffix("").as_posix()
    head, *sections = ("\n" + path.read_text(encoding="utf-8")).split("\n" + SECTION)
    sentence, *claims = head.strip().splitlines()
    entries, python, reported = {}, (3, 8), None
    for claim in claims:
        word, colon, value = claim.partition(": ")
        if not colon or not word.startswith(WORDS) or not value:
            raise ValueError(f"{name}: cannot read {claim!r}")
        if word == "python":
            python = tuple(int(part) for part in value.split("."))
        elif word == "reported":
            reported = value
        else:
            entries[word.removeprefix("import ")] = value
    files = {}
    for section in sections:
        file, _, text = section.partition("\n")
        files[file] = text if not text or text.endswith("\n") else text + "\n"
    if not entries or not files or not sentence.endswith((".", "?")):
        raise ValueError(f"{name}: a tree has a sentence, something to import, and files")
    return Tree(name, sentence, entries, files, python, reported)


@functools.cache
def trees(folder: str) -> dict[str, Tree]:
    """Return the trees below a folder beside this file, by name."""
    root = HERE / folder
    found = (read(path, root) for path in sorted(root.rglob("*.txt")))
    return {tree.name: tree for tree in found}
