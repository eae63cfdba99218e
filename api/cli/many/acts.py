"""What can be done to many tickets at once from the terminal: an act by its name, and its order out of the options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

import msgspec
import typer

from api.cli.ticket.acting import Acting, clock_of
from api.cli.ticket.names import instant_called, priority_called, responsible_called, status_called
from api.questions.references import ticket_ref
from commands.command import Command
from commands.ticket.checks import AddChecklist
from commands.ticket.links import LinkTickets
from commands.ticket.macros import ApplyMacro
from commands.ticket.tags import TagTicket
from commands.ticket.take import TakeTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MoveTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk


class NoSuchAct(Refusal):
    """“{told}” cannot be done to many tickets. What can: {acts}."""

    ru: ClassVar[str] = "«{told}» для многих заявок не делается. Что можно: {acts}."


class ActNeeds(Refusal):
    """“{act}” needs {option}. “desk bulk --help” tells all options."""

    ru: ClassVar[str] = "Для «{act}» нужен ключ {option}. Все ключи: «desk bulk --help»."


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What an act is given with."""

    say: Annotated[
        str, typer.Option(help="Слова: решение, причина, комментарий · Words: solution, reason, comment")
    ] = ""
    to: Annotated[
        str | None,
        typer.Option(help="Кому, в какой статус или с какой заявкой · To whom, which status, or which ticket"),
    ] = None
    until: Annotated[str | None, typer.Option(help="До когда отложить · On hold until when")] = None
    add: Annotated[list[str] | None, typer.Option(help="Поставить метку · Put a tag on")] = None
    remove: Annotated[list[str] | None, typer.Option(help="Снять метку · Take a tag away")] = None
    level: Annotated[str | None, typer.Option("--level", help="Приоритет · Priority")] = None
    impact: Annotated[str | None, typer.Option(help="low, normal, high, critical")] = None
    urgency: Annotated[str | None, typer.Option(help="low, normal, high, critical")] = None
    link: Annotated[str, typer.Option(help="Чем связать: related… · Linked how: related…")] = "related"
    macro: Annotated[str | None, typer.Option(help="Название макроса · The macro's name")] = None
    template: Annotated[str | None, typer.Option(help="Шаблон чек-листа · A checklist template")] = None
    private: Annotated[bool, typer.Option("--private", help="Комментарий для сотрудников · For staff only")] = False


Content = Callable[["Desk", Acting, Said], dict[str, Any]]


class Act(NamedTuple):
    """An act: its words, its command, and what that says."""

    words: Text
    command: type[Command]
    content: Content


def _nothing(_desk: Desk, _someone: Acting, _said: Said) -> dict[str, Any]:
    return {}


def _needed(act: str, option: str, value: str | None) -> str:
    if not value:
        raise ActNeeds(act=act, option=option)
    return value


def _assign(desk: Desk, someone: Acting, said: Said) -> dict[str, Any]:
    to = _needed("assign", "--to", said.to)
    return {"responsible": responsible_called(desk, someone, to, now_of=None, team=None)}


def _hold(desk: Desk, someone: Acting, said: Said) -> dict[str, Any]:
    wake_up = (
        {} if said.until is None else {"wake_up_at": instant_called(said.until, clock_of(desk, someone)).isoformat()}
    )
    return {"reason": _needed("hold", "--say", said.say), **wake_up}


def _resolve(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    return {"solution": _needed("resolve", "--say", said.say)}


def _reason(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    return {"reason": said.say}


def _decline(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    return {"reason": _needed("decline", "--say", said.say)}


def _move(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    return {"to": status_called(_needed("move", "--to", said.to)), "solution": said.say}


def _priority(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    given = {"priority": said.level, "impact": said.impact, "urgency": said.urgency}
    found = {name: priority_called(told) for name, told in given.items() if told}
    if not found:
        raise ActNeeds(act="priority", option="--level, --impact, --urgency")
    return found


def _tag(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    if not said.add and not said.remove:
        raise ActNeeds(act="tag", option="--add, --remove")
    return {"add": said.add or [], "remove": said.remove or []}


def _comment(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    return {"body": _needed("comment", "--say", said.say), "is_public": not said.private}


def _link(_desk: Desk, _someone: Acting, said: Said) -> dict[str, Any]:
    from api.cli.around.company import link_called

    to = str(ticket_ref(_needed("link", "--to", said.to), field="to"))
    return {"kind": link_called(said.link), "to": to}


def _checklist(desk: Desk, someone: Acting, said: Said) -> dict[str, Any]:
    from api.cli.at_hand.checklists import template_called

    if said.template is None and not said.say:
        raise ActNeeds(act="checklist", option="--template, --say")
    named = {} if said.template is None else {"checklist_id": str(template_called(desk, someone, said.template))}
    return {"items": [said.say] if said.say else [], **named}


def _macro(desk: Desk, someone: Acting, said: Said) -> dict[str, Any]:
    from api.cli.ticket.macros import macro_called

    return {"macro_id": str(macro_called(desk, someone, _needed("macro", "--macro", said.macro)))}


ACTS: dict[str, Act] = {
    "assign": Act(Text("назначить", "assign"), AssignTicket, _assign),
    "unassign": Act(Text("снять назначение", "unassign"), UnassignTicket, _nothing),
    "take": Act(Text("взять себе", "take"), TakeTicket, _nothing),
    "start": Act(Text("взять в работу", "start"), PutTicketInProgress, _nothing),
    "hold": Act(Text("отложить", "put on hold"), PutTicketOnHold, _hold),
    "resume": Act(Text("вернуть из отложенных", "resume"), ResumeTicket, _nothing),
    "resolve": Act(Text("решить", "resolve"), ResolveTicket, _resolve),
    "close": Act(Text("закрыть", "close"), CloseTicket, _nothing),
    "reopen": Act(Text("вернуть в работу", "reopen"), ReopenTicket, _reason),
    "decline": Act(Text("отклонить", "decline"), DeclineTicket, _decline),
    "move": Act(Text("перевести в статус", "move to a status"), MoveTicket, _move),
    "priority": Act(Text("назначить приоритет", "set the priority"), PrioritiseTicket, _priority),
    "tag": Act(Text("метки", "tags"), TagTicket, _tag),
    "comment": Act(Text("комментарий", "comment"), CommentOnTicket, _comment),
    "link": Act(Text("связать", "link"), LinkTickets, _link),
    "checklist": Act(Text("чек-лист", "checklist"), AddChecklist, _checklist),
    "macro": Act(Text("макрос", "macro"), ApplyMacro, _macro),
}
"""Name in the terminal -> what it is; its words also tell orders that were given."""
WORDS: dict[str, Text] = {act.command.name: act.words for act in ACTS.values()} | {
    "undo-bulk": Text("отмена", "undone")
}
"""Name of a command -> how an order is told."""


def act_called(told: str) -> Act:
    """An act by its name; raises ``NoSuchAct``."""
    found = ACTS.get(told.strip().casefold())
    if found is None:
        named = {name: Text(f"{name} — {act.words.ru}", f"{name}: {act.words.en}") for name, act in ACTS.items()}
        raise NoSuchAct(told=told, acts=Listed(named))
    return found
