"""What a module in an archive is for, as its path tells: the package itself, tests, another project."""

from __future__ import annotations

import re

from dovetail.execution.entries import is_test

_TESTING = re.compile(
    r"(?:^|/)(?:_?tests?|testing|_?test_?utils?|conftest|test_[^/]*|[^/]*_test|[^/]*_tests|fixtures?"
    r"|_?examples?|_?samples?|_?benchmarks?|[^/]*_benchmark|demos?|docs?)(?:/|\.py$)"
)
_VENDORED = re.compile(r"(?:^|/)(?:_?vendor(?:ed)?|_?third_?party|_?externals?|_?extern|_?bundled|packages)/")


def is_for_tests(path: str) -> bool:
    """Whether a module is one that only tests, benchmarks, examples or documentation import."""
    return is_test(path) or _TESTING.search(path) is not None


def is_vendored(path: str) -> bool:
    """Whether a module is a copy of another project's, of which often only a part is needed."""
    return _VENDORED.search(path) is not None
