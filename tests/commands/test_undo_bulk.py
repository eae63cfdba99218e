"""Undone, a bulk order leaves each ticket as it was before, where nobody changed it since; else it says who did."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest

from aggregates.undoing_refusals import CannotBeUndone, ChangedSinceThen, NothingToUndo
from commands.command import Command
from commands.ticket.links import LinkTickets
from commands.ticket.macros import ApplyMacro
from commands.ticket.tags import TagTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.undo import UndoBulk
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ResolveTicket,
    UnassignTicket,
)
from events.ticket import (
    TicketAssigned,
    TicketMoved,
    TicketPrioritised,
    TicketReclassified,
    TicketReopened,
    TicketResumed,
)
from events.ticket_links import TicketUnlinked
from events.ticket_tags import TicketUntagged
from events.ticket_words import TicketCommentWithdrawn
from events.values import macro as acts
from events.values.identity import CommandId
from events.values.macro import Offered
from events.values.people import Responsible
from events.values.ticket import STATUSES
from tests.commands.lives import ANOTHER
from tests.dsl import Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_at_hand import MACRO, MACRO_MADE
from tests.people import OPERATOR, SECOND_LINE

JOB = UUID(int=0xB1)
UNDO = UndoBulk(ticket_id=TICKET, job_id=JOB)


def done(command: Command, *facts: Any) -> Story:
    """A desk on which a job did this to the ticket."""
    story = given(*DESK, REGISTERED, ANOTHER, *facts)
    story.bus.execute(command, viewer=OPERATOR, command_id=CommandId(uuid5(JOB, str(TICKET))))
    return story


@pytest.mark.parametrize(
    ("command", "undone"),
    [
        (UnassignTicket(ticket_id=TICKET), Like(TicketAssigned, responsible=REGISTERED.responsible)),
        (
            AssignTicket(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)),
            Like(TicketAssigned, responsible=REGISTERED.responsible),
        ),
        (
            PrioritiseTicket(ticket_id=TICKET, priority="critical"),
            Like(TicketPrioritised, priority=REGISTERED.priority, impact=REGISTERED.impact),
        ),
        (
            ReclassifyTicket(ticket_id=TICKET, attributes={"room": "5"}),
            Like(TicketReclassified, attributes=REGISTERED.attributes),
        ),
        (TagTicket(ticket_id=TICKET, add=("сбой",)), Like(TicketUntagged, tags=("сбой",))),
        (CommentOnTicket(ticket_id=TICKET, body="Всем"), Like(TicketCommentWithdrawn)),
        (PutTicketOnHold(ticket_id=TICKET, reason="Ждём"), Like(TicketResumed)),
        (PutTicketInProgress(ticket_id=TICKET), Like(TicketMoved, status=STATUSES["new"])),
        (ResolveTicket(ticket_id=TICKET, solution="Готово"), Like(TicketReopened)),
    ],
)
def test_each_fact_is_undone_by_its_opposite(command: Command, undone: Any) -> None:
    done(command).when(UNDO, by=OPERATOR).then(undone)


def test_a_link_is_taken_from_both() -> None:
    story = done(LinkTickets(ticket_id=TICKET, kind="related", to=ANOTHER.ticket_id))
    story.when(UNDO, by=OPERATOR).then(Like(TicketUnlinked), Like(TicketUnlinked))


def test_what_a_macro_did_is_undone_the_last_thing_first() -> None:
    several = (acts.SetTags(add=("сбой",)), acts.Say(body="Чиним"), acts.Resolve(solution="Готово"))
    macro = msgspec.structs.replace(MACRO_MADE, acts=several, offered=Offered())
    done(ApplyMacro(ticket_id=TICKET, macro_id=MACRO), macro).when(UNDO, by=OPERATOR).then(
        Like(TicketReopened), Like(TicketCommentWithdrawn), Like(TicketUntagged)
    )


def test_what_somebody_changed_since_stays_and_the_refusal_says_who() -> None:
    story = done(TagTicket(ticket_id=TICKET, add=("сбой",)))
    story.when(CommentOnTicket(ticket_id=TICKET, body="Смотрю"), by=OPERATOR)
    story.when(UNDO, by=OPERATOR).then_refused(ChangedSinceThen, number=REGISTERED.number, person=OPERATOR.actor.name)


def test_it_is_undone_once_and_where_nothing_was_done_nothing_is_undone() -> None:
    story = done(TagTicket(ticket_id=TICKET, add=("сбой",)))
    story.when(UNDO, by=OPERATOR).then(Like(TicketUntagged))
    story.when(UNDO, by=OPERATOR).then_refused(ChangedSinceThen)
    given(*DESK, REGISTERED).when(UNDO, by=OPERATOR).then_refused(NothingToUndo)


def test_what_nothing_undoes_stands_with_all_that_was_done_beside_it() -> None:
    several = (acts.SetTags(add=("сбой",)), acts.Resolve(solution="Готово"), acts.Close())
    macro = msgspec.structs.replace(MACRO_MADE, acts=several, offered=Offered())
    done(ApplyMacro(ticket_id=TICKET, macro_id=MACRO), macro).when(UNDO, by=OPERATOR).then_refused(CannotBeUndone)
    story = done(ResolveTicket(ticket_id=TICKET, solution="Готово"))
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR)
    story.when(UNDO, by=OPERATOR).then_refused(ChangedSinceThen)
