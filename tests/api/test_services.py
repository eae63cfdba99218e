"""The catalogue, agreements held and what was true at registration, over HTTP: answers, rights, refusals."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.rest.ticket_type.orders import DEFINITION
from tests.api.serving import World


def made(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def told(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def based(world: World) -> None:
    """The desk's first agreement is the base one, whatever other tests have chosen."""
    made(world.admin, f"/agreements/{world.agreement}/make-base")


class Shop:
    """A catalogue of its own in the served desk: Network with Internet below it, in an agreement of the requester's."""

    def __init__(self, world: World) -> None:
        admin, self.word = world.admin, uuid4().hex[:8]
        based(world)
        self.network = made(admin, "/services", title={"en": f"Network {self.word}"})["id"]
        self.internet = made(
            admin, "/services", title={"en": f"Internet {self.word}"}, parent_id=self.network, types=["incident"]
        )["id"]
        agreement = {"title": {"en": f"VIP {self.word}"}, "schedule_id": str(world.schedule)}
        self.agreement = made(admin, "/agreements", **agreement)["id"]
        self.last = made(admin, f"/agreements/{self.agreement}/services", services=[self.network])

    def serve(self, world: World) -> None:
        said = {"persons": [str(world.persons["requester"])]}
        self.last = made(world.admin, f"/agreements/{self.agreement}/recipients", **said)

    def of(self, catalogue: dict[str, Any]) -> dict[str, Any]:
        """Those of a catalogue's services that are this shop's, by id."""
        return {offer["service_id"]: offer for offer in catalogue["services"] if self.word in offer["name"]["en"]}


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


def test_rows_93_95_the_catalogue_tells_why_a_service_cannot_be_asked_for(world: World, shop: Shop) -> None:
    at = {"min_position": shop.last["position"]}
    found = shop.of(told(world.specialist, "/services", **at))
    assert list(found) == [shop.network, shop.internet]
    assert (found[shop.network]["why_not"], found[shop.internet]["why_not"]) == ("no_types", "serves_nobody")
    assert (found[shop.network]["depth"], found[shop.internet]["depth"]) == (0, 1)

    mine = told(world.requester, "/me/catalogue", **at, all=True)
    assert shop.of(mine)[shop.internet]["why_not"] == "not_held"
    assert shop.of(told(world.requester, "/me/catalogue", **at)) == {}
    shop.serve(world)
    at = {"min_position": shop.last["position"]}
    mine = shop.of(told(world.requester, "/me/catalogue", **at, text="internet"))
    assert mine[shop.internet]["agreements"] == [shop.agreement]
    assert not mine[shop.network]["can_be_asked"]
    person = world.persons["requester"]
    assert shop.of(told(world.specialist, f"/persons/{person}/catalogue", **at, text="internet")) == mine


def test_rows_91_93_what_the_catalogue_offers_is_what_is_registered_also_when_a_type_is_archived(
    world: World, shop: Shop
) -> None:
    shop.serve(world)
    code = f"t{uuid4().hex[:9]}"
    made(world.admin, "/ticket-types", code=code, definition=DEFINITION)
    made(world.admin, f"/services/{shop.internet}/types", types=[code])
    ask = {"subject": "Доступ", "type": code, "attributes": {"system": "erp"}, "service_id": shop.internet}

    def agrees(done: str) -> tuple[bool, str | None, bool]:
        """What the catalogue of the requester says after an order, and whether their ticket is registered."""
        at = {"min_position": made(world.admin, f"/ticket-types/{code}/{done}")["position"]}
        mine = shop.of(told(world.requester, "/me/catalogue", **at, all=True))[shop.internet]
        return mine["can_be_asked"], mine["why_not"], world.requester.post("/tickets", json=ask).status_code == 201

    assert agrees("archive") == (False, "types_archived", False)
    assert agrees("restore") == (True, None, True)


def test_row_21_who_asks_for_an_archived_service_is_told_to_choose_another_and_where(world: World, shop: Shop) -> None:
    shop.serve(world)
    made(world.admin, f"/services/{shop.internet}/archive")
    answer = world.requester.post("/tickets", json={"subject": "Нет сети", "service_id": shop.internet})
    assert (answer.status_code, answer.json()["code"]) == (409, "service-is-not-offered")
    assert "Выберите другую: что можно заказать, показывает /me/catalogue." in answer.json()["detail"]
    assert "estore" not in answer.json()["texts"]["en"]


def test_row_91_a_type_that_the_service_does_not_take_is_refused_with_those_that_it_takes(
    world: World, shop: Shop
) -> None:
    shop.serve(world)
    asked = {"subject": "Вопрос", "type": "inquiry", "service_id": shop.internet}
    answer = world.requester.post("/tickets", json=asked, params={"lang": "en"})
    assert answer.json()["detail"].startswith("A ticket of type “Inquiry” cannot be registered")
    assert answer.json()["detail"].endswith("It takes: “Incident”.")
    assert answer.json()["parameters"] == {"known": ["incident"]}


def test_rows_94_101_a_registration_is_refused_with_what_to_do_in_both_languages(world: World, shop: Shop) -> None:
    for body, code, rule, field in (
        ({"service_id": shop.internet}, "service-is-not-held", "row 94", "service_id"),
        ({"agreement_id": shop.agreement}, "agreement-is-not-held", "row 101", "agreement_id"),
        ({"service_id": shop.network}, "service-takes-no-tickets", "row 93", "service_id"),
        ({"service_id": shop.internet, "type": "inquiry"}, "type-is-not-offered", "row 91", "type"),
        (
            {"service_id": shop.internet, "agreement_id": str(world.agreement)},
            "service-is-not-in-agreement",
            "row 113",
            "service_id",
        ),
    ):
        for language in ("ru", "en"):
            answer = world.requester.post("/tickets", json={"subject": "?", **body}, params={"lang": language})
            problem = answer.json()
            assert (answer.status_code, problem["code"], problem["rule"], problem["field"]) == (422, code, rule, field)
            assert problem["detail"] == problem["texts"][language]
            assert "{" not in problem["detail"]
    answer = world.requester.post("/tickets", json={"subject": "?", "service_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-service")


def test_row_98_the_person_s_agreements_say_why_they_hold_them(world: World, shop: Shop) -> None:
    shop.serve(world)
    at = {"min_position": shop.last["position"]}
    mine = told(world.requester, "/me/agreements", **at)["agreements"]
    assert (mine[0]["agreement_id"], mine[0]["because"][0]["why"]) == (str(world.agreement), "base")
    held = {holding["agreement_id"]: holding for holding in mine}
    assert held[shop.agreement]["because"][0]["why"] == "named"
    said = {"units": [str(world.department)], "persons": []}
    last = made(world.admin, f"/agreements/{shop.agreement}/recipients", **said)
    person = world.persons["requester"]
    found = told(world.specialist, f"/persons/{person}/agreements", min_position=last["position"])["agreements"]
    because = next(holding["because"] for holding in found if holding["agreement_id"] == shop.agreement)
    assert [(reason["why"], [unit["unit_id"] for unit in reason["path"]]) for reason in because] == [
        ("unit", [str(world.department)])
    ]


def test_row_171_services_and_agreements_have_cards(world: World, shop: Shop) -> None:
    shop.serve(world)
    at = {"min_position": shop.last["position"]}
    card = told(world.specialist, f"/agreements/{shop.agreement}", **at)
    assert card["services"] == [shop.network]
    assert card["persons"] == [str(world.persons["requester"])]
    assert card["equivalents"]["resolution.default.duration"]["en"]
    assert told(world.specialist, f"/services/{shop.internet}", **at)["agreements"] == [shop.agreement]


def test_what_was_true_at_registration_stays_readable_whatever_becomes_of_it(world: World, shop: Shop) -> None:
    """Rows 108 and 176: names, versions and places of then."""
    shop.serve(world)
    ticket = world.ticket(service_id=shop.internet)
    made(world.admin, f"/services/{shop.internet}/describe", title={"en": "Renamed"})
    made(world.admin, f"/agreements/{shop.agreement}/rename", title={"en": "Renamed"})
    last = made(world.admin, f"/agreements/{shop.agreement}/archive", reason="over")
    found = told(world.requester, f"/tickets/{ticket['number']}/as-registered", min_position=last["position"])
    assert [service["name"]["en"] for service in found["services"]] == [f"Internet {shop.word}", f"Network {shop.word}"]
    assert found["promise"]["agreement"] == {
        "id": shop.agreement,
        "name": {"ru": f"VIP {shop.word}", "en": f"VIP {shop.word}"},
    }
    assert (found["promise"]["promise_version"], found["promise"]["schedule_version"]) == (1, 1)
    assert found["units"][0]["id"] == str(world.department)
    assert found["company"] == found["units"][-1]
    assert found["type_name"]["en"] == "Incident"


@pytest.mark.parametrize(
    "path",
    [
        "/services",
        "/services/{service}",
        "/agreements/{agreement}",
        "/persons/{me}/agreements",
        "/persons/{me}/catalogue",
    ],
)
def test_directories_are_not_there_for_requesters(world: World, shop: Shop, path: str) -> None:
    said = path.format(service=shop.internet, agreement=shop.agreement, me=world.persons["requester"])
    assert world.requester.get(said).status_code == 404
    assert world.anonymous.get(said).status_code == 401
    assert world.specialist.get(said, params={"min_position": shop.last["position"]}).status_code == 200


@pytest.mark.parametrize("path", ["/services/{}", "/agreements/{}", "/tickets/{}/as-registered"])
def test_what_does_not_exist_is_not_found(world: World, path: str) -> None:
    assert world.specialist.get(path.format(uuid4())).status_code == 404
    assert world.specialist.get(path.format("nonsense")).status_code in {404, 422}


@pytest.mark.parametrize("path", ["/persons/{}/agreements", "/persons/{}/catalogue"])
def test_nobody_holds_no_agreement_not_even_the_base_one(world: World, path: str) -> None:
    answer = world.specialist.get(path.format(uuid4()))
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-person")


def test_only_administrators_keep_the_catalogue(world: World, shop: Shop) -> None:
    for path, body in (
        ("/services", {"title": {"en": "x"}}),
        (f"/services/{shop.internet}/archive", {}),
        (f"/agreements/{shop.agreement}/recipients", {}),
        ("/desk/responsible", {"responsible": {"team_id": str(world.team)}}),
    ):
        assert world.specialist.post(path, json=body).status_code == 403
        assert world.requester.post(path, json=body).status_code == 403


def test_row_97_whoever_answers_for_the_desk_must_stand(world: World) -> None:
    answer = world.admin.post("/desk/responsible", json={"responsible": {"team_id": str(uuid4())}})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (404, "no-such-team", "responsible.team_id")


def test_row_104_the_base_agreement_is_in_conflict_with_its_end(world: World) -> None:
    based(world)
    answer = world.admin.post(f"/agreements/{world.agreement}/archive", json={"reason": "-"})
    assert (answer.status_code, answer.json()["code"], answer.json()["rule"]) == (
        409,
        "base-agreement-stays",
        "row 104",
    )
