"""The question of what drafts of rules would do with tickets: as they stand beside as they would; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.trying import standpoint
from api.questions.trying.standpoint import Standing
from commands.bus import Bus
from commands.command import Command, UnitOfWork
from commands.rule_drafts import MOST_DRAFTS, MOST_TRIED_ON, RuleCommand
from commands.ticket.access import within_sight
from commands.ticket.work import LeadTicket
from events.fact import Recorded
from events.values.identity import TicketId
from events.values.people import Viewer
from projections.kit.reads import views_of


class DraftOfRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that changes a rule, and its body with what it is about: a code of a type, an id."""

    command: RuleCommand
    body: dict[str, Any] = {}


class TryOnTickets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tickets, and the drafts: each is tried upon those before it."""

    numbers: Annotated[
        tuple[int | str, ...],
        Meta(min_length=1, max_length=MOST_TRIED_ON, description="Numbers or ids of tickets, 20 at most."),
    ]
    drafts: Annotated[tuple[DraftOfRule, ...], Meta(min_length=1, max_length=MOST_DRAFTS)]


class RulesToTry(msgspec.Struct, frozen=True, kw_only=True):
    """Drafts of rules, each a command as it would be given, and the tickets that they are tried on."""

    drafts: tuple[Command, ...]
    tickets: tuple[TicketId, ...]


class TriedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket by the rules as they stand, and as they would; ``differs`` are the fields of these that are others."""

    ticket_id: UUID
    number: int
    subject: str
    now: Standing
    then: Standing
    differs: tuple[str, ...]


class Tried(msgspec.Struct, frozen=True):
    """In the order in which they were asked for."""

    tickets: list[TriedTicket]


@question("try-rules", views_of(standpoint.standing))
def try_rules(desk: Desk, viewer: Viewer, wanted: RulesToTry) -> Answer[Tried]:
    """The drafts are decided by their handlers, one upon the other; then the same is asked as without them."""
    with desk.database.snapshot() as db:
        tried = tried_on(desk.bus, db, viewer, wanted, now=desk.clock.now(), head=desk.log.at(db).head())
    return Answer(Tried(tried))


def tried_on(
    bus: Bus, db: Cursor[Any], viewer: Viewer, wanted: RulesToTry, *, now: datetime, head: int
) -> list[TriedTicket]:
    """A ticket whose status is none any more is led on, as the desk would do at once.

    What the desk does by the hour, such as an escalation, is not tried.
    """

    def see(work: UnitOfWork) -> list[Seen]:
        for nth, ticket_id in enumerate(wanted.tickets, start=len(wanted.drafts)):
            work.do(LeadTicket(ticket_id=ticket_id), nth)
        return seen(db, work, wanted.tickets, now, work.supposed(head))

    before = bus.suppose((), viewer, lambda work: seen(db, work, wanted.tickets, now))
    after = bus.suppose(wanted.drafts, viewer, see)
    return [
        TriedTicket(
            ticket_id=ticket_id,
            number=stood.number,
            subject=stood.subject,
            now=stood.standing,
            then=would.standing,
            differs=_differing(stood.standing, would.standing),
        )
        for ticket_id, stood, would in zip(wanted.tickets, before, after, strict=True)
    ]


class Seen(NamedTuple):
    """A ticket, and how some rules meet it."""

    number: int
    subject: str
    standing: Standing


def seen(
    db: Cursor[Any], work: UnitOfWork, tickets: Sequence[TicketId], now: datetime, supposed: Sequence[Recorded] = ()
) -> list[Seen]:
    """Raises ``NoSuchTicket`` for one that there is not, by its place."""
    work.preload(tickets)
    found = []
    for nth, ticket_id in enumerate(tickets):
        ticket = within_sight(work, ticket_id, field=f"numbers[{nth}]")
        standing = standpoint.standing(db, work, ticket_id, now, supposed)
        found.append(Seen(ticket.number, ticket.subject, standing))
    return found


def _differing(one: Standing, other: Standing) -> tuple[str, ...]:
    return tuple(field for field in one.__struct_fields__ if getattr(one, field) != getattr(other, field))
