"""Coming in through a provider of OpenID Connect: sent there, back from there, signed out of it, too."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import Response

from api.console import navigation
from api.console.account.coming_in import client_of, come_in, refused_in, source_of
from api.console.asked import Asked
from api.console.rendering import elsewhere
from api.http import session_cookie
from api.questions.refusals import NoSuchThing
from connectors.inbound.sign_in.refusals import ProviderIsAway
from connectors.inbound.sign_in.through_provider import ThroughProvider
from events.values.refusal import Refusal

KEPT = "desk_provider"
"""What a browser keeps while it is away: a secret of its own, and where it wanted to go."""
LASTS_S = 600
BACK = "/sign-in/back"
LONGEST_GO = 1_000


def go_there(asked: Asked) -> Response:
    """By a link, not by a form: a form may lead nowhere else, says the policy of pages."""
    way, go = _way(asked), navigation.own_page(asked.wish("go"))[:LONGEST_GO]
    secret = way.secret()
    try:
        answer = elsewhere(way.away(secret, back=_here(asked, BACK), language=asked.language))
    except Refusal as refusal:
        return refused_in(asked, refusal, go=go)
    kept = f"{secret}.{urlsafe_b64encode(go.encode()).decode()}"
    session_cookie.keep_meanwhile(answer, asked.request, KEPT, kept, seconds=LASTS_S)
    return answer


def come_back(asked: Asked) -> Response:
    """With a code that is good once, for the browser that went alone."""
    way = _way(asked)
    secret, _, wanted = asked.request.cookies.get(KEPT, "").partition(".")
    go = navigation.own_page(_opened(wanted))
    try:
        found = way.came_back(
            secret,
            back=_here(asked, BACK),
            state=asked.wish("state"),
            code=asked.wish("code"),
            issuer=asked.wish("iss"),
            source=source_of(asked),
            client=client_of(asked),
        )
    except Refusal as refusal:
        answer = refused_in(asked, refusal, go=go)
    else:
        answer = come_in(asked, found, go)
    session_cookie.forget_meanwhile(answer, KEPT)
    return answer


def leave(asked: Asked) -> Response:
    """Out of the provider as well; one that has no such place, or is away, keeps its own session."""
    try:
        return elsewhere(_way(asked).leave(_here(asked, "/sign-in")) or "/sign-in")
    except ProviderIsAway as refusal:
        return refused_in(asked, refusal)


def _way(asked: Asked) -> ThroughProvider:
    way = asked.desk.through_provider
    if way is None:
        raise NoSuchThing
    return way


def _here(asked: Asked, path: str) -> str:
    """The address that the provider knows of this desk: as people open it, or as it was asked for."""
    base = asked.desk.settings.public_url.rstrip("/")
    return f"{base or str(asked.request.base_url).rstrip('/')}{path}"


def _opened(wanted: str) -> str:
    try:
        return urlsafe_b64decode(wanted.encode("ascii")).decode()
    except ValueError:
        return ""
