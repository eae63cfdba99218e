"""Who a ticket is for, as a command names them: asked by what registers tickets and by what corrects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from typing_extensions import override

from aggregates.names import first_holder
from aggregates.org_unit import OrgUnit
from aggregates.person import NoSuchPerson, Person
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import RequesterIsUnknown
from commands.able import is_able
from commands.belonging import RequesterIsOfOtherUnits, as_of_ticket, chosen, places
from commands.command import UnitOfWork
from commands.fields import Email, Name
from commands.refusals import OneAsksForOneself
from commands.ticket.entitlement import as_known
from events.values.email_address import refuse_bad_address, written
from events.values.identity import OrgUnitId, PersonId
from events.values.keyed import reservations, sender_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Requester
from events.values.refusal import Listed


class From(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a ticket is for: a registered person, or a sender whom nobody has registered (row 106)."""

    person_id: PersonId | None = None
    email: Email | None = None
    name: Name | None = None

    def __post_init__(self) -> None:
        refuse_unclear(self.name or "", "name")
        if self.email is not None:
            refuse_bad_address(self.email, "email")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """For which of the requester's units a ticket is: the one named, else that of a ticket where they belong to it."""

    unit_id: OrgUnitId | None = None
    of_ticket: Ticket | None = None


class Sender(From, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the header of a letter names: an odd address is taken as it stands, for no letter is lost by it."""

    @override
    def __post_init__(self) -> None:
        refuse_unclear(self.name or "", "name")


def requester_of(
    work: UnitOfWork, asked: From | None, *, field: str = "requester", place: Place | None = None
) -> Requester:
    """The requester that a command names, as they are known now; without one whoever issues it.

    ``place`` is for which of their units they ask; without one it is for the main one.
    """
    found = _requester_of(work, asked, field, place or Place())
    if place is not None and place.unit_id is not None and not found.known:
        raise RequesterIsOfOtherUnits(person=found.name, units=Listed({}))
    return found


def _requester_of(work: UnitOfWork, asked: From | None, field: str, place: Place) -> Requester:
    viewer = work.viewer
    if asked is None:
        if viewer.actor.kind != "person":
            raise RequesterIsUnknown(field=field)
        asked = From(person_id=PersonId(viewer.actor.id))
        known = Person.fold(work.history(viewer.actor.id))
        if known is None:
            return Requester(person_id=PersonId(viewer.actor.id), name=viewer.actor.name, known=False)
    person_id = asked.person_id or _registered_under(asked.email, work)
    among: frozenset[OrgUnitId] | None = None
    if not viewer.is_staff and viewer.actor.kind == "person" and person_id != viewer.actor.id:
        among = _companies_of_both(work, person_id, field)
    if person_id is not None:
        person = work.load(person_id, Person.fold, NoSuchPerson(field=f"{field}.person_id"))
        return _served(work, person, asked, field, lambda them: _place(work, them, place, among))
    if asked.email is None:
        raise RequesterIsUnknown(field=field)
    return _guest(work, asked.email, asked.name)


def _companies_of_both(work: UnitOfWork, person_id: PersonId | None, field: str) -> frozenset[OrgUnitId]:
    """One asks for oneself, or for a colleague where a company of both lets its people do so (row 106).

    Whoever is not there looks like whoever is of another company.
    """
    them = None if person_id is None else Person.fold(work.history(person_id))
    me = Person.fold(work.history(work.viewer.actor.id))
    if them is not None and me is not None:
        mine = {place[-1].unit_id for place in places(work, me) if place[-1].asks_for_colleagues}
        shared = mine.intersection(place[-1].unit_id for place in places(work, them))
        if shared:
            return frozenset(shared)
    raise OneAsksForOneself(field=field)


def _place(
    work: UnitOfWork, person: Person, wanted: Place, among: frozenset[OrgUnitId] | None
) -> Sequence[OrgUnit] | None:
    if wanted.unit_id is None and wanted.of_ticket is not None and among is None:
        return as_of_ticket(work, person, wanted.of_ticket.unit_id, wanted.of_ticket.company_id)
    return chosen(work, person, wanted.unit_id, among=among)


def _served(
    work: UnitOfWork, person: Person, asked: From, field: str, place: Callable[[Person], Sequence[OrgUnit] | None]
) -> Requester:
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
    return as_known(work, person, place(person))


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
