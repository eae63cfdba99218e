"""Record that a token was made or withdrawn: its secret and its hash are in no command and no fact."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.person import Person
from commands.command import Command, UnitOfWork, handles
from commands.permissions import administers
from commands.person.own import own_or_kept
from commands.refusals import NotAllowed
from events.account import TokenMade, TokenWithdrawn
from events.values.identity import PersonId
from events.values.people import Group, Scope

Label = Annotated[str, Meta(max_length=200)]


class RecordTokenMade(Command, frozen=True, kw_only=True):
    """Record that a token was made for a bearer: what for, what it may do, until when it works."""

    name: ClassVar[str] = "record-token-made"

    person_id: PersonId
    token_id: UUID
    label: Label = ""
    groups: frozenset[Group] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    expires_at: datetime | None = None


@handles(RecordTokenMade)
def record_token_made(command: RecordTokenMade, work: UnitOfWork) -> UUID:
    """One's own; the desk itself makes them for programs that are nobody, too."""
    _refuse_foreign(command.person_id, work)
    fact = TokenMade(
        person_id=command.person_id,
        token_id=command.token_id,
        label=command.label,
        groups=command.groups,
        scopes=command.scopes,
        expires_at=command.expires_at,
    )
    work.record(command.person_id, [fact])
    return command.person_id


class RecordTokenWithdrawn(Command, frozen=True, kw_only=True):
    """Record that a token was withdrawn."""

    name: ClassVar[str] = "record-token-withdrawn"

    person_id: PersonId
    token_id: UUID


@handles(RecordTokenWithdrawn)
def record_token_withdrawn(command: RecordTokenWithdrawn, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator; a technologist's is kept from those who are none."""
    _refuse_foreign(command.person_id, work)
    work.record(command.person_id, [TokenWithdrawn(person_id=command.person_id, token_id=command.token_id)])
    return command.person_id


def _refuse_foreign(bearer_id: PersonId, work: UnitOfWork) -> None:
    if Person.fold(work.history(bearer_id)) is not None:
        own_or_kept(bearer_id, work)
    elif not administers(work.viewer):
        raise NotAllowed(field="person_id")
