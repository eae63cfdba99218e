"""The checklist of a ticket: items added, ticked off, unticked, reworded, reordered, withdrawn; driven by commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from events.fact import Fact
from events.folds.ticket_checks import CheckState
from events.folds.ticket_work import TicketWorkState
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksReordered,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.values.checklist import MOST_CHECKS
from events.values.identity import CheckId, PersonId
from events.values.refusal import Refusal


class NoSuchCheck(Refusal):
    """There is no such item on the checklist of this ticket. Look at its checklist."""

    kind = "missing"
    ru: ClassVar[str] = "В чек-листе этой заявки нет такого пункта. Посмотрите её чек-лист."
    field = "check_id"


class CheckIsWithdrawn(Refusal):
    """The item “{words}” was withdrawn and takes no changes. Restore it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Пункт «{words}» снят и не меняется. Сначала верните его."
    field = "check_id"


class TooManyChecks(Refusal):
    """The checklist of a ticket has {most} items at most, and {there} stand there. Withdraw some, or add fewer."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "В чек-листе заявки не больше {most} пунктов, уже есть {there}. Снимите лишние или добавьте меньше."
    )
    field = "items"


def check(work: TicketWorkState, check_id: CheckId, *, field: str = "") -> CheckState:
    """An item of the ticket, also one that was withdrawn; raises ``NoSuchCheck``."""
    found = work.checks.get(check_id)
    if found is None:
        raise NoSuchCheck(field=field)
    return found


def refuse_too_many(work: TicketWorkState, more: int) -> None:
    """Raise where ``more`` items would be too many for a ticket."""
    there = len(work.checklist)
    if more and there + more > MOST_CHECKS:
        raise TooManyChecks(most=MOST_CHECKS, there=there)


def tick(work: TicketWorkState, found: CheckState, *, asker: PersonId) -> list[Fact]:
    """It is done; nothing happens where it is."""
    _refuse_withdrawn(found)
    if found.is_ticked:
        return []
    return [CheckTicked(ticket_id=work.ticket_id, requester_id=asker, check_id=found.check_id, words=found.words)]


def untick(work: TicketWorkState, found: CheckState, *, asker: PersonId) -> list[Fact]:
    """It is not done after all; nothing happens where it is not."""
    _refuse_withdrawn(found)
    if not found.is_ticked:
        return []
    return [CheckUnticked(ticket_id=work.ticket_id, requester_id=asker, check_id=found.check_id, words=found.words)]


def reword(work: TicketWorkState, found: CheckState, words: str, *, asker: PersonId) -> list[Fact]:
    """Other words; nothing happens where they are the same. What was ticked off stays so."""
    _refuse_withdrawn(found)
    if words == found.words:
        return []
    return [CheckReworded(ticket_id=work.ticket_id, requester_id=asker, check_id=found.check_id, words=words)]


def reorder(work: TicketWorkState, wanted: Sequence[CheckId]) -> list[Fact]:
    """Those that are named first, the others behind them as they stood; nothing happens where that is their order."""
    first = tuple(dict.fromkeys(wanted))
    for nth, check_id in enumerate(first):
        found = work.checks.get(check_id)
        if found is None or found.is_withdrawn:
            raise NoSuchCheck(field=f"checks[{nth}]")
    standing = [one.check_id for one in work.checklist]
    if [*first, *(one for one in standing if one not in first)] == standing:
        return []
    return [ChecksReordered(ticket_id=work.ticket_id, checks=first)]


def withdraw(work: TicketWorkState, found: CheckState, *, asker: PersonId) -> list[Fact]:
    """It stands there no longer; nothing happens where it does not."""
    if found.is_withdrawn:
        return []
    return [CheckWithdrawn(ticket_id=work.ticket_id, requester_id=asker, check_id=found.check_id, words=found.words)]


def restore(work: TicketWorkState, found: CheckState, *, asker: PersonId) -> list[Fact]:
    """It stands there again; nothing happens where it does."""
    if not found.is_withdrawn:
        return []
    return [CheckRestored(ticket_id=work.ticket_id, requester_id=asker, check_id=found.check_id, words=found.words)]


def _refuse_withdrawn(found: CheckState) -> None:
    if found.is_withdrawn:
        raise CheckIsWithdrawn(words=found.words)
