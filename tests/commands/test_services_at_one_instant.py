"""Two at the same instant on the catalogue and on agreements, on the real log: what cannot both be true never is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest

from aggregates.agreement import (
    Agreement,
    AgreementIsArchived,
    BaseAgreementIsUnlimited,
    BaseAgreementKeepsServices,
    BaseAgreementStays,
    BaseWouldProvideNothing,
)
from aggregates.agreement_kinds import BaseAgreementIsAnSla
from aggregates.entitlement_refusals import AgreementIsNotHeld
from aggregates.service import Service, ServiceIsArchived, ServiceWouldBeInsideItself
from commands.agreement import ChooseBaseAgreement, ConcludeAgreement
from commands.agreement_scope import ArchiveAgreement, CorrectAgreementKind, NameRecipients, NameServices, SetValidity
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddDepartment
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from commands.service import AddService, ArchiveService, MoveService
from commands.service_schedule import DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.holding import held
from events.values.identity import (
    AgreementId,
    CommandId,
    OrgUnitId,
    PersonId,
    ScheduleId,
    ServiceId,
    StreamId,
    holdings,
)
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from tests.gallery import ALWAYS_OPEN
from tests.people import THE_DESK

ROUNDS = 10
"""Often enough that both orders and the same group of the log come up."""
NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Desk:
    """A desk on PostgreSQL with a department, a person in it and a base agreement, that several threads use at once."""

    def __init__(self, database: Database) -> None:
        self.log = PostgresLog(database)
        self.bus = Bus(self.log, self.log, self)
        self.do(FoundDesk())
        self.department = OrgUnitId(self.do(AddDepartment(title=Named(ru="Отдел"))).stream)
        person = RegisterPerson(full_name=PersonName("Анна"), unit_id=self.department)
        self.person = PersonId(self.do(person).stream)
        drawn_up = self.do(DrawUpSchedule(title=Named(ru="Всегда"), timetable=ALWAYS_OPEN))
        self.schedule = ScheduleId(drawn_up.stream)
        self.base = self.agreement(is_base=True)

    def now(self) -> datetime:
        """The time of a test."""
        return NOW

    def do(self, command: Command) -> Receipt:
        return self.bus.execute(command, viewer=THE_DESK, command_id=CommandId(uuid4()))

    def agreement(self, *, is_base: bool = False) -> AgreementId:
        asked = ConcludeAgreement(title=Named(en="A"), schedule_id=self.schedule, is_base=is_base)
        return AgreementId(self.do(asked).stream)

    def service(self, parent: ServiceId | None = None) -> ServiceId:
        asked = AddService(title=Named(en="S"), parent_id=parent, types=("incident",))
        return ServiceId(self.do(asked).stream)

    def path(self, service_id: ServiceId) -> list[Service]:
        found: list[Service] = []
        at: ServiceId | None = service_id
        while at is not None:
            service = Service.fold(self.log.load(StreamId(at)))
            assert service is not None
            found.append(service)
            assert len(found) < 10, "a ring"
            at = service.parent_id
        return found

    def at_once(self, *commands: Command) -> list[Receipt | Refusal]:
        """Every command in a thread of its own, let go together."""
        gate = Barrier(len(commands))

        def one(command: Command) -> Receipt | Refusal:
            gate.wait(10)
            try:
                return self.do(command)
            except Refusal as refusal:
                return refusal

        with ThreadPoolExecutor(len(commands)) as pool:
            return list(pool.map(one, commands))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def refused(outcomes: list[Receipt | Refusal]) -> list[type[Refusal]]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Refusal)]


def test_row_88_two_moves_that_would_make_a_ring_do_not_both_win(desk: Desk) -> None:
    for _ in range(ROUNDS):
        one, other = desk.service(), desk.service()
        outcomes = desk.at_once(
            MoveService(service_id=one, parent_id=other), MoveService(service_id=other, parent_id=one)
        )
        assert refused(outcomes) == [ServiceWouldBeInsideItself]
        assert sorted((len(desk.path(one)), len(desk.path(other)))) == [1, 2]


def test_row_88_nothing_new_stands_below_what_was_archived_in_that_instant(desk: Desk) -> None:
    for _ in range(ROUNDS):
        parent = desk.service()
        outcomes = desk.at_once(ArchiveService(service_id=parent), AddService(title=Named(en="S"), parent_id=parent))
        assert refused(outcomes) in ([], [ServiceIsArchived])
        added = outcomes[1]
        if isinstance(added, Receipt):
            assert added.position < desk.log.load(StreamId(parent))[-1].position


def test_row_104_the_base_agreement_is_never_archived_whoever_chooses_it_meanwhile(desk: Desk) -> None:
    for _ in range(ROUNDS):
        agreement = desk.agreement()
        outcomes = desk.at_once(
            ChooseBaseAgreement(agreement_id=agreement), ArchiveAgreement(agreement_id=agreement, reason="-")
        )
        assert refused(outcomes) in ([AgreementIsArchived], [BaseAgreementStays])


def test_row_104_the_base_agreement_is_never_limited_whoever_chooses_it_meanwhile(desk: Desk) -> None:
    for _ in range(ROUNDS):
        agreement = desk.agreement()
        outcomes = desk.at_once(
            ChooseBaseAgreement(agreement_id=agreement), SetValidity(agreement_id=agreement, valid_until_at=NOW)
        )
        assert refused(outcomes) in ([BaseAgreementIsUnlimited], [BaseAgreementStays])


def test_row_104_the_base_agreement_is_never_emptied_whoever_chooses_it_meanwhile(desk: Desk) -> None:
    service = desk.service()
    for _ in range(ROUNDS):
        before, agreement = desk.agreement(), desk.agreement()
        for one in (before, agreement):
            desk.do(NameServices(agreement_id=one, services=(service,)))
        desk.do(ChooseBaseAgreement(agreement_id=before))
        outcomes = desk.at_once(
            ChooseBaseAgreement(agreement_id=agreement), NameServices(agreement_id=agreement, services=())
        )
        assert refused(outcomes) in ([BaseWouldProvideNothing], [BaseAgreementKeepsServices])


def test_row_175_the_base_agreement_stays_an_sla_whoever_chooses_it_meanwhile(desk: Desk) -> None:
    for _ in range(ROUNDS):
        agreement = desk.agreement()
        outcomes = desk.at_once(
            ChooseBaseAgreement(agreement_id=agreement), CorrectAgreementKind(agreement_id=agreement, kind="ola")
        )
        assert refused(outcomes) == [BaseAgreementIsAnSla]


def test_no_ticket_is_registered_under_an_agreement_behind_its_end(desk: Desk) -> None:
    for _ in range(ROUNDS):
        agreement = desk.agreement()
        desk.do(NameRecipients(agreement_id=agreement, units=(desk.department,)))
        outcomes = desk.at_once(
            ArchiveAgreement(agreement_id=agreement, reason="-"),
            RegisterTicket(subject="?", requester=From(person_id=desk.person), agreement_id=agreement),
        )
        assert refused(outcomes) in ([], [AgreementIsNotHeld])
        ticket = outcomes[1]
        if isinstance(ticket, Receipt):
            assert ticket.position < desk.log.load(StreamId(agreement))[-1].position


def test_row_7_what_the_recipients_hold_is_what_the_agreement_says_after_two_at_once(desk: Desk) -> None:
    for _ in range(ROUNDS):
        agreement = desk.agreement()
        desk.at_once(
            NameRecipients(agreement_id=agreement, units=(desk.department,)),
            NameRecipients(agreement_id=agreement, persons=(desk.person,)),
            ArchiveAgreement(agreement_id=agreement, reason="-"),
        )
        found = Agreement.fold(desk.log.load(StreamId(agreement)))
        assert found is not None
        holders = set() if found.is_archived else found.holders
        for recipient in (desk.department, desk.person):
            assert (agreement in held(desk.log.load(holdings(recipient)))) == (recipient in holders)


def test_the_same_command_twice_at_once_is_one_service(desk: Desk) -> None:
    command_id = CommandId(uuid4())
    gate = Barrier(4)

    def one(_: int) -> Receipt:
        gate.wait(10)
        return desk.bus.execute(AddService(title=Named(en="S")), viewer=THE_DESK, command_id=command_id)

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(one, range(4)))
    assert len({(receipt.stream, receipt.version, receipt.position) for receipt in receipts}) == 1
    assert sorted(receipt.repeated for receipt in receipts) == [False, True, True, True]
