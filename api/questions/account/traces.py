"""Questions about accounts: sessions, tokens that open something now, who came in and who was turned away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageOf, PageWanted, latest, page_of, place_of, written
from api.questions.references import person_sought
from connectors.storage.accounts.sessions import Session
from connectors.storage.accounts.sign_ins import Outcome, SignInEntry
from connectors.storage.accounts.tokens import TokenEntry
from events.values.people import Viewer
from events.values.text import Text
from projections.kit.reads import views_of
from projections.person import directory

_NAMES = views_of(directory.names)
NEWEST = 2**63 - 1
"""Before this comes every entry."""


class SessionList(msgspec.Struct, frozen=True):
    """Sessions that are alive, the last used first; how others ended is told in the person's history."""

    sessions: list[Session]
    next_cursor: str | None = None


class TokenList(msgspec.Struct, frozen=True):
    """Tokens that open something now, the newest first; those that do no more are told in their bearer's history."""

    tokens: list[TokenEntry]
    next_cursor: str | None = None


class SignInsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose attempts, how they ended, older than which, and how many at most."""

    person: str | None = None
    outcome: Outcome | None = None
    older: ClassVar[str] = "before"
    before: int = NEWEST
    cursor: str | None = None
    limit: int = 100


class SignInTold(SignInEntry, frozen=True, kw_only=True):
    """An attempt with the name of today of whose login it was."""

    person: str | None = None


class SignInList(msgspec.Struct, frozen=True):
    """Attempts to sign in, the newest first; ``next_cursor`` leads on to older ones, and so does ``before``."""

    entries: list[SignInTold]
    before: int | None = None
    next_cursor: str | None = None


@question("list-sessions")
def list_sessions(desk: Desk, viewer: Viewer, wanted: PageWanted | None) -> Answer[SessionList]:
    """Where whoever asks is signed in: what with, from where, since when."""
    return _sessions(desk, viewer.actor.id, wanted)


@question("list-sessions-of")
def list_sessions_of(desk: Desk, _viewer: Viewer, wanted: PageOf[UUID]) -> Answer[SessionList]:
    """Where somebody is signed in."""
    return _sessions(desk, wanted.ref, wanted)


@question("end-sessions-of")
def end_sessions_of(desk: Desk, viewer: Viewer, person: UUID) -> Answer[int]:
    """Somebody is signed out everywhere."""
    return Answer(desk.accounts.end_sessions(viewer, person))


def _sessions(desk: Desk, person: UUID, wanted: PageWanted | None) -> Answer[SessionList]:
    found = desk.accounts.sessions(person)
    return Answer(SessionList(*page_of(found, wanted, lambda one: (latest(one.used_at), str(one.session_id)))))


@question("list-tokens")
def list_tokens(desk: Desk, viewer: Viewer, wanted: PageWanted | None) -> Answer[TokenList]:
    """Those of whoever asks, with scopes, expiry and last use; never the tokens themselves."""
    return _tokens(desk.bearer_tokens.living(viewer.actor.id), wanted)


@question("list-all-tokens")
def list_all_tokens(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[TokenList]:
    """Everybody's."""
    return _tokens(desk.bearer_tokens.living(), wanted)


def _tokens(found: Sequence[TokenEntry], wanted: PageWanted | None) -> Answer[TokenList]:
    return Answer(TokenList(*page_of(found, wanted, lambda one: (latest(one.created_at), str(one.token_id)))))


@question("list-sign-ins", _NAMES)
def list_sign_ins(desk: Desk, viewer: Viewer, wanted: SignInsWanted) -> Answer[SignInList]:
    """Each with its time and address; whoever must wait after wrong passwords is not in it."""
    whose = None if wanted.person is None else person_sought(desk, viewer, wanted.person, field="person")
    before = wanted.before if wanted.cursor is None else place_of(wanted.cursor, int)
    found = desk.sign_ins.page(before=before, limit=wanted.limit + 1, person_id=whose, outcome=wanted.outcome)
    with desk.database.snapshot() as db:
        names = directory.names(db, {one.person_id for one in found if one.person_id is not None})
    shown = [_told(one, names) for one in found[: wanted.limit]]
    last = shown[-1].entry_id if len(found) > len(shown) else None
    return Answer(SignInList(shown, last, None if last is None else written(last)))


def _told(entry: SignInEntry, names: Mapping[UUID, Text]) -> SignInTold:
    name = None if entry.person_id is None else names.get(entry.person_id)
    return SignInTold(**msgspec.structs.asdict(entry), person=None if name is None else name.ru)
