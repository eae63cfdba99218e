"""``desk card``: a ticket with its clocks, what stands around it and its conversation; part of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Line

from aggregates.module import ModuleIsHidden
from aggregates.ticket_refusals import NoSuchTicket
from api.cli.app import language_in_use, opened_desk, out, say, stop
from api.cli.shown.options import Reading, command
from api.cli.ticket.acting import Acting, looking
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.pictures.clocks import CLOCKS, STATES
from api.questions.article.cards import list_ticket_articles
from api.questions.live import looked
from api.questions.paging.whole import EVERY_LINE, PageOf
from api.questions.service.forms import read_ticket_form
from api.questions.table import may_ask
from api.questions.ticket.around import read_work
from api.questions.ticket.card import TimelineWanted, read_ticket, read_timeline
from api.questions.ticket.clocks import read_sla
from api.questions.ticket.pages import LEVEL_NAMES
from events.values.log_place import LAST
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

MOST_WORDS = 500
Ref = Annotated[str, typer.Argument(metavar="NUMBER", help="Номер заявки или id · Number of the ticket, or its id")]


@contextmanager
def as_called(ref: object) -> Iterator[None]:
    """A ticket that is not there, or not for whoever asks, is told by what they called it."""
    try:
        yield
    except NoSuchTicket as refusal:
        if refusal.field:
            raise
        stop(Text(f"Заявки {ref} нет", f"There is no ticket {ref}"))


@command()
def card(
    ref: Ref,
    *,
    seen: Annotated[bool, typer.Option("--seen", help="И отметить просмотренной · And mark it as seen")] = False,
    how: Reading,
) -> None:
    """Карточка заявки с перепиской · A ticket's card with its conversation."""
    with opened_desk() as desk, as_called(ref):
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        parts = [
            summary(desk, someone, ref, clock),
            *_clocks(desk, someone, ref, clock),
            *_unanswered(desk, someone, ref),
            *_around(desk, someone, ref, clock),
            *_quoted(desk, someone, ref),
            *_conversation(desk, someone, ref, clock),
        ]
        if seen:
            looked.keep(desk, someone.viewer, looked.looked_at(desk, someone.viewer, ref, LAST))
    out.print(Group(*parts, Line(clock.zone_told(), style="dim italic")))


def summary(desk: Desk, who: Acting, ref: str, clock: Clock) -> RenderableType:
    """What a ticket is and where it stands, in some lines; also what a command on it answers with."""
    found, language = read_ticket(desk, who.viewer, ref).value, language_in_use()
    title = Line(f"№{found.number} ", style="bold").append(without_control(found.subject))
    status = Line(without_control(found.status_name.to(language)), style=found.status_colour)
    for part in (found.type_name.to(language), LEVEL_NAMES[found.priority].to(language)):
        status.append(f" · {without_control(part)}", style="default")
    hands = [part.to(language) for part in (found.team, found.responsible) if part is not None]
    if found.responsible_away is not None:
        until = clock.told(found.responsible_away.until_at)
        hands[-1] += say(f" (отсутствует до: {until})", f" (away until: {until})")
    lines = [
        title,
        status,
        _field(say("Заявитель", "Requester"), called(found.requester_name, found.requester_email)),
        _field(say("Ответственный", "Responsible"), " · ".join(hands) or say("никто", "nobody")),
    ]
    if found.service is not None:
        lines.append(_field(say("Услуга", "Service"), found.service.to(language)))
    registered, changed = clock.told(found.registered_at), clock.told(found.changed_at)
    lines.append(
        _field(say("Зарегистрирована", "Registered"), registered + say(", изменена: ", ", changed: ") + changed)
    )
    if found.reason:
        until = "" if found.wake_up_at is None else say(", до: ", ", until: ") + clock.told(found.wake_up_at)
        lines.append(_field(say("Причина", "Reason"), found.reason + until))
    if found.solution:
        lines.append(_field(say("Решение", "Solution"), found.solution))
    return Group(*lines)


def called(name: str, email: str) -> str:
    """A person by name and address; once, where only the address is known."""
    return " · ".join(filter(None, (name, "" if email.casefold() == name.casefold() else email)))


def _field(name: str, told: str) -> Line:
    return Line(f"{name}: ", style="dim").append(without_control(told), style="not dim")


def _clocks(desk: Desk, who: Acting, ref: str, clock: Clock) -> Iterator[RenderableType]:
    found, language = read_sla(desk, who.viewer, ref).value, language_in_use()
    for one in (found.reaction, found.resolution):
        line = _field(say("Часы", "Clock") + f" · {CLOCKS[one.clock].to(language)}", STATES[one.state].to(language))
        if one.due_at is not None:
            is_late = one.due_at < clock.now
            due = say(", срок: ", ", due: ") + clock.told(one.due_at)
            line.append(due, style="bold red" if is_late else "not dim")
        yield line


def _unanswered(desk: Desk, who: Acting, ref: str) -> Iterator[RenderableType]:
    """What the service needs and nobody said: letters fill nothing in."""
    found, language = read_ticket_form(desk, who.viewer, ref).value, language_in_use()
    if found.form is not None and found.unanswered:
        names = [field.name.to(language) for field in found.form.fields if field.code in found.unanswered]
        yield _field(say("Не указано", "Not told"), ", ".join(names))


def _around(desk: Desk, who: Acting, ref: str, clock: Clock) -> Iterator[RenderableType]:
    """Tags, links and tasks, for those who see them."""
    if who.is_somebody and not may_ask(who.viewer, "read-ticket-work"):
        return
    found, language = read_work(desk, who.viewer, ref).value, language_in_use()
    if found.tags:
        yield _field(say("Метки", "Tags"), ", ".join(found.tags))
    for link in found.links:
        there = link.ticket
        yield _field(link.kind_name.to(language), f"№{there.number} {there.subject} · {there.status_name.to(language)}")
    for task in found.tasks:
        parts: Sequence[str] = [
            f"[{' ' if task.stands == 'open' else 'x'}] {task.title}",
            *(name.to(language) for name in (task.team, task.responsible) if name is not None),
            *([] if task.due_at is None else [say("срок: ", "due: ") + clock.told(task.due_at)]),
        ]
        yield _field(say("Задача", "Task"), " · ".join(parts))


def _quoted(desk: Desk, who: Acting, ref: str) -> Iterator[RenderableType]:
    """Articles that answers name, unless the knowledge base is hidden."""
    try:
        found = list_ticket_articles(desk, who.viewer, PageOf(ref=ref, limit=EVERY_LINE)).value.articles
    except ModuleIsHidden:
        return
    for one in found:
        told = f"K-{one.number} {one.title.to(language_in_use())}"
        yield _field(
            say("Статья", "Article"), told if one.is_public else told + say(" · только сотрудникам", " · staff only")
        )


def _conversation(desk: Desk, who: Acting, ref: str, clock: Clock) -> Iterator[RenderableType]:
    """Words with who said them and when, the oldest first; what else happened in one line each."""
    language = language_in_use()
    told = read_timeline(desk, who.viewer, TimelineWanted(ref=ref, limit=MOST_WORDS)).value.entries
    for entry in told:
        head = Line(f"\n{clock.told(entry.at)} · ", style="dim")
        head.append(without_control(entry.actor.to(language)), style="bold not dim")
        head.append(f" · {without_control(entry.what.to(language))}")
        if entry.is_inner:
            head.append(say(" · только сотрудникам", " · staff only"), style="yellow not dim")
        yield head
        if entry.body:
            yield Padding(Line("\n".join(without_control(line) for line in entry.body.splitlines())), (0, 0, 0, 2))
        if entry.went_to is not None:
            yield Padding(_field(say("Продолжается как", "Goes on as"), f"№{entry.went_to.number}"), (0, 0, 0, 2))
        for file in entry.attachments:
            yield Padding(_field(say("Файл", "File"), file.name), (0, 0, 0, 2))
