"""What placeholders of a reply template stand for on a ticket, as its viewer may read it; asked when one is filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.values.identity import OWN_COMPANY
from events.values.people import Language, Viewer
from events.values.placeholders import ToldOfTicket
from events.values.text import Text
from projections.kit import guests, visibility
from projections.kit.columns import first_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.ticket_type import remembered
from sla_engine.instants import Micros, instant_if_any


class _Row(NamedTuple):
    number: int
    subject: str
    type: str
    status: str
    solution: str | None
    registered_at: datetime
    requester_id: UUID
    requester_name: str
    due_us: Micros
    type_table: int | None
    type_version: int | None
    asker: str | None
    first: str | None
    asker_language: Language | None
    service_ru: str | None
    service_en: str | None
    team_ru: str | None
    team_en: str | None
    responsible: str | None
    desk_ru: str | None
    desk_en: str | None


_ASKED = selected(
    _Row,
    "t",
    due_us=statement("c.due_us"),
    type_table=statement("kind.tableoid"),
    type_version=statement("kind.version"),
    asker=statement("asker.name"),
    first=statement("asker.first"),
    asker_language=statement("asker.language"),
    service_ru=statement("service.name_ru"),
    service_en=statement("service.name_en"),
    team_ru=statement("team.name_ru"),
    team_en=statement("team.name_en"),
    responsible=statement("person.name"),
    desk_ru=statement("desk.name_ru"),
    desk_en=statement("desk.name_en"),
)


@reads("ticket_list", "sla_clocks", "directory", "services", "org_tree", "ticket_types", also=(guests.masked,))
def told_of(
    cursor: Cursor[Any],
    viewer: Viewer,
    ticket_id: UUID,
    *,
    now: datetime,
    clock_of: Callable[[UUID], tzinfo],
    language: Language | None = None,
    address: str = "",
) -> ToldOfTicket | None:
    """All values, in the requester's language unless another is wanted, by the requester's clock: they will read it.

    ``None`` for a ticket that the viewer does not see. A requester whom the viewer may read no address of has no name
    where that is all that is known of them. ``address`` is where the desk's pages are.
    """
    seen, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_list t JOIN sla_clocks c USING (ticket_id)"
            " LEFT JOIN ticket_types kind ON kind.code = t.type"
            " LEFT JOIN persons asker ON asker.person_id = t.requester_id"
            " LEFT JOIN services service ON service.service_id = t.service_id"
            " LEFT JOIN teams team ON team.team_id = t.team_id"
            " LEFT JOIN persons person ON person.person_id = t.responsible_id"
            " LEFT JOIN org_units desk ON desk.unit_id = %(desk)s"
            " WHERE t.ticket_id = %(ticket)s AND {seen}",
            columns=_ASKED,
            seen=seen,
        ),
        {**params, "ticket": ticket_id, "desk": OWN_COMPANY},
    )
    row = first_of(_Row, cursor)
    if row is None:
        return None
    into: Language = language or row.asker_language or viewer.language
    names = remembered.statuses_shown(cursor, {(row.type, row.status, row.type_table, row.type_version)})
    shown = names[row.type, row.status]
    # A guest without a name is called by their address, and nobody is greeted by that.
    requester = row.asker or ("" if "@" in row.requester_name else row.requester_name)
    zone = clock_of(row.requester_id)
    due = instant_if_any(row.due_us)
    told = {
        "ticket.number": str(row.number),
        "ticket.subject": row.subject,
        "ticket.type": shown.type_name.to(into),
        "ticket.status": shown.name.to(into),
        "ticket.registered": written(row.registered_at, into, zone),
        "ticket.due": "" if due is None else written(due, into, zone),
        "ticket.solution": row.solution or "",
        "ticket.link": f"{address.rstrip('/')}/tickets/{row.number}" if address else "",
        "requester.name": requester,
        "requester.first_name": row.first or requester,
        "service.name": _in(into, row.service_ru, row.service_en),
        "team.name": _in(into, row.team_ru, row.team_en),
        "responsible.name": row.responsible or "",
        "me.name": viewer.actor.name,
        "desk.name": _in(into, row.desk_ru, row.desk_en),
        "today": day(now, into, zone),
    }
    return ToldOfTicket(language=into, values={name: value for name, value in told.items() if value})


def _in(language: str, ru: str | None, en: str | None) -> str:
    return Text(ru or "", en or "").to(language)


def written(at: datetime, language: str, zone: tzinfo) -> str:
    """An instant as people write it to each other, by a clock, to the minute."""
    return f"{day(at, language, zone)} {at.astimezone(zone):%H:%M}"


def day(at: datetime, language: str, zone: tzinfo) -> str:
    """A day as people write it to each other."""
    return f"{at.astimezone(zone):{'%d.%m.%Y' if language == 'ru' else '%Y-%m-%d'}}"
