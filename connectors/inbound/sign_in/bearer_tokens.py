"""Tokens made and withdrawn, each told by a fact on its bearer's stream; the table alone knows their hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from commands.bus import Bus
from commands.ports import Clock
from commands.token import RecordTokenMade, RecordTokenWithdrawn
from connectors.inbound.identities import Identities
from connectors.inbound.sign_in import refusals
from connectors.storage.accounts.tokens import TokenEntry, Tokens
from events.values.identity import CommandId, PersonId
from events.values.people import Actor, Group, Language, Scope, Viewer


class BearerTokens:
    """What people and the command line do with tokens; ``viewer`` is who does it."""

    def __init__(self, bus: Bus, tokens: Tokens, identities: Identities, clock: Clock) -> None:
        self._bus = bus
        self._tokens = tokens
        self._identities = identities
        self._clock = clock

    def make(
        self,
        viewer: Viewer,
        bearer: Actor,
        groups: frozenset[Group],
        *,
        language: Language,
        label: str,
        expires_at: datetime,
        scopes: frozenset[Scope] = frozenset(),
    ) -> str:
        """A new token; this is the only time that it is seen."""
        token_id = uuid4()
        # The fact first: it asks whether the viewer may, and a token that nobody told of must not exist.
        command = RecordTokenMade(
            person_id=PersonId(bearer.id),
            token_id=token_id,
            label=label,
            groups=groups,
            scopes=scopes,
            expires_at=expires_at,
        )
        self._bus.execute(command, viewer=viewer, command_id=CommandId(uuid4()))
        return self._tokens.make(
            bearer,
            groups,
            now=self._clock.now(),
            token_id=token_id,
            language=language,
            label=label,
            expires_at=expires_at,
            scopes=scopes,
        )

    def living(self, bearer_id: UUID | None = None) -> list[TokenEntry]:
        """The tokens that open something now, the newest first; of one bearer, or everybody's."""
        entries = self._tokens.entries(bearer_id, now=self._clock.now())
        return [entry for entry in entries if not self._is_shut(entry)]

    def withdraw(self, viewer: Viewer, token_id: UUID, *, bearer_id: UUID | None = None) -> None:
        """End a token at once, with ``bearer_id`` only one of theirs; raises ``NoSuchToken``."""
        found = next((entry for entry in self.living(bearer_id) if entry.token_id == token_id), None)
        if found is None:
            raise refusals.NoSuchToken
        command = RecordTokenWithdrawn(person_id=PersonId(found.actor.id), token_id=token_id)
        self._bus.execute(command, viewer=viewer, command_id=CommandId(uuid4()))
        self._tokens.withdraw(token_id, now=self._clock.now())

    def _is_shut(self, entry: TokenEntry) -> bool:
        identity = self._identities.of(entry.actor.id) if entry.actor.kind == "person" else None
        return identity is not None and identity.is_shut_to(entry.created_at)
