from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from events.values.faults import InvalidValue
from events.values.identity import named, ticket_id
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, STATUSES, Attachment, Level
from tests import people
from tests.support.keyed import reservation, sender_id


@pytest.mark.parametrize(
    ("viewer", "is_staff"),
    [
        (people.ADMINISTRATOR, True),
        (people.TECHNOLOGIST, True),
        (people.OPERATOR, True),
        (people.SPECIALIST_OF_THE_SECOND_LINE, True),
        (people.AUDITOR, False),
        (people.REQUESTER, False),
        (people.NOBODY, False),
        (people.THE_DESK, False),
    ],
    ids=lambda value: value.actor.name if isinstance(value, Viewer) else str(value),
)
def test_row_130_staff_are_those_whose_word_is_a_reaction(viewer: Viewer, *, is_staff: bool) -> None:
    assert viewer.is_staff is is_staff


def test_an_id_computed_from_a_name_never_changes() -> None:
    """Stored streams are found by these: a change here would lose them."""
    assert ticket_id(1001) == UUID("e46286ad-9e40-537d-ba9e-38d01e3eb2d0")
    assert sender_id("Anna@Client.example ") == sender_id("anna@client.example")
    assert reservation("email", "A@b.c") == reservation("email", " a@B.C")
    assert len({reservation("email", "a"), reservation("login", "a"), sender_id("a"), named("ticket", "a")}) == 4


def test_a_text_is_read_in_its_language_and_in_english_by_everybody_else() -> None:
    text = Text("Здравствуйте, {name}", "Hello, {name}")
    assert (text.to("ru"), text.to("en"), text.to("de")) == (text.ru, text.en, text.en)
    assert text.format(name="Анна") == Text("Здравствуйте, Анна", "Hello, Анна")
    assert Text.same("VIP") == Text("VIP", "VIP")


@pytest.mark.parametrize("sha256", ["", "0f" * 31, "0F" * 32, "../../etc/passwd", "zz" * 32, "0f" * 32 + "\n"])
def test_row_173_an_attachment_is_named_by_the_digest_of_its_content(sha256: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Attachment(sha256=sha256, name="a.txt", media_type="text/plain", size_bytes=1)
    assert (caught.value.field, caught.value.rule) == ("sha256", "row 173")


def test_row_125_the_resolution_clock_counts_in_new_in_progress_and_reopened_alone() -> None:
    assert {code for code, status in STATUSES.items() if status.counts} == {"new", "in_progress", "reopened"}


def test_rule_c1_the_reaction_clock_stops_in_progress_and_when_resolved_or_closed_first() -> None:
    assert {code for code, status in STATUSES.items() if status.reacts} == {"in_progress", "resolved", "closed"}


def test_rule_c3_declined_and_merged_tickets_are_over_without_being_met_or_missed() -> None:
    assert {code for code, status in STATUSES.items() if status.cancels} == {"declined", "merged", "taken_back"}
    assert {code for code, status in STATUSES.items() if status.is_final} == {
        "closed",
        "declined",
        "merged",
        "taken_back",
    }


def test_levels_run_from_the_most_pressing_to_the_least() -> None:
    assert LEVELS == ("critical", "high", "normal", "low")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("urgent", Level)
