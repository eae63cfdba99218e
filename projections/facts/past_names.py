"""What things were called at any place of the log, and which facts changed a setting: both are told of the same facts.

Names are read where it is told what was true when a ticket was registered, changes by ``projections.journal``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from uuid import UUID

from psycopg import Cursor

from events.agreement import AgreementConcluded, AgreementRenamed
from events.fact import Fact, Recorded
from events.org_unit import OrgUnitAdded, OrgUnitRenamed
from events.service import ServiceAdded, ServiceDescribed
from events.service_schedule import ScheduleDrawnUp, ScheduleRenamed
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.identity import ticket_type_id
from events.values.text import Text
from events.values.ticket import TYPES
from projections.journal import rows as journal
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement

BIGGEST = 2**63 - 1
"""Behind the end of every log."""


NAMING: tuple[type[Fact], ...] = (
    AgreementConcluded,
    AgreementRenamed,
    OrgUnitAdded,
    OrgUnitRenamed,
    ServiceAdded,
    ServiceDescribed,
    ScheduleDrawnUp,
    ScheduleRenamed,
    TicketTypeDefined,
    TicketTypeRevised,
)
"""Facts that give something a name."""


class PastNames:
    """The only writer of past names, and of the journal of settings."""

    name = "past_names"
    tables = ("past_names", journal.TABLE)
    ddl = ddl("projections.facts", "past_names.sql") + journal.DDL
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = tuple(dict.fromkeys((*NAMING, *journal.INTERESTS)))
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """A row for every name and for every change, in one statement each."""
        rows = [(one.stream, one.position, _name(one.fact)) for one in batch if isinstance(one.fact, NAMING)]
        journal.write(cursor, batch)
        cursor.execute(
            "INSERT INTO past_names SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[])",
            (
                [stream for stream, _, _ in rows],
                [position for _, position, _ in rows],
                [name.ru for _, _, name in rows],
                [name.en for _, _, name in rows],
            ),
        )


def _name(fact: Fact) -> Text:
    if isinstance(fact, TicketTypeDefined | TicketTypeRevised):
        return fact.definition.name
    name: Text = fact.name  # type: ignore[attr-defined] # every other fact of interest has one
    return name


def named(thing: str, alias: str) -> Fragment:
    """The join that gives a statement what a thing of its own is called now: ``name_ru``, ``name_en`` of ``alias``."""
    return statement(
        "LEFT JOIN LATERAL (SELECT name_ru, name_en FROM past_names WHERE thing_id = {thing}"
        " ORDER BY position DESC LIMIT 1) {alias} ON true",
        thing=name(thing),
        alias=name(alias),
    )


@reads("past_names")
def latest(cursor: Cursor[Any], things: Collection[UUID]) -> dict[UUID, Text]:
    """What each thing is called now."""
    return as_of(cursor, things, BIGGEST)


@reads("past_names")
def as_of(cursor: Cursor[Any], things: Collection[UUID], position: int) -> dict[UUID, Text]:
    """What each thing was called when the log ended at ``position``; what had no name then is missing."""
    cursor.execute(
        "SELECT DISTINCT ON (thing_id) thing_id, name_ru, name_en FROM past_names"
        " WHERE thing_id = ANY(%s) AND position <= %s ORDER BY thing_id, position DESC",
        (list(things), position),
    )
    return {row[0]: Text(ru=row[1], en=row[2]) for row in cursor}


@reads("past_names")
def types_as_of(cursor: Cursor[Any], places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Text]:
    """What types of ticket were called at places of the log: (code, position) -> name, at worst the code."""
    found = {(code, position): TYPES.get(code, Text.same(code)) for code, position in places}
    if len(found) < 2:  # noqa: PLR2004 - one, or none
        return {place: _called(cursor, *place) or at_worst for place, at_worst in found.items()}
    cursor.execute(
        "SELECT code, at, name_ru, name_en FROM unnest(%s::text[], %s::uuid[], %s::bigint[]) AS asked(code, id, at)"
        " CROSS JOIN LATERAL (SELECT name_ru, name_en FROM past_names WHERE thing_id = id AND position <= at"
        " ORDER BY position DESC LIMIT 1) AS called",
        (
            [code for code, _ in found],
            [ticket_type_id(code) for code, _ in found],
            [position for _, position in found],
        ),
    )
    return found | {(code, position): Text(ru=ru, en=en) for code, position, ru, en in cursor}


def _called(cursor: Cursor[Any], code: str, position: int) -> Text | None:
    """What one type was called: of a list, whose length it does not know, PostgreSQL makes a plan for each question."""
    cursor.execute(
        "SELECT name_ru, name_en FROM past_names WHERE thing_id = %s AND position <= %s ORDER BY position DESC LIMIT 1",
        (ticket_type_id(code), position),
    )
    row = cursor.fetchone()
    return None if row is None else Text(*row)
