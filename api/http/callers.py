"""Who calls: the bearer of a session or of a token, with the rights that count at this moment; used by the door."""

from __future__ import annotations

from typing import Literal

import msgspec
from fastapi import Request

from api.bootstrap import Desk
from api.http import session_cookie
from api.http.refusals import BadToken
from api.questions.asking import teams_that_count
from api.questions.refusals import TokenLacksScope
from connectors.inbound.identities import Identity
from connectors.inbound.sign_in.refusals import PasswordMustChange, SecondFactorIsRequired
from connectors.storage.accounts import sessions, tokens
from connectors.storage.accounts.sessions import Session
from events.values.identity import TeamId
from events.values.people import Group, Scope, Viewer

SCOPE_OF: dict[str, Scope] = {
    "tickets": "tickets",
    "files": "tickets",
    "problems": "tickets",
    "articles": "tickets",
    "changes": "tickets",
    "freezes": "tickets",
    "persons": "people",
    "teams": "people",
    "views": "tickets",
    "templates": "tickets",
    "macros": "tickets",
    "checklist-templates": "tickets",
    "live": "tickets",
    "units": "people",
    "accounts": "people",
}
"""Tag of a route -> the scope that its commands need; every other command is a matter of setting up."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, and by what: a session of their own, or a token with its scopes (empty: everything)."""

    viewer: Viewer
    session: Session | None = None
    scopes: frozenset[Scope] = frozenset()
    must_change: bool = False
    must_enrol: bool = False
    """Whether they came in without a second factor that one of their groups needs."""

    @property
    def is_ready(self) -> bool:
        """Whether all is open to them that their rights open; else they put their way in to rights first."""
        return not (self.must_change or self.must_enrol)

    @property
    def by(self) -> Literal["session", "token"]:
        """What they came with."""
        return "token" if self.session is None else "session"


def secret_of(request: Request) -> str:
    """The secret of the Authorization header, else of a browser's session; raises ``BadToken``."""
    if "authorization" not in request.headers and (kept := session_cookie.secret_in(request)):
        return kept
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise BadToken
    return secret.strip()


def caller_of(request: Request, desk: Desk) -> Caller:
    """Who sends the request. A person without access is nobody, whatever they bear: the log itself is asked."""
    return bearer_of(secret_of(request), desk)


def bearer_of(secret: str, desk: Desk) -> Caller:
    """As ``caller_of``, of a secret that was sent a while ago."""
    if secret.startswith(sessions.PREFIX):
        return _by_session(desk, secret)
    if secret.startswith(tokens.PREFIX):
        return _by_token(desk, secret)
    raise BadToken


def _by_session(desk: Desk, secret: str) -> Caller:
    found = desk.bearers.of_session(secret, now=desk.clock.now())
    if found is None or found.identity is None:
        raise BadToken
    identity, session = found.identity, found.session
    if identity.is_shut_to(session.created_at) or not identity.person.login:
        raise BadToken
    viewer = viewer_from(desk, identity, identity.person.rights, found.teams)
    must_change = found.may_have_to_change and desk.accounts.must_change(session.person_id)
    needed = desk.settings.groups_with_second_factor
    must_enrol = session.via == "password" and not needed.isdisjoint(identity.person.rights)
    return Caller(viewer=viewer, session=session, must_change=must_change, must_enrol=must_enrol)


def _by_token(desk: Desk, secret: str) -> Caller:
    found = desk.bearers.of_token(secret, now=desk.clock.now())
    if found is None:
        raise BadToken
    bearer, identity = found.bearer, found.identity
    if identity is None:
        teams = teams_that_count(desk, bearer.actor, bearer.groups, found.teams)
        viewer = Viewer(actor=bearer.actor, groups=bearer.groups, teams=teams, language=bearer.language)
        return Caller(viewer=viewer, scopes=bearer.scopes)
    if identity.is_shut_to(bearer.created_at):
        raise BadToken
    # Never more than the person may now, whatever they might when the token was made.
    rights = identity.rights_within(bearer.groups)
    return Caller(viewer=viewer_from(desk, identity, rights, found.teams), scopes=bearer.scopes)


def viewer_from(
    desk: Desk, identity: Identity, groups: frozenset[Group], teams: frozenset[TeamId] | None = None
) -> Viewer:
    """A person as a viewer with these groups, their teams and the companies whose tickets they may see now."""
    return identity.viewer(groups, teams_that_count(desk, identity.actor, groups, teams), desk.clock.now())


def refuse_unready(caller: Caller) -> None:
    """Whoever must choose a password of their own does that first, then whoever must switch a second factor on."""
    if caller.must_change:
        raise PasswordMustChange
    if caller.must_enrol:
        raise SecondFactorIsRequired


def refuse_beyond(caller: Caller, request: Request) -> None:
    """A token gives orders within its scopes; those of a question stand in the table of questions."""
    if not caller.scopes:
        return
    tags = getattr(request.scope.get("route"), "tags", None) or [""]
    needed = "read" if request.method in {"GET", "HEAD"} else SCOPE_OF.get(str(tags[0]), "setup")
    if needed not in caller.scopes:
        raise TokenLacksScope(scope=needed, scopes=", ".join(sorted(caller.scopes)))
