"""Tokens for programs, made and withdrawn: whichever door does it, the secret is told once and kept nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from events.values.people import Scope, Viewer


class MakeToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token for a program: what it is for, what it may do (``scopes``; none: everything you may), how long."""

    label: Annotated[str, Meta(min_length=1, max_length=200)]
    scopes: frozenset[Scope] = frozenset()
    days: Annotated[int, Meta(ge=1, le=3650)] = 90


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """The token, shown this once."""

    token: str
    expires_at: datetime


@question("make-token")
def make_token(desk: Desk, viewer: Viewer, wanted: MakeToken) -> Answer[MadeToken]:
    """For whoever asks; it never may more than they might at that moment."""
    expires_at = desk.clock.now() + timedelta(days=wanted.days)
    token = desk.bearer_tokens.make(
        viewer,
        viewer.actor,
        viewer.groups,
        language=viewer.language,
        label=wanted.label,
        expires_at=expires_at,
        scopes=wanted.scopes,
    )
    return Answer(MadeToken(token=token, expires_at=expires_at))


@question("withdraw-token")
def withdraw_token(desk: Desk, viewer: Viewer, token: UUID) -> Answer[int]:
    """One's own, by its id, at once."""
    desk.bearer_tokens.withdraw(viewer, token, bearer_id=viewer.actor.id)
    return Answer(1)


@question("withdraw-any-token")
def withdraw_any_token(desk: Desk, viewer: Viewer, token: UUID) -> Answer[int]:
    """Anybody's, at once."""
    desk.bearer_tokens.withdraw(viewer, token)
    return Answer(1)
