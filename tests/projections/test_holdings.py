"""Which agreements a person holds, and why; what they may ask for; rebuilt equals live, live equals the log."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from commands.agreement_scope import (
    ArchiveAgreement,
    CorrectAgreementKind,
    NameRecipients,
    NameServices,
    RestoreAgreement,
    SetValidity,
)
from commands.fields import Named
from commands.org_unit.add import AddBranch, AddCompany
from commands.org_unit.change import MoveOrgUnit, RenameOrgUnit
from commands.person.card import MovePerson, RenamePerson
from commands.person.register import RegisterPerson
from commands.service import AddService, AllowServiceTypes, ArchiveService, DescribeService, MoveService, PlaceService
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket_type.define import ArchiveTicketType
from connectors.storage.server.database import Database
from events.folds.reading import UnreadFactError
from events.values.identity import AgreementId, OrgUnitId, PersonId, ServiceId, StreamId
from events.values.person_name import PersonName
from events.values.text import Text
from projections.agreement import holdings
from projections.agreement.holdings import Holding, Holdings
from projections.service import offers
from projections.service.offers import Offer
from tests.projections.world import World

VIEWS = ("agreements", "services", "holdings", "ticket_types")


class Client(World):
    """A desk with a base agreement and a client company of a branch with a person in it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.schedule_id = self.schedule()
        self.base = self.agreement(self.schedule_id)
        self.vip = self.agreement(self.schedule_id, name="VIP", is_base=False)
        self.company = OrgUnitId(self.do(AddCompany(title=Named(ru="Ромашка", en="Daisy"))).stream)
        self.branch = self.added(self.company, "Kazan")
        self.anna = self.registered(self.branch)

    def added(self, parent: OrgUnitId, name: str) -> OrgUnitId:
        return OrgUnitId(self.do(AddBranch(title=Named(en=name), parent_id=parent)).stream)

    def registered(self, unit_id: OrgUnitId) -> PersonId:
        return PersonId(self.do(RegisterPerson(full_name=PersonName("Анна"), unit_id=unit_id, kind="contact")).stream)

    def serve(self, *units: OrgUnitId, persons: tuple[PersonId, ...] = (), distributes: bool = True) -> None:
        self.do(NameRecipients(agreement_id=self.vip, units=units, persons=persons, distributes=distributes))

    def service(self, name: str, parent_id: ServiceId | None = None, *types: str, place: int = 0) -> ServiceId:
        command = AddService(title=Named(en=name), parent_id=parent_id, types=types or ("incident",), place=place)
        return ServiceId(self.do(command).stream)

    def held(self, person: UUID | None = None) -> list[Holding]:
        for view in VIEWS:
            self.fold(view)
        with self.cursor() as db:
            return holdings.of_person(db, person or self.anna, self.now)

    def ids(self, person: UUID | None = None) -> list[UUID]:
        return [holding.agreement_id for holding in self.held(person)]

    def catalogue(self, **said: object) -> list[Offer]:
        held = self.ids()
        with self.cursor() as db:
            return offers.catalogue(db, self.now, **({"held": held} | said))  # type: ignore[arg-type] # as told

    def why(self) -> dict[str, str | None]:
        return {offer.name.en: offer.why_not for offer in self.catalogue()}


@pytest.fixture
def desk(database: Database) -> Client:
    return Client(database)


# -- who holds what, and why -----------------------------------------------------------------------------------
def test_row_106_everybody_holds_the_base_agreement_also_whom_nobody_knows(desk: Client) -> None:
    for somebody in (desk.anna, uuid4()):
        (holding,) = desk.held(somebody)
        assert (holding.agreement_id, holding.is_base, holding.name) == (desk.base, True, Text.same("Base"))
        assert [reason.why for reason in holding.because] == ["base"]


def test_rows_7_98_the_answer_leads_along_the_units_to_the_one_that_receives_it(desk: Client) -> None:
    desk.serve(desk.company, desk.branch, persons=(desk.anna,))
    base, vip = desk.held()
    assert (base.agreement_id, vip.agreement_id) == (desk.base, desk.vip)
    named, own, above = vip.because
    assert (named.why, named.path) == ("named", ())
    assert [unit.unit_id for unit in own.path] == [desk.branch]
    assert [unit.unit_id for unit in above.path] == [desk.branch, desk.company]
    assert above.told.ru == "назначено вышестоящему подразделению «Ромашка»"
    assert above.told.en == "named for “Daisy”, which the unit stands under"
    assert own.told.en == "named for the unit “Kazan”"


def test_a_fact_on_which_no_holding_hangs_is_an_error_and_not_passed_over_in_silence(desk: Client) -> None:
    desk.do(RenamePerson(person_id=desk.anna, full_name=PersonName("Вера")))
    facts = desk.log.load(StreamId(desk.anna))
    with desk.cursor() as db, pytest.raises(UnreadFactError, match=r"person\.renamed"):
        Holdings().apply(db, facts)


def test_row_98_not_distributed_a_unit_gives_it_to_nobody(desk: Client) -> None:
    desk.serve(desk.company, distributes=False)
    assert desk.ids() == [desk.base]
    desk.serve(desk.company, persons=(desk.anna,), distributes=False)
    assert [reason.why for reason in desk.held()[1].because] == ["named"]


def test_row_99_joiners_gain_and_leavers_lose(desk: Client) -> None:
    desk.serve(desk.company)
    other = OrgUnitId(desk.do(AddCompany(title=Named(en="Other"))).stream)
    joiner = desk.registered(desk.branch)
    assert desk.ids(joiner) == [desk.base, desk.vip]
    desk.do(MovePerson(person_id=joiner, unit_id=other))
    assert desk.ids(joiner) == [desk.base]
    desk.do(MovePerson(person_id=joiner, unit_id=desk.company))
    assert desk.ids(joiner) == [desk.base, desk.vip]


def test_row_99_a_unit_moves_with_all_below_it_and_nothing_is_written_per_person(desk: Client) -> None:
    inner = desk.added(desk.branch, "Inner")
    people = [desk.registered(inner) for _ in range(5)]
    other = OrgUnitId(desk.do(AddCompany(title=Named(en="Other"))).stream)
    desk.serve(other)
    assert desk.ids(people[0]) == [desk.base]
    with desk.cursor() as db:
        before = db.execute("SELECT xmin, ctid, * FROM views.holding_persons ORDER BY person_id").fetchall()
    desk.do(MoveOrgUnit(unit_id=desk.branch, parent_id=other))
    assert {tuple(desk.ids(person)) for person in people} == {(desk.base, desk.vip)}
    assert [unit.unit_id for unit in desk.held(people[0])[1].because[0].path] == [inner, desk.branch, other]
    with desk.cursor() as db:
        assert before == db.execute("SELECT xmin, ctid, * FROM views.holding_persons ORDER BY person_id").fetchall()
    desk.do(MoveOrgUnit(unit_id=desk.branch, parent_id=desk.company))
    assert desk.ids(people[0]) == [desk.base]


def test_an_agreement_is_held_while_it_is_valid_and_not_archived(desk: Client) -> None:
    desk.serve(desk.company)
    end = desk.now + timedelta(hours=1)
    desk.do(SetValidity(agreement_id=desk.vip, valid_from_at=desk.now, valid_until_at=end))
    assert desk.held()[1].valid_until_at == end
    desk.pass_time(hours=1)
    assert desk.ids() == [desk.base]
    desk.do(SetValidity(agreement_id=desk.vip, valid_from_at=None, valid_until_at=None))
    desk.do(ArchiveAgreement(agreement_id=desk.vip, reason="-"))
    assert desk.ids() == [desk.base]
    desk.do(RestoreAgreement(agreement_id=desk.vip))
    assert desk.ids() == [desk.base, desk.vip]


def test_granted_and_withdrawn_within_one_batch_is_as_in_two(desk: Client) -> None:
    desk.serve(desk.company)
    desk.serve()
    assert desk.ids() == [desk.base]
    desk.serve(desk.branch)
    desk.serve()
    desk.serve(desk.branch)
    assert desk.ids() == [desk.base, desk.vip]


# -- what they may ask for -------------------------------------------------------------------------------------
def test_rows_93_94_the_catalogue_says_why_a_service_cannot_be_asked_for(desk: Client) -> None:
    network = desk.service("Network")
    for name in ("Internet", "Wi-Fi"):
        desk.service(name, network)
    mute, loose, old = desk.service("Mute", network), desk.service("Loose"), desk.service("Old")
    inner = desk.service("Inner", old)
    foreign = desk.service("Foreign")
    desk.do(AllowServiceTypes(service_id=mute, types=()))
    stale = desk.service("Stale", None, "inquiry")
    desk.service("Half", network, "incident", "inquiry")
    desk.do(NameServices(agreement_id=desk.base, services=(network, inner, stale)))
    desk.do(NameServices(agreement_id=desk.vip, services=(foreign,)))
    desk.do(ArchiveService(service_id=old))
    desk.do(ArchiveTicketType(code="inquiry"))
    assert desk.why() == {
        "Network": None,
        "Internet": None,
        "Wi-Fi": None,
        "Mute": "no_types",
        "Loose": "in_no_agreement",
        "Old": "archived",
        "Inner": "archived",
        "Foreign": "not_held",
        "Stale": "types_archived",
        "Half": None,
    }
    asked = {offer.name.en: offer.open_types for offer in desk.catalogue(all_of_it=False)}
    assert asked == dict.fromkeys(("Network", "Internet", "Wi-Fi", "Half"), ("incident",))
    desk.serve(desk.company)
    assert desk.why()["Foreign"] is None
    told = {offer.service_id: offer for offer in desk.catalogue()}
    assert told[foreign].agreements == (desk.vip,)
    assert told[loose].told == offers.REASONS["in_no_agreement"]


def test_rows_93_98_175_a_service_whose_agreements_serve_nobody_says_so_to_whoever_keeps_the_catalogue(
    desk: Client,
) -> None:
    service = desk.service("Lines")
    desk.do(NameServices(agreement_id=desk.vip, services=(service,)))

    def why() -> str | None:
        return next(offer.why_not for offer in desk.catalogue(held=None) if offer.service_id == service)

    assert why() == "serves_nobody"
    desk.do(NameRecipients(agreement_id=desk.vip, units=(desk.company,), distributes=False))
    assert why() == "serves_nobody"
    desk.do(NameRecipients(agreement_id=desk.vip, distributes=True))
    assert why() is None
    desk.do(NameRecipients(agreement_id=desk.vip, units=()))
    desk.do(CorrectAgreementKind(agreement_id=desk.vip, kind="underpinning"))
    assert why() == "serves_nobody"
    desk.do(NameServices(agreement_id=desk.base, services=(service,)))
    assert why() is None


def test_row_95_each_service_shows_those_of_ones_own_agreements_that_provide_it(desk: Client) -> None:
    network = desk.service("Network")
    internet = desk.service("Internet", network)
    desk.do(NameServices(agreement_id=desk.vip, services=(internet,)))
    desk.do(NameServices(agreement_id=desk.base, services=(network,)))
    assert [offer.agreements for offer in desk.catalogue()] == [(desk.base,), (desk.base,)]
    desk.serve(desk.company)
    assert [offer.agreements for offer in desk.catalogue()] == [(desk.base,), (desk.base, desk.vip)]
    assert [offer.agreements for offer in desk.catalogue(held=None)] == [(desk.base,), (desk.base, desk.vip)]


def test_row_88_the_tree_is_ordered_by_hand_and_found_services_come_with_what_is_above(desk: Client) -> None:
    second, first = desk.service("A second", place=2), desk.service("First", place=1)
    below = desk.service("Below", first)
    desk.do(DescribeService(service_id=below, classification="Беспроводное"))

    def names(**said: object) -> list[tuple[str, int]]:
        return [(offer.name.en, offer.depth) for offer in desk.catalogue(**said)]

    assert names() == [("First", 0), ("Below", 1), ("A second", 0)]
    assert names(text=" БЕСПРОВ ") == [("First", 0), ("Below", 1)]
    assert names(text="nothing") == []
    desk.do(PlaceService(service_id=second, place=0))
    desk.do(MoveService(service_id=first, parent_id=second))
    assert names() == [("A second", 0), ("First", 1), ("Below", 2)]
    desk.do(MoveService(service_id=below, parent_id=None))
    assert names() == [("A second", 0), ("First", 1), ("Below", 0)]


# -- as any read model -----------------------------------------------------------------------------------------
def test_rebuilt_in_other_batches_they_equal_live(desk: Client) -> None:
    network = desk.service("Network")
    desk.service("Internet", network)
    desk.do(NameServices(agreement_id=desk.vip, services=(network,)))
    desk.serve(desk.company, persons=(desk.anna,))
    other = OrgUnitId(desk.do(AddCompany(title=Named(en="Other"))).stream)
    desk.do(MoveOrgUnit(unit_id=desk.branch, parent_id=other))
    desk.do(RenameOrgUnit(unit_id=desk.branch, title=Named(en="Moved")))
    desk.do(MovePerson(person_id=desk.anna, unit_id=other))
    desk.do(MoveService(service_id=desk.service("Wi-Fi"), parent_id=network))
    desk.serve(other)
    desk.fold()
    live = desk.rows()
    for batch in (1, 3, 2_000):
        for view in (*VIEWS, "past_names"):
            desk.rebuild(view, batch)
        assert desk.rows() == live


def test_what_the_read_model_shows_is_what_registration_takes(desk: Client) -> None:
    third = AgreementId(desk.agreement(desk.schedule_id, name="Third", is_base=False))
    desk.serve(desk.company)
    for agreement_id in (desk.base, desk.vip, third):
        shown = agreement_id in desk.ids()
        asked = RegisterTicket(subject="?", requester=From(person_id=desk.anna), agreement_id=agreement_id)
        taken = desk.attempt(asked)
        assert shown == taken == (agreement_id != third)
