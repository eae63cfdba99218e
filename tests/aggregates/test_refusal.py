from __future__ import annotations

from typing import ClassVar

import pytest

from aggregates.ticket_refusals import StatusIsNotReachable, TicketIsClosed
from events.values.refusal import Listed, Refusal
from events.values.ticket import STATUSES


class TheDoorIsShut(Refusal):
    """The door {door} is shut since {hour}.
    Knock, and wait.

    This paragraph is for whoever reads the code.
    """

    ru: ClassVar[str] = "Дверь {door} закрыта с {hour}. Постучите и подождите."
    rule: ClassVar[str] = "row 1"
    field = "door"


def test_a_refusal_is_its_docstring_s_first_paragraph_with_the_names_filled_in() -> None:
    refusal = TheDoorIsShut(door="№ 3", hour=18)
    assert refusal.text.en == "The door № 3 is shut since 18. Knock, and wait."
    assert refusal.text.ru == "Дверь № 3 закрыта с 18. Постучите и подождите."
    assert str(refusal) == refusal.text.en


def test_a_refusal_has_a_code_a_rule_and_a_field_that_may_be_told_more_exactly() -> None:
    assert TheDoorIsShut.code() == "the-door-is-shut"
    assert (TheDoorIsShut(door="a", hour=1).field, TheDoorIsShut(field="rooms[2].door", door="a", hour=1).field) == (
        "door",
        "rooms[2].door",
    )
    assert TheDoorIsShut.field == "door"
    assert TheDoorIsShut.rule == "row 1"


def test_a_refusal_without_its_names_is_a_mistake_that_shows_at_once() -> None:
    with pytest.raises(KeyError, match="number"):
        TicketIsClosed()


def test_statuses_are_named_in_the_reader_s_language() -> None:
    ways = Listed({code: STATUSES[code].name for code in ("resolved", "reopened")})
    refusal = StatusIsNotReachable(now=STATUSES["closed"].name, wanted=STATUSES["on_hold"].name, ways=ways)
    assert "«Закрыта»" in refusal.text.ru
    assert "«Отложена»" in refusal.text.ru
    assert "“Closed”" in refusal.text.en
    assert "“On hold”" in refusal.text.en
    assert "«Решена», «Возобновлена»." in refusal.text.ru
    assert "“Resolved”, “Reopened”." in refusal.text.en
    assert refusal.parameters == {"ways": ("resolved", "reopened")}


def test_an_empty_list_says_so() -> None:
    nothing = StatusIsNotReachable(now=STATUSES["new"].name, wanted=STATUSES["new"].name, ways=Listed({}))
    assert nothing.text.ru.endswith("открыто: ничего.")
    assert nothing.text.en.endswith("take it to: nothing.")
