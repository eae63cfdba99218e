"""A ticket is shown to a person or to a group of rights beside those who see it anyway, and shown no longer."""

from __future__ import annotations

from uuid import UUID

import pytest

from aggregates.person_refusals import PersonIsDeactivated
from aggregates.ticket_company import RequesterNeedsNoCopy
from aggregates.ticket_refusals import NoSuchTicket
from aggregates.ticket_sharing import GroupIsNotSharedWith, ShareNamesOne
from commands.command import Command
from commands.refusals import NotAllowed, TicketIsOnlyRead
from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.talk import CommentOnTicket
from events.person import PersonDeactivated, PersonRegistered
from events.ticket_shares import TicketShared, TicketShareEnded
from events.values.identity import PersonId
from events.values.people import Group, Viewer
from events.values.person_name import PersonName
from tests.dsl import Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_people import CLIENT
from tests.people import ANNA, OPERATOR, REQUESTER, SEMYON, SPECIALIST_OF_THE_SECOND_LINE, viewer

BORIS = PersonId(UUID(int=811))
BORIS_S = PersonRegistered(person_id=BORIS, kind="contact", name=PersonName("Белов", "Борис"), unit_id=CLIENT)
BORIS_ASKS = viewer(BORIS, "Белов Борис", "requester")
WITH_BORIS = ShareTicket(ticket_id=TICKET, person_id=BORIS)
WITH_SECOND_LINE = ShareTicket(ticket_id=TICKET, group="second_line")


def story(*more: PersonDeactivated) -> Story:
    return given(*DESK, REGISTERED, BORIS_S, *more)


def comment(told: Story, by: Viewer) -> Story:
    return told.when(CommentOnTicket(ticket_id=TICKET, body="Я тоже"), by=by)


def test_it_is_told_once_and_taken_back_once() -> None:
    told = story()
    told.when(WITH_BORIS, by=OPERATOR).then(TicketShared(ticket_id=TICKET, person_id=BORIS))
    told.when(WITH_BORIS, by=OPERATOR).then_nothing()
    end = EndTicketShare(ticket_id=TICKET, person_id=BORIS)
    told.when(end, by=OPERATOR).then(TicketShareEnded(ticket_id=TICKET, person_id=BORIS))
    told.when(end, by=OPERATOR).then_nothing()


@pytest.mark.parametrize(
    ("share", "reader"), [(WITH_BORIS, BORIS_ASKS), (WITH_SECOND_LINE, SPECIALIST_OF_THE_SECOND_LINE)]
)
def test_whoever_it_is_shared_with_reads_it_and_writes_nothing_on_it(share: ShareTicket, reader: Viewer) -> None:
    told = story()
    comment(told, reader).then_refused(NoSuchTicket)
    comment(told.when(share, by=OPERATOR), reader).then_refused(TicketIsOnlyRead)
    end = EndTicketShare(ticket_id=TICKET, person_id=share.person_id, group=share.group)
    comment(told.when(end, by=OPERATOR), reader).then_refused(NoSuchTicket)


@pytest.mark.parametrize(
    ("share", "refusal", "field"),
    [
        (ShareTicket(ticket_id=TICKET, person_id=BORIS, group="second_line"), ShareNamesOne, "person_id"),
        (EndTicketShare(ticket_id=TICKET, person_id=BORIS, group="second_line"), ShareNamesOne, "person_id"),
        (ShareTicket(ticket_id=TICKET, group="requester"), GroupIsNotSharedWith, "group"),
        (ShareTicket(ticket_id=TICKET, group="auditor"), GroupIsNotSharedWith, "group"),
        (ShareTicket(ticket_id=TICKET, person_id=ANNA), RequesterNeedsNoCopy, "person_id"),
    ],
)
def test_what_is_shared_with_nobody_or_with_everybody_is_refused(
    share: Command, refusal: type[ShareNamesOne], field: str
) -> None:
    story().when(share, by=OPERATOR).then_refused(refusal, field=field)


def test_nobody_without_access_is_shown_anything() -> None:
    gone = PersonDeactivated(person_id=BORIS, reason="Уволился")
    story(gone).when(WITH_BORIS, by=OPERATOR).then_refused(PersonIsDeactivated, field="person_id")


def test_a_requester_shares_nothing() -> None:
    story().when(WITH_BORIS, by=REQUESTER).then_refused(NotAllowed)


def test_a_group_that_somebody_holds_no_longer_shows_them_nothing() -> None:
    told = story().when(WITH_SECOND_LINE, by=OPERATOR)
    groups: frozenset[Group] = frozenset({"requester"})
    without = Viewer(actor=SPECIALIST_OF_THE_SECOND_LINE.actor, groups=groups)
    assert without.actor.id == SEMYON
    comment(told, without).then_refused(NoSuchTicket)
