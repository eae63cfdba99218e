"""Macros, folded in memory and written set by set; part of ``projections.at_hand.rows``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.macro import MACRO, MacroState
from events.values.identity import MacroId, PersonId, TeamId
from events.values.macro import Act, Offered
from events.values.shared_with import AudienceKind, EditedBy, OpenTo
from events.values.text import Text
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.statement import statement


class MacroRow(MacroState, frozen=True, kw_only=True):
    """A macro as it stands."""

    version: int = 0


class Row(NamedTuple):
    """What stands of a macro in its table."""

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


ACTS = msgspec.json.Decoder(tuple[Act, ...])
_BY_ID = statement(
    "SELECT {columns} FROM macros v WHERE v.macro_id = ANY(%s)",
    columns=selected(Row, "v", acts=statement("v.acts::text")),
)


class MacroRows:
    """The only writer of macros."""

    def __init__(self) -> None:
        self._kept = KeptRows("macros", "macro_id", load=_by_id, columns=_columns)

    def forget(self) -> None:
        """Read macros from their table again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        now = self._kept.take(cursor, begun_before(batch))
        follow(MACRO, MacroRow, now, batch)
        self._kept.write(cursor, now)


def _columns(macro: MacroRow) -> dict[str, Any]:
    return {
        "macro_id": macro.macro_id,
        "name_ru": macro.name.ru,
        "name_en": macro.name.en,
        "acts": as_json(macro.acts),
        "types": list(macro.offered.types),
        "statuses": list(macro.offered.statuses),
        "maker_id": macro.maker_id,
        "audience": macro.audience.kind,
        "team_id": macro.audience.team_id,
        "edited_by": macro.edited_by,
        "version": macro.version,
        "is_archived": macro.is_archived,
    }


def _by_id(cursor: Cursor[Any], macros: Collection[UUID]) -> dict[UUID, MacroRow]:
    cursor.execute(_BY_ID, (list(macros),))
    return {
        row.macro_id: MacroRow(
            macro_id=row.macro_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            acts=ACTS.decode(row.acts),
            offered=Offered(types=tuple(row.types), statuses=tuple(row.statuses)),
            maker_id=row.maker_id,
            audience=OpenTo(kind=row.audience, team_id=row.team_id),
            edited_by=row.edited_by,
            version=row.version,
            is_archived=row.is_archived,
        )
        for row in rows_of(Row, cursor)
    }
