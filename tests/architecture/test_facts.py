from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

import events
from commands.ports import Change, Draft
from connectors.storage.log.codec import Codec, PoisonFact, Stored
from connectors.storage.log.sealed_fields import sealed_fields
from connectors.storage.log.sealing import ERASED, OwnerKey
from events import catalogue
from events.approval import ApprovalEnded
from events.catalogue import FACTS, UPCASTERS, Upcaster, current, known_names, stored_names
from events.fact import Fact, Metadata
from events.person import NameFreed, NameTaken
from events.ticket import TicketPutOnHold
from events.values.identity import CommandId, FactId, StreamId
from events.values.people import SYSTEM, Actor
from events.values.text import Text
from projections.facts.describe import SENTENCES, sentence
from projections.kit.port import Opened
from tests.architecture import golden
from tests.dsl import stream_of
from tests.gallery import COMMENTED, GALLERY, ON_HOLD, RESOLVED, START, UPCAST
from tests.people import OLGA
from tests.support.memory_log import InMemoryKeyring

SAMPLES = golden.samples()


def test_every_fact_stands_in_the_gallery_in_the_golden_samples_and_has_a_sentence() -> None:
    assert GALLERY.keys() == FACTS.keys()
    assert SENTENCES.keys() == FACTS.keys()
    assert SAMPLES.keys() == FACTS.keys() | UPCASTERS.keys(), "run: python -m tests.architecture.golden"
    assert UPCAST.keys() == UPCASTERS.keys()


def test_no_fact_is_missing_in_the_catalogue_and_no_two_bear_one_name() -> None:
    for module in pkgutil.iter_modules(events.__path__, "events."):
        importlib.import_module(module.name)
    told = [kind for kind in Fact.__subclasses__() if kind.__module__.startswith("events.")]
    assert sorted(kind.stored_name for kind in told) == sorted(FACTS)
    assert not FACTS.keys() & UPCASTERS.keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_golden_sample_reads_as_today_s_code_says(name: str) -> None:
    kind, payload = current(name, msgspec.json.decode(SAMPLES[name]))
    assert msgspec.convert(payload, kind) == {**GALLERY, **UPCAST}[name]


def test_no_golden_sample_was_changed_or_removed() -> None:
    """A fact that must change its form gets a new version and an upcaster; its old sample stays as it is."""
    assert {name: hashlib.sha256(content).hexdigest() for name, content in SAMPLES.items()} == golden.digests()


def test_writing_golden_samples_adds_the_missing_and_touches_no_other(tmp_path: Path) -> None:
    first, second = {ON_HOLD.stored_name: ON_HOLD}, {RESOLVED.stored_name: RESOLVED}
    assert golden.write_missing(first, tmp_path) == [ON_HOLD.stored_name]
    kept = tmp_path / f"{ON_HOLD.stored_name}.json"
    kept.write_bytes(b"{}")
    assert golden.write_missing({**first, **second}, tmp_path) == [RESOLVED.stored_name]
    assert kept.read_bytes() == b"{}"
    assert golden.digests(tmp_path).keys() == {ON_HOLD.stored_name, RESOLVED.stored_name}


def test_a_golden_sample_that_was_removed_is_not_written_anew(tmp_path: Path) -> None:
    golden.write_missing({ON_HOLD.stored_name: ON_HOLD}, tmp_path)
    (tmp_path / f"{ON_HOLD.stored_name}.json").unlink()
    with pytest.raises(golden.SampleWasRemoved):
        golden.write_missing({ON_HOLD.stored_name: ON_HOLD}, tmp_path)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_a_fact_bears_a_stored_name_with_its_version_and_says_what_happened(fact: type[Fact]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*@[1-9]\d*", fact.stored_name)
    assert fact.__doc__
    assert fact.__doc__.strip()


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_what_is_personal_in_a_fact_belongs_to_somebody_whom_the_fact_names(fact: type[Fact]) -> None:
    example = GALLERY[fact.stored_name]
    for at in sealed_fields(fact):
        assert at.form.taken(example), f"let the example tell {at.field}: only so is it proved that it is sealed"
        assert isinstance(at.owner(example), UUID)


def test_a_fact_names_its_stream_in_its_first_field() -> None:
    """Only a reservation stands on the stream of what it reserves."""
    for fact in GALLERY.values():
        if not isinstance(fact, NameTaken | NameFreed):
            assert isinstance(stream_of(fact), UUID), fact


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_told_in_both_languages_with_the_same_details(name: str) -> None:
    told, template = sentence(GALLERY[name]), SENTENCES[name]
    assert _names_in(template.ru) == _names_in(template.en)
    for text in (told.ru, told.en):
        assert text.strip()
        assert "{" not in text
    assert told.ru != told.en


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_comes_back_from_the_log_s_bytes_as_it_went_in(name: str) -> None:
    codec, fact, stream = Codec(InMemoryKeyring()), GALLERY[name], StreamId(UUID(int=9))
    row = codec.encode_changes([_change(fact, stream)])[0]
    assert codec.decode_rows([row])[0].fact == fact
    for value in _secrets(fact):
        assert value.encode() not in row.state


class _FixedKeyring(InMemoryKeyring):
    """One key, the same in every run: so that a sealed row can be golden, too."""

    @override
    def by_ids(self, key_ids: Any) -> dict[int, OwnerKey]:
        return {1: OwnerKey(1, AESGCM(bytes(range(32))))} if 1 in set(key_ids) else {}

    @override
    def of_owners(self, owners: Any) -> dict[UUID, OwnerKey]:
        return {owner: self.by_ids([1])[1] for owner in owners}


ROW = golden.FOLDER / "sealed.row"
"""``COMMENTED`` by ``OLGA``, version 7 of stream 9, sealed with the key of ``_FixedKeyring``; never written anew."""


def test_a_golden_row_is_opened_with_its_key_and_reads_as_erased_without_it() -> None:
    where: dict[str, Any] = {"stream": StreamId(UUID(int=9)), "version": 7, "position": 3}
    name, state = COMMENTED.stored_name, ROW.read_bytes()
    opened = Codec(_FixedKeyring()).decode(name, state, **where)
    assert opened.fact == COMMENTED
    assert opened.metadata == _metadata(Actor(kind="person", id=OLGA, name="Ольга Смирнова"))
    closed = Codec(InMemoryKeyring()).decode(name, state, **where)
    assert closed.fact == msgspec.structs.replace(COMMENTED, body=ERASED)
    assert closed.metadata.actor.name == ERASED


def test_an_old_version_is_led_through_every_upcaster_to_today_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 0 had minutes to wait, version 00 called the reason a cause; neither ever existed."""
    name = ON_HOLD.stored_name
    monkeypatch.setitem(
        catalogue.UPCASTERS,
        f"{name}.00",
        Upcaster(f"{name}.0", lambda old: {"ticket_id": old["ticket"], "cause": old["cause"]}),
    )
    monkeypatch.setitem(
        catalogue.UPCASTERS,
        f"{name}.0",
        Upcaster(name, lambda old: {"ticket_id": old["ticket_id"], "reason": old["cause"]}),
    )
    state = msgspec.json.encode(
        Stored(m=_metadata(SYSTEM), f={"ticket": str(ON_HOLD.ticket_id), "cause": "Ждём запчасть"})
    )
    codec = Codec(InMemoryKeyring())
    found = codec.decode(f"{name}.00", state, stream=StreamId(UUID(int=9)), version=1, position=1)
    assert found.fact == TicketPutOnHold(ticket_id=ON_HOLD.ticket_id, reason="Ждём запчасть")


OLD_AS_THEY_STAND = sorted(name for name in UPCASTERS if catalogue.read_as(name) is not None)


@pytest.mark.parametrize("name", OLD_AS_THEY_STAND)
@pytest.mark.parametrize("personal", [True, False, frozenset({"subject", "body", "reason"})])
def test_an_old_version_that_no_step_changes_is_read_as_the_upcasters_would_have_it(
    name: str, personal: Opened
) -> None:
    codec, stream = Codec(_FixedKeyring()), StreamId(UUID(int=9))
    kind = catalogue.kind_of(name)
    assert kind is not None
    row = codec.encode_changes([_change(GALLERY[kind.stored_name], stream)])[0]._replace(name=name)
    found = codec.decode_rows([row], personal=personal)[0]
    assert found == codec._decode_old(row, personal)
    assert personal is not True or found.fact == GALLERY[kind.stored_name]


def test_what_an_older_version_sealed_and_today_s_does_not_is_opened_where_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Sung(Fact, frozen=True, kw_only=True):
        stored_name: ClassVar[str] = "ticket.sung@1"
        personal: ClassVar[dict[str, str]] = {"song": "by"}
        by: UUID
        song: str

    class SungAloud(Fact, frozen=True, kw_only=True):
        stored_name: ClassVar[str] = "ticket.sung@2"
        by: UUID
        song: str

    codec, stream = Codec(_FixedKeyring()), StreamId(UUID(int=9))
    with monkeypatch.context() as then:
        then.setitem(FACTS, Sung.stored_name, Sung)
        row = codec.encode_changes([_change(Sung(by=OLGA, song="Катюша"), stream)])[0]
    monkeypatch.setitem(FACTS, SungAloud.stored_name, SungAloud)
    monkeypatch.setitem(catalogue.UPCASTERS, Sung.stored_name, Upcaster(SungAloud.stored_name))
    assert codec.decode_rows([row])[0].fact == SungAloud(by=OLGA, song="Катюша")
    assert codec.decode_rows([row], personal=False)[0].fact == SungAloud(by=OLGA, song=ERASED)


def test_the_names_of_a_fact_are_today_s_and_every_old_one_that_leads_to_it() -> None:
    assert stored_names({TicketPutOnHold}) == {"ticket.put-on-hold@1", "ticket.put-on-hold@2"}
    assert stored_names({ApprovalEnded}) == {f"ticket.approval-ended@{version}" for version in (1, 2, 3)}
    assert stored_names(()) == frozenset()
    assert stored_names(set(FACTS.values())) == known_names()
    for name, fact in UPCAST.items():
        assert name in stored_names({type(fact)})


def test_a_name_that_neither_the_catalogue_nor_an_upcaster_knows_is_never_skipped() -> None:
    state = msgspec.json.encode(Stored(m=_metadata(SYSTEM), f={}))
    with pytest.raises(PoisonFact) as caught:
        Codec(InMemoryKeyring()).decode("ticket.sung@9", state, stream=StreamId(UUID(int=9)), version=1, position=5)
    assert (caught.value.name, caught.value.position) == ("ticket.sung@9", 5)


def _metadata(actor: Actor) -> Metadata:
    command = CommandId(UUID(int=21))
    return Metadata(
        fact_id=FactId(UUID(int=22)),
        actor=actor,
        command_id=command,
        correlation_id=command,
        causation_id=FactId(UUID(int=23)),
        occurred_at=START,
        recorded_at=START,
    )


def _change(fact: Fact, stream: StreamId) -> Change:
    return Change(stream=stream, expected_version=0, drafts=(Draft(metadata=_metadata(SYSTEM), fact=fact),))


def _names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _secrets(fact: Fact) -> Iterator[str]:
    values = [at.form.taken(fact) for at in sealed_fields(type(fact))]
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif value is not None:
            values += (value.ru, value.en) if isinstance(value, Text) else getattr(value, "values", value.__iter__)()
