"""The mail of somebody whose access is closed is a guest's of that address: nothing is lost, nothing allowed."""

from __future__ import annotations

import pytest

from commands.org_unit.change import ArchiveOrgUnit
from commands.person.access import DeactivatePerson, ReactivatePerson
from commands.ticket.work import CloseTicket, ResolveTicket
from events.person import PersonRegistered
from events.values.identity import StreamId, ticket_id
from events.values.people import MAIL_INTAKE
from tests.connectors.inbound.correspondents import answer
from tests.connectors.inbound.mail_desks import MailDesk, letter
from tests.support.keyed import sender_id

LOU = "Лу Шедший <lou@leaver.example>"


def shut(desk: MailDesk, how: str, *groups: str, address: str = "lou@leaver.example") -> StreamId:
    """Somebody who wrote once and whose access is closed since then."""
    person = desk.person(address, "Лу Шедший", *groups)  # type: ignore[arg-type] # names of groups
    number = desk.take(letter(LOU.replace("lou@leaver.example", address))).number
    assert desk.registered(number).requester.person_id == person
    registered = desk.log.load(StreamId(person))[0].fact
    assert isinstance(registered, PersonRegistered)
    if how == "deactivated":
        desk.do(DeactivatePerson(person_id=person, reason="Уволился"))
    else:
        assert registered.unit_id is not None
        desk.do(ArchiveOrgUnit(unit_id=registered.unit_id, reason="Закрыт"))
    return StreamId(person)


WAYS = pytest.mark.parametrize("how", ["deactivated", "in an archived unit"])


@WAYS
def test_rows_106_107_a_new_letter_is_a_ticket_of_a_guest_with_the_address_kept(desk: MailDesk, how: str) -> None:
    shut(desk, how)
    outcome = desk.take(letter(LOU, message_id="<new@leaver.example>", subject="Прошу вернуть доступ"))
    assert outcome.result == "registered"
    requester = desk.registered(outcome.number).requester
    assert (requester.name, requester.email, requester.known) == ("Лу Шедший", "lou@leaver.example", False)
    assert requester.person_id == sender_id("lou@leaver.example")
    assert desk.waiting() == []


@WAYS
@pytest.mark.parametrize("groups", [(), ("specialist",)], ids=["employee", "staff"])
def test_an_answer_is_noted_for_staff_as_a_strangers_and_says_why(
    desk: MailDesk, how: str, groups: tuple[str, ...]
) -> None:
    shut(desk, how, *groups)
    number = desk.registered("1001").number
    outcome = desk.take(answer(LOU, "И вот ещё что."))
    assert (outcome.result, outcome.number) == ("commented", str(number))
    (comment,) = desk.comments(str(number))
    assert not comment.is_public
    assert comment.body.startswith("Написал тот, кому закрыт доступ: Лу Шедший <lou@leaver.example>.")
    assert comment.body.endswith("И вот ещё что.")
    assert desk.log.load(StreamId(ticket_id(number)))[-1].metadata.actor == MAIL_INTAKE
    assert desk.waiting() == []


def test_an_answer_reopens_nothing_and_to_a_closed_ticket_follows_nothing(desk: MailDesk) -> None:
    shut(desk, "deactivated")
    first = ticket_id(1001)
    desk.do(ResolveTicket(ticket_id=first, solution="Готово"))
    desk.take(answer(LOU, "Не готово"))
    assert desk.ticket("1001").status == "resolved"
    desk.do(CloseTicket(ticket_id=first))
    outcome = desk.take(answer(LOU, "Совсем не готово", message_id="<third@leaver.example>"))
    assert outcome.result == "registered"
    fact = desk.registered(outcome.number)
    assert fact.follows is None
    assert "№1001" in fact.description


def test_on_the_ticket_that_they_wrote_as_a_guest_they_speak_as_any_guest(desk: MailDesk) -> None:
    shut(desk, "deactivated")
    number = desk.take(letter(LOU, message_id="<new@leaver.example>")).number
    desk.take(answer(LOU, "Спасибо", message_id="<x@leaver.example>", In_Reply_To="<new@leaver.example>"))
    (comment,) = desk.comments(number)
    assert (comment.is_public, comment.by_staff) == (True, False)


def test_who_comes_back_speaks_as_themselves_again(desk: MailDesk) -> None:
    person = shut(desk, "deactivated")
    desk.do(ReactivatePerson(person_id=person))  # type: ignore[arg-type] # the stream of a person
    desk.take(answer(LOU, "Я снова тут"))
    (comment,) = desk.comments("1001")
    assert comment.is_public
    number = desk.take(letter(LOU, message_id="<new@leaver.example>")).number
    assert desk.registered(number).requester.known


@pytest.mark.parametrize("spelt", ["cy@пример.рф", "cy@xn--e1afmkfd.xn--p1ai", "CY@XN--E1AFMKFD.XN--P1AI"])
def test_row_66_a_mail_of_one_mailbox_is_of_one_person_in_every_spelling(desk: MailDesk, spelt: str) -> None:
    person = desk.person("cy@пример.рф", "Цой")
    number = desk.take(letter(f"Cy <{spelt}>")).number
    assert desk.registered(number).requester.person_id == person
    assert desk.take(answer(f"Cy <{spelt}>")).result == "commented"
    assert [comment.is_public for comment in desk.comments(number)] == [True]


@pytest.mark.parametrize("sender", ["root@server", "a@x..example", "o_o@x_y.example"])
def test_a_letter_from_an_odd_address_is_taken_as_a_guests(desk: MailDesk, sender: str) -> None:
    outcome = desk.take(letter(f"Cron <{sender}>"))
    assert outcome.result == "registered"
    assert desk.registered(outcome.number).requester.email == sender
    assert desk.take(answer(f"Cron <{sender}>")).result == "commented"
