"""One mailbox has one identity however it is spelt, and what no letter would reach is no address (row 66)."""

from __future__ import annotations

import pytest

from events.values.email_address import key, readable, refuse_bad_address, spellings
from events.values.faults import InvalidValue
from events.values.identity import named
from tests.support.keyed import KEYED, reservation, reservations, sender_id, sender_ids


@pytest.mark.parametrize(
    "spelt",
    [
        "cy@пример.рф",
        "cy@xn--e1afmkfd.xn--p1ai",
        "CY@XN--E1AFMKFD.XN--P1AI",
        " Cy@Пример.РФ ",
        "cy@пример。рф",
        "cy@пример.xn--p1ai",
        "cy@пример.рф.",
    ],
)
def test_a_mailbox_is_known_by_one_key_and_read_in_its_own_letters(spelt: str) -> None:
    assert key(spelt) == "cy@xn--e1afmkfd.xn--p1ai"
    assert readable(spelt) == "cy@пример.рф"
    assert sender_id(spelt) == sender_id("cy@пример.рф")
    assert reservation("email", spelt) == reservation("email", "cy@пример.рф")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cy@пример.рф", "cy@primer.rf"),
        ("cy@straße.example", "cy@strasse.example"),
        ("cy@a.example", "cy@b.example"),
        ("c.y@a.example", "cy@a.example"),
        ("cy@xn--e1afmkfd", "cy@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert set(reservations("email", one)).isdisjoint(reservations("email", other))


def test_letters_with_marks_are_the_same_however_they_are_composed() -> None:
    assert key("andre\u0301@café.example") == key("andr\u00e9@cafe\u0301.example")


def test_what_was_recorded_under_an_earlier_spelling_is_found() -> None:
    assert spellings("cy@xn--e1afmkfd.xn--p1ai") == ("cy@xn--e1afmkfd.xn--p1ai", "cy@пример.рф")
    assert named("reservation:email", "cy@пример.рф") in reservations("email", "CY@xn--e1afmkfd.xn--p1ai")
    assert named("sender", "cy@пример.рф") in sender_ids("cy@xn--e1afmkfd.xn--p1ai")
    # Most addresses have one spelling, and what it was known by before ids were keyed never moves.
    assert reservations("email", "Anna@Client.EXAMPLE") == (
        KEYED.id("reservation:email", "anna@client.example"),
        named("reservation:email", "anna@client.example"),
    )
    assert sender_ids("Anna@Client.EXAMPLE") == (
        KEYED.id("sender", "anna@client.example"),
        named("sender", "anna@client.example"),
    )
    assert reservations("login", "Anna@Client.EXAMPLE")[0] == KEYED.id("reservation:login", "anna@client.example")


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example",
        "a.b+c_d-e@mail.x.example",
        "o'neil@x.example",
        "пётр@пример.рф",
        "a@xn--e1afmkfd.xn--p1ai",
        "1@1.example",
        f"{'a' * 64}@x.example",
        " a@x.example ",
    ],
)
def test_addresses_that_letters_reach_are_taken(address: str) -> None:
    refuse_bad_address(address, "emails[0]")


ODD = [
    "a@x",
    "a@localhost",
    "a@x..example",
    "a@.x.example",
    "a@x.example.",
    "a@",
    "@x.example",
    "a",
    "",
    ".a@x.example",
    "a.@x.example",
    "a..b@x.example",
    "a,b@x.example",
    "a;b@x.example",
    "a:b@x.example",
    "a b@x.example",
    "a@x y.example",
    '"a b"@x.example',
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a@b@x.example",
    "a<b@x.example",
    "a(b)@x.example",
    "a\\b@x.example",
    "a\n@x.example",
    "a@x\t.example",
    "a\x00@x.example",
    "a\u200b@x.example",
    "a@-x.example",
    "a@x-.example",
    "a@x_y.example",
    "a@x!.example",
    "a@xn--.example",
    "a@xn--zzzzzzzz99999.example",
    f"a@{'x' * 64}.example",
    f"{'a' * 65}@x.example",
    f"a@{'x.' * 130}example",
    f"a@{'п' * 60}.рф",
]


@pytest.mark.parametrize("address", ODD)
def test_what_no_letter_reaches_is_refused_by_the_field(address: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        refuse_bad_address(address, "emails[0]")
    assert refused.value.field == "emails[0]"
    assert "name@company.example" in refused.value.text.en


@pytest.mark.parametrize("address", ODD)
def test_whatever_a_header_holds_has_a_key_that_stays_when_it_is_read(address: str) -> None:
    assert key(readable(address)) == key(address)
