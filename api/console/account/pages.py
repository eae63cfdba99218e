"""Signing in and out, choosing a password, the language and the look."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

from api.console import navigation
from api.console.asked import LANGUAGE, THEME, THEMES, Asked
from api.console.orders import back_of, refused
from api.console.rendering import elsewhere, page
from api.http import session_cookie
from api.http.refusal_answers import status_of
from events.values.refusal import Refusal

YEAR_S = 365 * 24 * 3600


def front(asked: Asked) -> Response:
    """Everybody begins where their work is."""
    return elsewhere(navigation.home(asked))


def behind_an_order(_asked: Asked, name: str) -> Response:  # noqa: ARG001 - the address has it
    """An order has no page: whoever asks for its address, by loading a refusal again, begins anew."""
    return elsewhere("/")


def sign_in_address(asked: Asked) -> str:
    """The page for signing in, that leads back to where somebody wanted to go."""
    url = asked.request.url
    wanted = f"{url.path}?{url.query}" if url.query else url.path
    return "/sign-in" if wanted == "/" or asked.request.method != "GET" else f"/sign-in?go={quote(wanted, safe='')}"


def sign_in_page(asked: Asked) -> Response:
    """Who is signed in already goes on."""
    if asked.caller is not None:
        return elsewhere(_goes_to(asked, asked.wish("go")))
    return page(asked, "account/sign_in.html", refusal=None, login="", go=navigation.own_page(asked.wish("go")))


def sign_in(asked: Asked) -> Response:
    """Whatever is wrong, the answer is the same; the password is typed again, all else stays."""
    login, password, go = asked.field("login").strip(), asked.field("password"), navigation.own_page(asked.field("_go"))
    request, desk = asked.request, asked.desk
    source = request.client.host if request.client else ""
    try:
        found = desk.accounts.sign_in(login, password, source=source, client=request.headers.get("user-agent", ""))
    except Refusal as refusal:
        told = refused(asked, refusal)
        return page(asked, "account/sign_in.html", status=status_of(refusal), refusal=told, login=login, go=go)
    answer = elsewhere(go or "/")
    lasts = int((found.session.expires_at - asked.now).total_seconds())
    session_cookie.keep(answer, request, found.secret, lasts)
    return answer


def sign_out(asked: Asked) -> Response:
    """The session ends here and everywhere that it is open."""
    if asked.caller is not None and asked.caller.session is not None:
        asked.desk.accounts.end_session(asked.viewer, asked.caller.session.session_id)
    answer = elsewhere("/sign-in")
    session_cookie.forget(answer)
    return answer


def password_page(asked: Asked) -> Response:
    """One's own password, which whoever got one made for them chooses first of all."""
    if asked.caller is None:
        return elsewhere("/sign-in")
    return page(asked, "account/password.html", refusal=None)


def change_password(asked: Asked) -> Response:
    """Every other session ends."""
    if asked.caller is None:
        return elsewhere("/sign-in")
    session = asked.caller.session
    request = asked.request
    try:
        asked.desk.accounts.change_password(
            asked.viewer,
            asked.field("old_password"),
            asked.field("password"),
            session=None if session is None else session.session_id,
            source=request.client.host if request.client else "",
        )
    except Refusal as refusal:
        return page(asked, "account/password.html", status=status_of(refusal), refusal=refused(asked, refusal))
    return elsewhere("/")


def look(asked: Asked) -> Response:
    """Both are of this machine; a person's own language, which mails are written in, administrators set."""
    answer = elsewhere(back_of(asked) or "/")
    language, theme = asked.field("language"), asked.field("theme")
    secure = asked.request.url.scheme == "https"
    if theme in THEMES:
        answer.set_cookie(THEME, theme, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    if language in {"ru", "en"}:
        answer.set_cookie(LANGUAGE, language, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    return answer


def _goes_to(asked: Asked, go: str) -> str:
    return navigation.own_page(go) or navigation.home(asked)
