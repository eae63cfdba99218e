"""Long pieces of work in processes of their own, at once; used by a start that has many read models to build.

All processes are forked before anything is told, so that whoever shows what was told may begin threads. Each takes the
next piece of work from a pipe until there is none.
"""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import NoReturn

from replay.rebuild import OnProgress

Work = Callable[[OnProgress], object]
Still = Callable[[], AbstractContextManager[bool]]
"""While it lasts this process may be forked; ``False``: it may not."""

_TOLD = struct.Struct("<BBQQ")
"""Which work, whether it is done, how far it is and how much there is in all. So short that it is written whole."""
_ENDING = (signal.SIGINT, signal.SIGTERM)


def side_by_side(
    works: Mapping[str, Work],
    *,
    at_once: int,
    still: Still,
    progress: OnProgress,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[str]:
    """Do what can be done in processes of its own, in this order; gives the names of what could not be.

    ``meanwhile``: what this process does before it hears how far they are; it is not done where nothing was forked.
    Nothing is raised for these: whoever asked does them in this process, and meets what is in their way. A process
    begins with what this one has made, so without connections and with a pool that it must not use.
    """
    names, done = [*works], set[int]()
    far: dict[int, tuple[int, int]] = {}
    with still() as is_still:
        if not is_still or not hasattr(os, "fork"):
            return names
        begun = _begin([*works.values()], at_once)
    with begun as told:
        meanwhile()
        while message := os.read(told, _TOLD.size):
            nth, is_done, *standing = _TOLD.unpack(message)
            far[nth] = (standing[0], standing[1])
            done.update([nth] if is_done else [])
            progress(sum(one for one, _ in far.values()), sum(whole for _, whole in far.values()))
    return [name for nth, name in enumerate(names) if nth not in done]


def _begin(works: Sequence[Work], at_once: int) -> AbstractContextManager[int]:
    """Begin all processes; gives the pipe that they tell through."""
    left, give = os.pipe()
    os.write(give, bytes(range(len(works))))
    os.close(give)
    told, tell = os.pipe()
    pids: list[int] = []
    # Ctrl-C is for the parent, which ends its children.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    for _ in range(at_once):
        pid = os.fork()
        if pid == 0:
            os.close(told)
            _live(works, left, tell, mask)
        pids.append(pid)
    os.close(left)
    os.close(tell)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return _ended_in_any_case(pids, told)


@contextmanager
def _ended_in_any_case(pids: Sequence[int], told: int) -> Iterator[int]:
    try:
        yield told
    finally:
        os.close(told)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _live(works: Sequence[Work], left: int, tell: int, mask: set[int]) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        while taken := os.read(left, 1):
            # Whatever is in its way, the parent meets it again.
            with suppress(Exception):
                _do(works[taken[0]], taken[0], tell)
    finally:
        os._exit(0)


def _do(work: Work, nth: int, tell: int) -> None:
    last = (0, 0)

    def told(done: int, whole: int) -> None:
        nonlocal last
        last = (done, whole)
        # Where the parent is gone this raises, and the work ends.
        os.write(tell, _TOLD.pack(nth, 0, done, whole))

    work(told)
    os.write(tell, _TOLD.pack(nth, 1, *last))
