"""Is the desk alive, is it ready, what do its meters say; asked by supervisors and Prometheus.

None of it waits for the threads that answer requests: a desk whose every thread waits for a lock is alive.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

import psycopg
from anyio import to_thread
from fastapi import APIRouter, Request, Response

from api.bootstrap import Desk
from api.http import callers
from api.http.callers import Caller
from api.http.door import TheDesk, as_json, caller_of
from api.questions.table import AUDITORS
from api.readiness import Told, for_strangers, readiness, storage_is_silent
from commands.refusals import NotAllowed
from events.values.refusal import Refusal

router = APIRouter()


class ReadinessInTime:
    """Readiness that is told within its time: whoever asks meanwhile waits for the one question that is under way."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: Future[Told] | None = None

    async def told(self) -> Told:
        """Readiness, or that the storage did not answer in time."""
        if self._asked is None or self._asked.done():
            self._asked = Future()
            # A thread of its own that holds nobody up: also at the end of the process the storage may be silent.
            Thread(target=self._ask, args=(self._asked,), name="readiness", daemon=True).start()
        seconds = self._desk.settings.ready_s
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._asked)), seconds)
        except TimeoutError:
            return storage_is_silent(self._desk, "TimeoutError", seconds)

    def _ask(self, asked: Future[Told]) -> None:
        try:
            asked.set_result(readiness(self._desk))
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            asked.set_exception(error)


def _may_know(caller: Caller) -> bool:
    """Whether somebody may read what errors say: who reads every trace."""
    return bool(caller.viewer.groups & AUDITORS) and not caller.must_change and "read" in (caller.scopes or {"read"})


async def _is_known(request: Request, desk: Desk) -> bool:
    """A stranger is told less, and nobody is refused: supervisors have no token."""
    if "authorization" not in request.headers:
        return False
    with suppress(Refusal, psycopg.Error):
        return _may_know(await caller_of(request, desk))
    return False


@router.get("/health/live", tags=["health"], operation_id="is-alive", summary="Жив ли процесс · Is the process alive")
async def live() -> Response:
    """Answers as long as the process does, whatever its storage and its threads wait for."""
    return as_json({"alive": True})


@router.get("/health/ready", tags=["health"], operation_id="is-ready", summary="Готов ли к работе · Is the desk ready")
async def ready(request: Request, desk: TheDesk) -> Response:
    """503 with the reasons while no command would be taken, a read model is poisoned or far behind, or a loop fails.

    ``parked`` says how many tickets, problems or changes each read model could not take in and left out,
    ``clocks_without_due`` how many open tickets have a norm that ends behind the calendar: all others go on.
    ``zone_rules`` says by which version of the rules of time zones this host counts, every running desk, and the open
    clocks; hosts that ``differ`` count differently.
    ``remeasured`` says how many of how many open tickets are measured anew after an edit of working time. What errors
    say in their own words is for administrators and auditors, by their session or token.
    """
    asked: ReadinessInTime = request.app.state.readiness
    # Both at once and within one limit: who asks is looked up in the storage that may be silent.
    until = time.monotonic() + desk.settings.ready_s
    known = asyncio.create_task(_is_known(request, desk))
    is_ready, why = await asked.told()
    await asyncio.wait({known}, timeout=max(0.0, until - time.monotonic()))
    if not (known.done() and known.result()):
        known.cancel()
        why = for_strangers(why)
    return as_json(why, status=200 if is_ready else 503)


@router.get("/metrics", tags=["health"], operation_id="read-metrics", summary="Метрики Prometheus · Prometheus metrics")
async def metrics(request: Request, desk: TheDesk) -> Response:
    """Answers, lag, lateness, storage: for DESK_METRICS_FROM, and for administrators and auditors by a token."""
    if not is_near(request, desk.settings.metrics_from):
        caller = await caller_of(request, desk)
        callers.refuse_unready(caller)
        callers.refuse_beyond(caller, request)
        if not _may_know(caller):
            raise NotAllowed
    text = await to_thread.run_sync(request.app.state.metrics.text)
    return Response(text, media_type="text/plain; version=0.0.4")


def is_near(request: Request, networks: str) -> bool:
    """Whether a request comes from one of the networks itself, not through a proxy that nobody named."""
    if "deskledger.through" in request.scope or request.client is None:
        return False
    try:
        host = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    host = getattr(host, "ipv4_mapped", None) or host
    return any(host in ipaddress.ip_network(part.strip()) for part in networks.split(",") if part.strip())
