"""Tickets that something is linked to, and who was named for it, as rows hold them; used by those who write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol
from uuid import UUID

from psycopg import Cursor

from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Responsible
from projections.kit.columns import SetOfRows
from projections.kit.statement import Fragment, name, statement


class Linked(Protocol):
    """A state with tickets of its own."""

    @property
    def incidents(self) -> tuple[TicketId, ...]:
        """Its tickets."""


class NamesSomebody(Protocol):
    """A row that names who is to answer, if somebody is."""

    @property
    def team_id(self) -> TeamId | None:
        """The team."""

    @property
    def responsible_id(self) -> PersonId | None:
        """Who of that team, if one of them."""


def named_by(row: NamesSomebody) -> Responsible | None:
    """Whom a row names."""
    return None if row.team_id is None else Responsible(row.team_id, row.responsible_id)


class Incidents:
    """The tickets of problems, or of changes: a table of pairs."""

    def __init__(
        self,
        table: Literal["problem_incidents", "change_incidents"],
        owner: Literal["problem_id", "change_id"],
    ) -> None:
        """``owner`` is the column of what the tickets are linked to."""
        self._pairs = SetOfRows(table, {owner: "uuid", "ticket_id": "uuid"})
        self._table = name(table)
        self._owner = name(owner)

    def of(self, alias: str) -> Fragment:
        """The tickets of a row, as a column of it."""
        return statement(
            "ARRAY(SELECT i.ticket_id FROM {table} i WHERE i.{owner} = {alias}.{owner} ORDER BY i.ticket_id)",
            table=self._table,
            owner=self._owner,
            alias=name(alias),
        )

    def number(self, alias: str) -> Fragment:
        """How many they are."""
        return statement(
            "(SELECT count(*) FROM {table} i WHERE i.{owner} = {alias}.{owner})",
            table=self._table,
            owner=self._owner,
            alias=name(alias),
        )

    def write(self, cursor: Cursor[Any], before: Mapping[UUID, Linked], now: Mapping[UUID, Linked]) -> None:
        """Write which tickets belong to these from now on."""
        self._pairs.write(cursor, _pairs(before), _pairs(now))


def _pairs(known: Mapping[UUID, Linked]) -> set[tuple[UUID, UUID]]:
    return {(owner, ticket_id) for owner, one in known.items() for ticket_id in one.incidents}
