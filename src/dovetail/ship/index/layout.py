"""Where in the tree things stand: the keys of an index.

=================================  =====================================================================
``simple/``                        the page of all projects, and that of each below it
``files/PROJECT/FILE``             a distribution, created once and never replaced
``files/PROJECT/FILE.metadata``    its core metadata (PEP 658), of wheels
``files/PROJECT/FILE.provenance``  its attestations (PEP 740), where it has any
``files/PROJECT/FILE.record.json`` what the index knows of it: pages can be made anew of these alone
``files/PROJECT/FILE.removed``     in place of a distribution that was removed: its name is never used again
``modules/NAME/``                  who provides a top-level module, and the modules in it
``.dovetail/``                     the index's own: what is under way, tokens, what is cached of an upstream
=================================  =====================================================================
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.ship.index.store import PRIVATE

if TYPE_CHECKING:
    from dovetail.ship.index.store import Store

BINARY = "application/octet-stream"
PLAIN_JSON = "application/json"
METADATA_TYPE = "text/plain; charset=utf-8"
PROVENANCE_TYPE = "application/vnd.pypi.integrity.v1+json"
PENDING = f"{PRIVATE}/pending"

METADATA, PROVENANCE, RECORD, REMOVED = ".metadata", ".provenance", ".record.json", ".removed"
BESIDE = (METADATA, PROVENANCE, RECORD)

_DISTRIBUTION = re.compile(r".*\.(whl|tar\.gz|zip)")


def file_key(project: str, filename: str) -> str:
    """Return the key of a distribution."""
    return f"files/{project}/{filename}"


def project_keys(store: Store, project: str) -> tuple[str, str]:
    """Return the keys of the JSON and the HTML page of a project."""
    return store.page_key("simple", project), f"simple/{project}/index.html"


def root_keys(store: Store) -> tuple[str, str]:
    """Return the keys of the JSON and the HTML page of all projects."""
    return store.page_key("simple"), "simple/index.html"


def is_distribution(filename: str) -> bool:
    """Whether a file is a distribution, and not what stands beside one."""
    return _DISTRIBUTION.fullmatch(filename) is not None


def media_type(key: str) -> str:
    """Return the media type of what is stored below ``files/``."""
    if key.endswith(METADATA):
        return METADATA_TYPE
    if key.endswith(PROVENANCE):
        return PROVENANCE_TYPE
    return PLAIN_JSON if key.endswith(RECORD) else BINARY
