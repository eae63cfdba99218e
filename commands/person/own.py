"""Somebody's own account, or anybody's to an administrator; asked by what changes accounts and substitutes."""

from __future__ import annotations

from aggregates.person import NoSuchPerson, Person
from commands.command import UnitOfWork
from commands.permissions import ADMINISTRATORS
from commands.person.stronger import refuse_stronger
from commands.refusals import NotAllowed
from events.values.identity import PersonId


def own_or_administered(person_id: PersonId, work: UnitOfWork) -> Person:
    """The person, when it is the viewer's own account or the viewer administers accounts."""
    viewer = work.viewer
    is_own = viewer.actor.kind == "system" or viewer.actor.id == person_id
    if not is_own and ADMINISTRATORS.isdisjoint(viewer.groups):
        raise NotAllowed(field="person_id")
    return work.load(person_id, Person.fold, NoSuchPerson)


def own_or_kept(person_id: PersonId, work: UnitOfWork) -> Person:
    """As ``own_or_administered``, and a technologist's account is kept from those who are none."""
    person = own_or_administered(person_id, work)
    refuse_stronger(work.viewer, person)
    return person
