"""What tables tell of tickets beside the lines of the list; asked by exports, and by lists with more columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import Level
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a table beside a line of the list."""

    channel: str
    impact: Level | None
    urgency: Level | None
    company: Text | None
    unit: Text | None
    service: Text | None
    agreement: Text | None
    closed_at: datetime | None
    attributes: dict[str, str]
    tags: tuple[str, ...]


class _Row(NamedTuple):
    ticket_id: UUID
    channel: str
    impact: Level | None
    urgency: Level | None
    company_ru: str | None
    company_en: str
    unit_ru: str | None
    unit_en: str
    service_ru: str | None
    service_en: str
    agreement_ru: str | None
    agreement_en: str
    closed_at: datetime | None
    attributes: dict[str, str]


class _Tagged(NamedTuple):
    ticket_id: UUID
    tags: list[str]


_BESIDE = statement(
    "SELECT {columns} FROM ticket_list t LEFT JOIN org_units company ON company.unit_id = t.company_id"
    " LEFT JOIN org_units unit ON unit.unit_id = t.unit_id LEFT JOIN services service USING (service_id)"
    " LEFT JOIN agreements agreement USING (agreement_id) WHERE t.ticket_id = ANY(%s)",
    columns=selected(
        _Row,
        "t",
        **{
            f"{of}_{language}": name(f"{of}.name_{language}")
            for of in ("company", "unit", "service", "agreement")
            for language in ("ru", "en")
        },
    ),
)


@reads("ticket_list", "org_tree", "services", "agreements")
def beside(cursor: Cursor[Any], viewer: Viewer, tickets: list[UUID]) -> dict[UUID, Beside]:
    """What tables tell of tickets beside their lines; whether the viewer sees them was asked for the lines.

    Where requesters are is told to those who see cards of units (rows 81, 85); tags to who reads what is for staff.
    """
    tags = _tags(cursor, viewer, tickets)
    cursor.execute(_BESIDE, (tickets,))
    sees_units = visibility.sees_cards(viewer)
    return {
        row.ticket_id: Beside(
            channel=row.channel,
            impact=row.impact,
            urgency=row.urgency,
            company=_named(row.company_ru, row.company_en) if sees_units else None,
            unit=_named(row.unit_ru, row.unit_en) if sees_units else None,
            service=_named(row.service_ru, row.service_en),
            agreement=_named(row.agreement_ru, row.agreement_en),
            closed_at=row.closed_at,
            attributes=row.attributes,
            tags=tags.get(row.ticket_id, ()),
        )
        for row in rows_of(_Row, cursor)
    }


def _tags(cursor: Cursor[Any], viewer: Viewer, tickets: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    inner, params = visibility.inner(viewer, "t")
    asked = statement(
        "SELECT {columns} FROM ticket_list t JOIN ticket_tags g USING (ticket_id)"
        " WHERE t.ticket_id = ANY(%(tickets)s) AND {inner} GROUP BY t.ticket_id",
        columns=selected(_Tagged, "t", tags=statement("array_agg(g.tag ORDER BY g.tag)")),
        inner=inner,
    )
    cursor.execute(asked, {**params, "tickets": tickets})
    return {row.ticket_id: tuple(row.tags) for row in rows_of(_Tagged, cursor)}


def _named(ru: str | None, en: str) -> Text | None:
    return None if ru is None else Text(ru=ru, en=en)
