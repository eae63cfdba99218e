"""Personal details: sealed at their place, open to the key, erased for ever once it is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import msgspec
import pytest

from commands.ports import Change
from connectors.storage.log.codec import Codec, PoisonFact
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import CACHED_FOR, ERASED, PostgresKeyring, SealBroken, erased, seal, unseal
from connectors.storage.server.database import Database
from events.person import PersonRegistered
from events.values.identity import PersonId
from events.values.person_name import PersonName
from tests.connectors.storage.samples import OPERATOR, command_id, draft, person, stream_id
from tests.support.memory_log import InMemoryKeyring


class Ticks:
    """A monotonic clock that stands still until it is told to go."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def told(log: PostgresLog, *numbers: int) -> None:
    drafts = tuple(draft(person(number), OPERATOR) for number in numbers)
    change = Change(stream=stream_id(), expected_version=0, drafts=drafts)
    log.append([change], command_id=command_id(), fingerprint=b"f")


def names(log: PostgresLog) -> list[str]:
    return [recorded.fact.name.full for recorded in log.after(0) if isinstance(recorded.fact, PersonRegistered)]


def test_a_forgotten_person_reads_as_erased_and_the_others_as_they_were(database: Database) -> None:
    keyring = PostgresKeyring(database)
    log = PostgresLog(database, keyring)
    told(log, 5, 6)
    assert names(log) == ["Person 5", "Person 6"]
    assert keyring.forget(UUID(int=5))
    assert not keyring.forget(UUID(int=5))
    forgotten, other = log.after(0)
    assert forgotten.fact == PersonRegistered(person_id=PersonId(UUID(int=5)), kind="contact", name=PersonName(ERASED))
    assert forgotten.metadata.actor == OPERATOR
    assert other.fact == person(6)


def test_who_comes_back_after_the_forgetting_gets_a_new_key_and_the_past_stays_erased(database: Database) -> None:
    keyring = PostgresKeyring(database)
    log = PostgresLog(database, keyring)
    told(log, 5)
    keyring.forget(UUID(int=5))
    told(log, 5)
    assert names(log) == [ERASED, "Person 5"]


def test_a_forgetting_reaches_other_processes_within_the_promised_time(database: Database) -> None:
    ticks = Ticks()
    here, there = PostgresKeyring(database), PostgresKeyring(database, ticks=ticks)
    log = PostgresLog(database, there)
    told(log, 5)
    assert names(log) == ["Person 5"]
    here.forget(UUID(int=5))
    ticks.now = CACHED_FOR
    assert names(log) == [ERASED]


def test_processes_that_make_a_key_at_once_agree_on_one(database: Database) -> None:
    persons = [uuid4() for _ in range(20)]
    keyrings = [PostgresKeyring(database) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda nth: keyrings[nth].of_owners(persons if nth % 2 else persons[::-1]), range(8)))
    assert len({tuple(keys[person].key_id for person in persons) for keys in made}) == 1


def test_a_value_is_open_only_at_its_place(database: Database) -> None:
    key = PostgresKeyring(database).of_owners([UUID(int=1)])[UUID(int=1)]
    sealed = seal(key, "Иван", b"stream/1/name")
    assert msgspec.json.decode(unseal(key, sealed, b"stream/1/name")) == "Иван"
    assert sealed != seal(key, "Иван", b"stream/1/name")
    for place in (b"stream/2/name", b"stream/1/email", b"other/1/name"):
        with pytest.raises(SealBroken):
            unseal(key, sealed, place)


def test_a_sealed_value_moved_to_another_fact_is_poison() -> None:
    codec = Codec(InMemoryKeyring())
    stream = stream_id()
    row = codec.encode(draft(person()), stream, 1)
    with pytest.raises(PoisonFact, match="SealBroken"):
        codec.decode(row.name, row.state, stream=stream, version=2, position=1)


def test_what_has_no_erased_form_is_refused_early() -> None:
    assert (erased("x"), erased(("x",)), erased({"a": 1})) == (ERASED, (), {})
    with pytest.raises(TypeError, match="int"):
        erased(5)
