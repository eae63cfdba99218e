"""``desk on-call``, ``desk rota``, ``desk cover`` and ``desk swap``: who of a team is on call; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from api.cli.app import app, opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of, looking, zone_of_reader
from api.cli.ticket.names import instant_called, person_called, team_called
from api.questions.person.on_call import OnCallWanted, OnDuty, read_on_call, read_on_call_calendar
from commands.on_call import CoverOnCall, EndOnCallRota, SetOnCallRota, SwapOnCall
from events.values.text import Text
from events.values.zones import known_zones, zone_of

if TYPE_CHECKING:
    from api.bootstrap import Desk

TheTeam = Annotated[str, typer.Argument(help="Команда · The team")]
Since = Annotated[str, typer.Argument(help="С какого времени · From when on: 15.01.2030 9:00")]
Until = Annotated[str, typer.Argument(help="До какого времени · Until when")]
GAPS = {
    "away": Text("никто: в отпуске, без замены", "nobody: away, without a substitute"),
    "left": Text("никто: больше не работает в команде", "nobody: works in the team no longer"),
}


COLUMNS: tuple[Column[OnDuty], ...] = (
    Column(
        code="from",
        heading=Text("С", "From"),
        value=lambda duty: duty.from_at,
        cell=lambda duty, at: at.dated(duty.from_at),
    ),
    Column(
        code="until",
        heading=Text("До", "Until"),
        value=lambda duty: duty.until_at,
        cell=lambda duty, at: at.dated(duty.until_at),
    ),
    Column(
        code="person",
        heading=Text("Дежурит", "On call"),
        value=lambda duty: duty.person,
        cell=lambda duty, at: _who(duty, at.language),
        grows=True,
    ),
    Column(code="turn_of", heading=Text("Чья очередь", "Turn of"), value=lambda duty: duty.turn_of, rank=FOR_PROGRAMS),
    Column(code="gap", heading=Text("Почему никто", "Why nobody"), value=lambda duty: duty.gap, rank=FOR_PROGRAMS),
    Column(code="person_id", heading=Text.same("id"), value=lambda duty: duty.person_id, rank=FOR_PROGRAMS),
)


@command("on-call")
def on_call(
    team: TheTeam,
    *,
    at: Annotated[str | None, typer.Option(help="В какой момент · At which instant")] = None,
    weeks: Annotated[int, typer.Option(min=1, max=53, help="На сколько недель · For how many weeks")] = 4,
    ics: Annotated[bool, typer.Option("--ics", help="Для календаря (iCalendar) · For a calendar")] = False,
    how: Listing,
) -> None:
    """Показать, кто в команде дежурит сейчас и дальше · Show who of a team is on call, now and ahead."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = clock_of(desk, someone)
        since = None if at is None else instant_called(at, clock)
        wanted = OnCallWanted(ref=team_called(desk, someone, team), at=since, weeks=weeks)
        if ics:
            typer.echo(read_on_call_calendar(desk, someone.viewer, wanted).value, nl=False)
            return
        _show(desk, someone, wanted, how)


@app.command()
def rota(
    team: TheTeam,
    every: Annotated[str, typer.Argument(help="day, week; nobody — закончить · to end it")],
    starts: Annotated[str | None, typer.Argument(help="Начало первой смены · When the first turn begins")] = None,
    *,
    person: Annotated[
        list[str] | None, typer.Option(help="Кто дежурит, по порядку · Who, in the order of turns")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="По часам какого пояса · By the clock of which zone")] = None,
    outside: Annotated[str | None, typer.Option(help="Вне какого графика (id) · Outside which schedule (id)")] = None,
    who: As = None,
) -> None:
    """Задать или закончить график дежурств команды · Set or end a team's on-call rota."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        team_id = team_called(desk, someone, team)
        if every == "nobody":
            carry_out(desk, someone, EndOnCallRota, {"team_id": str(team_id)})
        else:
            clock, named = clock_of(desk, someone), zone or str(zone_of_reader(desk, someone))
            if named in known_zones():  # what is typed is read by the clock that the turns go by
                clock = replace(clock, zone=zone_of(named))
            begins = clock.now if starts is None else instant_called(starts, clock)
            content: dict[str, Any] = {
                "team_id": str(team_id),
                "every": every,
                "people": [str(person_called(desk, someone, one)) for one in person or ()],
                "starts": f"{begins.astimezone(clock.zone):%Y-%m-%dT%H:%M:%S}",
                "zone": named,
            }
            if outside is not None:
                content["outside"] = outside
            carry_out(desk, someone, SetOnCallRota, content)
        _show(desk, someone, OnCallWanted(ref=team_id))


@app.command()
def cover(
    team: TheTeam,
    person: Annotated[str, typer.Argument(help="Кто: me, логин, e-mail · Who: me, login, e-mail")],
    since: Since,
    until: Until,
    *,
    who: As = None,
) -> None:
    """Отдать участнику срок дежурства, чья бы очередь ни была · Let a member take a span on call."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        team_id = team_called(desk, someone, team)
        content = {"team_id": str(team_id), **_stint(desk, someone, person, since, until)}
        carry_out(desk, someone, CoverOnCall, content)
        _show(desk, someone, OnCallWanted(ref=team_id))


@app.command()
def swap(  # noqa: PLR0913 - two people, and when each is on call
    team: TheTeam,
    person: Annotated[str, typer.Argument(help="Кто: me, логин, e-mail · Who: me, login, e-mail")],
    since: Since,
    until: Until,
    other: Annotated[str, typer.Argument(help="С кем · With whom")],
    other_since: Since,
    other_until: Until,
    *,
    who: As = None,
) -> None:
    """Поменяться дежурствами; одному из двоих — предложить · Swap time on call; by one of the two: offer it."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        team_id = team_called(desk, someone, team)
        content = {
            "team_id": str(team_id),
            "one": _stint(desk, someone, person, since, until),
            "other": _stint(desk, someone, other, other_since, other_until),
        }
        carry_out(desk, someone, SwapOnCall, content)
        _show(desk, someone, OnCallWanted(ref=team_id))


def _stint(desk: Desk, someone: Acting, person: str, since: str, until: str) -> dict[str, str]:
    clock = clock_of(desk, someone)
    return {
        "person_id": str(person_called(desk, someone, person)),
        "from_at": instant_called(since, clock).isoformat(),
        "until_at": instant_called(until, clock).isoformat(),
    }


def _show(desk: Desk, someone: Acting, wanted: OnCallWanted, how: Listing | None = None) -> None:
    how = how or Listing()
    clock = how.clock(desk, someone)
    told = read_on_call(desk, someone.viewer, wanted).value
    if not how.is_for_programs and told.now is None:
        out.print(say("В это время никто не дежурит.", "Nobody is on call then."))
    elif not how.is_for_programs and told.now is not None:
        until = f"{say('до', 'until')} {clock.told(told.now.until_at)}"
        out.print(f"{told.team.to(clock.language)}: {_who(told.now, clock.language)}, {until}", markup=False)
    offers = [
        f"{say('Предложен обмен', 'A swap is offered')}: "
        + "; ".join(
            f"{one.person.to(clock.language)}: {clock.dated(one.from_at)} – {clock.dated(one.until_at)}"
            for one in offer.stints
        )
        for offer in told.offers
    ]
    if told.duties or how.is_for_programs:
        show(told.duties, COLUMNS, how, clock, notes=offers)


def _who(duty: OnDuty, language: str) -> str:
    turn_of = duty.turn_of.to(language)
    if duty.person is None:
        return f"{GAPS[duty.gap or 'away'].to(language)} ({turn_of})"
    person = duty.person.to(language)
    return person if duty.person_id == duty.turn_of_id else f"{person} ({say('вместо', 'instead of')}: {turn_of})"
