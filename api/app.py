"""The HTTP application around a desk; made by ``desk serve``, the demo and the tests."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.bootstrap import Desk
from api.console.app import Console
from api.http import fault_answers
from api.http import refusal_answers as problems
from api.http.door import caller_of, known_parameters
from api.http.front import Front, allowed
from api.http.rates import Rates
from api.http.refusals import WrongMethod
from api.http.swift.by_address import ByAddress
from api.http.swift.laid import Routes
from api.http.swift.routes import SwiftRoute
from api.http.swift.straight import DeskApplication
from api.live.hub import Hub
from api.made_once import make_ready
from api.meters.answers import AnswerMeter
from api.meters.metrics import DeskMetrics
from api.openapi import docs_page
from api.openapi import document as openapi
from api.questions.decoding.parameters import invalid_parameter
from api.questions.refusals import NoSuchThing
from api.rest import commands as command_routes
from api.rest import health as health_routes
from api.rest.account import questions as account_routes
from api.rest.account import second_factor as factor_routes
from api.rest.account import sign_ins as sign_in_routes
from api.rest.account import tokens as token_routes
from api.rest.agreement import questions as agreement_routes
from api.rest.approval import questions as approval_routes
from api.rest.article import questions as article_routes
from api.rest.at_hand import checklists as checklist_routes
from api.rest.at_hand import macros as macro_routes
from api.rest.at_hand import similar as similar_routes
from api.rest.at_hand import templates as template_routes
from api.rest.change_request import freezes as freeze_routes
from api.rest.change_request import questions as change_routes
from api.rest.desk import questions as desk_routes
from api.rest.file import downloads as download_routes
from api.rest.file import uploads as upload_routes
from api.rest.history import journal as journal_routes
from api.rest.history import questions as history_routes
from api.rest.history import versions as version_routes
from api.rest.live import drafts as draft_routes
from api.rest.live import looked as looked_routes
from api.rest.live import notices as notice_routes
from api.rest.live import presence as presence_routes
from api.rest.live import sends as send_routes
from api.rest.live import stream as stream_routes
from api.rest.org_unit import questions as unit_routes
from api.rest.person import absences as absence_routes
from api.rest.person import merging as merging_routes
from api.rest.person import on_call as on_call_routes
from api.rest.person import photos as photo_routes
from api.rest.person import questions as directory_routes
from api.rest.problem import questions as problem_routes
from api.rest.quarantine import questions as quarantine_routes
from api.rest.rating import questions as rating_routes
from api.rest.schedule import previews as preview_routes
from api.rest.search import questions as search_routes
from api.rest.service import forms as form_routes
from api.rest.service import questions as service_routes
from api.rest.ticket import around as around_routes
from api.rest.ticket import bulk as bulk_routes
from api.rest.ticket import clocks as clock_routes
from api.rest.ticket import exports as export_routes
from api.rest.ticket import questions as ticket_routes
from api.rest.ticket_type import questions as ticket_type_routes
from api.rest.ticket_view import questions as view_routes
from api.rest.trying import tickets as trying_routes
from api.wire.workers import Workers
from events.values.refusal import Refusal

PREFIX = "/api/v1"

ROUTERS = (
    command_routes.router,
    preview_routes.router,
    export_routes.router,
    view_routes.router,
    similar_routes.router,
    ticket_routes.router,
    around_routes.router,
    search_routes.router,
    ticket_type_routes.router,
    clock_routes.router,
    problem_routes.router,
    change_routes.router,
    agreement_routes.router,
    service_routes.router,
    approval_routes.router,
    directory_routes.router,
    account_routes.router,
    token_routes.router,
    factor_routes.router,
    sign_in_routes.router,
    photo_routes.router,
    upload_routes.router,
    download_routes.router,
    unit_routes.router,
    desk_routes.router,
    history_routes.router,
    version_routes.router,
    quarantine_routes.router,
    stream_routes.router,
    presence_routes.router,
    draft_routes.router,
    send_routes.router,
    bulk_routes.router,
    form_routes.router,
    rating_routes.router,
    template_routes.router,
    absence_routes.router,
    merging_routes.router,
    article_routes.router,
    macro_routes.router,
    looked_routes.router,
    notice_routes.router,
    freeze_routes.router,
    checklist_routes.router,
    on_call_routes.router,
    trying_routes.router,
    journal_routes.router,
)


def create_app(desk: Desk) -> FastAPI:
    """The application; it neither starts nor stops the desk's loops."""
    return furnished(plain_app(), desk)


def furnished(app: FastAPI, desk: Desk) -> FastAPI:
    """A plain application, from now on that of a desk."""
    # What the routes alone read is known by now.
    make_ready()
    app.state.desk = desk
    app.state.workers.longest_wait_s = desk.settings.queue_s
    app.state.metrics = DeskMetrics(desk)
    routes = (*app.routes, *health_routes.router.routes)
    app.state.metrics.answered.know(
        (method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods or ()
    )
    app.state.rates = Rates(desk.settings)
    app.state.live = Hub(desk)
    app.state.live.register(app.state.metrics.registry)
    app.state.readiness = health_routes.ReadinessInTime(desk)
    return app


def plain_app() -> FastAPI:
    """The application without a desk: its routes and its document."""
    app = DeskApplication(
        title="Deskledger",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        redirect_slashes=False,
    )
    workers = app.state.workers = Workers()
    for router in ROUTERS:
        _lay(app, router, workers)
    app.include_router(health_routes.router)
    app.include_router(docs_page.router)
    for kind, handler in fault_answers.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.router.middleware_stack = ByAddress(app.router, Console())
    app.add_middleware(Front)
    app.add_middleware(AnswerMeter)

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            plain = get_openapi(
                title="Deskledger",
                version="1",
                summary="Сервис-деск на журнале фактов · A service desk on a log of facts",
                routes=app.routes,
            )
            app.openapi_schema = openapi.document(plain)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign] # FastAPI's documented way to extend the document
    return app


def _lay(app: FastAPI, router: Routes, workers: Workers) -> None:
    """What a module wrote down, straight into the application's own table.

    An included router keeps a table of its own and asks each of its routes in a context that it makes anew: with some
    two hundred routes that cost a request more than all that the desk does for it.
    """
    for path, endpoint, said in router.written:
        # The parameters of the address come first.
        dependencies = [Depends(known_parameters), *(said.get("dependencies") or ())]
        app.router.add_api_route(
            PREFIX + path,
            workers.doing(endpoint),
            **{**said, "dependencies": dependencies, "route_class_override": SwiftRoute},
        )


async def _invalid(request: Request, error: Exception) -> Response:
    """A parameter of the address that does not fit, told by its name."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    return problems.respond(request, invalid_parameter(faults))


async def _framework(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an address or a method that is not there."""
    methods = allowed(request.scope)
    await _learn_language(request)
    if methods and getattr(error, "status_code", 0) == 405:  # noqa: PLR2004 - the framework speaks HTTP
        return problems.respond(request, WrongMethod(method=request.method, allowed=", ".join(methods)))
    return problems.respond(request, NoSuchThing())


async def _learn_language(request: Request) -> None:
    """A bearer is told in their language, also where no operation asks who they are."""
    if "authorization" in request.headers:
        with suppress(Refusal, psycopg.Error):
            await caller_of(request, request.app.state.desk)
