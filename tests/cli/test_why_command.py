import json
from typing import Any

import pytest

FILES = {
    "pyproject.toml": "",
    "src/shop/__init__.py": "",
    "src/shop/orders.py": "from shop import pricing\nimport shop.stock\n",
    "src/shop/pricing.py": "def tax():\n    from shop.settings import TAX\n    return TAX\n",
    "src/shop/stock.py": "\ntry:\n    from .settings import LIMIT\nexcept ImportError:\n    LIMIT = 0\n",
    "src/shop/settings.py": "TAX = LIMIT = 1\n",
    "src/shop/alone.py": "",
}


def test_chains_with_file_line_and_kind(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("why", "shop.orders", "shop.settings")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "shop.orders",
        "  imports shop.pricing   src/shop/orders.py:1:18   eager",
        "  imports shop.settings  src/shop/pricing.py:2:10  deferred",
        "",
        "shop.orders",
        "  imports shop.stock     src/shop/orders.py:2:8  eager",
        "  imports shop.settings  src/shop/stock.py:3:10  optional",
    ]


def test_no_chain_is_1(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("why", "shop.settings", "shop.orders")
    assert said == (1, "", "`shop.settings` does not come to import `shop.orders`.\n")
    assert say("why", "shop.alone", "shop.alone").code == 1


def test_unknown_module_is_2_with_near_names(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("why", "shop.order", "shop.settings")
    assert said.code == 2
    assert "no module named `shop.order`" in said.err
    assert "did you mean `shop.orders`" in said.err


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("src/shop/orders.py", "shop.settings"),
        ("./src/shop/orders.py", "src/shop/settings.py"),
        ("shop.orders", "src/shop/../shop/settings.py"),
    ],
)
def test_modules_by_their_files(importer: str, imported: str, folder: Any, say: Any) -> None:
    folder(FILES)
    assert say("why", importer, imported) == say("why", "shop.orders", "shop.settings")


def test_package_by_its_folder(folder: Any, say: Any) -> None:
    folder({**FILES, "a.py": "import shop\n"})
    for given in ("src/shop", "src/shop/", "src/shop/__init__.py"):
        assert say("why", "a", given).code == 0


def test_project_elsewhere(folder: Any, say: Any) -> None:
    folder({f"some/{path}": text for path, text in FILES.items()})
    assert say("why", "--path", "some", "shop.orders", "shop.settings").code == 0
    assert say("why", "--path", "some", "some/src/shop/orders.py", "shop.settings").code == 0


def test_kinds(folder: Any, say: Any) -> None:
    folder(FILES)
    deferred = say("why", "shop.orders", "shop.settings", "--kind", "eager,deferred")
    assert deferred.out.count("imports shop.settings") == 1
    assert "pricing" in deferred.out
    none = say("why", "shop.orders", "shop.settings", "--kind", "typing", "--kind", "eager")
    assert none == (
        1,
        "",
        "`shop.orders` does not come to import `shop.settings` by imports of these kinds.\n",
    )


def test_only_what_runs(folder: Any, say: Any) -> None:
    folder(FILES)
    running = say("why", "shop.orders", "shop.settings", "--runs")
    assert "stock" in running.out
    assert "pricing" not in running.out
    none = say("why", "shop.pricing", "shop.settings", "--runs")
    assert none == (1, "", "`shop.pricing` does not come to import `shop.settings` by imports that run.\n")


def test_limit(folder: Any, say: Any) -> None:
    folder(FILES)
    assert say("why", "shop.orders", "shop.settings", "--limit", "1").out.count("imports shop.settings") == 1


def test_json_is_of_its_schema(folder: Any, say: Any, conforms: Any) -> None:
    folder(FILES)
    said = say("why", "shop.orders", "shop.settings", "--format", "json")
    document = json.loads(said.out)
    conforms(document, "cli/why.schema.json")
    assert [len(chain) for chain in document["chains"]] == [2, 2]
    assert document["chains"][0][0] == {
        "importer": "shop.orders",
        "imported": "shop.pricing",
        "kind": "eager",
        "runs": True,
        "taken": None,
        "parent": False,
        "path": "src/shop/orders.py",
        "line": 1,
        "column": 17,
    }
    none = say("why", "shop.alone", "shop.orders", "--format", "json")
    assert (none.code, none.err) == (1, "")
    conforms(json.loads(none.out), "cli/why.schema.json")
