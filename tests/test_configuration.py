import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dovetail
from dovetail.configuration import Configuration, read_configuration, read_configuration_file
from dovetail.configuration.lines import Lines
from dovetail.configuration.pattern import matches
from dovetail.errors import ConfigurationError, UsageError

CHECKS = frozenset({"import-cycle", "star-import", "unresolved-import"})

WHOLE = """\
roots = ["src", "./lib/"]
exclude = ["build/", "*_pb2.py"]
respect-gitignore = false
python-version = "3.10"
platform = "win32"
select = ["all"]
extend-select = ["star-import"]
ignore = ["import-cycle"]

[severity]
star-import = "error"

[per-file-ignores]
"tests/**" = ["star-import", "import-cycle"]
"*.py" = []
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder in which no configuration above it is found."""
    (tmp_path / ".git").mkdir()
    for root in ("src", "lib"):
        (tmp_path / root).mkdir()
    return tmp_path


def faults(project: Path, text: str, name: str = "dovetail.toml") -> list[tuple[int | None, str]]:
    (project / name).write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(project, checks=CHECKS)
    assert caught.value.path == project / name
    assert [line for line, _ in caught.value.faults] == sorted(line or 0 for line, _ in caught.value.faults)
    return list(caught.value.faults)


def test_every_key_is_read(project: Path) -> None:
    (project / "dovetail.toml").write_text(WHOLE)
    assert read_configuration(project, checks=CHECKS) == Configuration(
        source=project / "dovetail.toml",
        roots=("src", "lib"),
        exclude=("build/", "*_pb2.py"),
        respect_gitignore=False,
        python_version=(3, 10),
        platform="win32",
        select=("all",),
        extend_select=("star-import",),
        ignore=("import-cycle",),
        severity={"star-import": "error"},
        per_file_ignores=(("tests/**", ("star-import", "import-cycle")), ("*.py", ())),
    )


def test_pyproject_has_the_same_keys_in_its_table(project: Path) -> None:
    (project / "dovetail.toml").write_text(WHOLE)
    own = read_configuration(project, checks=CHECKS)
    (project / "dovetail.toml").unlink()
    table = "[project]\nname = 'x'\n[tool.dovetail]\n" + WHOLE.replace("\n[", "\n[tool.dovetail.")
    (project / "pyproject.toml").write_text(table)
    shared = read_configuration(project, checks=CHECKS)
    assert shared.source == project / "pyproject.toml"
    values = {name: getattr(own, name) for name in Configuration.__slots__}
    assert shared == Configuration(**{**values, "source": shared.source})


def test_nothing_configured_is_the_default(project: Path) -> None:
    default = read_configuration(project, checks=CHECKS)
    assert default == Configuration()
    assert (default.source, default.select, default.respect_gitignore) == (None, None, True)
    (project / "dovetail.toml").write_text("")
    assert read_configuration(project, checks=CHECKS) == Configuration(source=project / "dovetail.toml")


def test_a_configuration_does_not_change() -> None:
    with pytest.raises(AttributeError, match="a configuration does not change: roots"):
        Configuration().roots = ("src",)
    assert repr(Configuration(roots=("src",))).startswith("Configuration(")


def test_the_nearest_configuration_counts(project: Path) -> None:
    inner = project / "a" / "b"
    inner.mkdir(parents=True)
    (project / "dovetail.toml").write_text("platform = 'linux'\n")
    # a pyproject.toml that is not about dovetail, even one that only mentions it, is passed over
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\ndependencies = ['dovetail']\n")
    assert read_configuration(inner, checks=CHECKS).source == project / "dovetail.toml"
    (project / "a" / "pyproject.toml").write_text("[tool.dovetail]\nplatform = 'darwin'\n")
    assert read_configuration(inner, checks=CHECKS).platform == "darwin"


@pytest.mark.parametrize("as_file", [False, True], ids=["a folder", "the file of a worktree"])
def test_the_search_ends_with_the_repository(project: Path, as_file: bool) -> None:  # noqa: FBT001
    (project / "dovetail.toml").write_text("platform = 'linux'\n")
    inner = project / "inner"
    inner.mkdir()
    git = inner / ".git"
    git.write_text("gitdir: elsewhere\n") if as_file else git.mkdir()
    assert read_configuration(inner, checks=CHECKS).source is None
    (inner / "dovetail.toml").write_text("")
    assert read_configuration(inner, checks=CHECKS).source == inner / "dovetail.toml"


def test_two_configurations_in_one_folder_are_one_too_many(project: Path) -> None:
    (project / "dovetail.toml").write_text("")
    (project / "pyproject.toml").write_text("[project]\nname = 'dovetail'\n")
    assert read_configuration(project, checks=CHECKS).source == project / "dovetail.toml"
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.dovetail]\n")
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(project, checks=CHECKS)
    assert caught.value.faults == (
        (4, "`[tool.dovetail]` stands beside a `dovetail.toml`; only one of them can be the configuration"),
    )
    assert caught.value.hint is not None
    assert "delete `dovetail.toml`" in caught.value.hint


def test_all_faults_are_reported_at_once_each_with_its_line(project: Path) -> None:
    text = """\
# a comment
roots = [
    "src",
    "nowhere",
]
exlude = []
respect-gitignore = "yes"

python-version = 3.10
platform = "windows"
select = ["all", "import-cylce"]
extend-select = "star-import"
ignore = ["all", 3]

[severity]
star-import = "fatal"
starimport = "error"

[per-file-ignores]
"tests/**" = ["nonsense"]
"" = []

[contracts]
"""
    assert faults(project, text) == [
        (2, "`roots` names `nowhere`, which is no folder"),
        (6, "unknown key `exlude`; did you mean `exclude`?"),
        (7, "`respect-gitignore` must be true or false, not a string"),
        (9, '`python-version` must be a string, in quotes, such as "3.12"'),
        (10, '`platform` must be one of "linux", "darwin", "win32", not "windows"'),
        (11, "unknown check `import-cylce` in `select`; did you mean `import-cycle`?"),
        (12, "`extend-select` must be an array of strings, not a string"),
        (13, "`ignore` must be an array of strings, but has an integer"),
        (13, "`all` can only stand in `select`, not in `ignore`"),
        (16, '`star-import` must be one of "error", "warning", not "fatal"'),
        (17, "unknown check `starimport` in `severity`; did you mean `star-import`?"),
        (20, "unknown check `nonsense` in `tests/**`"),
        (21, "`per-file-ignores` has an empty pattern"),
        (23, "unknown key `contracts`"),
    ]


def test_the_faults_read_as_places(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "dovetail.toml").write_text("exlude = []\n\nplatform = 1\n")
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(".", checks=CHECKS)
    assert str(caught.value) == (
        "dovetail.toml:1: unknown key `exlude`; did you mean `exclude`?\n"
        'dovetail.toml:3: `platform` must be one of "linux", "darwin", "win32", not an integer'
    )


def test_lines_are_those_of_pyproject(project: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.other]\nexlude = 1\n\n[tool.dovetail]\r\n# why\r\nexlude = []\r\n'
    assert faults(project, text, "pyproject.toml") == [(9, "unknown key `exlude`; did you mean `exclude`?")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tool]\ndovetail = 1\n", 2),
        ("tool.dovetail = [1,\n2]\n", 1),
        ("[[tool.dovetail]]\n", 1),
    ],
)
def test_the_table_must_be_a_table(project: Path, text: str, line: int) -> None:
    ((found, message),) = faults(project, text, "pyproject.toml")
    assert found == line
    assert message.startswith("`tool.dovetail` must be a table, not a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('python-version = "3.7"', '"3.14", "3.15", not "3.7"'),
        ('python-version = "3.12.1"', 'not "3.12.1"'),
        ("python-version = true", "must be a string, in quotes"),
        ("platform = 1979-05-27", "not a date or time"),
        ("roots = ['']", "`roots` has an empty string"),
        ("roots = ['/']", "`roots` names `/`, which is not relative to this file"),
        ("roots = ['dovetail.toml']", "`roots` names `dovetail.toml`, which is no folder"),
        ("severity = 1.5", "`severity` must be a table, not a float"),
        ("per-file-ignores = []", "`per-file-ignores` must be a table, not an array"),
        ("per-file-ignores.x = {}", "`x` must be an array of strings, not a table"),
        ("respect-gitignore = 1", "must be true or false, not an integer"),
        ("respect_gitignore = true", "unknown key `respect_gitignore`; did you mean `respect-gitignore`?"),
        ("extend-select = ['all']", "`all` can only stand in `select`, not in `extend-select`"),
        ('"\\u001b[2J" = 1', "unknown key `\\x1b[2J`"),
    ],
)
def test_wrong_values_are_refused(project: Path, text: str, message: str) -> None:
    ((line, found),) = faults(project, f"\n{text}\n")
    assert (line, message in found) == (2, True), found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = = 2\n", 2, "not valid TOML: Invalid value"),
        ("a = 1\na = 2\n", 2, "not valid TOML: Cannot overwrite a value"),
        ("a = 1\n\nb = [\n  1,\n\n  2,\n", 3, "not valid TOML: Invalid value (at end of document)"),
        ("x", 1, "not valid TOML: "),
        ("a = 1\nb = " + "[" * 100_000, 2, "not valid TOML: nested too deeply"),
        ("a = " + "1" * 5000, 1, "not valid TOML: "),
    ],
)
def test_what_is_not_toml_is_an_error_with_its_line(
    project: Path, text: str, line: int, message: str
) -> None:
    ((found, reason),) = faults(project, text)
    assert found == line
    assert reason.startswith(message)


def test_what_is_not_utf8_is_an_error_with_its_line(project: Path) -> None:
    (project / "dovetail.toml").write_bytes(b"# caf\xc3\xa9\n# caf\xe9\n")
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(project, checks=CHECKS)
    assert caught.value.faults == ((2, "not UTF-8, as TOML must be"),)
    (project / "dovetail.toml").write_bytes(b"\xef\xbb\xbfplatform = 'linux'\n")
    assert read_configuration(project, checks=CHECKS).platform == "linux"


def test_a_broken_pyproject_that_is_not_about_dovetail_is_left_to_others(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project\n")
    assert read_configuration(project, checks=CHECKS) == Configuration()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_configuration_that_cannot_be_read_is_an_error(project: Path) -> None:
    (project / "dovetail.toml").touch(mode=0)
    with pytest.raises(ConfigurationError, match="cannot be read: permission denied"):
        read_configuration(project, checks=CHECKS)


def test_a_link_to_nowhere_is_an_error_and_a_folder_is_none(project: Path) -> None:
    (project / "pyproject.toml").mkdir()
    assert read_configuration(project, checks=CHECKS) == Configuration()
    (project / "dovetail.toml").symlink_to("nowhere")
    with pytest.raises(ConfigurationError, match="cannot be read: no such file"):
        read_configuration(project, checks=CHECKS)


def test_without_the_checks_any_name_will_do(project: Path) -> None:
    (project / "dovetail.toml").write_text("ignore = ['nonsense']\n")
    assert read_configuration(project).ignore == ("nonsense",)


def test_a_file_may_be_named(project: Path) -> None:
    file = project / "other.toml"
    file.write_text("platform = 'linux'\n")
    configuration = read_configuration_file(file, checks=CHECKS)
    assert (configuration.source, configuration.platform) == (file, "linux")
    with pytest.raises(UsageError, match="no configuration file"):
        read_configuration_file(project / "none.toml", checks=CHECKS)
    (project / "pyproject.toml").write_text("platform = 'linux'\n")
    with pytest.raises(UsageError, match=r"no table `\[tool.dovetail\]` in"):
        read_configuration_file(project / "pyproject.toml", checks=CHECKS)


def test_ignores_of_a_file_are_those_of_all_patterns_that_match() -> None:
    configuration = Configuration(
        per_file_ignores=(("tests/**", ("a", "b")), ("conftest.py", ("c",)), ("/setup.py", ("d",)))
    )
    assert configuration.ignored("tests/deep/conftest.py") == {"a", "b", "c"}
    assert configuration.ignored("setup.py") == {"d"}
    assert configuration.ignored("src/setup.py") == frozenset()
    assert Configuration().ignored("setup.py") == frozenset()


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        # the examples of `man gitignore`, and what `git check-ignore` says of the others
        ("hello.*", "a/hello.py", True),
        ("/hello.*", "a/hello.py", False),
        ("/hello.*", "hello.py", True),
        ("doc/frotz", "doc/frotz", True),
        ("doc/frotz", "a/doc/frotz", False),
        ("frotz/", "frotz", False),
        ("frotz/", "a/frotz/b.py", True),
        ("foo/*", "foo/test.py", True),
        ("foo/*", "foo/bar/hello.py", True),
        ("foo/*.py", "foo/bar/hello.py", False),
        ("**/foo", "foo", True),
        ("**/foo/bar", "a/b/foo/bar", True),
        ("abc/**", "abc/x/y.py", True),
        ("abc/**", "abc", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("**/", "a.py", False),
        ("**/", "a/b.py", True),
        ("?.py", "a.py", True),
        ("?.py", "ab.py", False),
        ("[a-c].py", "b.py", True),
        ("[!a-c].py", "b.py", False),
        ("[]a]", "]", True),
        ("a[!b]c", "a/c", False),
        ("[", "[", True),
        ("\\*.py", "*.py", True),
        ("\\*.py", "a.py", False),
        ("a.py", "axpy", False),
        ("*", "new\nline.py", True),
    ],
)
def test_patterns_are_those_of_gitignore(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is expected


STATEMENTS = st.lists(
    st.sampled_from(
        [
            ["{key} = 1"],
            ["{key} = ["],
            ["{key} = [", "  1, # ]", "", "  2,", "]"],
            ['{key} = """', "[tool.dovetail]", 'k0 = 1"""'],
            ["{key}.inner = 1", "{key}.other = 2"],
            ["# k0 = 1", "", "{key} = { inner = 1 }"],
            ["[{key}]", "inner = 1"],
            ["[[{key}]]", "[[{key}]]"],
        ]
    ),
    min_size=1,
    max_size=8,
)


@given(STATEMENTS, st.booleans())
def test_the_line_of_a_key_is_where_its_statement_begins(statements: list[list[str]], crlf: bool) -> None:  # noqa: FBT001
    lines: list[str] = []
    expected: dict[str, int] = {}
    # tables last: what follows a header belongs to its table
    for number, statement in enumerate(sorted(statements, key=lambda rows: rows[0].startswith("["))):
        first = next(n for n, row in enumerate(statement) if row and not row.startswith("#"))
        expected[f"k{number}"] = len(lines) + first + 1
        lines += [row.replace("{key}", f"k{number}") for row in statement]
    text = ("\r\n" if crlf else "\n").join(lines)
    try:
        tomllib.loads(text)
    except ValueError:  # the statement that does not end
        return
    document = Lines(text)
    assert {key: document.of((key,)) for key in expected} == expected


def test_finding_nothing_imports_nothing(project: Path) -> None:
    program = (
        "import sys; from dovetail.configuration import read_configuration;"
        f"read_configuration({str(project)!r}); print(*sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(dovetail.__file__).parents[1])}
    # -S: site may load any of them
    run = subprocess.run(
        [sys.executable, "-S", "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "dovetail.configuration" in loaded
    assert not loaded & {"pathlib", "typing", "re", "dataclasses", "tomllib", "difflib", "enum"}
