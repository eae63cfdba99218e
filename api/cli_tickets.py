"""Commands that read tickets in a terminal: the list, a history, the clocks explained; part of ``desk``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Annotated, Any

import typer
from psycopg import Cursor
from rich.table import Table

from api.cli import app, language_in_use, opened_desk, out, say, stop
from api.cli_words import plain
from api.timeline_svg import CLOCKS, STATES, duration_words
from events.fact import Recorded
from events.ticket import TicketRegistered
from events.values.identity import StreamId, ticket_id
from events.values.people import SYSTEM, Viewer
from events.values.schedule import REQUESTER_ZONE, zone_of
from events.values.text import Text
from events.values.ticket import STATUSES
from projections import agreements, fact_details, tickets_query
from projections.describe import sentence
from projections.sla_clocks import readers
from sla_engine.explain import Explanation
from sla_engine.instants import NEVER, instant

AS_SYSTEM = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))
"""Whoever may run commands on this machine reads the database anyway."""

LONGEST_DETAIL = 200

Number = Annotated[int, typer.Argument(help="Номер заявки · Number of the ticket")]


@app.command()
def tickets(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    *,
    every: Annotated[bool, typer.Option("--all", help="И завершённые · Closed ones, too")] = False,
) -> None:
    """Список: что горит раньше, стоит выше · The list: what is due first stands first."""
    table = Table(
        "№",
        say("Тема", "Subject"),
        say("Статус", "Status"),
        say("Приоритет", "Priority"),
        say("Срок (UTC)", "Due (UTC)"),
        say("Команда", "Team"),
    )
    with opened_desk() as desk:
        desk.catch_up()
        wanted = tickets_query.TicketFilter(is_open=None if every else True)
        with desk.database.transaction() as cursor:
            page = tickets_query.visible_to(cursor, AS_SYSTEM, wanted, now=desk.clock.now(), limit=limit)
    language = language_in_use()
    for line in page.tickets:
        due = "—" if line.due_at is None else f"{line.due_at:%d.%m %H:%M}"
        table.add_row(
            str(line.number),
            plain(line.subject[:60]),
            plain(line.status_name.to(language)),
            line.priority,
            f"[red]{due}[/red]" if line.is_overdue else due,
            "" if line.team is None else plain(line.team.to(language)),
        )
    out.print(table)


@app.command()
def history(number: Number) -> None:
    """Вся история заявки фактами · A ticket's whole history as facts."""
    language = language_in_use()
    with opened_desk() as desk:
        desk.catch_up()
        facts = desk.log.load(StreamId(ticket_id(number)))
        with desk.database.transaction() as cursor:
            names = fact_details.names_of(cursor, facts)
    if not facts:
        stop(Text(f"Заявки {number} нет", f"There is no ticket {number}"))
    table = Table(
        say("Когда (UTC)", "When (UTC)"),
        say("Кто", "Who"),
        say("Что", "What"),
        say("Кому, почему", "To whom, why"),
        say("Позиция", "Position"),
    )
    for recorded in facts:
        at = recorded.metadata.occurred_at
        table.add_row(
            f"{at:%d.%m.%Y %H:%M:%S}",
            plain(recorded.metadata.actor.name),
            plain(sentence(recorded.fact).to(language)),
            plain(shortened(fact_details.details(recorded.fact, names).to(language))),
            str(recorded.position),
        )
    out.print(table)


def shortened(words: str) -> str:
    """As much of somebody's words as a line of a table bears."""
    return words if len(words) <= LONGEST_DETAIL else words[:LONGEST_DETAIL].rstrip() + "…"


@app.command()
def sla(number: Number) -> None:
    """Почему сроки такие, до секунды · Why the clocks show what they show, to the second."""
    language = language_in_use()
    with opened_desk() as desk:
        desk.catch_up()
        facts = desk.log.load(StreamId(ticket_id(number)))
        if not facts:
            stop(Text(f"Заявки {number} нет", f"There is no ticket {number}"))
        with desk.database.transaction() as cursor:
            found = readers.explained(cursor, facts, desk.clock.now())
            schedule, zone = _schedule_of(cursor, facts, found)
    out.print(schedule.to(language), markup=False)
    for clock in found:
        consumed, target = duration_words(clock.consumed, language), duration_words(clock.target, language)
        rule = clock.rule_id or say("по умолчанию", "default")
        out.print(
            f"{CLOCKS[clock.clock].to(language)}: {STATES[clock.state].to(language)}, {consumed} / {target}"
            + say(
                f", правило: {rule} (версия {clock.promise_version})",
                f", rule: {rule} (version {clock.promise_version})",
            )
            + _crossed(clock, zone).to(language),
            markup=False,
        )
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


def _schedule_of(cursor: Cursor[Any], facts: Sequence[Recorded], found: Sequence[Explanation]) -> tuple[Text, tzinfo]:
    """The schedule that was measured on last, its version and zone in words; and the zone for its wall clock (W7)."""
    last = next((clock.segments[-1] for clock in found if clock.segments), None)
    schedule = None if last is None else agreements.schedule(cursor, last.schedule_id)
    if last is None or schedule is None:
        return Text("Время: UTC", "Time: UTC"), UTC
    name, registered = schedule.timetables.latest.zone, facts[0].fact
    if name == REQUESTER_ZONE:
        name = (registered.requester.time_zone if isinstance(registered, TicketRegistered) else "") or "UTC"
    return Text(
        ru=f"График: {plain(schedule.name.ru)} (версия {last.schedule_version}), время: {name}",
        en=f"Schedule: {plain(schedule.name.en)} (version {last.schedule_version}), time: {name}",
    ), zone_of(name)


def _crossed(clock: Explanation, zone: tzinfo) -> Text:
    """When the target is or was reached, when it was missed, and by how much."""
    parts: list[Text] = []
    if clock.due != NEVER:
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


def _told(us: int, zone: tzinfo) -> str:
    return f"{instant(us).astimezone(zone):%d.%m.%Y %H:%M:%S}"
