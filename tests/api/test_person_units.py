"""A contact of two clients over HTTP and in a terminal: what they may ask for there, and for whom their ticket is."""

from __future__ import annotations

from uuid import uuid4

import httpx

from commands.agreement import ConcludeAgreement
from commands.agreement_scope import NameRecipients, NameServices
from commands.fields import Named
from commands.org_unit.add import AddCompany
from commands.service import AddService
from events.values.identity import AgreementId, OrgUnitId, ServiceId
from tests.api.practice import posted
from tests.api.refused import problem
from tests.api.serving import World
from tests.api.test_accounts import Someone
from tests.api.test_cli import Run, desk

__all__ = ["desk"]


def _second_client(world: World, name: str) -> tuple[OrgUnitId, str, ServiceId]:
    """A client that holds an agreement of its own, which provides a service that nobody else may ask for."""
    company = OrgUnitId(world.order(AddCompany(title=Named(en=name))))
    service = ServiceId(world.order(AddService(title=Named(en=f"Cash desks of {name}"), types=("incident",))))
    agreement = AgreementId(
        world.order(ConcludeAgreement(title=Named(en=name), schedule_id=world.schedule))  # type: ignore[arg-type] # the id of a receipt
    )
    world.order(NameServices(agreement_id=agreement, services=(service,)))
    world.order(NameRecipients(agreement_id=agreement, units=(company,)))
    return company, str(agreement), service


def test_somebody_of_two_clients_asks_for_what_each_of_them_may_have(world: World) -> None:
    name = f"Client {uuid4().hex[:8]}"
    company, agreement, service = _second_client(world, name)
    anna = Someone(world, f"anna.{company.hex[:8]}", "requester")
    wish = {"subject": "Касса молчит", "service_id": str(service), "unit_id": str(company)}
    early = world.anonymous.post("/tickets", json=wish, headers=anna.settled())
    assert problem(early)[:2] == (409, "requester-is-of-other-units")

    posted(world, f"/persons/{anna.person_id}/units", {"unit_id": str(company), "sees": "own"})
    head = world.desk.log.head()
    bearing = anna.settled()

    def read(path: str) -> httpx.Response:
        mark = "&" if "?" in path else "?"
        return world.anonymous.get(f"{path}{mark}min_position={head}", headers=bearing)

    def told(path: str) -> list[str]:
        answer = read(path).json()
        return [one["agreement_id"] for one in answer["agreements"]]

    assert agreement not in told("/me/agreements")
    assert agreement in told(f"/me/agreements?unit={company}")
    offered = read(f"/me/catalogue?unit={company}").json()["services"]
    assert str(service) in {one["service_id"] for one in offered if one["can_be_asked"]}
    assert read(f"/services/{service}/form").status_code == 200
    strange = read(f"/me/agreements?unit={world.company}")
    assert problem(strange)[:2] == (409, "requester-is-of-other-units")

    without = world.anonymous.post("/tickets", json={**wish, "unit_id": None}, headers=bearing)
    assert problem(without)[1] == "service-is-not-held", "for the main unit"
    made = world.anonymous.post("/tickets", json=wish, headers=bearing)
    assert made.status_code == 201, made.text
    there = {"company": str(company), "min_position": made.json()["position"]}
    assert [one["number"] for one in world.admin.get("/tickets", params=there).json()["tickets"]] == [
        made.json()["number"]
    ]
    assert world.admin.get(f"/tickets/{made.json()['number']}").json()["agreement_id"] == agreement

    person = read(f"/persons/{anna.person_id}").json()
    assert [(one["units"][0]["name"]["en"], one["sees"], one["holds"]) for one in person["further"]] == [
        (name, "own", True)
    ]
    unit = world.admin.get(f"/units/{company}").json()
    assert (unit["all_people"], unit["all_further"]) == (0, 1)
    posted(world, f"/persons/{anna.person_id}/units/leave", {"unit_id": str(company)})
    assert problem(world.anonymous.post("/tickets", json=wish, headers=bearing))[1] == "requester-is-of-other-units"
    assert read(f"/tickets/{made.json()['number']}").status_code == 200, "what one asked for stays"


def test_in_a_terminal_somebody_is_let_into_a_second_company_asks_for_it_and_leaves_it(desk: Run, world: World) -> None:
    name = f"Client {uuid4().hex[:8]}"
    company = OrgUnitId(world.order(AddCompany(title=Named(en=name))))
    login = f"boris.{company.hex[:8]}"
    Someone(world, login, "requester")
    admin = ("--as", "admin.of.the.world")

    def typed(*line: str) -> str:
        status, out, err = desk(*line, language="en")
        assert (status, err) == (0, "")
        return out

    told = typed("belong", login, name, "--own", "--until", "30d", *admin)
    assert name in told
    assert "their own" in told
    assert "Cash desk is silent" in typed("register", "Cash desk is silent", "--unit", name, "--as", login)
    found = world.admin.get("/tickets", params={"company": str(company), "min_position": world.desk.log.head()}).json()
    assert [one["subject"] for one in found["tickets"]] == ["Cash desk is silent"]
    assert name not in typed("leave", login, name, *admin)
    status, _, err = desk("belong", login, "No such " + name, *admin, language="en")
    assert (status, "There are: “" in err) == (1, True), err
    status, _, err = desk("register", "Again", "--unit", name, "--as", login, language="en")
    assert status == 1
    assert "There is no unit" in err
