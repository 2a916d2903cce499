"""The tutorial in the README, as steps that somebody follows it by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

README = Path(__file__).parents[3] / "README.md"
TITLE = "## From a module to an installed package"
ANYTHING = "[...]"
"""Stands for lines that are not shown."""


class File(NamedTuple):
    """A file to be written; its first line names it."""

    path: str
    text: str


class Command(NamedTuple):
    """A line to be typed, and what is shown below it."""

    line: str
    shown: list[str]


def steps() -> list[File | Command]:
    """Return what the section asks for, in order."""
    text = README.read_text(encoding="utf-8")
    section = text[text.index(TITLE) :].split("\n## ")[0]
    found: list[File | Command] = []
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        if language == "console":
            found += _commands(block)
        else:
            first, _, rest = block.partition("\n")
            assert first.startswith("# "), f"a block of {language} does not name its file: {first}"
            found.append(File(first.removeprefix("# "), rest))
    return found


def _commands(block: str) -> list[Command]:
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], []))
        else:
            found[-1].shown.append(line)
    return found


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether what was printed is what is shown, with any lines where these are left out."""
    if not shown:
        return not printed
    if shown[0] == ANYTHING:
        return any(fits(shown[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and printed[0] == shown[0] and fits(shown[1:], printed[1:])
