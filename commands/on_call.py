"""Say who of a team is on call: by turns, from when on; who takes a span, who swaps; decided beside the team."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta
from msgspec.structs import replace

from aggregates.on_call import NoSuchReplacement, OnCall
from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, PersonIsNotInTeam, Team, TeamIsLedByOthers
from commands.command import Command, UnitOfWork, handles
from commands.dealing import led_team
from commands.fields import Instant
from commands.permissions import administers
from events.fact import Fact
from events.folds.on_call import RotaVersion
from events.on_call import OnCallCovered, OnCallRotaEnded, OnCallRotaSet
from events.values.calendar_years import TOO_FAR, is_tellable
from events.values.faults import InvalidValue
from events.values.identity import PersonId, ReplacementId, ScheduleId, TeamId, on_call_of
from events.values.on_call import Every, Rota, Stint
from events.values.schedule import WorkWeek, refuse_unknown_zone
from events.values.text import Text

Reading = Annotated[datetime, Meta(tz=False, description="By the zone's clock, without offset: 2030-01-07T09:00:00.")]
InZone = Annotated[str, Meta(max_length=100, description="An IANA time zone: Europe/Moscow.")]
Taking = Annotated[
    tuple[PersonId, ...],
    Meta(min_length=1, max_length=100, description="Members of the team in the order of their turns."),
]
_TWO_WAYS = Text(
    "Укажите одно из двух: часы вне графика обслуживания («outside») или часы недели («hours»).",
    "Name one of the two: the hours outside a schedule (“outside”) or hours of the week (“hours”).",
)
_NO_HOURS = Text("Укажите хотя бы одни часы недели.", "Name at least some hours of the week.")


class SetOnCallRota(Command, frozen=True, kw_only=True):
    """Say by which rota a team is on call, from its first turn on, or from now where that is past.

    A day or a week each, handing over when the zone's clock shows the time of ``starts``. It covers all hours, or those
    outside a schedule, or hours of the week. The past stays; a rota that was planned for later is given up.
    """

    name: ClassVar[str] = "set-on-call-rota"

    team_id: TeamId
    people: Taking
    every: Every
    starts: Reading
    zone: InZone
    outside: ScheduleId | None = None
    hours: WorkWeek | None = None

    def __post_init__(self) -> None:
        refuse_unknown_zone(self.zone, "zone")
        if not is_tellable(self.starts):
            raise InvalidValue(TOO_FAR, field="starts")
        if self.outside is not None and self.hours is not None:
            raise InvalidValue(_TWO_WAYS, field="hours")
        if self.hours is not None and not any(self.hours.on(weekday) for weekday in range(7)):
            raise InvalidValue(_NO_HOURS, field="hours")


@handles(SetOnCallRota)
def set_on_call_rota(command: SetOnCallRota, work: UnitOfWork) -> UUID:
    """By the team's lead or an administrator; who takes turns is a member."""
    team = led_team(work, command.team_id)
    _refuse_strangers(team, {f"people[{nth}]": person_id for nth, person_id in enumerate(command.people)})
    if command.outside is not None:
        work.schedule(command.outside)
    rota = Rota(
        people=command.people,
        every=command.every,
        starts=command.starts,
        zone=command.zone,
        outside=command.outside,
        hours=command.hours,
    )
    work.record(on_call_of(team.team_id), _seen(work, team.team_id).set_rota(team.team_id, rota, work.at))
    return team.team_id


class EndOnCallRota(Command, frozen=True, kw_only=True):
    """Say that nobody of a team is on call any more, from now on unless it says when."""

    name: ClassVar[str] = "end-on-call-rota"

    team_id: TeamId
    from_at: Instant | None = None


@handles(EndOnCallRota)
def end_on_call_rota(command: EndOnCallRota, work: UnitOfWork) -> UUID:
    """By the same; what was on call stays told."""
    team = led_team(work, command.team_id)
    ended = _seen(work, team.team_id).end(team.team_id, command.from_at or work.at, work.at)
    work.record(on_call_of(team.team_id), ended)
    return team.team_id


class CoverOnCall(Command, frozen=True, kw_only=True):
    """Let a member be on call in [from_at, until_at), now unless it says when, whoever's turn it is."""

    name: ClassVar[str] = "cover-on-call"

    team_id: TeamId
    person_id: PersonId
    from_at: Instant | None = None
    until_at: Instant


@handles(CoverOnCall)
def cover_on_call(command: CoverOnCall, work: UnitOfWork) -> UUID:
    """By the team's lead or an administrator, for it is given to somebody."""
    team = led_team(work, command.team_id)
    _refuse_strangers(team, {"person_id": command.person_id})
    replacement_id = ReplacementId(work.new_id("on-call"))
    stint = Stint(person_id=command.person_id, from_at=command.from_at or work.at, until_at=command.until_at)
    work.record(on_call_of(team.team_id), _seen(work, team.team_id).cover(team.team_id, replacement_id, stint, work.at))
    return replacement_id


class SwapOnCall(Command, frozen=True, kw_only=True):
    """Let two members take each other's time on call: at once by the team's lead or an administrator.

    By one of the two it is an offer; it comes about when the other one says the same.
    """

    name: ClassVar[str] = "swap-on-call"

    team_id: TeamId
    one: Stint
    other: Stint


@handles(SwapOnCall)
def swap_on_call(command: SwapOnCall, work: UnitOfWork) -> UUID:
    """Each gives what is theirs; nothing happens when somebody offers twice."""
    team = work.load(command.team_id, Team.fold, NoSuchTeam)
    team.refuse_disbanded("team_id")
    one, other = command.one, command.other
    mine = PersonId(work.viewer.actor.id)
    leads = administers(work.viewer) or mine == team.lead
    if not leads and mine not in {one.person_id, other.person_id}:
        raise TeamIsLedByOthers(team=team.name)
    _refuse_strangers(team, {"one.person_id": one.person_id, "other.person_id": other.person_id})
    known = _seen(work, team.team_id)
    known.refuse_unfit_swap(one, other, _called(work, one, other), work.at)
    offer = known.offered(one, other)
    replacement_id = ReplacementId(work.new_id("on-call")) if offer is None else offer.replacement_id
    if leads or (offer is not None and offer.offered_by != mine):
        facts = known.swap(team.team_id, replacement_id, one, other)
    else:
        facts = [] if offer is not None else known.offer(team.team_id, replacement_id, one, other, mine)
    work.record(on_call_of(team.team_id), facts)
    return replacement_id


class WithdrawReplacement(Command, frozen=True, kw_only=True):
    """Take back what somebody takes on call, or a swap, or the offer of one: it is the rota's again from now on."""

    name: ClassVar[str] = "withdraw-replacement"

    team_id: TeamId
    replacement_id: ReplacementId


@handles(WithdrawReplacement)
def withdraw_replacement(command: WithdrawReplacement, work: UnitOfWork) -> UUID:
    """By the team's lead or an administrator; an offer by either of the two as well."""
    team = work.load(command.team_id, Team.fold, NoSuchTeam)
    known = _seen(work, team.team_id)
    offer = known.offer_of(command.replacement_id)
    mine = work.viewer.actor.id
    if not administers(work.viewer) and mine != team.lead:
        if offer is None and all(one.replacement_id != command.replacement_id for one in known.replaced):
            raise NoSuchReplacement
        if offer is None or mine not in {offer.one.person_id, offer.other.person_id}:
            raise TeamIsLedByOthers(team=team.name)
    work.record(on_call_of(team.team_id), known.withdraw(team.team_id, command.replacement_id, work.at))
    return command.replacement_id


def _seen(work: UnitOfWork, team_id: TeamId) -> OnCall:
    """As it stands. Whoever says which version they saw speaks of the rota, and not of the team or what is made."""
    work.seen_as(on_call_of(team_id))
    return _on_call(work, team_id)


def _on_call(work: UnitOfWork, team_id: TeamId) -> OnCall:
    return OnCall.of(work.history(on_call_of(team_id)))


def _refuse_strangers(team: Team, named: dict[str, PersonId]) -> None:
    for field, person_id in named.items():
        if person_id not in team.members:
            raise PersonIsNotInTeam(field=field)


def _called(work: UnitOfWork, *stints: Stint) -> dict[PersonId, str]:
    people = (work.load(stint.person_id, Person.fold, NoSuchPerson) for stint in stints)
    return {person.person_id: person.name.full for person in people}


def on_call_follows(work: UnitOfWork, team_id: TeamId, merged: PersonId, kept: PersonId) -> None:
    """Let the turns, and what was taken, of somebody who was merged be those of whoever is kept, from now on."""
    stream, facts = on_call_of(team_id), list[Fact]()
    known = _on_call(work, team_id)
    for version in known.versions:
        rota = version.rota
        if rota is not None and merged in rota.people and not known.is_over(version, work.at):
            people = tuple(kept if one == merged else one for one in rota.people)
            from_at = max(version.from_at, work.at)
            facts.append(OnCallRotaSet(team_id=team_id, rota=replace(rota, people=people), from_at=from_at))
        elif facts:  # what was planned for later is planned again, behind what came in its place
            facts.append(_as_planned(team_id, version))
    theirs = [stint for one in known.replaced for stint in one.stints if stint.person_id == merged]
    for nth, stint in enumerate(theirs):
        if stint.until_at > max(stint.from_at, work.at):
            taken = replace(stint, person_id=kept, from_at=max(stint.from_at, work.at))
            replacement_id = ReplacementId(work.new_id(f"on-call:{nth}"))
            facts.append(OnCallCovered(team_id=team_id, replacement_id=replacement_id, stint=taken))
    work.record(stream, facts)


def _as_planned(team_id: TeamId, version: RotaVersion) -> Fact:
    if version.rota is None:
        return OnCallRotaEnded(team_id=team_id, from_at=version.from_at)
    return OnCallRotaSet(team_id=team_id, rota=version.rota, from_at=version.from_at)
