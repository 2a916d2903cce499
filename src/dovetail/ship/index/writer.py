"""What changes an index: distributions are added, yanked and removed, projects get a status.

The order is what makes it safe to be killed anywhere: a mark that something is under way, the distribution
and what stands beside it, the page of its project, what follows from it, and the mark is taken away. What
is on a page is whole, always; a mark without a writer is completed by `recovery.recover`.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dovetail.ship.index import layout, modules
from dovetail.ship.index.admission import admit, digest, discard, refuse_removed, select
from dovetail.ship.index.errors import CONFLICT, NOT_FOUND, RefusedError
from dovetail.ship.index.names import project_name
from dovetail.ship.index.page import ProjectPage
from dovetail.ship.index.pages import change_page, list_project, read_page
from dovetail.ship.index.store import change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.ship.index.page import Status
    from dovetail.ship.index.record import Incoming, Record
    from dovetail.ship.index.store import Store


class Added(NamedTuple):
    """A distribution that is in the index; ``new`` is False where it already was, with the same bytes."""

    project: str
    version: str
    filename: str
    sha256: str
    new: bool


class Writer:
    """Writes to an index; any number may at the same time, in threads, processes and on other machines."""

    def __init__(self, store: Store) -> None:
        self.store = store
        # What is listed stays listed, so it need not be looked up again; these only ever save requests.
        self._listed: set[str] = set()
        self._provided: set[tuple[str, str]] = set()

    def add(self, incoming: Incoming, provenance: bytes | None = None) -> Added:
        """Add a distribution.

        Raises `RefusedError` (409) where other bytes have its name, and (403) where its project takes none.
        """
        record = incoming.record
        page = read_page(self.store, record.project)
        if page is not None:
            held = admit(page, record)
            if held is not None:
                if provenance is not None and held.provenance is None:
                    self._attest(record, provenance)
                self.derive(record.project, [record])
                return _added(record, new=False)
        with self._under_way(record.project):
            created = self._create(incoming, provenance)
            file = record.page_file(provenance=provenance is not None)

            def edit(page: ProjectPage) -> ProjectPage | None:
                if admit(page, record) is not None:
                    return None
                return page.with_files((*page.files, file))

            try:
                change_page(self.store, record.project, edit)
            except RefusedError:  # another was faster, with what excludes this one
                for key in reversed(created):
                    self.store.delete(key)
                raise
            self.derive(record.project, [record])
        return _added(record, new=True)

    def yank(self, project: str, version: str, reason: str | None = None) -> list[str]:
        """Yank the files of a version, or the one file of that name; return their names (PEP 592)."""
        return self._mark(project, version, yanked=reason or True)

    def unyank(self, project: str, version: str) -> list[str]:
        """Take a yank back; return the names of the files."""
        return self._mark(project, version, yanked=False)

    def set_status(self, project: str, status: Status, reason: str | None = None) -> None:
        """Mark a project (PEP 792); raises `RefusedError` (404) where it is not held."""
        name = self._held(project)
        with self._under_way(name):
            change_page(
                self.store,
                name,
                lambda page: (
                    None
                    if (page.status, page.reason) == (status, reason)
                    else page.with_status(status, reason)
                ),
            )

    def remove(self, project: str, version: str) -> list[str]:
        """Delete the files of a version, or the one file of that name; return their names.

        The project stays held here: its name is never again one for an upstream index to answer for.
        """
        name = self._held(project)
        removed: list[str] = []

        def edit(page: ProjectPage) -> ProjectPage:
            chosen = select(page, version)
            removed[:] = [file.filename for file in chosen]
            return page.with_files(tuple(file for file in page.files if file not in chosen))

        with self._under_way(name):
            # First of all, so that nobody who completes what is half done brings back what is to go.
            for file in select(read_page(self.store, name) or ProjectPage(name), version):
                key = layout.file_key(name, file.filename) + layout.REMOVED
                self.store.write(key, b"{}", layout.PLAIN_JSON, None)
            change_page(self.store, name, edit)
            for filename in removed:
                discard(self.store, layout.file_key(name, filename))
            self.forget(name, set(removed))
        return removed

    def derive(self, project: str, records: Sequence[Record]) -> None:
        """Make all that follows from new files of a project: the lists of projects and of modules."""
        if project not in self._listed:
            list_project(self.store, project)
            self._listed.add(project)
        tops = sorted({top for record in records for top in modules.by_top(record.modules)})
        for top in tops:
            key = self.store.page_key("modules", top)

            def edit(data: bytes | None, top: str = top) -> bytes | None:
                new = modules.with_records(data, top, records)
                return None if new == data else new

            change(self.store, key, layout.PLAIN_JSON, edit)
        if not {(top, project) for top in tops} <= self._provided:
            key = self.store.page_key("modules")
            change(
                self.store,
                key,
                layout.PLAIN_JSON,
                lambda data: modules.names_with(data, tops, project),
            )
            self._provided |= {(top, project) for top in tops}

    def forget(self, project: str, filenames: set[str]) -> None:
        """Take files that are gone off the pages of modules, and the project off those it has left."""
        self._provided.clear()
        found = self.store.read(self.store.page_key("modules"))
        names = modules.read_names(found.data if found else None)
        left = [top for top, projects in names.items() if project in projects]
        gone = []
        for top in left:
            data = change(
                self.store,
                self.store.page_key("modules", top),
                layout.PLAIN_JSON,
                lambda data, top=top: modules.without(data, top, project, filenames),  # type: ignore[misc]
            )
            if data is None or not modules.provides(data, project):
                gone.append(top)
        if gone:
            change(
                self.store,
                self.store.page_key("modules"),
                layout.PLAIN_JSON,
                lambda data: modules.names_of_project(data, set(left) - set(gone), project),
            )

    def _attest(self, record: Record, provenance: bytes) -> None:
        """Put attestations beside a distribution that is in the index without any."""
        key = layout.file_key(record.project, record.filename) + layout.PROVENANCE
        url = record.page_file(provenance=True).provenance

        def edit(page: ProjectPage) -> ProjectPage:
            return page.with_files(
                tuple(
                    replace(file, provenance=url) if file.filename == record.filename else file
                    for file in page.files
                )
            )

        with self._under_way(record.project):
            self.store.write(key, provenance, layout.PROVENANCE_TYPE, None)
            change_page(self.store, record.project, edit)

    def _mark(self, project: str, version: str, *, yanked: bool | str) -> list[str]:
        name = self._held(project)
        marked: list[str] = []

        def edit(page: ProjectPage) -> ProjectPage | None:
            chosen = select(page, version)
            marked[:] = [file.filename for file in chosen]
            files = tuple(replace(file, yanked=yanked) if file in chosen else file for file in page.files)
            return None if files == page.files else page.with_files(files)

        with self._under_way(name):
            change_page(self.store, name, edit)
        return marked

    def _held(self, project: str) -> str:
        name = project_name(project)
        if read_page(self.store, name) is None:
            raise RefusedError(f"no project `{name}` in {self.store.name}", status=NOT_FOUND)
        return name

    def _create(self, incoming: Incoming, provenance: bytes | None) -> list[str]:
        """Create the distribution and what stands beside it; return the keys of what was not there."""
        record = incoming.record
        key = layout.file_key(record.project, record.filename)
        created = []
        refuse_removed(self.store, record)
        if self.store.create_from(key, incoming.path, layout.BINARY):
            created.append(key)
        elif digest(self.store, key) != record.sha256:
            raise RefusedError(
                f"{record.filename} already exists with other content, of an upload that did not end",
                status=CONFLICT,
                hint="`dovetail index repair` lists it; with --discard it removes it",
            )
        beside = {
            layout.METADATA: incoming.metadata,
            layout.PROVENANCE: provenance,
            layout.RECORD: record.json(),
        }
        for suffix, data in beside.items():
            if data is not None and self.store.write(
                key + suffix, data, layout.media_type(key + suffix), None
            ):
                created.append(key + suffix)
        return created

    @contextlib.contextmanager
    def _under_way(self, project: str) -> Iterator[None]:
        """Leave a mark while a project is changed, for whoever comes if this process does not end it.

        An error is no end: the mark stays, and what is half done is completed. But a refusal changes nothing.
        """
        key = f"{layout.PENDING}/{project}/{uuid.uuid4().hex}"
        self.store.write(key, b"{}", layout.PLAIN_JSON, None)
        try:
            yield
        except RefusedError:
            self.store.delete(key)
            raise
        self.store.delete(key)


def _added(record: Record, *, new: bool) -> Added:
    return Added(record.project, record.version, record.filename, record.sha256, new)
