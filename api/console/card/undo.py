"""What would take back an order on a ticket, told with its answer: pages offer it for ten seconds.

Which command undoes which, `commands.opposites` says; here is what it must be told: what stood there before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid5

import msgspec

from api.console.asked import Asked
from api.questions.ticket.around import TicketWork, read_work
from api.questions.ticket.card import TimelineWanted, WholeCard, read_ticket, read_timeline
from commands.command import Command
from commands.ports import Receipt
from events.values.ticket import IN_PROGRESS, ON_HOLD, RESOLVED

Body = dict[str, Any]
MOST_WORDS = 1_000


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """The order that takes another one back, and what it says."""

    order: str
    body: Body


class Before:
    """A ticket as it stood before an order; what stands around it is asked for where it is needed."""

    def __init__(self, asked: Asked, ref: str) -> None:
        self._asked = asked
        self._ref = ref
        self.card: WholeCard = read_ticket(asked.desk, asked.viewer, ref).value
        self._work: TicketWork | None = None

    @property
    def work(self) -> TicketWork:
        """Tags, tasks, checklist, time."""
        if self._work is None:
            self._work = read_work(self._asked.desk, self._asked.viewer, self._ref).value
        return self._work

    def words_of(self, comment: UUID) -> str | None:
        """What a comment says."""
        wanted = TimelineWanted(ref=self._ref, limit=MOST_WORDS)
        entries = read_timeline(self._asked.desk, self._asked.viewer, wanted).value.entries
        return next((one.body for one in entries if one.comment_id == comment), None)


Told = tuple[str, Body] | None
Make = Callable[[Before, Any, Callable[[str], str]], Told]
"""What stood before, the command, and the ids of what it made -> what undoes it; ``None``: nothing does, as it was."""


def _same(order: str, *fields: str) -> Make:
    """Undone by the other command, told the same fields."""

    def made(_before: Before, command: Any, _new: Callable[[str], str]) -> Told:
        return order, {field: told for field in fields if (told := _said(command, field)) is not None}

    return made


def _made(order: str, field: str, what: str) -> Make:
    """What an order made is taken back by its id."""
    return lambda _before, _command, new: (order, {field: new(what)})


def _said(command: Any, field: str) -> Any:
    told = getattr(command, field)
    return None if told is msgspec.UNSET else msgspec.to_builtins(told)


def _named(command: Any, *fields: str) -> list[str]:
    return [field for field in fields if getattr(command, field) is not msgspec.UNSET]


def _priority(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    card = before.card
    of_matrix = card.priority_from == "matrix" and (card.impact or card.urgency)
    former = {"priority": None if of_matrix else card.priority, "impact": card.impact, "urgency": card.urgency}
    return command.name, former


def _responsible(before: Before, _command: Any, _new: Callable[[str], str]) -> Told:
    card = before.card
    if card.team_id is None:
        return "unassign-ticket", {}
    person = {} if card.responsible_id is None else {"person_id": str(card.responsible_id)}
    return "assign-ticket", {"responsible": {"team_id": str(card.team_id), **person}, "confirm": True}


def _taken(before: Before, command: Any, new: Callable[[str], str]) -> Told:
    """Whoever took what another had in hand gives it back to them."""
    return ("give-ticket-back", {}) if not command.take_over else _responsible(before, command, new)


def _words(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    return command.name, {field: getattr(before.card, field) for field in _named(command, "subject", "description")}


def _requester(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    card = before.card
    return command.name, {
        "requester": {"person_id": str(card.requester_id)},
        "agreement_id": str(card.agreement_id),
    }


def _class(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    card, body = before.card, {}
    if _named(command, "type", "service_id", "agreement_id"):
        body = {"type": card.type, "agreement_id": str(card.agreement_id)}
        body["service_id"] = None if card.service_id is None else str(card.service_id)  # type: ignore[assignment]
    named = {} if command.attributes is msgspec.UNSET else command.attributes
    gone = {} if _named(command, "type") else {code: None for code in named if code not in card.attributes}
    attributes = {**gone, **card.attributes}
    return command.name, {**body, **({"attributes": attributes} if attributes else {})}


def _resumed(before: Before, _command: Any, _new: Callable[[str], str]) -> Told:
    card = before.card
    if not card.reason:
        return None
    wakes = {} if card.wake_up_at is None else {"wake_up_at": card.wake_up_at.isoformat()}
    return "put-ticket-on-hold", {"reason": card.reason, **wakes}


def _moved(before: Before, command: Any, new: Callable[[str], str]) -> Told:
    """Into a status that comes with the desk, as by the command of its own."""
    if command.to == ON_HOLD:
        return "resume-ticket", {}
    if command.to == RESOLVED:
        return "reopen-ticket", {}
    if command.to == IN_PROGRESS:
        return _resumed(before, command, new) if before.card.status == ON_HOLD else ("unstart-ticket", {})
    return None


def _comment(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    body = before.words_of(command.comment_id)
    return None if body is None else (command.name, {"comment_id": str(command.comment_id), "body": body})


def _tags(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    had = set(before.work.tags)
    return command.name, {
        "add": [tag for tag in command.remove if tag in had],
        "remove": [tag for tag in command.add if tag not in had],
    }


def _copied(_before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    person = command.person.person_id
    return None if person is None else ("end-ticket-copy", {"person_id": str(person)})


def _task(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    task = next((one for one in before.work.tasks if one.task_id == command.task_id), None)
    if task is None:
        return None
    hand = None
    if task.team_id is not None:
        person = {} if task.responsible_id is None else {"person_id": str(task.responsible_id)}
        hand = {"team_id": str(task.team_id), **person}
    return command.name, {
        "task_id": str(task.task_id),
        "title": task.title,
        "responsible": hand,
        "confirm": True,
        "due_at": None if task.due_at is None else task.due_at.isoformat(),
    }


def _check(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    words = next((one.words for one in before.work.checklist if one.check_id == command.check_id), None)
    return None if words is None else (command.name, {"check_id": str(command.check_id), "words": words})


def _order(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    return command.name, {"checks": [str(one.check_id) for one in before.work.checklist]}


def _time(before: Before, command: Any, _new: Callable[[str], str]) -> Told:
    found = next((one for one in before.work.times if one.entry_id == command.entry_id), None)
    if found is None:
        return None
    told = {"minutes": found.seconds // 60, "activity": found.activity, "note": found.note}
    return command.name, {"entry_id": str(found.entry_id), **told, "until_at": found.until_at.isoformat()}


MAKERS: Mapping[str, Make] = {
    "prioritise-ticket": _priority,
    "assign-ticket": _responsible,
    "pass-ticket-on": _responsible,
    "unassign-ticket": _responsible,
    "take-ticket": _taken,
    "correct-ticket-words": _words,
    "correct-requester": _requester,
    "reclassify-ticket": _class,
    "put-ticket-in-progress": _same("unstart-ticket"),
    "put-ticket-on-hold": _same("resume-ticket"),
    "resume-ticket": _resumed,
    "resolve-ticket": _same("reopen-ticket"),
    "move-ticket": _moved,
    "comment-on-ticket": _made("withdraw-comment", "comment_id", "comment"),
    "edit-comment": _comment,
    "watch-ticket": _same("unwatch-ticket", "person_id"),
    "unwatch-ticket": _same("watch-ticket", "person_id"),
    "copy-ticket-to": _copied,
    "end-ticket-copy": lambda _before, command, _new: (
        ("copy-ticket-to", {"person": {"person_id": str(command.person_id)}}) if command.person_id else None
    ),
    "share-ticket": _same("end-ticket-share", "person_id", "group"),
    "end-ticket-share": _same("share-ticket", "person_id", "group"),
    "tag-ticket": _tags,
    "link-tickets": _same("unlink-tickets", "kind", "to"),
    "unlink-tickets": _same("link-tickets", "kind", "to"),
    "merge-ticket": _same("unmerge-ticket"),
    "add-task": _made("give-up-task", "task_id", "task"),
    "do-task": _same("take-up-task-again", "task_id"),
    "give-up-task": _same("take-up-task-again", "task_id"),
    "replan-task": _task,
    "tick-checks": _same("untick-checks", "checks"),
    "untick-checks": _same("tick-checks", "checks"),
    "withdraw-checks": _same("restore-checks", "checks"),
    "restore-checks": _same("withdraw-checks", "checks"),
    "reword-check": _check,
    "reorder-checklist": _order,
    "spend-time": _made("withdraw-time-spent", "entry_id", "time"),
    "correct-time-spent": _time,
    "request-approval": _made("withdraw-approval", "approval_id", "approval"),
}
"""Command on a ticket -> how what undoes it is made."""


def stood(asked: Asked, command: Command) -> Before | None:
    """The ticket as it stands, where the order could be taken back later."""
    ref = getattr(command, "ticket_id", None)
    return None if ref is None or command.name not in MAKERS else Before(asked, str(ref))


def undone(before: Before | None, command: Command, receipt: Receipt) -> Undo | None:
    """What takes an order back that was carried out; ``None`` where nothing does, or nothing happened."""
    if before is None or receipt.repeated or not receipt.position:
        return None
    told = MAKERS[command.name](before, command, lambda what: str(uuid5(receipt.command_id, what)))
    if told is None:
        return None
    order, body = told
    return Undo(order=order, body={"ticket_id": str(before.card.ticket_id), **body})
