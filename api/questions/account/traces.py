"""Questions about accounts: sessions, tokens that open something now, who came in and who was turned away."""

from __future__ import annotations

from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.references import person_sought
from connectors.storage.accounts.sessions import Session
from connectors.storage.accounts.sign_ins import Outcome, SignInEntry
from connectors.storage.accounts.tokens import TokenEntry
from events.values.people import Viewer

NEWEST = 2**63 - 1
"""Before this comes every entry."""


class SessionList(msgspec.Struct, frozen=True):
    """Sessions that are alive, the last used first; how others ended is told in the person's history."""

    sessions: list[Session]


class TokenList(msgspec.Struct, frozen=True):
    """Tokens that open something now, the newest first; those that do no more are told in their bearer's history."""

    tokens: list[TokenEntry]


class SignInsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose attempts, how they ended, older than which, and how many at most."""

    person: str | None = None
    outcome: Outcome | None = None
    before: int = NEWEST
    limit: int = 100


class SignInList(msgspec.Struct, frozen=True):
    """Attempts to sign in, the newest first; ``before`` leads on to older ones, if there may be any."""

    entries: list[SignInEntry]
    before: int | None = None


@question("list-sessions")
def list_sessions(desk: Desk, viewer: Viewer, _: None) -> Answer[SessionList]:
    """Where whoever asks is signed in: what with, from where, since when."""
    return Answer(SessionList(desk.accounts.sessions(viewer.actor.id)))


@question("list-sessions-of")
def list_sessions_of(desk: Desk, _viewer: Viewer, person: UUID) -> Answer[SessionList]:
    """Where somebody is signed in."""
    return Answer(SessionList(desk.accounts.sessions(person)))


@question("list-tokens")
def list_tokens(desk: Desk, viewer: Viewer, _: None) -> Answer[TokenList]:
    """Those of whoever asks, with scopes, expiry and last use; never the tokens themselves."""
    return Answer(TokenList(desk.bearer_tokens.living(viewer.actor.id)))


@question("list-all-tokens")
def list_all_tokens(desk: Desk, _viewer: Viewer, _: None) -> Answer[TokenList]:
    """Everybody's."""
    return Answer(TokenList(desk.bearer_tokens.living()))


@question("list-sign-ins")
def list_sign_ins(desk: Desk, viewer: Viewer, wanted: SignInsWanted) -> Answer[SignInList]:
    """Each with its time and address; whoever must wait after wrong passwords is not in it."""
    whose = None if wanted.person is None else person_sought(desk, viewer, wanted.person, field="person")
    found = desk.sign_ins.page(before=wanted.before, limit=wanted.limit, person_id=whose, outcome=wanted.outcome)
    return Answer(SignInList(found, found[-1].entry_id if len(found) == wanted.limit else None))
