import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.source.decoding import decode, lines, to_bytes, to_characters


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = '\xc3\xa9'\n", "x = 'é'\n"),
        (b"\xef\xbb\xbfx\n", "x\n"),
        (b"# -*- coding: latin-1 -*-\n'\xe9'\n", "# -*- coding: latin-1 -*-\n'é'\n"),
        (b"#!/usr/bin/python\r\n# vim: set fileencoding=cp1252 :\r\n'\x80'", "'€'"),
        (b"#!python\r#coding:cp1252\r'\x80'", "'€'"),
        (b"x = 1\n# coding: latin-1\n'\xe9'\n", "'\udce9'"),
        (b"\n\n# coding: latin-1\n'\xe9'\n", "'\udce9'"),
        (b"# coding: utf-8\n'\xe9'\n", "'\udce9'"),
        (b"# coding: nonsense\n'\xc3\xa9'\n", "'é'"),
        (b"# coding: zlib\n'\xc3\xa9'\n", "'é'"),
        (b"# coding: idna\n'\xc3\xa9'\n", "'é'"),
        (b"# coding: ascii\n'\xe9'\n", "'\ufffd'"),
        (b"", ""),
    ],
)
def test_text_is_decoded_by_mark_and_cookie(data: bytes, text: str) -> None:
    assert text in decode(data)
    assert bool(text) == bool(decode(data))


@given(st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    decode(data)
    decode(b"# coding: " + data)


@given(st.lists(st.sampled_from([b"#", b" ", b"x", b"coding", b":", b"=", b"latin-1", b"\n", b"\r\n"])))
def test_the_cookie_is_the_one_that_python_finds(parts: list[bytes]) -> None:
    data = b"".join(parts)
    try:
        name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:  # an unknown encoding
        return
    assert decode(data + b"\n\xe9")[-1] == ("é" if name == "iso-8859-1" else "\udce9")


def test_lines_end_where_they_do_for_python() -> None:
    assert lines("a\nb\r\nc\rd\x0ce\u2028f\x1c") == ["a", "b", "c", "d\x0ce\u2028f\x1c"]
    assert lines("a\n") == ["a", ""]


@given(st.binary())
def test_columns_in_bytes_and_in_characters_are_each_other(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert to_bytes(text, len(text)) == len(data)
    for column in range(len(text) + 1):
        assert to_characters(text, to_bytes(text, column)) == column


def test_a_column_beyond_the_end_is_the_end() -> None:
    assert to_characters("ab", 9) == 2
    assert to_characters("aé", 9) == 2
    assert to_characters("\ud800é", 2) == 2
