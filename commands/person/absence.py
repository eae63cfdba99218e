"""Say when somebody is away and who stands in for them: planned, changed, ended early."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from aggregates.absence import Absences, narrowed
from aggregates.absence_refusals import SubstitutesGoInCircle
from aggregates.person import NoSuchPerson, Person
from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant, Note, kept, refuse_nothing
from commands.org_tree import path
from commands.permissions import administers
from commands.refusals import NotAllowed
from events.folds.absence import AbsenceState, absences
from events.values.identity import AbsenceId, PersonId
from events.values.one_line import one_line, refuse_unclear


class PlanAbsence(Command, frozen=True, kw_only=True):
    """Say that somebody is away in [from_at, until_at), now unless it says when, and who stands in for them."""

    name: ClassVar[str] = "plan-absence"

    person_id: PersonId
    from_at: Instant | None = None
    until_at: Instant
    substitute_id: PersonId | None = None
    note: Note = ""

    def __post_init__(self) -> None:
        refuse_unclear(self.note, "note")


@handles(PlanAbsence)
def plan_absence(command: PlanAbsence, work: UnitOfWork) -> UUID:
    """By themselves, by the head of their unit or of one above, or by an administrator; one absence at a time."""
    person = _theirs(work, command.person_id)
    person.refuse_merged("person_id")
    absence_id = AbsenceId(work.new_id("absence"))
    planned = AbsenceState(
        absence_id=absence_id,
        person_id=person.person_id,
        from_at=command.from_at or work.at,
        until_at=command.until_at,
        substitute_id=command.substitute_id,
        note=one_line(command.note),
    )
    facts = Absences.of(work.history(person.person_id)).plan(planned, work.at)
    _refuse_unfit(work, planned)
    work.record(person.person_id, facts)
    return absence_id


class ReplanAbsence(Command, frozen=True, kw_only=True):
    """Give an absence another time, substitute or word; what is not named stays, and a substitute of null is nobody."""

    name: ClassVar[str] = "replan-absence"

    person_id: PersonId
    absence_id: AbsenceId
    from_at: Instant | UnsetType = UNSET
    until_at: Instant | UnsetType = UNSET
    substitute_id: PersonId | UnsetType | None = UNSET
    note: Note | UnsetType = UNSET

    def __post_init__(self) -> None:
        refuse_unclear(kept(self.note, ""), "note")


@handles(ReplanAbsence)
def replan_absence(command: ReplanAbsence, work: UnitOfWork) -> UUID:
    """By the same people; one that is over stays as it was."""
    person = _theirs(work, command.person_id)
    person.refuse_merged("person_id")
    refuse_nothing(command)
    own = Absences.of(work.history(person.person_id))
    known = own.one(command.absence_id)
    planned = replace(
        known,
        from_at=kept(command.from_at, known.from_at),
        until_at=kept(command.until_at, known.until_at),
        substitute_id=kept(command.substitute_id, known.substitute_id),
        note=one_line(kept(command.note, known.note)),
    )
    facts = own.replan(planned, work.at)
    if facts:
        _refuse_unfit(work, planned)
    work.record(person.person_id, facts)
    return command.absence_id


class EndAbsence(Command, frozen=True, kw_only=True):
    """Say that somebody is back, or does not go at all; from now on nobody stands in for them."""

    name: ClassVar[str] = "end-absence"

    person_id: PersonId
    absence_id: AbsenceId


@handles(EndAbsence)
def end_absence(command: EndAbsence, work: UnitOfWork) -> UUID:
    """By the same people; nothing happens when it is over."""
    person = _theirs(work, command.person_id)
    work.record(person.person_id, Absences.of(work.history(person.person_id)).end(command.absence_id, work.at))
    return command.absence_id


def _theirs(work: UnitOfWork, person_id: PersonId) -> Person:
    """The person, where it is the viewer's own absence, or that of somebody whom they head or administer."""
    viewer = work.viewer
    if viewer.actor.id == person_id or administers(viewer):
        return work.load(person_id, Person.fold, NoSuchPerson)
    person = Person.fold(work.history(person_id))
    units = [] if person is None or person.unit_id is None else path(work, person.unit_id)
    if person is None or all(unit.head != viewer.actor.id for unit in units):
        raise NotAllowed(field="person_id")
    return person


def _refuse_unfit(work: UnitOfWork, planned: AbsenceState) -> None:
    """Who stands in has access; whoever stands in for them while they are away, too, is not whom it is about."""
    if planned.substitute_id is None:
        return
    substitute = work.load(planned.substitute_id, Person.fold, NoSuchPerson(field="substitute_id"))
    refuse_who_cannot_work(work, substitute, "substitute_id")
    # Somebody may be come to twice, for two spans: only within one is it the same again.
    waiting, met = [(planned.substitute_id, planned)], set[tuple[PersonId, datetime, datetime]]()
    while waiting:
        who, while_away = waiting.pop()
        for other in absences(work.history(who)).values():
            both = narrowed(other, while_away)
            if both.is_called_off or other.substitute_id is None:
                continue
            if other.substitute_id == planned.person_id:
                raise SubstitutesGoInCircle(person=substitute.name.full)
            span = (other.substitute_id, both.from_at, both.until_at)
            if span not in met:
                met.add(span)
                waiting.append((other.substitute_id, both))
