"""What a list of tickets is narrowed to, as conditions on the clocks (``c``) and the list (``t``); the viewer first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from events.values.people import Viewer
from events.values.ticket import LEVELS, Level
from projections.kit import visibility
from projections.kit.statement import Fragment, statement
from projections.sla_clocks.counts import OPEN, OVERDUE
from sla_engine.instants import micros


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is narrowed to; what is not named does not narrow. ``nobody`` asks for tickets of no one."""

    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[Level, ...] = ()
    teams: tuple[UUID, ...] = ()
    responsible: UUID | None = None
    nobody: bool = False
    requester: UUID | None = None
    agreement: UUID | None = None
    service: UUID | None = None
    service_exactly: bool = False
    is_open: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    text: str = ""


_OF_STATUS = statement("c.status = ANY(%(statuses)s)")
_OF_TYPE = statement("c.type = ANY(%(types)s)")
_OF_PRIORITY = statement("c.priority = ANY(%(priorities)s::smallint[])")
_OF_TEAM = statement("c.team_id = ANY(%(teams)s)")
_OF_RESPONSIBLE = statement("c.responsible_id = %(who)s")
_OF_NOBODY = statement("c.responsible_id IS NULL")
_OF_REQUESTER = statement("c.requester_id = %(requester)s")
_OF_AGREEMENT = statement("c.agreement_id = %(agreement)s")
_EXACTLY = statement("c.service_id = %(service)s")
_AMONG = statement(
    "({exactly} OR c.service_id IN (SELECT service_id FROM services WHERE path @> ARRAY[%(service)s::uuid]))",
    exactly=_EXACTLY,
)
"""A service and those below it in the catalogue."""
_OPEN, _NOT_OPEN = statement("({open})", open=OPEN), statement("NOT ({open})", open=OPEN)
_IN_TIME = statement("c.alarm_us >= %(now)s")
_DUE_BEFORE = statement("c.due_us < %(due_before)s")
_OF_WORDS = statement("(t.subject ILIKE %(text)s OR t.number::text = %(word)s)")


def narrowed(viewer: Viewer, wanted: TicketFilter, now: datetime) -> tuple[list[Fragment], dict[str, Any]]:
    """The conditions of a page with their parameters: what the viewer may see, and what they want of it."""
    # Columns that both tables have are asked of the clocks, whose indexes are led by due.
    predicate, params = visibility.tickets(viewer, "c")
    where = [predicate]
    text = wanted.text.replace("\0", "").strip()
    sought = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    levels = [LEVELS.index(level) for level in wanted.priorities]
    due_before = None if wanted.due_before is None else micros(wanted.due_before)
    for is_asked, condition, values in (
        (bool(wanted.statuses), _OF_STATUS, {"statuses": list(wanted.statuses)}),
        (bool(wanted.types), _OF_TYPE, {"types": list(wanted.types)}),
        (bool(levels), _OF_PRIORITY, {"priorities": levels}),
        (bool(wanted.teams), _OF_TEAM, {"teams": list(wanted.teams)}),
        (wanted.responsible is not None, _OF_RESPONSIBLE, {"who": wanted.responsible}),
        (wanted.nobody, _OF_NOBODY, {}),
        (wanted.requester is not None, _OF_REQUESTER, {"requester": wanted.requester}),
        (wanted.agreement is not None, _OF_AGREEMENT, {"agreement": wanted.agreement}),
        (wanted.service is not None, _EXACTLY if wanted.service_exactly else _AMONG, {"service": wanted.service}),
        (wanted.is_open is not None, _OPEN if wanted.is_open else _NOT_OPEN, {}),
        (wanted.overdue is not None, OVERDUE if wanted.overdue else _IN_TIME, {"now": micros(now)}),
        (due_before is not None, _DUE_BEFORE, {"due_before": due_before}),
        (bool(text), _OF_WORDS, {"text": f"%{sought}%", "word": text.lstrip("#")}),
    ):
        if is_asked:
            where.append(condition)
            params.update(values)
    return where, params
