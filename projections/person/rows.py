"""People as rows, folded in memory and written set by set; the part of ``directory`` that is about people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.person import (
    PersonDeactivated,
    PersonEmailsChanged,
    PersonFed,
    PersonGroupsGranted,
    PersonLanguageChanged,
    PersonLicensed,
    PersonLoginGiven,
    PersonMoved,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonReactivated,
    PersonRegistered,
    PersonRenamed,
    PersonUnfed,
    PersonZoneChanged,
)
from events.values.email_address import readable
from events.values.identity import sender_ids
from events.values.person_name import PersonName
from projections.kit.columns import as_json
from projections.kit.spelling import endings, spellings, words


class PersonRow(msgspec.Struct, kw_only=True):
    """A row of ``persons``, in the order of its columns."""

    person_id: UUID
    kind: str
    last: str
    first: str
    middle: str
    name: str = ""
    sought: str = ""
    position: str
    unit_id: UUID | None
    emails: list[str]
    phones: list[str]
    login: str = ""
    licence: str = "unlicensed"
    groups: list[str] = []
    photo: str | None = None
    is_active: bool = True
    source: str | None
    time_zone: str
    language: str

    types: ClassVar[dict[str, str]] = {
        "person_id": "uuid",
        "unit_id": "uuid",
        "is_active": "boolean",
    }

    def call(self, name: PersonName) -> None:
        """Bear a name."""
        self.last, self.first, self.middle, self.name = name.last, name.first, name.middle, name.full

    @property
    def known_by(self) -> dict[str, tuple[bool, bool]]:
        """The words that the person is sought by; which of them are of name or login, and which of the name itself."""
        found = {spelt: (False, False) for email in self.emails for spelt in _spelt(email.partition("@")[0])}
        named = dict.fromkeys(_spelt(self.login), (True, False)) | dict.fromkeys(_spelt(self.name), (True, True))
        return found | named


PERSON_FACTS: tuple[type[Fact], ...] = (
    PersonRegistered,
    PersonRenamed,
    PersonMoved,
    PersonPositionChanged,
    PersonEmailsChanged,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonZoneChanged,
    PersonLanguageChanged,
    PersonLoginGiven,
    PersonLicensed,
    PersonGroupsGranted,
    PersonDeactivated,
    PersonReactivated,
    PersonFed,
    PersonUnfed,
)
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
    facts = [recorded.fact for recorded in batch if isinstance(recorded.fact, PERSON_FACTS)]
    if not facts:
        return
    people = {fact.person_id for fact in facts}  # type: ignore[attr-defined]  # every fact about a person names them
    rows = _load(cursor, people)
    for fact in facts:
        if isinstance(fact, PersonRegistered):
            rows[fact.person_id] = _registered(fact)
        else:
            _follow(rows[fact.person_id], fact)  # type: ignore[attr-defined]  # as above
    for row in rows.values():
        row.sought = " ".join((row.name, *row.emails)).lower()
    values = [
        [msgspec.json.encode(v).decode() if isinstance(v, list) else v for v in msgspec.structs.astuple(row)]
        for row in rows.values()
    ]
    cursor.execute(_UPSERT.encode(), [list(column) for column in zip(*values, strict=True)])
    _write_words(cursor, rows.values())
    _write_senders(cursor, rows.values())


def _load(cursor: Cursor[Any], people: Collection[UUID]) -> dict[UUID, PersonRow]:
    cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM persons WHERE person_id = ANY(%s)".encode(), (list(people),))  # noqa: S608 - constants
    return {row[0]: PersonRow(**dict(zip(COLUMNS, row, strict=True))) for row in cursor}


def _registered(fact: PersonRegistered) -> PersonRow:
    row = PersonRow(
        person_id=fact.person_id,
        kind=fact.kind,
        last="",
        first="",
        middle="",
        position=fact.position,
        unit_id=fact.unit_id,
        emails=[readable(email) for email in fact.emails],
        phones=list(fact.phones),
        source=as_json(fact.source),
        time_zone=fact.time_zone,
        language=fact.language,
    )
    row.call(fact.name)
    return row


_SETS: dict[type[Fact], str] = {
    PersonMoved: "unit_id",
    PersonPositionChanged: "position",
    PersonZoneChanged: "time_zone",
    PersonLanguageChanged: "language",
    PersonLoginGiven: "login",
    PersonLicensed: "licence",
}
"""Facts that say what one column is from now on: it bears the same name in both."""


def _follow(row: PersonRow, fact: Fact) -> None:
    if (column := _SETS.get(type(fact))) is not None:
        setattr(row, column, getattr(fact, column))
        return
    match fact:
        case PersonRenamed():
            row.call(fact.name)
        case PersonEmailsChanged():
            row.emails = [readable(email) for email in fact.emails]
        case PersonPhonesChanged():
            row.phones = list(fact.phones)
        case PersonGroupsGranted():
            row.groups = sorted(fact.groups)
        case PersonPhotoChanged():
            row.photo = None if fact.photo is None else fact.photo.sha256
        case PersonDeactivated() | PersonReactivated():
            row.is_active = isinstance(fact, PersonReactivated)
        case PersonFed() | PersonUnfed():
            row.source = as_json(fact.source) if isinstance(fact, PersonFed) else None
        case _:
            pass


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
