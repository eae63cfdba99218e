"""Questions about the journal of settings: what was changed, by whom and when, and what it was before (row 176)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.references import person_sought
from api.questions.refusals import InvalidField, NoSuchThing
from api.questions.wishes import aware
from events.fact import Recorded
from events.values.identity import StreamId
from events.values.module import MODULES
from events.values.people import Actor, Viewer
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES
from projections.facts import past_names
from projections.facts.history import history_with_names
from projections.journal import rows
from projections.journal.differences import Difference, differences, ids_in
from projections.journal.kinds import KINDS as KINDS  # noqa: PLC0414 - what pages call the kinds
from projections.journal.kinds import Kind, stood
from projections.journal.rows import Change, ChangesFilter
from projections.kit.reads import views_of
from projections.person import directory

NEWEST = 2**63 - 1
"""Before this stands every change."""
_JOURNAL = views_of(rows.page, history_with_names, directory.names, past_names.latest)
_ONE = views_of(rows.at, history_with_names, directory.names, past_names.latest)


class ChangesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Changes of a kind of settings, of one thing, by somebody, in [since, before); from where on, and how many."""

    kind: Kind | None = None
    thing: UUID | None = None
    person: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    cursor: str | None = None
    limit: int = 100


class SettingChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change: of what, in a sentence, by whom and when. ``thing`` is what it is called today."""

    position: int
    at: datetime
    kind: Kind
    thing_id: UUID
    thing: Text | None
    version: int
    name: str
    what: Text
    by: Actor
    actor: Text


class SettingChanges(msgspec.Struct, frozen=True):
    """Changes, the newest first."""

    changes: list[SettingChange]
    next_cursor: str | None = None


class ChangeWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which change; ``against``: an earlier one of the same thing, instead of what was right before."""

    ref: int
    against: int | None = None


class ComparedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change, what it was ``against``, if anything was before, and field by field what was and what is."""

    change: SettingChange
    against: SettingChange | None
    differences: list[Difference]


@question("list-setting-changes", _JOURNAL)
def list_changes(desk: Desk, viewer: Viewer, wanted: ChangesWanted) -> Answer[SettingChanges]:
    """The newest first; what each says is read in the log."""
    who = None if wanted.person is None else person_sought(desk, viewer, wanted.person, field="person")
    asked = ChangesFilter(
        kind=wanted.kind,
        thing_id=wanted.thing,
        by_id=who,
        since=aware("since", wanted.since),
        before=aware("before", wanted.before),
    )
    behind = NEWEST if wanted.cursor is None else place_of(wanted.cursor, int)
    with desk.database.snapshot() as db:
        found = rows.page(db, asked, behind=behind, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        told = _told(desk, db, viewer, shown)
    return Answer(SettingChanges(told, written(shown[-1].position) if len(found) > len(shown) else None))


@question("read-setting-change", _ONE)
def read_change(desk: Desk, viewer: Viewer, wanted: ChangeWanted) -> Answer[ComparedChange]:
    """What was and what is, field by field; of a shipped type, also against how it came with the desk."""
    with desk.database.snapshot() as db:
        found = rows.at(db, wanted.ref)
        if found is None:
            raise NoSuchThing
        history = desk.log.at(db).load(StreamId(found.thing_id))
        behind = [one for one in history if one.position <= found.position]
        before = behind[:-1]
        if wanted.against is not None:
            before = [one for one in behind if one.position <= wanted.against]
            if not before or before[-1].position != wanted.against or len(before) == len(behind):
                raise _no_earlier(wanted.against)
        was, now = stood(found.kind, before), stood(found.kind, behind)
        names = _names(db, ids_in(was, now))
        told = _told(desk, db, viewer, [found])
        former = rows.at(db, before[-1].position) if before else None
        against = _told(desk, db, viewer, [former]) if former is not None else [None]
    return Answer(ComparedChange(change=told[0], against=against[0], differences=differences(was, now, names)))


def _no_earlier(position: int) -> InvalidField:
    return InvalidField(
        field="against",
        reason_ru=f"{position} — не более раннее изменение того же самого: возьмите его из журнала этой вещи.",
        reason_en=f"{position} is no earlier change of the same thing: take one from the thing's own journal.",
    )


class _Read(NamedTuple):
    change: Change
    recorded: Recorded


def _told(desk: Desk, db: Cursor[Any], viewer: Viewer, changes: Sequence[Change]) -> list[SettingChange]:
    """Changes with their sentences and with what their things are called today."""
    streams = desk.log.at(db).load_many({StreamId(one.thing_id) for one in changes})
    at = {recorded.position: recorded for history in streams.values() for recorded in history}
    read = [_Read(one, at[one.position]) for one in changes]
    entries = history_with_names(db, viewer, [one.recorded for one in read])
    names = _names(db, {one.thing_id for one in changes})
    return [
        SettingChange(
            position=change.position,
            at=entry.occurred_at,
            kind=change.kind,
            thing_id=change.thing_id,
            thing=names.get(change.thing_id) or _own_name(change.kind, recorded),
            version=entry.version,
            name=entry.name,
            what=entry.what,
            by=entry.by,
            actor=entry.actor,
        )
        for (change, recorded), entry in zip(read, entries, strict=True)
    ]


def _names(db: Cursor[Any], ids: Any) -> dict[UUID, Text]:
    return past_names.latest(db, ids) | directory.names(db, ids)


def _own_name(kind: Kind, recorded: Recorded) -> Text | None:
    """What is on no list of names: labels, the desk itself, and a shipped type until somebody renames it."""
    code = getattr(recorded.fact, "code", "")
    if kind == "ticket_type":
        return SHIPPED_TYPES[code].name if code in SHIPPED_TYPES else None
    if kind == "module":
        return MODULES[cast("Any", recorded.fact).module]
    return KINDS[kind] if kind in {"desk", "freeze"} else None
