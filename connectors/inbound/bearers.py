"""Who bears a session or a token, found in one round trip: what is remembered is believed where it stands as it stood.

Asked by the door. A withdrawn token, an ended session and a taken group are noticed by the very next request, in every
process: the statement that finds the row also says where the streams stand that the person was folded from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from connectors.inbound.identities import MOST_REMEMBERED, Identities, Identity
from connectors.storage.accounts.bearer_secrets import digest
from connectors.storage.accounts.many_standings import Borne, standings
from connectors.storage.accounts.sessions import PREFIX, Session, Sessions
from connectors.storage.accounts.standing import NOTHING, Remembered, Standing
from connectors.storage.accounts.tokens import Bearer, Tokens
from connectors.storage.server.database import Database
from events.values.identity import OrgUnitId, StreamId, TeamId
from events.values.people import Group
from projections.kit import visibility

T = TypeVar("T")


class BySession(NamedTuple):
    """Somebody who signed in."""

    session: Session
    identity: Identity | None
    teams: frozenset[TeamId] | None
    """``None``: they were not looked up."""
    may_have_to_change: bool
    """Whether somebody else made their password; that of a directory does not count."""


class ByToken(NamedTuple):
    """Somebody who came with a token; without an ``identity`` it speaks for what is no person of the desk's."""

    bearer: Bearer
    identity: Identity | None
    teams: frozenset[TeamId] | None


class Heard(NamedTuple):
    """Somebody who is told things over an open stream: by what they bear, with what counted last."""

    secret: str
    person_id: UUID
    teams: frozenset[TeamId]
    further: frozenset[OrgUnitId] = frozenset()

    @property
    def key(self) -> tuple[bytes, bool]:
        """The hash of what they bear, and whether it is a session's."""
        return digest(self.secret), self.secret.startswith(PREFIX)


class _Known(NamedTuple):
    remembered: Remembered
    versions: tuple[int, ...]
    identity: Identity | None


class Bearers:
    """Whoever came lately, by the hash of what they bear. Threads share it: what one forgets costs a round trip."""

    def __init__(self, sessions: Sessions, tokens: Tokens, identities: Identities) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._identities = identities
        self._known: dict[bytes, _Known] = {}

    def of_session(self, secret: str, *, now: datetime) -> BySession | None:
        """Who signed in with this secret; ``None``: the session is unknown or over."""
        key = digest(secret)
        known = self._known.get(key)
        held = self._sessions.held(secret, now=now, remembered=known.remembered if known else NOTHING)
        if held is None:
            return None
        identity = self._identity(known, held.standing, held.session.person_id)
        groups = frozenset[Group]() if identity is None else identity.person.rights
        self._remember(key, known, held.standing, held.session.person_id, identity, groups)
        return BySession(held.session, identity, held.standing.teams, held.must_change)

    def of_token(self, secret: str, *, now: datetime) -> ByToken | None:
        """Whom this token speaks for; ``None``: it is unknown, withdrawn or expired."""
        key = digest(secret)
        known = self._known.get(key)
        borne = self._tokens.borne(secret, now=now, remembered=known.remembered if known else NOTHING)
        if borne is None:
            return None
        actor = borne.bearer.actor
        identity = self._identity(known, borne.standing, actor.id) if actor.kind == "person" else None
        self._remember(key, known, borne.standing, actor.id, identity, borne.bearer.groups)
        return ByToken(borne.bearer, identity, borne.standing.teams)

    def who_stand_as_they_stood(
        self,
        database: Database,
        heard: Sequence[Heard],
        *,
        now: datetime,
        keys: Sequence[tuple[bytes, bool]] | None = None,
    ) -> list[bool]:
        """Of each whether they still may what they might, all in one statement; who may not is looked at apart.

        Whoever asks often about the same ones hashes what they bear once: ``keys``.
        """
        keys = [one.key for one in heard] if keys is None else keys
        known = [(self._known.get(key), one) for (key, _), one in zip(keys, heard, strict=True)]
        asked = [
            Borne(key, is_session, one.person_id, remembered.remembered)
            for (key, is_session), (remembered, one) in zip(keys, known, strict=True)
            if remembered is not None
        ]
        with database.connection() as connection:
            found = iter(standings(connection, asked, now=now) if asked else ())
        return [remembered is not None and _stands(remembered, next(found), one, now) for remembered, one in known]

    def _identity(self, known: _Known | None, standing: Standing, person_id: UUID) -> Identity | None:
        if known is not None and known.versions == standing.versions:
            return known.identity
        return self._identities.of(person_id)

    def _remember(
        self,
        key: bytes,
        known: _Known | None,
        standing: Standing,
        person_id: UUID,
        identity: Identity | None,
        groups: frozenset[Group],
    ) -> None:
        with_teams = visibility.sees_by_teams(groups)
        holds = known is not None and known.identity is identity and known.remembered.with_teams == with_teams
        if known is not None and holds and (identity is not None or known.versions == standing.versions):
            return
        if identity is not None:
            stood = identity.versions
        else:
            # Whatever stands on the stream of who is no person: they are not sought there again until it moves.
            asked = known is not None and known.remembered.streams == (person_id,)
            stood = {StreamId(person_id): standing.versions[0] if asked else 0}
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = _Known(Remembered(tuple(stood), with_teams), tuple(stood.values()), identity)


def _stands(known: _Known, standing: Standing | None, one: Heard, now: datetime) -> bool:
    if standing is None or standing.versions != known.versions:
        return False
    # Who belongs to a company for a time comes and goes without a fact.
    if known.identity is not None and known.identity.further_at(now) != one.further:
        return False
    return standing.teams is None or standing.teams == one.teams
