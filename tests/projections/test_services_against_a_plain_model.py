"""Random commands on services, agreements, units and people: accepted, refused and shown as a plain model says."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from itertools import product
from typing import cast
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from typing_extensions import override

from commands.agreement import ChooseBaseAgreement
from commands.agreement_scope import ArchiveAgreement, NameRecipients, NameServices, RestoreAgreement, SetValidity
from commands.command import Command
from commands.fields import Named
from commands.org_unit.add import AddBranch, AddCompany
from commands.org_unit.change import MoveOrgUnit
from commands.person.card import MovePerson
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from commands.service import AddService, AllowServiceTypes, ArchiveService, MoveService, RestoreService
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket_type.define import ArchiveTicketType, RestoreTicketType
from events.ticket import TicketRegistered
from events.values.identity import AgreementId, OrgUnitId, PersonId, ServiceId, StreamId
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from projections.agreement import holdings
from projections.service import offers
from tests.projections.folded import (
    agreements_and_schedules_are_read_once,
    rebuilt_equals_live,
    services_and_types_are_read_once,
)
from tests.projections.machines import lived
from tests.projections.plain_catalogue import PlainAgreement, PlainCatalogue, PlainService, first_refused
from tests.projections.world import World

NTH = st.integers(0, 5)
SOME = st.sets(NTH, max_size=3)
TYPES = st.sampled_from([(), ("incident",), ("incident", "inquiry")])
TYPE_CODES = ("incident", "inquiry")
KINDS = st.sampled_from(TYPE_CODES)
HOURS = st.sampled_from([None, -5, 0, 1, 5])


class Shop(RuleBasedStateMachine):
    """Lives a history; every step is compared, what is shown is compared at the end."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world.empty()

    @initialize()
    def open_the_desk(self) -> None:
        world = self.world
        schedule = world.schedule()
        self.agreements = [world.agreement(schedule, name=f"{nth}", is_base=not nth) for nth in range(3)]
        self.plain = PlainCatalogue(self.agreements[0])
        self.plain.agreements |= {agreement: PlainAgreement() for agreement in self.agreements[1:]}
        self.services: list[ServiceId] = []
        self.units = [OrgUnitId(world.do(AddCompany(title=Named(en=f"{nth}"))).stream) for nth in range(2)]
        for under in (0, 2, 1):
            added = AddBranch(title=Named(en="b"), parent_id=self.units[under])
            self.units.append(OrgUnitId(world.do(added).stream))
            self.plain.above[self.units[-1]] = self.units[under]
        self.people = [self._person(unit) for unit in (3, 4)]
        for parent in (None, 0, None):
            self.add_service(parent, ("incident",))
        self.name_services(0, {0})
        for nth in (1, 2):
            self.name_recipients(nth, {nth - 1}, set(), distributes=True)
            self.name_services(nth, {nth})

    def _person(self, nth: int) -> PersonId:
        asked = RegisterPerson(full_name=PersonName("Анна"), unit_id=self.units[nth], kind="contact")
        person = PersonId(self.world.do(asked).stream)
        self.plain.above[person] = self.units[nth]
        return person

    def _told(self, command: Command, *checks: tuple[bool, str]) -> Receipt | None:
        """The receipt, if the desk takes the command; refused or not, it is as the plain model says."""
        expected = first_refused(checks)
        outcome = self._outcome(command)
        assert (outcome.code() if isinstance(outcome, Refusal) else None) == expected, command
        return None if isinstance(outcome, Refusal) else outcome

    def _outcome(self, command: Command) -> Receipt | Refusal:
        try:
            return self.world.do(command)
        except Refusal as refusal:
            return refusal

    def _service(self, nth: int) -> ServiceId:
        return self.services[nth % len(self.services)]

    def _agreement(self, nth: int) -> AgreementId:
        return self.agreements[nth % len(self.agreements)]

    # -- the catalogue -------------------------------------------------------------------------------------

    @rule(parent=st.none() | NTH, types=TYPES)
    def add_service(self, parent: int | None, types: tuple[str, ...]) -> None:
        if len(self.services) == 6:
            return
        parent_id = None if parent is None else self._service(parent)
        command = AddService(title=Named(en="s"), parent_id=parent_id, types=types)
        closed = parent_id is not None and not self.plain.is_offered(parent_id)
        stale = not self.plain.archived_types.isdisjoint(types)
        if receipt := self._told(command, (closed, "service-is-archived"), (stale, "ticket-type-is-archived")):
            self.services.append(ServiceId(receipt.stream))
            self.plain.services[receipt.stream] = PlainService(parent_id, types)

    @rule(nth=NTH, parent=st.none() | NTH)
    def move_service(self, nth: int, parent: int | None) -> None:
        service, parent_id = self._service(nth), None if parent is None else self._service(parent)
        into = [] if parent_id is None else self.plain.service_path(parent_id)
        moved = self._told(
            MoveService(service_id=service, parent_id=parent_id),
            (parent_id is not None and not self.plain.is_offered(parent_id), "service-is-archived"),
            (service in into, "service-would-be-inside-itself"),
        )
        if moved:
            self.plain.services[service].parent = parent_id

    @rule(nth=NTH, types=TYPES)
    def allow_types(self, nth: int, types: tuple[str, ...]) -> None:
        service = self.plain.services[self._service(nth)]
        added = set(types) - set(service.types)
        stale = not self.plain.archived_types.isdisjoint(added)
        command = AllowServiceTypes(service_id=self._service(nth), types=types)
        if self._told(command, (stale, "ticket-type-is-archived")):
            service.types = types

    @rule(code=KINDS)
    def archive_type(self, code: str) -> None:
        self._told(ArchiveTicketType(code=code))
        self.plain.archived_types.add(code)

    @rule(code=KINDS)
    def restore_type(self, code: str) -> None:
        self._told(RestoreTicketType(code=code))
        self.plain.archived_types.discard(code)

    @rule(nth=NTH)
    def archive_service(self, nth: int) -> None:
        self._told(ArchiveService(service_id=self._service(nth)))
        self.plain.services[self._service(nth)].is_archived = True

    @rule(nth=NTH)
    def restore_service(self, nth: int) -> None:
        service = self._service(nth)
        parent = self.plain.services[service].parent
        closed = parent is not None and not self.plain.is_offered(parent)
        if self._told(RestoreService(service_id=service), (closed, "service-is-archived")):
            self.plain.services[service].is_archived = False

    # -- agreements ----------------------------------------------------------------------------------------

    @rule(nth=NTH, some=SOME)
    def name_services(self, nth: int, some: set[int]) -> None:
        agreement, services = self._agreement(nth), tuple({self._service(one) for one in some})
        emptied = bool(self.plain.agreements[agreement].services) and not services
        named = self._told(
            NameServices(agreement_id=agreement, services=services),
            (self.plain.agreements[agreement].is_archived, "agreement-is-archived"),
            (not all(map(self.plain.is_offered, services)), "service-is-archived"),
            (agreement == self.plain.base and emptied, "base-agreement-keeps-services"),
        )
        if named:
            self.plain.agreements[agreement].services = services

    @rule(nth=NTH, units=SOME, people=st.sets(st.integers(0, 1)), distributes=st.booleans())
    def name_recipients(self, nth: int, units: set[int], people: set[int], *, distributes: bool) -> None:
        agreement = self._agreement(nth)
        named = tuple({self.units[one % len(self.units)] for one in units})
        persons = tuple(self.people[one] for one in people)
        command = NameRecipients(agreement_id=agreement, units=named, persons=persons, distributes=distributes)
        if self._told(command, (self.plain.agreements[agreement].is_archived, "agreement-is-archived")):
            served: set[UUID] = {*persons, *(named if distributes else ())}
            self.plain.agreements[agreement].recipients = frozenset(served)

    @rule(nth=NTH, since=HOURS, until=HOURS)
    def set_validity(self, nth: int, since: int | None, until: int | None) -> None:
        agreement, begin, end = self._agreement(nth), self._at(since), self._at(until)
        is_limited = begin is not None or end is not None
        command = SetValidity(agreement_id=agreement, valid_from_at=begin, valid_until_at=end)
        changed = self._told(
            command,
            (self.plain.agreements[agreement].is_archived, "agreement-is-archived"),
            (agreement == self.plain.base and is_limited, "base-agreement-stays"),
            (begin is not None and end is not None and end <= begin, "validity-ends-before-it-begins"),
        )
        if changed:
            one = self.plain.agreements[agreement]
            one.since, one.until = begin, end

    def _at(self, hours: int | None) -> datetime | None:
        return None if hours is None else self.world.now + timedelta(hours=hours)

    @rule(nth=NTH)
    def archive_agreement(self, nth: int) -> None:
        agreement = self._agreement(nth)
        stays = (agreement == self.plain.base, "base-agreement-stays")
        if self._told(ArchiveAgreement(agreement_id=agreement, reason="-"), stays):
            self.plain.agreements[agreement].is_archived = True

    @rule(nth=NTH)
    def restore_agreement(self, nth: int) -> None:
        self._told(RestoreAgreement(agreement_id=self._agreement(nth)))
        self.plain.agreements[self._agreement(nth)].is_archived = False

    @rule(nth=NTH)
    def choose_base(self, nth: int) -> None:
        agreement = self._agreement(nth)
        one, is_base = self.plain.agreements[agreement], agreement == self.plain.base
        is_limited = one.since is not None or one.until is not None
        nothing = not one.services and bool(self.plain.agreements[self.plain.base].services)
        chosen = self._told(
            ChooseBaseAgreement(agreement_id=agreement),
            (not is_base and one.is_archived, "agreement-is-archived"),
            (not is_base and is_limited, "base-agreement-is-unlimited"),
            (not is_base and nothing, "base-would-provide-nothing"),
        )
        if chosen:
            self.plain.base = agreement

    # -- people and time -----------------------------------------------------------------------------------

    @rule(nth=st.integers(2, 4), under=st.integers(0, 4))
    def move_unit(self, nth: int, under: int) -> None:
        unit, parent = self.units[nth], self.units[under]
        inside = (self.plain.is_inside(parent, unit), "unit-would-be-inside-itself")
        if self._told(MoveOrgUnit(unit_id=unit, parent_id=parent), inside):
            self.plain.above[unit] = parent

    @rule(who=st.integers(0, 1), where=st.integers(0, 4))
    def move_person(self, who: int, where: int) -> None:
        self._told(MovePerson(person_id=self.people[who], unit_id=self.units[where]))
        self.plain.above[self.people[who]] = self.units[where]

    @rule(hours=st.integers(1, 6))
    def pass_time(self, hours: int) -> None:
        self.world.pass_time(hours=hours)

    def _register(self, who: int, agreement_id: AgreementId | None, service_id: ServiceId | None, kind: str) -> bool:
        """Whether the desk takes the ticket; as the plain model says."""
        guest = From(email="guest@example.org")
        somebody = UUID(int=404) if who == 2 else self.people[who]
        expected = self.plain.registered_under(
            somebody, self.world.now, kind=kind, agreement=agreement_id, service=service_id
        )
        receipt = self._told(
            RegisterTicket(
                subject="?",
                requester=guest if who == 2 else From(person_id=self.people[who]),
                type=kind,
                agreement_id=agreement_id,
                service_id=service_id,
            ),
            (isinstance(expected, str), str(expected)),
        )
        if receipt is not None:
            fact = cast("TicketRegistered", self.world.log.load(StreamId(receipt.stream))[0].fact)
            assert fact.agreement_id in expected
            assert list(fact.service_path) == ([] if service_id is None else self.plain.service_path(service_id))
        return receipt is not None

    @rule(who=st.integers(0, 2), agreement=st.none() | NTH, service=st.none() | NTH, kind=KINDS)
    def register(self, who: int, agreement: int | None, service: int | None, kind: str) -> None:
        agreement_id = None if agreement is None else self._agreement(agreement)
        self._register(who, agreement_id, None if service is None else self._service(service), kind)

    # -- what is shown -------------------------------------------------------------------------------------

    @override
    def teardown(self) -> None:
        """Also after a failure, which this must not hide: then there may be nothing to look at."""
        if not hasattr(self, "people"):
            return
        for who, agreement, service in product(range(3), (None, *self.agreements), (None, *self.services)):
            self._register(who, agreement, service, "incident")
        for view in ("agreements", "services", "holdings", "ticket_types"):
            self.world.fold(view)
        now = self.world.now
        with self.world.cursor() as db:
            for somebody in (*self.people, UUID(int=404)):
                found = [one.agreement_id for one in holdings.of_person(db, somebody, now)]
                assert found[0] == self.plain.base
                held = self.plain.held(somebody, now)
                assert set(found) == held.keys()
                assert [held[one] for one in found] == sorted(held.values())
                shown = {one.service_id: one.why_not for one in offers.catalogue(db, now, held=found)}
                assert shown == {one: self.plain.why_not(one, somebody, now) for one in self.services}
        for who, somebody in enumerate((*self.people, UUID(int=404))):
            for service in self.services:
                taken = [self._register(who, None, service, kind) for kind in TYPE_CODES]
                assert any(taken) == (self.plain.why_not(service, somebody, now) is None)
        agreements_and_schedules_are_read_once(self.world)
        services_and_types_are_read_once(self.world)
        rebuilt_equals_live(self.world, "agreements", "services", "ticket_types")


def test_rows_88_to_107_what_is_accepted_refused_and_shown_is_what_a_plain_model_says(world: World) -> None:
    lived(Shop, world, examples=16, steps=40)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_thousands_of_random_shops_are_as_the_plain_model_says(world: World) -> None:
    lived(Shop, world, examples=2_000, steps=80)
