"""The stored form: what goes in comes out, old names are led up, what cannot be read is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import msgspec
import pytest

from connectors.storage.log.codec import Codec, PoisonFact, StoredFact
from connectors.storage.log.sealing import ERASED
from events import catalogue
from events.catalogue import Upcaster
from events.fact import Fact, Recorded
from events.person import PersonRegistered
from events.ticket import TicketRegistered
from events.values.identity import StreamId
from events.values.people import SYSTEM
from events.values.person_name import PersonName
from tests.connectors.storage.samples import (
    OPERATOR,
    REQUESTER,
    assigned,
    commented,
    draft,
    person,
    registered,
    stream_id,
)
from tests.support.memory_log import InMemoryKeyring


def read(codec: Codec, row: StoredFact, *, personal: bool = True) -> Recorded:
    return codec.decode(
        row.name,
        row.state,
        stream=StreamId(row.stream),
        version=row.version,
        position=9,
        personal=personal,
    )


@pytest.mark.parametrize("fact", [registered(), commented(), person(), assigned(), registered("")])
@pytest.mark.parametrize("actor", [SYSTEM, OPERATOR])
def test_what_goes_in_comes_out(fact: Fact, actor: Any) -> None:
    codec, stream, told = Codec(InMemoryKeyring()), stream_id(), draft(fact, actor)
    row = codec.encode(told, stream, 3)
    assert (row.stream, row.version, row.name) == (stream, 3, fact.stored_name)
    assert read(codec, row) == Recorded(stream=stream, version=3, position=9, metadata=told.metadata, fact=told.fact)


def test_personal_details_do_not_stand_in_the_stored_bytes() -> None:
    row = Codec(InMemoryKeyring()).encode(draft(registered(), OPERATOR), stream_id(), 1)
    plain = msgspec.json.decode(row.state)
    for secret in ("принтер", "этаж", REQUESTER.name, REQUESTER.email, OPERATOR.name):
        assert secret not in row.state.decode()
    assert plain["f"]["subject"] == plain["f"]["requester"]["name"] == plain["m"]["actor"]["name"] == ERASED
    told = {"subject", "description", "requester.name", "requester.email"}
    assert set(plain["s"]) == {"@actor", *told}
    assert told < TicketRegistered.personal.keys()


def test_what_is_not_opened_reads_as_erased() -> None:
    codec = Codec(InMemoryKeyring())
    closed = read(codec, codec.encode(draft(person(), OPERATOR), stream_id(), 1), personal=False)
    assert isinstance(closed.fact, PersonRegistered)
    assert (closed.fact.name, closed.fact.emails) == (PersonName(ERASED), ())
    assert closed.metadata.actor == msgspec.structs.replace(OPERATOR, name=ERASED)


def test_encoding_leaves_the_fact_itself_alone() -> None:
    fact = registered()
    Codec(InMemoryKeyring()).encode(draft(fact), stream_id(), 1)
    assert fact == registered()


def test_naive_instants_are_refused() -> None:
    told = draft()
    naive = msgspec.structs.replace(told.metadata, occurred_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="aware"):
        Codec(InMemoryKeyring()).encode(msgspec.structs.replace(told, metadata=naive), stream_id(), 1)


def test_a_fact_outside_the_catalogue_is_not_stored() -> None:
    class Rumour(Fact, frozen=True, kw_only=True):
        stored_name: ClassVar[str] = "ticket.rumour@1"

    with pytest.raises(TypeError, match="catalogue"):
        Codec(InMemoryKeyring()).encode(draft(Rumour()), stream_id(), 1)


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b'{"m":{},"f":{}}', b"\xff"])
def test_bytes_that_are_no_fact_are_poison(state: bytes) -> None:
    with pytest.raises(PoisonFact, match="at position 9"):
        read(Codec(InMemoryKeyring()), StoredFact(stream_id(), 1, "ticket.closed@1", state))


def test_a_payload_of_the_wrong_type_is_poison_by_its_field() -> None:
    codec = Codec(InMemoryKeyring())
    row = codec.encode(draft(assigned()), stream_id(), 1)
    bad = row.state.replace(b'"team_id":"00000000', b'"team_id":"x')
    with pytest.raises(PoisonFact, match="team_id"):
        read(codec, row._replace(state=bad))


def test_an_old_name_is_led_through_every_upcaster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also its sealed values, under the field names that they were sealed with."""

    class Old(Fact, frozen=True, kw_only=True):
        stored_name: ClassVar[str] = "person.enrolled@1"
        personal: ClassVar[dict[str, str]] = {"full_name": "person"}
        person: Any
        full_name: str

    codec, stream = Codec(InMemoryKeyring()), stream_id()
    with monkeypatch.context() as then:
        then.setitem(catalogue.FACTS, "person.enrolled@1", Old)
        row = codec.encode(draft(Old(person=person().person_id, full_name="Анна"), OPERATOR), stream, 1)

    def first(payload: dict[str, Any]) -> dict[str, Any]:
        return {"person_id": payload["person"], "name": {"last": payload["full_name"]}}

    def second(payload: dict[str, Any]) -> dict[str, Any]:
        return payload | {"kind": "contact"}

    monkeypatch.setitem(catalogue.UPCASTERS, "person.enrolled@1", Upcaster("person.enrolled@2", first))
    monkeypatch.setitem(catalogue.UPCASTERS, "person.enrolled@2", Upcaster("person.registered@1", second))
    got = read(codec, row)
    assert got.fact == PersonRegistered(person_id=person().person_id, kind="contact", name=PersonName("Анна"))
    assert got.metadata.actor.name == OPERATOR.name
    closed = read(codec, row, personal=False)
    assert isinstance(closed.fact, PersonRegistered)
    assert closed.fact.name.full == ERASED
    monkeypatch.setitem(catalogue.UPCASTERS, "person.enrolled@2", Upcaster("", lambda payload: payload["nothing"]))
    with pytest.raises(PoisonFact, match="KeyError"):
        read(codec, row)
