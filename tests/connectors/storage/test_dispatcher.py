"""The dispatcher: wakes who hears something, moves all others together, leaves alone who works or stands elsewhere."""

from __future__ import annotations

import random
from uuid import UUID

import msgspec
import psycopg
import pytest

from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import IDLE_S, Consumer
from connectors.storage.feeds.dispatcher import Dispatcher
from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.feeds.loops import Loops
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.log import shared_end
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.shared_end import SharedEnd
from connectors.storage.server.database import Database
from events.fact import Fact
from events.ticket import TicketCommented, TicketPutInProgress
from events.values.identity import CommentId, PersonId, TicketId
from tests.connectors.storage.samples import change, command_id, draft, stream_id
from tests.connectors.storage.tally import Tally

NAMES = ("hears_work", "hears_words", "hears_all")
KINDS: dict[str, tuple[type[Fact], ...]] = {
    "hears_work": (TicketPutInProgress,),
    "hears_words": (TicketCommented,),
    "hears_all": (),
}


WORD = TicketCommented(
    ticket_id=TicketId(UUID(int=1)),
    comment_id=CommentId(UUID(int=2)),
    requester_id=PersonId(UUID(int=3)),
    body="слово",
    is_public=True,
    by_staff=True,
)


class Room:
    """Three read models of one process, and how many statements moved them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log = PostgresLog(database)
        self.hints = Hints(database)
        self._before = dict.fromkeys(NAMES, 0)
        self.end = end = SharedEnd(self.log, lambda: self.hints.count(FACTS))
        self.tallies = {name: Tally(*KINDS[name], name=name) for name in NAMES}
        for tally in self.tallies.values():
            positions.prepare(database, tally)
        self.consumers = {name: Consumer(tally, self.log, database, end=end) for name, tally in self.tallies.items()}
        self.dispatcher = Dispatcher(tuple(self.consumers.values()), end, database, self.hints)

    def settle(self) -> None:
        for consumer in self.consumers.values():
            consumer.turn()

    def append(self, count: int = 1) -> None:
        self.log.append([change(stream_id(), 0, count)], command_id=command_id(), fingerprint=b"f")
        self.hints.nudge(FACTS)

    def append_word(self) -> None:
        one = msgspec.structs.replace(change(stream_id(), 0, 1), drafts=(draft(WORD),))
        self.log.append([one], command_id=command_id(), fingerprint=b"f")
        self.hints.nudge(FACTS)

    def woken(self) -> set[str]:
        """Who was woken since the last look."""
        counts = {name: self.hints.count(each.wakes_on) for name, each in self.consumers.items()}
        before, self._before = self._before, counts
        return {name for name in counts if counts[name] > before[name]}

    def standing(self) -> dict[str, int]:
        return {place.name: place.position for place in positions.read_all(self.database) if place.name in NAMES}


@pytest.fixture
def room(database: Database) -> Room:
    made = Room(database)
    made.append()
    made.settle()
    made.woken()
    return made


def test_who_hears_something_is_woken_and_the_others_are_moved_past_it(room: Room) -> None:
    room.append(3)
    room.dispatcher.turn()
    assert room.woken() == {"hears_work", "hears_all"}
    assert room.standing() == {"hears_work": 1, "hears_words": 4, "hears_all": 1}
    assert room.consumers["hears_words"].rests_at() == 4
    room.settle()
    assert set(room.standing().values()) == {4}
    with room.database.transaction() as cursor:
        assert room.tallies["hears_all"].counted(cursor) == (4, 10)


def test_nothing_new_wakes_nobody(room: Room) -> None:
    room.dispatcher.turn()
    assert room.woken() == set()


def test_what_concerns_nobody_wakes_nobody(room: Room) -> None:
    quiet = [room.consumers["hears_work"]]
    dispatcher = Dispatcher(quiet, room.end, room.database, room.hints)
    before = room.hints.count("a topic that nobody names")
    room.append_word()
    dispatcher.turn()
    assert room.woken() == set()
    assert room.hints.count("a topic that nobody names") == before
    assert room.standing()["hears_work"] == 2


def test_of_more_than_one_look_shows_no_fact_waits_for_another_hint(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_end, "MOST", 2)
    for _ in range(5):
        room.append_word()
    turns = 1
    while not room.dispatcher.turn():
        turns += 1
        assert turns < 10
    assert room.standing()["hears_work"] == 6
    assert turns > 1


def test_where_another_s_reading_takes_too_long_everybody_looks_for_themselves(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.append()
    monkeypatch.setattr(room.end, "names", lambda _position: None)
    room.dispatcher.turn()
    assert room.woken() == set(NAMES)


def test_who_was_overtaken_looks_again_soon_however_long_others_rest(room: Room) -> None:
    other = Room(room.database)
    room.append()
    other.settle()
    consumer = Consumer(room.tallies["hears_all"], room.log, room.database, end=room.end, idle=lambda: 10.0)
    consumer.passed(1)
    assert consumer.turn() == IDLE_S
    assert consumer.turn() == 10.0


def test_who_works_at_that_moment_is_left_alone_and_looks_again(room: Room) -> None:
    room.append()
    with room.consumers["hears_words"].still():
        room.dispatcher.turn()
    assert "hears_words" in room.woken()
    assert room.standing()["hears_words"] == 1
    room.dispatcher.turn()
    assert room.standing()["hears_words"] == 2


def test_who_is_led_by_another_process_is_not_moved_from_here(database: Database) -> None:
    idle = Room(database)
    idle.append(4)
    idle.dispatcher.turn()
    assert set(idle.standing().values()) == {0}


def test_who_was_moved_by_another_process_finds_its_place_again(room: Room) -> None:
    other = Room(room.database)
    room.append(2)
    other.settle()
    room.dispatcher.turn()
    room.woken()
    room.settle()
    assert set(room.standing().values()) == {3}
    with room.database.transaction() as cursor:
        assert room.tallies["hears_all"].counted(cursor) == (3, 6)


def test_who_stopped_before_a_fact_is_not_moved_past_it(room: Room) -> None:
    positions.poison(room.database, "hears_words", 1, 2, "for a reason")
    room.append()
    room.dispatcher.turn()
    assert room.standing()["hears_words"] == 1
    assert "hears_words" in room.woken()


def test_who_is_held_by_a_rebuild_is_not_waited_for(room: Room) -> None:
    room.append()
    with psycopg.connect(room.database.url) as holder:
        holder.execute("SELECT 1 FROM views.positions WHERE name = 'hears_words' FOR UPDATE")
        room.dispatcher.turn()
    assert room.standing()["hears_words"] == 1
    assert room.woken() >= {"hears_words"}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_when_every_fact_is_taken_in_once_by_whom_it_concerns(database: Database, seed: int) -> None:
    """Two processes with all their loops, facts in bursts: the sums are those of the log."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    rooms = [Room(database), Room(database)]
    loops = [Loops(database, list(room.consumers.values()), room.hints, [room.dispatcher]) for room in rooms]
    written: list[tuple[int, bool]] = []
    waiter = Waiter(database)
    for room, started in zip(rooms, loops, strict=True):
        room.hints.start()
        started.start()
    try:
        for _ in range(40):
            is_word = chance.random() < 0.4
            one = change(stream_id(), 0, 1)
            if is_word:
                one = msgspec.structs.replace(one, drafts=(draft(WORD),))
            receipt = rooms[0].log.append([one], command_id=command_id(), fingerprint=b"f")
            written.append((receipt.position, is_word))
            if chance.random() < 0.3:
                assert waiter.wait(NAMES, receipt.position, 20)
        assert waiter.wait(NAMES, written[-1][0], 20)
    finally:
        for room, started in zip(rooms, loops, strict=True):
            started.stop()
            room.hints.stop()
        waiter.stop()
    with database.transaction() as cursor:
        told = {name: tally.counted(cursor) for name, tally in rooms[0].tallies.items()}
    words = [position for position, is_word in written if is_word]
    work = [position for position, is_word in written if not is_word]
    assert told == {
        "hears_words": (len(words), sum(words)),
        "hears_work": (len(work), sum(work)),
        "hears_all": (len(written), sum(words) + sum(work)),
    }
