"""The board: what each process tells is read by all, whatever the one that writes is in the middle of."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import cast

import pytest

from api.bootstrap import Desk, SystemClock
from api.processes import board as module
from api.processes.board import Board, Told
from api.processes.child import Place
from api.processes.standing import StandingOfAll, Telling, loops_are_away
from api.readiness import readiness
from api.settings import Settings
from api.standing import Remeasured
from connectors.storage.feeds.loops import LoopHealth
from connectors.storage.server.database import Database
from connectors.storage.server.pool import PoolStanding
from tests.api.serving import served

POOL = PoolStanding(lent=1, idle=2, waiting=3, limit=8)


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
    made.prepare()
    return made


def test_a_process_reads_what_another_has_told() -> None:
    board = Board(3)
    child = os.fork()
    if child == 0:
        board.tell(1, Told(name="web-2", pid=7, pool=POOL))
        board.count(1, 5)
        os._exit(0)
    os.waitpid(child, 0)
    assert board.told() == [Told(name="web-2", pid=7, pool=POOL)]
    board.clear(1)
    assert board.told() == []


def test_what_is_written_by_half_is_left_out() -> None:
    board = Board(1)
    board.tell(0, Told(name="web-1", pid=7))
    board._memory[20:22] = b"??"
    assert board.told() == []


def test_what_is_too_long_for_its_place_leaves_what_stood_there(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Board(1)
    board.tell(0, Told(name="web-1", pid=7))
    monkeypatch.setattr(module, "_SPACE", 300)
    board.tell(0, Told(name="web-1" * 100, pid=8))
    assert [told.pid for told in board.told()] == [7]


def test_who_holds_more_connections_than_another_is_ahead_and_a_place_without_a_process_counts_for_nothing() -> None:
    board = Board(3)
    board.count(0, 4)
    assert not board.is_ahead(0, 1)
    board.count(1, 4)
    assert not board.is_ahead(0, 0)
    assert board.is_ahead(0, 1)
    board.count(1, 3)
    assert board.is_ahead(0, 0)
    assert not board.is_ahead(1, 0)


def test_the_standing_of_all_is_the_sum_and_the_longest_wait() -> None:
    board = Board(3)
    now = time.perf_counter()
    board.tell(0, Told(name="web-1", pid=7, pool=POOL, waiting_since=now - 20))
    board.tell(1, Told(name="web-2", pid=8, pool=POOL, waiting_since=now - 10))
    running = LoopHealth("timekeeper", "running")
    board.tell(2, Told(name="loops", pid=9, pool=POOL, loops=(running,), remeasured=Remeasured(1, 5)))
    standing = StandingOfAll(board)
    assert standing.pool() == PoolStanding(lent=3, idle=6, waiting=9, limit=24)
    assert 20 <= standing.longest_wait_s() < 60
    assert standing.loops() == [running]
    assert standing.remeasured() == Remeasured(1, 5)
    assert standing.processes() == [os.getppid(), 7, 8, 9]


def test_a_desk_whose_process_of_loops_keeps_dying_is_not_ready_and_says_so(desk: Desk) -> None:
    board = Board(1)
    place = Place("loops", 0, board)
    desk.standing = StandingOfAll(board)
    loops_are_away(desk, place, 1)
    is_ready, told = readiness(desk)
    assert is_ready
    assert {loop["state"] for loop in told["loops"].values()} == {"starting"}
    assert set(told["loops"]) == set(desk.loops.under_lease)
    loops_are_away(desk, place, 3)
    is_ready, told = readiness(desk)
    assert not is_ready
    assert {reason["code"] for reason in told["reasons"]} == {"loop-keeps-retrying"}
    assert "3" in told["reasons"][0]["texts"]["en"]


def test_a_process_tells_of_its_pool_and_of_loops_only_where_it_runs_them(desk: Desk) -> None:
    board = Board(2)
    Telling(desk, Place("web-1", 0, board))()
    Telling(desk, Place("loops", 1, board), runs_loops=True)()
    web, loops = board.told()
    assert (web.name, web.pid, web.loops) == ("web-1", os.getpid(), ())
    assert cast("PoolStanding", web.pool).limit == desk.database.standing().limit
    assert {loop.name for loop in loops.loops} == set(desk.loops.under_lease)


def test_a_web_process_is_not_ready_when_a_command_of_another_one_waits_for_the_log(desk: Desk) -> None:
    board = Board(2)
    desk.standing = StandingOfAll(board)
    board.tell(1, Told(name="web-2", pid=1, waiting_since=time.perf_counter() - 60))
    with served(desk):
        is_ready, told = readiness(desk)
    assert not is_ready
    assert {reason["code"] for reason in told["reasons"]} == {"commands-wait"}
