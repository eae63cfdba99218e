"""Group commit: who waits goes together, nobody waits for the dead, claims keep apart."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from connectors.storage.log.group_commit import GroupCommit


class Writer:
    """Writes groups of numbers; the first group waits until the test lets it go."""

    def __init__(self, limit: int = 100) -> None:
        self.groups: list[list[int]] = []
        self.begun = threading.Event()
        self.go = threading.Event()
        self.fails: BaseException | None = None
        self.group: GroupCommit[int, str] = GroupCommit(
            self.write, weight=lambda _: 1, claims=self.claims, shares=self.shares, limit=limit
        )

    def claims(self, save: int) -> frozenset[Hashable]:
        return frozenset({save % 100})

    def shares(self, save: int) -> frozenset[Hashable]:
        """From 1000 on a save relies on the name that its thousands say."""
        return frozenset({save // 1_000} if save >= 1_000 else ())

    def write(self, saves: Sequence[int]) -> Sequence[str | Exception]:
        self.groups.append(list(saves))
        self.begun.set()
        assert self.go.wait(10)
        if failure := self.fails:
            self.fails = None
            raise failure
        return [ValueError(str(save)) if save == 13 else f"stored {save}" for save in saves]

    def crowd(self, pool: ThreadPoolExecutor, *saves: int) -> list[Future[str]]:
        """The first save leads alone; the others are known to wait behind it, in order."""
        futures: list[Future[str]] = []
        for nth, save in enumerate(saves):
            futures.append(pool.submit(self.group.submit, save))
            assert self.begun.wait(10)
            while len(self.group._queue) < nth:
                pass
        return futures


@pytest.fixture
def writer() -> Writer:
    return Writer()


def test_who_waits_goes_together(writer: Writer) -> None:
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 2, 3, 4, 5)
        writer.go.set()
        assert [future.result(10) for future in futures] == [f"stored {save}" for save in (1, 2, 3, 4, 5)]
    assert writer.groups == [[1], [2, 3, 4, 5]]


def test_a_lone_writer_goes_at_once(writer: Writer) -> None:
    writer.go.set()
    assert [writer.group.submit(save) for save in (1, 2)] == ["stored 1", "stored 2"]
    assert writer.groups == [[1], [2]]


def test_saves_that_claim_the_same_go_one_after_the_other_in_order(writer: Writer) -> None:
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 2, 102, 3, 202)
        writer.go.set()
        for future in futures:
            future.result(10)
    assert writer.groups == [[1], [2, 3], [102], [202]]


def test_any_number_may_rely_on_the_same_in_one_group(writer: Writer) -> None:
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 5_002, 5_003, 5_004)
        writer.go.set()
        for future in futures:
            future.result(10)
    assert writer.groups == [[1], [5_002, 5_003, 5_004]]


@pytest.mark.parametrize(
    ("saves", "groups"),
    [
        ((5_002, 5), [[5_002], [5]]),
        ((5, 5_002), [[5], [5_002]]),
        ((2_003, 3_002), [[2_003], [3_002]]),
        ((5_002, 5_003, 5, 6, 5_004), [[5_002, 5_003, 6], [5], [5_004]]),
    ],
    ids=["relied on, then changed", "changed, then relied on", "each on the other", "nobody overtakes a change"],
)
def test_what_one_relies_on_nobody_changes_in_the_same_group(
    writer: Writer, saves: tuple[int, ...], groups: list[list[int]]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, *saves)
        writer.go.set()
        for future in futures:
            future.result(10)
    assert writer.groups == [[1], *groups]


def test_a_group_is_bounded() -> None:
    writer = Writer(limit=2)
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 2, 3, 4)
        writer.go.set()
        for future in futures:
            future.result(10)
    assert writer.groups == [[1], [2, 3], [4]]


def test_each_hears_of_its_own_failure_only(writer: Writer) -> None:
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 13, 3)
        writer.go.set()
        assert futures[2].result(10) == "stored 3"
        with pytest.raises(ValueError, match="13"):
            futures[1].result(10)


def test_a_failed_write_is_heard_by_the_whole_group_and_the_next_goes_on(writer: Writer) -> None:
    writer.fails = RuntimeError("the disk is on fire")
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 2)
        writer.go.set()
        with pytest.raises(RuntimeError):
            futures[0].result(10)
        assert futures[1].result(10) == "stored 2"


def test_an_interrupted_leader_leaves_the_others_going(writer: Writer) -> None:
    """Ctrl-C in the thread that writes for all: the others go again, with a new leader."""
    with ThreadPoolExecutor(8) as pool:
        futures = writer.crowd(pool, 1, 2, 3)
        writer.go.set()
        futures[0].result(10)
        futures[1].result(10)
        writer.go.clear()
        writer.begun.clear()
        writer.fails = KeyboardInterrupt()
        first = writer.crowd(pool, 4, 5, 6)
        writer.go.set()
        with pytest.raises(KeyboardInterrupt):
            first[0].result(10)
        assert [future.result(10) for future in first[1:]] == ["stored 5", "stored 6"]
    assert writer.groups[-2:] == [[4], [5, 6]]


def test_many_saves_of_one_thread_share_groups_and_each_has_its_outcome(writer: Writer) -> None:
    writer.go.set()
    outcomes = writer.group.submit_many((1, 2, 102, 13, 3))
    assert [str(outcome) for outcome in outcomes] == ["stored 1", "stored 2", "stored 102", "13", "stored 3"]
    assert isinstance(outcomes[3], ValueError)
    assert writer.groups == [[1, 2, 13, 3], [102]]
    assert writer.group.submit_many(()) == []


def test_many_saves_of_many_threads_all_find_their_outcomes() -> None:
    writer = Writer(limit=7)
    writer.go.set()
    saves = [[nth * 37 + step for step in range(40)] for nth in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(writer.group.submit_many, saves))
    told = [[f"stored {save}" if save != 13 else "13" for save in mine] for mine in saves]
    assert [[str(outcome) for outcome in mine] for mine in outcomes] == told
    assert sorted(save for group in writer.groups for save in group) == sorted(s for mine in saves for s in mine)


def test_a_leader_of_many_that_is_interrupted_leaves_the_others_going(writer: Writer) -> None:
    with ThreadPoolExecutor(4) as pool:
        writer.fails = KeyboardInterrupt()
        interrupted = pool.submit(writer.group.submit_many, (1, 101, 2))
        assert writer.begun.wait(10)
        other = pool.submit(writer.group.submit, 5)
        while len(writer.group._queue) < 2:
            pass
        writer.go.set()
        with pytest.raises(KeyboardInterrupt):
            interrupted.result(10)
        assert other.result(10) == "stored 5"
    assert writer.group.submit(6) == "stored 6"
