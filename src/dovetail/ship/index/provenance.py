"""Attestations (PEP 740): what comes with an upload, made into what is served beside the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dovetail.ship.index.errors import RefusedError

if TYPE_CHECKING:
    from dovetail.ship.index.record import Record

_ISSUERS = {
    "https://token.actions.githubusercontent.com": "GitHub",
    "https://gitlab.com": "GitLab",
    "https://accounts.google.com": "Google",
}


def provenance_of(attestations: list[object], record: Record) -> bytes | None:
    """Return the provenance object of a file, None where there are no attestations.

    Each must be whole and of this file, by name and digest. Who made it is read from its certificate; that
    the certificate and the signature are true is for whoever relies on it to verify: no index can
    spare its users that. Raises `RefusedError` for what is no attestation of this file.
    """
    if not attestations:
        return None
    try:
        from pypi_attestations import Attestation
    except ImportError:
        hint = "pip install 'dovetail[publish]' where the index is served, or upload without attestations"
        raise RefusedError("this index has nothing to read attestations with", hint=hint) from None
    bundles: dict[str, dict[str, Any]] = {}
    for row in attestations:
        try:
            attestation = Attestation.model_validate(row)
            statement = attestation.statement
            subjects = [(each["name"], each["digest"]["sha256"]) for each in statement["subject"]]
            publisher = _publisher(attestation.certificate_claims)
        except (ValueError, KeyError, TypeError) as error:
            raise RefusedError(f"no attestation: {str(error).splitlines()[0]}") from None
        if (record.filename, record.sha256) not in subjects:
            raise RefusedError(f"an attestation that is not of {record.filename}")
        bundle = bundles.setdefault(json.dumps(publisher), {"publisher": publisher, "attestations": []})
        bundle["attestations"].append(json.loads(attestation.model_dump_json()))
    document = {"version": 1, "attestation_bundles": list(bundles.values())}
    return json.dumps(document, separators=(",", ":")).encode()


def checked_provenance(data: bytes, record: Record) -> bytes:
    """Return a provenance object that was made elsewhere, if it is one and of this file."""
    try:
        document = json.loads(data)
        attestations = [each for bundle in document["attestation_bundles"] for each in bundle["attestations"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"no provenance of {record.filename}: {error!r}") from None
    if not attestations or document.get("version") != 1:
        raise RefusedError(f"no provenance of {record.filename}: it is empty, or of another version")
    provenance_of(attestations, record)
    return data


def _publisher(claims: dict[str, str]) -> dict[str, Any]:
    """Return who signed, in the words of PyPI's publishers where it is one of theirs.

    The claims are Fulcio's extensions of the certificate: .8 the issuer, .12 the repository, .9 the workflow.
    """
    base = "1.3.6.1.4.1.57264.1."
    issuer = claims.get(f"{base}8", "")
    kind = _ISSUERS.get(issuer, "unknown")
    repository = claims.get(f"{base}12", "").partition("://")[2].partition("/")[2]
    if kind in ("GitHub", "GitLab") and repository:
        workflow = claims.get(f"{base}9", "").partition("@")[0]
        path = workflow.partition(f"{repository}/")[2].lstrip("/-")
        if kind == "GitHub":
            return {"kind": kind, "repository": repository, "workflow": path.rpartition("/")[2]}
        return {"kind": kind, "repository": repository, "workflow_filepath": path.lstrip("/")}
    return {"kind": kind, "claims": claims}
