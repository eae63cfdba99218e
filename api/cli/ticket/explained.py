"""Commands that explain a ticket in a terminal: its history and its clocks; part of ``desk``."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated, Any

import typer
from msgspec.structs import replace
from rich.table import Table

from api.cli.app import language_in_use, opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, Reading, command
from api.cli.ticket.acting import looking
from api.cli.ticket.cards import as_called
from api.cli.words import plain
from api.pictures.clocks import CLOCKS, STATES, duration_words
from api.questions.paging.whole import EVERY_LINE
from api.questions.ticket.clocks import ExplainedClocks, ExplanationWanted, explain_sla
from api.questions.ticket.history import HistoryWanted, read_history
from api.questions.wall_clock import wall_clock
from events.values import zones
from events.values.log_place import told
from events.values.text import Text
from events.values.ticket import STATUSES
from sla_engine.explain import Explanation
from sla_engine.instants import NEVER, Micros, instant

LONGEST_DETAIL = 200

Number = Annotated[int, typer.Argument(help="Номер заявки · Number of the ticket")]


@command()
def history(number: Number, *, how: Listing) -> None:
    """Вся история заявки фактами, по часам её графика · A ticket's whole history as facts, by its schedule's clock."""
    with opened_desk() as desk, as_called(number):
        someone = looking(desk, how.who)
        answer = read_history(desk, someone.viewer, HistoryWanted(ref=str(number), in_words=True, limit=EVERY_LINE))
        found = answer.value
        clock = how.clock(desk, someone)
        if not (how.utc or how.zone or someone.is_somebody):
            clock = replace(clock, zone=found.zone)
    zone, language = clock.zone, clock.language
    columns: tuple[Column[Any], ...] = (
        Column(
            code="at",
            heading=Text(f"Когда ({zone})", f"When ({zone})"),
            value=lambda one: one.occurred_at,
            cell=lambda one, _: f"{one.occurred_at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
        ),
        Column(code="by", heading=Text("Кто", "Who"), value=lambda one: one.actor, most=24),
        Column(code="what", heading=Text("Что", "What"), value=lambda one: one.what, grows=True),
        Column(
            code="more",
            heading=Text("Почему и словами", "Why and in words"),
            value=lambda one: found.more_of(one, zone).to(language),
            cell=lambda one, _: shortened(found.more_of(one, zone).to(language)),
            grows=True,
        ),
        Column(
            code="position",
            heading=Text("Позиция", "Position"),
            value=lambda one: told(answer.epoch, one.position),
            rank=1,
        ),
        Column(code="fact", heading=Text("Факт", "Fact"), value=lambda one: one.name, rank=FOR_PROGRAMS),
    )
    show([one for one in found.entries if one.merged_from is None], columns, how, clock, names_zone=True)


def shortened(words: str) -> str:
    """As much of somebody's words as a line of a table bears."""
    return words if len(words) <= LONGEST_DETAIL else words[:LONGEST_DETAIL].rstrip() + "…"


@command()
def sla(number: Number, *, how: Reading) -> None:
    """Почему сроки такие, до секунды · Why the clocks show what they show, to the second."""
    language = language_in_use()
    with opened_desk() as desk, as_called(number):
        someone = looking(desk, how.who)
        found = explain_sla(desk, someone.viewer, ExplanationWanted(ref=str(number), with_terms=True)).value
        own = how.clock(desk, someone).zone if how.utc or how.zone or someone.is_somebody else None
    if found.trouble is not None:
        out.print(found.trouble.to(language), markup=False)
    zone = own or wall_clock(found.schedule, found.requester_zone)
    out.print(_measured_by(found, zone).to(language), markup=False)
    out.print(say(f"Правила часовых поясов: {zones.rules()}", f"Rules of time zones: {zones.rules()}"), markup=False)
    for clock in found.clocks:
        consumed, target = duration_words(clock.consumed, language), duration_words(clock.target, language)
        line = None if found.terms is None else getattr(found.terms, clock.clock)
        named = clock.rule_id if line is None else line.name.to(language)
        rule = named if clock.rule_id else say("по умолчанию", "default")
        out.print(
            f"{CLOCKS[clock.clock].to(language)}: {STATES[clock.state].to(language)}, {consumed} / {target}"
            + say(
                f", правило: {rule} (версия {clock.promise_version})",
                f", rule: {rule} (version {clock.promise_version})",
            )
            + _crossed(clock, zone).to(language),
            markup=False,
        )
        if clock.trouble is not None:
            out.print(clock.trouble.to(language), markup=False)
        table = Table(
            say("С", "From"),
            say("По", "To"),
            say("Статус", "Status"),
            say("Почему", "Why"),
            say("Засчитано", "Counted"),
            say("Итого", "Total"),
        )
        for segment in clock.segments:
            table.add_row(
                _told(segment.begin, zone),
                _told(segment.end, zone),
                plain(_status(segment.status).to(language)),
                plain(segment.why.to(language)),
                duration_words(segment.worked, language) if segment.worked else "—",
                duration_words(segment.total, language),
            )
        out.print(table)


def _status(code: str) -> Text:
    """A shipped status by its name; one of a type's own by its code, as the clocks know it."""
    return STATUSES[code].name if code in STATUSES else Text.same(code)


def _measured_by(found: ExplainedClocks, zone: tzinfo) -> Text:
    """The schedule and its version in words, and the zone that times are told in."""
    schedule, last = found.schedule, found.last_segment
    if schedule is None or last is None:
        return Text(f"Время: {zone}", f"Time: {zone}")
    return Text(
        ru=f"График: {plain(schedule.name.ru)} (расписание {last.timetable_no}), время: {zone}",
        en=f"Schedule: {plain(schedule.name.en)} (timetable {last.timetable_no}), time: {zone}",
    )


def _crossed(clock: Explanation, zone: tzinfo) -> Text:
    """When a clock that runs is due, when it was missed, and by how much."""
    parts: list[Text] = []
    if clock.is_running and clock.due != NEVER:
        due = _told(clock.due, zone)
        parts.append(Text(f"срок: {due}", f"due: {due}"))
    if clock.missed != NEVER:
        missed = _told(clock.missed, zone)
        parts.append(Text(f"просрочено: {missed}", f"missed: {missed}"))
    over = clock.consumed - clock.target
    if over > 0:
        ru, en = duration_words(over, "ru"), duration_words(over, "en")
        parts.append(Text(f"сверх срока: {ru} рабочего времени", f"over: {en} of working time"))
    return Text(ru="".join(f"\n  {part.ru}" for part in parts), en="".join(f"\n  {part.en}" for part in parts))


def _told(us: Micros, zone: tzinfo) -> str:
    return f"{instant(us).astimezone(zone):%d.%m.%Y %H:%M:%S}"
