"""Questions about agreements, every duration with what it means on their schedule (T2); and who holds which."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.agreement import NoSuchAgreement
from aggregates.person import NoSuchPerson, Person
from api.bootstrap import Desk
from api.questions.agreement.equivalents import AgreementCard, beside
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageOf, PageWanted, page_of
from connectors.storage.log.reading import LogReading
from events.values.identity import PersonId, StreamId
from events.values.people import Viewer
from projections.agreement import holdings, schedules
from projections.agreement import rows as agreements
from projections.agreement.holdings import Holding
from projections.kit import heir
from projections.kit.reads import views_of

_AGREEMENTS = views_of(agreements.agreements, heir.of_today, schedules.schedules)
_HELD = views_of(holdings.of_person)


class AgreementList(msgspec.Struct, frozen=True):
    """Agreements, the base one first."""

    agreements: list[AgreementCard]
    next_cursor: str | None = None


class Holdings(msgspec.Struct, frozen=True):
    """Agreements that somebody holds, the base one first, then the nearest."""

    agreements: list[Holding]
    next_cursor: str | None = None


@question("list-agreements", _AGREEMENTS)
def list_agreements(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[AgreementList]:
    """Each with who answers today, and each duration's path with its equivalent beside it."""
    found = _cards(desk, None)
    return Answer(
        AgreementList(
            *page_of(found, wanted, lambda one: (not one.is_base, one.name.en, str(one.agreement_id))),
        )
    )


@question("read-agreement", _AGREEMENTS)
def read_agreement(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[AgreementCard]:
    """With whom it serves with what, how long, and what its durations mean (T2)."""
    found = _cards(desk, ref)
    if not found:
        raise NoSuchAgreement
    return Answer(found[0])


def _cards(desk: Desk, ref: UUID | None) -> list[AgreementCard]:
    with desk.database.snapshot() as db:
        found = heir.of_today(db, agreements.agreements(db, ref), "default_responsible")
        known = schedules.schedules(db, {agreement.schedule_id for agreement in found})
    return beside(found, known, desk.clock.now())


@question("list-agreements-of-person", _HELD)
def list_agreements_of_person(desk: Desk, _viewer: Viewer, wanted: PageOf[PersonId]) -> Answer[Holdings]:
    """The base one first, then the nearest; each with the path of units that leads to it."""
    return _held(desk, wanted.ref, wanted)


@question("list-my-agreements", _HELD)
def list_my_agreements(desk: Desk, viewer: Viewer, wanted: PageWanted | None) -> Answer[Holdings]:
    """Those of whoever asks."""
    return _held(desk, viewer.actor.id, wanted)


def _held(desk: Desk, person: UUID, wanted: PageWanted | None) -> Answer[Holdings]:
    with desk.database.snapshot() as db:
        refuse_nobody(desk.log.at(db), person)
        found = holdings.of_person(db, person, desk.clock.now())
    return Answer(Holdings(*page_of(found, wanted, _the_nearest_first)))


def _the_nearest_first(one: Holding) -> Key:
    nearest = one.because[0]
    return (-1 if nearest.why == "base" else len(nearest.path), one.name.en, str(one.agreement_id))


def refuse_nobody(log: LogReading, person: UUID) -> None:
    """Raise ``NoSuchPerson`` for an id that is nobody's."""
    if Person.fold(log.load(StreamId(person))) is None:
        raise NoSuchPerson
