"""Switching a second factor on and off: the code to scan, the first code, recovery codes that are shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import segno
from fastapi import Response
from markupsafe import Markup

from api.console.account.coming_in import source_of
from api.console.asked import Asked
from api.console.orders import refused
from api.console.rendering import elsewhere, page
from api.http.callers import Caller
from api.http.refusal_answers import status_of
from api.http.refusals import SignInIsNeeded
from connectors.inbound.sign_in.refusals import PasswordMustChange
from events.values.refusal import Refusal

BORDER = 4
"""Modules of silence around a code, without which telephones do not find it."""


def second_factor(asked: Asked) -> Response:
    """How it stands; who reads here that somebody took theirs off has read it."""
    own(asked)
    answer = _shown(asked)
    asked.desk.second_factor.looked(asked.viewer)
    return answer


def begin(asked: Asked) -> Response:
    """A code to scan; until the first code comes nothing changes."""
    own(asked)
    return _done(asked, lambda: _begun(asked))


def confirm(asked: Asked) -> Response:
    """The first code: from now on one is asked for, and all other sessions end."""
    session = own(asked).session
    if session is None:
        raise SignInIsNeeded
    desk = asked.desk

    def on() -> Sequence[str]:
        if session.via == "password":
            desk.coming_in.refuse_other_password(asked.viewer, asked.field("password"), source=source_of(asked))
        return desk.second_factor.confirm(asked.viewer, asked.field("code"), session=session.session_id)

    return _done(asked, on)


def new_codes(asked: Asked) -> Response:
    """Other recovery codes; those of before open nothing any more."""
    own(asked)
    return _done(asked, lambda: asked.desk.second_factor.new_codes(asked.viewer, asked.field("code")))


def switch_off(asked: Asked) -> Response:
    """Codes are asked for no more."""
    own(asked)

    def off() -> Sequence[str]:
        asked.desk.second_factor.switch_off(asked.viewer, asked.field("code"))
        return ()

    return _done(asked, off)


def own(asked: Asked) -> Caller:
    """Who asks, also when all they may do is switch it on; a password of their own comes first."""
    if asked.caller is None:
        raise SignInIsNeeded
    if asked.caller.must_change:
        raise PasswordMustChange
    return asked.caller


def led(asked: Asked, deed: str) -> Response:  # noqa: ARG001 - the address has it
    """Whoever loads what was done again reads how it stands."""
    return elsewhere("/second-factor") if asked.caller is not None else elsewhere("/sign-in")


def _begun(asked: Asked) -> Sequence[str]:
    asked.desk.second_factor.begin(asked.viewer)
    return ()


def _done(asked: Asked, what: Callable[[], Sequence[str]]) -> Response:
    try:
        codes = what()
    except Refusal as refusal:
        return _shown(asked, refusal=refusal)
    return _shown(asked, codes=codes) if codes else elsewhere("/second-factor")


def _shown(asked: Asked, *, codes: Sequence[str] = (), refusal: Refusal | None = None) -> Response:
    desk, viewer = asked.desk, asked.viewer
    begun = desk.second_factor.begun(viewer)
    return page(
        asked,
        "account/second_factor.html",
        status=200 if refusal is None else status_of(refusal),
        is_secret=True,
        factor=desk.second_factor.now_of(viewer.actor.id),
        begun=begun,
        picture=None if begun is None else picture(begun.key_address),
        codes=codes,
        refusal=None if refusal is None else refused(asked, refusal),
        asks_password=asked.caller is not None
        and asked.caller.session is not None
        and asked.caller.session.via == "password",
        is_required=not desk.settings.groups_with_second_factor.isdisjoint(viewer.groups),
    )


def picture(address: str) -> Markup:
    """A code to scan as a drawing of our own: one path, dark on light in either look."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    size = len(rows) + 2 * BORDER
    squares = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Markup(
        '<svg viewBox="0 0 {0} {0}" width="{1}" height="{1}" aria-hidden="true" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#ffffff"/><path fill="#000000" d="{2}"/></svg>'
    ).format(size, size * 4, squares)
