"""Of every fact of a ticket it is known which fields of the card it touches."""

from __future__ import annotations

from events.folds.ticket import TICKET
from projections.facts.touched_fields import TOUCHED, touched
from projections.ticket.card import WholeCard


def test_every_fact_of_a_ticket_has_a_row_and_every_field_stands_on_the_card() -> None:
    assert TOUCHED.keys() >= {*TICKET.facts, *TICKET.passed_over}
    assert {field for fields in TOUCHED.values() for field in fields} <= {*WholeCard.__struct_fields__}


def test_what_was_corrected_says_which_and_an_unknown_fact_touches_nothing() -> None:
    assert touched("ticket.reworded@1", {"corrected": ["subject"]}) == ("subject",)
    assert touched("ticket.assigned@2", {}) == ("team_id", "responsible_id")
    assert touched("ticket.sung@1", {}) == ()
