"""Starts the processes of a desk, watches them, starts anew who dies, ends all; run by ``api.serve`` in the parent.

The parent has made everything before it forks, so that its children begin in milliseconds and share its memory. It runs
no other thread than the one that looks after an embedded server, and forks only while that one waits.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, NamedTuple

import msgspec
import structlog
from typing_extensions import override

from api.meters import shared
from api.processes.board import Board
from api.processes.child import Lines, Place, Word, live
from api.processes.signals import Signals
from events.values.refusal import Refusal
from events.values.text import Text

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A process that lived for so long had begun well: the next pause is the first again."""
LATER_S = 1.0
STOP_S = 12.0
"""Seconds in which the processes of one kind end after they were told to; then they are killed."""
_ENDING = (signal.SIGINT, signal.SIGTERM)

Work = Callable[[Place, Callable[[], None]], None]
"""What a process does, at its place; it calls what it is given when it has begun."""
Died = Callable[[Place, int], None]
"""Hears that the process of a place is gone, and how many times running that was."""


class ProcessDidNotStart(Refusal):
    """The process {name} ended as it began ({how}). What its log says is above; nothing is served."""

    ru: ClassVar[str] = "Процесс {name} завершился, едва начавшись ({how}). Его журнал — выше; ничего не запущено."


class ChildRefused(Refusal):
    """A process of the desk could not begin: {words}"""  # noqa: D415 - they end as they end

    ru: ClassVar[str] = "Один из процессов не смог начать работу: {words}"

    def __init__(self, words: Text) -> None:
        self._words = words
        super().__init__(words=words.en)

    @property
    @override
    def text(self) -> Text:
        """What the child said."""
        return self._words


class Role(NamedTuple):
    """A process that there has to be. Those of a later ``stage`` are told to end when all earlier ones have."""

    name: str
    work: Work
    stage: int = 0
    died: Died | None = None


class _Child:
    """A role, and the process that has it at the moment."""

    def __init__(self, role: Role, place: Place) -> None:
        self.role = role
        self.place = place
        self.pid = 0
        self.word = -1
        """Where its word comes from, until it came."""
        self.began_at = self.due_at = 0.0
        self.deaths = 0


class Supervisor:
    """The parent of all roles; ``still`` holds the parent's own thread while it forks, or gives ``False``."""

    def __init__(
        self,
        roles: Sequence[Role],
        board: Board,
        *,
        still: Callable[[], AbstractContextManager[bool]],
    ) -> None:
        self._children = [_Child(role, Place(role.name, nth, board)) for nth, role in enumerate(roles)]
        self._board = board
        self._still = still
        self._signals = Signals()
        self._life, self._held = os.pipe()
        self._log = structlog.get_logger("processes")

    def run(self, ready: Callable[[], None]) -> None:
        """Until SIGINT or SIGTERM; ``ready`` is called once all work. Raises why a process could not begin."""
        with self._signals.heard(*_ENDING, signal.SIGCHLD):
            try:
                # What lives now lives for ever: whoever collects would copy each page that it looks at.
                gc.collect()
                gc.freeze()
                if self._all_begin():
                    ready()
                    self._watch()
            finally:
                self._end()
        self._signals.close()
        os.close(self._life)
        os.close(self._held)

    def _begin(self, child: _Child) -> None:
        with self._still() as is_still:
            if is_still:
                self._fork(child)
            else:
                # The storage is being started: nothing that begins now would find it.
                child.due_at = time.monotonic() + LATER_S

    def _fork(self, child: _Child) -> None:
        read, write = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        # Not between the fork and the moment when the child knows what signals mean to it.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        pid = os.fork()
        if pid == 0:
            os.close(self._held)
            os.close(read)
            live(child.place, Lines(self._life, write), child.role.work, mask)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(write)
        if child.word >= 0:
            # Of the one before, which said nothing.
            os.close(child.word)
        child.pid, child.word, child.began_at = pid, read, time.monotonic()

    def _all_begin(self) -> bool:
        """Begin all, and wait for the word of each; ``False``: they are to end already."""
        for child in self._children:
            self._begin(child)
            while not child.pid:
                if self._signals.wait(LATER_S)[0] & set(_ENDING):
                    return False
                self._begin(child)
        while waiting := [child for child in self._children if child.word >= 0]:
            came, told = self._signals.wait(None, [child.word for child in waiting])
            if came & set(_ENDING):
                return False
            for child in waiting:
                if child.word not in told:
                    continue
                if (word := self._heard(child)) is None:
                    raise ProcessDidNotStart(name=child.role.name, how=self._how(child, 0))
                if word.refused is not None:
                    raise ChildRefused(word.refused)
        return True

    def _heard(self, child: _Child) -> Word | None:
        """Its only word; nothing where it ended without."""
        said = os.read(child.word, 65_536)
        os.close(child.word)
        child.word = -1
        return msgspec.json.decode(said, type=Word) if said else None

    def _watch(self) -> None:
        came: set[int] = set()
        told: list[int] = []
        while not came & set(_ENDING):
            for child in self._children:
                self._look_after(child, told)
            due = min((child.due_at for child in self._children if not child.pid), default=None)
            pause = None if due is None else max(0.0, due - time.monotonic())
            came, told = self._signals.wait(pause, [child.word for child in self._children if child.word >= 0])

    def _look_after(self, child: _Child, told: Collection[int]) -> None:
        if child.word in told and (word := self._heard(child)) is not None and word.refused is not None:
            self._log.error("process_refused", name=child.role.name, ru=word.refused.ru, en=word.refused.en)
        if child.pid and (how := self._how(child, os.WNOHANG)):
            self._mourn(child, how)
        if not child.pid and child.due_at <= time.monotonic():
            self._begin(child)

    def _how(self, child: _Child, options: int) -> str:
        """How it ended; empty: it has not."""
        pid, status = os.waitpid(child.pid, options)
        if not pid:
            return ""
        child.pid = 0
        self._board.clear(child.place.nth)
        shared.gone(child.role.name)
        code = os.waitstatus_to_exitcode(status)
        return signal.Signals(-code).name if code < 0 else f"exit {code}"

    def _mourn(self, child: _Child, how: str) -> None:
        lived = time.monotonic() - child.began_at
        child.deaths = 1 if lived > STEADY_S else child.deaths + 1
        pause = min(FIRST_PAUSE_S * 2 ** min(child.deaths - 1, 16), LONGEST_PAUSE_S)
        child.due_at = time.monotonic() + pause
        if child.role.died is not None:
            child.role.died(child.place, child.deaths)
        self._log.error("process_died", name=child.role.name, how=how, lived_s=round(lived, 1), pause_s=pause)

    def _end(self) -> None:
        """Tell all to end, one stage after the other; who does not in time, or at a second signal, is killed."""
        patience = STOP_S
        for stage in sorted({child.role.stage for child in self._children}):
            living = [child for child in self._children if child.pid and child.role.stage == stage]
            for child in living:
                os.kill(child.pid, signal.SIGTERM)
            deadline = time.monotonic() + patience
            while living := [child for child in living if not self._how(child, os.WNOHANG)]:
                came, _ = self._signals.wait(max(0.0, deadline - time.monotonic()))
                if came & set(_ENDING) or time.monotonic() >= deadline:
                    patience = 0.0 if came & set(_ENDING) else patience
                    break
            for child in living:
                self._log.error("process_killed", name=child.role.name)
                os.kill(child.pid, signal.SIGKILL)
                self._how(child, 0)
