"""Works in processes of their own: all are done, what could not be is named, and nobody is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from replay.rebuild import OnProgress
from replay.side_by_side import Work, side_by_side


def silent(_done: int, _whole: int) -> None:
    """Nobody looks."""


def done(works: dict[str, Work], *, at_once: int = 2, progress: OnProgress = silent) -> list[str]:
    return side_by_side(works, at_once=at_once, still=lambda: nullcontext(enter_result=True), progress=progress)


def writing(folder: Path, name: str) -> Work:
    def work(progress: OnProgress) -> None:
        progress(1, 4)
        (folder / name).write_text(f"{os.getpid()}")
        progress(4, 4)

    return work


def failing(how: Callable[[], object]) -> Work:
    return lambda _progress: how()


def refused() -> None:
    raise LookupError("not today")


def test_each_work_is_done_once_and_in_no_more_processes_than_wanted(tmp_path: Path) -> None:
    assert done({name: writing(tmp_path, name) for name in "abcde"}) == []
    assert {file.name for file in tmp_path.iterdir()} == set("abcde")
    assert len({file.read_text() for file in tmp_path.iterdir()} - {f"{os.getpid()}"}) in {1, 2}


def test_how_far_all_are_is_told_as_one(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    done({name: writing(tmp_path, name) for name in "abc"}, progress=lambda *far: seen.append(far))
    assert seen[-1] == (12, 12)
    assert [far for far, _ in seen] == sorted(far for far, _ in seen)


def test_what_fails_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    assert done({"a": failing(refused), "b": writing(tmp_path, "b")}, at_once=1) == ["a"]
    assert (tmp_path / "b").exists()


def test_what_a_process_leaves_that_is_killed_is_named() -> None:
    ends = failing(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert done({"a": ends, "b": ends, "c": failing(lambda: None)}) == ["a", "b", "c"]


def test_nothing_is_begun_where_this_process_may_not_be_forked(tmp_path: Path) -> None:
    works = {name: writing(tmp_path, name) for name in "ab"}
    assert side_by_side(works, at_once=2, still=lambda: nullcontext(enter_result=False), progress=silent) == ["a", "b"]
    assert not list(tmp_path.iterdir())


def test_whoever_stops_waiting_leaves_no_process_behind() -> None:
    def endless(progress: OnProgress) -> None:
        progress(os.getpid(), 0)
        signal.pause()

    pids: list[int] = []

    def stopped(pid: int, _whole: int) -> None:
        pids.append(pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        done({"a": endless}, at_once=1, progress=stopped)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
