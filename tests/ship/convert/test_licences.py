import pytest
from packaging.licenses import canonicalize_license_expression

from dovetail.ship.convert import licence as module
from dovetail.ship.convert.licence import licence

OSI = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("text", "classifiers", "expression"),
    [
        ("MIT", [], "MIT"),
        ("mit", [OSI + "MIT License"], "MIT"),
        ("MIT License", [OSI + "MIT License"], "MIT"),
        (None, [OSI + "MIT License"], "MIT"),
        (None, ["License :: OSI Approved", OSI + "MIT License"], "MIT"),
        ("Apache-2.0", [OSI + "Apache Software License"], "Apache-2.0"),
        ("Apache 2.0", [], "Apache-2.0"),
        ("BSD-3-Clause", [OSI + "BSD License"], "BSD-3-Clause"),
        ("MIT OR Apache-2.0", [OSI + "MIT License", OSI + "Apache Software License"], "MIT OR Apache-2.0"),
        ("GPL", [OSI + "GNU General Public License v3 or later (GPLv3+)"], "GPL-3.0-or-later"),
        ("GPLv2", [OSI + "GNU General Public License v2 (GPLv2)"], "GPL-2.0-only"),
        # Not one licence in one version, or not the same one.
        ("BSD", [OSI + "BSD License"], None),
        ("GPL", [], None),
        ("GPL-3.0", [], None),
        (None, [OSI + "Apache Software License"], None),
        (None, [OSI + "MIT License", OSI + "BSD License"], None),
        ("MIT", [OSI + "BSD License"], None),
        ("BSD", [OSI + "MIT License"], None),
        ("Permission is hereby granted,\nfree of charge", [], None),
        (None, ["Programming Language :: Python"], None),
        (None, [], None),
    ],
)
def test_only_what_is_clear_becomes_an_expression(
    text: str | None, classifiers: list[str], expression: str | None
) -> None:
    found = licence(text, classifiers)
    assert found.expression == expression
    if found.expression is None and (text or any("License" in each for each in classifiers)):
        assert found.reason


def test_all_expressions_are_spdx() -> None:
    for expression in {*module._OF_CLASSIFIERS.values(), *module._OF_TEXTS.values()}:
        assert canonicalize_license_expression(expression) == expression
