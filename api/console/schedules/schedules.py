"""Service schedules: the list, and a schedule's card with its week, its special days and what an edit would do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from fastapi import Response

from aggregates.service_schedule import NoSuchSchedule
from api.console.asked import Asked
from api.console.catalogue.known import every_agreement, id_in
from api.console.catalogue.words import many
from api.console.company.entries import history
from api.console.forms_asked import typed
from api.console.rendering import page
from api.console.schedules.told import date_told, days_told, hours_told
from api.console.times import MONTHS, WEEKDAYS
from api.questions.history.cards import read_schedule_history
from api.questions.schedule.cards import (
    HolidaysWanted,
    Proposal,
    RevisionOf,
    ScheduleToTry,
    TimetablePreview,
    TimetableToTry,
    list_schedules,
    preview_schedule,
    propose_holidays,
    try_timetable,
)
from commands.service_schedule import ReviseSchedule
from events.values.duration import Duration
from events.values.schedule import REQUESTER_ZONE, Hours, Timetable, WorkWeek
from events.values.schedule import WEEKDAYS as DAYS
from events.values.text import Text

OFFICE = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
USUAL = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=OFFICE, tue=OFFICE, wed=OFFICE, thu=OFFICE, fri=OFFICE))
"""What a new schedule begins with."""
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
    "Europe/Minsk", "Asia/Almaty", "Asia/Tashkent", "Asia/Yerevan", "Asia/Tbilisi", "Europe/Berlin", "UTC",
    REQUESTER_ZONE,
)  # fmt: skip
"""Zones that are proposed; any other may be written."""
COUNTRY_NAMES = {
    "RU": Text("Россия", "Russia"),
    "BY": Text("Беларусь", "Belarus"),
    "KZ": Text("Казахстан", "Kazakhstan"),
    "UZ": Text("Узбекистан", "Uzbekistan"),
    "AM": Text("Армения", "Armenia"),
    "GE": Text("Грузия", "Georgia"),
    "KG": Text("Кыргызстан", "Kyrgyzstan"),
    "CN": Text("Китай", "China"),
    "TR": Text("Турция", "Türkiye"),
    "AE": Text("ОАЭ", "United Arab Emirates"),
    "DE": Text("Германия", "Germany"),
    "US": Text("США", "United States"),
}
"""Countries whose days off can be proposed."""
AN_HOUR = Duration(1, "hours")
SHOWN = 50


def schedules(asked: Asked) -> Response:
    """Each with its week in words, and a new one."""
    found = list_schedules(asked.desk, asked.viewer, None, asked.min_position).value.schedules
    return page(
        asked,
        "schedules/schedules.html",
        schedules=[(one, _week_words(asked, one.timetables.at(asked.now))) for one in found],
        **_form(asked, USUAL),
    )


def schedule(asked: Asked, ref: str) -> Response:
    """The hours that hold, those that are planned, special days, the last edits."""
    wanted = id_in(ref)
    found = list_schedules(asked.desk, asked.viewer, None, asked.min_position).value.schedules
    one = next((each for each in found if each.schedule_id == wanted), None)
    if one is None:
        raise NoSuchSchedule
    held = one.timetables.latest
    today = asked.now.date()
    return page(
        asked,
        "schedules/schedule.html",
        one=one,
        words=_week_words(asked, one.timetables.at(asked.now)),
        planned=[(since, _week_words(asked, timetable)) for since, timetable in one.timetables.versions[1:]],
        ahead=[day for day in held.exceptions if day.on >= today],
        past=sum(day.on < today for day in held.exceptions),
        proposed=_proposed(asked),
        year=asked.wish("year") or str(today.year),
        date_told=date_told,
        hours_told=hours_told,
        days_told=days_told,
        countries=[(code, asked.told(name)) for code, name in COUNTRY_NAMES.items()],
        country=asked.wish("country", "RU"),
        agreements=[each for each in every_agreement(asked) if each.schedule_id == wanted and not each.is_archived],
        entries=history(asked, read_schedule_history, wanted) if asked.may("read-schedule-history") else (),
        **_form(asked, held),
    )


def _form(asked: Asked, held: Timetable) -> dict[str, Any]:
    """What the fields of a week are drawn from."""
    return {
        "held": held,
        "days": [
            (code, asked.told(name), hours_told(getattr(held.week, code)))
            for code, name in zip(DAYS, WEEKDAYS, strict=True)
        ],
        "months": [(str(nth), asked.told(name)) for nth, name in enumerate(MONTHS, start=1)],
        "zones": ZONES,
    }


def _week_words(asked: Asked, timetable: Timetable) -> list[str]:
    """Days that have the same hours stand together: “пн–пт 09:00–13:00, 14:00–18:00”."""
    told: list[tuple[list[str], str]] = []
    for code, name in zip(DAYS, WEEKDAYS, strict=True):
        hours = hours_told(getattr(timetable.week, code))
        if told and told[-1][1] == hours:
            told[-1][0].append(asked.told(name))
        else:
            told.append(([asked.told(name)], hours))
    return [f"{_span(days)} {hours}" for days, hours in told if hours]


def _span(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]}–{days[-1]}"


def _proposed(asked: Asked) -> Proposal | None:
    """A country's days off of a year, where they are asked for: to be looked at, changed and declared."""
    year, country = asked.wish("year"), asked.wish("country", "RU")
    if not asked.may("propose-holidays") or not (year.isascii() and year.isdigit() and len(year) == len("2026")):
        return None
    return propose_holidays(asked.desk, asked.viewer, HolidaysWanted(country=country, year=int(year))).value


def preview_new(asked: Asked) -> Response:
    """What a schedule would mean that is not there yet."""
    tried = typed(asked, TimetableToTry, only="timetable.")
    return page(asked, "schedules/preview.html", found=None, meant=_meant(asked, tried.timetable), one="")


def preview(asked: Asked, ref: str) -> Response:
    """The same of an edit, with what it would do to open tickets."""
    draft = typed(asked, ReviseSchedule)
    tried = ScheduleToTry(
        timetable=draft.timetable, effective_from=draft.effective_from, keep_exceptions=draft.keep_exceptions
    )
    wanted = RevisionOf(ref=id_in(ref), to_try=tried)
    found = preview_schedule(asked.desk, asked.viewer, wanted).value
    numbers = [*dict.fromkeys(move.number for move in found.moves)]
    told = len(numbers) if found.moved == len(found.moves) else found.moved
    return page(
        asked,
        "schedules/preview.html",
        found=found,
        one=ref,
        meant=_meant(asked, draft.timetable),
        sentence=_sentence(asked, told, found.turn_missed),
        moves=found.moves[:SHOWN],
        dropped=", ".join(
            [
                *_dates(day.on for day in found.exceptions_dropped),
                *(f"{day.day:02}.{day.month:02}" for day in found.yearly_dropped),
            ]
        ),
    )


def _dates(days: Iterable[date]) -> list[str]:
    return [date_told(day) for day in days]


def _sentence(asked: Asked, told: int, late: int) -> str:
    if not told:
        return asked.say("Сроки открытых заявок не меняются.", "No deadline of an open ticket changes.")
    moved = many(
        asked,
        told,
        (
            "открытая заявка получит новый срок",
            "открытые заявки получат новый срок",
            "открытых заявок получат новый срок",
        ),
        ("open ticket gets a new deadline", "open tickets get a new deadline"),
    )
    missed = many(
        asked,
        late,
        ("срок станет просроченным", "срока станут просроченными", "сроков станут просроченными"),
        ("becomes overdue", "become overdue"),
    )
    return f"{moved}, {missed}."


def _meant(asked: Asked, timetable: Timetable) -> dict[str, Any]:
    """The week in words, the next working time, and where an hour of work ends that begins now."""
    tried: TimetablePreview = try_timetable(
        asked.desk, asked.viewer, TimetableToTry(timetable=timetable, duration=AN_HOUR)
    ).value
    return {
        "week": [asked.told(one) for one in tried.week],
        "hour_ends": asked.times.when(tried.ends_at),
        "next": [_interval(asked, one.begin, one.end) for one in tried.next_intervals[:4]],
        "refused": asked.told(tried.texts),
    }


def _interval(asked: Asked, begin: datetime, end: datetime) -> str:
    return f"{asked.times.when(begin)} – {asked.times.when(end)}"
