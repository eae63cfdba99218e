"""Declare a time in which nothing is changed, lift it, and hold up what is scheduled into it (row 165)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.change_freeze import ChangesAreFrozen, Freezes, passes
from aggregates.change_request import ChangeRequest
from aggregates.person import NoSuchPerson, Person
from aggregates.service import Service
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named
from commands.linked import Services, known_services
from events.change_freeze import ChangeFreezePassed
from events.fact import Fact
from events.values.change import Risk, Window
from events.values.change_freeze import Freeze, window_by_clock
from events.values.identity import FREEZES_STREAM, FreezeId, PersonId
from events.values.people import GROUP_NAMES, Group
from events.values.refusal import Listed
from events.values.text import Text
from events.values.told_time import ToldTime

Reading = Annotated[datetime, Meta(tz=False, description="By the zone's clock, without offset: 2030-12-28T18:00:00.")]
InZone = Annotated[str, Meta(max_length=100, description="An IANA time zone: Europe/Moscow.")]
FreezeNote = Annotated[str, Meta(max_length=2000, description="Why the change passes a freeze; empty: it does not.")]


class DeclareFreeze(Command, frozen=True, kw_only=True):
    """Declare a time, by the clock of a zone, in which changes wait: of some services and all below, or of all.

    Only changes of the named risks, or all. Who is named, or in a named group, may pass with a reason. What is
    scheduled already stays, and is told by the preview.
    """

    name: ClassVar[str] = "declare-freeze"

    title: Named
    begins: Reading
    ends: Reading
    zone: InZone
    services: Services = ()
    risks: Annotated[tuple[Risk, ...], Meta(max_length=3)] = ()
    groups: Annotated[tuple[Group, ...], Meta(max_length=8)] = ("administrator",)
    people: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()

    def __post_init__(self) -> None:
        window_by_clock(self.begins, self.ends, self.zone)


@handles(DeclareFreeze)
def declare_freeze(command: DeclareFreeze, work: UnitOfWork) -> UUID:
    """Services and people must exist."""
    for nth, person_id in enumerate(command.people):
        work.load(person_id, Person.fold, NoSuchPerson(field=f"people[{nth}]"))
    freeze = Freeze(
        freeze_id=FreezeId(work.new_id("freeze")),
        title=command.title.text,
        window=window_by_clock(command.begins, command.ends, command.zone),
        zone=command.zone,
        services=known_services(work, command.services),
        risks=tuple(dict.fromkeys(command.risks)),
        groups=tuple(dict.fromkeys(command.groups)),
        people=tuple(dict.fromkeys(command.people)),
    )
    # Whoever schedules at this instant asks for all freezes, and is decided anew.
    work.record(FREEZES_STREAM, Freezes.of(work.history(FREEZES_STREAM)).declare(freeze, work.at))
    return freeze.freeze_id


class LiftFreeze(Command, frozen=True, kw_only=True):
    """Take a change freeze back: it holds nothing up any more."""

    name: ClassVar[str] = "lift-freeze"

    freeze_id: FreezeId


@handles(LiftFreeze)
def lift_freeze(command: LiftFreeze, work: UnitOfWork) -> UUID:
    """What was put off stays where it is."""
    work.record(FREEZES_STREAM, Freezes.of(work.history(FREEZES_STREAM)).lift(command.freeze_id))
    return command.freeze_id


def passed(
    work: UnitOfWork, found: ChangeRequest, paths: Sequence[Sequence[Service]], window: Window, note: str
) -> list[Fact]:
    """What a change says that is scheduled into freezes, nothing outside of them; raises ``ChangesAreFrozen``."""
    freezes = Freezes.of(work.history(FREEZES_STREAM))
    ids, risk = [tuple(service.service_id for service in path) for path in paths], found.outline.risk
    met = freezes.met(window, ids, risk)
    closed = next((one for one in met if not (note and _may_pass(work, one))), None)
    if closed is None:
        freeze_ids = tuple(one.freeze_id for one in met)
        return [ChangeFreezePassed(change_id=found.change_id, freezes=freeze_ids, reason=note)] if met else []
    raise ChangesAreFrozen(
        freeze=closed.title,
        held=closed.window.told(),
        free=ToldTime(freezes.free_from(window, ids, risk)),
        passing=_passing(work, closed),
    )


def _may_pass(work: UnitOfWork, freeze: Freeze) -> bool:
    """Whether whoever asks may; who was named under a card that was merged into theirs is they."""
    mine = PersonId(work.viewer.actor.id)
    person = Person.fold(work.history(mine)) if freeze.people else None
    known_as = {mine} if person is None else {mine, *person.took_in}
    return any(passes(freeze, one, work.viewer.groups) for one in known_as)


def _passing(work: UnitOfWork, freeze: Freeze) -> Listed:
    named = {str(group): GROUP_NAMES[group] for group in freeze.groups}
    for person_id in freeze.people:
        person = Person.fold(work.history(person_id))
        if person is not None:
            named[str(person_id)] = Text.same(person.name.full)
    return Listed(named, Text("никто", "nobody"))
