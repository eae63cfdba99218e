"""Checklist templates, folded in memory and written set by set; part of ``projections.at_hand.rows``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.folds.checklist_template import CHECKLIST_TEMPLATE, ChecklistTemplateState
from events.values.identity import ChecklistTemplateId, PersonId, TeamId
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.kit.columns import rows_of, selected
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.statement import statement


class ChecklistRow(ChecklistTemplateState, frozen=True, kw_only=True):
    """A template as it stands."""

    version: int = 0


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


_BY_ID = statement(
    "SELECT {columns} FROM checklist_templates v WHERE v.checklist_id = ANY(%s)", columns=selected(_Row, "v")
)


class ChecklistRows:
    """The only writer of checklist templates."""

    def __init__(self) -> None:
        self._kept = KeptRows("checklist_templates", "checklist_id", load=_by_id, columns=_columns)

    def forget(self) -> None:
        """Read templates from their table again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        now = self._kept.take(cursor, begun_before(batch))
        follow(CHECKLIST_TEMPLATE, ChecklistRow, now, batch)
        self._kept.write(cursor, now)


def _columns(template: ChecklistRow) -> dict[str, Any]:
    return {
        "checklist_id": template.checklist_id,
        "name_ru": template.name.ru,
        "name_en": template.name.en,
        "items": list(template.items),
        "maker_id": template.maker_id,
        "audience": template.audience.kind,
        "team_id": template.audience.team_id,
        "edited_by": template.edited_by,
        "version": template.version,
        "is_archived": template.is_archived,
    }


def _by_id(cursor: Cursor[Any], templates: Collection[UUID]) -> dict[UUID, ChecklistRow]:
    cursor.execute(_BY_ID, (list(templates),))
    return {
        row.checklist_id: ChecklistRow(
            checklist_id=row.checklist_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            items=tuple(row.items),
            maker_id=row.maker_id,
            audience=OpenTo(kind=row.audience, team_id=row.team_id),
            edited_by=row.edited_by,
            version=row.version,
            is_archived=row.is_archived,
        )
        for row in rows_of(_Row, cursor)
    }
