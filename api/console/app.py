"""The console as one application beside the interface over HTTP: its own session, its own errors, its own policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from fastapi import Request, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from api.bootstrap import Desk
from api.console import orders, static
from api.console.account import table as account
from api.console.account.coming_in import asked_again, sign_in_address
from api.console.account.pages import behind_an_order
from api.console.asked import Asked
from api.console.card import table as card
from api.console.catalogue import table as catalogue
from api.console.changes import table as changes
from api.console.company import table as company
from api.console.knowledge import table as knowledge
from api.console.navigation import SETTINGS, home, settings_for
from api.console.portal import table as portal
from api.console.problems import table as problems
from api.console.rendering import elsewhere, page
from api.console.schedules import table as schedules
from api.console.search import table as search
from api.console.settings import table as settings
from api.console.shown import Shown
from api.console.steps import table as steps
from api.console.tasks import table as tasks
from api.console.ticket import table as ticket
from api.http import session_cookie
from api.http.callers import Caller, bearer_of, refuse_unready
from api.http.fault_answers import refusal_of
from api.http.front import FAULT
from api.http.rates import Rates
from api.http.refusal_answers import status_of
from api.http.refusals import BadToken, BodyIsTooLarge
from api.questions.refusals import NoSuchThing
from api.wire.workers import Workers
from connectors.inbound.sign_in.refusals import PasswordMustChange, SecondFactorIsRequired
from events.values.refusal import Refusal

MOST_OF_FORM = 1_000_000
"""Bytes of a form; files go by the interface over HTTP, as streams."""


OPERATORS = "/tickets"
"""Pages of staff begin so; whoever asks for things meets the same tickets in the portal."""


STAFFS = ("/company", "/tasks", "/problems")
"""Pages of staff that nobody else has another one for."""


PAGES: tuple[Shown, ...] = (
    *account.PAGES,
    *ticket.PAGES,
    *card.PAGES,
    *portal.PAGES,
    *settings.PAGES,
    *company.PAGES,
    *catalogue.PAGES,
    *schedules.PAGES,
    *steps.PAGES,
    *tasks.PAGES,
    *problems.PAGES,
    *changes.PAGES,
    *knowledge.PAGES,
    *search.PAGES,
    Shown("/order/{name}", orders.give, "POST"),
    Shown("/foretell/{name}", orders.foretell, "POST"),
    Shown("/order/{name}", behind_an_order),
)


class Console:
    """Answers what no other door does: pages and the forms on them."""

    def __init__(self) -> None:
        routes = [Route(one.path, _endpoint(one), methods=[one.method]) for one in PAGES]
        self._router = Router([Route(static.PATH, static.file), *routes], redirect_slashes=False, default=_nowhere)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope.get(FAULT) is not None:
            await _not_found(scope, receive, send, scope[FAULT])
        else:
            await self._router(scope, receive, send)


def _endpoint(one: Shown) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        body = b"" if one.method == "GET" else await _body(request)
        workers: Workers = request.app.state.workers
        return await workers.run(_answer, one, request, body)

    return endpoint


async def _body(request: Request) -> bytes:
    found = b""
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_OF_FORM:
            break
    return found


def _answer(one: Shown, request: Request, body: bytes) -> Response:
    """In a thread: who asks, then the page; a refusal becomes a page of its own."""
    desk: Desk = request.app.state.desk
    asked = Asked(request, desk, None, body)
    try:
        _refuse_form(one, request, body)
        asked = Asked(request, desk, _caller_of(request, desk), body)
        return _led(one, asked) or one.make(asked, **request.path_params)
    except PasswordMustChange:
        return elsewhere("/password")
    except SecondFactorIsRequired:
        return elsewhere("/second-factor")
    except BadToken:
        return _to_sign_in(asked)
    except Refusal as refusal:
        return _refusal(asked, refusal)
    except Exception as error:  # noqa: BLE001 - whoever opened a page reads a page
        return _refusal(asked, refusal_of(request, error))


def _refuse_form(one: Shown, request: Request, body: bytes) -> None:
    if one.method != "GET":
        session_cookie.refuse_foreign(request)
    if len(body) > MOST_OF_FORM:
        raise BodyIsTooLarge(limit=MOST_OF_FORM)


def _led(one: Shown, asked: Asked) -> Response | None:
    """Whoever is to be somewhere else first, or instead; ``None``: they stay."""
    if one.is_open:
        return None
    if asked.caller is None:
        return _to_sign_in(asked)
    refuse_unready(asked.caller)
    if one.path.startswith(OPERATORS) and not asked.is_staff:
        return elsewhere(_in_portal(asked.request.path_params.get("ref")))
    if one.path.startswith(STAFFS) and not asked.is_staff:
        return elsewhere(home(asked))
    if one.path.startswith(SETTINGS) and not settings_for(asked):
        raise NoSuchThing
    return None


class NoSuchPage(Refusal):
    """There is nothing at this address, or nothing that you may see. What is yours begins on the first page."""

    kind = "missing"
    ru: ClassVar[str] = "По этому адресу ничего нет или ничего, что вам можно видеть. Всё ваше — с первой страницы."


def _refusal(asked: Asked, refusal: Refusal) -> Response:
    """Why not, as a page of its own; a page that cannot be drawn either way is told by the front."""
    if isinstance(refusal, NoSuchThing):
        # Whoever opened a page is led home, not to the list of the interface's addresses.
        refusal = NoSuchPage()
    told = orders.refused(asked, refusal)
    return page(asked, "refused.html", status=status_of(refusal), refusal=told, back="")


def _in_portal(ref: str | None) -> str:
    """Where a link into the operator's pages leads who is no staff: mails and chats carry such links."""
    return "/portal/requests" if ref is None else f"/portal/requests/{ref}"


def _caller_of(request: Request, desk: Desk) -> Caller | None:
    """Who is signed in here; ``None``: nobody, or a session that is over."""
    secret = session_cookie.secret_in(request)
    if not secret:
        return None
    try:
        caller = bearer_of(secret, desk)
    except BadToken:
        return None
    if caller.session is None:
        # A token has scopes, which pages do not ask for: it is for programs, and they have doors of their own.
        return None
    rates: Rates = request.app.state.rates
    rates.count(caller.viewer.actor.id, "questions" if request.method == "GET" else "orders")
    request.state.language = caller.viewer.language
    return caller


def _to_sign_in(asked: Asked) -> Response:
    """A browser is led there and comes back; our own script asks for the password over the page."""
    if asked.is_script:
        return asked_again(asked)
    return elsewhere(sign_in_address(asked))


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    await _not_found(scope, receive, send, NoSuchThing())


async def _not_found(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    request = Request(scope, receive)
    workers: Workers = request.app.state.workers
    answer = await workers.run(_not_there, request, refusal)
    await answer(scope, receive, send)


def _not_there(request: Request, why: Refusal) -> Response:
    desk: Desk = request.app.state.desk
    try:
        asked = Asked(request, desk, _caller_of(request, desk))
    except Refusal:
        asked = Asked(request, desk, None)
    return _refusal(asked, why)
