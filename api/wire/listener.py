"""The socket that the API listens on, and the file descriptors that connections need; made by ``desk serve``."""

from __future__ import annotations

import errno
import os
import resource
import socket
import time
from contextlib import suppress
from typing import Any, ClassVar

import structlog
from typing_extensions import override

from api.settings import Settings
from api.wire.connections import RESERVE, share_of
from connectors.seldom import Seldom
from events.values.refusal import Refusal

QUEUE = 2_048
"""Connections that the kernel keeps for us until they are accepted."""
AT_A_TIME = 64
"""Connections that are accepted in one turn of the event loop, before any of them is looked at."""
USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
PAUSE_S = 0.05


class AddressIsTaken(Refusal):
    """Nothing can listen on {host}:{port}: {reason}. End what listens there, or choose another port with --port
    or DESK_PORT; 0 takes any free one.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "На {host}:{port} слушать нельзя: {reason}. Остановите того, кто там слушает, или выберите другой порт "
        "ключом --port или DESK_PORT; 0 — любой свободный."
    )


class Listener(socket.socket):
    """A listening socket that turns connections away while file descriptors are used up.

    asyncio would try again at once for as long as one waits, and write a trace each time.
    """

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(bound.family, bound.type, bound.proto, fileno=bound.detach())
        self._spare: int | None = _any_descriptor()
        self._seldom = Seldom(5.0)

    @override
    def listen(self, backlog: int = QUEUE, /) -> None:
        """As it says; what is accepted in one turn is less than what may wait."""
        super().listen(max(backlog, QUEUE))

    @override
    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; ``BlockingIOError`` when there is none that can be taken."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in USED_UP:
                raise
            self._turn_away(error)
            raise BlockingIOError from error

    @override
    def close(self) -> None:
        """Let go of the address."""
        super().close()
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None

    def _turn_away(self, error: OSError) -> None:
        """Accept one in the place of the spare descriptor and hang up: left waiting, it would wake us for ever."""
        if (passed := self._seldom.now("used up")) is not None:
            structlog.get_logger("door").error("descriptors_are_used_up", reason=error.strerror, more=passed)
        self._spare = _any_descriptor() if self._spare is None else self._spare
        if self._spare is None:
            time.sleep(PAUSE_S)
            return
        os.close(self._spare)
        self._spare = None
        with suppress(OSError):
            super().accept()[0].close()
        self._spare = _any_descriptor()


def _any_descriptor() -> int | None:
    try:
        return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def listening(settings: Settings) -> Listener:
    """The socket that the API listens on; raises ``AddressIsTaken``."""
    try:
        listener = Listener(socket.create_server((settings.host, settings.port)))
        # What is accepted inherits it. asyncio sets it only where a socket says that it speaks TCP, and this one
        # does not: head and body of an answer would wait for each other, 40 ms each time.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise AddressIsTaken(host=settings.host, port=settings.port, reason=error.strerror or str(error)) from error
    return listener


def descriptors(settings: Settings, sharers: int = 1) -> int:
    """How many files and connections a process may hold open: raised as far as it goes, with a warning if low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = 1 << 30 if soft == resource.RLIM_INFINITY else soft
    if (room := share_of(settings, allowed, sharers) * sharers) < settings.connections:
        structlog.get_logger("door").warning(
            "few_descriptors",
            allowed=allowed,
            connections=room,
            hint=f"Connections are limited to {room} instead of {settings.connections}. Allow more open files, "
            f"LimitNOFILE= or ulimit -n: {-(-settings.connections // sharers) + RESERVE} or more",
        )
    return allowed
