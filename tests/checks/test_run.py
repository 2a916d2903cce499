"""Which checks run, where their findings are shown, and what the configuration and comments say to that."""

from typing import Any

import pytest

from dovetail.checks import CHECKS
from dovetail.checks.run import run, select
from dovetail.configuration import Configuration
from dovetail.diagnostic import Severity
from dovetail.errors import ConfigurationError, DovetailError, UsageError

DEFAULT = [check.name for check in CHECKS if check.default]
STAR = "from os import *\nX = 1\n"


def selected(configuration: Configuration | None = None, **selection: list[str]) -> list[str]:
    return [check.name for check in select(configuration or Configuration(), **selection)]


def test_default_selection() -> None:
    assert selected() == DEFAULT
    assert "undocumented-module" not in DEFAULT


def test_select_replaces_and_keeps_the_order_of_checks() -> None:
    names = ["star-import", "unresolved-import"]
    assert selected(selected=names) == names[::-1]
    assert selected(Configuration(select=("module-name",)), selected=names) == names[::-1]
    assert selected(Configuration(select=("module-name",))) == ["module-name"]


def test_all_stands_for_all() -> None:
    everything = [check.name for check in CHECKS]
    assert selected(selected=["all"]) == everything
    assert selected(extended=["all"]) == everything
    assert selected(Configuration(select=("all",))) == everything


def test_extended_are_added() -> None:
    assert selected(extended=["undocumented-module"]) == [*DEFAULT, "undocumented-module"]
    assert selected(Configuration(extend_select=("undocumented-module",)))[-1] == "undocumented-module"


def test_ignored_are_taken_away_last() -> None:
    assert selected(selected=["star-import"], ignored=["star-import"]) == []
    assert "star-import" not in selected(Configuration(ignore=("star-import",)), selected=["all"])


@pytest.mark.parametrize("option", ["selected", "extended", "ignored"])
def test_unknown_name(option: str) -> None:
    with pytest.raises(UsageError, match="no such check: star-imports") as error:
        selected(**{option: ["star-imports"]})
    assert error.value.hint == "did you mean `star-import`?"


def test_unknown_name_in_the_configuration(tree: Any) -> None:
    made = tree({"pyproject.toml": '[tool.dovetail]\n\nignore = ["star-imports"]\n', "a.py": ""})
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml:3: .*did you mean `star-import`\?"):
        made.outcome()


def test_scope_is_the_part_that_was_asked_for(tree: Any) -> None:
    made = tree(
        {"pyproject.toml": "", "src/p/__init__.py": STAR, "src/p/sub/a.py": STAR, "src/p/subx.py": STAR}
    )
    assert made.places("star-import") == ["src/p/__init__.py:1:6", "src/p/sub/a.py:1:6", "src/p/subx.py:1:6"]
    assert made.places("star-import", path="src/p/sub") == ["src/p/sub/a.py:1:6"]
    assert made.places("star-import", path="src/p/subx.py") == ["src/p/subx.py:1:6"]


def test_names_are_those_of_the_whole_project_in_any_scope(tree: Any) -> None:
    made = tree(
        {"pyproject.toml": "", "src/p/__init__.py": "", "src/p/sub/a.py": "import p\nfrom .. import b\n"}
    )
    assert made.places("relative-beyond-top", "unresolved-import", path="src/p/sub") == []


def test_cycle_that_touches_the_scope_is_shown(tree: Any) -> None:
    made = tree(
        {"pyproject.toml": "", "p/__init__.py": "", "p/a.py": "import p.b.c\n", "p/b/c.py": "import p.a\n"}
    )
    assert made.places("import-cycle") == made.places("import-cycle", path="p/b") == ["p/a.py:1:8"]
    assert made.places("import-cycle", path="p/__init__.py") == []


def test_suppression_only_speaks_in_scope(tree: Any) -> None:
    comment = "import os  # dovetail: allow[star-import] why\n"
    made = tree({"pyproject.toml": "", "p/a.py": comment, "q/a.py": comment})
    assert made.places(path="p") == ["p/a.py:1:12"]


def test_severity_of_the_configuration(tree: Any) -> None:
    made = tree(
        {
            "pyproject.toml": '[tool.dovetail.severity]\nstar-import = "error"\n',
            "a.py": STAR,
            "b.py": "import ",
        }
    )
    assert [one.severity for one in made.findings("star-import", "unreadable-file")] == [Severity.ERROR] * 2


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("p/a.py", ["p/b.py:1:6", "q/a.py:1:6"]),
        ("a.py", ["p/b.py:1:6"]),
        ("p/**", ["q/a.py:1:6"]),
        ("p/", ["q/a.py:1:6"]),
    ],
)
def test_per_file_ignores(tree: Any, pattern: str, left: list[str]) -> None:
    text = f'[tool.dovetail.per-file-ignores]\n"{pattern}" = ["star-import"]\n'
    files = {"pyproject.toml": text, "p/a.py": STAR, "p/b.py": STAR, "q/a.py": STAR}
    assert tree(files).places("star-import") == left


@pytest.mark.parametrize("pattern", ["p/a", "p/a/", "p/**", "p/a/**", "a"])
def test_per_file_ignores_of_a_folder(tree: Any, pattern: str) -> None:
    text = f'[tool.dovetail.per-file-ignores]\n"{pattern}" = ["implicit-namespace"]\n'
    files = {"pyproject.toml": text, "p/__init__.py": "import p.a.b\n", "p/a/b.py": ""}
    assert tree(files).places("implicit-namespace") == []


def test_per_file_ignores_of_a_configuration_in_the_folder_around(tree: Any) -> None:
    text = '[per-file-ignores]\n"one/p/a.py" = ["star-import"]\n'
    made = tree({"dovetail.toml": text, "one/pyproject.toml": "", "one/p/a.py": STAR, "one/p/b.py": STAR})
    assert made.places("star-import", path="one") == ["p/b.py:1:6"]


def test_comment_allows_a_finding(tree: Any) -> None:
    outcome = tree({"a.py": "from os import *  # dovetail: allow[star-import] why not\nX = 1\n"}).outcome()
    assert (outcome.diagnostics, outcome.summary.suppressed) == ((), 1)


def test_comment_above_all_code_allows_what_is_said_of_the_file(tree: Any) -> None:
    text = "# dovetail: allow[shadowed-module] it was first\nimport os\n"
    assert tree({"secrets.py": text}).places() == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("allow[star-import]", "this comment gives no reason, and so allows nothing"),
        ("allow[star-imports] why", "no check is called `star-imports`"),
        ("alow[star-import] why", "this comment is for dovetail, which does not understand it"),
        ("allow[module-name] why", "`module-name` finds nothing here that could be allowed"),
    ],
)
def test_comment_that_allows_nothing(tree: Any, comment: str, message: str) -> None:
    made = tree({"a.py": f"X = 1\nimport os  # dovetail: {comment}\n"})
    assert [one.message for one in made.findings()] == [message]
    assert made.places() == ["a.py:2:12"]


def test_comment_about_a_check_that_did_not_run_is_not_judged(tree: Any) -> None:
    made = tree({"a.py": "X = 1\nimport os  # dovetail: allow[undocumented-module] why\n"})
    assert made.places() == []
    assert made.places("all") == ["a.py:1:1", "a.py:2:12"]


def test_comments_are_not_judged_without_the_check(tree: Any) -> None:
    made = tree({"a.py": "import os  # dovetail: allow[star-import]\n"})
    assert made.outcome(ignored=["suppression"]).diagnostics == ()


def test_summary_counts_what_was_read_and_what_was_not(tree: Any) -> None:
    made = tree(
        {
            "p/__init__.py": "import p.a, os\n",
            "p/a.py": "import p\n",
            "p/a.pyi": "",
            "p/b.abi3.so": b"\x7fELF",
            "p/c.py": b"\xff",
        }
    )
    summary = made.outcome().summary
    assert (summary.modules, summary.imports, summary.files) == (4, 2, 2)
    reasons = [("a byte that is not UTF-8", 1), ("compiled", 1), ("for type checkers only", 1)]
    assert list(summary.unread) == reasons


def test_folder_that_is_not_there(tree: Any) -> None:
    with pytest.raises(DovetailError, match="no such file or folder"):
        tree({}).outcome(path="nowhere")


def test_findings_are_in_order(tree: Any) -> None:
    files = {"b.py": STAR, "a.py": "X = 1\nfrom os import *\nfrom sys import *\n"}
    made = tree({**files, "Z.py": "", "c.py": "import Z\n"})
    assert made.places() == ["Z.py:1:1", "a.py:2:6", "a.py:3:6", "b.py:1:6"]


def test_nothing_selected_finds_nothing(tree: Any) -> None:
    from dovetail import Project

    made = tree({"a.py": STAR})
    assert run(Project.open(made.folder), []).exit_code == 0
