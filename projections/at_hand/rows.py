"""What staff keep at hand, folded in memory and written set by set; the only writer of its tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.checklist_template import CHECKLIST_TEMPLATE
from events.folds.macro import MACRO
from events.folds.reply_template import REPLY_TEMPLATE, ReplyTemplateState
from events.reply_template import ReplyTemplateMade, ReplyTemplateReworded
from events.ticket_checks import ChecksAdded
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.values.identity import PersonId, ReplyTemplateId, TeamId
from events.values.reply_template import Wording
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.at_hand.checklist_rows import ChecklistRows
from projections.at_hand.macro_rows import MacroRows
from projections.kit.columns import as_json, insert, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.statement import statement


class TemplateRow(ReplyTemplateState, frozen=True, kw_only=True):
    """A template as it stands, and since when it says what it says."""

    version: int = 0
    changed_at: datetime | None = None


class AtHand:
    """The only writer of reply and checklist templates and macros, and of what was answered and done with them."""

    name = "at_hand"
    tables = ("reply_templates", "reply_template_versions", "macros", "checklist_templates", "at_hand_uses")
    ddl = ddl("projections.at_hand", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        *REPLY_TEMPLATE.facts,
        *MACRO.facts,
        *CHECKLIST_TEMPLATE.facts,
        ReplyTemplateUsed,
        MacroApplied,
        ChecksAdded,
    )
    reads_personal = False

    def __init__(self) -> None:
        self._templates = KeptRows("reply_templates", "template_id", load=_by_id, columns=_columns)
        self._macros = MacroRows()
        self._checklists = ChecklistRows()

    def forget(self) -> None:
        """Read templates and macros from their tables again."""
        self._templates.forget()
        self._macros.forget()
        self._checklists.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        insert(cursor, "at_hand_uses", [use for one in batch if (use := _use(one)) is not None])
        self._macros.take_in(cursor, [one for one in batch if isinstance(one.fact, MACRO.facts)])
        self._checklists.take_in(cursor, [one for one in batch if isinstance(one.fact, CHECKLIST_TEMPLATE.facts)])
        told = [one for one in batch if isinstance(one.fact, REPLY_TEMPLATE.facts)]
        now = self._templates.take(cursor, begun_before(told))
        versions = []

        def as_told(template: TemplateRow, recorded: Recorded) -> TemplateRow:
            template = replace(template, version=recorded.version)
            if isinstance(recorded.fact, ReplyTemplateMade | ReplyTemplateReworded):
                template = replace(template, changed_at=recorded.metadata.occurred_at)
                versions.append(_version(recorded, template))
            return template

        follow(REPLY_TEMPLATE, TemplateRow, now, told, as_told)
        self._templates.write(cursor, now)
        insert(cursor, "reply_template_versions", versions)


def _use(recorded: Recorded) -> dict[str, Any] | None:
    match recorded.fact:
        case ReplyTemplateUsed(template_id=thing):
            pass
        case MacroApplied(macro_id=thing):
            pass
        case ChecksAdded(checklist_id=thing) if thing is not None:
            pass
        case _:
            return None
    return {
        "thing_id": thing,
        "used_at": recorded.metadata.occurred_at,
        "ticket_id": recorded.stream,
        "version": recorded.version,
        "used_by": recorded.metadata.actor.id,
    }


def _version(recorded: Recorded, template: TemplateRow) -> dict[str, Any]:
    return {
        "template_id": template.template_id,
        "version": recorded.version,
        "name_ru": template.name.ru,
        "name_en": template.name.en,
        "body": as_json(template.body),
        "made_at": recorded.metadata.occurred_at,
        "made_by": recorded.metadata.actor.id,
    }


def _columns(template: TemplateRow) -> dict[str, Any]:
    return {
        "template_id": template.template_id,
        "name_ru": template.name.ru,
        "name_en": template.name.en,
        "body": as_json(template.body),
        "maker_id": template.maker_id,
        "audience": template.audience.kind,
        "team_id": template.audience.team_id,
        "edited_by": template.edited_by,
        "version": template.version,
        "changed_at": template.changed_at,
        "is_archived": template.is_archived,
    }


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


_BY_ID = statement(
    "SELECT {columns} FROM reply_templates v WHERE v.template_id = ANY(%s)",
    columns=selected(_Row, "v", body=statement("v.body::text")),
)
_WORDING = msgspec.json.Decoder(Wording)


def _by_id(cursor: Cursor[Any], templates: Collection[UUID]) -> dict[UUID, TemplateRow]:
    cursor.execute(_BY_ID, (list(templates),))
    return {
        row.template_id: TemplateRow(
            template_id=row.template_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            body=_WORDING.decode(row.body),
            maker_id=row.maker_id,
            audience=OpenTo(kind=row.audience, team_id=row.team_id),
            edited_by=row.edited_by,
            version=row.version,
            changed_at=row.changed_at,
            is_archived=row.is_archived,
        )
        for row in rows_of(_Row, cursor)
    }
