"""Attestations (PEP 740) that come with an upload, and what is served of them."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pypi_attestations import Provenance
from starlette.testclient import TestClient
from synthetic_wheels import wheel

from dovetail.ship.index.adding import add_all
from dovetail.ship.index.checking import check
from dovetail.ship.index.errors import RefusedError
from dovetail.ship.index.provenance import checked_provenance, provenance_of
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.server.application import Application
from dovetail.ship.index.server.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.ship.index.store import Store

CLAIMS = {
    8: "https://token.actions.githubusercontent.com",
    9: "https://github.com/acme/spam/.github/workflows/release.yml@refs/tags/v1.0",
    12: "https://github.com/acme/spam",
}


def certificate() -> bytes:
    """A certificate with the claims of Fulcio, which nobody but itself has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=1))
    for number, text in CLAIMS.items():
        oid = x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}")
        data = text.encode()
        builder = builder.add_extension(
            x509.UnrecognizedExtension(oid, bytes([0x0C, len(data)]) + data), critical=False
        )
    from cryptography.hazmat.primitives.serialization import Encoding

    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def attestation(path: Path, **changes: str) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    subject = {"name": changes.get("name", path.name), "digest": {"sha256": changes.get("digest", digest)}}
    statement = {"_type": "https://in-toto.io/Statement/v1", "subject": [subject], "predicateType": "x"}

    def encoded(data: bytes) -> str:
        return base64.b64encode(data).decode()

    return {
        "version": 1,
        "verification_material": {"certificate": encoded(certificate()), "transparency_entries": [{"a": 1}]},
        "envelope": {
            "statement": encoded(json.dumps(statement).encode()),
            "signature": encoded(b"signature"),
        },
    }


def test_served(store: Store, tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam")
    settings = Settings(anyone=True, policy="off", base="https://index.example/", fresh=0)  # type: ignore[arg-type]
    client = TestClient(Application(store, settings))
    data = path.read_bytes()
    fields = {":action": "file_upload", "protocol_version": "1", "name": "spam", "version": "1.0"}
    fields |= {"sha256_digest": hashlib.sha256(data).hexdigest()}
    files = {"content": (path.name, data)}
    # A second upload of the same file may bring what the first had not.
    assert client.post("/legacy/", data=fields, files=files).status_code == 200
    fields["attestations"] = json.dumps([attestation(path)])
    answer = client.post("/legacy/", data=fields, files=files)
    assert answer.status_code == 200, answer.text
    headers = {"Accept": "application/vnd.pypi.simple.v1+json"}
    (row,) = client.get("/simple/spam/", headers=headers).json()["files"]
    # PEP 740: a fully qualified address, where it is known.
    assert row["provenance"] == f"https://index.example/files/spam/{path.name}.provenance"
    assert f'data-provenance="{row["provenance"]}"' in client.get("/simple/spam/").text
    answer = client.get(f"/files/spam/{path.name}.provenance")
    assert answer.headers["content-type"] == "application/vnd.pypi.integrity.v1+json"
    provenance = Provenance.model_validate_json(answer.content)
    (bundle,) = provenance.attestation_bundles
    assert bundle.publisher.model_dump(exclude_none=True, exclude={"claims"}) == {
        "kind": "GitHub",
        "repository": "acme/spam",
        "workflow": "release.yml",
    }
    assert len(bundle.attestations) == 1
    assert check(store) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "other-1.0-py3-none-any.whl"}, "not of spam"),
        ({"digest": "0" * 64}, "not of spam"),
    ],
)
def test_of_another_file(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = wheel(tmp_path, "spam")
    record = read_incoming(path).record
    with pytest.raises(RefusedError, match=said):
        provenance_of([attestation(path, **change)], record)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"version": 1, "attestation_bundles": []}', b'{"attestation_bundles": 7}']
)
def test_no_provenance(tmp_path: Path, data: bytes) -> None:
    record = read_incoming(wheel(tmp_path, "spam")).record
    with pytest.raises(RefusedError, match="no provenance"):
        checked_provenance(data, record)


def test_beside_a_file(folder: Store, tmp_path: Path) -> None:
    """As ``pypi-attestations sign`` and a download of what another index serves leave them."""
    one = wheel(tmp_path, "spam")
    one.with_name(f"{one.name}.publish.attestation").write_text(json.dumps(attestation(one)))
    other = wheel(tmp_path, "eggs")
    bundle = {"publisher": {"kind": "x"}, "attestations": [attestation(other)]}
    text = json.dumps({"version": 1, "attestation_bundles": [bundle]})
    other.with_name(f"{other.name}.provenance").write_text(text)
    result = add_all(folder, [str(one), str(other)], "off")
    assert result.refused == []
    for path in (one, other):
        key = f"files/{path.name.partition('-')[0]}/{path.name}.provenance"
        assert folder.read(key) is not None
    assert check(folder) == []
