"""A person's key is destroyed and the read models are built anew: a dump of the database tells nothing of them.

Neither what they wrote to the desk, nor what was written to them, nor what they are called and reached by, nor the
contents of their files, letters as they came among them (0149, 0170).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from api.bootstrap import PROJECTIONS
from commands.person.register import RegisterPerson
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket, ReclassifyTicket
from commands.ticket.work import (
    DeclineTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from events.ticket import TicketRegistered
from events.values.duration import Duration
from events.values.identity import OrgUnitId, PersonId, StreamId, TicketId, named, ticket_id
from events.values.people import Actor, Viewer
from events.values.person_name import PersonName
from events.values.targets import Conditions, Norm, Promise, Rule, Targets
from events.values.text import Text
from projections.sla_clocks.readers import ClocksView, clocks_of
from tests.connectors.inbound.mail_desks import OWN_ADDRESS, ServedDesk
from tests.journeys.test_backup import OF_THE_WHEEL
from tests.support.programs import run, well

pytestmark = pytest.mark.journey

NAME = PersonName("Вяземский", "Аристарх", "Феофанович")
ADDRESS = "aristarkh.vyazemsky@estate.example"
WORDS = (
    *("Вяземск", "Аристарх", "Феофанович", ADDRESS, "vyazemsky", "estate.example", "+74957654321", "7654321"),
    *("камергер", "самовар", "шкатулк", "бильярд", "мезонин", "флигел", "оранжере", "кринолин", "менуэт", "клавесин"),
    *("zx81-first", "zx81-reply", "паспорт-камергера", "opis-imenia", "псарн", "конюшн", "голубятн"),
)
TOLD_APART = 10
"""Signs of base64 that do not stand in ciphertext by chance."""
VIP_ROOM = Promise(
    resolution=Targets(
        rules=(
            Rule(
                id="vip",
                name=Text.same("VIP"),
                when=Conditions(attributes={"vip": frozenset({"yes"})}),
                norm=Norm(duration=Duration(1, "hours")),
            ),
        ),
        default=Norm(duration=Duration(8, "hours")),
    )
)


class Estate(ServedDesk):
    """A desk with one person who tells it much, and Olga, who answers."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.open(VIP_ROOM)
        self.olga = self.person("olga@desk.example", "Ольга", "specialist", "administrator")
        department = OrgUnitId(self.desk.log.load(self.olga)[0].fact.unit_id)  # type: ignore[arg-type, attr-defined] # hers
        told = RegisterPerson(
            full_name=NAME,
            unit_id=department,
            emails=(ADDRESS,),
            phones=("+74957654321",),
            position="камергер",
            login="vyazemsky",
            licence="unlicensed",
        )
        self.him = PersonId(self.do(told).stream)
        self.tickets: list[TicketId] = []

    def viewer(self, person: PersonId, name: str, *groups: str) -> Viewer:
        return Viewer(actor=Actor(kind="person", id=person, name=name), groups=frozenset(groups))  # type: ignore[arg-type] # groups

    def mail(
        self,
        message_id: str,
        subject: str,
        body: str,
        file: str,
        answers: str = "",
        sender: str = f"{NAME.full} <{ADDRESS}>",
    ) -> TicketId:
        self.hand.at += timedelta(minutes=7)
        letter = EmailMessage()
        letter["From"] = sender
        letter["To"] = OWN_ADDRESS
        letter["Subject"], letter["Message-ID"] = subject, message_id
        if answers:
            letter["In-Reply-To"] = answers
        letter.set_content(body)
        letter.add_attachment(b"%PDF-1.4 of no words", maintype="application", subtype="pdf", filename=file)
        outcome = self.intake().take(letter.as_bytes(), source="inbox")
        self.catch_up()
        return ticket_id(int(outcome.number))

    def live(self) -> None:
        """All that may be said of his tickets is said."""
        him = self.viewer(self.him, NAME.full, "requester")
        olga = self.viewer(self.olga, "Ольга", "specialist", "administrator")
        first = "<zx81-first@estate.example>"
        one = self.mail(first, "Пропал самовар", "Стоял в мезонине.", "паспорт-камергера.pdf")
        again = self.mail("<zx81-reply@estate.example>", "Re: самовар", "И шкатулка тоже.", "opis-imenia.pdf", first)
        assert again == one
        room = {"room": "флигель", "vip": "yes"}
        other = TicketId(self.do(RegisterTicket(subject="Бильярд", attributes=room), him).stream)
        third = TicketId(self.do(RegisterTicket(subject="Кринолин", attributes={"room": "псарня"}), him).stream)
        self.tickets += [one, other, third]
        for command, by in (
            (PutTicketInProgress(ticket_id=one), olga),
            (PutTicketOnHold(ticket_id=one, reason="Ждём Вяземского в оранжерее"), olga),
            (ResumeTicket(ticket_id=one), olga),
            (CommentOnTicket(ticket_id=one, body="Нашли клавесин"), olga),
            (CommentOnTicket(ticket_id=one, body="Он любит менуэт", is_public=False), olga),
            (ResolveTicket(ticket_id=one, solution="Аристарху Феофановичу выдан другой самовар"), olga),
            (ReopenTicket(ticket_id=one, reason="Не тот самовар"), him),
            (ReclassifyTicket(ticket_id=other, attributes={"room": "конюшня"}), olga),
            (ReclassifyTicket(ticket_id=other, attributes={"room": None, "way": "голубятня"}), olga),
            (DeclineTicket(ticket_id=third, reason="Кринолинами не занимаемся"), olga),
        ):
            self.hand.at += timedelta(minutes=11)
            self.do(command, by)
        self.hand.at += timedelta(days=3)
        self.catch_up()
        self.desk.timekeeper.turn()
        self.catch_up()

    def clocks(self) -> list[ClocksView | None]:
        with self.database.transaction() as cursor:
            return [clocks_of(cursor, ticket, self.hand.now()) for ticket in self.tickets]


@pytest.fixture
def estate(database: Database) -> Iterator[Estate]:
    """His tickets at every stage."""
    estate = Estate(database)
    estate.live()
    yield estate
    estate.desk.waiter.stop()


def rebuild_all(database: Database) -> None:
    """By another process, which never had the key."""
    desk = ServedDesk(database).desk
    for name in PROJECTIONS:
        desk.rebuild(name)


def dumped(database: Database) -> str:
    """The database as its dump spells it, and what stands in the bytes of it, all in small letters."""
    command = ["pg_dump", "--format=plain", database.url]
    text = well(run([str(OF_THE_WHEEL / command[0]), *command[1:]]))
    inside = [bytes.fromhex(found) for found in re.findall(r"\\\\x((?:[0-9a-f]{2})+)", text)]
    sealed = [one for found in inside for one in _base64_in(found)]
    told = (part.decode(errors="replace") for part in (*inside, *sealed))
    return "\n".join((text, *told)).casefold()


def _base64_in(content: bytes) -> Iterator[bytes]:
    for found in re.findall(rb"[A-Za-z0-9+/]{12,}={0,2}", content):
        yield base64.b64decode(found[: len(found) // 4 * 4], validate=False)


def found(words: Iterable[str], dump: str) -> set[str]:
    return {word for word in words if any(form in dump for form in _forms(word))}


def _forms(word: str) -> Iterator[str]:
    """As it is, and as JSON, bytes and base64 spell it, wherever it stands in them."""
    yield word.casefold()
    for cased in (word, word.lower(), word.upper(), word.capitalize()):
        plain = cased.encode()
        yield plain.hex()
        yield "".join(f"\\u{ord(letter):04x}" for letter in cased)
        for shift in range(3):
            encoded = base64.b64encode(b" " * shift + plain)
            form = encoded[(0, 2, 3)[shift] : len(encoded) // 4 * 4 - 4]
            if len(form) >= TOLD_APART:
                yield form.decode().casefold()


def test_nothing_of_a_person_is_left_in_a_dump_and_no_clock_moves(estate: Estate) -> None:
    before = dumped(estate.database)
    missing = set(WORDS) - found(WORDS, before)
    assert missing == set(), "the read models tell all of it while the key is there"
    clocks = estate.clocks()
    assert [clock.resolution.rule_id for clock in clocks if clock] == ["", "vip", ""]
    assert any(clock.resolution.missed_at for clock in clocks if clock)
    assert PostgresKeyring(estate.database).forget(estate.him)
    rebuild_all(estate.database)
    assert found(WORDS, dumped(estate.database)) == set()
    assert estate.clocks() == clocks


def test_nothing_is_left_of_a_stranger_who_wrote_once_not_even_an_id_that_a_guess_is_tested_with(
    estate: Estate,
) -> None:
    guest = "Пафнутий Зеленцов <pafnuty@zelentsov.example>"
    letter = "<qw77-only@zelentsov.example>"
    ticket = estate.mail(letter, "Ищу хризантему", "Она в беседке.", "чертёж-беседки.pdf", sender=guest)
    words = ("Пафнутий", "Зеленцов", "pafnuty", "zelentsov", "хризантем", "беседк", "qw77-only")
    assert found(words, dumped(estate.database)) == set(words)
    asked = estate.desk.log.load(StreamId(ticket))[0].fact
    assert isinstance(asked, TicketRegistered)
    assert PostgresKeyring(estate.database).forget(asked.requester.person_id)
    rebuild_all(estate.database)
    dump = dumped(estate.database)
    assert found(words, dump) == set()
    assert str(named("sender", "pafnuty@zelentsov.example")) not in dump
