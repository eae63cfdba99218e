"""The thread that tells all streams of a process what is new: asks once for all of them, at most ten times a second.

Whoever is told something may hear it at that moment: what is new is found first, then whether each still may, then it
is sent. Made by ``api.live.hub`` when the first stream opens, gone with the last.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from threading import Event, Thread
from typing import Protocol
from uuid import UUID

import psycopg
import structlog

from api.bootstrap import Desk
from api.http.callers import Caller, bearer_of, refuse_unready
from api.live import events
from api.live.stream import Stream
from api.questions.live import news, presence
from api.questions.live.news import WATCHED, Audience, News, Told
from api.questions.live.presence import AtTicket, PresenceAtTickets, Room
from connectors.inbound.bearers import Heard
from connectors.seldom import Seldom
from connectors.storage.feeds.hints import LIVE_CHANNEL, Backend, Hints
from connectors.storage.feeds.positions import CHANNEL
from connectors.storage.live.open_streams import SEEN_EVERY_S, OpenStreams
from connectors.storage.live.presence import PRESENCE
from connectors.storage.server.words import storage_words
from events.values.log_place import LogPlace
from events.values.people import Viewer
from events.values.refusal import Refusal

ROUND_S = 0.1
"""From the begin of one look to that of the next: what happens meanwhile is told together."""
LOOK_S = 5.0
"""So long a session that ended by itself, or a hint that was lost, may go unnoticed."""
_AFTER_FAULT_S = 1.0


class Hearers(Protocol):
    """Who listens in this process."""

    open_streams: OpenStreams

    def streams(self) -> list[Stream]:
        """All of them."""
        ...

    def take_left(self) -> list[UUID]:
        """Who left since this was asked last."""
        ...

    def retire(self, teller: Teller) -> bool:
        """Whether nobody listens any more."""
        ...

    def hand_out(self, parts: Iterable[tuple[Stream, bytes]], ended: Iterable[tuple[Stream, Refusal]] = ()) -> None:
        """Tell them."""
        ...


class Teller:
    """Looks, asks who may hear it, tells."""

    def __init__(self, hub: Hearers, desk: Desk) -> None:
        self._hub = hub
        self._desk = desk
        self._wakes = Event()
        self._thread = Thread(target=self._run, name="streams", daemon=True)
        self._stand: dict[str, int] = {}
        self._until = 0
        self._room = Room()
        self._somebody_moved = False
        self._seen_at = 0.0
        self._listeners: list[Stream] = []
        self._audience = Audience(())
        self._heard: list[Heard] = []
        self._keys: list[tuple[bytes, bool]] = []
        self._backend: Backend | None = None
        self._hints = Hints(desk.database, also=(LIVE_CHANNEL,), told=self._hear)
        self._seldom = Seldom(5.0)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look now, or as soon as one may."""
        self._wakes.set()

    def join(self, seconds: float) -> None:
        """Wait until it has ended."""
        self._thread.join(seconds)

    def _run(self) -> None:
        self._hints.start()
        try:
            while True:
                begun = time.monotonic()
                try:
                    self._look()
                except (psycopg.Error, Refusal) as error:
                    words = storage_words(error) if isinstance(error, psycopg.Error) else error.code()
                    if (passed := self._seldom.now(words)) is not None:
                        structlog.get_logger("streams").warning("streams_wait", error=words, more=passed)
                    time.sleep(_AFTER_FAULT_S)
                if self._hub.retire(self):
                    return
                time.sleep(max(0.0, begun + ROUND_S - time.monotonic()))
                self._wakes.wait(self._longest_sleep_s())
                self._wakes.clear()
        finally:
            self._hints.stop()

    def _longest_sleep_s(self) -> float:
        until = self._room.until
        if until is None:
            return LOOK_S
        return min(LOOK_S, max(0.0, (until - self._desk.clock.now()).total_seconds()))

    def _hear(self, channel: str, payload: str) -> None:
        """A read model moved: it is time to look once all that are asked hold more than was told."""
        if channel == CHANNEL:
            names, _, position = payload.rpartition(":")
            moved = WATCHED.intersection(names.split(","))
            if not moved or not position.isdigit():
                return
            self._stand.update(dict.fromkeys(moved, int(position)))
            if min(self._stand.get(each, 0) for each in WATCHED) <= self._until:
                return
        elif channel not in {LIVE_CHANNEL, ""}:
            return
        self._somebody_moved = self._somebody_moved or payload in {PRESENCE, ""}
        self._wakes.set()

    def _look(self) -> None:
        desk, now = self._desk, time.monotonic()
        # First who left: whoever leaves after this was among the streams, and is told of the next time.
        if left := self._hub.take_left():
            self._hub.open_streams.leave(left)
        streams = self._hub.streams()
        if not streams:
            return
        self._vouch(streams, now)
        if streams != self._listeners:
            self._listeners, self._audience = streams, Audience([stream.viewer for stream in streams])
            self._heard = [stream.heard for stream in streams]
            self._keys = [one.key for one in self._heard]
        told = news.news(desk, self._audience, [stream.position for stream in streams])
        self._until = told.until
        self._stand = {name: max(at, told.until) for name, at in {**dict.fromkeys(WATCHED, 0), **self._stand}.items()}
        fresh = self._who_moved(streams)
        may = desk.bearers.who_stand_as_they_stood(desk.database, self._heard, now=desk.clock.now(), keys=self._keys)
        self._tell(streams, told, may, now)
        if fresh:
            self._hub.hand_out(
                (stream, events.event("presence", PresenceAtTickets(at)))
                for stream, is_good in zip(streams, may, strict=True)
                if is_good and (at := fresh.get(stream)) is not None
            )

    def _vouch(self, streams: Sequence[Stream], now: float) -> None:
        """Say which streams are served here: new ones; all from time to time, and when the connection is another."""
        backend = self._hints.backend
        is_for_all = now - self._seen_at >= SEEN_EVERY_S or backend != self._backend
        of_these = streams if is_for_all else [stream for stream in streams if not stream.is_vouched_for]
        if not of_these:
            return
        held = [(stream.stream_id, stream.viewer.actor.id) for stream in of_these]
        self._hub.open_streams.seen(held, now=self._desk.clock.now(), by=backend)
        for stream in of_these:
            stream.is_vouched_for = True
        if is_for_all:
            self._seen_at, self._backend = now, backend

    def _who_moved(self, streams: Sequence[Stream]) -> dict[Stream, list[AtTicket]]:
        """What each is told of who is where: whoever has just come all of it, the others what is another than before.

        Who says nothing more is gone by themselves.
        """
        newcomers = [stream for stream in streams if not stream.knows_who_is_where]
        until = self._room.until
        is_over = until is not None and self._desk.clock.now() >= until
        if not newcomers and not self._somebody_moved and not is_over:
            return {}
        self._somebody_moved = False
        known = [stream for stream in streams if stream.knows_who_is_where]
        now, moved = presence.moved(self._desk, [*{stream.viewer for stream in known}], self._room)
        fresh = {stream: moved[stream.viewer] for stream in known if stream.viewer in moved}
        if newcomers:
            all_of_it = presence.told(self._desk, [*{stream.viewer for stream in newcomers}], Room(), now)
            fresh |= {stream: all_of_it[stream.viewer] for stream in newcomers if stream.viewer in all_of_it}
            for stream in newcomers:
                stream.knows_who_is_where = True
        self._room = now
        return fresh

    def _tell(self, streams: Sequence[Stream], told: Told, may: Sequence[bool], now: float) -> None:
        parts: list[tuple[Stream, bytes]] = []
        ended: list[tuple[Stream, Refusal]] = []
        places: dict[int, LogPlace] = {}
        made: dict[tuple[int, LogPlace], bytes] = {}
        for stream, fresh, stands in zip(streams, told.news, may, strict=True):
            try:
                is_other = not stands and self._is_other(stream)
            except Refusal as refusal:
                ended.append((stream, refusal))
                continue
            if told.until > stream.position:
                epoch = stream.position.epoch
                stream.move_to(places.setdefault(epoch, LogPlace(epoch, told.until)))
            # Whom the same is new to are told in the same words.
            if is_other or fresh.is_nothing or (part := made.get((id(fresh), stream.position))) is None:
                part = _part(stream, fresh, is_other=is_other, rests=now - stream.sent_at)
                if part is not None and not is_other and not fresh.is_nothing:
                    made[id(fresh), stream.position] = part
            if part is not None:
                parts.append((stream, part))
                stream.sent_at = now
        if parts or ended:
            self._hub.hand_out(parts, ended)

    def _is_other(self, stream: Stream) -> bool:
        """Whether somebody may see other things than before; raises why they may hear nothing any more."""
        caller: Caller = bearer_of(stream.secret, self._desk)
        refuse_unready(caller)
        before, stream.caller = stream.viewer, caller
        # Who they all are is put together anew.
        self._listeners = []
        return _rights(caller.viewer) != _rights(before)


def _part(stream: Stream, fresh: News, *, is_other: bool, rests: float) -> bytes | None:
    """What a stream is told now; ``None``: nothing."""
    cursor = stream.cursor
    if is_other or fresh.too_much:
        return events.event("reset", events.Reset(cursor=cursor, why="rights" if is_other else "behind"), cursor)
    if not fresh.is_nothing:
        return events.changed(fresh, cursor)
    return events.event("ping", events.Ping(cursor=cursor), cursor) if rests >= events.PING_S else None


def _rights(viewer: Viewer) -> tuple[object, ...]:
    return viewer.groups, viewer.teams, viewer.companies
