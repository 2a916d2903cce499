import json
import sys
from typing import Any

import pytest

from dovetail.checks import CHECKS
from dovetail.ship.verify.checks import CHECKS as ARCHIVE_CHECKS

FILES = {
    "pyproject.toml": "",
    "shop/__init__.py": "from .orders import Order\n",
    "shop/orders.py": "import os\nimport shop.pricing\nclass Order: pass\n",
    "shop/pricing.py": "def tax():\n    import shop.settings, numpy.linalg\n",
    "shop/settings.py": "import sys\nif sys.version_info < (3,):\n    import shop.orders\n",
    "shop/types.pyi": "",
    "acme/data/x.py": "import shop.settings\n",
    ".hidden/y.py": "",
    "bad.py": b"\xff",
}


def rows(text: str) -> dict[str, list[str]]:
    """What each module imports, in a document of ``dovetail.graph/1``."""
    modules = json.loads(text)["modules"]
    return {module["name"]: [edge["module"] for edge in module["imports"]] for module in modules}


def test_json_is_of_its_schema(folder: Any, say: Any, conforms: Any) -> None:
    folder(FILES)
    for words in (
        [],
        ["--external"],
        ["--focus", "shop.orders"],
        ["--kind", "eager"],
        ["--focus", "shop", "--external"],
    ):
        said = say("graph", "--format", "json", *words)
        assert (said.code, said.err) == (0, "")
        conforms(json.loads(said.out), "view/graph.schema.json")


def test_json_of_a_part_has_the_form_of_the_whole(folder: Any, say: Any) -> None:
    folder(FILES)
    for external in ([], ["--external"]):
        whole = json.loads(say("graph", "--format", "json", *external).out)
        words = ["--focus", "shop.orders", "--depth", "9", *external]
        part = json.loads(say("graph", "--format", "json", *words).out)
        near = {module["name"] for module in part["modules"]}
        assert near == {"acme.data.x", "shop", "shop.orders", "shop.pricing", "shop.settings"}
        assert part == {**whole, "modules": [row for row in whole["modules"] if row["name"] in near]}


def test_json_tells_what_there_is(folder: Any, say: Any) -> None:
    folder(FILES)
    document = json.loads(say("graph", "--format", "json", "--python-version", "3.12").out)
    assert document["target"]["python"] == "3.12"
    assert document["stubs"] == ["shop/types.pyi"]
    assert [skipped["path"] for skipped in document["skipped"]] == [".git", ".hidden", "bad.py"]
    kinds = {module["name"]: module["kind"] for module in document["modules"]}
    assert kinds["acme.data"] == "namespace package"
    assert kinds["shop"] == "regular package"
    (edge,) = next(row["imports"] for row in document["modules"] if row["name"] == "shop.settings")
    assert (edge["kind"], edge["runs"], edge["taken"]) == ("conditional", False, False)


def test_name_that_is_not_utf_8(folder: Any, say: Any, conforms: Any) -> None:
    folder({b"caf\xe9.py".decode("utf-8", "surrogateescape"): "import b\n", "b.py": ""})
    for words in ([], ["--focus", "b"]):
        document = json.loads(say("graph", "--format", "json", *words).out)
        conforms(document, "view/graph.schema.json")
        assert "b.py" in [module["path"] for module in document["modules"]]
    for form in ("summary", "dot", "mermaid"):
        assert say("graph", "--format", form).code == 0


def test_external(folder: Any, say: Any) -> None:
    folder(FILES)
    assert rows(say("graph", "--format", "json").out)["shop.orders"] == ["shop.pricing"]
    assert rows(say("graph", "--format", "json", "--external").out)["shop.orders"] == ["os", "shop.pricing"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["--kind", "deferred"], {"shop.pricing": ["shop.settings"]}),
        (
            ["--kind", "deferred,conditional"],
            {"shop.pricing": ["shop.settings"], "shop.settings": ["shop.orders"]},
        ),
        (["--kind", "typing"], {}),
        (
            ["--kind", "deferred", "--kind", "implicit"],
            {"shop.pricing": ["shop.settings"], "acme.data.x": ["shop"]},
        ),
    ],
)
def test_kind(kinds: list[str], expected: dict[str, list[str]], folder: Any, say: Any) -> None:
    folder(FILES)
    found = rows(say("graph", "--format", "json", *kinds).out)
    assert {name: imports for name, imports in found.items() if imports} == expected


@pytest.mark.parametrize(
    ("depth", "near"),
    [
        ("0", {"shop.pricing"}),
        ("1", {"shop.pricing", "shop.orders", "shop.settings"}),
        ("2", {"shop.pricing", "shop.orders", "shop.settings", "shop", "acme.data.x"}),
    ],
)
def test_depth(depth: str, near: set[str], folder: Any, say: Any) -> None:
    folder(FILES)
    words = ["graph", "--format", "json", "--focus", "shop/pricing.py", "--depth", depth]
    assert set(rows(say(*words).out)) == near


def test_dot(folder: Any, say: Any) -> None:
    folder(FILES)
    lines = say("graph", "--format", "dot", "--focus", "shop.pricing", "--external").out.splitlines()
    assert lines[0] == "digraph imports {"
    assert lines[-1] == "}"
    assert '  "shop.pricing" [label="shop.pricing", penwidth=2, color="#c0392b"];' in lines
    assert '  "shop.orders" -> "shop.pricing" [style=solid];' in lines
    assert '  "shop.pricing" -> "shop.settings" [style=dashed, label="deferred"];' in lines
    assert any("ellipse" in line and "numpy.linalg" in line for line in lines)


def test_mermaid(folder: Any, say: Any) -> None:
    folder(FILES)
    lines = say("graph", "--format", "mermaid", "--focus", "shop.pricing").out.splitlines()
    assert lines == [
        "flowchart LR",
        '  m0["shop.orders"]',
        '  m1["shop.pricing"]',
        '  m2["shop.settings"]',
        "  m0 --> m1",
        "  m1 -.->|deferred| m2",
        "  m2 -.->|conditional| m0",
        "  style m1 stroke:#c0392b,stroke-width:3px",
    ]


def test_summary(folder: Any, say: Any) -> None:
    folder(FILES)
    out = say("graph").out
    for line in (
        "imports within the project",
        "imported by most modules",
        "importing most modules",
        "in cycles at import time: 0 modules",
        "in cycles counting every import: 3 modules in 1 component, the largest of 3",
        "1 file with faults, 2 paths passed over (-v names them)",
    ):
        assert line in out
    assert "numpy" not in out
    assert "numpy" in say("graph", "--external").out


def test_summary_of_a_neighbourhood(folder: Any, say: Any) -> None:
    folder(FILES)
    out = say("graph", "--focus", "shop.pricing").out
    assert "imports (1)\n  shop.settings  shop/pricing.py:2:12  deferred\n" in out
    assert "is imported by (1)\n  shop.orders  shop/orders.py:2:8  eager\n" in out


def test_empty_folder(folder: Any, say: Any) -> None:
    folder({})
    for form in ("summary", "json", "dot", "mermaid"):
        said = say("graph", "--format", form)
        assert (said.code, said.err) == (0, "")


def test_checks_as_json(say: Any, conforms: Any) -> None:
    for words in (["explain"], ["check", "--list"], ["explain", "star-import"]):
        document = json.loads(say(*words, "--format", "json").out)
        conforms(document, "cli/checks.schema.json")
        many = {"explain": len(CHECKS) + len(ARCHIVE_CHECKS), "check": len(CHECKS)}[words[0]]
        assert len(document["checks"]) == (1 if words[1:] == ["star-import"] else many)


def test_what_leaves_the_project(folder: Any, say: Any, conforms: Any, monkeypatch: Any) -> None:
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    folder(FILES)
    document = json.loads(say("graph", "--format", "json", "--external").out)
    conforms(document, "view/graph.schema.json")
    assert {row["name"]: row["owner"] for row in document["externals"]} == {
        "numpy.linalg": "unknown",
        "os": "standard library",
        "sys": "standard library",
    }
    document = json.loads(say("graph", "--format", "json", "--external", "--python", sys.prefix).out)
    conforms(document, "view/graph.schema.json")
    rows = {row["name"]: row for row in document["externals"]}
    assert rows["os"]["owner"] == "standard library"
    assert rows["numpy.linalg"]["owner"] in ("not found", "unknown", "distribution")
    assert "externals" not in json.loads(say("graph", "--format", "json").out)
