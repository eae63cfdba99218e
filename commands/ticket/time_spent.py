"""Tell the time that was spent on a ticket, correct it and take it back."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from aggregates import ticket_time_spent
from aggregates.person import NoSuchPerson, Person
from aggregates.ticket_time_spent import TimeEntryIsNotYours
from commands.able import refuse_who_takes_no_tickets
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Instant, kept, refuse_nothing
from commands.permissions import administers
from commands.ticket.access import told
from commands.ticket.around import ticket_and_work
from events.folds.ticket_work import TimeState
from events.values.identity import PersonId, TicketId, TimeEntryId
from events.values.time_spent import LONGEST_S, Activity

Minutes = Annotated[int, Meta(ge=1, le=LONGEST_S // 60, description="Whole minutes, 1 to 1440.")]


class SpendTime(Command, frozen=True, kw_only=True):
    """Say how long somebody worked on the ticket, what with, and until when; oneself and now, unless named."""

    name: ClassVar[str] = "spend-time"

    ticket_id: TicketId
    minutes: Minutes
    activity: Activity = "work"
    person_id: PersonId | None = None
    until_at: Instant | None = None
    note: Body = ""


@handles(SpendTime)
def spend_time(command: SpendTime, work: UnitOfWork) -> UUID:
    """Also on a ticket that is over: people write their hours down in the evening. Others' time is administrators'."""
    now = work.at
    found, one = ticket_and_work(work, command.ticket_id)
    me = PersonId(work.viewer.actor.id)
    person_id = command.person_id or me
    if person_id != me:
        _refuse_others_time(work, "person_id")
        person = work.load(person_id, Person.fold, NoSuchPerson(field="person_id"))
        refuse_who_takes_no_tickets(work, person, "person_id")
    entry = TimeState(
        entry_id=TimeEntryId(work.new_id("time")),
        person_id=person_id,
        activity=command.activity,
        seconds=command.minutes * 60,
        until_at=command.until_at or now,
        note=command.note,
    )
    return told(work, found, ticket_time_spent.spend(one, entry, asker=found.requester_id, now=max(now, work.at)))


class CorrectTimeSpent(Command, frozen=True, kw_only=True):
    """Say how an entry of time really was; what is not named stays."""

    name: ClassVar[str] = "correct-time-spent"

    ticket_id: TicketId
    entry_id: TimeEntryId
    minutes: Minutes | UnsetType = UNSET
    activity: Activity | UnsetType = UNSET
    until_at: Instant | UnsetType = UNSET
    note: Body | UnsetType = UNSET


@handles(CorrectTimeSpent)
def correct_time_spent(command: CorrectTimeSpent, work: UnitOfWork) -> UUID:
    """Everybody corrects their own, administrators anybody's."""
    found, one = ticket_and_work(work, command.ticket_id)
    refuse_nothing(command)
    entry = ticket_time_spent.entry(one, command.entry_id)
    _refuse_foreign(work, entry)
    corrected = replace(
        entry,
        activity=kept(command.activity, entry.activity),
        seconds=entry.seconds if command.minutes is UNSET else command.minutes * 60,
        until_at=kept(command.until_at, entry.until_at),
        note=kept(command.note, entry.note),
    )
    return told(work, found, ticket_time_spent.correct(one, corrected, asker=found.requester_id, now=work.at))


class WithdrawTimeSpent(Command, frozen=True, kw_only=True):
    """Take an entry of time back: it was not spent on this ticket."""

    name: ClassVar[str] = "withdraw-time-spent"

    ticket_id: TicketId
    entry_id: TimeEntryId


@handles(WithdrawTimeSpent)
def withdraw_time_spent(command: WithdrawTimeSpent, work: UnitOfWork) -> UUID:
    """Everybody takes back their own, administrators anybody's."""
    found, one = ticket_and_work(work, command.ticket_id)
    entry = ticket_time_spent.entry(one, command.entry_id)
    _refuse_foreign(work, entry)
    return told(work, found, ticket_time_spent.withdraw(one, entry))


def _refuse_foreign(work: UnitOfWork, entry: TimeState) -> None:
    if entry.person_id != work.viewer.actor.id:
        _refuse_others_time(work, "entry_id")


def _refuse_others_time(work: UnitOfWork, field: str) -> None:
    if not administers(work.viewer):
        raise TimeEntryIsNotYours(field=field)
