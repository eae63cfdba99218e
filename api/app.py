"""The HTTP application around a desk; made by ``desk serve``, the demo and the tests."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException

from api import command_routes, docs_page, health_routes, openapi, problems, read_routes, sla_routes
from api.bootstrap import Desk
from api.metrics import DeskMetrics
from api.refusals import InvalidField, NoSuchThing

PREFIX = "/api/v1"


def create_app(desk: Desk) -> FastAPI:
    """The application; it neither starts nor stops the desk's loops."""
    app = plain_app()
    app.state.desk = desk
    app.state.metrics = DeskMetrics(desk)
    return app


def plain_app() -> FastAPI:
    """The application without a desk: its routes and its document."""
    app = FastAPI(title="Deskledger", version="1", docs_url=None, redoc_url=None, openapi_url=f"{PREFIX}/openapi.json")
    app.include_router(command_routes.router, prefix=PREFIX)
    app.include_router(sla_routes.router, prefix=PREFIX)
    app.include_router(read_routes.router, prefix=PREFIX)
    app.include_router(health_routes.router)
    app.include_router(docs_page.router)
    for kind, handler in problems.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.middleware("http")(_count)

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            plain = get_openapi(
                title="Deskledger",
                version="1",
                summary="Сервис-деск на журнале фактов · A service desk on a log of facts",
                routes=app.routes,
            )
            app.openapi_schema = openapi.document(app, plain)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign] # FastAPI's documented way to extend the document
    return app


async def _invalid(request: Request, error: Exception) -> Response:
    """A query parameter that does not fit, told by its name."""
    first: dict[str, Any] = dict(error.errors()[0]) if isinstance(error, RequestValidationError) else {}
    field = ".".join(str(part) for part in first.get("loc", ())[1:])
    reason = str(first.get("msg", "?"))
    refusal = InvalidField(field=field, reason_ru=f"{reason}.", reason_en=f"{reason}.")
    return problems.respond(request, refusal)


async def _framework(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an address or a method that is not there."""
    del error
    return problems.respond(request, NoSuchThing())


async def _count(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    begun = time.perf_counter()
    response = await go_on(request)
    metrics: DeskMetrics | None = getattr(request.app.state, "metrics", None)
    if metrics is not None and request.method == "POST":
        route = request.scope.get("route")
        outcome = "accepted" if response.status_code < 400 else str(response.status_code)  # noqa: PLR2004 - HTTP's border
        metrics.commands.labels(getattr(route, "name", "unknown"), outcome).inc()
        metrics.command_seconds.observe(time.perf_counter() - begun)
    return response
