"""Say that a person's card comes from outside, or that it is kept by hand again (rows 65, 72k)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.person import NoSuchPerson, Person
from commands.command import Command, UnitOfWork, handles
from events.values.identity import PersonId
from events.values.people import Source


class FeedPerson(Command, frozen=True, kw_only=True):
    """Let a source outside own some fields of a person's card."""

    name: ClassVar[str] = "feed-person"

    person_id: PersonId
    source: Source


@handles(FeedPerson)
def feed_person(command: FeedPerson, work: UnitOfWork) -> UUID:
    """One source at a time; what it does not own stays editable by hand."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person.feed(command.source))
    return person.person_id


class UnfeedPerson(Command, frozen=True, kw_only=True):
    """Keep a person's card by hand again."""

    name: ClassVar[str] = "unfeed-person"

    person_id: PersonId


@handles(UnfeedPerson)
def unfeed_person(command: UnfeedPerson, work: UnitOfWork) -> UUID:
    """Nothing happens when it is kept by hand already."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person.feed(None))
    return person.person_id
