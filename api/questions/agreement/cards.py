"""Questions about agreements, every duration with what it means on their schedule (T2); and who holds which."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from aggregates.agreement import NoSuchAgreement
from aggregates.org_unit import OrgUnit
from aggregates.person import NoSuchPerson, Person
from api.bootstrap import Desk
from api.questions.agreement.equivalents import AgreementCard, beside
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from commands.belonging import RequesterIsOfOtherUnits
from connectors.storage.log.reading import LogReading
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.refusal import Listed
from events.values.text import Text
from projections.agreement import holdings, schedules
from projections.agreement import rows as agreements
from projections.agreement.holdings import Holding
from projections.kit import heir
from projections.kit.reads import views_of
from projections.org_unit import names as unit_names
from projections.person import directory
from projections.service import rows as services

_AGREEMENTS = views_of(agreements.agreements, heir.of_today, schedules.schedules)
_AGREEMENT = views_of(
    agreements.agreements,
    heir.of_today,
    schedules.schedules,
    unit_names.names_of,
    services.names_of,
    directory.names,
)
_HELD = views_of(holdings.of_person)
HELD_ANYWHERE = (holdings.of_person, directory.further_of)
"""The readers that ``held_anywhere`` asks."""


class AgreementList(msgspec.Struct, frozen=True):
    """Agreements, the base one first."""

    agreements: list[AgreementCard]
    next_cursor: str | None = None


class AgreementRead(AgreementCard, frozen=True, kw_only=True):
    """The same with the names of all that it names: schedule, provider, recipients, services, teams and people."""

    names: dict[UUID, Text]


class Holdings(msgspec.Struct, frozen=True):
    """Agreements that somebody holds, the base one first, then the nearest."""

    agreements: list[Holding]
    next_cursor: str | None = None


@question("list-agreements", _AGREEMENTS)
def list_agreements(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[AgreementList]:
    """Each with who answers today, and each duration's path with its equivalent beside it."""
    with desk.database.snapshot() as db:
        found = _cards(db, None, desk.clock.now())
    return Answer(
        AgreementList(
            *page_of(found, wanted, lambda one: (not one.is_base, one.name.en, str(one.agreement_id))),
        )
    )


@question("read-agreement", _AGREEMENT)
def read_agreement(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[AgreementRead]:
    """With whom it serves with what, how long, and what its durations mean (T2)."""
    with desk.database.snapshot() as db:
        found = _cards(db, ref, desk.clock.now())
        if not found:
            raise NoSuchAgreement
        names = _names(db, found[0])
    return Answer(AgreementRead(**msgspec.structs.asdict(found[0]), names=names))


def _names(db: Cursor[Any], one: AgreementCard) -> dict[UUID, Text]:
    """Of all that it names, rules and escalations, too."""
    rules = (*one.promise.reaction.rules, *one.promise.resolution.rules)
    norms = (one.promise.reaction.default, one.promise.resolution.default, *(rule.norm for rule in rules))
    actions = [point.action for norm in norms for point in norm.escalations]
    units = {*one.units, *(unit for rule in rules for unit in rule.when.units), *_given(one.provider_id)}
    offered = {*one.services, *(service for rule in rules for service in rule.when.services)}
    answering = [who for who in (one.default_responsible, one.named_responsible) if who is not None]
    people = {*one.persons, *(person for action in actions for person in action.notify_persons)}
    people |= {found for who in answering for found in (who.team_id, *_given(who.person_id))}
    people |= {team for action in actions for team in _given(action.reassign_to_team)}
    called = {schedule.schedule_id: schedule.name for schedule in schedules.schedules(db, {one.schedule_id})}
    return called | unit_names.names_of(db, units) | services.names_of(db, offered) | directory.names(db, people)


def _given(told: UUID | None) -> tuple[UUID, ...]:
    return () if told is None else (told,)


def _cards(db: Cursor[Any], ref: UUID | None, now: datetime) -> list[AgreementCard]:
    found = heir.of_today(db, agreements.agreements(db, ref), "default_responsible")
    return beside(found, schedules.schedules(db, {agreement.schedule_id for agreement in found}), now)


class HeldWanted(PageWanted, frozen=True, kw_only=True):
    """A page of them; for which of the units that somebody belongs to, without one for the main one."""

    unit: UUID | None = None


class HeldBy(HeldWanted, frozen=True, kw_only=True):
    """By whom."""

    person: UUID


@question("list-agreements-of-person", _HELD)
def list_agreements_of_person(desk: Desk, _viewer: Viewer, wanted: HeldBy) -> Answer[Holdings]:
    """The base one first, then the nearest; each with the path of units that leads to it."""
    return _held(desk, wanted.person, wanted)


@question("list-my-agreements", _HELD)
def list_my_agreements(desk: Desk, viewer: Viewer, wanted: HeldWanted) -> Answer[Holdings]:
    """Those of whoever asks."""
    return _held(desk, viewer.actor.id, wanted)


def _held(desk: Desk, person: UUID, wanted: HeldWanted) -> Answer[Holdings]:
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        refuse_nobody(desk.log.at(db), person, wanted.unit, now)
        found = holdings.of_person(db, person, now, wanted.unit)
    return Answer(Holdings(*page_of(found, wanted, _the_nearest_first)))


def _the_nearest_first(one: Holding) -> Key:
    nearest = one.because[0]
    return (-1 if nearest.why == "base" else len(nearest.path), one.name.en, str(one.agreement_id))


def refuse_nobody(log: LogReading, person_id: UUID, unit: UUID | None, now: datetime) -> None:
    """Raise ``NoSuchPerson`` for an id that is nobody's, and for a unit that they do not belong to."""
    person = Person.fold(log.load(StreamId(person_id)))
    if person is None:
        raise NoSuchPerson
    theirs = {person.unit_id, *(one.unit_id for one in person.further if one.holds_at(now))}
    if unit is not None and unit not in theirs:
        units = [OrgUnit.fold(log.load(StreamId(one))) for one in theirs if one is not None]
        known = Listed({str(one.unit_id): one.name for one in units if one is not None})
        raise RequesterIsOfOtherUnits(person=person.name.full, units=known, field="unit")


def held_anywhere(db: Cursor[Any], person: UUID, now: datetime) -> list[UUID]:
    """The agreements that somebody holds in any of the units that they belong to."""
    units = [None, *(one.unit_id for one in directory.further_of(db, person) if one.holds_at(now))]
    found = (held.agreement_id for unit in units for held in holdings.of_person(db, person, now, unit))
    return [*dict.fromkeys(found)]
