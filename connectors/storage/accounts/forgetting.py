"""Forget a person under every card by which they were known; called by whoever carries out that wish."""

from __future__ import annotations

from uuid import UUID

from aggregates.person import Person
from commands.ports import FactLog
from connectors.storage.log.sealing import Keyring
from events.values.identity import StreamId


def forget(log: FactLog, keyring: Keyring, person_id: UUID) -> int:
    """Destroy the keys of a person and of all cards that turned out to be theirs; gives how many there were.

    Facts tell which cards these are. Of one that was merged it is whoever is kept who is forgotten, with all others:
    what one of them wrote is sealed for the card that they wrote under.
    """
    person = Person.fold(log.load(StreamId(person_id)))
    if person is not None and person.merged_into is not None:
        person = Person.fold(log.load(StreamId(person.merged_into)))
    owners: set[UUID] = {person_id} if person is None else {person.person_id, *person.took_in}
    return sum(keyring.forget(owner) for owner in sorted(owners))
