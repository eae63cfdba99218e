"""Words that older desks left open are sealed once: nothing is lost, nothing moves, and nobody reads meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec
import psycopg
import pytest
from structlog.testing import capture_logs

from connectors.storage.feeds.leases import Lease, Leases
from connectors.storage.foundations import open_details
from connectors.storage.foundations import steps as foundations
from connectors.storage.foundations.open_details import AnotherDeskIsRunning
from connectors.storage.log.codec import PoisonFact
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealed_fields import sealed_fields
from connectors.storage.log.sealing import ERASED, PostgresKeyring
from connectors.storage.server.database import Database
from events.catalogue import FACTS
from events.fact import Fact, Recorded
from events.service_window import WindowBooked
from events.ticket import TicketPutOnHold, TicketRegistered, TicketResolved
from events.values.identity import PersonId
from tests.connectors.storage.words_of_328360a import the_step, write
from tests.support.begun import PIPE, Program


@pytest.fixture
def older(empty_database_url: str) -> Iterator[Database]:
    """The demo of 328360a, its words open."""
    with Database(empty_database_url) as database:
        write(database)
        yield database


def everything(database: Database) -> list[Recorded]:
    return PostgresLog(database).after(0, 100_000)


def states(database: Database) -> list[tuple[int, str, str]]:
    with database.connection() as connection:
        query = "SELECT notification_id, topic, convert_from(state, 'UTF8') FROM desk.facts ORDER BY notification_id"
        return [tuple(row) for row in connection.execute(query)]


def words_of(fact: Fact) -> Iterator[str]:
    values: list[Any] = [at.form.taken(fact) for at in sealed_fields(type(fact))]
    while values:
        value = values.pop()
        if isinstance(value, str) and value:
            yield value
        elif isinstance(value, msgspec.Struct):
            values += msgspec.structs.astuple(value)
        elif value:
            values += value.values() if isinstance(value, dict) else value


def refuse_lost(before: list[Recorded], after: list[Recorded]) -> None:
    """Each fact stands where it stood and tells all that it told."""
    assert len(before) == len(after)
    for was, now in zip(before, after, strict=True):
        assert msgspec.structs.replace(now, fact=was.fact) == was
        assert type(now.fact) is type(was.fact)
        for name in was.fact.__struct_fields__:
            if told := getattr(was.fact, name):
                assert getattr(now.fact, name) == told


def lay(database: Database) -> list[int]:
    done: list[int] = []
    foundations.lay(database, [the_step(database)], lambda _words, at, _all: done.append(at))
    return done


def test_each_word_is_sealed_and_each_fact_tells_what_it_told(older: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_details, "PIECE", 300)
    before = everything(older)
    assert any("Ждём" in state or "картридж" in state for _, _, state in states(older))
    assert lay(older) == [0, 300, 600, len(before)]
    after = everything(older)
    refuse_lost(before, after)
    found = 0
    for (_, name, state), recorded in zip(states(older), after, strict=True):
        assert name in FACTS or not recorded.fact.personal
        open_part = msgspec.json.encode(msgspec.json.decode(state)["f"])
        for word in words_of(recorded.fact):
            found += 1
            assert msgspec.json.encode(word) not in open_part
    assert found > 500
    assert lay(older) == []


def test_the_words_are_those_of_who_asked_and_go_with_their_key(older: Database) -> None:
    lay(older)
    facts = [one.fact for one in everything(older)]
    asked = {fact.ticket_id: fact.requester.person_id for fact in facts if isinstance(fact, TicketRegistered)}
    told = [fact for fact in facts if isinstance(fact, TicketResolved | TicketPutOnHold)]
    assert all(fact.requester_id == asked[fact.ticket_id] for fact in told)
    theirs = asked[next(fact.ticket_id for fact in told if isinstance(fact, TicketResolved))]
    assert PostgresKeyring(older).forget(theirs)
    now = [one.fact for one in everything(older) if isinstance(one.fact, TicketResolved)]
    assert {fact.solution == ERASED for fact in now if fact.requester_id == theirs} == {True}
    assert {fact.solution == ERASED for fact in now if fact.requester_id != theirs} == {False}


def test_words_about_who_was_forgotten_before_are_nobody_s_to_read(older: Database) -> None:
    theirs = next(one.fact.requester.person_id for one in everything(older) if type(one.fact) is TicketRegistered)
    assert PostgresKeyring(older).forget(theirs)
    lay(older)
    told = [one.fact for one in everything(older)]
    mine = [fact for fact in told if getattr(fact, "requester_id", None) == theirs]
    assert {word for fact in mine for word in words_of(fact)} == {ERASED}
    with older.connection() as connection:
        query = "SELECT count(*) FROM desk.owner_keys WHERE owner_id = %s OR key_id = 0"
        assert connection.execute(query, (theirs,)).fetchone() == (0,)


def test_a_thing_s_words_get_its_first_key_on_whatever_stream_they_are_told(
    older: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why a change holds a service is the change's own, told on a stream of the service; looked at by itself."""
    monkeypatch.setattr(open_details, "PIECE", 1)
    booked = next(one for one in everything(older) if isinstance(one.fact, WindowBooked))
    state = next(state for at, _, state in states(older) if at == booked.position)
    with older.connection() as connection:
        connection.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        told = state.replace('"note":""', '"note":"Zeugnis"').encode()
        assert told != state.encode()
        connection.execute("UPDATE desk.facts SET state = %s WHERE notification_id = %s", (told, booked.position))
        connection.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")
    lay(older)
    assert all("Zeugnis" not in state for _, _, state in states(older))
    (found,) = [one.fact.note for one in everything(older) if isinstance(one.fact, WindowBooked)]
    assert found == "Zeugnis"


def test_every_id_of_a_person_to_whom_words_belong_is_called_one() -> None:
    """So that who was forgotten gets no key anew, and a thing its first."""
    for kind in FACTS.values():
        for path in kind.personal.values():
            hint: Any = kind
            for name in path.split("."):
                hint = get_type_hints(hint)[name]
            assert (PersonId in {hint, *get_args(hint)}) == path.endswith(open_details._OF_PERSONS), (kind, path)


def test_what_rules_ask_for_stays_open_as_do_choices_and_dates(older: Database) -> None:
    lay(older)
    folders = [one.fact for one in everything(older) if type(one.fact) is TicketRegistered and one.fact.attributes]
    assert {fact.texts for fact in folders} == {("folder",)}
    assert {frozenset(fact.attributes) for fact in folders} == {frozenset({"role", "folder", "until"})}


def test_sealing_that_is_killed_again_and_again_is_gone_on_with(older: Database) -> None:
    before = everything(older)
    reached = []
    said = ""
    while said != "done":
        process = Program("-m", "tests.connectors.storage.words_of_328360a", older.url, stdout=PIPE)
        assert process.stdout is not None
        lines = [line.strip() for _, line in zip(range(4), process.stdout, strict=False)]
        said = lines[-1]
        reached += [int(line.split()[0]) for line in lines if line != "done"]
        process.kill()
        process.communicate(timeout=60)
    assert (reached[0], reached[-1]) == (0, len(before))
    assert reached == sorted(reached)
    refuse_lost(before, everything(older))


def test_it_begins_only_where_no_other_desk_is_at_work(older: Database) -> None:
    lease = Lease(Leases(older), "timekeeper")
    assert lease.acquire()
    before = states(older)
    with pytest.raises(AnotherDeskIsRunning) as refused:
        lay(older)
    assert refused.value.params == {"names": "timekeeper"}
    assert states(older) == before
    lease.release()
    assert lay(older)[-1] == len(before)


def test_facts_are_for_ever_again_afterwards_and_where_it_fails(
    older: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        with older.connection() as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            connection.execute("UPDATE desk.facts SET topic = topic WHERE notification_id = 1")

    class Died(Exception):  # noqa: N818
        pass

    def dies(*_: object) -> int:
        raise Died

    before = states(older)
    with monkeypatch.context() as then:
        then.setattr(open_details, "_done_with", dies)
        with pytest.raises(Died):
            lay(older)
    refused()
    assert states(older) == before
    lay(older)
    refused()


def test_a_fact_that_nobody_can_read_stays_as_it_is_and_is_told_of(older: Database) -> None:
    at, _, state = next(row for row in states(older) if row[1] == "ticket.resolved@1")
    with older.connection() as connection:
        connection.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        broken = state.replace('"solution"', '"salvation"').encode()
        connection.execute("UPDATE desk.facts SET state = %s WHERE notification_id = %s", (broken, at))
        connection.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")
    with capture_logs() as told:
        lay(older)
    assert [(one["event"], one["position"]) for one in told] == [("words_stay_open", at)]
    assert next(row for row in states(older) if row[0] == at)[1:] == ("ticket.resolved@1", broken.decode())
    with pytest.raises(PoisonFact):
        PostgresLog(older).after(at - 1, 1)


def test_nothing_is_written_anew_where_facts_were_sealed_with_their_hash(fresh_database_url: str) -> None:
    with Database(fresh_database_url) as database, database.connection() as connection:
        query = "SELECT until FROM desk.foundations WHERE step = 'details-sealed'"
        assert connection.execute(query).fetchone() == (0,)
