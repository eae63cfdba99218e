"""What lists and cards of problems and of change requests show alike, and are narrowed to; called by their pages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.lifecycle import Lifecycle
from events.values.people import Responsible
from events.values.text import Text
from projections.facts import past_names
from projections.kit import heir
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from projections.linked.rows import NamesSomebody, named_by
from projections.person import directory


class LinkedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; empty conditions match anything."""

    statuses: tuple[str, ...] = ()
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: UUID | None = None
    team: UUID | None = None
    responsible: UUID | None = None
    text: str = ""


def wanted(alias: str) -> Fragment:
    """The conditions of a filter but that of its ticket, and where the page begins; on ``asked`` and ``named_for``."""
    return statement(
        "(%(statuses)s::text[] = '{{}}' OR {of}.status = ANY(%(statuses)s))"
        " AND (%(is_open)s::boolean IS NULL OR {of}.is_open = %(is_open)s)"
        " AND (%(service)s::uuid IS NULL OR {of}.services @> ARRAY[%(service)s::uuid]"
        " OR (NOT %(service_exactly)s AND {of}.services && ARRAY(SELECT s.service_id FROM services s"
        " WHERE s.path @> ARRAY[%(service)s::uuid])))"
        " AND {answers} AND strpos(lower({of}.subject), lower(%(text)s)) > 0"
        " AND (%(before)s::bigint IS NULL OR {of}.number < %(before)s)",
        of=name(alias),
        answers=heir.answers(alias),
    )


def asked(wanted: LinkedFilter, *, before: int | None, limit: int) -> dict[str, Any]:
    """The parameters of a page; one row more than that tells whether there is another."""
    return {
        **msgspec.structs.asdict(wanted),
        "statuses": list(wanted.statuses),
        "text": wanted.text.strip(),
        "before": before,
        "limit": limit + 1,
    }


class LinkedRow(NamesSomebody, Protocol):
    """What is read of a problem and of a change request alike."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def subject(self) -> str:
        """What it is about."""

    @property
    def status(self) -> str:
        """The code of its status."""

    @property
    def services(self) -> list[UUID]:
        """The services that it concerns."""

    @property
    def version(self) -> int:
        """Of its stream."""


class Around(msgspec.Struct, frozen=True):
    """Who answers today instead of whoever was named, and what these and services are called."""

    today: dict[Responsible, Responsible | None]
    named: dict[UUID, Text]

    def told(self, row: LinkedRow, cycle: Lifecycle) -> dict[str, Any]:
        """The fields of a line that are told alike; ``named_responsible`` where somebody else answers today."""
        named = named_by(row)
        today = None if named is None else self.today[named]
        team_id, responsible_id = (None, None) if today is None else (today.team_id, today.person_id)
        return {
            "number": row.number,
            "subject": row.subject,
            "status": row.status,
            "status_name": cycle.name_of(row.status),
            "services": tuple(row.services),
            "service_names": tuple(self.named.get(service) for service in row.services),
            "team_id": team_id,
            "team": None if team_id is None else self.named.get(team_id),
            "responsible_id": responsible_id,
            "responsible": None if responsible_id is None else self.named.get(responsible_id),
            "named_responsible": None if today == named else named,
            "version": row.version,
        }


@reads(also=(heir.answering, directory.names, past_names.latest))
def around(cursor: Cursor[Any], rows: Collection[LinkedRow], people: Collection[UUID] = ()) -> Around:
    """What stands around rows; ``people`` are to be called by name, too."""
    today = heir.answering(cursor, map(named_by, rows))
    answering = {found for now in today.values() if now is not None for found in (now.team_id, now.person_id)}
    services = {service for row in rows for service in row.services}
    called = directory.names(cursor, {found for found in answering if found is not None}.union(people))
    return Around(today, called | past_names.latest(cursor, services))
