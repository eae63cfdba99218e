"""``desk try``: what drafts of rules, kept in a file, would do with tickets, before they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer
from rich import box
from rich.table import Table

from api.cli.app import opened_desk, out, say
from api.cli.shown.options import Reading, command
from api.cli.ticket.acting import looking
from api.cli.ticket.told_times import Clock
from api.cli.words import no_json, reason_of, without_control
from api.questions.references import ticket_ref
from api.questions.trying.tickets import DraftOfRule, RulesToTry, TriedTicket, TryOnTickets, try_rules
from commands.rule_drafts import RULES
from events.values.refusal import Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.questions.trying.standpoint import AllowedStatus, Standing, TriedClock
    from commands.command import Command
    from events.values.ticket import Clock as Clock_


class NotDrafts(Refusal):
    """The file {file} holds no draft of a rule ({why}). It is JSON: an object with “command” and “body”, or several."""

    ru: ClassVar[str] = (
        "В файле {file} нет черновика правила ({why}). Это JSON: объект с «command» и «body» или список таких."
    )


HEADINGS: dict[str, Text] = {
    "status_name": Text("Статус", "Status"),
    "ways": Text("Можно перевести в", "Ways on"),
    "lacking": Text("Не заполнено", "Not filled in"),
    "priority": Text("Приоритет", "Priority"),
    "by_matrix": Text("Приоритет по матрице", "Priority by the matrix"),
    "agreement": Text("Соглашение", "Agreement"),
    "schedule": Text("График", "Schedule"),
    "clocks": Text("Сроки", "Targets and due"),
    "service_takes_type": Text("Тип разрешён услуге", "The service takes the type"),
    "begins_with": Text("Чек-листов в начале", "Checklists to begin with"),
}
"""What is shown of a ticket; ids are for programs."""


@command("try")
def try_(
    file: Annotated[Path, typer.Argument(help="Черновики правил, JSON · Drafts of rules, JSON")],
    numbers: Annotated[list[str], typer.Argument(help="Заявки · Tickets")],
    how: Reading,
) -> None:
    """Что изменит в заявках черновик правила · What a draft of a rule would change of tickets."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        wanted = _wanted(file, numbers)
        found = try_rules(desk, someone.viewer, wanted).value.tickets
        clock = how.clock(desk, someone)
    for one in found:
        _show(one, clock)


def _wanted(file: Path, numbers: list[str]) -> RulesToTry:
    from api.http.body import decoded

    drafts = _drafts(file)
    sent = decoded({"numbers": numbers, "drafts": drafts}, TryOnTickets)
    return RulesToTry(
        drafts=tuple(_command(one) for one in sent.drafts),
        tickets=tuple(ticket_ref(str(told), field=f"numbers[{nth}]") for nth, told in enumerate(sent.numbers)),
    )


def _drafts(file: Path) -> list[Any]:
    try:
        told = json.loads(file.read_bytes())
    except OSError as error:
        raise NotDrafts(file=str(file), why=reason_of(error)) from error
    except RecursionError as error:
        raise NotDrafts(file=str(file), why=Text("слишком глубокая вложенность", "nested too deeply")) from error
    except ValueError as error:
        raise NotDrafts(file=str(file), why=no_json(error)) from error
    return told if isinstance(told, list) else [told]


def _command(one: DraftOfRule) -> Command:
    from api.http.body import decoded

    return decoded(one.body, RULES[one.command])


def _show(one: TriedTicket, clock: Clock) -> None:
    out.print(f"№{one.number} {without_control(one.subject)}", style="bold")
    shown = [field for field in HEADINGS if field in one.differs]
    if not shown:
        out.print(say("Ничего не изменится.", "Nothing would change."))
        return
    table = Table("", say("Сейчас", "Now"), say("Станет", "Then"), box=box.SIMPLE_HEAD)
    for field in shown:
        now, then = (_told(standing, field, clock) for standing in (one.now, one.then))
        table.add_row(HEADINGS[field].to(clock.language), now, then)
    out.print(table)


def _told(standing: Standing, field: str, clock: Clock) -> str:
    language = clock.language
    told = getattr(standing, field)
    match field:
        case "ways":
            words = "\n".join(_way(way, clock) for way in standing.ways)
        case "lacking":
            words = ", ".join(one.name.to(language) for one in standing.lacking) or "—"
        case "clocks":
            words = "\n".join(_clock(kind, one, clock) for kind, one in standing.clocks.items())
        case "begins_with":
            words = str(len(standing.begins_with))
        case "service_takes_type":
            words = {True: say("да", "yes"), False: say("нет", "no")}.get(told, "—")
        case _:
            words = told.to(language) if isinstance(told, Text) else str(told or "—")
    return without_control(words)


def _clock(kind: Clock_, one: TriedClock, clock: Clock) -> str:
    due = "" if one.due_at is None else f", {clock.told(one.due_at)}"
    return f"{CLOCKS[kind].to(clock.language)}: {one.target_s / 3600:g} {say('ч', 'h')}{due}"


CLOCKS = {"reaction": Text("реакция", "reaction"), "resolution": Text("решение", "resolution")}


def _way(way: AllowedStatus, clock: Clock) -> str:
    needs = [*way.lacks, *(say("чек-лист", "the checklist") for _ in range(bool(way.open_checks)))]
    told: str = way.name.to(clock.language)
    return told if not needs else f"{told}: {say('сначала', 'needs')} {', '.join(needs)}"
