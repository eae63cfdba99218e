"""Work with the checklist of a ticket: add, tick off, untick, reword, reorder, withdraw, restore items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from msgspec import Meta

from aggregates import ticket_checks
from aggregates.checklist_template import ChecklistTemplate
from commands.checklist_template import in_lines, refuse_unclear_items, usable
from commands.command import Command, UnitOfWork, handles
from commands.refusals import NothingIsAsked
from commands.ticket.access import told
from commands.ticket.around import ticket_and_work
from events.fact import Fact
from events.folds.ticket_checks import CheckState
from events.folds.ticket_work import TicketWorkState
from events.ticket_checks import ChecksAdded
from events.values.checklist import MOST_CHECKS, Check, NewCheck
from events.values.identity import CheckId, ChecklistTemplateId, PersonId, TicketId
from events.values.one_line import one_line, refuse_unclear

Items = Annotated[tuple[Check, ...], Meta(max_length=MOST_CHECKS, description="Up to 100 items.")]
Several = Annotated[tuple[CheckId, ...], Meta(min_length=1, max_length=MOST_CHECKS, description="Items by their ids.")]


class _Change(Protocol):
    def __call__(self, work: TicketWorkState, found: CheckState, *, asker: PersonId) -> list[Fact]: ...


class _OnChecks(Protocol):
    @property
    def ticket_id(self) -> TicketId: ...

    @property
    def checks(self) -> Sequence[CheckId]: ...


class AddChecklist(Command, frozen=True, kw_only=True):
    """Add items to the checklist of the ticket, those of a template, or both: these first."""

    name: ClassVar[str] = "add-checklist"

    ticket_id: TicketId
    checklist_id: ChecklistTemplateId | None = None
    items: Items = ()

    def __post_init__(self) -> None:
        refuse_unclear_items(self.items)


@handles(AddChecklist)
def add_checklist(command: AddChecklist, work: UnitOfWork) -> UUID:
    """A ticket that is over takes no more items; the template must be open to whoever gives it."""
    found, one = ticket_and_work(work, command.ticket_id)
    found.refuse_if_final()
    if command.checklist_id is None and not command.items:
        raise NothingIsAsked(fields="checklist_id, items")
    facts: list[ChecksAdded] = []
    if command.checklist_id is not None:
        facts.append(_given(work, one.ticket_id, usable(work, command.checklist_id), found.requester_id))
    if command.items:
        new = _new(work, in_lines(command.items), "item")
        facts.append(ChecksAdded(ticket_id=one.ticket_id, requester_id=found.requester_id, checks=new))
    ticket_checks.refuse_too_many(one, sum(len(fact.checks) for fact in facts))
    return told(work, found, facts)


class TickChecks(Command, frozen=True, kw_only=True):
    """Tick items of the checklist off: they are done."""

    name: ClassVar[str] = "tick-checks"

    ticket_id: TicketId
    checks: Several


@handles(TickChecks)
def tick_checks(command: TickChecks, work: UnitOfWork) -> UUID:
    """Nothing happens to those that are ticked off already, whoever did; all of them or none."""
    return _changed(command, work, ticket_checks.tick)


class UntickChecks(Command, frozen=True, kw_only=True):
    """Say that items of the checklist are not done after all."""

    name: ClassVar[str] = "untick-checks"

    ticket_id: TicketId
    checks: Several


@handles(UntickChecks)
def untick_checks(command: UntickChecks, work: UnitOfWork) -> UUID:
    """Nothing happens to those that are not ticked off."""
    return _changed(command, work, ticket_checks.untick)


class RewordCheck(Command, frozen=True, kw_only=True):
    """Let an item of the checklist say something else; what was ticked off stays so."""

    name: ClassVar[str] = "reword-check"

    ticket_id: TicketId
    check_id: CheckId
    words: Check

    def __post_init__(self) -> None:
        refuse_unclear(self.words, "words")


@handles(RewordCheck)
def reword_check(command: RewordCheck, work: UnitOfWork) -> UUID:
    """One line, as it was added."""
    found, one = ticket_and_work(work, command.ticket_id)
    check = ticket_checks.check(one, command.check_id)
    return told(work, found, ticket_checks.reword(one, check, one_line(command.words), asker=found.requester_id))


class ReorderChecklist(Command, frozen=True, kw_only=True):
    """Put items of the checklist into another order: those that are named stand first, the others behind them."""

    name: ClassVar[str] = "reorder-checklist"

    ticket_id: TicketId
    checks: Several


@handles(ReorderChecklist)
def reorder_checklist(command: ReorderChecklist, work: UnitOfWork) -> UUID:
    """What somebody else added meanwhile stands behind."""
    found, one = ticket_and_work(work, command.ticket_id)
    return told(work, found, ticket_checks.reorder(one, command.checks))


class WithdrawChecks(Command, frozen=True, kw_only=True):
    """Take items off the checklist; they can be restored."""

    name: ClassVar[str] = "withdraw-checks"

    ticket_id: TicketId
    checks: Several


@handles(WithdrawChecks)
def withdraw_checks(command: WithdrawChecks, work: UnitOfWork) -> UUID:
    """The history keeps them."""
    return _changed(command, work, ticket_checks.withdraw)


class RestoreChecks(Command, frozen=True, kw_only=True):
    """Put items that were withdrawn back on the checklist, where and as they stood."""

    name: ClassVar[str] = "restore-checks"

    ticket_id: TicketId
    checks: Several


@handles(RestoreChecks)
def restore_checks(command: RestoreChecks, work: UnitOfWork) -> UUID:
    """Nothing happens to those that stand there."""
    found, one = ticket_and_work(work, command.ticket_id)
    wanted = _named(one, command.checks)
    ticket_checks.refuse_too_many(one, sum(check.is_withdrawn for check in wanted))
    facts = [fact for check in wanted for fact in ticket_checks.restore(one, check, asker=found.requester_id)]
    return told(work, found, facts)


def _changed(command: _OnChecks, work: UnitOfWork, change: _Change) -> UUID:
    found, one = ticket_and_work(work, command.ticket_id)
    wanted = _named(one, command.checks)
    return told(work, found, [fact for check in wanted for fact in change(one, check, asker=found.requester_id)])


def _named(one: TicketWorkState, checks: Sequence[CheckId]) -> list[CheckState]:
    return [
        ticket_checks.check(one, check_id, field=f"checks[{nth}]") for nth, check_id in enumerate(dict.fromkeys(checks))
    ]


def templates_of(work: UnitOfWork, named: Iterable[ChecklistTemplateId]) -> list[ChecklistTemplate]:
    """The templates that a ticket begins with: those that are archived by now, or were never there, are passed over."""
    wanted = tuple(dict.fromkeys(named))
    if not wanted:
        return []
    work.preload(wanted)
    found = [ChecklistTemplate.fold(work.history(one)) for one in wanted]
    return [one for one in found if one is not None and not one.is_archived]


def begun_with(
    work: UnitOfWork, ticket_id: TicketId, asker: PersonId, templates: Iterable[ChecklistTemplate]
) -> list[Fact]:
    """The checklists of a ticket that is registered, as many of them as it has room for."""
    facts: list[Fact] = []
    room = MOST_CHECKS
    for template in templates:
        if len(template.items) <= room:
            facts.append(_given(work, ticket_id, template, asker))
            room -= len(template.items)
    return facts


def _given(work: UnitOfWork, ticket_id: TicketId, template: ChecklistTemplate, asker: PersonId) -> ChecksAdded:
    return ChecksAdded(
        ticket_id=ticket_id,
        requester_id=asker,
        checks=_new(work, template.items, f"{template.checklist_id}"),
        checklist_id=template.checklist_id,
        name=template.name,
    )


def _new(work: UnitOfWork, items: Sequence[str], whose: str) -> tuple[NewCheck, ...]:
    return tuple(
        NewCheck(check_id=CheckId(work.new_id(f"check:{whose}:{nth}")), words=words) for nth, words in enumerate(items)
    )
