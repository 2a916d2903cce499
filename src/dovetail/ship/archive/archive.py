"""What can be asked of a distribution in any of its forms."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from functools import cached_property
from hashlib import file_digest

from dovetail.ship.archive.member import ArchiveError, BombError, Form, Limits, Member, MemberKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from packaging.tags import Tag


class Archive(ABC):
    """A distribution archive or an unpacked tree, open for reading; close it, or use it in a ``with``.

    ``path`` is absolute. ``project`` and ``version`` are those of the file name, of a tree those of its
    metadata, as they are spelled there; empty where nothing says them. ``tags`` are those of a wheel's file
    name. Nothing in it is executed or written anywhere.
    """

    path: str
    form: Form
    project: str
    version: str
    tags: frozenset[Tag]

    def __init__(self, path: str, form: Form, limits: Limits) -> None:
        self.path = path
        self.form = form
        self.limits = limits
        self.project = self.version = ""
        self.tags = frozenset()

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """All entries, in the order in which they are stored (of a tree: sorted).

        Raises `ArchiveError` for a directory that cannot be read, `BombError` for one beyond the limits.
        """
        members = tuple(self._list())
        total = 0
        for member in members:
            total += member.size
            if member.size > self.limits.member:
                raise BombError(f"{self.name}: `{member.path}` unpacks to {member.size:,} bytes")
        self._weigh(len(members), total)
        return members

    @cached_property
    def files(self) -> dict[str, Member]:
        """The members that are files, by path; of several with one path the last, as installers have it."""
        return {member.path: member for member in self.members if member.kind is MemberKind.FILE}

    @property
    def name(self) -> str:
        """The name of the file or folder, for messages."""
        return os.path.basename(self.path)

    @cached_property
    def prefix(self) -> str:
        """The one folder that an sdist is in, with ``/`` at its end; empty for all else."""
        if self.form is not Form.SDIST:
            return ""
        tops = {member.path.partition("/")[0] for member in self.members}
        return f"{tops.pop()}/" if len(tops) == 1 else ""

    @property
    def is_installed_layout(self) -> bool:
        """Whether the modules lie as they are installed: in a wheel, packed or not, and not in sources."""
        return self.form is Form.WHEEL or (self.form is Form.TREE and self.dist_info is not None)

    @cached_property
    def dist_info(self) -> str | None:
        """The ``.dist-info`` folder at the top, None if there is none; the project's own of several."""
        tops = {member.path.partition("/")[0] for member in self.members if "/" in member.path}
        found = sorted(top for top in tops if top.endswith(".dist-info"))
        from dovetail.environment.distribution import normalized

        own = [top for top in found if normalized(top.partition("-")[0]) == normalized(self.project)]
        return next(iter(own or found), None)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file by its path as stored.

        Raises `ArchiveError` if there is none, or if it is broken, `BombError` if it is larger than it says.
        """
        if path not in self.files:
            raise ArchiveError(f"{self.name} has no file `{path}`")
        return self._read(self.files[path])

    def core_metadata(self) -> bytes:
        """Return the core metadata: METADATA of a wheel, PKG-INFO of an sdist, either of a tree.

        Raises `ArchiveError` where there is none.
        """
        for path in self.metadata_paths():
            if path in self.files:
                return self.read(path)
        wanted = " or ".join(self.metadata_paths()) or "METADATA in a .dist-info folder"
        raise ArchiveError(f"{self.name} has no {wanted}", hint="build it again: the backend writes it")

    def metadata_paths(self) -> list[str]:
        """Return where the core metadata may lie, the first place first."""
        if self.form is Form.SDIST:
            return [f"{self.prefix}PKG-INFO"]
        folder = self.dist_info
        wheel = [f"{folder}/METADATA"] if folder else []
        return wheel if self.form is Form.WHEEL else [*wheel, "PKG-INFO"]

    def import_names(self) -> list[str]:
        """Return the names of all modules that can be imported from it, sorted: as installed, for a wheel.

        Namespace packages are among them. Of sources they are those below their source roots.
        """
        from dovetail.ship.archive.names import import_names

        return import_names(self)

    def digest(self, algorithm: str = "sha256") -> str:
        """Return the hash of the file in hexadecimal. Raises `ArchiveError` for a tree, which has none."""
        if self.form is Form.TREE:
            raise ArchiveError(f"{self.name} is a folder, and has no hash")
        with open(self.path, "rb") as file:
            return file_digest(file, algorithm).hexdigest()

    def close(self) -> None:  # noqa: B027 - a folder is not open
        """Close the file."""

    def __enter__(self) -> Self:
        """Return the archive itself."""
        return self

    def __exit__(
        self, type_: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def _weigh(self, count: int, total: int) -> None:
        """Raise `BombError` if there is more than there may be."""
        limits = self.limits
        if count > limits.members:
            raise BombError(f"{self.name} has more than {limits.members:,} members")
        packed = max(os.path.getsize(self.path), 1) if self.form is not Form.TREE else total
        if total > limits.total or (total > limits.free and total > packed * limits.ratio):
            raise BombError(
                f"{self.name} ({packed:,} bytes) unpacks to {total:,} bytes",
                hint="do not unpack it: nothing that is meant to be installed is packed like that",
            )

    @abstractmethod
    def _list(self) -> list[Member]:
        """Return all entries."""

    @abstractmethod
    def _read(self, member: Member) -> bytes:
        """Return the bytes of a file."""
