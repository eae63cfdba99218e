"""One connection: HTTP/1.1 with deadlines, a place among others and words of our own; made by uvicorn's server.

The server listens, tells the time and ends; what is read is ``Reading``'s, and what is answered ``Exchange``'s.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any, Literal
from urllib.parse import unquote

import h11
import uvicorn
from fastapi import Request
from typing_extensions import override
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from api.wire import raw_heads
from api.wire.connections import Connections
from api.wire.exchange import Exchange
from api.wire.raw_answers import raw_answer
from api.wire.reading import LONGEST_HEAD, Head, Part, Reading
from api.wire.refusals import RequestIsTooSlow, TooManyConnections
from api.wire.taking import SLOWEST, Taking
from events.values.refusal import Refusal

LINGER_S = 1.0
"""So long somebody who was told to go may take to read it: hanging up at once would take the words back."""

Phase = Literal["head", "body", "work"]
_PHASES: dict[str, Phase] = {"head": "head", "body": "body", "whole": "work"}


class DoorConfig(uvicorn.Config):
    """uvicorn's settings, and the connections that all of a server's conversations belong to."""

    connections: Connections


class Conversation(asyncio.Protocol):
    """A connection that has its time for everything."""

    transport: Transport
    flow: FlowControl
    _taking: Taking

    def __init__(
        self,
        config: DoorConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        del app_state  # of a lifespan, and there is none
        if not config.loaded:
            config.load()
        self.loop = _loop or asyncio.get_event_loop()
        self._app = config.loaded_app
        self._asgi = {"version": config.asgi_version, "spec_version": "2.3"}
        self._keep_alive_s = config.timeout_keep_alive
        self._server = server_state
        self._all = config.connections
        self._peers: dict[str, Any] = {}
        self._reading = Reading()
        self._exchange: Exchange | None = None
        self._scope: dict[str, Any] = {}
        self._phase: Phase | None = None
        self._silence: TimerHandle | None = None
        self._timer: TimerHandle | None = None
        self._head = b""
        self._received = self._before = self._body_from = 0
        self._body_since = 0.0
        self._over = False

    @override
    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Somebody is there: they get a place, or hear that there is none."""
        self._server.connections.add(self)  # type: ignore[arg-type] # it names its own kinds
        self.transport = transport
        self.flow = FlowControl(transport)
        self._taking = Taking(transport, self.loop, self._all)
        self._peers = {
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "scheme": "https" if is_ssl(transport) else "http",
        }
        if self._all.admit(self):
            self._watch()
        else:
            self._hang_up(TooManyConnections(limit=self._all.limit))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._over = True
        self._server.connections.discard(self)
        self._all.forget(self)
        self._disarm()
        self._hear_again()
        self._taking.expect_nothing()
        if self._exchange is not None:
            if not self._exchange.is_complete:
                self._exchange.disconnected = True
            self._exchange.wake()
        self.flow.resume_writing()

    @override
    def data_received(self, data: bytes) -> None:
        """They say something."""
        if self._over:
            return
        self._hear_again()
        self._before, self._received = self._received, self._received + len(data)
        if self._reading.stage == "head":
            self._head = (self._head + data)[:LONGEST_HEAD]
        self._reading.receive(data)
        self._read()
        self._watch()

    def _read(self) -> None:
        """Take in what came, up to the end of one request."""
        reading = self._reading
        try:
            while (event := reading.next_event()) is not None:
                if isinstance(event, Head):
                    self._begin(event)
                elif self._exchange is not None and not self._exchange.is_complete:
                    if isinstance(event, Part):
                        self._exchange.take(event.data)
                    else:
                        self._exchange.take_end()
        except h11.RemoteProtocolError as error:
            self._all.end("not_http")
            self._hang_up(raw_heads.refusal_for(str(error), error.error_status_hint, self._head, LONGEST_HEAD))
            return
        if reading.stage == "whole" and self._exchange is not None and self._exchange.is_complete:
            # It was answered before its end: the next may come.
            self._next()
        elif reading.has_more:
            self.flow.pause_reading()

    def _next(self) -> None:
        self._reading.next_request()
        self.flow.resume_reading()
        self._read()

    def _begin(self, head: Head) -> None:
        raw_path, _, query = head.target.partition(b"?")
        path = raw_path.decode("ascii")
        self._scope = {
            "type": "http",
            "asgi": self._asgi,
            "http_version": head.version,
            **self._peers,
            "method": head.method,
            "root_path": "",
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query,
            "headers": head.headers,
            "state": {},
        }
        self._exchange = exchange = Exchange(
            self._scope,
            self.transport,
            self.flow,
            self._server.default_headers,
            keeps=head.keeps,
            expects=head.expects,
            done=self._answered,
        )
        self._hear_again()
        task = self.loop.create_task(exchange.run(self._app))
        task.add_done_callback(self._server.tasks.discard)
        self._server.tasks.add(task)

    def _answered(self) -> None:
        """The answer is written."""
        self._server.total_requests += 1
        if self.transport.is_closing():
            if self.transport.get_write_buffer_size():
                self._taking.expect()
        else:
            self._hear_again()
            self._silence = self.loop.call_later(self._keep_alive_s, self._nothing_more)
            self.flow.resume_reading()
            if self._reading.stage == "whole":
                self._next()
        self._watch()

    def _nothing_more(self) -> None:
        """Nothing more was asked for a while."""
        self._all.end("silent")
        if not self.transport.is_closing():
            self.transport.close()
        if self.transport.get_write_buffer_size():
            self._taking.expect()

    def _hear_again(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

    @override
    def pause_writing(self) -> None:
        """They do not take the answer as fast as it comes."""
        self.flow.pause_writing()
        self._taking.expect()

    @override
    def resume_writing(self) -> None:
        """They have taken most of it."""
        self.flow.resume_writing()
        self._taking.expect_nothing()

    def shutdown(self) -> None:
        """The server ends: whoever is answered now is the last."""
        if self._over:
            self.transport.abort()
        elif self._exchange is None or self._exchange.is_complete:
            self.transport.close()
        else:
            self._exchange.keeps = False
            self._exchange.wind_up()

    def make_room(self) -> None:
        """Another connection needs the place: whoever has begun to ask hears that, whoever is silent does not."""
        self._hang_up(TooManyConnections(limit=self._all.limit) if self._has_begun() else None)

    def _watch(self) -> None:
        """Set the deadline of what is waited for now."""
        if self._over or self.transport.is_closing():
            self._disarm()
            return
        phase = _PHASES[self._reading.stage]
        if phase != self._phase:
            self._enter(phase)
        elif phase == "head" and self._timer is None and self._silence is None:
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
        elif self.flow.read_paused or (self._exchange is not None and self._exchange.expects):
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
        self._hear_again()
        waits = self._all.see_off(self)
        exchange = self._exchange
        is_asked = exchange is not None and not exchange.is_complete
        is_answered = exchange is not None and (exchange.has_begun if is_asked else self._phase == "body")
        if exchange is not None and is_asked:
            exchange.disconnect()
        if refusal is None or is_answered or self.transport.is_closing():
            self.transport.abort()
            return
        asked = Request(dict(self._scope)) if self._phase == "body" else raw_heads.request_of(self._head)
        self.transport.write(raw_answer(asked, refusal))
        if not waits:
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(LINGER_S, self.transport.abort)

    def _arm(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
