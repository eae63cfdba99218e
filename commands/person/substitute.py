"""Name who answers approvals for a person while they are away, or nobody any more (row 163)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.person import NoSuchPerson, Person
from aggregates.substitute import Substitution
from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant
from commands.person.own import own_or_administered
from events.values.identity import PersonId


class NameSubstitute(Command, frozen=True, kw_only=True):
    """Let somebody answer approvals for a person in [from_at, until_at); whoever was named before no longer does."""

    name: ClassVar[str] = "name-substitute"

    person_id: PersonId
    substitute_id: PersonId
    from_at: Instant | None = None
    until_at: Instant


@handles(NameSubstitute)
def name_substitute(command: NameSubstitute, work: UnitOfWork) -> UUID:
    """One's own, or anybody's as an administrator; the substitute must have access. It begins now unless said."""
    person = own_or_administered(command.person_id, work)
    person.refuse_merged("person_id")  # whoever is kept answers for them, for good
    substitute = work.load(command.substitute_id, Person.fold, NoSuchPerson(field="substitute_id"))
    refuse_who_cannot_work(work, substitute, "substitute_id")
    named = Substitution(
        person_id=person.person_id,
        substitute_id=command.substitute_id,
        from_at=command.from_at or work.at,
        until_at=command.until_at,
    )
    work.record(person.person_id, named.named(Substitution.fold(work.history(person.person_id)), work.at))
    return person.person_id


class DismissSubstitute(Command, frozen=True, kw_only=True):
    """Let nobody answer approvals for a person any more."""

    name: ClassVar[str] = "dismiss-substitute"

    person_id: PersonId


@handles(DismissSubstitute)
def dismiss_substitute(command: DismissSubstitute, work: UnitOfWork) -> UUID:
    """One's own, or anybody's as an administrator; nothing happens when there is none."""
    person = own_or_administered(command.person_id, work)
    person.refuse_merged("person_id")  # whoever is kept answers for them, for good
    standing = Substitution.fold(work.history(person.person_id))
    work.record(person.person_id, [] if standing is None else standing.dismissed())
    return person.person_id
