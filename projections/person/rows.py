"""People as rows, folded in memory and written set by set; the part of ``directory`` that is about people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.person import PERSON, PersonState
from events.values.email_address import readable
from events.values.further_unit import FurtherUnit
from events.values.identity import OrgUnitId, PersonId
from events.values.keyed import Keyed, sender_ids
from events.values.people import Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.ticket import Attachment
from projections.kit.columns import SetOfRows, as_json, rows_of, selected
from projections.kit.kept import KeptRows, as_folded, begun_before, follow
from projections.kit.keyed import keyed_in
from projections.kit.statement import statement
from projections.person.phones import phone_endings
from projections.person.spelling import endings, spellings, words


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
    merged_into: PersonId | None
    files: str
    further: str

    @property
    def known_by(self) -> dict[str, tuple[bool, bool]]:
        """The words that the person is sought by; which of them are of name or login, and which are shown to all.

        Whoever is shown a name is shown the position, too; telephones and addresses stand on cards alone. Whoever
        turned out to be somebody else is found as that person.
        """
        if self.merged_into is not None:
            return {}
        found = {spelt: (False, False) for email in self.emails for spelt in _spelt(email.partition("@")[0])}
        found |= {ending: (False, False) for phone in self.phones for ending in phone_endings(phone)}
        found |= dict.fromkeys(_spelt(self.position), (False, True))
        named = dict.fromkeys(_spelt(self.login), (True, False)) | dict.fromkeys(_spelt(self.name), (True, True))
        return found | named


_LOAD = statement("SELECT {columns} FROM persons WHERE person_id = ANY(%s)", columns=selected(PersonRow))
_WORDS = SetOfRows("person_words", {"word": "text", "person_id": "uuid", "in_name": "boolean"}, {"is_shown": "boolean"})
_SENDERS = SetOfRows("person_senders", {"person_id": "uuid", "sender_id": "uuid"})


_FURTHER_UNITS = SetOfRows(
    "person_units", {"person_id": "uuid", "unit_id": "uuid"}, {"from_at": "timestamptz", "until_at": "timestamptz"}
)


_FILES = msgspec.json.Decoder(tuple[Attachment, ...])
_FURTHER = msgspec.json.Decoder(tuple[FurtherUnit, ...])


class People:
    """The people whom facts told of last, for their only writer; and the words that they are sought by."""

    def __init__(self) -> None:
        self._kept = KeptRows("persons", "person_id", load=_states, columns=_columns)

    def forget(self) -> None:
        """Read them from the tables again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the facts about people of a batch, and write what they changed."""
        told = [recorded for recorded in batch if type(recorded.fact) in PERSON.facts]
        if not told:
            return
        before = self._kept.take(cursor, begun_before(told))
        now = dict(before)
        follow(PERSON, PersonState, now, told, as_folded)
        self._kept.write(cursor, now)
        _FURTHER_UNITS.write(cursor, _further_units(before.values()), _further_units(now.values()))
        called = [person for person, one in now.items() if _called(one) != _called(before.get(person))]
        was = [row_of(before[person]) for person in called if person in before]
        rows = [row_of(now[person]) for person in called]
        _write_words(cursor, _words(was), _words(rows))
        if any(row.emails for row in (*was, *rows)):
            keyed = keyed_in(cursor.connection)
            _SENDERS.write(cursor, _senders(was, keyed), _senders(rows, keyed))


def _states(cursor: Cursor[Any], people: Collection[UUID]) -> dict[UUID, PersonState]:
    return {row.person_id: state_of(row) for row in load(cursor, people)}


def _columns(person: PersonState) -> dict[str, Any]:
    return msgspec.structs.asdict(row_of(person))


def _called(person: PersonState | None) -> tuple[object, ...]:
    """What somebody is sought and known by."""
    return (
        ()
        if person is None
        else (*(person.name, person.emails, person.login, person.position, person.phones, person.merged_into),)
    )


def load(cursor: Cursor[Any], people: Collection[UUID]) -> list[PersonRow]:
    """The rows of people."""
    cursor.execute(_LOAD, (list(people),))
    return rows_of(PersonRow, cursor)


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
        merged_into=person.merged_into,
        files=msgspec.json.encode(person.files).decode(),
        further=msgspec.json.encode(person.further).decode(),
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
        merged_into=row.merged_into,
        files=_FILES.decode(row.files),
        further=_FURTHER.decode(row.further),
    )


def _further_units(people: Iterable[PersonState]) -> set[tuple[object, ...]]:
    return {(who.person_id, one.unit_id, one.from_at, one.until_at) for who in people for one in who.further}


def _spelt(text: str) -> set[str]:
    return {spelt for word in words(text) for spelt in spellings(word)}


def _senders(rows: Iterable[PersonRow], keyed: Keyed) -> set[tuple[UUID, UUID]]:
    """Whom tickets know these people by that their addresses asked for when they were nobody's."""
    return {(row.person_id, sender) for row in rows for email in row.emails for sender in sender_ids(keyed, email)}


Word = tuple[str, UUID, bool, bool]


def _words(rows: Iterable[PersonRow]) -> set[Word]:
    return {(word, row.person_id, *kind) for row in rows for word, kind in row.known_by.items()}


def _write_words(cursor: Cursor[Any], before: AbstractSet[Word], now: AbstractSet[Word]) -> None:
    """The words that people are sought by now; what stands inside words of names that nobody bears is let go."""
    _WORDS.write(cursor, before, now)
    if unnamed := sorted({word for word, _, in_name, _ in before - now if in_name}):
        cursor.execute(
            "DELETE FROM name_endings e WHERE word = ANY(%s)"
            " AND NOT EXISTS (SELECT FROM person_words w WHERE w.word = e.word AND w.in_name)",
            (unnamed,),
        )
    inside = [
        (ending, word)
        for word in sorted({word for word, _, in_name, _ in now - before if in_name})
        for ending in endings(word)
    ]
    if inside:
        cursor.execute(
            "INSERT INTO name_endings SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING",
            [list(each) for each in zip(*inside, strict=True)],
        )
