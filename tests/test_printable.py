import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.printable import encodable, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `text` ümlaut 日本 🐍", "plain `text` ümlaut 日本 🐍"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\u202e\u2066\ufeff\u200b", "\\u202e\\u2066\\ufeff\\u200b"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\U000e0041", "\\U000e0041"),
        ("caf\udce9.py", "caf\\xe9.py"),
        ("\ud800", "\\ud800"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
    ],
)
def test_hidden_characters_become_escapes(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_characters_may_be_kept() -> None:
    assert printable("a\nb\x1bc", keep="\n") == "a\nb\\x1bc"


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_hidden_is_left(text: str) -> None:
    categories = {unicodedata.category(c) for c in printable(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(exclude_categories=[])))
def test_encodable_text_is_unicode_and_unicode_stays(text: str) -> None:
    encodable(text).encode()
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert encodable(text) == text


def test_a_byte_that_is_not_utf8_stays_known() -> None:
    assert encodable(b"caf\xe9\n.py".decode("utf-8", "surrogateescape")) == "caf\\xe9\n.py"
