"""Whose words an answer is, and which ticket it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from commands.fields import Named
from commands.ports import Change
from commands.team import FormTeam
from commands.ticket.company import CopyTicketTo
from commands.ticket.requester import From
from commands.ticket.work import AssignTicket, CloseTicket, MergeTicket, PutTicketOnHold, ResolveTicket
from connectors.inbound.mail.commands import ORIGINAL_NAME
from events.ticket import TicketMerged
from events.values.identity import CommandId, StreamId, TeamId, ticket_id
from events.values.people import Responsible
from projections.sla_clocks.readers import clocks_of
from tests.connectors.inbound.correspondents import ANNA, BORIS, answer
from tests.connectors.inbound.mail_desks import MailDesk, MemoryDesk, ServedDesk, letter
from tests.connectors.storage.samples import draft
from tests.support.keyed import sender_id


def test_without_a_base_agreement_the_mail_waits_in_quarantine_with_the_reason() -> None:
    desk = MemoryDesk()
    outcome = desk.take(letter())
    assert (outcome.result, outcome.reason) == ("quarantined", "refused")
    assert desk.waiting() == [("refused", letter())]
    assert "base agreement" in outcome.text.en
    assert "базов" in outcome.text.ru.lower()


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": "<first@client.example>"},
        {"In_Reply_To": "", "References": "<elsewhere@x.example> <first@client.example>"},
        {"In_Reply_To": "", "References": "<first@client.example>\r\n <later@x.example>"},
        {"In_Reply_To": "<unknown@x.example>", "References": "<first@client.example>"},
    ],
    ids=["in-reply-to", "references", "folded", "both"],
)
def test_an_answer_finds_its_ticket_by_the_mails_that_it_answers(desk: MailDesk, headers: dict[str, str]) -> None:
    number = desk.take(letter()).number
    outcome = desk.take(answer(ANNA, "Спасибо!\r\n\r\n> Помогите, пожалуйста.", **headers))
    assert (outcome.result, outcome.number) == ("commented", number)
    (comment,) = desk.comments(number)
    assert (comment.body, comment.is_public, comment.by_staff) == ("Спасибо!", True, False)


def test_an_answer_finds_its_ticket_by_the_number_in_its_subject(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    outcome = desk.take(letter(subject=f"Re: [#{number}] Не печатает", message_id="<x@x.example>"))
    assert (outcome.result, outcome.number) == ("commented", number)


def test_the_answered_mail_goes_before_a_number_in_the_subject(desk: MailDesk) -> None:
    first = desk.take(letter()).number
    other = desk.take(letter(message_id="<other@client.example>", subject="Другое")).number
    outcome = desk.take(answer(ANNA, subject=f"Re: [#{other}]"))
    assert outcome.number == first


def test_a_number_that_no_ticket_bears_is_only_words(desk: MailDesk) -> None:
    outcome = desk.take(letter(subject="[#999999999999] как и в прошлый раз"))
    assert outcome.result == "registered"
    assert desk.registered(outcome.number).subject == "[#999999999999] как и в прошлый раз"


def test_answers_to_an_answer_go_to_the_same_ticket(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.take(answer(ANNA))
    outcome = desk.take(answer(ANNA, "И ещё", message_id="<third@x.example>", In_Reply_To="<second@client.example>"))
    assert (outcome.result, outcome.number) == ("commented", number)


def test_an_answer_right_behind_its_mail_finds_the_ticket_before_the_read_models_do(served: ServedDesk) -> None:
    number = served.intake().take(letter(), source="inbox").number
    outcome = served.intake().take(answer(ANNA), source="inbox")
    assert (outcome.result, outcome.number) == ("commented", number)


def test_an_answer_with_nothing_but_a_file_is_a_comment_that_says_so(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    raw = answer(ANNA, subject="").replace(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
        b"Content-Type: text/plain; name=log.txt\r\nContent-Disposition: attachment\r\n\r\n",
    )
    assert desk.take(raw).result == "commented"
    (comment,) = desk.comments(number)
    assert comment.body == "(no text)"
    assert [file.name for file in comment.attachments] == ["log.txt", ORIGINAL_NAME]


def test_the_requester_speaks_publicly_also_when_registered_after_the_first_mail(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.person("anna@client.example", "Анна Сергеевна Петрова")
    desk.take(answer(ANNA))
    (comment,) = desk.comments(number)
    assert (comment.is_public, comment.by_staff) == (True, False)
    recorded = desk.log.load(StreamId(ticket_id(int(number))))[-1]
    assert recorded.metadata.actor.id == sender_id("anna@client.example")
    assert recorded.metadata.actor.name == "Анна Сергеевна Петрова"


def test_staff_speak_publicly_and_as_staff(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    specialist = desk.person("olga@desk.example", "Ольга", "specialist")
    assert desk.take(answer("olga@desk.example", "Смотрим.")).result == "commented"
    (comment,) = desk.comments(number)
    assert (comment.is_public, comment.by_staff) == (True, True)
    assert desk.log.load(StreamId(ticket_id(int(number))))[-1].metadata.actor.id == specialist


def test_staff_speak_as_requesters_on_a_ticket_of_their_own(desk: MailDesk) -> None:
    desk.person("olga@desk.example", "Ольга", "specialist")
    number = desk.take(letter("olga@desk.example")).number
    desk.take(answer("olga@desk.example"))
    assert [comment.by_staff for comment in desk.comments(number)] == [False]


@pytest.mark.parametrize("registered", [False, True], ids=["unknown", "registered"])
def test_a_stranger_in_the_conversation_is_noted_for_staff_alone(desk: MailDesk, *, registered: bool) -> None:
    number = desk.take(letter()).number
    if registered:
        desk.person("boris@client.example", "Борис")
    outcome = desk.take(answer(BORIS, "У меня то же самое."))
    assert (outcome.result, outcome.number) == ("commented", number)
    (comment,) = desk.comments(number)
    assert not comment.is_public
    assert comment.body == ("Написал не участник заявки: Борис <boris@client.example>.\n\nУ меня то же самое.")


def test_a_private_note_about_a_stranger_does_not_stop_the_reaction_clock(served: ServedDesk) -> None:
    number = served.take(letter()).number
    served.take(answer(BORIS))
    with served.database.transaction() as cursor:
        clocks = clocks_of(cursor, ticket_id(int(number)), served.hand.now())
    assert clocks is not None
    assert clocks.reaction.is_running


def test_a_stranger_who_knows_the_number_gets_a_ticket_of_their_own(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    outcome = desk.take(letter(BORIS, f"[#{number}] закройте её", "Это я, Анна.", "<trick@x.example>"))
    assert outcome.result == "registered"
    assert outcome.number != number
    assert desk.comments(number) == []
    fact = desk.registered(outcome.number)
    assert fact.requester.email == "boris@client.example"
    assert fact.description == f"Письмо относится к заявке №{number}.\n\nЭто я, Анна."


def test_second_line_speaks_on_tickets_of_its_team_only(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.person("igor@desk.example", "Игорь", "second_line")
    desk.take(answer("igor@desk.example"))
    assert [comment.is_public for comment in desk.comments(number)] == [False]


def test_row_82_second_line_speaks_as_staff_on_a_ticket_of_its_team(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    igor = desk.person("igor@desk.example", "Игорь", "second_line")
    team = TeamId(desk.do(FormTeam(title=Named(ru="Сеть"), members=(igor,))).stream)
    desk.do(AssignTicket(ticket_id=ticket_id(int(number)), responsible=Responsible(team)))
    desk.take(answer("igor@desk.example"))
    assert [(comment.is_public, comment.by_staff) for comment in desk.comments(number)] == [(True, True)]


@pytest.mark.parametrize("sender", [ANNA, BORIS, "olga@desk.example"])
def test_whoever_answers_a_closed_ticket_gets_a_new_one_that_mentions_it(desk: MailDesk, sender: str) -> None:
    desk.person("olga@desk.example", "Ольга", "specialist")
    number = desk.take(letter()).number
    desk.do(ResolveTicket(ticket_id=ticket_id(int(number)), solution="Заменён картридж"))
    desk.do(CloseTicket(ticket_id=ticket_id(int(number))))
    before = desk.facts(number)
    outcome = desk.take(answer(sender, "Опять не печатает"))
    assert outcome.result == "registered"
    assert desk.facts(number) == before
    description = desk.registered(outcome.number).description
    assert description == f"Письмо относится к заявке №{number}.\n\nОпять не печатает"


def test_row_166_the_requester_s_answer_to_a_solution_reopens_the_ticket(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.do(ResolveTicket(ticket_id=ticket_id(int(number)), solution="Заменён картридж"))
    assert desk.take(answer(ANNA, "Снова не печатает")).result == "commented"
    assert desk.ticket(number).status == "reopened"


def test_life_40_41_a_letter_goes_on_with_what_waited_and_thanks_leave_a_solution_alone(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.do(PutTicketOnHold(ticket_id=ticket_id(int(number)), reason="Ждём запчасть"))
    assert desk.take(answer(ANNA, "Запчасть привезли")).result == "commented"
    assert desk.ticket(number).status == "in_progress"
    desk.do(ResolveTicket(ticket_id=ticket_id(int(number)), solution="Заменён картридж"))
    desk.take(answer(ANNA, "Спасибо большое!\r\n\r\n> Заменён картридж", message_id="<thanks@x.example>"))
    assert (desk.ticket(number).status, desk.ticket(number).noted_answer) == ("resolved", "thanks")


def test_whoever_is_put_in_copy_by_their_address_answers_by_mail(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    copied = From(email="vera@elsewhere.example", name="Вера")
    desk.do(CopyTicketTo(ticket_id=ticket_id(int(number)), person=copied))
    desk.take(answer("vera@elsewhere.example", "У нас то же самое"))
    (comment,) = desk.comments(number)
    assert (comment.body, comment.is_public, comment.by_staff) == ("У нас то же самое", True, False)


def other(subject: str, sender: str = ANNA, message_id: str = "<second@client.example>") -> bytes:
    """Another letter, to be merged."""
    return letter(subject=subject, message_id=message_id, sender=sender)


def merge(desk: MailDesk, number: str, into: str) -> None:
    desk.do(MergeTicket(ticket_id=ticket_id(int(number)), into=ticket_id(int(into))))
    desk.catch_up()


def test_an_answer_to_a_merged_ticket_is_a_comment_on_the_one_that_it_goes_on_as(desk: MailDesk) -> None:
    first = desk.take(letter()).number
    second = desk.take(other("Мышь снова сломана")).number
    merge(desk, second, first)
    outcome = desk.take(answer(ANNA, "Есть новости?", In_Reply_To="<second@client.example>"))
    assert (outcome.result, outcome.number) == ("commented", first)
    tagged = desk.take(letter(subject=f"Re: [#{second}] Мышь", message_id="<third@client.example>"))
    assert (tagged.result, tagged.number) == ("commented", first)
    assert [comment.is_public for comment in desk.comments(first)] == [True, True]


def test_an_answer_follows_a_chain_of_merges_and_who_asked_for_the_first_is_heard_at_its_end(desk: MailDesk) -> None:
    first = desk.take(letter()).number
    second = desk.take(other("Вторая", BORIS)).number
    third = desk.take(other("Третья", ANNA, "<last@client.example>")).number
    merge(desk, second, first)
    merge(desk, first, third)
    outcome = desk.take(answer(BORIS, "Это Борис", In_Reply_To="<second@client.example>"))
    assert (outcome.result, outcome.number) == ("commented", third)
    (comment,) = desk.comments(third)
    assert (comment.is_public, comment.by_staff) == (True, False)


def merge_as_an_older_desk(desk: MailDesk, number: str, into: str) -> None:
    """What an older desk recorded of a merge: the merged ticket's side alone."""
    stream = ticket_id(int(number))
    told = draft(TicketMerged(ticket_id=stream, into=ticket_id(int(into))))
    version = len(desk.log.load(StreamId(stream)))
    change = Change(stream=StreamId(stream), expected_version=version, drafts=(told,))
    desk.log.append([change], command_id=CommandId(uuid4()), fingerprint=b"older")
    desk.catch_up()


@pytest.mark.parametrize("last", [merge, merge_as_an_older_desk])
@pytest.mark.parametrize("registered", [True, False])
def test_who_asked_for_what_an_older_desk_merged_is_heard_publicly_on_the_target(
    desk: MailDesk, last: Callable[[MailDesk, str, str], None], registered: Any
) -> None:
    if registered:
        desk.person("boris@client.example", "Борис Борисов")
    first = desk.take(letter()).number
    second = desk.take(other("Вторая", BORIS)).number
    third = desk.take(other("Третья", ANNA, "<last@client.example>")).number
    merge_as_an_older_desk(desk, second, first)
    last(desk, first, third)
    for to, words in (("<second@client.example>", "На своё"), ("<last@client.example>", "Туда, где продолжается")):
        outcome = desk.take(answer(BORIS, words, In_Reply_To=to, message_id=f"<{words.encode().hex()}@x.example>"))
        assert (outcome.result, outcome.number) == ("commented", third)
    assert [(comment.is_public, comment.by_staff) for comment in desk.comments(third)] == [(True, False)] * 2
    stranger = desk.take(
        answer("eva@client.example", "И я", In_Reply_To="<last@client.example>", message_id="<e@x.example>")
    )
    assert stranger.result == "commented"
    assert not desk.comments(third)[-1].is_public


def test_a_stranger_s_answer_to_a_merged_ticket_is_for_staff_to_judge_on_the_target(desk: MailDesk) -> None:
    first = desk.take(letter()).number
    second = desk.take(other("Вторая")).number
    merge(desk, second, first)
    outcome = desk.take(answer(BORIS, "Я тоже", In_Reply_To="<second@client.example>"))
    assert (outcome.result, outcome.number) == ("commented", first)
    (comment,) = desk.comments(first)
    assert not comment.is_public


def test_an_answer_to_a_merged_ticket_whose_target_is_closed_follows_the_target(desk: MailDesk) -> None:
    first = desk.take(letter()).number
    second = desk.take(other("Вторая")).number
    merge(desk, second, first)
    desk.do(ResolveTicket(ticket_id=ticket_id(int(first)), solution="Готово"))
    desk.do(CloseTicket(ticket_id=ticket_id(int(first))))
    outcome = desk.take(answer(ANNA, "Опять", In_Reply_To="<second@client.example>"))
    assert outcome.result == "registered"
    assert desk.registered(outcome.number).follows == ticket_id(int(first))
