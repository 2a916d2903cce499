"""The distributions that are installed in an environment, and whose a file is; read when it is asked for."""

from __future__ import annotations

import os

from dovetail.environment.distribution import (
    Distribution,
    metadata_names,
    normalized,
    project_of,
    read_distribution,
    read_metadata,
)
from dovetail.environment.entry import PathEntry, Problem, ProblemKind, Provenance, within
from dovetail.environment.record import read_files, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.environment import Environment

_SITES = frozenset((Provenance.SITE_PACKAGES, Provenance.USER_SITE))


class Installed:
    """The distributions on the search path of an environment, as `importlib.metadata` finds them.

    Of two of the same project, that which is first on the path counts. Nothing raises: what is wrong with
    metadata is in ``problems``.
    """

    def __init__(self, environment: Environment, *, many: bool = False) -> None:
        """``many`` says that the owners of many files will be asked for: see `owners`."""
        self._environment = environment
        self._found: list[tuple[str, PathEntry]] | None = None
        self._read: dict[str, Distribution] = {}
        self._problems: list[Problem] = []
        self._index: dict[str, dict[str, tuple[str, ...]]] | None = None
        self._sorted: dict[str, list[str]] = {}
        self._asked = many
        self._editable: list[Distribution] | None = None

    @property
    def distributions(self) -> tuple[Distribution, ...]:
        """The distributions, sorted by name, each project once."""
        return tuple(distribution for _, distribution in sorted(self._by_name().items()))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with them, as far as they were read: at least all that is wrong with their names."""
        self._by_name()
        return tuple(dict.fromkeys(self._problems))

    def find(self, name: str) -> Distribution | None:
        """Return the distribution of a project, however its name is spelled, None if it is not installed.

        Its metadata is known by its name, as for `importlib.metadata.distribution`: no other is read.
        """
        wanted = normalized(name)
        for metadata, _ in self._metadata():
            if wanted and normalized(project_of(metadata)) == wanted:
                return self._distribution(metadata)
        return None

    def files(self, distribution: Distribution) -> tuple[str, ...]:
        """Return the absolute paths of the files of a distribution, in the order of its metadata."""
        files, problems = read_files(distribution.metadata)
        self._problems += problems
        folder = distribution.folder
        return tuple(os.path.normpath(os.path.join(folder, file)) for file in files)

    def owners(self, path: str) -> tuple[Distribution, ...]:
        """Return the distributions that record a file as theirs: none, one, or several if they overlap.

        The first question, if it may be the only one, is answered by a search in the texts, which finds rows
        as installers write them; beside one that it finds it may miss another of unusual spelling. More
        questions are asked of a table.
        """
        path = os.path.normpath(path)
        if self._index is None and not self._asked:
            self._asked = True
            found = self._searched(path)
            # Where installed files lie, one that seems to belong to nobody is worth a second look.
            if found or not self._is_installed(path):
                return found
        index = self._indexed()
        metadata: list[str] = []
        for folder, files in index.items():
            relative = within(path, folder)
            if relative is not None:
                metadata += files.get(relative, ())
        return tuple(self._distribution(each) for each in dict.fromkeys(metadata))

    def overlaps(self) -> list[tuple[str, tuple[Distribution, ...]]]:
        """Return the files that several distributions record as theirs, with these, sorted by path."""
        found = []
        for folder, files in self._indexed().items():
            for file, metadata in files.items():
                several = {self._distribution(each).name: self._distribution(each) for each in metadata}
                if len(several) > 1:
                    owners = tuple(one for _, one in sorted(several.items()))
                    found.append((os.path.join(folder, file), owners))
        return sorted(found, key=lambda overlap: overlap[0])

    def owners_below(self, folder: str) -> tuple[Distribution, ...]:
        """Return the distributions that record a file in ``folder`` or below it, sorted by name."""
        from bisect import bisect_left

        found: set[str] = set()
        for base, files in self._indexed().items():
            relative = within(folder, base)
            if relative is None:
                continue
            names = self._sorted.setdefault(base, sorted(files))
            start = relative + os.sep
            for name in names[bisect_left(names, start) :]:
                if not name.startswith(start):
                    break
                found.update(files[name])
        return tuple(sorted((self._distribution(each) for each in found), key=lambda one: one.name))

    def editable_at(self, path: str) -> Distribution | None:
        """Return the distribution installed in editable mode whose project folder a file lies in.

        Of nested projects it is the inner one; a file in a folder of installed distributions is in none, as
        that of a virtual environment within the project.
        """
        if self._editable is None:
            self._editable = [one for one in self._all() if one.editable]
        if self._is_installed(path):
            return None
        around = [one for one in self._editable if within(path, one.editable or "") is not None]
        return max(around, key=lambda one: len(one.editable or ""), default=None)

    def _is_installed(self, path: str) -> bool:
        """Return whether a file lies where installers put files."""
        sites = [entry.path for entry in self._environment.search_path if entry.provenance in _SITES]
        return any(within(path, site) is not None for site in sites)

    def _metadata(self) -> Sequence[tuple[str, PathEntry]]:
        """Return the metadata on the search path, with the entry that each lies in, in the order found."""
        if self._found is None:
            self._found = []
            folder = self._environment.folder or os.curdir
            seen = set()
            for entry in self._environment.search_path:
                place = os.path.join(folder, entry.path)
                if place not in seen:
                    seen.add(place)
                    names = metadata_names(_listed(place), place)
                    self._found += [(os.path.join(place, name), entry) for name in names]
        return self._found

    def _distribution(self, metadata: str) -> Distribution:
        known = self._read.get(metadata)
        if known is None:
            entry = next(entry for path, entry in self._metadata() if path == metadata)
            known, problems = read_distribution(metadata, entry)
            self._read[metadata] = known
            self._problems += problems
        return known

    def _all(self) -> list[Distribution]:
        return [self._distribution(metadata) for metadata, _ in self._metadata()]

    def _by_name(self) -> dict[str, Distribution]:
        first: dict[str, Distribution] = {}
        for distribution in self._all():
            other = first.setdefault(distribution.name, distribution)
            if other is not distribution:
                message = f"is {distribution}, and {other} in {other.folder} comes before it"
                twice = Problem(ProblemKind.DISTRIBUTION_TWICE, distribution.metadata, None, message)
                self._problems.append(twice)
        return first

    def _searched(self, path: str) -> tuple[Distribution, ...]:
        found = []
        for metadata, _ in self._metadata():
            relative = within(path, os.path.dirname(metadata))
            if relative is None:
                continue
            if metadata.lower().endswith(".dist-info"):
                data = read_metadata(os.path.join(metadata, "RECORD"))
                recorded = data is not None and records(data, relative)
            else:
                recorded = relative in read_files(metadata)[0]
            if recorded:
                found.append(self._distribution(metadata))
        return tuple(found)

    def _indexed(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the distributions of each file, by the folder that the file is recorded in."""
        if self._index is None:
            outside: dict[str, tuple[str, ...]] = {}
            self._index = {"": outside}
            for metadata, _ in self._metadata():
                files, problems = read_files(metadata)
                self._problems += problems
                folder = os.path.dirname(metadata)
                # What begins with a dot comes before a slash, and few other files do.
                away = {file for file in files if file < "/" and file.startswith(os.pardir)}
                if away:
                    _add(outside, [os.path.normpath(os.path.join(folder, file)) for file in away], metadata)
                    files = [file for file in files if file not in away]
                _add(self._index.setdefault(folder, {}), files, metadata)
        return self._index


def _add(table: dict[str, tuple[str, ...]], files: list[str], metadata: str) -> None:
    """Add the files of a distribution to those by which a table has others; most are of one alone."""
    own: tuple[str, ...] = (metadata,)
    new = dict.fromkeys(files, own)
    for file in table.keys() & new.keys():
        new[file] = table[file] + own
    table.update(new)


def _listed(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except NotADirectoryError:
        from dovetail.environment.archive import ArchiveError, read_archive

        try:
            members = read_archive(path, (3, 13))
        except ArchiveError:
            return []
        return list({name.partition(os.sep)[0] for name in members})
    except (OSError, ValueError):
        return []
