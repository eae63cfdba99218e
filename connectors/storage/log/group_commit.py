"""One transaction for all who wait: a leader writes the saves of every waiting thread; used by the log."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

S = TypeVar("S")
R = TypeVar("R")


class _Waiting(Generic[S, R]):
    """One thread's save, and the gate that it waits at."""

    __slots__ = ("gate", "leads", "outcome", "save")

    def __init__(self, save: S) -> None:
        self.save = save
        self.leads = False
        self.outcome: R | Exception | None = None
        self.gate = Lock()
        self.gate.acquire()

    def wake(self) -> None:
        """Let its thread look again; one that never waited, or was woken already, needs no second call."""
        with suppress(RuntimeError):
            self.gate.release()


class GroupCommit(Generic[S, R]):
    """Gathers the saves that arrive while one group is being written into the next group.

    A thread that finds nobody writing writes at once, so a lone writer waits for nothing. ``write`` takes a
    group and gives an outcome for each save; an outcome that is an exception is raised in the thread that
    saved. ``weight`` bounds a group by ``limit``. A save claims what it changes and shares what it only relies on:
    no other save that claims or shares what one claims stands in its group, while any number may share.
    """

    def __init__(
        self,
        write: Callable[[Sequence[S]], Sequence[R | Exception]],
        *,
        weight: Callable[[S], int],
        claims: Callable[[S], frozenset[Hashable]],
        limit: int,
        shares: Callable[[S], frozenset[Hashable]] = lambda _: frozenset(),
    ) -> None:
        self._write = write
        self._weight = weight
        self._claims = claims
        self._shares = shares
        self._limit = limit
        self._lock = Lock()
        self._queue: deque[_Waiting[S, R]] = deque()
        self._led = False

    def submit(self, save: S) -> R:
        """The outcome of ``save`` once the group that it went with is written."""
        (outcome,) = self.submit_many((save,))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def submit_many(self, saves: Sequence[S]) -> list[R | Exception]:
        """The outcomes of several saves, in as few groups as their claims and the limit allow; none is raised."""
        mine: list[_Waiting[S, R]] = [_Waiting(save) for save in saves]
        if not mine:
            return []
        with self._lock:
            self._queue.extend(mine)
            mine[0].leads = not self._led
            self._led = True
        try:
            # What is left of them stays in order: the first that has no outcome is the one that may be called to lead.
            return [self._await(waiting) for waiting in mine]
        except BaseException:
            self._leave(mine)
            raise

    def _await(self, waiting: _Waiting[S, R]) -> R | Exception:
        while waiting.outcome is None:
            if waiting.leads:
                waiting.leads = False
                self._lead()
            else:
                waiting.gate.acquire()
        return waiting.outcome

    def _leave(self, mine: Sequence[_Waiting[S, R]]) -> None:
        """This thread is interrupted: nobody may wait for it to lead."""
        with self._lock:
            led = any(waiting.leads for waiting in mine)
            for waiting in mine:
                if waiting in self._queue:
                    self._queue.remove(waiting)
            if led:
                self._hand_over()

    def _hand_over(self) -> None:
        self._led = bool(self._queue)
        if self._led:
            self._queue[0].leads = True
            self._queue[0].wake()

    def _lead(self) -> None:
        """Write one group; then the first of those who came meanwhile leads the next.

        The leader's own save is the head of the queue: whoever begins to lead found the queue empty, and
        leadership is passed to the head.
        """
        with self._lock:
            group = self._take()
        outcomes: Sequence[R | Exception] = ()
        try:
            outcomes = self._write([waiting.save for waiting in group])
        except Exception as error:  # noqa: BLE001 - each waiting thread raises it
            outcomes = [error] * len(group)
        finally:
            with self._lock:
                if not outcomes:
                    # This thread is being interrupted. The others go again: whether theirs were written is
                    # not known, and a save that is given twice is stored once.
                    self._queue.extendleft(reversed(group[1:]))
                for waiting, outcome in zip(group, outcomes, strict=False):
                    waiting.outcome = outcome
                    waiting.wake()
                self._hand_over()

    def _take(self) -> list[_Waiting[S, R]]:
        group: list[_Waiting[S, R]] = []
        left: list[_Waiting[S, R]] = []
        claimed: set[Hashable] = set()
        shared: set[Hashable] = set()
        weight = 0
        while self._queue and (not group or weight < self._limit):
            waiting = self._queue.popleft()
            claims, shares = self._claims(waiting.save), self._shares(waiting.save)
            if claimed.isdisjoint(claims | shares) and shared.isdisjoint(claims):
                group.append(waiting)
                weight += self._weight(waiting.save)
            else:
                left.append(waiting)
            # Also of those left behind: who came later must not overtake them.
            claimed |= claims
            shared |= shares
        self._queue.extendleft(reversed(left))
        return group
