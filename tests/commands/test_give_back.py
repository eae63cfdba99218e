"""What somebody took by mistake is given back in one act, with the beginning of the work (0239)."""

from __future__ import annotations

from uuid import UUID, uuid5

from aggregates.ticket_refusals import NobodyBeganIt, NotTakenByOneself, TicketIsClosed
from commands.ticket.give_back import GiveTicketBack, UnstartTicket
from commands.ticket.take import TakeTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.undo import UndoBulk
from commands.ticket.work import AssignTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.fact import Fact
from events.ticket import TicketAssigned, TicketClosed, TicketMoved, TicketUnassigned
from events.values.identity import CommandId
from events.values.people import Responsible
from events.values.ticket import STATUSES
from tests.dsl import Like, Story, given
from tests.gallery import DESK, IN_PROGRESS, ON_HOLD, REGISTERED, TICKET
from tests.people import ADMINISTRATOR, FIRST_LINE, OLGA, OPERATOR, SECOND_LINE, SEMYON

GIVE_BACK, UNSTART = GiveTicketBack(ticket_id=TICKET), UnstartTicket(ticket_id=TICKET)
NEW_AGAIN = Like(TicketMoved, status=STATUSES["new"])
WHOLE = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))


def taken(*before: Fact, **said: bool) -> Story:
    """A ticket that Olga has just taken."""
    take = TakeTicket(ticket_id=TICKET, team_id=FIRST_LINE, **said)
    return given(*DESK, REGISTERED, *before).when(take, by=OPERATOR)


def test_it_stands_where_it_did_with_whoever_had_it() -> None:
    taken(WHOLE).when(GIVE_BACK, by=OPERATOR).then(NEW_AGAIN, WHOLE)
    nobody = TicketUnassigned(ticket_id=TICKET)
    taken(nobody).when(GIVE_BACK, by=OPERATOR).then(NEW_AGAIN, Like(TicketUnassigned))
    theirs = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON))
    taken(theirs, take_over=True).when(GIVE_BACK, by=OPERATOR).then(NEW_AGAIN, theirs)


def test_what_was_not_begun_with_the_taking_is_not_taken_back_and_what_was_said_since_stays() -> None:
    taken(WHOLE, start=False).when(GIVE_BACK, by=OPERATOR).then(WHOLE)
    taken(WHOLE, IN_PROGRESS).when(GIVE_BACK, by=OPERATOR).then(WHOLE)
    story = taken(WHOLE).when(CommentOnTicket(ticket_id=TICKET, body="Это не к нам"), by=OPERATOR)
    story.when(GIVE_BACK, by=OPERATOR).then(NEW_AGAIN, WHOLE)
    story = taken(WHOLE).when(PutTicketOnHold(ticket_id=TICKET, reason="Ждём"), by=OPERATOR)
    story.when(GIVE_BACK, by=OPERATOR).then(WHOLE)


def test_only_who_took_it_gives_it_back_and_as_long_as_it_is_theirs() -> None:
    taken(WHOLE).when(GIVE_BACK, by=ADMINISTRATOR).then_refused(NotTakenByOneself)
    given(*DESK, REGISTERED).when(GIVE_BACK, by=OPERATOR).then_refused(NotTakenByOneself)
    to_her = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
    given(*DESK, REGISTERED, WHOLE, to_her).when(GIVE_BACK, by=OPERATOR).then_refused(NotTakenByOneself)
    passed = taken(WHOLE).when(AssignTicket(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)), by=OPERATOR)
    passed.when(GIVE_BACK, by=OPERATOR).then_refused(NotTakenByOneself)
    taken(WHOLE).when(GIVE_BACK, by=OPERATOR).when(GIVE_BACK, by=OPERATOR).then_refused(NotTakenByOneself)
    taken(WHOLE).given(TicketClosed(ticket_id=TICKET)).when(GIVE_BACK, by=OPERATOR).then_refused(TicketIsClosed)


def test_the_work_had_not_begun_where_it_stands_as_that_put_it() -> None:
    start = PutTicketInProgress(ticket_id=TICKET)
    given(*DESK, REGISTERED).when(start, by=OPERATOR).when(UNSTART, by=OPERATOR).then(NEW_AGAIN)
    waited = given(*DESK, REGISTERED, ON_HOLD, IN_PROGRESS).when(UNSTART, by=OPERATOR)
    waited.then(Like(TicketMoved, status=STATUSES["on_hold"], reason=ON_HOLD.reason))
    for story in (
        given(*DESK, REGISTERED),
        given(*DESK, REGISTERED, IN_PROGRESS).when(ResolveTicket(ticket_id=TICKET, solution="Готово"), by=OPERATOR),
        given(*DESK, REGISTERED, IN_PROGRESS).when(UNSTART, by=OPERATOR),
    ):
        story.when(UNSTART, by=OPERATOR).then_refused(NobodyBeganIt)


def test_a_bulk_order_that_took_tickets_is_undone() -> None:
    job, story = UUID(int=5), given(*DESK, REGISTERED, WHOLE)
    take = TakeTicket(ticket_id=TICKET, team_id=FIRST_LINE)
    story.bus.execute(take, viewer=OPERATOR, command_id=CommandId(uuid5(job, str(TICKET))))
    story.when(UndoBulk(ticket_id=TICKET, job_id=job), by=OPERATOR).then(NEW_AGAIN, WHOLE)
