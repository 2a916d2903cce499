"""Who ``dovetail publish`` publishes as, and what signs for it."""

from __future__ import annotations

import os

from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import httpx

    from dovetail.cli.command import Arguments
    from dovetail.ship.publish.credentials import Credentials, Repository
    from dovetail.ship.publish.publishing import Parcel


def refuse_plain(repository: Repository, arguments: Arguments) -> None:
    """Raise `UsageError` where a secret would go over the net in the clear."""
    from urllib.parse import urlsplit

    parts = urlsplit(repository.upload)
    if parts.scheme == "http" and not arguments.insecure and not _is_here(parts.hostname or ""):
        raise UsageError(
            f"{repository.upload} would get the token unencrypted",
            hint="give an https address, or --insecure",
        )


def _is_here(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def credentials(client: httpx.Client, repository: Repository, arguments: Arguments) -> Credentials | None:
    """Return who publishes, by what is said or by trusted publishing; None if nothing says it.

    Raises `DovetailError` where trusted publishing is asked for and refused.
    """
    from dovetail.ship.publish import trusted
    from dovetail.ship.publish.credentials import find_credentials

    wanted = arguments.trusted_publishing
    if wanted == "always":
        minted = trusted.mint(client, repository.upload)
        if minted is None:
            raise UsageError("this runs on no service that can prove who it is", hint="give --token instead")
        return minted
    found = find_credentials(
        repository,
        os.environ,
        token=arguments.token,
        user=arguments.username,
        password=arguments.password,
        keyring=not arguments.no_keyring,
    )
    if found is None and wanted == "automatic" and not arguments.dry_run and trusted.is_offered(os.environ):
        return trusted.mint(client, repository.upload)
    return found


def attestations(who: Credentials | None, arguments: Arguments) -> Callable[[Parcel], list[dict[str, Any]]]:
    """Return what gives the attestations of a file: those beside it, or one that is made now."""
    if arguments.no_attest:
        return lambda _: []
    from dovetail.ship.publish import attest

    # An index believes an attestation only where it knows the publisher.
    trusted = who is not None and who.source == "trusted publishing"
    sign = attest.signer() if arguments.attest or trusted else None
    if arguments.attest and sign is None:
        raise UsageError("there is no identity to sign with here", hint="leave --attest out")

    def give(parcel: Parcel) -> list[dict[str, Any]]:
        lying = attest.beside(parcel.path)
        return lying or ([sign(parcel.path)] if sign else [])

    return give
