"""A line of the list: what is read of a ticket for it, and how that is told; used by the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from events.values.text import Text
from events.values.ticket import LEVELS, Clock
from projections.kit.statement import Fragment, number, statement
from projections.ticket.lists.beside import Beside
from projections.ticket.lists.clocks import LineClock
from projections.ticket.lists.unread import News
from projections.ticket_type.rows import StatusShown
from sla_engine.instants import NEVER, instant_if_any


class ChecklistCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many items a checklist has, and how many of them are ticked off."""

    ticked: int
    items: int


def counted(items: int, ticked: int) -> ChecklistCount | None:
    """How far a checklist is; nothing where there is none."""
    return ChecklistCount(ticked=ticked, items=items) if items else None


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list. ``due_at`` is the earliest due of the clocks that run, ``due_clock`` whose it is; none
    while all stand. ``clocks``, ``news`` and ``beside`` are told where they are asked for, ``checklist`` where there is
    one.
    ``is_unread``: others did something since the viewer looked; ``has_draft``: the viewer wrote something and has not
    sent it.
    """  # noqa: D205 - one sentence, and no summary of it

    ticket_id: UUID
    number: int
    type: str
    type_name: Text
    subject: str
    status: str
    status_name: Text
    status_colour: str
    priority: str
    requester_id: UUID
    requester_name: str
    agreement_id: UUID
    service_id: UUID | None
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    registered_at: datetime
    changed_at: datetime
    version: int
    comments: int
    last_word: str | None
    due_at: datetime | None
    due_clock: Clock | None
    is_overdue: bool
    missed_at: datetime | None
    responsible_away_until: datetime | None = None
    is_unread: bool = False
    has_draft: bool = False
    checklist: ChecklistCount | UnsetType = UNSET
    news: News | UnsetType = UNSET
    clocks: dict[Clock, LineClock] | UnsetType = UNSET
    beside: Beside | UnsetType = UNSET


def line_of(changed_at: Fragment, version: Fragment, comments: Fragment, checks: Fragment) -> Fragment:
    """What is read of a ticket, in the order in which ``line`` tells it."""
    return statement(
        "t.ticket_id, t.number, t.type, t.subject, t.status, t.priority, t.requester_id, t.requester_name,"
        " t.agreement_id, t.service_id, t.team_id, t.responsible_id, t.registered_at, {changed_at} AS changed_at,"
        " {version} AS version, {comments} AS comments, t.last_word, c.due_us, c.alarm_us, c.missed_us,"
        " CASE WHEN c.due_us = {never} THEN NULL WHEN c.reaction_stopped_us = {never}"
        " AND c.reaction_due_us = c.due_us THEN 'reaction' ELSE 'resolution' END AS due_clock,"
        " {checks} AS checks, t.checks_ticked",
        checks=checks,
        changed_at=changed_at,
        version=version,
        comments=comments,
        never=number(NEVER),
    )


SORTED_BY = 23
"""Behind what ``line_of`` reads stands what the list is ordered by, the last news, names and the type's version."""


def line(row: tuple[Any, ...], now: int, shown: Mapping[tuple[str, str], StatusShown]) -> TicketLine:
    """The line of a row; names of types and statuses as they are shown."""
    (ticket_id, ticket_no, kind, subject, status, priority, requester_id, requester_name) = row[:8]  # by number: above
    (agreement_id, service_id, team_id, responsible_id, registered_at, changed_at) = row[8:14]  # by number: as above
    rest = row[14:]  # by number: as above
    (version, comments, last_word, due, alarm, missed, due_clock, checks, ticked, _, _, *named) = rest
    (team_ru, team_en, person, _, _, asker) = named
    return TicketLine(
        ticket_id=ticket_id,
        number=ticket_no,
        type=kind,
        type_name=shown[kind, status].type_name,
        subject=subject,
        status=status,
        status_name=shown[kind, status].name,
        status_colour=shown[kind, status].colour,
        priority=LEVELS[priority],
        requester_id=requester_id,
        requester_name=asker or requester_name,
        agreement_id=agreement_id,
        service_id=service_id,
        team_id=team_id,
        team=None if team_en is None else Text(ru=team_ru, en=team_en),
        responsible_id=responsible_id,
        responsible=None if person is None else Text.same(person),
        registered_at=registered_at,
        changed_at=changed_at,
        version=version,
        comments=comments,
        last_word=last_word,
        due_at=instant_if_any(due),
        due_clock=due_clock,
        is_overdue=alarm < now,
        missed_at=instant_if_any(missed),
        checklist=counted(checks, ticked) or UNSET,
    )
