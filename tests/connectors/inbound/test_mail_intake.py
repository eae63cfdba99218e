"""What becomes of a message: a ticket, a comment, nothing new, or quarantine; nothing is lost on the way."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from commands.agreement import Named
from commands.ports import Receipt, VersionConflict
from commands.refusals import TooBusy
from commands.team import FormTeam
from commands.ticket.register import RegisterTicket
from commands.ticket.work import AssignTicket, CloseTicket, DeclineTicket, ResolveTicket
from connectors.inbound.mail_commands import ORIGINAL_NAME
from connectors.storage import positions
from connectors.storage.database import Database, DatabaseUnreachable
from events.ticket import TicketRegistered
from events.values.identity import BASE_AGREEMENT_STREAM, StreamId, TeamId, sender_id, ticket_id
from events.values.people import MAIL_INTAKE, Responsible
from projections.sla_clocks.readers import clocks_of
from tests.connectors.inbound.mail_desks import OWN_ADDRESS, MailDesk, MemoryDesk, ServedDesk, letter

ANNA = "Анна Петрова <anna@client.example>"
BORIS = "Борис <boris@client.example>"


def answer(sender: str, body: str = "Уже лучше.", **more: str) -> bytes:
    """A mail that answers ``letter()``."""
    headers = {"subject": "Re: Не печатает принтер", "message_id": "<second@client.example>"}
    return letter(sender, body=body, **{**headers, "In_Reply_To": "<first@client.example>", **more})


# -- registration ----------------------------------------------------------------------------------------------


def test_rows_106_and_107_a_mail_of_an_unknown_sender_is_registered_under_the_base_agreement(desk: MailDesk) -> None:
    outcome = desk.take(letter())
    assert outcome.result == "registered"
    fact = desk.registered(outcome.number)
    base = desk.log.load(BASE_AGREEMENT_STREAM)[-1].fact
    assert fact.agreement_id == base.agreement_id  # type: ignore[attr-defined]  # the stream holds nothing else
    assert (fact.subject, fact.description) == ("Не печатает принтер", "Помогите, пожалуйста.")
    assert (fact.requester.name, fact.requester.email) == ("Анна Петрова", "anna@client.example")
    assert not fact.requester.known
    assert (fact.channel, fact.type, fact.message_id) == ("email", "inquiry", "<first@client.example>")


def test_the_ticket_of_a_mail_is_by_the_desk_itself_and_for_the_sender(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    (recorded,) = desk.log.load(StreamId(ticket_id(int(number))))
    assert recorded.metadata.actor == MAIL_INTAKE
    assert recorded.metadata.occurred_at == desk.hand.now()


def test_a_registered_person_is_known_by_any_spelling_of_their_address(desk: MailDesk) -> None:
    person = desk.person("anna@client.example", "Анна Сергеевна Петрова")
    number = desk.take(letter("anna <ANNA@Client.example>")).number
    requester = desk.registered(number).requester
    assert (requester.person_id, requester.name, requester.known) == (person, "Анна Сергеевна Петрова", True)


def test_a_mail_without_a_subject_is_named_after_its_first_line(desk: MailDesk) -> None:
    number = desk.take(letter(subject="", body="\r\nНет интернета\r\nсовсем")).number
    assert desk.registered(number).subject == "Нет интернета"


def test_a_very_long_mail_is_cut_and_its_original_has_all_of_it(desk: MailDesk) -> None:
    raw = letter(body="слово " * 40_000)
    fact = desk.registered(desk.take(raw).number)
    assert len(fact.description) < 100_000
    assert fact.description.endswith(f"целиком он в {ORIGINAL_NAME})")
    assert desk.file(fact.attachments[-1].sha256) == raw


def test_without_a_base_agreement_the_mail_waits_in_quarantine_with_the_reason() -> None:
    desk = MemoryDesk()
    outcome = desk.take(letter())
    assert (outcome.result, outcome.reason) == ("quarantined", "refused")
    assert desk.waiting() == [("refused", letter())]
    assert "base agreement" in outcome.text.en
    assert "базов" in outcome.text.ru.lower()


# -- answers ---------------------------------------------------------------------------------------------------


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


# -- who may speak where ---------------------------------------------------------------------------------------


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


def test_row_166_an_answer_behind_the_window_is_a_ticket_of_its_own_that_follows_the_old_one(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.do(ResolveTicket(ticket_id=ticket_id(int(number)), solution="Заменён картридж"))
    desk.hand.at += timedelta(days=15)
    late = answer(ANNA, "Снова не печатает")
    taken = desk.take(late)
    assert (taken.result, desk.ticket(number).status) == ("registered", "resolved")
    fact = desk.log.load(StreamId(ticket_id(int(taken.number))))[0].fact
    assert isinstance(fact, TicketRegistered)
    assert fact.follows == ticket_id(int(number))
    assert f"№{number}" in fact.description
    head = desk.log.head()
    assert desk.take(late).result == "known"
    assert desk.log.head() == head


# -- the same words twice --------------------------------------------------------------------------------------


def test_the_same_mail_twice_leaves_one_fact(desk: MailDesk) -> None:
    first = desk.take(letter())
    again = desk.take(letter())
    assert (again.result, again.number, again.position) == ("known", first.number, first.position)
    assert len(desk.written()) == 1


def test_two_copies_that_took_different_ways_are_one_mail(desk: MailDesk) -> None:
    desk.take(b"Received: from a.example\r\n" + letter())
    assert desk.take(b"Received: from b.example\r\n" + letter()).result == "known"


def test_a_reused_message_id_with_other_words_is_another_mail(desk: MailDesk) -> None:
    first = desk.take(letter())
    second = desk.take(letter(body="И ещё сканер."))
    assert second.result == "registered"
    assert second.number != first.number


def test_mails_without_a_message_id_are_told_apart_by_their_bytes(desk: MailDesk) -> None:
    first = desk.take(letter(message_id=""))
    assert desk.take(letter(message_id="")).number == first.number
    assert desk.take(letter(message_id="", body="Другое")).result == "registered"
    assert len(desk.written()) == 2


def test_the_same_answer_twice_leaves_one_comment_also_after_the_ticket_was_closed(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.take(answer(ANNA))
    assert desk.take(answer(ANNA)).result == "known"
    desk.do(DeclineTicket(ticket_id=ticket_id(int(number)), reason="Не к нам"))
    again = desk.take(answer(ANNA))
    assert (again.result, again.number) == ("known", number)
    assert len(desk.written()) == 2


def test_the_same_mail_is_known_after_its_sender_was_registered(desk: MailDesk) -> None:
    number = desk.take(letter()).number
    desk.person("anna@client.example")
    again = desk.take(letter())
    assert (again.result, again.number) == ("known", number)


def test_the_same_mail_by_four_readers_at_once_leaves_one_fact(served: ServedDesk) -> None:
    with ThreadPoolExecutor(4) as readers:
        outcomes = list(readers.map(lambda _: served.intake().take(letter(), source="inbox"), range(4)))
    assert sorted(outcome.result for outcome in outcomes) == ["known", "known", "known", "registered"]
    assert len({outcome.number for outcome in outcomes}) == 1
    assert len(served.written()) == 1


@pytest.mark.parametrize("dies_after", ["append", "files"])
def test_a_crash_before_the_mail_is_deleted_at_its_source_leaves_one_fact(
    served: ServedDesk, monkeypatch: pytest.MonkeyPatch, dies_after: str
) -> None:
    class PowerCut(BaseException):
        """Nothing in the desk handles it."""

    execute = served.bus.execute

    def dying(command: RegisterTicket, **more: object) -> object:
        if dies_after == "append":
            execute(command, **more)  # type: ignore[arg-type]  # as it came
        raise PowerCut

    monkeypatch.setattr(served.bus, "execute", dying)
    with pytest.raises(PowerCut):
        served.take(letter())
    monkeypatch.undo()
    assert served.take(letter()).result == ("known" if dies_after == "append" else "registered")
    assert len(served.written()) == 1


# -- files and originals ---------------------------------------------------------------------------------------


def test_row_173_files_are_kept_by_what_they_are_and_the_original_beside_them(desk: MailDesk) -> None:
    body = b"--b\r\n\r\nSee the log\r\n" + b"".join(
        b"--b\r\nContent-Type: text/x-log\r\nContent-Disposition: attachment; filename=%b\r\n\r\nline\r\n" % name
        for name in (b"one.log", b"two.log")
    )
    raw = b"From: anna@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body + b"--b--\r\n"
    attachments = desk.registered(desk.take(raw).number).attachments
    assert [(file.name, file.media_type, file.size_bytes) for file in attachments] == [
        ("one.log", "text/x-log", 4),
        ("two.log", "text/x-log", 4),
        (ORIGINAL_NAME, "message/rfc822", len(raw)),
    ]
    assert attachments[0].sha256 == attachments[1].sha256 == hashlib.sha256(b"line").hexdigest()
    assert [desk.file(file.sha256) for file in attachments] == [b"line", b"line", raw]


# -- quarantine ------------------------------------------------------------------------------------------------


def test_what_cannot_be_a_ticket_is_kept_whole_with_the_reason(desk: MailDesk) -> None:
    raw = letter(sender="")
    outcome = desk.take(raw)
    assert (outcome.result, outcome.reason, outcome.entry) == ("quarantined", "no-sender", 1)
    assert desk.waiting() == [("no-sender", raw)]
    assert desk.written() == []


def test_the_same_quarantined_mail_twice_is_one_entry(desk: MailDesk) -> None:
    raw = letter(OWN_ADDRESS)
    assert desk.take(raw).entry == desk.take(raw).entry
    assert desk.waiting() == [("own-address", raw)]


def test_hostile_headers_are_told_in_the_quarantine_without_harm(served: ServedDesk) -> None:
    served.take(b"From: a@b.example, c@d.example\r\nSubject: \x00\xed\xa0\x80=?utf-8?q?=00=ED=A0=80?= x\r\n\r\nx")
    assert [reason for reason, _ in served.waiting()] == ["two-senders"]


def test_every_sample_mail_ends_in_the_log_or_in_quarantine_and_poisons_no_read_model(served: ServedDesk) -> None:
    mails = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "mails").glob("*.eml"))}
    first = {name: served.intake().take(raw, source=name) for name, raw in mails.items()}
    served.catch_up()
    again = {name: served.intake().take(raw, source=name) for name, raw in mails.items()}
    assert {outcome.result for outcome in again.values()} == {"known", "quarantined"}
    assert len(served.written()) == sum(outcome.result in {"registered", "commented"} for outcome in first.values())
    assert len(served.waiting()) == sum(outcome.result == "quarantined" for outcome in first.values())
    served.catch_up()
    head = served.log.head()
    standings = positions.read_all(served.database)
    assert [(standing.name, standing.position, standing.poison_at) for standing in standings] == [
        (standing.name, head, None) for standing in standings
    ]


# -- nothing is lost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [letter(), letter(sender="")], ids=["a ticket", "quarantine"])
def test_while_the_database_is_away_the_intake_raises_and_later_takes_the_mail(served: ServedDesk, raw: bytes) -> None:
    url = served.database.url
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(psycopg.OperationalError):
            served.intake().take(raw, source="test.eml")
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
    with Database(url) as database:
        later = ServedDesk(database)
        assert later.take(raw).result in {"registered", "quarantined"}
        assert len(later.written()) + len(later.waiting()) == 1


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [(VersionConflict(), TooBusy), (DatabaseUnreachable(reason="gone"), DatabaseUnreachable)],
    ids=["crowd", "database"],
)
def test_what_a_later_try_may_cure_is_raised_and_never_quarantined(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception, raised: type[Exception]
) -> None:
    desk = MemoryDesk()
    desk.open()

    def refuse(*_: object, **__: object) -> Receipt:
        raise trouble

    monkeypatch.setattr(desk.log, "append", refuse)
    with pytest.raises(raised):
        desk.take(letter())
    monkeypatch.undo()
    assert desk.waiting() == []
    assert desk.take(letter()).result == "registered"
