"""Reply templates as they are asked: those that somebody may use, one of them, and what each version said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import PersonId, ReplyTemplateId, TeamId
from events.values.people import Viewer
from events.values.reply_template import Wording
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.at_hand.sight import OPEN, uses
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

MOST = 10_000
"""Templates that are listed at most; so many nobody looks through."""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it stands. ``used`` is how often it was answered with, ``used_by_me`` how often by the viewer."""

    template_id: UUID
    name: Text
    body: Wording
    maker_id: UUID
    maker: str
    audience: OpenTo
    edited_by: EditedBy
    version: int
    changed_at: datetime
    is_archived: bool
    used: int
    used_by_me: int


class TemplateVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a template said from an instant on, and by whom."""

    version: int
    name: Text
    body: Wording
    made_at: datetime
    made_by: UUID
    maker: str


class _Row(NamedTuple):
    template_id: ReplyTemplateId
    name_ru: str
    name_en: str
    body: str
    maker_id: PersonId
    audience: AudienceKind
    team_id: TeamId | None
    edited_by: EditedBy
    version: int
    changed_at: datetime
    is_archived: bool
    maker: str | None
    used: int
    used_by_me: int


class _Version(NamedTuple):
    version: int
    name_ru: str
    name_en: str
    body: str
    made_at: datetime
    made_by: UUID
    maker: str | None


_WORDING = msgspec.json.Decoder(Wording)
_OPEN = statement(
    "SELECT {columns} FROM reply_templates v LEFT JOIN persons p ON p.person_id = v.maker_id {uses}"
    " WHERE (%(template)s::uuid IS NULL OR v.template_id = %(template)s)"
    " AND (%(archived)s::boolean IS NULL OR v.is_archived = %(archived)s)"
    " AND (%(text)s::text = '' OR strpos(lower(v.name_ru || ' ' || v.name_en || ' ' || (v.body ->> 'ru') || ' '"
    " || (v.body ->> 'en')), lower(%(text)s)) > 0) AND {open}"
    " ORDER BY used_by_me DESC, used DESC, lower(v.name_ru), v.template_id LIMIT %(limit)s",
    columns=selected(
        _Row,
        "v",
        body=statement("v.body::text"),
        maker=statement("p.name"),
        used=statement("uses.used"),
        used_by_me=statement("uses.used_by_me"),
    ),
    uses=uses(statement("v.template_id")),
    open=OPEN,
)
"""What the viewer answers with most stands first."""
_VERSIONS = statement(
    "SELECT {columns} FROM reply_template_versions v LEFT JOIN persons p ON p.person_id = v.made_by"
    " WHERE v.template_id = %s ORDER BY v.version DESC LIMIT %s",
    columns=selected(_Version, "v", body=statement("v.body::text"), maker=statement("p.name")),
)


@reads("at_hand", "directory")
def open_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    *,
    every_team: bool = False,
    template_id: UUID | None = None,
    text: str = "",
    archived: bool | None = False,
) -> list[Template]:
    """The templates that are open to somebody; ``every_team``: also those of teams that they are not in."""
    asked = {
        "viewer": viewer.actor.id,
        "all": every_team,
        "template": template_id,
        "text": text.replace("\0", "").strip(),
        "archived": archived,
        "limit": MOST,
    }
    cursor.execute(_OPEN, asked)
    return [
        Template(
            template_id=row.template_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            body=_WORDING.decode(row.body),
            maker_id=row.maker_id,
            maker=row.maker or "",
            audience=OpenTo(kind=row.audience, team_id=row.team_id),
            edited_by=row.edited_by,
            version=row.version,
            changed_at=row.changed_at,
            is_archived=row.is_archived,
            used=row.used,
            used_by_me=row.used_by_me,
        )
        for row in rows_of(_Row, cursor)
    ]


@reads("at_hand", "directory")
def versions(cursor: Cursor[Any], template_id: UUID) -> list[TemplateVersion]:
    """What it said, the newest first; whether it is open to the viewer is asked before."""
    cursor.execute(_VERSIONS, (template_id, MOST))
    return [
        TemplateVersion(
            version=row.version,
            name=Text(ru=row.name_ru, en=row.name_en),
            body=_WORDING.decode(row.body),
            made_at=row.made_at,
            made_by=row.made_by,
            maker=row.maker or "",
        )
        for row in rows_of(_Version, cursor)
    ]
