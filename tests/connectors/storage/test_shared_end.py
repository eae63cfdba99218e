"""The end of the log, read once for all read models: never older than a hint, decoded once, kept for a moment only."""

from __future__ import annotations

import pytest
from typing_extensions import override

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.shared_end import KEPT_S, Names, SharedEnd
from connectors.storage.server.database import Database
from events.ticket import TicketCommented, TicketPutInProgress
from projections.kit.port import Stretch
from tests.connectors.storage.samples import OPERATOR, change, command_id, evaporated, stream_id

WORK = frozenset({TicketPutInProgress.stored_name})
WORDS = frozenset({TicketCommented.stored_name})


class Watched(PostgresLog):
    """The log, and how often its end was read."""

    reads = 0

    @override
    def piece(self, position: int, limit: int) -> object:  # type: ignore[override] # passed on
        self.reads += 1
        return super().piece(position, limit)


class Following:
    """An end of the log whose hints and clock a test moves."""

    def __init__(self, database: Database) -> None:
        self.log = Watched(database)
        self.hints = 0
        self.now = 100.0
        self.end = SharedEnd(self.log, lambda: self.hints, ticks=lambda: self.now)

    def append(self, count: int = 1) -> None:
        self.log.append([change(stream_id(), 0, count, OPERATOR)], command_id=command_id(), fingerprint=b"f")

    def positions(self, after: int, limit: int = 1000) -> list[int]:
        return [recorded.position for recorded in self.end.stretch(WORK, after, limit).facts]


@pytest.fixture
def following(database: Database) -> Following:
    made = Following(database)
    made.append(5)
    return made


def test_all_who_stand_at_the_end_share_one_look_and_the_same_facts(following: Following) -> None:
    first, second = (following.end.stretch(WORK, 2) for _ in range(2))
    assert [recorded.position for recorded in first.facts] == [3, 4, 5]
    assert all(one is other for one, other in zip(first.facts, second.facts, strict=True))
    assert following.end.names(2) == Names(WORK, 5, is_last=True)
    assert following.end.stretch(WORDS, 2) == Stretch([], 5, is_last=True)
    assert following.log.reads == 1


def test_who_stands_further_on_gets_what_is_behind_them(following: Following) -> None:
    assert following.positions(0) == [1, 2, 3, 4, 5]
    assert following.positions(3) == [4, 5]
    assert following.positions(5) == []
    assert following.log.reads == 1
    assert following.end.stretch(WORK, 1, 2) == Stretch(following.end.stretch(WORK, 1).facts[:2], 3, is_last=False)


def test_that_nothing_stands_behind_is_believed_until_a_hint_comes(following: Following) -> None:
    assert following.end.stretch(WORK, 0).is_last
    following.append()
    assert following.positions(5) == []
    following.hints += 1
    # What was read is right for ever, but is the end no longer.
    assert not following.end.stretch(WORK, 2).is_last
    assert following.positions(5) == [6]
    assert following.end.stretch(WORK, 5).is_last


def test_a_hint_during_the_look_may_be_of_what_it_did_not_see(database: Database) -> None:
    following = Following(database)
    following.append()

    class Interrupted(Watched):
        @override
        def piece(self, position: int, limit: int) -> object:  # type: ignore[override] # passed on
            found = super().piece(position, limit)
            if self.reads == 1:
                following.append()
                following.hints += 1
            return found

    following.log = Interrupted(database)
    following.end = SharedEnd(following.log, lambda: following.hints, ticks=lambda: following.now)
    assert following.positions(0) == [1]
    assert following.positions(1) == [2]


def test_without_hints_what_was_read_serves_for_less_than_a_poll(following: Following) -> None:
    assert following.positions(5) == []
    following.append()
    following.now += KEPT_S + 0.01
    assert following.positions(5) == [6]


def test_personal_words_are_opened_for_whoever_reads_them_alone(following: Following) -> None:
    plain = following.end.stretch(WORK, 0, personal=False).facts[0]
    opened = following.end.stretch(WORK, 0).facts[0]
    assert plain.metadata.actor.name != OPERATOR.name
    assert opened.metadata.actor.name == OPERATOR.name
    assert following.end.stretch(WORK, 0, personal=False).facts[0] is plain


def test_a_person_who_is_forgotten_is_forgotten_here_within_the_same_moment(following: Following) -> None:
    assert following.end.stretch(WORK, 0).facts[0].metadata.actor.name == OPERATOR.name
    following.log._keyring.forget(OPERATOR.id)
    following.now += KEPT_S + 0.01
    assert following.end.stretch(WORK, 0).facts[0].metadata.actor.name != OPERATOR.name


def test_whoever_is_far_behind_reads_alone_and_takes_nothing_from_the_others(following: Following) -> None:
    assert following.positions(0, 2) == [1, 2]
    assert following.positions(4) == [5]
    reads = following.log.reads
    assert following.positions(0, 2) == [1, 2]
    assert following.positions(4) == [5]
    assert following.log.reads == reads + 1


def test_a_fact_of_an_unknown_name_is_told_to_all(following: Following) -> None:
    assert evaporated(following.log) == 6
    assert following.end.names(5) == Names(frozenset({"ticket.evaporated@1"}), 6, is_last=True)
    with pytest.raises(Exception, match=r"evaporated@1 at position 6"):
        following.end.stretch(WORDS, 5)
