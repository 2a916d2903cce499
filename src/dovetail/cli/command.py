"""What words a command takes: declared once, as for argparse, and read without it where they are plain.

To import argparse and to build a parser takes almost as long as Python needs to start. So whatever is plain
(known options, written in full, each with its value) is read here. All else (help, mistakes, what may be
meant in more than one way) is left to a parser that is made from the same declarations.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator, Sequence
    from typing import Any

    _Argument = tuple[str, dict[str, Any]]


class Arguments:
    """The values of a command's arguments, as attributes."""

    def __init__(self, values: dict[str, Any] | None = None) -> None:
        self.__dict__.update(values or {})

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Tell type checkers that there are attributes."""


class Command:
    """One command: its name, what it is for, and its arguments."""

    def __init__(self, name: str, description: str) -> None:
        self.name = name
        self.description = description
        self.arguments: list[tuple[tuple[str, ...], dict[str, Any]]] = []

    def add(self, *names: str, **keywords: Any) -> None:
        """Declare an argument, as `argparse.ArgumentParser.add_argument` takes it.

        Of its keywords these can be used: ``action`` (``store_true``, ``append`` and ``extend``), ``nargs``
        (``?``, ``*`` and ``+``, of an argument without dashes), ``choices``, ``default`` (never a text that
        ``type`` would change), ``type``, ``metavar``, ``dest``, and ``help``, also as a function that returns
        it.
        """
        self.arguments.append((names, keywords))

    def parse(self, words: Sequence[str]) -> Arguments:
        """Return the values of the arguments, by their names.

        Raises `UsageError` for what the command does not take, and SystemExit after ``--help``.
        """
        return self.read_plain(words) or self.parser().parse_args(words, Arguments())

    def parser(self) -> ArgumentParser:
        """Return the parser that decides where words are not plain."""
        from dovetail.cli.parser import Parser

        parser = Parser(prog=f"dovetail {self.name}", description=self.description)
        for names, keywords in self.arguments:
            text = keywords.get("help")
            parser.add_argument(*names, **{**keywords, "help": text() if callable(text) else text})
        return parser

    def read_plain(self, words: Sequence[str]) -> Arguments | None:
        """Return what the parser would return, or None where that is for the parser to say."""
        options: dict[str, _Argument] = {}
        positional: list[_Argument] = []
        values: dict[str, Any] = {}
        for names, keywords in self.arguments:
            name = keywords.get("dest") or names[-1].lstrip("-").replace("-", "_")
            values[name] = keywords.get("default", False if _is_flag(keywords) else None)
            if names[-1].startswith("-"):
                options.update(dict.fromkeys(names, (name, keywords)))
            else:
                positional.append((name, keywords))
        texts: list[str] = []
        ended = False
        rest = iter(words)
        try:
            for word in rest:
                if word.startswith("-"):
                    ended = bool(texts)
                    _option(values, options, word, rest)
                elif ended:  # the parser may take what stands apart for too much
                    return None
                else:
                    texts.append(word)
            _place(values, positional, texts)
        except (KeyError, ValueError, TypeError, StopIteration):
            return None
        return Arguments(values)


def _is_flag(keywords: dict[str, Any]) -> bool:
    return keywords.get("action") == "store_true"


def _option(values: dict[str, Any], options: dict[str, _Argument], word: str, rest: Iterator[str]) -> None:
    """Store what an option says; raises KeyError, ValueError or StopIteration for what is not plain."""
    given, equals, text = word.partition("=")
    name, keywords = options[given]
    if "nargs" in keywords:  # how many words are its own is for the parser to say
        raise ValueError(word)
    if _is_flag(keywords):
        if equals:
            raise ValueError(word)
        values[name] = True
        return
    if equals and not given.startswith("--"):
        raise ValueError(word)
    text = text if equals else next(rest)
    if text.startswith("-"):
        raise ValueError(text)
    _store(values, name, keywords, text)


def _store(values: dict[str, Any], name: str, keywords: dict[str, Any], text: str) -> None:
    """Store the value of an option; raises ValueError for what it does not take."""
    value = keywords.get("type", str)(text)
    if value not in keywords.get("choices", (value,)):
        raise ValueError(text)
    match keywords.get("action"):
        case "append":
            values[name] = [*(values[name] or ()), value]
        case "extend":
            values[name] = [*(values[name] or ()), *value]
        case _:
            values[name] = value


def _place(values: dict[str, Any], positional: list[_Argument], texts: list[str]) -> None:
    """Give the words without dashes to the arguments; raises ValueError if there are too few or too many."""
    rest = list(texts)
    for name, keywords in positional:
        match keywords.get("nargs"):
            case "+":
                values[name], rest = rest, []
                if not values[name]:
                    raise ValueError(name)
            case "*":
                values[name], rest = rest or values[name] or [], []
            case "?" if not rest:
                pass
            case _:
                if not rest:
                    raise ValueError(name)
                _store(values, name, keywords, rest.pop(0))
    if rest:
        raise ValueError(rest[0])
