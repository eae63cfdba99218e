"""Signing in and out: the password, the code behind it, where one goes then; and why one is asked again."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

from api.console import navigation
from api.console.asked import Asked
from api.console.orders import refused
from api.console.rendering import elsewhere, page
from api.http import session_cookie
from api.http.refusal_answers import status_of
from connectors.inbound.sign_in.coming_in import SignedIn
from connectors.inbound.sign_in.halves import LASTS
from connectors.inbound.sign_in.refusals import SecondFactorIsNeeded, SignInTookTooLong
from events.values.refusal import Refusal

HALF = "desk_half"
"""What a browser keeps between a right password and the code: sealed, and good for nothing else."""


def sign_in_address(asked: Asked) -> str:
    """The page for signing in, that leads back to where somebody wanted to go."""
    url = asked.request.url
    wanted = f"{url.path}?{url.query}" if url.query else url.path
    return "/sign-in" if wanted == "/" or asked.request.method != "GET" else f"/sign-in?go={quote(wanted, safe='')}"


def sign_in_page(asked: Asked) -> Response:
    """Who is signed in already goes on."""
    if asked.caller is not None:
        return elsewhere(navigation.own_page(asked.wish("go")) or navigation.home(asked))
    return _password(asked, go=navigation.own_page(asked.wish("go")))


def asked_again(asked: Asked) -> Response:
    """Our own script hears that the session is over, and asks for the password over the page."""
    return _password(asked, status=401)


def sign_in(asked: Asked) -> Response:
    """Whatever is wrong, the answer is the same; the password is typed again, all else stays."""
    login, password, go = asked.field("login").strip(), asked.field("password"), navigation.own_page(asked.field("_go"))
    try:
        found = asked.desk.coming_in.sign_in(login, password, source=source_of(asked), client=client_of(asked))
    except SecondFactorIsNeeded as needed:
        answer = _code(asked, go=go)
        seconds = int(LASTS.total_seconds())
        session_cookie.keep_meanwhile(answer, asked.request, HALF, needed.half, seconds=seconds)
        return answer
    except Refusal as refusal:
        return refused_in(asked, refusal, login=login, go=go)
    return come_in(asked, found, go)


def code_page(_asked: Asked) -> Response:
    """Whoever loads an answer about a code again begins anew."""
    return elsewhere("/sign-in")


def give_code(asked: Asked) -> Response:
    """The second step; who took too long for it begins anew."""
    go, half = navigation.own_page(asked.field("_go")), asked.request.cookies.get(HALF, "")
    try:
        found = asked.desk.coming_in.go_on(half, asked.field("code"), source=source_of(asked), client=client_of(asked))
    except SignInTookTooLong as refusal:
        answer = refused_in(asked, refusal, go=go)
        session_cookie.forget_meanwhile(answer, HALF)
        return answer
    except Refusal as refusal:
        return _code(asked, go=go, refusal=refusal)
    answer = come_in(asked, found, go)
    session_cookie.forget_meanwhile(answer, HALF)
    return answer


def come_in(asked: Asked, found: SignedIn, go: str) -> Response:
    """The browser keeps the session; whose second factor was taken off reads that first."""
    was_lost = asked.desk.second_factor.was_lost(found.person_id)
    answer = elsewhere("/second-factor" if was_lost and not asked.is_script else go or "/")
    lasts = int((found.session.expires_at - asked.now).total_seconds())
    session_cookie.keep(answer, asked.request, found.secret, lasts)
    return answer


def sign_out(asked: Asked) -> Response:
    """The session ends here and everywhere that it is open; a provider's own goes on until one ends that, too."""
    left = ""
    if asked.caller is not None and asked.caller.session is not None:
        asked.desk.accounts.end_session(asked.viewer, asked.caller.session.session_id)
        left = "?left=provider" if asked.caller.session.via == "provider" else "?left=desk"
    answer = elsewhere(f"/sign-in{left}")
    session_cookie.forget(answer)
    return answer


def refused_in(asked: Asked, refusal: Refusal, *, login: str = "", go: str = "") -> Response:
    """The page for signing in, with why not."""
    return _password(asked, status=status_of(refusal), refusal=refusal, login=login, go=go)


def source_of(asked: Asked) -> str:
    """The network address that asks."""
    return asked.request.client.host if asked.request.client else ""


def client_of(asked: Asked) -> str:
    """What the browser calls itself."""
    return asked.request.headers.get("user-agent", "")


def _password(
    asked: Asked, *, status: int = 200, refusal: Refusal | None = None, login: str = "", go: str = ""
) -> Response:
    told = None if refusal is None else refused(asked, refusal)
    # A cookie without a session behind it: that one ended, here by time or elsewhere by hand.
    is_over = refusal is None and session_cookie.NAME in asked.request.cookies
    return page(
        asked,
        "account/sign_in.html",
        status=status,
        refusal=told,
        login=login,
        go=go,
        is_over=is_over,
        left=asked.wish("left"),
        provider=asked.desk.through_provider,
    )


def _code(asked: Asked, *, go: str, refusal: Refusal | None = None) -> Response:
    told = None if refusal is None else refused(asked, refusal)
    status = 200 if refusal is None else status_of(refusal)
    return page(asked, "account/code.html", status=status, refusal=told, go=go)
