"""Timelines and histories say what of a ticket changed, from what to what, and only that, by the names of today."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from commands.agreement_scope import NameServices
from commands.approvers import Stage
from commands.fields import Named
from commands.person.access import DeactivatePerson
from commands.service import AddService
from commands.ticket.approval import RequestApproval
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.stuck_approval import EndStuckApproval
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket_type.define import DefineTicketType, ReviseTicketType
from events.approval import ApprovalRequested
from events.values.identity import ServiceId, StreamId, TicketId
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket_type import AttributeDefinition, TypeDefinition
from projections.facts.history import history_of_ticket
from projections.ticket import timeline as ticket_timeline
from tests.gallery_types import ACCESS_TYPE
from tests.projections.world import AS_DESK, World, viewer


def told(world: World, ticket: TicketId, by: Viewer = AS_DESK) -> list[Text]:
    """What timeline and history say alike."""
    world.fold()
    with world.cursor() as cursor:
        facts = world.log.load(StreamId(ticket))
        found = [entry.what for entry in history_of_ticket(cursor, by, facts)]
        assert [entry.what for entry in ticket_timeline.timeline(cursor, by, ticket)] == found
    return found


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule())
    return world


def offered(desk: World, ru: str, en: str) -> ServiceId:
    """A service that the base agreement provides."""
    service = ServiceId(desk.do(AddService(title=Named(ru=ru, en=en), types=("incident",))).stream)
    desk.do(NameServices(agreement_id=desk.agreement(desk.schedule()), services=(service,)))
    return service


def test_a_service_that_went_is_told_and_what_did_not_change_is_not(desk: World) -> None:
    scans = offered(desk, "Сканы", "Scans")
    ticket = desk.ticket()
    desk.do(ReclassifyTicket(ticket_id=ticket, service_id=scans))
    desk.fold()
    desk.do(ReclassifyTicket(ticket_id=ticket, service_id=None))
    desk.do(ReclassifyTicket(ticket_id=ticket, type="inquiry"))
    assert [one.en for one in told(desk, ticket)[1:]] == [
        "Type, service, agreement or attributes changed: service — none → Scans",
        "Type, service, agreement or attributes changed: service — Scans → none",
        "Type, service, agreement or attributes changed: type — Incident → Inquiry",
    ]
    assert told(desk, ticket)[2].ru == "Изменены тип, услуга, соглашение или признаки: услуга — Сканы → нет"


def test_a_priority_says_where_it_is_from_and_which_of_impact_and_urgency_changed(desk: World) -> None:
    ticket = desk.ticket()
    desk.do(PrioritiseTicket(ticket_id=ticket, impact="high", urgency="high"))
    desk.fold()
    desk.do(CommentOnTicket(ticket_id=ticket, body="срочно"))
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="low"))
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="low", impact=None))
    first, _, named, released = (one.en for one in told(desk, ticket)[1:])
    assert first.endswith("; from the matrix; impact — none → high; urgency — none → high")
    assert named == "Priority: low; named by a person"
    assert released == "Priority: low; named by a person; impact — high → none"
    assert told(desk, ticket)[3].ru == "Приоритет: низкий; назван человеком"


def test_an_attribute_that_names_a_person_is_told_by_their_name(desk: World) -> None:
    boss = AttributeDefinition(code="boss", kind="person", name=Text("Начальник", "Boss"))
    kind = msgspec.structs.replace(ACCESS_TYPE, attributes=(*ACCESS_TYPE.attributes, boss))
    desk.do(DefineTicketType(code="hire", definition=kind))
    olga = desk.person("Ольга Смирнова")
    ticket = desk.ticket(type="hire", attributes={"system": "erp"})
    desk.do(ReclassifyTicket(ticket_id=ticket, attributes={"boss": str(olga)}))
    assert told(desk, ticket)[1].en == "Type, service, agreement or attributes changed: Boss: none → Ольга Смирнова"


def hires(kind: Any, *, without: bool = False) -> TypeDefinition:
    """A type of ticket whose attribute is of a kind, or is not there."""
    boss = AttributeDefinition(code="boss", kind=kind, name=Text("Начальник", "Boss"))
    attributes = ACCESS_TYPE.attributes if without else (*ACCESS_TYPE.attributes, boss)
    return msgspec.structs.replace(ACCESS_TYPE, attributes=attributes, takes_any_attribute=without)


def changes(desk: World, ticket: TicketId) -> list[str]:
    head = "Type, service, agreement or attributes changed: "
    return [one.en.removeprefix(head) for one in told(desk, ticket) if one.en.startswith(head)]


@pytest.mark.parametrize("shipped", [True, False])
def test_a_text_that_looks_like_the_id_of_somebody_stays_text(desk: World, shipped: Any) -> None:
    olga, team = desk.person("Ольга Смирнова"), desk.team()
    desk.do(DefineTicketType(code="hire", definition=hires("text")))
    ticket = desk.ticket() if shipped else desk.ticket(type="hire", attributes={"system": "erp"})
    code, called = ("order", "order") if shipped else ("boss", "Boss")
    desk.do(ReclassifyTicket(ticket_id=ticket, attributes={code: str(olga)}))
    desk.fold()
    desk.do(ReclassifyTicket(ticket_id=ticket, attributes={code: str(team)}))
    assert changes(desk, ticket) == [f"{called}: none → {olga}", f"{called}: {olga} → {team}"]
    desk.rebuild("ticket_types")
    desk.rebuild("ticket_timeline")
    assert changes(desk, ticket)[0] == f"{called}: none → {olga}"


def test_a_value_means_what_its_type_said_of_it_at_that_place_of_the_log(desk: World) -> None:
    olga, ivan = desk.person("Ольга Смирнова"), desk.person("Иван Петров")
    desk.do(DefineTicketType(code="hire", definition=hires("text")))
    desk.do(DefineTicketType(code="move", definition=hires("person")))
    ticket = desk.ticket(type="hire", attributes={"system": "erp", "boss": str(olga)})
    desk.do(ReclassifyTicket(ticket_id=ticket, type="move", attributes={"boss": str(ivan)}))
    assert changes(desk, ticket) == [f"type — Access request → Access request; Boss: {olga} → Иван Петров"]
    desk.do(ReviseTicketType(code="move", definition=hires("person", without=True)))
    desk.do(ReclassifyTicket(ticket_id=ticket, attributes={"boss": None}))
    desk.do(ReviseTicketType(code="move", definition=hires("text")))
    desk.do(ReclassifyTicket(ticket_id=ticket, attributes={"boss": str(ivan)}))
    assert changes(desk, ticket)[1:] == ["boss: Иван Петров → none", f"Boss: none → {ivan}"]


def test_a_registration_says_which_ticket_it_follows_to_who_may_see_that_one(desk: World) -> None:
    anna, boris = desk.person("Анна"), desk.person("Борис")
    first = desk.ticket(person=anna)
    desk.fold()
    command = RegisterTicket(subject="Опять", requester=From(person_id=boris), follows=first)
    second = TicketId(desk.do(command).stream)
    number = desk.log.load(StreamId(first))[0].fact.number  # type: ignore[attr-defined] # a registration
    assert told(desk, second)[0].en.endswith(f"; goes on from ticket №{number}")
    assert told(desk, second, viewer("requester", who=boris))[0].en.endswith("; goes on from another ticket")
    assert told(desk, second, viewer("requester", who=boris))[0].ru.endswith("; продолжает другую заявку")


def test_the_end_of_an_approval_says_to_its_asker_for_whom_nobody_is_left_to_answer(desk: World) -> None:
    anna = desk.person("Анна")
    approver = desk.person("Семён Чёрный", licence="named")
    ticket = desk.ticket(person=anna)
    desk.do(RequestApproval(ticket_id=ticket, question="Можно?", stages=(Stage(approvers=(approver,)),)))
    desk.do(DeactivatePerson(person_id=approver, reason="ушёл"))
    (asked,) = (one.fact for one in desk.log.load(StreamId(ticket)) if isinstance(one.fact, ApprovalRequested))
    desk.do(EndStuckApproval(ticket_id=ticket, approval_id=asked.approval_id))
    for by in (viewer("requester", who=anna), viewer("specialist", who=anna)):
        end = told(desk, ticket, by)[-1]
        assert end.en == "The approval ended: withdrawn; status “New”; nobody is left to answer for: Семён Чёрный"
        assert end.ru.endswith("ответить больше некому за: Семён Чёрный")
        assert not any("private" in one.en.lower() for one in told(desk, ticket, by))
