"""What ``direct_url.json`` says is what JSON says, also where it is known without it."""

import json
from pathlib import Path
from typing import Any

import pytest

from dovetail.environment.editable.owners import _is_plain, owners

URL = "file:///home/project"
EDITABLE: dict[str, Any] = {"dir_info": {"editable": True}, "url": URL}
DOCUMENTS: list[tuple[object, bool]] = [
    (EDITABLE, True),
    ({"url": URL, "dir_info": {"editable": True}}, True),
    ({"dir_info": {"editable": True}, "url": URL, "subdirectory": "a b"}, True),
    ({"dir_info": {"editable": True}, "url": f'{URL}/"quoted"'}, True),
    ({"dir_info": {"editable": True}, "url": f"{URL}/{{braces}}"}, True),
    ({"dir_info": {"editable": True, "more": 1}, "url": URL}, True),
    ({"dir_info": {"editable": False}, "url": URL}, False),
    ({"dir_info": {"editable": 1}, "url": URL}, False),
    ({"dir_info": {}, "url": f"{URL}/editable"}, False),
    ({"vcs_info": {"vcs": "git"}, "url": URL}, False),
    ({"archive_info": {}, "url": '"dir_info": {"editable": true}'}, False),
    ({"archive_info": {"dir_info": {"editable": True}}, "url": URL}, False),
    ([EDITABLE], False),
    ("editable", False),
]


@pytest.mark.parametrize("separators", [None, (",", ":"), (" , ", " : ")])
@pytest.mark.parametrize(("document", "editable"), DOCUMENTS)
def test_only_an_editable_install_owns_a_file(
    document: object, separators: tuple[str, str] | None, tmp_path: Path, *, editable: bool
) -> None:
    text = json.dumps(document, separators=separators)
    for name, given in (("plain", text), ("escaped", text.replace("editable", r"\u0065ditable"))):
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        (folder / "direct_url.json").write_text(given)
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: Project\n\nName: other\n")
        (folder / "RECORD").write_text(f"{name}.pth,,\npackage/__init__.py,,\n")
        found = owners(str(tmp_path), [folder.name])
        assert found == ({f"{name}.pth": "Project"} if editable else {})


def test_what_installers_write_is_known_without_json() -> None:
    assert _is_plain(json.dumps(EDITABLE))
    assert _is_plain(json.dumps(EDITABLE, separators=(",", ":")))
    assert not _is_plain(json.dumps({**EDITABLE, "dir_info": {}}))


@pytest.mark.parametrize(
    "text", ["", "{", "editable", '{"dir_info": {"editable": true}', "[" * 100_000 + "editable"]
)
def test_what_is_no_json_says_nothing(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "a-1.dist-info"
    folder.mkdir()
    (folder / "direct_url.json").write_text(text)
    (folder / "RECORD").write_text("a.pth,,\n")
    assert owners(str(tmp_path), [folder.name]) == {}
