"""Tags of a ticket: one spelling for what looks the same, each once, others stay."""

from __future__ import annotations

import pytest

from aggregates.ticket_tags import TagIsNotThere, TooManyTags
from commands.refusals import NothingIsAsked
from commands.ticket.tags import TagTicket
from events.ticket_tags import TicketTagged, TicketUntagged
from events.values.faults import InvalidValue
from events.values.tag import MOST_TAGS
from tests.dsl import given
from tests.gallery import CLOSED, DESK, REGISTERED, RESOLVED, TICKET
from tests.people import ANNA, OPERATOR


def test_tags_are_put_on_and_taken_off_in_one_spelling() -> None:
    story = given(*DESK, REGISTERED)
    story.when(TagTicket(ticket_id=TICKET, add=("Принтер", " второй  этаж ", "принтер")), by=OPERATOR)
    story.then(TicketTagged(ticket_id=TICKET, requester_id=ANNA, tags=("принтер", "второй этаж")))
    story.when(TagTicket(ticket_id=TICKET, add=("ПРИНТЕР",)), by=OPERATOR).then_nothing()
    story.when(TagTicket(ticket_id=TICKET, add=("vip",), remove=("Принтер",)), by=OPERATOR)
    story.then(
        TicketUntagged(ticket_id=TICKET, requester_id=ANNA, tags=("принтер",)),
        TicketTagged(ticket_id=TICKET, requester_id=ANNA, tags=("vip",)),
    )


def test_a_ticket_that_is_over_is_tagged_as_well() -> None:
    story = given(*DESK, REGISTERED, RESOLVED, CLOSED)
    story.when(TagTicket(ticket_id=TICKET, add=("разобрать",)), by=OPERATOR)
    story.then(TicketTagged(ticket_id=TICKET, requester_id=ANNA, tags=("разобрать",)))


def test_a_tag_that_is_not_there_is_not_taken_off_and_nothing_asked_is_refused() -> None:
    story = given(*DESK, REGISTERED)
    story.when(TagTicket(ticket_id=TICKET, remove=("нет",)), by=OPERATOR).then_refused(TagIsNotThere, field="remove")
    story.when(TagTicket(ticket_id=TICKET), by=OPERATOR).then_refused(NothingIsAsked)


def test_a_ticket_bears_a_bounded_number_of_tags() -> None:
    story = given(*DESK, REGISTERED)
    story.when(TagTicket(ticket_id=TICKET, add=tuple(f"t{nth}" for nth in range(MOST_TAGS))), by=OPERATOR)
    story.when(TagTicket(ticket_id=TICKET, add=("more",)), by=OPERATOR).then_refused(TooManyTags, field="add")


@pytest.mark.parametrize("tag", ["\u202eабв", "\u200b"])
def test_a_tag_can_be_seen_and_reads_as_it_is_written(tag: str) -> None:
    with pytest.raises(InvalidValue):
        TagTicket(ticket_id=TICKET, add=("хорошо", tag))
