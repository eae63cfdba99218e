"""While the clocks have not yet read what the log says, every question about them answers as of what they have read."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest

from api.bootstrap import Desk
from commands.agreement import ConcludeAgreement
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.service_schedule import DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import ReclassifyTicket
from events.values.duration import Duration
from events.values.identity import AgreementId, CommandId, ScheduleId, ticket_id
from events.values.people import SYSTEM
from events.values.targets import Norm, Promise, Targets
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, served

QUESTIONS = ("/sla", "/sla/explain", "/sla/timeline.svg")


def ordered(desk: Desk, command: Command) -> tuple[str, str]:
    receipt = desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    return str(receipt.stream), str(receipt.reference)


def all_but_the_clocks_read(desk: Desk) -> None:
    for consumer in desk.consumers:
        if consumer.name != "sla_clocks":
            consumer.catch_up()


@pytest.fixture
def number(idle_desk: Desk) -> int:
    """A ticket under a base agreement; no read model has read anything yet."""
    ordered(idle_desk, FoundDesk())
    schedule = ordered(idle_desk, DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX))[0]
    ordered(
        idle_desk, ConcludeAgreement(title=Named(ru="Базовое"), schedule_id=ScheduleId(UUID(schedule)), is_base=True)
    )
    return int(ordered(idle_desk, RegisterTicket(subject="Мышь", requester=From(email="a@client.example")))[1])


def asked(desk: Desk, number: int) -> dict[str, httpx.Response]:
    token = desk.tokens.make(SYSTEM, frozenset({"administrator"}), now=desk.clock.now())
    with (
        served(desk) as url,
        httpx.Client(base_url=f"{url}/api/v1/tickets/{number}", headers={"Authorization": f"Bearer {token}"}) as client,
    ):
        return {question: client.get(question) for question in QUESTIONS}


def test_a_ticket_that_they_have_not_read_has_none_yet(idle_desk: Desk, number: int) -> None:
    all_but_the_clocks_read(idle_desk)
    for answer in asked(idle_desk, number).values():
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-ticket")


def test_an_agreement_that_they_have_not_read_is_not_explained_yet(idle_desk: Desk, number: int) -> None:
    idle_desk.catch_up()
    schedule = ordered(idle_desk, DrawUpSchedule(title=Named(ru="Другой"), timetable=NINE_TO_SIX))[0]
    two_hours = Promise(resolution=Targets(default=Norm(duration=Duration(amount=2, unit="hours"))))
    vip = ordered(
        idle_desk,
        ConcludeAgreement(
            title=Named(ru="VIP"), schedule_id=ScheduleId(UUID(schedule)), promise=two_hours, is_base=True
        ),
    )[0]
    moved = ReclassifyTicket(ticket_id=ticket_id(number), agreement_id=AgreementId(UUID(vip)))
    ordered(idle_desk, moved)
    all_but_the_clocks_read(idle_desk)

    answers = asked(idle_desk, number)
    assert {answer.status_code for answer in answers.values()} == {200}
    explained = {clock["clock"]: clock["target_s"] for clock in answers["/sla/explain"].json()["clocks"]}
    assert explained["resolution"] == answers["/sla"].json()["resolution"]["target_s"] == 8 * 3600
    idle_desk.catch_up()
    assert asked(idle_desk, number)["/sla"].json()["resolution"]["target_s"] == 2 * 3600
