"""Names of people and teams, and who belongs to which; read by lists, by sign-in and by the mail intake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.person import PersonEmailsChanged, PersonGroupsGranted, PersonRegistered, PersonRenamed
from events.team import TeamFormed, TeamLeadNamed, TeamMembersLinked, TeamMembersUnlinked, TeamRenamed
from events.values.identity import TeamId
from events.values.people import Group, Language
from events.values.text import Text
from projections.ddl import ddl


class Directory:
    """The only writer of people and teams. These facts are few, so each is written as it comes."""

    name = "directory"
    tables = ("persons", "teams", "team_members")
    ddl = ddl("projections", "directory.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        PersonRegistered,
        PersonRenamed,
        PersonEmailsChanged,
        PersonGroupsGranted,
        TeamFormed,
        TeamRenamed,
        TeamMembersLinked,
        TeamMembersUnlinked,
        TeamLeadNamed,
    )

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each fact's change."""
        for recorded in batch:
            _write(cursor, recorded.fact)


def _write(cursor: Cursor[Any], fact: Fact) -> None:
    match fact:
        case PersonRegistered():
            cursor.execute(
                "INSERT INTO persons VALUES (%s, %s, %s, %s, %s, '{}', %s, %s)",
                (
                    fact.person_id,
                    fact.kind,
                    fact.name.full,
                    _sought(fact.name.full, fact.emails),
                    list(fact.emails),
                    fact.time_zone,
                    fact.language,
                ),
            )
        case PersonRenamed():
            cursor.execute(
                "UPDATE persons SET name = %s, sought = lower(concat_ws(' ', %s::text, array_to_string(emails, ' ')))"
                " WHERE person_id = %s",
                (fact.name.full, fact.name.full, fact.person_id),
            )
        case PersonEmailsChanged():
            cursor.execute(
                "UPDATE persons SET emails = %s, sought = lower(concat_ws(' ', name, %s::text)) WHERE person_id = %s",
                (list(fact.emails), " ".join(fact.emails), fact.person_id),
            )
        case PersonGroupsGranted():
            cursor.execute("UPDATE persons SET groups = %s WHERE person_id = %s", (sorted(fact.groups), fact.person_id))
        case TeamFormed():
            cursor.execute(
                "INSERT INTO teams VALUES (%s, %s, %s, %s)",
                (fact.team_id, fact.name.ru, fact.name.en, fact.lead),
            )
            _link(cursor, fact.team_id, fact.members)
        case TeamRenamed():
            cursor.execute(
                "UPDATE teams SET name_ru = %s, name_en = %s WHERE team_id = %s",
                (fact.name.ru, fact.name.en, fact.team_id),
            )
        case TeamMembersLinked():
            _link(cursor, fact.team_id, fact.members)
        case TeamMembersUnlinked():
            cursor.execute(
                "DELETE FROM team_members WHERE team_id = %s AND person_id = ANY(%s)",
                (fact.team_id, list(fact.members)),
            )
            cursor.execute(
                "UPDATE teams SET lead_id = NULL WHERE team_id = %s AND lead_id = ANY(%s)",
                (fact.team_id, list(fact.members)),
            )
        case TeamLeadNamed():
            cursor.execute("UPDATE teams SET lead_id = %s WHERE team_id = %s", (fact.lead, fact.team_id))
        case _:
            pass


def _sought(name: str, emails: Collection[str]) -> str:
    return " ".join((name, *emails)).lower()


def _link(cursor: Cursor[Any], team_id: UUID, members: Collection[UUID]) -> None:
    cursor.execute(
        "INSERT INTO team_members SELECT %s, unnest(%s::uuid[]) ON CONFLICT DO NOTHING",
        (team_id, list(members)),
    )


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others see them."""

    person_id: UUID
    kind: str
    name: str
    emails: tuple[str, ...]
    groups: tuple[Group, ...]
    language: Language
    time_zone: str


class TeamView(msgspec.Struct, frozen=True, kw_only=True):
    """A team with its members."""

    team_id: UUID
    name: Text
    lead_id: UUID | None
    members: tuple[UUID, ...]


_PERSON = "SELECT person_id, kind, name, emails, groups, language, time_zone FROM persons "


def _persons(cursor: Cursor[Any]) -> list[PersonView]:
    return [
        PersonView(
            person_id=person_id,
            kind=kind,
            name=name,
            emails=tuple(emails),
            groups=tuple(groups),
            language=language,
            time_zone=time_zone,
        )
        for person_id, kind, name, emails, groups, language, time_zone in cursor
    ]


def person(cursor: Cursor[Any], person_id: UUID) -> PersonView | None:
    """A person by id."""
    cursor.execute(_PERSON + "WHERE person_id = %s", (person_id,))
    return next(iter(_persons(cursor)), None)


def person_by_email(cursor: Cursor[Any], email: str) -> PersonView | None:
    """The person whom an e-mail address belongs to."""
    cursor.execute(_PERSON + "WHERE emails @> ARRAY[%s]", (email.strip().lower(),))
    return next(iter(_persons(cursor)), None)


def search(cursor: Cursor[Any], part: str, *, limit: int = 50) -> list[PersonView]:
    """People by any part of their name or address, in the order of names."""
    sought = part.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    cursor.execute(_PERSON + "WHERE sought LIKE %s ORDER BY name, person_id LIMIT %s", (f"%{sought}%", limit))
    return _persons(cursor)


def teams_of(cursor: Cursor[Any], person_id: UUID) -> frozenset[TeamId]:
    """The teams that a person belongs to."""
    cursor.execute("SELECT team_id FROM team_members WHERE person_id = %s", (person_id,))
    return frozenset(TeamId(row[0]) for row in cursor)


def teams(cursor: Cursor[Any]) -> list[TeamView]:
    """Every team with its members."""
    cursor.execute(
        "SELECT t.team_id, t.name_ru, t.name_en, t.lead_id,"
        " array_remove(array_agg(m.person_id ORDER BY m.person_id), NULL)"
        " FROM teams t LEFT JOIN team_members m USING (team_id) GROUP BY t.team_id ORDER BY t.name_en"
    )
    return [
        TeamView(team_id=team_id, name=Text(ru=ru, en=en), lead_id=lead, members=tuple(members))
        for team_id, ru, en, lead, members in cursor
    ]


def names(cursor: Cursor[Any], ids: Collection[UUID]) -> dict[UUID, Text]:
    """The names of people and teams by their ids, in one query."""
    cursor.execute(
        "SELECT person_id, name, name FROM persons WHERE person_id = ANY(%(ids)s)"
        " UNION ALL SELECT team_id, name_ru, name_en FROM teams WHERE team_id = ANY(%(ids)s)",
        {"ids": list(ids)},
    )
    return {row[0]: Text(ru=row[1], en=row[2]) for row in cursor}
