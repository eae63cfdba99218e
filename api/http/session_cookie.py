"""The session of a browser: a cookie that pages of others cannot use; set by the console, read by every door over HTTP.

A browser sends cookies with whatever any page asks for. So what comes with one counts where a page of this desk asked:
browsers say so themselves in ``Sec-Fetch-Site``, or in ``Origin``, and no page can write either (0260).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request, Response

from api.http.refusals import AskedByAnotherSite

NAME = "desk_session"
SIGNING_IN = "/sign-in"
"""Where the pages of signing in are."""
OWN = frozenset({"same-origin", "none"})
"""What browsers say of a request that a page of the same origin made, or a person by hand."""
_READING = frozenset({"GET", "HEAD"})


def secret_in(request: Request) -> str:
    """The secret of the session, empty where there is none; raises ``AskedByAnotherSite``."""
    secret = request.cookies.get(NAME, "")
    if secret:
        refuse_foreign(request)
    return secret


def refuse_foreign(request: Request) -> None:
    """Refuse what a page of somebody else makes a browser send; raises ``AskedByAnotherSite``."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # A link from elsewhere, a mail or a chat, may open a page; it changes nothing.
        if site in OWN or (request.method in _READING and request.headers.get("sec-fetch-mode") == "navigate"):
            return
        raise AskedByAnotherSite
    origin = request.headers.get("origin")
    if origin is None and request.method in _READING:
        return
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        raise AskedByAnotherSite


def keep(response: Response, request: Request, secret: str, seconds: int) -> None:
    """Have the browser keep the session for so long; behind TLS it is never sent without."""
    response.set_cookie(
        NAME, secret, max_age=seconds, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )


def keep_meanwhile(response: Response, request: Request, name: str, value: str, *, seconds: int) -> None:
    """Have the browser keep something of a sign-in that is not done yet; it comes back to the pages of signing in."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=is_secure, path=SIGNING_IN)


def forget_meanwhile(response: Response, name: str) -> None:
    """It is done, or over."""
    response.delete_cookie(name, path=SIGNING_IN, httponly=True, samesite="lax")


def forget(response: Response) -> None:
    """Have the browser forget it."""
    response.delete_cookie(NAME, path="/", httponly=True, samesite="lax")
