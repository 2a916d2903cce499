"""The core metadata of an archive, read once: fields, faults, and the line of each."""

from __future__ import annotations

from typing import NamedTuple

from dovetail.ship.archive.member import ArchiveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from packaging.metadata import RawMetadata
    from packaging.requirements import Requirement

    from dovetail.ship.archive.archive import Archive


class Fault(NamedTuple):
    """What the specifications do not allow."""

    field: str
    """As an email header spells it; empty where it is none of them."""
    message: str


class CoreMetadata:
    """What METADATA or PKG-INFO says; of sources without either, what ``[project]`` says."""

    def __init__(self, path: str, text: bytes, raw: RawMetadata, faults: list[Fault]) -> None:
        self.path = path
        """The member that it was read from."""
        self.raw = raw
        self.faults = faults
        self.text = text.decode("utf-8", "replace")
        self.requires: list[Requirement] = []
        self._read_requirements()

    def _read_requirements(self) -> None:
        from packaging.requirements import InvalidRequirement, Requirement

        for text in self.raw.get("requires_dist", []):
            try:
                self.requires.append(Requirement(text))
            except InvalidRequirement as error:
                if not any(text in fault.message for fault in self.faults):
                    self.faults.append(Fault("requires-dist", f"`{text}`: {str(error).splitlines()[0]}"))

    def line(self, field: str, value: str = "") -> int:
        """Return the line of a header, the first that holds ``value``; 1 where there is none."""
        start = f"{field.lower()}:"
        for number, line in enumerate(self.text.split("\n"), 1):
            if not line.strip() and not self.path.endswith(".toml"):
                break
            if line.lower().startswith(start) and value in line:
                return number
        return 1

    @property
    def extras(self) -> list[str]:
        """The extras that it provides, as spelled, in order."""
        return list(dict.fromkeys(self.raw.get("provides_extra", [])))

    def required(
        self, extras: frozenset[str] = frozenset(), *, python: str = "", platform: str = ""
    ) -> list[Requirement]:
        """Return the requirements that count with these extras, for a version of Python and a platform.

        A marker that cannot be evaluated counts as true.
        """
        from packaging.markers import UndefinedEnvironmentName

        system = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}.get(platform, "")
        base = {"extra": ""}
        if python:
            base |= {"python_version": python, "python_full_version": f"{python}.0"}
        if platform:
            base |= {
                "sys_platform": platform,
                "platform_system": system,
                "os_name": "nt" if platform == "win32" else "posix",
            }
        found = []
        for requirement in self.requires:
            marker = requirement.marker
            try:
                if marker is None or any(marker.evaluate({**base, "extra": each}) for each in ("", *extras)):
                    found.append(requirement)
            except (UndefinedEnvironmentName, ValueError):
                found.append(requirement)
        return found


def read_core_metadata(archive: Archive) -> CoreMetadata | None:
    """Return the core metadata of an archive, of sources without it what ``pyproject.toml`` says statically.

    None where there is neither. It is read as `packaging` reads it, and never raises.
    """
    for path in archive.metadata_paths():
        if path in archive.files:
            try:
                return _parsed(path, archive.read(path))
            except ArchiveError:
                return None
    path = f"{archive.prefix}pyproject.toml"
    return None if archive.is_installed_layout or path not in archive.files else _of_project(archive, path)


def _parsed(path: str, text: bytes) -> CoreMetadata:
    from packaging.metadata import InvalidMetadata, Metadata, parse_email

    raw, unparsed = parse_email(text)
    faults = [Fault(name, f"`{name}` cannot be read or is there more than once") for name in sorted(unparsed)]
    try:
        Metadata.from_raw(raw, validate=True)
    except ExceptionGroup as group:
        for error in group.exceptions:
            field = error.field if isinstance(error, InvalidMetadata) else ""
            faults.append(Fault(field, str(error)))
    return CoreMetadata(path, text, raw, faults)


def _of_project(archive: Archive, path: str) -> CoreMetadata | None:
    import tomllib

    from packaging.metadata import RawMetadata

    try:
        text = archive.read(path)
        project = tomllib.loads(text.decode()).get("project", {})
    except (ArchiveError, ValueError, RecursionError):
        return None
    if not isinstance(project, dict) or not isinstance(project.get("name"), str):
        return None
    raw = RawMetadata(name=project["name"])
    if isinstance(project.get("version"), str):
        raw["version"] = project["version"]
    if isinstance(project.get("requires-python"), str):
        raw["requires_python"] = project["requires-python"]
    raw["classifiers"] = _texts(project.get("classifiers"))
    raw["dynamic"] = _texts(project.get("dynamic"))
    raw["import_names"] = _texts(project.get("import-names"))
    requires = _texts(project.get("dependencies"))
    extras = project.get("optional-dependencies")
    for extra, texts in extras.items() if isinstance(extras, dict) else ():
        raw.setdefault("provides_extra", []).append(extra)
        requires += [_with_extra(each, extra) for each in _texts(texts)]
    raw["requires_dist"] = requires
    return CoreMetadata(path, text, raw, [])


def _with_extra(text: str, extra: str) -> str:
    requirement, semicolon, marker = text.partition(";")
    condition = f'extra == "{extra}"'
    return (
        f"{requirement}; ({marker.strip()}) and {condition}" if semicolon else f"{requirement}; {condition}"
    )


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
