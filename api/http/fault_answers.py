"""What becomes of exceptions: refusals, storage that is away, what nobody foresaw; put in place by ``api.app``."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, tzinfo
from typing import Any
from uuid import uuid4

import psycopg
import structlog
from fastapi import Request, Response

from api.http.callers import Caller
from api.http.refusal_answers import respond
from api.http.refusals import ServerIsBroken, StorageIsAway
from api.questions.wall_clock import wall_clock_of_reader
from api.wire.workers import Workers
from connectors.seldom import Seldom
from connectors.storage.server.database import BUSY, DatabaseUnreachable, StorageIsBusy
from connectors.storage.server.faults import tells_of_storage
from connectors.storage.server.limits import REQUESTS
from connectors.storage.server.states import state_of
from connectors.storage.server.words import storage_words
from events.values.refusal import Refusal

_SELDOM = Seldom(5.0)


async def on_refusal(request: Request, error: Exception) -> Response:
    """A refusal becomes its problem. That the storage stays away is told in the log as well: the answer hides why."""
    if isinstance(error, DatabaseUnreachable) and (passed := _SELDOM.now("away for long")) is not None:
        structlog.get_logger("api").warning("storage_away", error=storage_words(error), more=passed)
    if not isinstance(error, Refusal):
        return respond(request, ServerIsBroken(incident="-"))
    if error.tells_time:
        with suppress(Refusal, psycopg.Error):
            error.zone = await _wall_clock_of_reader(request)
    return respond(request, error)


async def _wall_clock_of_reader(request: Request) -> tzinfo:
    """Whoever was not known when it was refused reads UTC."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        return UTC
    workers: Workers = request.app.state.workers
    return await workers.run(wall_clock_of_reader, request.app.state.desk, caller.viewer.actor)


async def on_storage(request: Request, error: Exception) -> Response:
    """The database cannot: nothing was stored that is not in the log, so the same request may be sent again."""
    return respond(request, refusal_of(request, error))


def unforeseen(request: Request, error: Exception) -> Response:
    """What nobody foresaw: the reader gets a number, the log gets the trace."""
    return respond(request, _unforeseen(request, error))


def refusal_of(request: Request, error: Exception) -> Refusal:
    """What an exception that is no refusal is told as, whichever door it is told at.

    The log says that the storage cannot at most once in some seconds of each kind: what ails the storage ails every
    request. What tells of our own statements instead is a fault of ours, with its trace.
    """
    if not isinstance(error, psycopg.Error) or not tells_of_storage(error):
        return _unforeseen(request, error)
    is_busy = isinstance(error, BUSY)
    if (passed := _SELDOM.now(f"{type(error).__name__} {error.sqlstate}")) is not None:
        event = "storage_busy" if is_busy else "storage_away"
        structlog.get_logger("api").warning(event, error=storage_words(error), more=passed)
    return StorageIsBusy(seconds=round(REQUESTS.lock_s)) if is_busy else StorageIsAway(state=state_of(error))


def _unforeseen(request: Request, error: Exception) -> Refusal:
    incident = uuid4().hex[:12]
    structlog.get_logger("api").error("unforeseen", incident=incident, path=request.url.path, exc_info=error)
    return ServerIsBroken(incident=incident)


HANDLERS: dict[Any, Any] = {Refusal: on_refusal, psycopg.Error: on_storage}
"""Kind of exception -> what answers it; any other is answered by ``api.http.front``."""
