"""Counts and times every answer by its route, and writes the access log; the outermost layer, laid by ``api.app``."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
UNKNOWN = "unknown"
"""Route of an address that leads nowhere: whatever strangers try is one series, and no line repeats it."""

HEALTH = "health"
"""Area of what supervisors ask every few seconds: counted, but logged only when the answer is bad."""

BEGUN_AT = "deskledger.begun_at"
"""Where an answer that has no end of its own notes when it began: so long it took, however long it goes on."""

STATUS = "deskledger.status"
"""Where the front notes the status of the answer that was begun; there is none while it was not."""

_FAILED = 400
_TELLABLE = re.compile(r"(?:[A-Za-z]-)?\d{1,18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Numbers and ids of the desk's own; anything else in an address might be a name, an e-mail or a secret."""


class AnswerMeters:
    """The meters of answers. Labels are routes, areas, methods and classes of status: their number is bounded."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.answers = Counter(
            "desk_answers",
            "Answers by method, route and class of status (none: the caller left before)",
            ["method", "route", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "desk_answer_seconds",
            "From request to the end of its answer, by method and area",
            ["method", "area"],
            registry=registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        # A label's own lookup checks and sorts each time; which labels there are is bounded.
        self._answers_of = functools.cache(self.answers.labels)
        self._seconds_of = functools.cache(self.seconds.labels)

    def know(self, routes: Iterable[tuple[str, str]]) -> None:
        """Begin the errors of each method and route at 0: a series that is born with its first shows no rise."""
        for method, route in routes:
            self.answers.labels(method, route, "5xx")

    def note(self, method: str, route: str, area: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._answers_of(method, route, f"{status // 100}xx" if status else "none").inc()
        self._seconds_of(method, area).observe(seconds)


class AnswerMeter:
    """Stands around everything else, so that what the front or the framework refuse is counted too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = structlog.get_logger("access")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, then note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        try:
            await self._app(scope, receive, send)
        finally:
            self._note(scope, scope.get(STATUS, 0), scope.get(BEGUN_AT, time.perf_counter()) - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope["app"].state
        metrics: Any = getattr(state, "metrics", None)
        if metrics is None:
            return
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", UNKNOWN)
        area = str((getattr(scope.get("route"), "tags", None) or ["other"])[0])
        metrics.answered.note(method, route, area, status, seconds)
        if state.desk.settings.access_log and (area != HEALTH or status >= _FAILED):
            self._log.info(
                "request",
                method=method,
                address=told_address(route, scope.get("path_params", {})),
                status=status,
                ms=round(seconds * 1_000, 1),
                client=(scope.get("client") or ("", 0))[0],
            )


def told_address(route: str, parameters: dict[str, Any]) -> str:
    """The route with the numbers and ids that it was asked with: no query, no name, no secret."""
    for name, value in parameters.items():
        if _TELLABLE.fullmatch(str(value)):
            route = re.sub(r"\{" + re.escape(name) + r"(?::\w+)?\}", str(value), route)
    return route
