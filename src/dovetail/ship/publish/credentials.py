"""Who publishes: tokens and passwords from options, the environment, ``.pypirc`` and the keyring."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from dovetail.errors import ConfigurationError, DovetailError
from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TOKEN_USER = "__token__"  # noqa: S105 - the user name that stands for a token
"""The user name under which indexes take a token as the password."""

_HIDDEN = "[hidden]"
_SHORTEST = 4
"""A secret of fewer characters may stand in any text by chance."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a secret, and where they come from."""

    user: str
    secret: str = field(repr=False)
    """What is printed by mistake does not tell it."""
    source: str

    def scrub(self, text: str) -> str:
        """Return a text without the secret, should it be in it."""
        from urllib.parse import quote

        if len(self.secret) < _SHORTEST:
            return text
        for form in (self.secret, quote(self.secret, safe="")):
            text = text.replace(form, _HIDDEN)
        return text


class Repository(NamedTuple):
    """An index that is published to."""

    upload: str
    """Its address for uploads, without credentials."""
    user: str = ""
    secret: str = ""
    source: str = ""
    """Where user and secret stand, if they do."""


PYPI, TEST_PYPI = "https://upload.pypi.org/legacy/", "https://test.pypi.org/legacy/"
KNOWN = {"pypi": PYPI, "testpypi": TEST_PYPI}
"""The indexes that need no address."""


def find_repository(given: str | None, variables: Mapping[str, str], pypirc: str | None = None) -> Repository:
    """Return the index to publish to: an address, or the name of a section of ``.pypirc``.

    Without one, what ``DOVETAIL_PUBLISH_URL``, ``UV_PUBLISH_URL`` or ``TWINE_REPOSITORY_URL`` name, else
    PyPI. ``pypirc`` is the path of the file (``~/.pypirc`` if None). Credentials in an address are taken out
    of it.

    Raises `ConfigurationError` for a faulty file, `DovetailError` for a name that it does not have or an
    address that is none.
    """
    path = os.path.expanduser("~/.pypirc") if pypirc is None else pypirc
    if given is None:
        names = ("DOVETAIL_PUBLISH_URL", "UV_PUBLISH_URL", "TWINE_REPOSITORY_URL", "TWINE_REPOSITORY")
        given = next((variables[name] for name in names if variables.get(name)), "pypi")
    sections = _read_pypirc(path, required=pypirc is not None)
    if given in sections:
        section = sections[given]
        address = section.get("repository") or KNOWN.get(given)
        if not address:
            raise ConfigurationError(_as_path(path), [(None, f"[{given}] has no `repository`")])
        user, secret = section.get("username", ""), section.get("password", "")
        return _of_address(address)._replace(user=user, secret=secret, source=f"[{given}] of {path}")
    if given in KNOWN:
        return Repository(KNOWN[given])
    if "://" not in given:
        known = ", ".join(sorted({*sections, *KNOWN}))
        raise DovetailError(f"no index named `{given}`", hint=f"give its address, or one of {known}")
    found = _of_address(given)
    for name, section in sections.items():
        if section.get("repository", "").rstrip("/") == found.upload.rstrip("/") and not found.secret:
            user, secret = section.get("username", ""), section.get("password", "")
            return found._replace(user=user, secret=secret, source=f"[{name}] of {path}")
    return found


def _as_path(path: str) -> Path:
    from pathlib import Path

    return Path(path)


def _of_address(address: str) -> Repository:
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise DovetailError("the address of the index cannot be understood", hint=str(error)) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DovetailError("the address of the index is no http or https address", hint="see `--index`")
    from urllib.parse import unquote

    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    clean = urlunsplit((parts.scheme, host + port, parts.path or "/", parts.query, ""))
    user, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return Repository(clean, user, secret, "the address" if user or secret else "")


def _read_pypirc(path: str, *, required: bool) -> dict[str, dict[str, str]]:
    """Return the sections of a ``.pypirc`` ("The .pypirc file")."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError as error:
        if required:
            raise DovetailError(f"{path} is not there", hint="see `--config-file`") from error
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DovetailError(f"{path} cannot be read: {error}") from error
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        # The message of the parser quotes the line, which may hold a password.
        line = getattr(error, "lineno", None)
        raise ConfigurationError(_as_path(path), [(line, "cannot be understood")]) from None
    return {name: dict(parser.items(name)) for name in parser.sections() if name != "distutils"}


def find_credentials(  # noqa: PLR0913 - what may say who publishes
    repository: Repository,
    variables: Mapping[str, str],
    *,
    token: str | None = None,
    user: str | None = None,
    password: str | None = None,
    keyring: bool = True,
) -> Credentials | None:
    """Return who publishes, None if nothing says it.

    In this order: what the command line says, ``DOVETAIL_TOKEN``, ``UV_PUBLISH_TOKEN``,
    ``UV_PUBLISH_USERNAME`` and ``UV_PUBLISH_PASSWORD``, ``TWINE_USERNAME`` and ``TWINE_PASSWORD``, what the
    address or ``.pypirc`` says, the keyring. Raises `PublishError` if the keyring fails.
    """
    if token:
        return Credentials(TOKEN_USER, token, "--token")
    if password:
        return Credentials(user or TOKEN_USER, password, "--password")
    for name in ("DOVETAIL_TOKEN", "UV_PUBLISH_TOKEN"):
        if variables.get(name):
            return Credentials(TOKEN_USER, variables[name].strip(), name)
    for prefix in ("UV_PUBLISH", "TWINE"):
        secret = variables.get(f"{prefix}_PASSWORD")
        if secret:
            who = user or variables.get(f"{prefix}_USERNAME") or TOKEN_USER
            return Credentials(who, secret.strip(), f"{prefix}_PASSWORD")
    if repository.secret:
        return Credentials(repository.user or TOKEN_USER, repository.secret, repository.source)
    return _of_keyring(repository, user) if keyring else None


def _of_keyring(repository: Repository, user: str | None) -> Credentials | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    name = user or repository.user or TOKEN_USER
    for service in (repository.upload, urlsplit(repository.upload).netloc):
        try:
            secret = keyring.get_password(service, name)
            if secret:
                return Credentials(name, secret, "the keyring")
            known = keyring.get_credential(service, None) if not user else None
        except KeyringError as error:
            raise PublishError(f"the keyring does not answer: {error}", hint="give --token instead") from None
        if known is not None and known.password:
            return Credentials(known.username, known.password, "the keyring")
    return None
