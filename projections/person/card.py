"""A person's card: who they are, where they stand, what they belong to and what they have to do; the viewer first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.further_unit import FurtherUnit, Sees
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import Attachment
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.org_unit import reports
from projections.org_unit import tree as org_tree
from projections.org_unit.tree import UnitLine
from projections.person import absences, directory, merged
from projections.person.absences import UNTOLD, Absence
from projections.person.directory import PersonView

MOST_ABSENCES = 50


class TeamOfCard(msgspec.Struct, frozen=True, kw_only=True):
    """A team on somebody's card."""

    team_id: UUID
    name: Text
    is_lead: bool


class NamedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is mentioned on a card."""

    person_id: UUID
    name: str


class SubstituteOfCard(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers approvals for a person for a while, in [from_at, until_at), whether they are away or not."""

    person_id: UUID
    name: str
    from_at: datetime
    until_at: datetime


class TicketsOfCard(msgspec.Struct, frozen=True, kw_only=True):
    """How many tickets a person asked for, and has in hand; the list shows them by ``requester`` or ``responsible``."""

    asked_open: int
    asked: int
    in_hand: int


class FileOfCard(msgspec.Struct, frozen=True, kw_only=True):
    """A file on somebody's card, and where it is read."""

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    href: str

    @classmethod
    def of(cls, person_id: UUID, file: Attachment) -> FileOfCard:
        """As a fact names it."""
        return cls(
            sha256=file.sha256,
            name=file.name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            href=f"/api/v1/persons/{person_id}/files/{file.sha256}",
        )


class FurtherOfCard(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that a person belongs to beside their own; ``units`` leads from it up to the root.

    ``holds``: they do at the moment, which is within the time that was named, and the unit is in use.
    """

    units: tuple[UnitLine, ...]
    sees: Sees
    from_at: datetime | None
    until_at: datetime | None
    holds: bool

    @classmethod
    def of(cls, told: FurtherUnit, units: tuple[UnitLine, ...], at: datetime) -> FurtherOfCard:
        """As facts tell of it, at an instant."""
        return cls(
            units=units,
            sees=told.sees,
            from_at=told.from_at,
            until_at=told.until_at,
            holds=told.holds_at(at) and not any(unit.is_barred for unit in units),
        )


class PersonCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a person in one piece. ``is_barred``: they cannot sign in, for themselves or for their unit.

    ``units`` leads from their own unit up to the root. ``agreements`` are those that they receive services
    within: none are told before agreements have recipients. ``absences`` are those of now and ahead. A card as of a
    date has the same form; ``tickets`` are counted today alone. ``merged_into`` is who this person turned out to be,
    ``took_in`` the cards that were merged into this one. ``further`` are units beside their own. ``substitute`` answers
    approvals for them, now or soon; it is told of today alone.
    """

    person: PersonView
    units: tuple[UnitLine, ...]
    heads: tuple[UnitLine, ...]
    teams: tuple[TeamOfCard, ...]
    reports_to: NamedPerson | None
    time_zone: str
    is_barred: bool
    tickets: TicketsOfCard | None
    agreements: tuple[UUID, ...] = ()
    absences: tuple[Absence, ...] = ()
    merged_into: NamedPerson | None = None
    took_in: tuple[NamedPerson, ...] = ()
    files: tuple[FileOfCard, ...] = ()
    further: tuple[FurtherOfCard, ...] = ()
    substitute: SubstituteOfCard | None = None


@reads(
    "approvals",
    "directory",
    "ticket_list",
    also=(
        directory.person,
        directory.persons,
        merged.known_as,
        directory.files_of,
        directory.further_of,
        directory.with_absences,
        absences.between,
        org_tree.path,
        org_tree.headed_by,
        reports.reports_to,
    ),
)
def card(cursor: Cursor[Any], viewer: Viewer, person_id: UUID, now: datetime) -> PersonCard | None:
    """A person's card; ``None`` when there is none or the viewer may not see it: they look the same (rows 81-82)."""
    if not visibility.sees_person(viewer, person_id):
        return None
    person = directory.person(cursor, person_id)
    if person is None:
        return None
    (person,) = directory.with_absences(cursor, [person], now)
    merged_into, took_in = merged.known_as(cursor, person_id)
    units = [] if person.unit_id is None else org_tree.path(cursor, person.unit_id)
    return PersonCard(
        person=person,
        units=tuple(units),
        heads=tuple(org_tree.headed_by(cursor, person_id)),
        teams=_teams(cursor, person_id),
        reports_to=_named(cursor, reports.reports_to(cursor, person_id)),
        time_zone=next((zone for zone in (person.time_zone, *(unit.time_zone for unit in units)) if zone), ""),
        is_barred=not person.is_active or any(unit.is_barred for unit in units),
        tickets=_tickets(cursor, viewer, person_id),
        absences=tuple(absences.between(cursor, now, UNTOLD, people=[person_id], limit=MOST_ABSENCES)),
        merged_into=_named(cursor, merged_into),
        took_in=tuple(
            NamedPerson(person_id=one.person_id, name=one.name) for one in directory.persons(cursor, took_in)
        ),
        files=tuple(FileOfCard.of(person_id, one) for one in directory.files_of(cursor, person_id)),
        further=tuple(
            FurtherOfCard.of(one, tuple(org_tree.path(cursor, one.unit_id)), now)
            for one in directory.further_of(cursor, person_id)
        ),
        substitute=None if merged_into is not None else _substitute(cursor, person_id, now),
    )


@reads(also=(directory.person, directory.persons, reports.reports_of))
def reporting_to(
    cursor: Cursor[Any], viewer: Viewer, person_id: UUID, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> list[PersonView] | None:
    """The people who report to a person, by name, behind name and id of one; ``None`` if the card is hidden."""
    if not visibility.sees_person(viewer, person_id) or directory.person(cursor, person_id) is None:
        return None
    return directory.persons(cursor, reports.reports_of(cursor, person_id, after=after, limit=limit))


def _teams(cursor: Cursor[Any], person_id: UUID) -> tuple[TeamOfCard, ...]:
    cursor.execute(
        "SELECT t.team_id, t.name_ru, t.name_en, t.lead_id IS NOT DISTINCT FROM m.person_id FROM team_members m"
        " JOIN teams t USING (team_id) WHERE m.person_id = %s AND NOT t.is_disbanded ORDER BY t.name_en, t.team_id",
        (person_id,),
    )
    return tuple(
        TeamOfCard(team_id=team_id, name=Text(ru=ru, en=en), is_lead=is_lead) for team_id, ru, en, is_lead in cursor
    )


def _substitute(cursor: Cursor[Any], person_id: UUID, now: datetime) -> SubstituteOfCard | None:
    """Whom they named for a while; who stands in while they are away stands on their absences."""
    cursor.execute(
        "SELECT s.substitute_id, s.from_at, s.until_at FROM substitutes s"
        " WHERE s.source_id = %s AND s.absence_id IS NULL AND s.until_at > %s",
        (person_id, now),
    )
    found = cursor.fetchone()
    if found is None:
        return None
    substitute_id, from_at, until_at = found
    named = directory.person(cursor, substitute_id)
    if named is None:
        return None
    return SubstituteOfCard(person_id=substitute_id, name=named.name, from_at=from_at, until_at=until_at)


def _named(cursor: Cursor[Any], person_id: UUID | None) -> NamedPerson | None:
    found = None if person_id is None else directory.person(cursor, person_id)
    return None if found is None else NamedPerson(person_id=found.person_id, name=found.name)


def _tickets(cursor: Cursor[Any], viewer: Viewer, person_id: UUID) -> TicketsOfCard:
    """Counted among what the viewer may see."""
    predicate, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement(
            "SELECT count(*) FILTER (WHERE requester_id = %(id)s AND is_open),"
            " count(*) FILTER (WHERE requester_id = %(id)s),"
            " count(*) FILTER (WHERE responsible_id = %(id)s AND is_unfinished)"
            " FROM ticket_list t WHERE (requester_id = %(id)s OR responsible_id = %(id)s) AND {predicate}",
            predicate=predicate,
        ),
        {**params, "id": person_id},
    )
    asked_open, asked, in_hand = cursor.fetchone() or (0, 0, 0)
    return TicketsOfCard(asked_open=asked_open, asked=asked, in_hand=in_hand)
