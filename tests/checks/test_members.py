"""What a project that lies in another, or beside others, has to do with them."""

from typing import Any

HIDDEN, UNRESOLVED = "unreachable-module", "unresolved-import"


def test_no_member_of_a_monorepo_hides_what_another_has(tree: Any) -> None:
    made = tree(
        {
            "one/pyproject.toml": "",
            "one/plugins/a.py": "from plugins import b\nfrom plugins.b import c\n",
            "one/plugins/b.py": "",
            "two/pyproject.toml": "",
            "two/plugins/__init__.py": "",
        }
    )
    assert made.places(HIDDEN, UNRESOLVED) == []


def test_members_find_each_other(tree: Any) -> None:
    files = {"one/pyproject.toml": "", "one/shop/__init__.py": "", "two/pyproject.toml": ""}
    made = tree({**files, "two/stock/__init__.py": "import shop.a\nimport shop.no\n", "one/shop/a.py": ""})
    assert made.places(UNRESOLVED) == ["two/stock/__init__.py:2:8"]


def test_installed_distributions_are_no_members(tree: Any) -> None:
    made = tree(
        {
            "all-1.0.dist-info/METADATA": "",
            "all/one/pyproject.toml": "",
            "all/one/plugins/__init__.py": "",
            "all/two/plugins/a.py": "from plugins.no import x\nfrom all.one.plugins import y\n",
        }
    )
    assert made.places(HIDDEN, UNRESOLVED) == []
