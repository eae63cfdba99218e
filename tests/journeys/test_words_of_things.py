"""Words that are no one person's go with the key of the thing: out of the log, and of every read model built anew."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import msgspec
from psycopg import sql

from api.bootstrap import PROJECTIONS, Desk, SystemClock
from api.settings import Settings
from commands.ports import Change, Draft
from connectors.storage.log.sealed_fields import sealed_fields
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from events.agreement import AgreementArchived
from events.change_request import ChangeSubmitted
from events.fact import Fact
from events.org_unit import OrgUnitArchived, OrgUnitOverridden
from events.service import ServiceDescribed
from events.values.identity import StreamId
from events.values.text import Text
from tests.connectors.storage.samples import command_id, metadata
from tests.dsl import stream_of
from tests.gallery import DESK, GALLERY, SCHEDULE
from tests.gallery_changes import SUBMITTED
from tests.gallery_services import CATALOGUE, vip_concluded

OF_THINGS = {"problem_id", "change_id", "service_id", "agreement_id", "unit_id"}
NOUNS = ("problem.", "change.", "window.")
OTHERS = (ServiceDescribed, AgreementArchived, OrgUnitArchived, OrgUnitOverridden)
FACTS_TOLD = (
    *(*DESK, *CATALOGUE, vip_concluded(SCHEDULE)),
    *(
        SUBMITTED if isinstance(fact, ChangeSubmitted) else fact
        for fact in GALLERY.values()
        if isinstance(fact, OTHERS) or fact.stored_name.startswith(NOUNS)
    ),
)


class Told:
    """The facts, each word of a thing in them one that stands nowhere else, and whose these are."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.owners: set[UUID] = set()
        self.facts = [self._worded(fact) for fact in FACTS_TOLD]

    def _worded(self, fact: Fact) -> Fact:
        copy = msgspec.convert(msgspec.to_builtins(fact), type(fact))
        for at in sealed_fields(type(fact)):
            if type(fact).personal[at.field] in OF_THINGS and (value := at.form.taken(fact)):
                at.form.put(copy, Text(self._word(), self._word()) if isinstance(value, Text) else self._word())
                self.owners.add(at.owner(fact))
        return copy

    def _word(self) -> str:
        self.words.append(f"Zeugnis{len(self.words):02d}")
        return self.words[-1]


def append(desk: Desk, facts: Iterable[Fact]) -> None:
    for fact in facts:
        stream = StreamId(stream_of(fact))
        drafts = (Draft(metadata=metadata(), fact=fact),)
        change = Change(stream=stream, expected_version=len(desk.log.load(stream)), drafts=drafts)
        desk.log.append([change], command_id=command_id(), fingerprint=b"f")


def found_in(database: Database, schema: str, words: Iterable[str]) -> set[str]:
    """Which words stand in a schema, as they are, in small letters, or inside of bytes, also as base64."""
    with database.connection() as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
        tables = [name for (name,) in connection.execute(query, (schema,))]
        rows = [
            row
            for table in tables
            for (row,) in connection.execute(
                sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(sql.Identifier(schema, table))
            )
        ]
    everything = "\n".join(rows).lower()
    assert len(tables) > 5
    return {word for word in words if any(form in everything for form in _forms(word))}


def parked(database: Database) -> int:
    """How many streams read models could not take in."""
    with database.connection() as connection:
        row = connection.execute("SELECT count(*) FROM views.parked").fetchone()
    return -1 if row is None else int(row[0])


def _forms(word: str) -> list[str]:
    plain, small = word.encode(), word.lower().encode()
    encoded = [base64.b64encode(text)[:-4] for text in (plain, small)]
    inside_of_bytes = [text.hex() for text in (plain, small, *encoded)]
    return [small.decode(), *inside_of_bytes, *(one.decode().lower() for one in encoded)]


def test_a_destroyed_key_takes_the_words_of_its_thing_and_nothing_else(database: Database) -> None:
    desk, told = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock()), Told()
    desk.prepare()
    append(desk, told.facts)
    desk.catch_up()
    assert len(told.words) > 25
    # The last of each noun is shown, and nothing of it stands open in the log.
    assert len(found_in(database, "views", told.words)) > 12
    assert found_in(database, "desk", told.words) == set()
    assert [recorded.fact for recorded in desk.log.after(0)] == told.facts
    keyring = PostgresKeyring(database)
    assert [owner for owner in told.owners if not keyring.forget(owner)] == []
    for name in PROJECTIONS:
        Desk(database, desk.settings, desk.clock).rebuild(name)
    assert found_in(database, "views", told.words) == set()
    assert parked(database) == 0
    # What is no word of a thing is still told.
    assert found_in(database, "views", ["Интернет", "Принтеры"]) == {"Интернет"}
