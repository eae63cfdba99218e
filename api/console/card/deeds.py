"""What can be done to a ticket beyond its buttons, each a small page: a form that our script shows over the card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import Response

from aggregates.ticket_sharing import SHARED_WITH
from api.console.asked import Asked
from api.console.offered.lists import standing_teams, ticket_types
from api.console.rendering import page
from api.console.ticket.cards import whole_conversation
from api.questions.at_hand.checklists import ChecklistsWanted, list_templates
from api.questions.paging.whole import EVERY_LINE
from api.questions.refusals import NoSuchThing
from api.questions.service.catalogue import ServicesWanted, list_services
from api.questions.ticket.around import read_closing, read_work
from api.questions.ticket.card import WholeCard, read_ticket
from commands.catalogue import refuse_who_may_not
from events.values.people import GROUP_NAMES
from events.values.text import Text
from events.values.ticket import LEVELS
from events.values.ticket_link import LINK_NAMES
from events.values.time_spent import ACTIVITY_NAMES

Shows = dict[str, Any]


class Deed(NamedTuple):
    """A deed: the order that it gives, what it is called, what its form shows beside the ticket."""

    order: str
    name: Text
    shows: Callable[[Asked, WholeCard], Shows] = lambda _asked, _ticket: {}


def _teams(asked: Asked, _ticket: WholeCard) -> Shows:
    return {"teams": [(str(team.team_id), asked.told(team.name)) for team in standing_teams(asked)]}


def _levels(asked: Asked, _ticket: WholeCard) -> Shows:
    return {"levels": [(level, asked.told(asked.level_name(level))) for level in LEVELS]}


def _class(asked: Asked, ticket: WholeCard) -> Shows:
    types = ticket_types(asked)
    services = list_services(asked.desk, asked.viewer, ServicesWanted()).value.services
    kind = next((one for one in types if one.code == ticket.type), None)
    return {
        "types": [
            (one.code, asked.told(one.definition.name))
            for one in types
            if not one.is_archived or one.code == ticket.type
        ],
        "services": [
            (str(one.service_id), "\u2003" * one.depth + asked.told(one.name))
            for one in services
            if not one.is_archived or one.service_id == ticket.service_id
        ],
        "attributes": () if kind is None else kind.definition.attributes,
    }


def _groups(asked: Asked, _ticket: WholeCard) -> Shows:
    return {"groups": [(code, asked.told(name)) for code, name in GROUP_NAMES.items() if code in SHARED_WITH]}


def _links(asked: Asked, _ticket: WholeCard) -> Shows:
    return {"kinds": [(kind, asked.told(name)) for kind, name in LINK_NAMES.items()]}


def _task(asked: Asked, ticket: WholeCard) -> Shows:
    task = _wished(read_work(asked.desk, asked.viewer, str(ticket.number)).value.tasks, "task_id", asked.wish("task"))
    return {**_teams(asked, ticket), "task": task}


def _time(asked: Asked, ticket: WholeCard) -> Shows:
    entry = None
    if asked.wish("entry"):
        work = read_work(asked.desk, asked.viewer, str(ticket.number)).value
        entry = _wished(work.times, "entry_id", asked.wish("entry"))
    return {"activities": [(code, asked.told(name)) for code, name in ACTIVITY_NAMES.items()], "entry": entry}


def _check(asked: Asked, ticket: WholeCard) -> Shows:
    work = read_work(asked.desk, asked.viewer, str(ticket.number)).value
    return {"check": _wished(work.checklist, "check_id", asked.wish("check"))}


def _checklist(asked: Asked, _ticket: WholeCard) -> Shows:
    known = list_templates(asked.desk, asked.viewer, ChecklistsWanted(limit=EVERY_LINE)).value.templates
    return {"templates": [(str(one.checklist_id), asked.told(one.name)) for one in known]}


def _closing(asked: Asked, ticket: WholeCard) -> Shows:
    return {"closing": read_closing(asked.desk, asked.viewer, str(ticket.number)).value}


def _answer(asked: Asked, ticket: WholeCard) -> Shows:
    return {"approval": _wished(ticket.approvals, "approval_id", asked.wish("approval"))}


def _comment(asked: Asked, ticket: WholeCard) -> Shows:
    entries = whole_conversation(asked, str(ticket.number)).entries
    entry = _wished([one for one in entries if one.body], "comment_id", asked.wish("comment"))
    return {"entry": entry, "is_own": entry.actor_id == asked.viewer.actor.id}


def _wished(known: Any, field: str, wished: str) -> Any:
    """The one of these that the address names; raises ``NoSuchThing``."""
    try:
        wanted = UUID(wished)
    except ValueError as error:
        raise NoSuchThing from error
    found = next((one for one in known if getattr(one, field) == wanted), None)
    if found is None:
        raise NoSuchThing
    return found


DEEDS: Mapping[str, Deed] = {
    "words": Deed("correct-ticket-words", Text("Тема и описание", "Subject and description")),
    "requester": Deed("correct-requester", Text("Для кого заявка", "Who the ticket is for")),
    "class": Deed("reclassify-ticket", Text("Тип, услуга и признаки", "Type, service and attributes"), _class),
    "priority": Deed("prioritise-ticket", Text("Влияние и срочность", "Impact and urgency"), _levels),
    "assign": Deed("assign-ticket", Text("Кому заявка", "Whose the ticket is"), _teams),
    "pass-on": Deed("pass-ticket-on", Text("Передать с запиской", "Pass on with a note"), _teams),
    "copy": Deed("copy-ticket-to", Text("Поставить в копию", "Put in copy")),
    "watcher": Deed("watch-ticket", Text("Позвать наблюдать", "Let a colleague watch")),
    "share": Deed("share-ticket", Text("Показать ещё кому-то", "Show it to somebody else"), _groups),
    "link": Deed("link-tickets", Text("Связать с заявкой", "Link to a ticket"), _links),
    "merge": Deed("merge-ticket", Text("Объединить с другой", "Merge into another")),
    "close": Deed("close-ticket", Text("Закрыть вместе с дочерними", "Close with what stands below"), _closing),
    "task": Deed("add-task", Text("Новая задача", "A new task"), _teams),
    "replan": Deed("replan-task", Text("Изменить задачу", "Change the task"), _task),
    "give-up": Deed("give-up-task", Text("Отказаться от задачи", "Give the task up"), _task),
    "time": Deed("spend-time", Text("Записать время", "Record time spent"), _time),
    "correct-time": Deed("correct-time-spent", Text("Исправить время", "Correct the time"), _time),
    "checklist": Deed("add-checklist", Text("Добавить чек-лист", "Add a checklist"), _checklist),
    "check": Deed("reword-check", Text("Изменить пункт", "Reword the item"), _check),
    "approval": Deed("request-approval", Text("Запросить согласование", "Ask for approval"), _teams),
    "answer": Deed("answer-approval", Text("Ответ на согласование", "The answer to the approval"), _answer),
    "comment": Deed("comment-on-ticket", Text("Сообщение", "The message"), _comment),
}
"""By the name that its address ends with; the template of its form is called the same."""


def deed(asked: Asked, ref: str, name: str) -> Response:
    """The form of one deed."""
    one = DEEDS.get(name)
    if one is None:
        raise NoSuchThing
    refuse_who_may_not(asked.viewer, one.order)
    ticket = read_ticket(asked.desk, asked.viewer, ref, asked.min_position).value
    return page(
        asked, "ticket/deed.html", deed=one, form=f"ticket/deeds/{name}.html", ticket=ticket, **one.shows(asked, ticket)
    )
