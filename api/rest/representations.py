"""The thing that a command was about, as it is behind it, for whoever prefers that to a receipt (RFC 7240)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Request

from api.bootstrap import Desk
from api.http.callers import Caller
from api.questions.agreement.cards import read_agreement
from api.questions.answer import Answer
from api.questions.asking import Question, admit
from api.questions.change_request.cards import read_change
from api.questions.org_unit.cards import read_unit
from api.questions.person.cards import CardWanted, read_person
from api.questions.person.teams import read_team
from api.questions.problem.cards import read_problem
from api.questions.service.catalogue import read_service
from api.questions.ticket.card import read_ticket
from api.questions.ticket_type import read_ticket_type
from commands.ports import Receipt
from events.values.refusal import Refusal

APPLIED = "return=representation"
_WISH = re.compile(r"\s*return\s*=\s*(?:\"representation\"|representation)\s*", re.IGNORECASE)


def _by_id(receipt: Receipt) -> UUID:
    return receipt.stream


def _by_text(receipt: Receipt) -> str:
    return str(receipt.stream)


def _by_card(receipt: Receipt) -> CardWanted:
    return CardWanted(ref=receipt.stream)


def _by_code(receipt: Receipt) -> str:
    return receipt.reference


CARDS: dict[str, tuple[str, Question[Any, Any], Callable[[Receipt], Any]]] = {
    "tickets": ("read-ticket", read_ticket, _by_text),
    "problems": ("read-problem", read_problem, _by_text),
    "changes": ("read-change", read_change, _by_text),
    "persons": ("read-person", read_person, _by_card),
    "units": ("read-unit", read_unit, _by_card),
    "teams": ("read-team", read_team, _by_card),
    "services": ("read-service", read_service, _by_id),
    "agreements": ("read-agreement", read_agreement, _by_id),
    "ticket-types": ("read-ticket-type", read_ticket_type, _by_code),
}
"""Collection -> the question that shows one of its things, and what that asks of a receipt."""


def is_wished(request: Request) -> bool:
    """Whether the sender prefers the thing itself; what else they may prefer is passed over."""
    told = request.headers.getlist("prefer")
    return any(_WISH.fullmatch(one.partition(";")[0]) for line in told for one in line.split(","))


def of(desk: Desk, caller: Caller, tag: str, receipt: Receipt, position: int) -> Answer[Any] | None:
    """The thing as it is at the receipt's position; ``None`` where it has no card, or none for whoever ordered.

    What was ordered stands: a refusal to show it is none of the order, whose receipt is answered then.
    """
    if tag not in CARDS:
        return None
    operation, question, wanted = CARDS[tag]
    try:
        asker = admit(desk, caller.viewer, operation, caller.scopes)
        return question(desk, asker, wanted(receipt), position)
    except Refusal:
        return None
