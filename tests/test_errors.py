import pickle
from pathlib import Path

import pytest

from dovetail.errors import ConfigurationError, DovetailError, UsageError


def test_an_error_reads_as_its_message_and_keeps_its_hint() -> None:
    error = UsageError("no check `import-cylce`", hint="did you mean `import-cycle`?")
    assert str(error) == "no check `import-cylce`"
    assert error.hint == "did you mean `import-cycle`?"
    assert isinstance(error, DovetailError)


def test_no_control_character_of_a_file_name_reaches_the_terminal() -> None:
    error = DovetailError("cannot read \x1b[2J\u202e.py", hint="rename \r it")
    assert str(error) == "cannot read \\x1b[2J\\u202e.py"
    assert error.hint == "rename \\r it"


def test_a_configuration_error_lists_every_fault_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = ConfigurationError(tmp_path / "dovetail.toml", [(3, "one"), (7, "two\nlines"), (None, "three")])
    assert str(error) == "dovetail.toml:3: one\ndovetail.toml:7: two\\nlines\ndovetail.toml: three"
    assert error.line == 3
    assert error.path == tmp_path / "dovetail.toml"


def test_a_path_outside_of_the_current_folder_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    file = tmp_path / "dovetail.toml"
    assert str(ConfigurationError(file, [(1, "wrong")])) == f"{file}:1: wrong"


def test_errors_cross_processes() -> None:
    error = ConfigurationError(Path("dovetail.toml"), [(3, "one")], hint="mend it")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.hint, again.line) == (str(error), "mend it", 3)
    usage = pickle.loads(pickle.dumps(UsageError("no", hint="yes")))
    assert (str(usage), usage.hint) == ("no", "yes")
