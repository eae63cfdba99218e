"""What the desk as a whole says of itself: its modules' labels and who answers by default; folded from its streams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.desk import DESK, LABELS, DeskState, LabelsState
from events.module import ModuleHidden, ModuleShown
from events.values.module import MODULES, Module
from events.values.people import Actor, Responsible
from events.values.text import Text
from projections.kit import heir
from projections.kit.reads import reads
from projections.person import directory


class ModuleLabel(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a module is shown, since when and by whom; ``None``: since the desk was founded."""

    module: Module
    name: Text
    is_shown: bool = True
    since_at: datetime | None = None
    by: Actor | None = None


class DeskResponsible(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for tickets when neither service nor agreement names anybody (row 97), since when, named by whom.

    Nothing is named until somebody does it: such tickets are nobody's. Where who was named no longer answers,
    ``named_responsible`` was, and the rest tells who does now.
    """

    team_id: UUID | None = None
    team: Text | None = None
    person_id: UUID | None = None
    person: Text | None = None
    since_at: datetime | None = None
    by: Actor | None = None
    named_responsible: Responsible | None = None


def labels(history: Sequence[Recorded]) -> list[ModuleLabel]:
    """Every module with its label, as the facts left it."""
    switched = LABELS.followed(LabelsState(), history).switched
    return [
        ModuleLabel(module=module, name=name)
        if (label := switched.get(module)) is None
        else ModuleLabel(module=module, name=name, is_shown=label.is_shown, since_at=label.since_at, by=label.by)
        for module, name in MODULES.items()
    ]


def of_module(history: Sequence[Recorded], module: Module) -> list[Recorded]:
    """The facts of one label."""
    return [
        recorded
        for recorded in history
        if isinstance(recorded.fact, ModuleHidden | ModuleShown) and recorded.fact.module == module
    ]


@reads(also=(heir.today, directory.names))
def responsible(cursor: Cursor[Any], history: Sequence[Recorded]) -> DeskResponsible:
    """Who was named last, by the names of today."""
    desk = DESK.followed(DeskState(), history)
    if desk.responsible is None:
        return DeskResponsible()
    named = heir.today(cursor, desk.responsible)
    if named is None:
        return DeskResponsible(since_at=desk.since_at, by=desk.by, named_responsible=desk.responsible)
    names = directory.names(cursor, [found for found in (named.team_id, named.person_id) if found is not None])
    return DeskResponsible(
        team_id=named.team_id,
        team=names.get(named.team_id),
        person_id=named.person_id,
        person=None if named.person_id is None else names.get(named.person_id),
        since_at=desk.since_at,
        by=desk.by,
        named_responsible=None if named == desk.responsible else desk.responsible,
    )
