"""What every log promises: the same suite on PostgreSQL and on the twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from commands.ports import Append, Change, CommandIdReused, Numbered, Receipt, VersionConflict
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import ERASED
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.ticket import TicketMerged
from events.values.identity import CommandId, StreamId, TicketId
from events.values.person_name import PersonName
from tests.connectors.storage.samples import OPERATOR, change, command_id, draft, person, registered, stream_id
from tests.support.memory_log import InMemoryLog

Log = PostgresLog | InMemoryLog


@pytest.fixture(params=["postgres", "memory"])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    if request.param == "memory":
        yield InMemoryLog()
    else:
        database: Database = request.getfixturevalue("database")
        yield PostgresLog(database)


def save(log: Log, *changes: Change, reference: str = "") -> Receipt:
    return log.append(changes, command_id=command_id(), fingerprint=b"f", reference=reference)


def places(facts: list[Recorded]) -> list[tuple[UUID, int, int]]:
    return [(fact.stream, fact.version, fact.position) for fact in facts]


def test_an_empty_log_has_no_head_and_no_facts(log: Log) -> None:
    assert log.head() == 0
    assert log.after(0) == []
    assert list(log.load(stream_id())) == []


def test_what_is_appended_is_read_back(log: Log) -> None:
    stream = stream_id()
    first, second = draft(registered(), OPERATOR), draft()
    save(log, Change(stream=stream, expected_version=0, drafts=(first, second)))
    facts = list(log.load(stream))
    assert [(f.fact, f.metadata) for f in facts] == [(d.fact, d.metadata) for d in (first, second)]
    assert places(facts) == [(stream, 1, 1), (stream, 2, 2)]
    assert log.after(0) == facts
    assert log.after(1) == facts[1:]
    assert log.after(0, 1) == facts[:1]
    assert log.head() == 2


def test_the_receipt_is_of_the_first_stream_and_the_last_position(log: Log) -> None:
    one, two = stream_id(), stream_id()
    command = command_id()
    receipt = log.append([change(one, 0, 2), change(two, 0, 3)], command_id=command, fingerprint=b"f", reference="1001")
    assert receipt == Receipt(command_id=command, stream=one, version=2, position=5, reference="1001")
    assert places(log.after(0)) == [(one, 1, 1), (one, 2, 2), (two, 1, 3), (two, 2, 4), (two, 3, 5)]


def test_a_repeated_command_id_gives_the_first_receipt_whatever_the_versions_are_now(log: Log) -> None:
    stream, command = stream_id(), command_id()
    first = log.append([change(stream, 0)], command_id=command, fingerprint=b"f", reference="r")
    save(log, change(stream, 1))
    again = log.append([change(stream, 0)], command_id=command, fingerprint=b"f", reference="other")
    assert again.repeated
    assert (again.stream, again.version, again.position, again.reference) == (stream, 1, first.position, "r")
    assert log.receipt(command, b"f") == again
    assert log.head() == 2


def test_a_command_id_of_another_request_is_refused(log: Log) -> None:
    stream, command = stream_id(), command_id()
    log.append([change(stream, 0)], command_id=command, fingerprint=b"one")
    with pytest.raises(CommandIdReused):
        log.append([change(stream, 1)], command_id=command, fingerprint=b"two")
    with pytest.raises(CommandIdReused):
        log.receipt(command, b"two")
    assert log.head() == 1


def test_an_unknown_command_id_has_no_receipt(log: Log) -> None:
    assert log.receipt(command_id(), b"f") is None


@pytest.mark.parametrize("expected", [0, 2, 4, 5, 100])
def test_a_stream_must_stand_exactly_at_the_expected_version(log: Log, expected: int) -> None:
    """Neither overtaken nor short of it: a hole is impossible."""
    stream, command = stream_id(), command_id()
    save(log, change(stream, 0, 3))
    with pytest.raises(VersionConflict) as caught:
        log.append([change(stream, expected)], command_id=command, fingerprint=b"f")
    assert caught.value.stream == stream
    assert log.head() == 3
    assert log.receipt(command, b"f") is None


def test_a_stream_that_does_not_exist_is_not_begun_in_the_middle(log: Log) -> None:
    with pytest.raises(VersionConflict):
        save(log, change(stream_id(), 1))
    assert log.head() == 0


def test_a_conflict_on_one_stream_stores_nothing_of_the_others(log: Log) -> None:
    free, taken = stream_id(), stream_id()
    save(log, change(taken, 0))
    with pytest.raises(VersionConflict) as caught:
        save(log, change(free, 0), change(taken, 0))
    assert caught.value.stream == taken
    assert list(log.load(free)) == []
    save(log, change(free, 0), change(taken, 1))


def test_a_command_that_changes_nothing_keeps_a_receipt_with_position_0(log: Log) -> None:
    stream, command = stream_id(), command_id()
    save(log, change(stream, 0, 2))
    receipt = log.append([change(stream, 2, 0)], command_id=command, fingerprint=b"f")
    assert (receipt.version, receipt.position, receipt.repeated) == (2, 0, False)
    again = log.receipt(command, b"f")
    assert again is not None
    assert (again.version, again.position, again.repeated) == (2, 0, True)
    with pytest.raises(VersionConflict):
        save(log, change(stream, 1, 0))


def test_a_stream_may_only_be_watched_beside_another_that_changes(log: Log) -> None:
    watched, changed = stream_id(), stream_id()
    save(log, change(watched, 0))
    assert save(log, change(changed, 0), change(watched, 1, 0)).position == 2
    with pytest.raises(VersionConflict):
        save(log, change(changed, 1), change(watched, 0, 0))


@pytest.mark.parametrize("rounds", [20])
def test_of_two_saves_that_each_rely_on_what_the_other_changes_exactly_one_wins(log: Log, rounds: int) -> None:
    """No write skew: also not when both wait for the same transaction of the log."""
    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds):
            one, other, gate = stream_id(), stream_id(), Barrier(2)

            def attempt(streams: tuple[StreamId, StreamId], gate: Barrier = gate) -> bool:
                gate.wait(10)
                try:
                    save(log, change(streams[0], 0), change(streams[1], 0, 0))
                except VersionConflict:
                    return False
                return True

            assert sorted(pool.map(attempt, [(one, other), (other, one)])) == [False, True]
            assert sorted([len(log.load(one)), len(log.load(other))]) == [0, 1]


def test_a_save_of_nothing_and_a_stream_named_twice_are_mistakes(log: Log) -> None:
    stream = stream_id()
    with pytest.raises(ValueError, match="at least one stream"):
        save(log)
    with pytest.raises(ValueError, match="one change for each stream"):
        save(log, change(stream, 0), change(stream, 1))


def test_many_streams_are_loaded_at_once(log: Log) -> None:
    one, two, none = stream_id(), stream_id(), stream_id()
    save(log, change(one, 0, 2), change(two, 0))
    save(log, change(two, 1))
    loaded = log.load_many([none, two, one])
    assert {stream: [f.version for f in facts] for stream, facts in loaded.items()} == {
        none: [],
        two: [1, 2],
        one: [1, 2],
    }
    assert loaded[two] == log.load(two)


def test_many_appends_each_stand_or_fall_as_if_they_came_alone(log: Log) -> None:
    one, two, known = stream_id(), stream_id(), command_id()
    save(log, change(one, 0))
    first = log.append([change(two, 0)], command_id=known, fingerprint=b"f")

    def append(*changes: Change, key: CommandId | None = None, fingerprint: bytes = b"f") -> Append:
        return Append(changes=changes, command_id=key or command_id(), fingerprint=fingerprint)

    stored, conflict, after, repeated, reused = log.append_many(
        [
            append(change(one, 1, 2)),
            append(change(one, 1)),
            append(change(one, 3)),
            append(change(two, 0), key=known),
            append(change(two, 1), key=known, fingerprint=b"other"),
        ]
    )
    assert isinstance(stored, Receipt)
    assert isinstance(after, Receipt)
    assert isinstance(repeated, Receipt)
    assert isinstance(conflict, VersionConflict)
    assert isinstance(reused, CommandIdReused)
    assert (stored.version, stored.position, after.version, after.position) == (3, 4, 4, 5)
    assert (repeated.repeated, repeated.position) == (True, first.position)
    assert log.head() == 5
    assert list(log.append_many([])) == []


def test_personal_details_may_be_left_closed(log: Log) -> None:
    stream = stream_id()
    save(log, Change(stream=stream, expected_version=0, drafts=(draft(person(), OPERATOR),)))
    (closed,) = log.after(0, personal=False)
    assert closed.fact == person().__class__(person_id=person().person_id, kind="contact", name=PersonName(ERASED))
    assert closed.metadata.actor.name == ERASED
    assert log.stream(stream, personal=False) == [closed]
    (opened,) = log.after(0)
    assert opened.fact == person()


@pytest.mark.parametrize("keep_version", [True, False], ids=["one stream", "many streams"])
def test_eight_retries_of_one_command_id_at_once_leave_one_fact(
    log: Log,
    keep_version: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    command = command_id()
    streams = [stream_id()] * 8 if keep_version else [stream_id() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda s: log.append([change(s, 0)], command_id=command, fingerprint=b"f"), streams))
    assert log.head() == 1
    assert {(r.stream, r.version, r.position) for r in receipts} == {(log.after(0)[0].stream, 1, 1)}
    assert sum(not receipt.repeated for receipt in receipts) == 1


def test_of_writers_at_one_version_exactly_one_wins(log: Log) -> None:
    stream = stream_id()

    def attempt(_: int) -> bool:
        try:
            save(log, change(stream, 0, 2))
        except VersionConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert [fact.version for fact in log.load(stream)] == [1, 2]


def test_what_was_merged_into_a_ticket_is_found_by_the_merged_tickets_own_facts(log: Log) -> None:
    target, other, *merged = (TicketId(uuid4()) for _ in range(4))
    for ticket, into in ((merged[0], target), (merged[1], target), (target, other)):
        one = draft(TicketMerged(ticket_id=ticket, into=into))
        save(log, Change(stream=StreamId(ticket), expected_version=0, drafts=(one,)))
    assert log.merged_into(target) == sorted(merged)
    assert log.merged_into(other) == [target]
    assert log.merged_into(merged[0]) == []


def fresh(log: Log, noun: Numbered) -> int:
    number = log.take_number(noun, CommandId(uuid4()))
    assert number is not None
    return number


def test_ticket_numbers_grow_and_never_come_twice(log: Log) -> None:
    ask: Callable[[int], int] = lambda _: fresh(log, "ticket")  # noqa: E731 - the loop variable is of no use
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(ask, range(40)))
    assert min(numbers) == 1001
    assert len(set(numbers)) == 40
    assert fresh(log, "ticket") > max(numbers)


@pytest.mark.parametrize("noun", ["problem", "change"])
def test_problems_and_changes_are_numbered_each_on_its_own_from_one(log: Log, noun: Numbered) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: fresh(log, noun), range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert fresh(log, "change" if noun == "problem" else "problem") == 1


def test_numbers_that_were_given_back_are_taken_first_each_once_whoever_asks_at_once(log: Log) -> None:
    taken = [fresh(log, "ticket") for _ in range(10)]
    for number in (taken[4], taken[1], taken[4]):
        log.give_back("ticket", number)
    assert fresh(log, "problem") == 1
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: fresh(log, "ticket"), range(6)))
    assert sorted(numbers) == [1002, 1005, 1011, 1012, 1013, 1014]


def test_a_command_that_has_a_receipt_takes_no_number(log: Log) -> None:
    stream = StreamId(uuid4())
    command_id = save(log, change(stream, 0, 1)).command_id
    assert log.take_number("ticket", command_id) is None
    assert fresh(log, "ticket") == 1001
