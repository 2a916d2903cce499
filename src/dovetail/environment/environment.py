"""The interpreter that an analysis is for, as plain data."""

from __future__ import annotations

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail.environment.entry import LoadedModule, Problem, StartUpCode


class Flags(NamedTuple):
    """What the command line and the environment variables say about the search for modules."""

    isolated: bool = False
    """``-I``"""
    ignore_environment: bool = False
    """``-E``"""
    safe_path: bool = False
    """``-P`` or ``PYTHONSAFEPATH``"""
    no_site: bool = False
    """``-S``"""
    no_user_site: bool = False
    """``-s`` or ``PYTHONNOUSERSITE``"""
    frozen_modules: bool = True
    """``-X frozen_modules``"""
    check_hash_based_pycs: str = "default"
    """``--check-hash-based-pycs``"""


class Environment(NamedTuple):
    """All that an interpreter knows when it begins to look for a module. Nothing in it is ever changed."""

    version: tuple[int, int, int]
    """The last part is -1 where only major and minor are known."""
    platform: str
    """As ``sys.platform``."""
    implementation: str
    """As ``sys.implementation.name``."""
    magic: bytes
    """The magic number of its bytecode; empty where it is not known."""
    extension_suffixes: tuple[str, ...]
    source_suffixes: tuple[str, ...]
    bytecode_suffixes: tuple[str, ...]
    built_in: frozenset[str]
    frozen: Mapping[str, bool]
    """The frozen modules that are in use, and whether each is a package."""
    frozen_library: str | None
    """The folder in which a frozen package looks for its submodules (``sys._stdlib_dir``, 3.11)."""
    flags: Flags
    search_path: tuple[PathEntry, ...]
    loaded: Mapping[str, LoadedModule]
    """What is in ``sys.modules`` at start-up, by name."""
    start_up_code: tuple[StartUpCode, ...] = ()
    finders: Mapping[str, str | None] = {}
    """Entries for which ``sys.path_importer_cache`` has not what Python's own path hooks make: the class of a
    finder that is a program's own, None where it has no finder."""
    problems: tuple[Problem, ...] = ()
    folder: str | None = None
    """The current folder, which an empty or relative entry means."""
    prefix: str | None = None
    executable: str | None = None
    assumptions: tuple[str, ...] = ()
    """What was not read from the interpreter but taken from a table, one sentence each."""

    def is_at_least(self, major: int, minor: int) -> bool:
        """Return whether its version is that one or a later one."""
        return self.version[:2] >= (major, minor)

    def with_first(self, path: str, provenance: Provenance) -> Environment:
        """Return the same with ``path`` in front of the search path, unless a flag keeps it out.

        "The initialization of the sys.path module search path": ``-I`` and ``-P`` keep the folder of the
        script, the current folder and the empty string out.
        """
        if self.flags.isolated or self.flags.safe_path:
            return self
        return self._replace(search_path=(PathEntry(path, provenance), *self.search_path))

    def for_script(self, path: str) -> Environment:
        """Return the same as ``python path`` has it: with the folder of the script first, links resolved.

        A folder or an archive with a ``__main__`` is an entry itself, and no flag keeps it out; until Python
        3.8 it stays relative.
        """
        import os

        absolute = os.path.abspath(os.path.join(self.folder or "", path))
        if os.path.isdir(absolute) or not absolute.endswith((".py", ".pyc", ".pyw")):
            from dovetail.environment.archive import is_archive

            if os.path.isdir(absolute) or is_archive(absolute, self.version[:2]):
                entry = PathEntry(absolute if self.is_at_least(3, 9) else path, Provenance.SCRIPT)
                return self._replace(search_path=(entry, *self.search_path))
        return self.with_first(os.path.dirname(os.path.realpath(absolute)), Provenance.SCRIPT)

    def for_module(self, folder: str) -> Environment:
        """Return the same as ``python -m`` in ``folder`` has it: with that folder first, absolute."""
        import os

        absolute = os.path.realpath(folder)  # the system's getcwd() knows no links
        return self._replace(folder=absolute).with_first(absolute, Provenance.WORKING_DIRECTORY)

    def for_command(self, folder: str) -> Environment:
        """Return the same as ``python -c`` in ``folder`` has it: with an empty entry first."""
        import os

        return self._replace(folder=os.path.realpath(folder)).with_first("", Provenance.WORKING_DIRECTORY)
