"""The supervisor on small processes of its own: what it does with those that die, refuse, hang or lose their parent."""

from __future__ import annotations

import os
import signal
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import psutil  # type: ignore[import-untyped] # it ships no types
import pytest

from tests.support.begun import PIPE, STDOUT, Program

PATIENCE_S = 60
PROGRAM = """
import contextlib, os, signal, sys, time
from api.processes import supervisor
from api.processes.board import Board
from api.processes.signals import Signals
from api.processes.supervisor import Role, Supervisor
from connectors.storage.server.database import DatabaseUnreachable
from events.values.refusal import Refusal

def told(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def waits(place, begun):
    signals = Signals()
    with signals.heard(signal.SIGTERM):
        begun()
        told("begun", place.name, os.getpid())
        while signal.SIGTERM not in signals.wait(60)[0]:
            pass
    told("ended", place.name)

{more}

def run(*roles):
    try:
        Supervisor(roles, Board(len(roles)), still=lambda: contextlib.nullcontext(True)).run(lambda: told("ready"))
    except Refusal as refusal:
        told("refused", refusal.text.ru, "|", refusal.text.en)
    told("done")
"""


@contextmanager
def program(roles: str, more: str = "", last: str = "") -> Iterator[Program]:
    """A parent with these roles, which does not outlive its test."""
    text = PROGRAM.replace("{more}", textwrap.dedent(more)) + f"{textwrap.dedent(last)}\nrun({roles})\n"
    with Program("-c", text, stdout=PIPE, stderr=STDOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: Program, word: str) -> list[str]:
    """The lines up to the one that begins with a word."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.strip())
        if line.startswith(word):
            return lines
    raise AssertionError(lines)


def test_those_of_a_later_stage_are_told_to_end_when_the_earlier_ones_have() -> None:
    with program('Role("loops", waits, stage=1), Role("web-1", waits), Role("web-2", waits)') as process:
        begun = until(process, "ready")
        assert {line.split()[1] for line in begun if line.startswith("begun")} <= {"loops", "web-1", "web-2"}
        process.send_signal(signal.SIGTERM)
        ended = [line for line in until(process, "done") if line.startswith("ended")]
        assert sorted(ended[:2]) == ["ended web-1", "ended web-2"]
        assert ended[2:] == ["ended loops"]
        assert process.wait(PATIENCE_S) == 0


def test_what_a_process_refuses_as_it_begins_ends_all_and_is_told_once_in_its_words() -> None:
    more = """
        def refuses(place, begun):
            raise DatabaseUnreachable(reason="nobody is there")
    """
    with program('Role("web-1", waits), Role("web-2", refuses), Role("web-3", refuses)', more) as process:
        lines = until(process, "done")
    refused = [line for line in lines if line.startswith("refused")]
    assert len(refused) == 1
    assert "nobody is there" in refused[0].partition("|")[0]
    assert "The database cannot be reached: nobody is there." in refused[0].partition("|")[2]
    assert "ready" not in lines
    assert "Traceback" not in "".join(lines)


def test_a_process_that_dies_as_it_begins_ends_all_and_its_trace_is_in_the_log() -> None:
    more = """
        def dies(place, begun):
            raise LookupError("a fault of ours")
    """
    with program('Role("web-1", waits), Role("loops", dies, stage=1)', more) as process:
        lines = until(process, "done")
    refused = [line for line in lines if line.startswith("refused")]
    assert "loops" in refused[0]
    assert "exit 1" in refused[0]
    assert "LookupError: a fault of ours" in lines


def test_one_that_dies_again_and_again_is_begun_anew_after_growing_pauses() -> None:
    more = """
        def dies_soon(place, begun):
            begun()
            os.kill(os.getpid(), signal.SIGKILL)

        def mourned(place, deaths):
            told("died", place.name, deaths)
            if deaths == 4:
                os.kill(os.getpid(), signal.SIGTERM)
    """
    with program('Role("web-1", dies_soon, died=mourned), Role("web-2", waits)', more) as process:
        lines = until(process, "done")
    assert [line for line in lines if line.startswith("died")] == [f"died web-1 {nth}" for nth in (1, 2, 3, 4)]
    pauses = [line.partition("pause_s=")[2] for line in lines if "process_died" in line]
    assert pauses == ["0.1", "0.2", "0.4", "0.8"]
    assert all("SIGKILL" in line for line in lines if "process_died" in line)
    assert sum(line.startswith("begun web-2") for line in lines) == 1


def test_what_a_process_refuses_later_is_told_and_tried_again() -> None:
    more = """
        def refuses_once(place, begun):
            if os.path.exists(sys.argv[0] + "never"):
                return
            if place.board._counts[1] == 1:
                place.board._counts[1] = 2
                raise DatabaseUnreachable(reason="away for a while")
            begun()
            told("begun", place.name)
            if place.board._counts[1] == -1:
                place.board._counts[1] = 1
                os.kill(os.getpid(), signal.SIGKILL)
            waits(place, lambda: None)
    """
    with program('Role("web-1", refuses_once), Role("web-2", waits)', more) as process:
        lines = until(process, "ready")
        lines += until(process, "begun web-1") if not any(line.startswith("begun web-1") for line in lines) else []
        lines += until(process, "begun web-1")
        process.send_signal(signal.SIGTERM)
        lines += until(process, "done")
    assert any("process_refused" in line and "away for a while" in line for line in lines)


@pytest.mark.parametrize("hangs", ["time.sleep(600)", "os.kill(os.getpid(), signal.SIGSTOP)"])
def test_one_that_does_not_end_in_its_time_is_killed(hangs: str) -> None:
    more = f"""
        supervisor.STOP_S = 0.2

        def hangs(place, begun):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            begun()
            {hangs}
    """
    with program('Role("web-1", hangs), Role("web-2", waits)', more) as process:
        until(process, "ready")
        process.send_signal(signal.SIGTERM)
        lines = until(process, "done")
    assert any("process_killed" in line and "web-1" in line for line in lines)
    assert "ended web-2" in lines


def test_a_second_signal_kills_whoever_has_not_ended() -> None:
    more = """
        def hangs(place, begun):
            signal.signal(signal.SIGTERM, lambda *_: told("asked"))
            begun()
            while True:
                time.sleep(600)
    """
    with program('Role("web-1", hangs)', more) as process:
        until(process, "ready")
        process.send_signal(signal.SIGINT)
        until(process, "asked")
        process.send_signal(signal.SIGINT)
        lines = until(process, "done")
    assert any("process_killed" in line for line in lines)


def test_children_end_soon_after_a_parent_that_was_killed_also_those_that_hang() -> None:
    more = """
        from api.processes import child
        child.ORPHAN_S = 0.2

        def hangs(place, begun):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            begun()
            time.sleep(600)
    """
    with program('Role("web-1", waits), Role("web-2", hangs)', more) as process:
        until(process, "ready")
        family = psutil.Process(process.pid).children()
        os.kill(process.pid, signal.SIGKILL)
        gone, alive = psutil.wait_procs(family, timeout=PATIENCE_S)
    assert (len(gone), alive) == (2, [])


def test_nothing_is_forked_while_the_storage_is_being_started() -> None:
    more = """
        tries = []
        supervisor.LATER_S = 0.01

        def run(*roles):
            def still():
                tries.append(1)
                return contextlib.nullcontext(len(tries) > 2)
            Supervisor(roles, Board(len(roles)), still=still).run(
                lambda: (told("tried", len(tries)), os.kill(os.getpid(), signal.SIGTERM))
            )
            told("done")
    """
    with program('Role("web-1", waits)', last=more) as process:
        assert "tried 3" in until(process, "done")
