"""Put files on a person's card, such as a contract, and withdraw them."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates import person_files
from aggregates.person import NoSuchPerson, Person
from commands.attachments import file_as_it_is
from commands.command import Command, UnitOfWork, handles
from events.values.identity import PersonId
from events.values.ticket import Attachment

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="The SHA-256 of the file's bytes, in hex.")]


class AddPersonFile(Command, frozen=True, kw_only=True):
    """Put a file on a person's card: for whoever may see the card, and for the person themselves."""

    name: ClassVar[str] = "add-person-file"

    person_id: PersonId
    file: Attachment


@handles(AddPersonFile)
def add_person_file(command: AddPersonFile, work: UnitOfWork) -> UUID:
    """The bytes were sent before; kind and size are those of what is stored."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person_files.add(person, file_as_it_is(work, command.file, field="file")))
    return person.person_id


class WithdrawPersonFile(Command, frozen=True, kw_only=True):
    """Take a file off a person's card; that it stood there stays in the history."""

    name: ClassVar[str] = "withdraw-person-file"

    person_id: PersonId
    sha256: Digest


@handles(WithdrawPersonFile)
def withdraw_person_file(command: WithdrawPersonFile, work: UnitOfWork) -> UUID:
    """Nobody reads it on the card from then on."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person_files.withdraw(person, command.sha256))
    return person.person_id
