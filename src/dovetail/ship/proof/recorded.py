"""What an installed distribution says of itself: its core metadata, its entry points and its files."""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from dovetail.environment.distribution import read_metadata, read_text
from dovetail.environment.record import read_files

if TYPE_CHECKING:
    from dovetail.environment.distribution import Distribution
    from dovetail.environment.entry import Problem

_SECTION = re.compile(r"\[(.+)\]")
_ENTRY = re.compile(
    r"(?P<name>[^=]+?)\s*=\s*(?P<module>[\w.]+)\s*(?::\s*(?P<object>[\w.]+))?\s*(?P<extras>\[.*\])?"
)
_CUT = re.compile(rb"\r?\n\r?\n")
COMMANDS = frozenset(("console_scripts", "gui_scripts"))
"""The groups of entry points of which installers make commands."""


class EntryPoint(NamedTuple):
    """One line of ``entry_points.txt`` (the "Entry points specification")."""

    group: str
    name: str
    module: str
    object: str
    """What of the module, dotted; empty for the module itself."""
    extras: tuple[str, ...]
    """Extras without which it does not work, as older metadata may say."""
    line: int
    """1-based."""

    @property
    def is_command(self) -> bool:
        """Whether installers make a command of it."""
        return self.group in COMMANDS

    def __str__(self) -> str:
        """Return what is imported, as the file has it."""
        return f"{self.module}:{self.object}" if self.object else self.module


class Row(NamedTuple):
    """One row of RECORD, "Recording installed projects"."""

    digest: str
    """Algorithm and value as they stand there, empty where there is none."""
    line: int
    """1-based."""


class Recorded:
    """One distribution with what its metadata records; each part is read when it is first asked for.

    Nothing raises: what cannot be read says nothing, and `faults` tells of it.
    """

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self.faults: list[tuple[str, str]] = []
        """Pairs of a file of the metadata and what is wrong with it."""

    @property
    def name(self) -> str:
        """The normalized project name."""
        return self.distribution.name

    @property
    def core_path(self) -> str:
        """The absolute path of the core metadata."""
        metadata = self.distribution.metadata
        if metadata.lower().endswith(".dist-info"):
            return os.path.join(metadata, "METADATA")
        return os.path.join(metadata, "PKG-INFO") if os.path.isdir(metadata) else metadata

    @property
    def record_path(self) -> str:
        """The absolute path of the list of its files, whether there is one or not."""
        return os.path.join(self.distribution.metadata, "RECORD")

    @cached_property
    def core(self) -> RawMetadata:
        """The fields of its core metadata, without the description; empty where it cannot be read."""
        data = read_metadata(self.core_path)
        if data is None:
            return {}
        raw, unparsed = parse_email(_CUT.split(data, maxsplit=1)[0])
        self.faults += [
            (self.core_path, f"`{field}` cannot be understood") for field in sorted(unparsed) if field
        ]
        return raw

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Its ``Requires-Dist``; one that is none is left out, and `faults` has it.

        Of an ``.egg-info`` without them, those of ``requires.txt``.
        """
        found = []
        for text in self.core.get("requires_dist") or self._of_requires_txt():
            try:
                found.append(Requirement(text))
            except InvalidRequirement as error:
                reason = str(error).partition("\n")[0]
                self.faults.append((self.core_path, f"`Requires-Dist: {text}` is no requirement: {reason}"))
        return tuple(found)

    def _of_requires_txt(self) -> list[str]:
        """Return the requirements of ``requires.txt`` of setuptools, sections turned to markers."""
        text = read_text(self.distribution.metadata, "requires.txt")
        found, extra, marker = [], "", ""
        for line in (line.strip() for line in (text or "").splitlines()):
            section = _SECTION.fullmatch(line)
            if section:
                extra, _, marker = section[1].partition(":")
            elif line:
                parts = [f'extra == "{extra}"'] * bool(extra) + [f"({marker})"] * bool(marker)
                found.append(f"{line} ; {' and '.join(parts)}" if parts else line)
        return found

    @cached_property
    def extras(self) -> frozenset[str]:
        """The extras that it provides, normalized."""
        return frozenset(canonicalize_name(extra) for extra in self.core.get("provides_extra", ()))

    @cached_property
    def entry_points(self) -> tuple[EntryPoint, ...]:
        """Its entry points, in the order of the file."""
        text = read_text(self.distribution.metadata, "entry_points.txt")
        found, group = [], ""
        for number, line in enumerate((text or "").split("\n"), 1):
            stripped = line.strip()
            section = _SECTION.fullmatch(stripped)
            entry = _ENTRY.fullmatch(stripped)
            if section:
                group = section[1].strip()
            elif entry and group:
                extras = tuple(re.findall(r"[\w.-]+", entry["extras"] or ""))
                found.append(
                    EntryPoint(
                        group, entry["name"].strip(), entry["module"], entry["object"] or "", extras, number
                    )
                )
            elif stripped and not stripped.startswith(("#", ";")):
                path = os.path.join(self.distribution.metadata, "entry_points.txt")
                self.faults.append((path, f"line {number} is no entry point: {stripped[:80]}"))
        return tuple(found)

    @cached_property
    def _listed(self) -> tuple[list[str], tuple[Problem, ...]]:
        return read_files(self.distribution.metadata)

    @property
    def files(self) -> list[str]:
        """Its files, relative to the folder that its metadata lies in, with the platform's separator."""
        return self._listed[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the list of its files."""
        return self._listed[1]

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows of RECORD by normalized relative path; empty where there is none."""
        import csv

        text = read_text(self.distribution.metadata, "RECORD") or ""
        reader = csv.reader(text.splitlines())
        rows = {}
        try:
            for row in reader:
                if row and row[0]:
                    digest = row[1] if len(row) > 1 else ""
                    rows[os.path.normpath(row[0])] = Row(digest, reader.line_num)
        except csv.Error as error:
            self.faults.append((self.record_path, f"is no CSV: {error}"))
        return rows

    def __str__(self) -> str:
        """Return name and version, as messages name it."""
        return str(self.distribution)
