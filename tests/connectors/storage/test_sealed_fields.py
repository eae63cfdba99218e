"""Sealed values inside tuples, structs and dictionaries: what stands around them stays open."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest

from connectors.storage.log.codec import Codec, PoisonFact, StoredFact
from connectors.storage.log.sealed_fields import put_plain, sealed_fields
from connectors.storage.log.sealing import ERASED
from events import catalogue
from events.fact import Fact
from events.values.identity import PersonId
from events.values.text import Text
from events.values.ticket import Attachment, AttributeChange
from tests.connectors.storage.samples import draft, stream_id
from tests.support.memory_log import InMemoryKeyring

IVAN = PersonId(UUID(int=88))
PLAN = UUID(int=5)
SHA = "a" * 64


class Noted(Fact, frozen=True, kw_only=True):
    """A fact with every form of a sealed field; some belong to a person, some to the thing."""

    stored_name: ClassVar[str] = "plan.noted@1"
    personal: ClassVar[dict[str, str]] = {
        "attributes{texts}": "person_id",
        "attachments[].name": "person_id",
        "changed[].was": "person_id",
        "changed[].now": "person_id",
        "why": "plan_id",
        "lines": "plan_id",
    }

    plan_id: UUID
    person_id: PersonId | None = IVAN
    attributes: dict[str, str] = {}
    texts: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    changed: tuple[AttributeChange, ...] = ()
    why: Text | None = None
    lines: tuple[str, ...] = ()


NOTED = Noted(
    plan_id=PLAN,
    attributes={"site": "north", "room": "кабинет Петрова"},
    texts=("room", "gone"),
    attachments=(Attachment(SHA, "паспорт Петрова.pdf", "application/pdf", 7), Attachment(SHA, "", "text/plain", 1)),
    changed=(AttributeChange(code="room", name=Text("Кабинет", "Room"), now=Text.same("кабинет Петрова")),),
    why=Text("Петров просил", "Petrov asked"),
    lines=("Петров", "Иван"),
)
CLOSED = Noted(
    plan_id=PLAN,
    attributes={"site": "north", "room": ERASED},
    texts=("room", "gone"),
    attachments=(Attachment(SHA, ERASED, "application/pdf", 7), Attachment(SHA, "", "text/plain", 1)),
    changed=(AttributeChange(code="room", name=Text("Кабинет", "Room"), now=Text.same(ERASED)),),
    why=Text.same(ERASED),
    lines=(),
)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue.FACTS, Noted.stored_name, Noted)


class Stored:
    """A fact stored under fresh keys, and how it reads."""

    def __init__(self, fact: Noted) -> None:
        self.keyring = InMemoryKeyring()
        self.codec = Codec(self.keyring)
        self.row = self.codec.encode(draft(fact), stream_id(), 1)

    def read(self, row: StoredFact | None = None, *, personal: bool = True) -> Any:
        return self.codec.decode_rows([row or self.row], personal=personal)[0].fact


def test_what_stands_inside_is_sealed_and_what_stands_around_it_reads_without_a_key() -> None:
    stored = Stored(NOTED)
    assert stored.read() == NOTED
    assert stored.read(personal=False) == CLOSED
    assert "Петров" not in stored.row.state.decode()


def test_a_person_s_and_a_thing_s_words_go_each_with_their_own_key() -> None:
    stored = Stored(NOTED)
    stored.keyring.forget(IVAN)
    assert stored.read() == msgspec.structs.replace(CLOSED, why=NOTED.why, lines=NOTED.lines)
    stored.keyring.forget(PLAN)
    assert stored.read() == CLOSED


def test_where_nothing_is_to_seal_no_key_is_made() -> None:
    stored = Stored(Noted(plan_id=PLAN, attributes={"site": "north"}, texts=("gone",), changed=(NOTED.changed[0],)))
    assert set(msgspec.json.decode(stored.row.state)["s"]) == {"changed[].now"}
    assert stored.keyring.by_ids([1, 2]).keys() == {1}


def test_words_of_nobody_are_refused_instead_of_standing_open() -> None:
    with pytest.raises(ValueError, match=r"does not tell whose attachments\[\].name is"):
        Stored(Noted(plan_id=PLAN, person_id=None, attachments=NOTED.attachments))


def test_sealed_values_that_are_more_than_their_places_are_poison() -> None:
    stored = Stored(NOTED)
    cut = msgspec.json.decode(stored.row.state)
    cut["f"]["attachments"].pop()
    with pytest.raises(PoisonFact, match="ValueError"):
        stored.read(stored.row._replace(state=msgspec.json.encode(cut)))


def test_an_old_form_is_opened_at_the_same_places() -> None:
    payload = msgspec.to_builtins(CLOSED)
    for at in sealed_fields(Noted):
        if value := at.form.taken(NOTED):
            put_plain(payload, at.field, msgspec.to_builtins(value))
    assert msgspec.convert(payload, Noted) == NOTED
