"""Trusted publishing: a service that builds proves who it is, and the index gives a token for it.

The service (GitHub Actions, GitLab CI and others) signs an OpenID Connect token, which the ``id`` library
fetches; the index changes it into one of its own that lives for minutes (``_/oidc/mint-token``, as PyPI
documents it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dovetail.ship.publish.credentials import TOKEN_USER, Credentials
from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

_SIGNS = ("ACTIONS_ID_TOKEN_REQUEST_URL", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "GOOGLE_SERVICE_ACCOUNT_NAME")
"""Variables of the services that can prove who they are."""


def is_offered(variables: Mapping[str, str]) -> bool:
    """Whether this runs where a service may prove who it is."""
    return any(variables.get(name) for name in _SIGNS)


def mint(client: httpx.Client, upload: str) -> Credentials | None:
    """Return a token of the index for the service that this runs on; None if there is no such service.

    Raises `PublishError` if the service or the index refuses, with what they say.
    """
    from id import AmbientCredentialError, detect_credential

    start = _start(upload)
    audience = _answer(client, "GET", f"{start}/_/oidc/audience").get("audience")
    if not isinstance(audience, str):
        raise PublishError(
            "the index does not say for whom an identity is to be", hint="give --token instead"
        )
    try:
        identity = detect_credential(audience)
    except AmbientCredentialError as error:
        hint = "allow it: of GitHub Actions, the job needs the permission `id-token: write`"
        raise PublishError(f"the service does not prove who this is: {error}", hint=hint) from None
    if identity is None:
        return None
    answer = _answer(client, "POST", f"{start}/_/oidc/mint-token", {"token": identity})
    token = answer.get("token")
    if not isinstance(token, str) or not token:
        raise PublishError(
            "the index gave no token", hint="is the service a trusted publisher of the project?"
        )
    return Credentials(TOKEN_USER, token, "trusted publishing")


def _start(upload: str) -> str:
    parts = urlsplit(upload)
    return f"{parts.scheme}://{parts.netloc}"


def _answer(
    client: httpx.Client, method: str, address: str, document: dict[str, str] | None = None
) -> dict[str, object]:
    import httpx

    try:
        response = client.request(method, address, json=document, headers={"Accept": "application/json"})
    except httpx.HTTPError as error:
        raise PublishError(f"{address} does not answer: {error}") from None
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not response.is_success or not isinstance(answer, dict):
        reasons = ""
        if isinstance(answer, dict) and isinstance(answer.get("errors"), list):
            reasons = "; ".join(
                str(each.get("description")) for each in answer["errors"] if isinstance(each, dict)
            )
        raise PublishError(
            f"{address} refuses with status {response.status_code}" + (f": {reasons}" if reasons else ""),
            hint="is the service a trusted publisher of the project?",
        )
    return answer
