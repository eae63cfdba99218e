"""Who of a team is on call: drawn week by week with its gaps, told as a table, set by turns (row 73)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.company.teams import may_lead, team_ref
from api.console.rendering import page
from api.console.schedules.told import hours_told
from api.console.times import WEEKDAYS as WEEKDAY_NAMES
from api.questions.person.cards import CardWanted
from api.questions.person.on_call import OnCallWanted, OnDuty, read_on_call
from api.questions.person.teams import read_team
from api.questions.schedule.cards import list_schedules
from events.values.schedule import WEEKDAYS

WEEKS, MOST_WEEKS = 4, 13
COLOURS = 6
WEEK_HOURS = 168


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a drawn week: from which hour on, how long, in whose colour; ``colour`` 0 is a gap."""

    at: float
    length: float
    colour: int
    title: str


class Coloured(msgspec.Struct, frozen=True, kw_only=True):
    """Whose colour it is."""

    colour: int
    name: str


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn week, from midnight of its first day by the reader's clock."""

    begins_at: datetime
    bars: tuple[Bar, ...]


def on_call(asked: Asked, ref: str) -> Response:
    """The next weeks, each duty a line; whoever leads the team says by which turns."""
    team_id = team_ref(ref)
    told = asked.wish("weeks")
    weeks = min(int(told), MOST_WEEKS) if told.isascii() and told.isdigit() and int(told) else WEEKS
    team = read_team(asked.desk, asked.viewer, CardWanted(ref=team_id), asked.min_position).value
    found = read_on_call(asked.desk, asked.viewer, OnCallWanted(ref=team_id, weeks=weeks), asked.min_position).value
    people = {one.person_id: one.name for one in team.people or ()}
    rota = found.rota
    return page(
        asked,
        "company/on_call.html",
        team=team,
        found=found,
        weeks=weeks,
        drawn=list(_drawn(asked, found.duties, found.at, weeks)),
        colours=_colours(asked, found.duties),
        me=asked.viewer.actor.id,
        may_swap=asked.may_order("swap-on-call") and not team.is_disbanded,
        swapped=next((one for one in found.duties if one.from_at.isoformat() == asked.wish("swap")), None),
        turns=[] if rota is None else [people.get(one, "?") for one in rota.people],
        may_lead=may_lead(asked, team),
        schedule_names=[
            (str(one.schedule_id), asked.told(one.name))
            for one in list_schedules(asked.desk, asked.viewer, None).value.schedules
        ],
        week=[
            (code, asked.told(WEEKDAY_NAMES[nth]), hours_told(rota.hours.on(nth)) if rota and rota.hours else "")
            for nth, code in enumerate(WEEKDAYS)
        ],
        members=[(str(one.person_id), one.name) for one in team.people or ()],
        zone=str(asked.zone),
    )


def _drawn(asked: Asked, duties: Sequence[OnDuty], at: datetime, weeks: int) -> Iterator[Week]:
    """By the reader's clock; whoever is on call has one colour on all weeks."""
    colours = _by_person(duties)
    first = at.astimezone(asked.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for nth in range(weeks):
        begins, ends = first + timedelta(weeks=nth), first + timedelta(weeks=nth + 1)
        bars = []
        for duty in duties:
            since, until = max(duty.from_at, begins), min(duty.until_at, ends)
            if since < until:
                bars.append(
                    Bar(
                        at=(since - begins) / timedelta(hours=1),
                        length=(until - since) / timedelta(hours=1),
                        colour=0 if duty.person_id is None else colours[duty.person_id],
                        title=asked.told(duty.person) or asked.say("никто", "nobody"),
                    )
                )
        yield Week(begins_at=begins, bars=tuple(bars))


def _colours(asked: Asked, duties: Sequence[OnDuty]) -> list[Coloured]:
    """What each colour means, in the order in which people come."""
    names = {one.person_id: asked.told(one.person) for one in duties if one.person_id is not None}
    return [Coloured(colour=colour, name=names[person]) for person, colour in _by_person(duties).items()]


def _by_person(duties: Sequence[OnDuty]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for duty in duties:
        if duty.person_id is not None:
            found.setdefault(duty.person_id, len(found) % COLOURS + 1)
    return found
