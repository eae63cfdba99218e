"""Names of people and teams, and who belongs to which; read by lists, by sign-in and by the mail intake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.absence import ABSENCE
from events.folds.on_call import ON_CALL
from events.folds.person import PERSON
from events.folds.team import TEAM
from events.team_turn import TurnTaken
from events.values.dealing import Dealing
from events.values.further_unit import FurtherUnit
from events.values.identity import PersonId, TeamId
from events.values.people import Group, Language, Licence, PersonKind, Responsible, Source
from events.values.text import Text
from events.values.ticket import Attachment
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.reads import reads
from projections.kit.statement import Fragment, statement
from projections.person import absence_rows, absences, name_search
from projections.person.absences import Away
from projections.person.name_search import FoundPerson
from projections.person.rows import People
from projections.team import dealing, on_call_rows
from projections.team.rows import Teams


class Directory:
    """The only writer of people and teams, set by set."""

    name = "directory"
    tables = (
        "persons",
        "person_words",
        "person_senders",
        "person_units",
        "name_endings",
        "absences",
        "teams",
        "team_members",
        "team_leavers",
        "team_turns",
        "on_call_rotas",
    )
    ddl = ddl("projections.person", "directory.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        *PERSON.facts,
        *TEAM.facts,
        *ABSENCE.facts,
        *ON_CALL.facts,
        TurnTaken,
    )

    def __init__(self) -> None:
        self._people, self._teams = People(), Teams()

    def forget(self) -> None:
        """Read people and teams from their tables again."""
        self._people.forget()
        self._teams.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write what a batch changes."""
        self._people.take_in(cursor, batch)
        self._teams.take_in(cursor, batch)
        absence_rows.take_in(cursor, batch)
        dealing.take_in(cursor, batch)
        on_call_rows.take_in(cursor, batch)


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others see them. ``groups`` are those that count now: every active person is a requester.

    ``away`` is told of whoever is away at the moment, where it was asked (``with_absences``).
    """

    person_id: UUID
    kind: PersonKind
    name: str
    last: str = ""
    first: str = ""
    middle: str = ""
    position: str = ""
    unit_id: UUID | None = None
    emails: tuple[str, ...]
    phones: tuple[str, ...] = ()
    login: str = ""
    licence: Licence = "unlicensed"
    groups: tuple[Group, ...]
    photo: str | None = None
    is_active: bool = True
    source: Source | None = None
    language: Language
    time_zone: str
    away: Away | None = None

    def without_card(self) -> PersonView:
        """What those who see no cards need to pick a person: no rights, login, addresses or phones (row 82)."""
        return msgspec.structs.replace(
            self, emails=(), phones=(), login="", licence="unlicensed", groups=(), photo=None, source=None
        )


class TeamView(msgspec.Struct, frozen=True, kw_only=True):
    """A team with its members and how it deals its tickets; a disbanded one with who has these."""

    team_id: UUID
    name: Text
    lead_id: UUID | None
    members: tuple[UUID, ...]
    is_disbanded: bool = False
    hand_over_to: Responsible | None = None
    dealing: Dealing | None = None


BELONGS = statement("(f.from_at IS NULL OR f.from_at <= %(at)s) AND (f.until_at IS NULL OR f.until_at > %(at)s)")
"""Whether a row ``f`` of ``person_units`` holds at an instant."""
_FURTHER_BELOW = statement(
    "WITH inside AS (SELECT unit_id FROM org_units WHERE path @> ARRAY[%(unit)s]::uuid[])"
    " SELECT count(DISTINCT f.person_id) FROM inside JOIN person_units f USING (unit_id)"
    " JOIN persons p ON p.person_id = f.person_id"
    " WHERE {holds} AND p.unit_id <> ALL(ARRAY(SELECT unit_id FROM inside))",
    holds=BELONGS,
)
_PERSON = selected(PersonView, away=statement("NULL"))
_PERSONS = statement("SELECT {person} FROM persons WHERE person_id = ANY(%s)", person=_PERSON)
# Each part in the order of an index, or of the few who belong there beside.
_OF_UNIT = statement(
    "SELECT {person} FROM ((SELECT * FROM persons WHERE unit_id = %(unit)s AND (name, person_id) > (%(name)s, %(last)s)"
    " ORDER BY name, person_id LIMIT %(limit)s) UNION ALL"
    " (SELECT p.* FROM person_units f JOIN persons p USING (person_id)"
    " WHERE f.unit_id = %(unit)s AND {holds} AND (name, person_id) > (%(name)s, %(last)s)"
    " ORDER BY name, person_id LIMIT %(limit)s)) persons ORDER BY name, person_id LIMIT %(limit)s",
    person=_PERSON,
    holds=BELONGS,
)


def _persons(cursor: Cursor[Any]) -> list[PersonView]:
    return [
        msgspec.structs.replace(
            row,
            emails=tuple(row.emails),
            phones=tuple(row.phones),
            groups=(*row.groups, "requester") if row.is_active else (),
            source=None if row.source is None else msgspec.json.decode(cast("str", row.source), type=Source),
        )
        for row in rows_of(PersonView, cursor)
    ]


@reads("directory")
def persons(cursor: Cursor[Any], ids: Sequence[UUID]) -> list[PersonView]:
    """People by their ids, in that order."""
    cursor.execute(_PERSONS, (list(ids),))
    known = {one.person_id: one for one in _persons(cursor)}
    return [known[one] for one in ids if one in known]


@reads("directory")
def photos(cursor: Cursor[Any], wanted: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Of owners and digests those that are people's photos, or files on their cards."""
    cursor.execute(
        "SELECT w.person_id, w.photo FROM unnest(%s::uuid[], %s::text[]) w (person_id, photo)"
        " JOIN persons p USING (person_id) WHERE p.photo = w.photo OR strpos(p.files, w.photo) > 0",
        ([owner for owner, _ in wanted], [digest for _, digest in wanted]),
    )
    return {(owner, digest) for owner, digest in cursor}


@reads("directory")
def files_of(cursor: Cursor[Any], person_id: UUID) -> tuple[Attachment, ...]:
    """The files on a person's card, in the order in which they came."""
    cursor.execute("SELECT files FROM persons WHERE person_id = %s", (person_id,))
    found = cursor.fetchone()
    return () if found is None else msgspec.json.decode(found[0], type=tuple[Attachment, ...])


@reads("directory")
def further_of(cursor: Cursor[Any], person_id: UUID) -> tuple[FurtherUnit, ...]:
    """The units that a person belongs to beside their own, in the order in which they were told."""
    cursor.execute("SELECT further FROM persons WHERE person_id = %s", (person_id,))
    found = cursor.fetchone()
    return () if found is None else msgspec.json.decode(found[0], type=tuple[FurtherUnit, ...])


@reads(also=(persons,))
def person(cursor: Cursor[Any], person_id: UUID) -> PersonView | None:
    """A person by id."""
    return next(iter(persons(cursor, [person_id])), None)


@reads(also=(name_search.found, persons))
def search(cursor: Cursor[Any], part: str, *, limit: int = 50, only_active: bool = False) -> list[PersonView]:
    """People by any part of their name, login or address, in either script; names that begin with it come first."""
    found = name_search.found(cursor, part, limit=limit, only_active=only_active)
    return persons(cursor, [one.person_id for one in found])


@reads(also=(name_search.found, persons))
def search_without_cards(cursor: Cursor[Any], part: str, *, limit: int = 50) -> list[PersonView]:
    """As ``search`` for those who see no cards: by the name alone, which is what they are shown of it (row 82)."""
    return page_found(cursor, part, limit=limit, with_cards=False)[0]


@reads(also=(name_search.found, persons))
def page_found(
    cursor: Cursor[Any], part: str, *, limit: int, with_cards: bool, behind: FoundPerson | None = None
) -> tuple[list[PersonView], FoundPerson | None]:
    """A page of whom ``search`` finds, behind somebody who was found; and behind whom the next one begins, if any."""
    found = name_search.found(cursor, part, limit=limit + 1, by_name_alone=not with_cards, behind=behind)
    people = persons(cursor, [one.person_id for one in found[:limit]])
    shown = people if with_cards else [person.without_card() for person in people]
    return shown, found[limit - 1] if len(found) > limit else None


@reads("directory")
def people_of(
    cursor: Cursor[Any], unit_id: UUID, at: datetime, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> list[PersonView]:
    """The people of a unit in the order of names, whoever belongs to it at an instant beside their own among them.

    ``after`` is the name and id of the last one seen.
    """
    name, last = after or ("", UUID(int=0))
    cursor.execute(_OF_UNIT, {"unit": unit_id, "at": at, "name": name, "last": last, "limit": limit})
    return _persons(cursor)


@reads("directory", "org_tree")
def further_below(cursor: Cursor[Any], unit_id: UUID, at: datetime) -> int:
    """How many people belong to a unit or to one below it at an instant, and stand themselves in none of these."""
    cursor.execute(_FURTHER_BELOW, {"unit": unit_id, "at": at})
    (count,) = cursor.fetchone() or (0,)
    return int(count)


@reads(also=(absences.away,))
def with_absences(cursor: Cursor[Any], found: Sequence[PersonView], at: datetime) -> list[PersonView]:
    """People, each with whether they are away at an instant."""
    gone = absences.away(cursor, [one.person_id for one in found], at)
    return [msgspec.structs.replace(one, away=gone[one.person_id]) if one.person_id in gone else one for one in found]


TEAMS_OF = statement(
    "SELECT m.team_id FROM team_members m JOIN teams t USING (team_id)"
    " WHERE m.person_id = borne.person_id AND NOT t.is_disbanded"
)
"""The teams of a row ``borne`` of a statement around it, as long as these are not disbanded."""
_TEAMS_OF = statement(
    "SELECT found.team_id FROM (SELECT %s::uuid) AS borne (person_id), LATERAL ({teams}) AS found", teams=TEAMS_OF
)


@reads("directory")
def teams_of(cursor: Cursor[Any], person_id: UUID) -> frozenset[TeamId]:
    """The teams that a person belongs to, as long as these are not disbanded."""
    cursor.execute(_TEAMS_OF, (person_id,))
    return frozenset(TeamId(row[0]) for row in cursor)


class _TeamRow(NamedTuple):
    team_id: UUID
    name_ru: str
    name_en: str
    lead_id: UUID | None
    members: list[UUID]
    is_disbanded: bool
    to_team_id: TeamId | None
    to_person_id: PersonId | None
    dealing: str | None


_TEAM = selected(_TeamRow, "t", members=statement("array_remove(array_agg(m.person_id ORDER BY m.person_id), NULL)"))


def _teams(cursor: Cursor[Any], which: Fragment, value: object) -> list[TeamView]:
    cursor.execute(
        statement(
            "SELECT {team} FROM teams t LEFT JOIN team_members m USING (team_id) WHERE {which}"
            " GROUP BY t.team_id ORDER BY t.name_en, t.team_id",
            team=_TEAM,
            which=which,
        ),
        (value,),
    )
    return [
        TeamView(
            team_id=row.team_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            lead_id=row.lead_id,
            members=tuple(row.members),
            is_disbanded=row.is_disbanded,
            hand_over_to=None if row.to_team_id is None else Responsible(row.to_team_id, row.to_person_id),
            dealing=None if row.dealing is None else msgspec.json.decode(row.dealing, type=Dealing),
        )
        for row in rows_of(_TeamRow, cursor)
    ]


@reads("directory")
def teams(cursor: Cursor[Any], *, disbanded: bool = False) -> list[TeamView]:
    """Every team with its members, by name; the disbanded ones, too, if they are asked for."""
    return _teams(cursor, statement("(%s OR NOT t.is_disbanded)"), disbanded)


@reads("directory")
def team(cursor: Cursor[Any], team_id: UUID) -> TeamView | None:
    """One team, disbanded or not."""
    return next(iter(_teams(cursor, statement("t.team_id = %s"), team_id)), None)


@reads("directory")
def names(cursor: Cursor[Any], ids: Collection[UUID]) -> dict[UUID, Text]:
    """The names of people and teams by their ids, in one query."""
    cursor.execute(
        "SELECT person_id, name, name FROM persons WHERE person_id = ANY(%(ids)s)"
        " UNION ALL SELECT team_id, name_ru, name_en FROM teams WHERE team_id = ANY(%(ids)s)",
        {"ids": list(ids)},
    )
    return {row[0]: Text(ru=row[1], en=row[2]) for row in cursor}
