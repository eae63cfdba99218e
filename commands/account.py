"""Record that somebody's access changed (rows 67-68): the secrets themselves are in no command and no fact."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from commands.person.own import own_or_kept
from commands.refusals import NotAllowed
from events.account import (
    HowSet,
    PasswordResetOffered,
    PasswordSet,
    SecondFactorChanged,
    SessionEnded,
    SessionsEnded,
    WhatOfFactor,
    WhyEnded,
)
from events.values.identity import PersonId


class RecordPasswordSet(Command, frozen=True, kw_only=True):
    """Record that a person's password was set; ``must_change`` when somebody else made it.

    ``by_offer`` is the version of the offer whose link sets it.
    """

    name: ClassVar[str] = "record-password-set"

    person_id: PersonId
    how: HowSet
    must_change: bool = False
    by_offer: int | None = None


@handles(RecordPasswordSet)
def record_password_set(command: RecordPasswordSet, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator; nobody without access gets a password, nobody by a link that is spent."""
    person = own_or_kept(command.person_id, work)
    refuse_who_cannot_work(work, person, "person_id")
    if command.by_offer is not None:
        person.refuse_spent(command.by_offer)
    fact = PasswordSet(person_id=person.person_id, how=command.how, must_change=command.must_change)
    work.record(person.person_id, [fact])
    return person.person_id


class OfferPasswordReset(Command, frozen=True, kw_only=True):
    """Record that a one-time link was made for somebody who forgot their password."""

    name: ClassVar[str] = "offer-password-reset"

    person_id: PersonId


@handles(OfferPasswordReset)
def offer_password_reset(command: OfferPasswordReset, work: UnitOfWork) -> UUID:
    """Nobody without access gets a link."""
    person = own_or_kept(command.person_id, work)
    refuse_who_cannot_work(work, person, "person_id")
    work.record(person.person_id, [PasswordResetOffered(person_id=person.person_id)])
    return person.person_id


class EndSessions(Command, frozen=True, kw_only=True):
    """Record that a person was signed out everywhere."""

    name: ClassVar[str] = "end-sessions"

    person_id: PersonId
    why: WhyEnded = "asked"


@handles(EndSessions)
def end_sessions(command: EndSessions, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator."""
    person = own_or_kept(command.person_id, work)
    work.record(person.person_id, [SessionsEnded(person_id=person.person_id, why=command.why)])
    return person.person_id


class RecordSessionEnded(Command, frozen=True, kw_only=True):
    """Record that one session of a person was ended by hand: they signed out of it."""

    name: ClassVar[str] = "record-session-ended"

    person_id: PersonId
    session_id: UUID


@handles(RecordSessionEnded)
def record_session_ended(command: RecordSessionEnded, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator."""
    person = own_or_kept(command.person_id, work)
    work.record(person.person_id, [SessionEnded(person_id=person.person_id, session_id=command.session_id)])
    return person.person_id


class RecordSecondFactor(Command, frozen=True, kw_only=True):
    """Record that a person's second factor was switched on or off, or that its recovery codes changed."""

    name: ClassVar[str] = "record-second-factor"

    person_id: PersonId
    what: WhatOfFactor


@handles(RecordSecondFactor)
def record_second_factor(command: RecordSecondFactor, work: UnitOfWork) -> UUID:
    """One's own; an administrator takes somebody's off, who lost what they made codes with, and does no more to it."""
    person = own_or_kept(command.person_id, work)
    if command.what != "switched_off" and work.viewer.actor.id != person.person_id:
        raise NotAllowed(field="person_id")
    work.record(person.person_id, [SecondFactorChanged(person_id=person.person_id, what=command.what)])
    return person.person_id
