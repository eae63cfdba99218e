"""Events as bytes, in the form of server-sent events: one line of JSON each, in UTF-8; used by ``api.live``."""

from __future__ import annotations

import msgspec

from api.questions.live.news import News
from events.values.refusal import Refusal
from events.values.text import Text

PING_S = 15.0
"""How often a stream says that it lives; whoever hears nothing for longer than this looks for another."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The first event: from which position on everything is told, and how often at least something is."""

    cursor: str
    ping_s: float = PING_S


class Ping(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing for this viewer up to the cursor."""

    cursor: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What changed for the viewer up to a cursor: numbers of tickets, never words; ask for them by this position.

    ``left`` went out of their sight, ``crossed`` had a deadline missed, excused or near. ``counts``: what is counted
    may be another number. ``lists``: any line may read otherwise.
    """

    cursor: str
    tickets: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    crossed: tuple[int, ...] = ()
    counts: bool = False
    lists: bool = False


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets on which the viewer is told of something; what it is, ``GET /notices`` says."""

    tickets: tuple[int, ...]


class Reset(msgspec.Struct, frozen=True, kw_only=True):
    """All is to be read anew; what comes after the cursor is told again. ``why``: ``behind`` or ``rights``."""

    cursor: str
    why: str


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """Why the stream ends: a code for programs, words for people."""

    code: str
    texts: Text


def event(kind: str, data: msgspec.Struct, cursor: str = "") -> bytes:
    """An event; with ``cursor`` whoever was told it resumes behind it.

    The id is the last line: there are readers that take the half of an event for all of it when the connection breaks,
    and would go on behind an id that stood in front.
    """
    line = f"id: {cursor}\n" if cursor else ""
    return f"event: {kind}\ndata: ".encode() + msgspec.json.encode(data) + f"\n{line}\n".encode()


def begin(cursor: str, retry_ms: int) -> bytes:
    """The first event, and how long to wait before coming back."""
    return f"retry: {retry_ms}\n".encode() + event("open", Opened(cursor=cursor), cursor)


def ending(kind: str, why: Refusal) -> bytes:
    """The last one."""
    return event(kind, Ended(code=why.code(), texts=why.text))


def changed(news: News, cursor: str) -> bytes:
    """What is new for somebody."""
    told = Changed(
        cursor=cursor,
        tickets=news.tickets,
        left=news.left,
        crossed=news.crossed,
        counts=news.counts,
        lists=news.lists,
    )
    noticed = event("notice", Noticed(tickets=news.notices)) if news.notices else b""
    return noticed + event("changed", told, cursor)
