"""An answer that is told late is taken though its approval has expired meanwhile: who is asked, is asked again (C6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.approvers import Stage
from commands.ticket.approval import AnswerApproval, RequestApproval
from commands.ticket.talk import CommentOnTicket
from events.ticket_history import ConsequencesWithdrawn
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, StreamId
from events.values.people import Actor, Viewer
from projections.approval import rows as approvals
from projections.ticket import card as ticket_card
from tests.projections.world import MONDAY, World, viewer

HOUR = timedelta(hours=1)
OPERATOR = viewer("specialist")


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_row_163_rule_c6_an_answer_that_is_told_late_takes_the_expiry_back(world: World, verdict: str) -> None:
    world.agreement(world.schedule())
    first, second, asking = (world.person(name) for name in ("Первая", "Вторая", "Третья"))
    ticket = world.ticket("Новый ноутбук", person=asking)
    stages = (Stage(approvers=(first,)), Stage(approvers=(second,)))
    world.do(RequestApproval(ticket_id=ticket, question="Купить?", stages=stages, expires_for=Duration(2)), by=OPERATOR)
    world.fold()
    approval = ApprovalId(card(world, ticket).approvals[0].approval_id)
    world.pass_time(hours=8)
    world.keep_time()
    world.fold()
    assert [view.outcome for view in card(world, ticket).approvals] == ["expired"]

    said = AnswerApproval(ticket_id=ticket, approval_id=approval, verdict=verdict, comment="Да или нет")  # type: ignore[arg-type] # one of two
    world.do(said, by=administrator(first), at=MONDAY + HOUR)
    world.fold()
    (view,) = card(world, ticket).approvals
    if verdict == "reject":
        assert (view.outcome, card(world, ticket).status) == ("rejected", "new")
    else:
        assert (view.outcome, view.stage, card(world, ticket).status) == (None, 1, "on_approval")
        assert [found.asked_at for found in asked(world, second)] == [MONDAY + HOUR]
        # The second stage had two working hours from then on: its own expiry is told anew.
        world.keep_time()
        world.fold()
        assert [view.outcome for view in card(world, ticket).approvals] == ["expired"]
        assert world.log.load(StreamId(ticket))[-1].metadata.occurred_at == MONDAY + 3 * HOUR
    withdrawn = [one for one in world.log.load(StreamId(ticket)) if isinstance(one.fact, ConsequencesWithdrawn)]
    assert [one.metadata.occurred_at for one in withdrawn] == [MONDAY + HOUR]
    for name in ("approvals", "ticket_list", "sla_clocks"):
        live = world.rows()[name]
        world.rebuild(name, batch=3)
        assert world.rows()[name] == live


def test_row_163_rule_c6_who_was_asked_is_asked_again_when_an_expiry_falls(world: World) -> None:
    """Something else is told late: the approval waits as before, for the same people since the same instant."""
    world.agreement(world.schedule())
    first, asking = world.person("Первая"), world.person("Третья")
    ticket = world.ticket("Новый ноутбук", person=asking)
    world.do(
        RequestApproval(
            ticket_id=ticket,
            question="Купить?",
            stages=(Stage(approvers=(first,)),),
            expires_for=Duration(2),
        ),
        by=OPERATOR,
    )
    world.pass_time(hours=8)
    world.keep_time()
    world.fold()
    assert asked(world, first) == []
    world.do(CommentOnTicket(ticket_id=ticket, body="Звонили"), at=MONDAY + HOUR)
    world.fold()
    assert card(world, ticket).status == "on_approval"
    assert [(one.asked_at, one.expires_at) for one in asked(world, first)] == [(MONDAY, MONDAY + 2 * HOUR)]


def card(world: World, ticket: object) -> ticket_card.TicketCard:
    with world.cursor() as cursor:
        found = ticket_card.whole_card(cursor, OPERATOR, ticket, now=world.now)  # type: ignore[arg-type] # the id of a ticket
    assert found is not None
    return found


def asked(world: World, who: PersonId) -> list[approvals.Question]:
    by = Viewer(actor=Actor(kind="person", id=who, name="Кто-то"), groups=frozenset({"requester"}))
    with world.cursor() as cursor:
        return approvals.asked_of(cursor, by, world.now)


def administrator(who: PersonId) -> Viewer:
    return Viewer(actor=Actor(kind="person", id=who, name="Кто-то"), groups=frozenset({"administrator", "requester"}))
