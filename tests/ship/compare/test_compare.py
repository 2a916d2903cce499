"""Two wheels are compared by what they mean."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from dovetail.errors import DovetailError
from dovetail.ship.compare import Aspect, compare
from dovetail.ship.compare.metadata import equivalent_fields

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = b"Metadata-Version: 2.4\nName: shop\nVersion: 1.0\n"
_WHEEL = b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(folder: Path, name: str, **changes: bytes | None) -> Path:
    """Write a wheel of one package; ``changes`` give files by path, None for none."""
    files: dict[str, bytes | None] = {
        "shop/__init__.py": b"",
        "shop/orders.py": b"total = 1\n",
        "shop/table.csv": b"1,2\n",
        "shop-1.0.dist-info/METADATA": _HEAD,
        "shop-1.0.dist-info/WHEEL": _WHEEL,
        **changes,
    }
    folder.mkdir(exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for file, data in files.items():
            if data is not None:
                archive.writestr(file, data)
    return path


def test_equal_wheels_have_no_differences(tmp_path: Path) -> None:
    first = wheel(tmp_path, "a.whl", **{"shop-1.0.dist-info/RECORD": b"1"})
    second = wheel(tmp_path, "b.whl", **{"shop-1.0.dist-info/RECORD": b"2"})
    assert compare(first, second) == ()


def test_each_difference_is_data(tmp_path: Path) -> None:
    first = wheel(tmp_path, "a.whl")
    points = b"[console_scripts]\nshop = shop.orders : main\n"
    second = wheel(
        tmp_path,
        "b.whl",
        **{
            "shop/orders.py": None,
            "shop/table.csv": b"1,3\n",
            "shop/more.txt": b"",
            "shop-1.0.dist-info/METADATA": _HEAD + b"Requires-Dist: rich\n",
            "shop-1.0.dist-info/WHEEL": _WHEEL.replace(b"py3-", b"py2-"),
            "shop-1.0.dist-info/entry_points.txt": points,
        },
    )
    found = {(one.aspect, one.name): (one.first, one.second) for one in compare(first, second)}
    assert len(found.pop((Aspect.CONTENT, "shop/table.csv"))[0] or "") == 64
    assert found == {
        (Aspect.MODULE, "shop.orders"): ("shop/orders.py", None),
        (Aspect.FILE, "shop/more.txt"): (None, "shop/more.txt"),
        (Aspect.METADATA, "requires-dist"): (None, "rich"),
        (Aspect.ENTRY_POINT, "console_scripts: shop"): (None, "shop.orders:main"),
        (Aspect.TAG, "Tag"): ("py3-none-any", "py2-none-any"),
    }
    assert len(compare(second, first)) == 6
    assert all(str(one).startswith(one.aspect) for one in compare(first, second))


def test_modules_of_a_data_folder_lie_in_the_root(tmp_path: Path) -> None:
    first = wheel(tmp_path, "a.whl")
    moved = {"shop/orders.py": None, "shop-1.0.data/purelib/shop/orders.py": b"total = 1\n"}
    assert compare(first, wheel(tmp_path, "b.whl", **moved)) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Requires-Dist: Foo_Bar (>=1.0)", "Requires-Dist: foo-bar>=1"),
        (
            'Requires-Dist: a; (python_version < "3.9") and extra == "X_y"',
            "Requires-Dist: a; python_version<'3.9' and extra=='x-y'",
        ),
        (
            'Requires-Dist: a; (os_name != "a" and (os_name != "b" and os_name != "c")) and extra == "x"',
            'Requires-Dist: a; extra == "x" and os_name != "b" and os_name != "a" and os_name != "c"',
        ),
        ("Requires-Dist: b\nRequires-Dist: a", "Requires-Dist: a\nRequires-Dist: b"),
        ("Author: Ann\nAuthor-email: ann@example.org", "Author-email: Ann <ann@example.org>"),
        ("Home-page: https://example.org", "Project-URL: Homepage, https://example.org"),
        ("Keywords: one two", "Keywords: two,one"),
        ("Requires-Python: >=3.8, <4", "Requires-Python: <4.0,>=3.8"),
        ("Description-Content-Type: text/markdown; charset=UTF-8", "Description-Content-Type: text/markdown"),
        ("License: UNKNOWN", "Dynamic: version"),
    ],
)
def test_what_means_the_same_is_the_same(first: str, second: str) -> None:
    assert equivalent_fields(_HEAD + first.encode()) == equivalent_fields(_HEAD + second.encode())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Requires-Dist: a~=1.0", "Requires-Dist: a~=1.0.0"),
        ('Requires-Dist: a; extra == "x"', 'Requires-Dist: a; extra == "y"'),
        (
            'Requires-Dist: a; (os_name == "a" or os_name == "b") and extra == "x"',
            'Requires-Dist: a; os_name == "a" or os_name == "b" and extra == "x"',
        ),
        ("Requires-Python: >=3.8", "Requires-Python: >=3.9"),
        ("Author: Ann", "Author: Bob"),
        ("Unheard-Of: 1", "Unheard-Of: 2"),
    ],
)
def test_what_means_another_thing_differs(first: str, second: str) -> None:
    assert equivalent_fields(_HEAD + first.encode()) != equivalent_fields(_HEAD + second.encode())


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.whl"
    path.write_text("no archive")
    with pytest.raises(DovetailError, match="cannot read the wheel"):
        compare(path, path)
    with pytest.raises(DovetailError, match="has no METADATA"):
        compare(wheel(tmp_path, "b.whl", **{"shop-1.0.dist-info/METADATA": None}), path)
