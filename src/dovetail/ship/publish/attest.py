"""Attestations (PEP 740): who published a file, signed and logged where anybody can look it up."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable

_SUFFIX = ".publish.attestation"
"""The ending of files that hold an attestation of what they lie beside: `pypi-attestations sign` has it."""
_AUDIENCE = "sigstore"


def beside(path: str) -> list[dict[str, Any]]:
    """Return the attestations that lie beside a distribution. Raises `PublishError` for one that is none."""
    file = path + _SUFFIX
    if not os.path.isfile(file):
        return []
    _need_libraries()
    from pathlib import Path

    from pydantic import ValidationError
    from pypi_attestations import Attestation, AttestationError, Distribution

    try:
        with open(file, "rb") as opened:
            attestation = Attestation.model_validate_json(opened.read())
        subject = attestation.statement["subject"][0]
        distribution = Distribution.from_file(Path(path))
    except (OSError, ValidationError, AttestationError, ValueError, KeyError, IndexError) as error:
        reason = str(error).partition("\n")[0]
        raise PublishError(
            f"{file} is no attestation: {reason}", hint="delete it, or sign the file again"
        ) from None
    if subject.get("digest", {}).get("sha256") != distribution.digest:
        raise PublishError(
            f"{file} attests another file than {path}", hint="delete it, or sign the file again"
        )
    return [json.loads(attestation.model_dump_json())]


def _need_libraries() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("pypi_attestations", "sigstore")):
        raise PublishError("to attest needs more libraries", hint="pip install dovetail[publish]")


def signer() -> Callable[[str], dict[str, Any]] | None:
    """Return what signs files with the identity of the service that this runs on; None if it has none.

    The signature is made and logged by the public services of Sigstore. What is returned raises
    `PublishError` if they refuse.
    """
    from id import AmbientCredentialError, detect_credential

    try:
        identity = detect_credential(_AUDIENCE)
    except AmbientCredentialError as error:
        raise PublishError(
            f"the service does not prove who this is: {error}", hint="see --no-attest"
        ) from None
    if identity is None:
        return None
    _need_libraries()

    def sign(path: str) -> dict[str, Any]:
        from pathlib import Path

        from pypi_attestations import Attestation, AttestationError, Distribution
        from sigstore.errors import Error
        from sigstore.models import ClientTrustConfig
        from sigstore.oidc import IdentityToken
        from sigstore.sign import SigningContext

        try:
            context = SigningContext.from_trust_config(ClientTrustConfig.production())
            with context.signer(IdentityToken(identity)) as held:
                made = Attestation.sign(held, Distribution.from_file(Path(path)))
        except (Error, AttestationError, OSError) as error:
            raise PublishError(f"{path} cannot be attested: {error}", hint="see --no-attest") from None
        document: dict[str, Any] = json.loads(made.model_dump_json())
        return document

    return sign
