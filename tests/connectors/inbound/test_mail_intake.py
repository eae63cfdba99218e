"""What becomes of a message: a ticket, a comment, nothing new, or quarantine; nothing is lost on the way."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from commands.ports import Receipt, VersionConflict
from commands.refusals import TooBusy
from commands.ticket.register import RegisterTicket
from commands.ticket.work import DeclineTicket, ResolveTicket
from connectors.inbound.mail.commands import ORIGINAL_NAME
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database, DatabaseUnreachable
from events.ticket import TicketRegistered
from events.values.identity import BASE_AGREEMENT_STREAM, StreamId, ticket_id
from events.values.people import MAIL_INTAKE
from tests.connectors.inbound.correspondents import ANNA, answer
from tests.connectors.inbound.mail_desks import OWN_ADDRESS, MailDesk, MemoryDesk, ServedDesk, letter

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


@pytest.mark.parametrize(
    "raw",
    [
        letter(subject="\u202eНет интернета"),
        letter(subject="", body="\u202eНет интернета"),
        letter(subject="", body="").replace(b"text/plain", b"text/html") + "<p>&#8238;Нет интернета</p>".encode(),
    ],
    ids=["subject", "first line", "first line of HTML"],
)
def test_a_mail_that_turns_the_reading_direction_is_read_without_that(desk: MailDesk, raw: bytes) -> None:
    assert desk.registered(desk.take(raw).number).subject == "Нет интернета"


def test_a_subject_and_a_name_that_nobody_can_see_are_none(desk: MailDesk) -> None:
    fact = desk.registered(desk.take(letter("\u200b <anna@client.example>", subject="\u200b")).number)
    assert fact.requester.name == "anna@client.example"
    assert fact.subject.strip("\u200b")


def test_a_very_long_mail_is_cut_and_its_original_has_all_of_it(desk: MailDesk) -> None:
    raw = letter(body="слово " * 40_000)
    fact = desk.registered(desk.take(raw).number)
    assert len(fact.description) < 100_000
    assert fact.description.endswith(f"целиком он в {ORIGINAL_NAME})")
    assert desk.file(fact.attachments[-1].sha256) == raw


# -- answers ---------------------------------------------------------------------------------------------------


# -- who may speak where ---------------------------------------------------------------------------------------


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
