"""Cards of people, units and teams as of any date in the form of the cards of now; asked by the routes.

What only counts of today tell (tickets in hand, what is below a unit) is ``None``: nobody counted then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from events.fact import Recorded
from events.folds.absence import away
from events.folds.org_unit import OrgUnitState
from events.folds.person import PersonState
from events.folds.reading import told_by
from events.folds.team import TeamState
from events.headship import headed
from events.values.identity import StreamId, headships
from events.values.text import Text
from projections.facts import past_cards
from projections.facts.past_cards import Load, PersonThen
from projections.org_unit.card import UnitCard
from projections.org_unit.tree import UnitLine, place
from projections.person.absences import Away
from projections.person.card import FileOfCard, FurtherOfCard, NamedPerson, PersonCard, TeamOfCard
from projections.person.directory import PersonView, TeamView


def person(load: Load, person_id: UUID, at: datetime, teams: Iterable[UUID] = ()) -> PersonCard | None:
    """A person's card as it was; ``None`` when nobody had registered them by then."""
    then = past_cards.person(load, person_id, at, teams)
    if then is None:
        return None
    units = unit_lines(then.units)
    return PersonCard(
        person=replace(person_view(then), away=_away(load, person_id, at)),
        units=units,
        heads=_heads(load, then, at),
        teams=tuple(
            TeamOfCard(team_id=one.team_id, name=one.name, is_lead=one.lead == person_id)
            for one in sorted(then.teams, key=lambda one: (one.name.en, one.team_id))
        ),
        reports_to=None if then.reports_to is None else _named(load, then.reports_to, at),
        time_zone=next((zone for zone in (then.time_zone, *(unit.time_zone for unit in units)) if zone), ""),
        is_barred=not then.is_active or any(unit.is_barred for unit in units),
        tickets=None,
        merged_into=None if then.merged_into is None else _named(load, then.merged_into, at),
        took_in=tuple(sorted(filter(None, (_named(load, one, at) for one in then.took_in)), key=_by_name)),
        files=tuple(FileOfCard.of(person_id, one) for one in then.files),
        further=tuple(
            FurtherOfCard.of(one, unit_lines(place), at)
            for one, place in zip(then.further, then.further_units, strict=True)
        ),
    )


def unit(load: Load, unit_id: UUID, at: datetime) -> UnitCard | None:
    """A unit's card as it was, with the way up to the root as that was; ``None`` when it did not exist."""
    path = unit_lines(past_cards.path(load, unit_id, at))
    if not path:
        return None
    head_id = path[0].head_id
    head = None if head_id is None else past_cards.person(load, head_id, at)
    return UnitCard(
        unit=path[0],
        path=path,
        head=None if head is None else person_view(head),
        below=None,
        people=None,
        all_units=None,
        all_people=None,
    )


def team(history: Sequence[Recorded], at: datetime) -> TeamView | None:
    """A team's card as it was; ``None`` when it had not been formed."""
    then = past_cards.team(history, at)
    return None if then is None else team_view(then)


def team_view(then: TeamState) -> TeamView:
    """A team of then in the form of now."""
    return TeamView(
        team_id=then.team_id,
        name=then.name,
        lead_id=then.lead,
        members=tuple(sorted(then.members)),
        is_disbanded=then.is_disbanded,
        hand_over_to=then.hand_over_to,
        dealing=then.dealing,
    )


def _by_name(one: NamedPerson) -> tuple[str, UUID]:
    return one.name, one.person_id


def person_view(then: PersonState) -> PersonView:
    """A person of then in the form of now: the groups that counted."""
    return PersonView(
        person_id=then.person_id,
        kind=then.kind,
        name=then.name.full,
        last=then.name.last,
        first=then.name.first,
        middle=then.name.middle,
        position=then.position,
        unit_id=then.unit_id,
        emails=then.emails,
        phones=then.phones,
        login=then.login,
        licence=then.licence,
        groups=(*sorted(then.groups - {"requester"}), "requester") if then.is_active else (),
        photo=None if then.photo is None else then.photo.sha256,
        is_active=then.is_active,
        source=then.source,
        language=then.language,
        time_zone=then.time_zone,
    )


def unit_lines(path: Sequence[OrgUnitState]) -> tuple[UnitLine, ...]:
    """Units from their own up to the root in the form of now; below an archived one all are barred."""
    found = []
    for nth, one in enumerate(path):
        found.append(
            UnitLine(
                unit_id=one.unit_id,
                kind=one.kind,
                name=one.name,
                parent_id=one.parent_id,
                head_id=one.head,
                is_archived=one.is_archived,
                is_barred=any(above.is_archived for above in path[nth:]),
                source=one.source,
                shares_tickets=one.shares_tickets,
                asks_for_colleagues=one.asks_for_colleagues,
                time_zone=one.time_zone,
                units=None,
                people=None,
            )
        )
    return tuple(found)


def _heads(load: Load, then: PersonThen, at: datetime) -> tuple[UnitLine, ...]:
    """The units that the person headed at that moment; of contacts their company tells it."""
    streams = [headships(then.person_id), *(headships(unit.unit_id) for unit in then.units[-1:])]
    told = [
        recorded for history in load(streams).values() for recorded in history if recorded.metadata.occurred_at <= at
    ]
    led = [unit_id for unit_id, who in headed(told).items() if who == then.person_id]
    lines = [line for unit_id in led for line in unit_lines(past_cards.path(load, unit_id, at))[:1]]
    return tuple(sorted(lines, key=lambda line: (place(line.kind, line.name), line.unit_id)))


def _away(load: Load, person_id: UUID, at: datetime) -> Away | None:
    """The absence that the person was in, as it was known then."""
    stream = StreamId(person_id)
    found = away(told_by(load([stream])[stream], at), at)
    if found is None:
        return None
    stands_in = None if found.substitute_id is None else _named(load, found.substitute_id, at)
    return Away(
        until_at=found.until_at,
        substitute_id=found.substitute_id,
        substitute=None if stands_in is None else Text.same(stands_in.name),
    )


def _named(load: Load, person_id: UUID, at: datetime) -> NamedPerson | None:
    stream = StreamId(person_id)
    found = past_cards.person(load, stream, at)
    return None if found is None else NamedPerson(person_id=person_id, name=found.name.full)
