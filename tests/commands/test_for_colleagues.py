"""A requester asks for a colleague, where the policy of their company lets them."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from aggregates.org_unit_refusals import OnlyCompaniesLetAsk
from commands.org_unit.change import LetColleaguesAsk
from commands.refusals import OneAsksForOneself
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.org_unit import OrgUnitAskingSet
from events.person import PersonRegistered
from events.ticket import TicketRegistered
from events.ticket_company import TicketCopied
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId
from events.values.person_name import PersonName
from tests.dsl import Like, given
from tests.gallery import DESK
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT
from tests.people import ADMINISTRATOR, ANNA, OLGA, REQUESTER

BORIS = PersonId(UUID(int=88))
COLLEAGUE = PersonRegistered(person_id=BORIS, kind="contact", name=PersonName("Ланской", "Борис"), unit_id=CLIENT)
LETS = OrgUnitAskingSet(unit_id=CLIENT, asks_for_colleagues=True)
FOR_BORIS = RegisterTicket(subject="Не включается", requester=From(person_id=BORIS))


def test_row_106_one_asks_for_a_colleague_where_the_company_lets_its_people_and_is_in_copy() -> None:
    story = given(*DESK, COLLEAGUE, LETS).when(FOR_BORIS, by=REQUESTER)
    story.then(Like(TicketRegistered), Like(TicketCopied, person_id=ANNA))
    told = story.recorded[0].fact
    assert isinstance(told, TicketRegistered)
    assert told.requester.person_id == BORIS
    given(*DESK, COLLEAGUE).when(FOR_BORIS, by=REQUESTER).then_refused(OneAsksForOneself, field="requester")


@pytest.mark.parametrize("person", [OLGA, PersonId(UUID(int=404))], ids=["of another company", "nobody"])
def test_nobody_asks_for_strangers_and_who_is_not_there_looks_the_same(person: PersonId) -> None:
    asked = msgspec.structs.replace(FOR_BORIS, requester=From(person_id=person))
    given(*DESK, COLLEAGUE, LETS).when(asked, by=REQUESTER).then_refused(OneAsksForOneself, field="requester")
    guest = msgspec.structs.replace(FOR_BORIS, requester=From(email="new@elsewhere.example"))
    given(*DESK, COLLEAGUE, LETS).when(guest, by=REQUESTER).then_refused(OneAsksForOneself)


@pytest.mark.parametrize("unit", [CLIENT, OWN_COMPANY])
def test_a_whole_company_lets_its_people_ask_once(unit: OrgUnitId) -> None:
    command = LetColleaguesAsk(unit_id=unit, asks_for_colleagues=True)
    story = given(*DESK).when(command, by=ADMINISTRATOR)
    story.then(OrgUnitAskingSet(unit_id=unit, asks_for_colleagues=True))
    story.when(command, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("unit", [BRANCH, DEPARTMENT])
def test_a_part_of_a_company_has_no_policy_of_its_own(unit: OrgUnitId) -> None:
    command = LetColleaguesAsk(unit_id=unit, asks_for_colleagues=True)
    given(*DESK).when(command, by=ADMINISTRATOR).then_refused(OnlyCompaniesLetAsk, field="unit_id")
