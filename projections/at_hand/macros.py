"""Macros as they are asked: those that somebody may use, on a ticket those that are offered there."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import MacroId, PersonId, TeamId
from events.values.macro import Act, Offered
from events.values.people import Viewer
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.at_hand.macro_rows import ACTS
from projections.at_hand.sight import OPEN, uses
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

MOST = 10_000
"""Macros that are listed at most."""


class MacroView(msgspec.Struct, frozen=True, kw_only=True):
    """A macro as it stands. ``used`` is how often it was applied, ``used_by_me`` how often by the viewer."""

    macro_id: UUID
    name: Text
    acts: tuple[Act, ...]
    offered: Offered
    maker_id: UUID
    maker: str
    audience: OpenTo
    edited_by: EditedBy
    version: int
    is_archived: bool
    used: int
    used_by_me: int


class _Row(NamedTuple):
    macro_id: MacroId
    name_ru: str
    name_en: str
    acts: str
    types: list[str]
    statuses: list[str]
    maker_id: PersonId
    audience: AudienceKind
    team_id: TeamId | None
    edited_by: EditedBy
    version: int
    is_archived: bool
    maker: str | None
    used: int
    used_by_me: int


_COLUMNS = selected(
    _Row,
    "v",
    acts=statement("v.acts::text"),
    maker=statement("p.name"),
    used=statement("uses.used"),
    used_by_me=statement("uses.used_by_me"),
)


@reads("at_hand", "directory", "ticket_list")
def open_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    *,
    every_team: bool = False,
    macro_id: UUID | None = None,
    ticket_id: UUID | None = None,
    archived: bool | None = False,
) -> list[MacroView]:
    """The macros that are open to somebody, those that they use most first.

    With a ticket: those that are offered on it, and none on one that the viewer does not see.
    """
    seen, params = visibility.tickets(viewer, "t")
    asked = {
        **params,
        "viewer": viewer.actor.id,
        "all": every_team,
        "macro": macro_id,
        "ticket": ticket_id,
        "archived": archived,
        "limit": MOST,
    }
    cursor.execute(
        statement(
            "SELECT {columns} FROM macros v LEFT JOIN persons p ON p.person_id = v.maker_id {uses}"
            " WHERE (%(macro)s::uuid IS NULL OR v.macro_id = %(macro)s)"
            " AND (%(archived)s::boolean IS NULL OR v.is_archived = %(archived)s)"
            " AND (%(ticket)s::uuid IS NULL OR EXISTS (SELECT FROM ticket_list t WHERE t.ticket_id = %(ticket)s"
            " AND (v.types = '{{}}' OR t.type = ANY(v.types)) AND (v.statuses = '{{}}' OR t.status = ANY(v.statuses))"
            " AND {seen})) AND {open}"
            " ORDER BY used_by_me DESC, used DESC, lower(v.name_ru), v.macro_id LIMIT %(limit)s",
            columns=_COLUMNS,
            uses=uses(statement("v.macro_id")),
            seen=seen,
            open=OPEN,
        ),
        asked,
    )
    return [
        MacroView(
            macro_id=row.macro_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            acts=ACTS.decode(row.acts),
            offered=Offered(types=tuple(row.types), statuses=tuple(row.statuses)),
            maker_id=row.maker_id,
            maker=row.maker or "",
            audience=OpenTo(kind=row.audience, team_id=row.team_id),
            edited_by=row.edited_by,
            version=row.version,
            is_archived=row.is_archived,
            used=row.used,
            used_by_me=row.used_by_me,
        )
        for row in rows_of(_Row, cursor)
    ]
