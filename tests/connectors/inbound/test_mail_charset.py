"""Bytes of unknown charset read as what they most likely are, also when they are few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.inbound.mail.parsing.charset import CYRILLIC, decoded, one_line

PHRASES = (
    "Привет",
    "не печатает",
    "СРОЧНО! ВНИМАНИЕ",
    "Здравствуйте, у меня 1С не открывается",
    "«Отчёт» за ноябрь",
    "Щукин",
    "пароль VPN",
)


@pytest.mark.parametrize("charset", CYRILLIC)
@pytest.mark.parametrize("phrase", PHRASES)
def test_short_russian_is_told_among_three_charsets(phrase: str, charset: str) -> None:
    wire = phrase.encode(charset, "replace")
    assert decoded(wire) == wire.decode(charset)


@pytest.mark.parametrize("declared", [*CYRILLIC, "iso-8859-1", "us-ascii", "no-such-charset", "hex", "\0"])
def test_a_false_charset_is_not_believed(declared: str) -> None:
    assert decoded("Принтер не печатает".encode("koi8-r"), declared) == "Принтер не печатает"


@pytest.mark.parametrize("text", ["café crème", "Müller, Straße", "naïve"])
def test_western_letters_are_not_made_cyrillic(text: str) -> None:
    assert decoded(text.encode("latin-1"), "iso-8859-1") == text


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "us-ascii", "utf-8", ""])
@pytest.mark.parametrize("text", ["Same here – since Monday", "It’s “fine” now…", "naïve café", "5 € each"])
def test_the_dashes_and_quotes_of_windows_are_no_cyrillic_letters(text: str, declared: str) -> None:
    assert decoded(text.encode("cp1252"), declared) == text


@pytest.mark.parametrize("text", ["Принтер — на 3-м этаже", "Größe"])
def test_damaged_utf_8_stays_readable_around_the_damage(text: str) -> None:
    assert decoded(text.encode() + b"\xd0", "utf-8") == text + "\ufffd"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_reading_never_fails(content: bytes, declared: str) -> None:
    assert "\n" not in one_line(decoded(content, declared), 50)
