"""The question for a list or a view as a table: the same tickets by the same rights, written down as they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of, several
from api.questions.ticket.pages import SORTS
from api.questions.ticket.patience import patiently
from api.questions.ticket.standpoint import named_zone
from api.questions.ticket.views import within_view
from api.questions.wall_clock import wall_clock_of_reader
from api.questions.wishes import known_codes
from api.sheets.cells import Cell, Sheet
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket_view import USUAL_COLUMNS, ViewSettings
from projections.facts.describe import LEVEL_NAMES
from projections.kit.reads import views_of
from projections.ticket.lists import export, groups
from projections.ticket.lists.beside import Beside
from projections.ticket.lists.clocks import LineClock
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket_type import rows as ticket_types
from projections.ticket_view import rows as views

MOST_ROWS = 100_000
"""Tickets of one table; all are read in one moment, and more would hold it open for longer than a question may."""
_EXPORTED = views_of(export.lines, groups.counted, ticket_types.types, views.seen_by)


class ExportIsTooLong(Refusal):
    """There are more than {most} tickets for one table. Narrow it, such as by days of registration: a table for each
    month.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Заявок больше {most}, для одной таблицы это много. Сузьте её, например днями регистрации: по таблице на месяц."
    )


class ExportWanted(TicketsNarrowed, frozen=True, kw_only=True):
    """Which tickets, in which order, with which columns; of a view by its own, unless others are named."""

    sort: str | None = None
    view: UUID | None = None
    columns: list[str] = []


class Exported(msgspec.Struct, frozen=True):
    """How many rows were written."""

    rows: int


class Export(msgspec.Struct, frozen=True):
    """What is wanted, and the sheet that it is written on."""

    wanted: ExportWanted
    sheet: Any


Tell = Callable[[TicketLine, Beside, str], Cell]


@question("export-tickets", _EXPORTED)
def export_tickets(desk: Desk, viewer: Viewer, asked: Export) -> Answer[Exported]:
    """All rows are of one moment, also while a read model is rebuilt; by the viewer's clock, in their language."""
    wanted, sheet = asked.wanted, asked.sheet
    narrowed = condition_of(desk, viewer, wanted)
    known_codes("sort", [(wanted.sort or "due").removeprefix("-")], SORTS)
    zone = _zone(desk, viewer, wanted)
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        condition, settings = within_view(db, viewer, narrowed, wanted.view)
        columns, attributes = _columns(wanted, settings)
        sort = wanted.sort or settings.sort
        with patiently(db, condition, 20_000):
            found = groups.counted(db, Asking(viewer, now, zone), condition, MOST_ROWS)
            if found.is_more:
                raise ExportIsTooLong(most=MOST_ROWS)
            rows = export.lines(
                db,
                viewer,
                TicketFilter(more=condition.of, zone=zone),
                now=now,
                sort=sort.removeprefix("-"),  # type: ignore[arg-type] # a known one
                descending=sort.startswith("-"),
                clocks="left" in columns,
            )
            written = _write(sheet, rows, columns, attributes, viewer.language, zone)
    sheet.close()
    return Answer(Exported(written))


def _zone(desk: Desk, viewer: Viewer, wanted: ExportWanted) -> tzinfo:
    return wall_clock_of_reader(desk, viewer.actor) if wanted.zone is None else named_zone(wanted.zone)


def _columns(wanted: ExportWanted, settings: ViewSettings) -> tuple[Sequence[str], Sequence[str]]:
    named = several("columns", wanted.columns)
    if not named:
        return (settings.columns if wanted.view else (*USUAL_COLUMNS, "registered", "changed")), settings.attributes
    attributes = [each.removeprefix("attribute.") for each in named if each.startswith("attribute.")]
    columns = [each for each in named if not each.startswith("attribute.")]
    known_codes("columns", columns, [*COLUMNS, "attribute.…"])
    return columns, attributes


def _write(
    sheet: Sheet, rows: Any, columns: Sequence[str], attributes: Sequence[str], language: str, zone: tzinfo
) -> int:
    headings = [COLUMNS[column][0].to(language).format(zone=zone) for column in columns]
    sheet.head([*headings, *attributes])
    told = [COLUMNS[column][1] for column in columns]
    count = 0
    for line, beside in rows:
        cells = [_by(zone, tell(line, beside, language)) for tell in told]
        sheet.row([*cells, *(beside.attributes.get(code, "") for code in attributes)])
        count += 1
    return count


def _by(zone: tzinfo, cell: Cell) -> Cell:
    """An instant by the reader's clock, which the heading names."""
    return cell.astimezone(zone).replace(tzinfo=None) if isinstance(cell, datetime) else cell


def _checklist(line: TicketLine) -> str:
    return "" if line.checklist is UNSET else f"{line.checklist.ticked}/{line.checklist.items}"


def _said(text: Text | None, language: str) -> str:
    return "" if text is None else text.to(language)


def _left(line: TicketLine) -> float | None:
    """Working hours until the clock that is due first runs down; what it ran over is below nothing."""
    if not isinstance(line.clocks, dict) or line.due_clock is None:
        return None
    clock: LineClock | None = line.clocks.get(line.due_clock)
    return None if clock is None else round((clock.left_s - clock.overrun_s) / 3600, 2)


_LAST = {"staff": Text("сотрудник", "staff"), "requester": Text("заявитель", "requester")}
COLUMNS: dict[str, tuple[Text, Tell]] = {
    "number": (Text("Номер", "Number"), lambda line, _, __: line.number),
    "subject": (Text("Тема", "Subject"), lambda line, _, __: line.subject),
    "type": (Text("Тип", "Type"), lambda line, _, to: line.type_name.to(to)),
    "status": (Text("Статус", "Status"), lambda line, _, to: line.status_name.to(to)),
    "priority": (Text("Приоритет", "Priority"), lambda line, _, to: LEVEL_NAMES[line.priority].to(to)),
    "impact": (Text("Влияние", "Impact"), lambda _, more, to: _said(LEVEL_NAMES.get(more.impact or ""), to)),
    "urgency": (Text("Срочность", "Urgency"), lambda _, more, to: _said(LEVEL_NAMES.get(more.urgency or ""), to)),
    "channel": (Text("Канал", "Channel"), lambda _, more, __: more.channel),
    "requester": (Text("Заявитель", "Requester"), lambda line, _, __: line.requester_name),
    "company": (Text("Компания", "Company"), lambda _, more, to: _said(more.company, to)),
    "unit": (Text("Подразделение", "Unit"), lambda _, more, to: _said(more.unit, to)),
    "service": (Text("Услуга", "Service"), lambda _, more, to: _said(more.service, to)),
    "agreement": (Text("Соглашение", "Agreement"), lambda _, more, to: _said(more.agreement, to)),
    "team": (Text("Команда", "Team"), lambda line, _, to: _said(line.team, to)),
    "responsible": (Text("Ответственный", "Responsible"), lambda line, _, to: _said(line.responsible, to)),
    "registered": (Text("Зарегистрирована ({zone})", "Registered ({zone})"), lambda line, _, __: line.registered_at),
    "changed": (Text("Изменена ({zone})", "Changed ({zone})"), lambda line, _, __: line.changed_at),
    "closed": (Text("Закрыта ({zone})", "Closed ({zone})"), lambda _, more, __: more.closed_at),
    "due": (Text("Срок ({zone})", "Due ({zone})"), lambda line, _, __: line.due_at),
    "missed": (Text("Просрочена ({zone})", "Missed ({zone})"), lambda line, _, __: line.missed_at),
    "left": (Text("Осталось рабочих часов", "Working hours left"), lambda line, _, __: _left(line)),
    "comments": (Text("Комментариев", "Comments"), lambda line, _, __: line.comments),
    "last_word": (
        Text("Последним писал", "Last word"),
        lambda line, _, to: _said(_LAST.get(line.last_word or ""), to),
    ),
    "tags": (Text("Метки", "Tags"), lambda _, more, __: ", ".join(more.tags)),
    "checklist": (Text("Чек-лист", "Checklist"), lambda line, _, __: _checklist(line)),
}
"""Column -> its heading, and what a row tells under it."""
