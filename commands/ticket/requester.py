"""Who a ticket is for, as a command names them: asked by what registers tickets and by what corrects them."""

from __future__ import annotations

import msgspec
from typing_extensions import override

from aggregates.names import first_holder
from aggregates.person import NoSuchPerson, Person
from aggregates.ticket_refusals import RequesterIsUnknown
from commands.able import is_able
from commands.command import UnitOfWork
from commands.fields import Email, Name
from commands.org_tree import path
from commands.refusals import OneAsksForOneself
from commands.ticket.entitlement import as_known
from events.values.email_address import refuse_bad_address, written
from events.values.identity import PersonId
from events.values.keyed import reservations, sender_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Requester


class From(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a ticket is for: a registered person, or a sender whom nobody has registered (row 106)."""

    person_id: PersonId | None = None
    email: Email | None = None
    name: Name | None = None

    def __post_init__(self) -> None:
        refuse_unclear(self.name or "", "name")
        if self.email is not None:
            refuse_bad_address(self.email, "email")


class Sender(From, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the header of a letter names: an odd address is taken as it stands, for no letter is lost by it."""

    @override
    def __post_init__(self) -> None:
        refuse_unclear(self.name or "", "name")


def requester_of(work: UnitOfWork, asked: From | None, *, field: str = "requester") -> Requester:
    """The requester that a command names, as they are known now; without one whoever issues it."""
    viewer = work.viewer
    if asked is None:
        if viewer.actor.kind != "person":
            raise RequesterIsUnknown(field=field)
        asked = From(person_id=PersonId(viewer.actor.id))
        known = Person.fold(work.history(viewer.actor.id))
        if known is None:
            return Requester(person_id=PersonId(viewer.actor.id), name=viewer.actor.name, known=False)
    person_id = asked.person_id or _registered_under(asked.email, work)
    if not viewer.is_staff and viewer.actor.kind == "person" and person_id != viewer.actor.id:
        _refuse_strangers(work, person_id, field)
    if person_id is not None:
        return _served(work, work.load(person_id, Person.fold, NoSuchPerson(field=f"{field}.person_id")), asked, field)
    if asked.email is None:
        raise RequesterIsUnknown(field=field)
    return _guest(work, asked.email, asked.name)


def _refuse_strangers(work: UnitOfWork, person_id: PersonId | None, field: str) -> None:
    """One asks for oneself, or for a colleague where the company of both lets its people do so (row 106).

    Whoever is not there looks like whoever is of another company.
    """
    them = None if person_id is None else Person.fold(work.history(person_id))
    me = Person.fold(work.history(work.viewer.actor.id))
    if them is not None and me is not None and them.unit_id is not None and me.unit_id is not None:
        own, theirs = path(work, me.unit_id)[-1], path(work, them.unit_id)[-1]
        if own.unit_id == theirs.unit_id and own.asks_for_colleagues:
            return
    raise OneAsksForOneself(field=field)


def _served(work: UnitOfWork, person: Person, asked: From, field: str) -> Requester:
    """Whoever has left is asked for by nobody; their own mail is a guest's of that address (rows 106-107).

    Whoever turned out to be somebody else is that person, also to programs that have written down the other id.
    """
    if person.merged_into is not None:
        person = work.load(person.merged_into, Person.fold, NoSuchPerson(field=f"{field}.person_id"))
    if work.viewer.actor.kind == "person":
        person.refuse_inactive(field)
    elif not is_able(work, person):
        name = person.name.full
        if asked.email is None:
            return Requester(person_id=person.person_id, name=name, email=next(iter(person.emails), ""), known=False)
        return _guest(work, asked.email, asked.name or name)
    return as_known(work, person)


def _guest(work: UnitOfWork, email: str, name: str | None) -> Requester:
    shown = written(email)
    return Requester(person_id=sender_id(work.keyed, shown), name=one_line(name or shown), email=shown, known=False)


def _registered_under(email: str | None, work: UnitOfWork) -> PersonId | None:
    """The registered person behind an address, by the rule of the mail intake: nobody becomes a second requester."""
    if email is None:
        return None
    streams = reservations(work.keyed, "email", email)
    work.preload(streams)
    return first_holder(map(work.history, streams))
