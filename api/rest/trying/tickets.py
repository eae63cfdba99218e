"""Drafts of rules tried on tickets over HTTP: nothing is stored."""

from __future__ import annotations

from fastapi import Response

from api.bootstrap import Desk
from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.orders.called import with_ids
from api.http.swift.laid import Routes
from api.questions.asking import Admitted
from api.questions.references import ticket_ref
from api.questions.trying import tickets
from api.questions.trying.tickets import DraftOfRule, RulesToTry, TryOnTickets
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition
from commands.command import Command
from commands.rule_drafts import RULES
from events.values.refusal import Refusal

router = Routes()


@router.post(
    "/tickets/try-rules",
    tags=["tickets"],
    operation_id="try-rules",
    summary="Что изменят черновики правил в заявках · What drafts of rules would change of tickets",
)
def try_rules(desk: TheDesk, asker: TheAsker, body: TheBody, min_position: MinPosition = None) -> Response:
    """Allowed statuses, missing fields, priority, agreement, schedule, targets and due: now, and as they would be."""
    return encoded(tickets.try_rules(desk, asker, _wanted(desk, asker, body), min_position))


def _wanted(desk: Desk, asker: Admitted, body: bytes) -> RulesToTry:
    sent = decoded(object_of(body), TryOnTickets)
    return RulesToTry(
        drafts=tuple(_draft(desk, asker, one, nth) for nth, one in enumerate(sent.drafts)),
        tickets=tuple(ticket_ref(str(told), field=f"numbers[{nth}]") for nth, told in enumerate(sent.numbers)),
    )


def _draft(desk: Desk, asker: Admitted, one: DraftOfRule, nth: int) -> Command:
    kind = RULES[one.command]
    try:
        return decoded(with_ids(desk, asker.viewer, one.body, kind), kind)
    except Refusal as refused:
        refused.field = f"drafts[{nth}].body.{refused.field}" if refused.field else f"drafts[{nth}].body"
        raise
