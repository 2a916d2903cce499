"""The pages of checks: how their examples are read.

An example is what stands under one heading. A line that is a path in backticks introduces a file, whose text
is in the next fence; ``(empty)`` after it stands for a file without text. A fence of ``console`` holds a
command and what it prints on the files so far.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dovetail.checks import Check
from dovetail.cli import main

_FILE = re.compile(r"`([^`]+)`( \(empty\))?$")

Run = Callable[[str, Path], tuple[int, str]]
"""Runs a command line that begins with ``dovetail`` in a folder; its exit code and what it prints."""


class Example(NamedTuple):
    """Files, and commands with what they print."""

    heading: str
    files: dict[str, str]
    commands: list[tuple[str, str]]


def examples(text: str) -> Iterator[Example]:
    """Yield what stands under each heading, if there is a command in it."""
    example = Example("", {}, [])
    path, fence, lines = "", None, []
    for line in text.splitlines():
        if fence is not None and line != "```":
            lines.append(line)
        elif fence is not None:
            body = "".join(f"{line}\n" for line in lines)
            if fence == "console":
                command, _, output = body.partition("\n")
                example.commands.append((command.removeprefix("$ "), output))
            elif path:
                example.files[path] = body
            path, fence = "", None
        elif line.startswith("```"):
            fence, lines = line.removeprefix("```"), []
        elif line.startswith("#"):
            yield from [example] if example.commands else []
            example = Example(line.lstrip("# "), {}, [])
        elif found := _FILE.fullmatch(line):
            path = found[1]
            if found[2]:
                example.files[path] = ""
    yield from [example] if example.commands else []


def of(checks: Iterable[Check]) -> list[Any]:
    """Return the examples of the pages of checks as parameters: name and example."""
    return [
        pytest.param(check.name, example, id=f"{check.name}: {example.heading}")
        for check in checks
        for example in examples(check.page())
    ]


def write(files: dict[str, str], folder: Path) -> None:
    """Write files into a folder."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def runner(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return what runs commands in this process."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(command: str, folder: Path) -> tuple[int, str]:
        words = shlex.split(command)
        assert words[0] == "dovetail"
        monkeypatch.chdir(folder)
        code = main(words[1:])
        printed = capfdbinary.readouterr()
        assert code < 2, printed.err
        return code, printed.out.decode()

    return run
