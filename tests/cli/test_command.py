"""Words that are read without argparse mean what argparse says."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dovetail.cli import COMMANDS
from dovetail.cli.command import Command
from dovetail.errors import DovetailError

NAMES = [name for name, _ in COMMANDS]
VALUES = [
    "json",
    "text",
    "eager",
    "x",
    "3",
    "",
    "a=b",
    "-",
    "-1",
    "--",
    "-x",
    "-v=1",
    "--format",
    "linux",
    "-h",
]


def of(name: str) -> Command:
    command = import_module(f"dovetail.cli.{name}").command()
    assert isinstance(command, Command)
    return command


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a command and words that it may take."""
    name = draw(st.sampled_from(NAMES))
    options = [word for names, _ in of(name).arguments for word in names if word.startswith("-")]
    option = st.sampled_from(options or ["--none"])
    value = st.sampled_from(VALUES)
    word = st.one_of(option, value, st.builds("{}={}".format, option, value), option.map(lambda o: o[:-1]))
    return name, draw(st.lists(word, max_size=6))


@given(lines())
@settings(max_examples=1500, deadline=None)
def test_plain_words_are_read_as_argparse_reads_them(line: tuple[str, list[str]]) -> None:
    name, words = line
    plain = of(name).read_plain(words)
    if plain is not None:
        assert vars(plain) == vars(of(name).parser().parse_args(words))


@pytest.mark.parametrize("name", NAMES)
def test_what_people_write_is_plain(name: str) -> None:
    """Otherwise nothing would be gained."""
    words = {
        "why": ["a", "b"],
        "trace": ["a"],
        "where": ["a"],
        "imports": ["a.py", "b.py"],
        "publish": ["a.whl"],
        "env": ["check"],
    }.get(name, [])
    assert of(name).read_plain(words) is not None
    if name != "explain":
        known = [*words, "--format", "json"]
        assert vars(of(name).parse(known)) == vars(of(name).parser().parse_args(known))


def test_lists_are_not_shared_between_runs() -> None:
    command = of("check")
    assert command.parse(["--ignore", "a", "--ignore=b,c"]).ignore == ["a", "b", "c"]
    assert command.parse([]).ignore == []


@pytest.mark.parametrize(
    "words", [["--form", "json"], ["--format"], ["--format", "xml"], ["a", "b"], ["--none"]]
)
def test_mistakes_are_left_to_the_parser(words: list[str]) -> None:
    assert of("graph").read_plain(words) is None
    with pytest.raises(DovetailError):
        of("graph").parse(words)
