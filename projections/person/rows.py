"""People as rows, folded in memory and written set by set; the part of ``directory`` that is about people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.person import PERSON, PersonState
from events.values.email_address import readable
from events.values.identity import OrgUnitId, PersonId, sender_ids
from events.values.people import Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.ticket import Attachment
from projections.kit.columns import as_json
from projections.kit.spelling import endings, spellings, words


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of ``persons``, in the order of its columns."""

    person_id: PersonId
    kind: PersonKind
    last: str
    first: str
    middle: str
    name: str
    sought: str
    position: str
    unit_id: OrgUnitId | None
    emails: list[str]
    phones: list[str]
    login: str
    licence: Licence
    groups: list[Group]
    photo: str | None
    is_active: bool
    source: str | None
    time_zone: str
    language: Language

    types: ClassVar[dict[str, str]] = {
        "person_id": "uuid",
        "unit_id": "uuid",
        "is_active": "boolean",
    }

    @property
    def known_by(self) -> dict[str, tuple[bool, bool]]:
        """The words that the person is sought by; which of them are of name or login, and which of the name itself."""
        found = {spelt: (False, False) for email in self.emails for spelt in _spelt(email.partition("@")[0])}
        named = dict.fromkeys(_spelt(self.login), (True, False)) | dict.fromkeys(_spelt(self.name), (True, True))
        return found | named


COLUMNS = PersonRow.__struct_fields__
_LISTS = ("emails", "phones", "groups")
# Lists travel as JSON: PostgreSQL has no arrays of arrays of different lengths.
_UPSERT = (
    f"INSERT INTO persons ({', '.join(COLUMNS)}) SELECT "  # noqa: S608 - constants
    + ", ".join(
        f"ARRAY(SELECT jsonb_array_elements_text({name}::jsonb))" if name in _LISTS else name for name in COLUMNS
    )
    + " FROM unnest("
    + ", ".join(f"%s::{PersonRow.types.get(name, 'text')}[]" for name in COLUMNS)
    + f") AS p ({', '.join(COLUMNS)}) ON CONFLICT (person_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Fold the facts about people of a batch, and write whom they touch."""
    told = [recorded for recorded in batch if type(recorded.fact) in PERSON.facts]
    if not told:
        return
    now: dict[UUID, PersonState] = {
        row.person_id: state_of(row) for row in load(cursor, {recorded.stream for recorded in told})
    }
    for recorded in told:
        person = recorded.stream
        now[person] = PERSON.begun(PersonState, recorded) or PERSON.after(now[person], recorded)
    rows = [row_of(person) for person in now.values()]
    values = [
        [msgspec.json.encode(v).decode() if isinstance(v, list) else v for v in msgspec.structs.astuple(row)]
        for row in rows
    ]
    cursor.execute(_UPSERT.encode(), [list(column) for column in zip(*values, strict=True)])
    _write_words(cursor, rows)
    _write_senders(cursor, rows)


def load(cursor: Cursor[Any], people: Collection[UUID]) -> list[PersonRow]:
    """The rows of people."""
    cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM persons WHERE person_id = ANY(%s)".encode(), (list(people),))  # noqa: S608 - constants
    return [PersonRow(**dict(zip(COLUMNS, row, strict=True))) for row in cursor]


def row_of(person: PersonState) -> PersonRow:
    """What the row of a person says."""
    name, emails = person.name, [readable(email) for email in person.emails]
    return PersonRow(
        person_id=person.person_id,
        kind=person.kind,
        last=name.last,
        first=name.first,
        middle=name.middle,
        name=name.full,
        sought=" ".join((name.full, *emails)).lower(),
        position=person.position,
        unit_id=person.unit_id,
        emails=emails,
        phones=list(person.phones),
        login=person.login,
        licence=person.licence,
        groups=sorted(person.groups),
        photo=None if person.photo is None else person.photo.sha256,
        is_active=person.is_active,
        source=as_json(person.source),
        time_zone=person.time_zone,
        language=person.language,
    )


def state_of(row: PersonRow) -> PersonState:
    """The person whom a row tells of. Of a photo it keeps which contents it has, and no fact asks for more."""
    return PersonState(
        person_id=row.person_id,
        kind=row.kind,
        name=PersonName(row.last, row.first, row.middle),
        unit_id=row.unit_id,
        position=row.position,
        emails=tuple(row.emails),
        phones=tuple(row.phones),
        time_zone=row.time_zone,
        language=row.language,
        source=None if row.source is None else msgspec.json.decode(row.source, type=Source),
        photo=None if row.photo is None else Attachment(row.photo, name="", media_type="", size_bytes=0),
        login=row.login,
        licence=row.licence,
        groups=frozenset(row.groups),
        is_active=row.is_active,
    )


def _spelt(text: str) -> set[str]:
    return {spelt for word in words(text) for spelt in spellings(word)}


def _write_senders(cursor: Cursor[Any], rows: Iterable[PersonRow]) -> None:
    """Whom tickets know these people by that their addresses asked for when they were nobody's."""
    known = [(row.person_id, sender) for row in rows for email in row.emails for sender in sender_ids(email)]
    cursor.execute("DELETE FROM person_senders WHERE person_id = ANY(%s)", ([row.person_id for row in rows],))
    cursor.execute(
        "INSERT INTO person_senders SELECT DISTINCT * FROM unnest(%s::uuid[], %s::uuid[])",
        ([person_id for person_id, _ in known], [sender for _, sender in known]),
    )


def _write_words(cursor: Cursor[Any], rows: Iterable[PersonRow]) -> None:
    """The words of these people as they are now; what stands inside words of names that nobody bears is let go."""
    people = list(rows)
    known = [(word, row.person_id, *kind) for row in people for word, kind in row.known_by.items()]
    cursor.execute(
        "DELETE FROM person_words WHERE person_id = ANY(%s) RETURNING word", ([row.person_id for row in people],)
    )
    before = {word for (word,) in cursor}
    cursor.execute(
        "INSERT INTO person_words SELECT * FROM unnest(%s::text[], %s::uuid[], %s::boolean[], %s::boolean[])",
        [[row[place] for row in known] for place in range(4)],
    )
    cursor.execute(
        "DELETE FROM name_endings e WHERE word = ANY(%s)"
        " AND NOT EXISTS (SELECT FROM person_words w WHERE w.word = e.word AND w.in_name)",
        (list(before),),
    )
    inside = [(ending, word) for word in sorted({row[0] for row in known if row[2]}) for ending in endings(word)]
    cursor.execute(
        "INSERT INTO name_endings SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING",
        ([row[0] for row in inside], [row[1] for row in inside]),
    )
