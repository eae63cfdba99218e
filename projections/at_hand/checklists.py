"""Checklist templates as they are asked: those that somebody may give to tickets, and one of them."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import ChecklistTemplateId, PersonId, TeamId
from events.values.people import Viewer
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.at_hand.sight import OPEN, uses
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

MOST = 10_000
"""Templates that are listed at most."""


class ChecklistTemplateView(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it stands. ``used`` is how often a ticket was given it, ``used_by_me`` how often by the viewer."""

    checklist_id: UUID
    name: Text
    items: tuple[str, ...]
    maker_id: UUID
    maker: str
    audience: OpenTo
    edited_by: EditedBy
    version: int
    is_archived: bool
    used: int
    used_by_me: int


class _Row(NamedTuple):
    checklist_id: ChecklistTemplateId
    name_ru: str
    name_en: str
    items: list[str]
    maker_id: PersonId
    audience: AudienceKind
    team_id: TeamId | None
    edited_by: EditedBy
    version: int
    is_archived: bool
    maker: str | None
    used: int
    used_by_me: int


_OPEN_TO = statement(
    "SELECT {columns} FROM checklist_templates v LEFT JOIN persons p ON p.person_id = v.maker_id {uses}"
    " WHERE (%(template)s::uuid IS NULL OR v.checklist_id = %(template)s)"
    " AND (%(archived)s::boolean IS NULL OR v.is_archived = %(archived)s)"
    " AND (%(text)s::text = '' OR strpos(lower(v.name_ru || ' ' || v.name_en || ' ' ||"
    " array_to_string(v.items, ' ')), lower(%(text)s)) > 0) AND {open}"
    " ORDER BY used_by_me DESC, used DESC, lower(v.name_ru), v.checklist_id LIMIT %(limit)s",
    columns=selected(
        _Row,
        "v",
        maker=statement("p.name"),
        used=statement("uses.used"),
        used_by_me=statement("uses.used_by_me"),
    ),
    uses=uses(statement("v.checklist_id")),
    open=OPEN,
)


@reads("at_hand", "directory")
def open_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    *,
    every_team: bool = False,
    checklist_id: UUID | None = None,
    text: str = "",
    archived: bool | None = False,
) -> list[ChecklistTemplateView]:
    """The templates that are open to somebody, those that they use most first."""
    asked = {
        "viewer": viewer.actor.id,
        "all": every_team,
        "template": checklist_id,
        "text": text.replace("\0", "").strip(),
        "archived": archived,
        "limit": MOST,
    }
    cursor.execute(_OPEN_TO, asked)
    return [
        ChecklistTemplateView(
            checklist_id=row.checklist_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            items=tuple(row.items),
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
