"""One connection: uvicorn's HTTP/1.1 with deadlines, a place among others and words of our own; made by the server.

uvicorn waits for ever for a head or a body that does not come, and tells of what it cannot read in plain English.
"""

from __future__ import annotations

import sys
import time
from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any, Literal

import h11
import uvicorn
from fastapi import Request
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from api.wire import raw_heads
from api.wire.connections import Connections
from api.wire.raw_answers import raw_answer
from api.wire.refusals import RequestIsTooSlow, TooManyConnections
from events.values.refusal import Refusal

LONGEST_HEAD = 16_384
"""Bytes of address and headers together."""
SLOWEST = 4_000
"""Bytes a second: a body that comes faster has more time than the deadline, and so has an answer that is taken."""
LINGER_S = 1.0
"""So long somebody who was told to go may take to read it: hanging up at once would take the words back."""

Phase = Literal["head", "body", "work"]


class DoorConfig(uvicorn.Config):
    """uvicorn's settings, and the connections that all of a server's conversations belong to."""

    connections: Connections


class Conversation(H11Protocol):
    """A connection that has its time for everything."""

    config: DoorConfig

    def __init__(
        self,
        config: DoorConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._all = config.connections
        self._phase: Phase | None = None
        self._timer: TimerHandle | None = None
        self._taking: TimerHandle | None = None
        self._untaken = 0
        self._head = b""
        self._beyond_ascii = False
        self._received = self._before = self._body_from = 0
        self._body_since = 0.0
        self._over = False

    @override
    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Somebody is there: they get a place, or hear that there is none."""
        super().connection_made(transport)
        if self._all.admit(self):
            self._watch()
        else:
            self._hang_up(TooManyConnections(limit=self._all.limit))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._over = True
        self._all.forget(self)
        self._disarm()
        self._expect_nothing()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """They say something."""
        if self._over:
            return
        self._before, self._received = self._received, self._received + len(data)
        if self.conn.their_state is h11.IDLE:
            self._head = (self._head + data)[:LONGEST_HEAD]
        self._beyond_ascii = self._beyond_ascii or not data.isascii()
        super().data_received(data)
        self._watch()

    @override
    def handle_events(self) -> None:
        """Read what came; a new request may have an address as people type it."""
        if self._beyond_ascii and self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            unread, _ = self.conn.trailing_data
            self._beyond_ascii = not unread.isascii()
            if (plain := raw_heads.with_plain_address(unread)) is not None:
                # Between two requests a parser remembers nothing: a new one may take over.
                self.conn = h11.Connection(h11.SERVER, LONGEST_HEAD)
                self.conn.receive_data(plain)
        super().handle_events()

    @override
    def send_400_response(self, msg: str) -> None:
        """What came is no request: say why in the sender's language."""
        del msg
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        self._all.end("not_http")
        self._hang_up(raw_heads.refusal_for(str(error), status, self._head, LONGEST_HEAD))

    @override
    def on_response_complete(self) -> None:
        """The answer is written."""
        super().on_response_complete()
        if self.transport.is_closing() and self.transport.get_write_buffer_size():
            self._expect_taking()
        self._watch()

    @override
    def timeout_keep_alive_handler(self) -> None:
        """Nothing more was asked for a while."""
        self._all.end("silent")
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self._expect_taking()

    @override
    def pause_writing(self) -> None:
        """They do not take the answer as fast as it comes."""
        super().pause_writing()
        self._expect_taking()

    @override
    def resume_writing(self) -> None:
        """They have taken most of it."""
        super().resume_writing()
        self._expect_nothing()

    @override
    def shutdown(self) -> None:
        """The server ends."""
        if self._over:
            self.transport.abort()
        else:
            super().shutdown()

    def make_room(self) -> None:
        """Another connection needs the place: whoever has begun to ask hears that, whoever is silent does not."""
        self._hang_up(TooManyConnections(limit=self._all.limit) if self._has_begun() else None)

    @override
    def _should_upgrade(self) -> bool:
        """Never: a request that would like another protocol is answered in this one (RFC 9110, 7.8)."""
        return False

    def _watch(self) -> None:
        """Set the deadline of what is waited for now."""
        if self._over or self.transport.is_closing():
            self._disarm()
            return
        their = self.conn.their_state
        phase: Phase = "head" if their is h11.IDLE else "body" if their is h11.SEND_BODY else "work"
        if phase != self._phase:
            self._enter(phase)
        elif phase == "head" and self._timer is None and self.timeout_keep_alive_task is None:
            self._arm(self._all.head_s)

    def _enter(self, phase: Phase) -> None:
        self._disarm()
        is_first, self._phase = self._phase is None, phase
        self._all.waiting.pop(self, None)
        self._all.sending.pop(self, None)
        if phase == "head":
            self._all.waiting[self] = None
            if is_first:
                self._arm(self._all.head_s)
            return
        self._head = b""
        if phase == "body":
            self._all.sending[self] = time.monotonic()
            # A part of it may have come together with the head.
            self._body_since, self._body_from = self.loop.time(), self._before
            self._arm(self._all.body_s)

    def _too_late(self) -> None:
        self._timer = None
        if self._phase == "head":
            self._give_up(self._all.head_s)
        elif self.flow.read_paused or self.cycle.waiting_for_100_continue:
            # It is us who keep them waiting.
            self._body_since, self._body_from = self.loop.time(), self._received
            self._arm(self._all.body_s)
        else:
            earned = (self._received - self._body_from) / SLOWEST
            left = self._body_since + self._all.body_s + earned - self.loop.time()
            if left > 0:
                self._arm(left)
            else:
                self._give_up(self._all.body_s)

    def _give_up(self, seconds: float) -> None:
        has_begun = self._has_begun()
        self._all.end("too_slow" if has_begun else "silent")
        self._hang_up(RequestIsTooSlow(seconds=f"{seconds:g}") if has_begun else None)

    def _has_begun(self) -> bool:
        return bool(self._head) or self._phase == "body"

    def _hang_up(self, refusal: Refusal | None) -> None:
        """End it, with words where nothing is answered yet."""
        if self._over:
            return
        self._over = True
        self._disarm()
        self._unset_keepalive_if_required()
        waits = self._all.see_off(self)
        cycle: Any = self.cycle  # None until the first request, whatever uvicorn says of its type
        is_asked = cycle is not None and not cycle.response_complete
        if is_asked:
            cycle.disconnected = True
            cycle.message_event.set()
        is_answered = cycle is not None and (cycle.response_started if is_asked else self._phase == "body")
        if refusal is None or is_answered or self.transport.is_closing():
            self.transport.abort()
            return
        asked = Request(dict(self.scope)) if self._phase == "body" else raw_heads.request_of(self._head)
        self.transport.write(raw_answer(asked, refusal))
        if not waits:
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(LINGER_S, self.transport.abort)

    def _expect_taking(self) -> None:
        if self._taking is None:
            self._untaken = self.transport.get_write_buffer_size()
            self._taking = self.loop.call_later(self._all.body_s, self._not_taken)

    def _not_taken(self) -> None:
        self._taking = None
        left = self.transport.get_write_buffer_size()
        if left and self._untaken - left < SLOWEST * self._all.body_s:
            self._all.end("not_taken")
            self.transport.abort()
        elif left:
            self._expect_taking()

    def _expect_nothing(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _arm(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
