"""The time that people spent on a ticket: told, corrected, withdrawn; driven by its commands."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.folds.ticket_work import TicketWorkState, TimeState
from events.ticket_time import TimeSpent, TimeSpentCorrected, TimeSpentWithdrawn
from events.values.identity import PersonId, TimeEntryId
from events.values.refusal import Refusal
from events.values.told_time import ToldTime

MOST_ENTRIES = 1_000
"""So many entries a ticket has at most."""


class NoSuchTimeEntry(Refusal):
    """There is no such entry of time on this ticket. Look at its time spent."""

    kind = "missing"
    ru: ClassVar[str] = "В этой заявке нет такой записи о времени. Посмотрите её трудозатраты."
    field = "entry_id"


class TimeIsAhead(Refusal):
    """Nobody has worked until {until} yet. Name a time that has passed, or leave it out for now."""

    ru: ClassVar[str] = "До {until} ещё никто не доработал. Укажите прошедшее время или не указывайте: тогда — сейчас."
    field = "until_at"


class TimeEntryIsNotYours(Refusal):
    """This entry is of somebody else's time. They correct it themselves, or an administrator does."""

    kind = "not_yours"
    ru: ClassVar[str] = "Это запись о чужом времени. Её исправит сам сотрудник или администратор."
    field = "entry_id"


class TooManyTimeEntries(Refusal):
    """A ticket has {most} entries of time at most. Correct one of them."""

    kind = "at_odds"
    ru: ClassVar[str] = "В заявке не больше {most} записей о времени. Исправьте одну из них."


def entry(work: TicketWorkState, entry_id: TimeEntryId) -> TimeState:
    """An entry of the ticket; raises ``NoSuchTimeEntry``."""
    found = work.times.get(entry_id)
    if found is None:
        raise NoSuchTimeEntry
    return found


def spend(work: TicketWorkState, entry: TimeState, *, asker: PersonId, now: datetime) -> list[Fact]:
    """One more entry; it must not end ahead of ``now``. ``asker`` is who asks for the ticket."""
    if len(work.times) >= MOST_ENTRIES:
        raise TooManyTimeEntries(most=MOST_ENTRIES)
    _refuse_ahead(entry.until_at, now)
    return [
        TimeSpent(
            ticket_id=work.ticket_id,
            requester_id=asker,
            entry_id=entry.entry_id,
            person_id=entry.person_id,
            activity=entry.activity,
            seconds=entry.seconds,
            until_at=entry.until_at,
            note=entry.note,
        )
    ]


def correct(work: TicketWorkState, entry: TimeState, *, asker: PersonId, now: datetime) -> list[Fact]:
    """How an entry really was; nothing happens where it was told so."""
    if entry == work.times[entry.entry_id]:
        return []
    _refuse_ahead(entry.until_at, now)
    return [
        TimeSpentCorrected(
            ticket_id=work.ticket_id,
            requester_id=asker,
            entry_id=entry.entry_id,
            activity=entry.activity,
            seconds=entry.seconds,
            until_at=entry.until_at,
            note=entry.note,
        )
    ]


def withdraw(work: TicketWorkState, found: TimeState) -> list[Fact]:
    """An entry was no time spent here."""
    return [TimeSpentWithdrawn(ticket_id=work.ticket_id, entry_id=found.entry_id)]


def _refuse_ahead(until_at: datetime, now: datetime) -> None:
    if until_at > now:
        raise TimeIsAhead(until=ToldTime(until_at))
