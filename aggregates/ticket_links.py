"""Which tickets belong together and how: no ticket below itself, one parent each; driven by commands that link."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from events.fact import Fact
from events.folds.ticket_work import TicketWorkState
from events.ticket_links import TicketLinked, TicketUnlinked
from events.values.identity import TicketId
from events.values.refusal import Refusal
from events.values.ticket_link import OPPOSITE, LinkKind

MOST_LINKS = 200
"""So many links a ticket has at most: more is a list with a filter."""


class LinkedToItself(Refusal):
    """A ticket is not linked to itself. Name another one."""

    ru: ClassVar[str] = "Заявку нельзя связать с самой собой. Укажите другую."
    field = "to"


class ParentIsBelow(Refusal):
    """Ticket {number} stands below this one already, so that it cannot stand above it. Unlink them first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка {number} уже ниже этой и не может стоять над ней. Сначала снимите связь."
    field = "to"


class HasAnotherParent(Refusal):
    """Ticket {number} has a parent already. Unlink it from that one first."""

    kind = "at_odds"
    ru: ClassVar[str] = "У заявки {number} уже есть родительская. Сначала снимите ту связь."
    field = "to"


class AlreadyADuplicate(Refusal):
    """Ticket {number} is a duplicate itself. Name the ticket that it is a duplicate of."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка {number} сама дубликат. Укажите ту, дубликатом которой она является."
    field = "to"


class TooManyLinks(Refusal):
    """Ticket {number} has {most} links, more it cannot have. Give them a tag in common instead."""

    kind = "at_odds"
    ru: ClassVar[str] = "У заявки {number} уже {most} связей, больше нельзя. Дайте этим заявкам общую метку."
    field = "to"


class NotLinkedLikeThis(Refusal):
    """These tickets are not linked in that way. Look at the links of the ticket."""

    kind = "missing"
    ru: ClassVar[str] = "Эти заявки так не связаны. Посмотрите связи заявки."
    field = "to"


def link(
    one: TicketWorkState, kind: LinkKind, other: TicketWorkState, *, parent_of: Callable[[TicketId], TicketId | None]
) -> tuple[list[Fact], list[Fact]]:
    """The facts of both sides; none where they are linked so already. ``parent_of`` gives a ticket's parent."""
    if one.ticket_id == other.ticket_id:
        raise LinkedToItself
    if (kind, other.ticket_id) in one.links:
        return [], []
    for side in (one, other):
        if len(side.links) >= MOST_LINKS:
            raise TooManyLinks(number=side.number, most=MOST_LINKS)
    if kind in {"child_of", "parent_of"}:
        child, parent = (one, other) if kind == "child_of" else (other, one)
        _refuse_circle(child, parent, other, parent_of)
    elif kind in {"duplicate_of", "duplicated_by"}:
        duplicate, original = (one, other) if kind == "duplicate_of" else (other, one)
        if duplicate.linked("duplicate_of"):
            raise AlreadyADuplicate(number=duplicate.number)
        if original.linked("duplicate_of"):
            raise AlreadyADuplicate(number=original.number)
    return (
        [TicketLinked(ticket_id=one.ticket_id, kind=kind, to=other.ticket_id)],
        [TicketLinked(ticket_id=other.ticket_id, kind=OPPOSITE[kind], to=one.ticket_id)],
    )


def unlink(one: TicketWorkState, kind: LinkKind, other: TicketId) -> tuple[list[Fact], list[Fact]]:
    """The facts of both sides; raises ``NotLinkedLikeThis``."""
    if (kind, other) not in one.links:
        raise NotLinkedLikeThis
    return (
        [TicketUnlinked(ticket_id=one.ticket_id, kind=kind, to=other)],
        [TicketUnlinked(ticket_id=other, kind=OPPOSITE[kind], to=one.ticket_id)],
    )


def _refuse_circle(
    child: TicketWorkState,
    parent: TicketWorkState,
    named: TicketWorkState,
    parent_of: Callable[[TicketId], TicketId | None],
) -> None:
    if child.linked("child_of"):
        raise HasAnotherParent(number=child.number)
    above: TicketId | None = parent.ticket_id
    while above is not None:
        if above == child.ticket_id:
            raise ParentIsBelow(number=named.number)
        above = parent_of(above)
