"""Views of tickets, folded in memory and written set by set; read by whoever lists views, or tickets by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.ticket_view import VIEW, ViewState
from events.values.identity import PersonId, TeamId, ViewId
from events.values.people import Viewer
from events.values.shared_with import AudienceKind, EditedBy
from events.values.text import Text
from events.values.ticket_view import Audience, ViewSettings
from projections.at_hand.sight import OPEN
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.reads import reads
from projections.kit.statement import statement


class TicketView(ViewState, frozen=True, kw_only=True):
    """A view as it stands, with the name of its maker today."""

    version: int = 0
    maker: str = ""


class TicketViews:
    """The only writer of views."""

    name = "ticket_views"
    tables = ("ticket_views",)
    ddl = ddl("projections.ticket_view", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = VIEW.facts
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("ticket_views", "view_id", load=_by_id, columns=_columns)

    def forget(self) -> None:
        """Read views from their table again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        now = self._kept.take(cursor, begun_before(batch))
        follow(VIEW, TicketView, now, batch)
        self._kept.write(cursor, now)


def _columns(view: TicketView) -> dict[str, Any]:
    return {
        "view_id": view.view_id,
        "name_ru": view.name.ru,
        "name_en": view.name.en,
        "maker_id": view.maker_id,
        "audience": view.audience.kind,
        "team_id": view.audience.team_id,
        "edited_by": view.edited_by,
        "settings": as_json(view.settings),
        "version": view.version,
        "is_removed": view.is_removed,
    }


class _Row(NamedTuple):
    view_id: ViewId
    name_ru: str
    name_en: str
    maker_id: PersonId
    audience: AudienceKind
    team_id: TeamId | None
    edited_by: EditedBy
    settings: str
    version: int
    is_removed: bool
    maker: str | None


_SETTINGS = msgspec.json.Decoder(ViewSettings)
_BY_ID = statement(
    "SELECT {columns} FROM ticket_views v WHERE v.view_id = ANY(%s)",
    columns=selected(_Row, "v", settings=statement("v.settings::text"), maker=statement("NULL")),
)
_SEEN = statement(
    "SELECT {columns} FROM ticket_views v LEFT JOIN persons p ON p.person_id = v.maker_id"
    " WHERE NOT v.is_removed AND (%(view)s::uuid IS NULL OR v.view_id = %(view)s) AND {open}"
    " ORDER BY v.audience = 'everyone', v.audience = 'team', lower(v.name_ru), v.view_id LIMIT %(limit)s",
    columns=selected(_Row, "v", settings=statement("v.settings::text"), maker=statement("p.name")),
    open=OPEN,
)
"""One's own first, then those of one's teams, then everyone's."""
MOST = 10_000
"""Views that are listed at most; so many nobody looks through."""


def _by_id(cursor: Cursor[Any], views: Collection[UUID]) -> dict[UUID, TicketView]:
    cursor.execute(_BY_ID, (list(views),))
    return {row.view_id: _view(row) for row in rows_of(_Row, cursor)}


def _view(row: _Row) -> TicketView:
    return TicketView(
        view_id=row.view_id,
        name=Text(ru=row.name_ru, en=row.name_en),
        maker_id=row.maker_id,
        settings=_SETTINGS.decode(row.settings),
        audience=Audience(kind=row.audience, team_id=row.team_id),
        edited_by=row.edited_by,
        is_removed=row.is_removed,
        version=row.version,
        maker=row.maker or "",
    )


@reads("ticket_views", "directory")
def seen_by(
    cursor: Cursor[Any], viewer: Viewer, *, every_team: bool = False, view_id: UUID | None = None
) -> list[TicketView]:
    """The views that somebody sees, or that one of them; ``every_team``: also those of teams that they are not in."""
    asked = {"viewer": viewer.actor.id, "all": every_team, "view": view_id, "limit": MOST}
    cursor.execute(_SEEN, asked)
    return [_view(row) for row in rows_of(_Row, cursor)]
