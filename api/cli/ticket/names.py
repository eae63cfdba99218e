"""What people type for a person, a team, a status or a time -> what the desk knows it by; used by ticket commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from aggregates.person import NoSuchPerson
from api.cli.ticket.acting import Acting, NobodyIsCalledThat
from api.cli.ticket.told_times import Clock
from api.questions.person.teams import TeamList, list_teams
from api.questions.references import person_ref
from api.questions.ticket.pages import LEVEL_NAMES
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import LEVELS, STATUSES

if TYPE_CHECKING:
    from api.bootstrap import Desk

_AMOUNT = re.compile(r"(?:\+|in |через )?\s*([0-9]{1,4})\s*(m|min|м|мин|h|ч|d|д|w|н)\.?", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", "м": "minutes", "ч": "hours", "д": "days"}
_UNITS["н"] = "weeks"
_DAYS = {"yesterday": -1, "вчера": -1, "today": 0, "сегодня": 0, "tomorrow": 1, "завтра": 1, "послезавтра": 2}
_DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y")


class NoTeamIsCalledThat(Refusal):
    """There is no team “{told}”. There are: {teams}."""

    ru: ClassVar[str] = "Команды «{told}» нет. Есть: {teams}."


class SeveralAreCalledThat(Refusal):
    """Several are called “{told}”. Name the one that you mean by its id: {ids}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Так называются несколько: «{told}». Назовите нужный по идентификатору: {ids}."


def refuse_several(told: str, ids: Sequence[UUID]) -> None:
    """What people keep at hand may bear one name twice: the wrong one would be done or said."""
    if len(ids) > 1:
        raise SeveralAreCalledThat(told=told, ids=", ".join(map(str, ids)))


class NeitherPersonNorTeam(Refusal):
    """“{told}” is no login, no e-mail address and no team. Teams are: {teams}."""

    ru: ClassVar[str] = "«{told}» — не логин, не e-mail и не команда. Команды: {teams}."


class InWhichTeam(Refusal):
    """In which team does {told} get the ticket? Name it with --team; theirs are: {teams}."""

    ru: ClassVar[str] = "В какой команде {told} получит заявку? Назовите её в --team; есть: {teams}."


class WhenIsThat(Refusal):
    """“{told}” is no time that lies ahead in one way. Write “2h”, “3d”, “tomorrow 9:00” or “15.01.2030 9:00”."""

    ru: ClassVar[str] = "«{told}» не читается как время. Напишите «2ч», «3д», «завтра 9:00» или «15.01.2030 9:00»."


class SinceWhenIsThat(Refusal):
    """“{told}” is no time in the past. Write “7d”, “yesterday” or “15.01.2026 9:00”."""

    ru: ClassVar[str] = "«{told}» не читается как время в прошлом. Напишите «7д», «вчера» или «15.01.2026 9:00»."


def person_called(desk: Desk, who: Acting, told: str) -> UUID:
    """“me”, a login, an e-mail address or an id."""
    if told == "me" and not who.is_somebody:
        raise NobodyIsCalledThat(told=told)
    try:
        return person_ref(desk, who.viewer, told.strip())
    except NoSuchPerson:
        raise NobodyIsCalledThat(told=told) from None


def team_called(desk: Desk, who: Acting, told: str) -> UUID:
    """A team by its name in either language, or its id."""
    found = list_teams(desk, who.viewer, None).value
    team = _team(found, told)
    if team is None:
        raise NoTeamIsCalledThat(told=told, teams=_listed(found))
    return team


def responsible_called(desk: Desk, who: Acting, told: str, *, now_of: UUID | None, team: str | None) -> dict[str, str]:
    """A team as a whole, or a person in one: that which has the ticket now, else the only one that they are in."""
    found = list_teams(desk, who.viewer, None).value
    if team is None and (whole := _team(found, told)) is not None:
        return {"team_id": str(whole)}
    try:
        person = person_called(desk, who, told)
    except NobodyIsCalledThat as error:
        raise NeitherPersonNorTeam(told=told, teams=_listed(found)) from error
    if team is not None:
        return {"team_id": str(team_called(desk, who, team)), "person_id": str(person)}
    theirs = [one for one in found.teams if person in one.members]
    meant = [one for one in theirs if one.team_id == now_of] or theirs
    if len(meant) != 1:
        raise InWhichTeam(told=told, teams=_listed(TeamList(theirs or found.teams)))
    return {"team_id": str(meant[0].team_id), "person_id": str(person)}


def _team(found: TeamList, told: str) -> UUID | None:
    wanted = told.strip().casefold()
    for team in found.teams:
        if wanted in {team.name.ru.casefold(), team.name.en.casefold(), str(team.team_id)}:
            return team.team_id
    return None


def _listed(found: TeamList) -> Text:
    ru = ", ".join(team.name.ru for team in found.teams)
    return Text(ru or "—", ", ".join(team.name.en for team in found.teams) or "—")


def status_called(told: str) -> str:
    """A shipped status by its name in either language; any other by its code."""
    wanted = told.strip().casefold()
    names = {name.casefold(): code for code, one in STATUSES.items() for name in (one.name.ru, one.name.en)}
    return names.get(wanted, told.strip())


def priority_called(told: str) -> str:
    """A priority by its name in either language, or its code."""
    wanted = told.strip().casefold()
    names = {name.casefold(): level for level in LEVELS for name in (LEVEL_NAMES[level].ru, LEVEL_NAMES[level].en)}
    return names.get(wanted, told.strip())


def instant_called(told: str, clock: Clock) -> datetime:
    """An amount from now on, or a day with or without a time by the reader's clock; a day alone begins it."""
    text = told.strip().casefold()
    if amount := _AMOUNT.fullmatch(text):
        return clock.now + timedelta(**{_UNITS[amount[2][0]]: int(amount[1])})
    try:
        whole = datetime.fromisoformat(told.strip())
    except ValueError:
        whole = None
    if whole is not None and whole.tzinfo is not None:
        return whole
    day, _, hours = text.replace("t", " ", 1).partition(" ") if text[:1].isdigit() else text.partition(" ")
    return _on_day(told, day, hours.strip(), clock)


def past_called(told: str, clock: Clock) -> datetime:
    """An amount back from now, or a day with or without a time by the reader's clock; a day alone begins it."""
    if amount := _AMOUNT.fullmatch(told.strip().casefold().removesuffix(" ago").removesuffix(" назад")):
        return clock.now - timedelta(**{_UNITS[amount[2][0]]: int(amount[1])})
    try:
        return instant_called(told, clock)
    except WhenIsThat as error:
        raise SinceWhenIsThat(told=told) from error


def _on_day(told: str, day: str, hours: str, clock: Clock) -> datetime:
    zone: tzinfo = clock.zone
    try:
        at = time.fromisoformat(hours.removeprefix("в ").removeprefix("at ").zfill(5)) if hours else time.min
        if day in _DAYS:
            on = clock.now.astimezone(zone).date() + timedelta(days=_DAYS[day])
        else:
            on = next(found for form in _DAY_FORMS if (found := _read(day, form)) is not None).date()
    except (ValueError, StopIteration) as error:
        raise WhenIsThat(told=told) from error
    return datetime.combine(on, at.replace(tzinfo=None), zone)


def _read(day: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(day, form)  # noqa: DTZ007 - a day of the calendar
    except ValueError:
        return None
