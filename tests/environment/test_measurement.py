"""The line of coverage is known; one that says more is not."""

from __future__ import annotations

from dovetail.environment.editable.measurement import is_measurement

KNOWN = (
    'import sys; exec(\'import os\\n\\nif os.getenv("COVERAGE_PROCESS_START") or '
    'os.getenv("COVERAGE_PROCESS_CONFIG"):\\n try:\\n  import coverage\\n except:\\n  pass\\n else:\\n'
    '  coverage.process_startup(slug="pth")\')'
)


def test_the_line_of_coverage() -> None:
    assert is_measurement(KNOWN)
    assert is_measurement(KNOWN.replace('slug="pth"', ""))


def test_whatever_else_is_not_known() -> None:
    for old, new in (
        ("import os", "import os, evil"),
        ("  pass", "  evil()"),
        ('slug="pth")', 'slug="pth"); evil()'),
        ("')", "'); evil()"),
        ("import coverage", "import other"),
    ):
        assert not is_measurement(KNOWN.replace(old, new, 1)), new
