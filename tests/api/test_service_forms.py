"""Request forms over HTTP and in a terminal: what a page draws, what a ticket answered, what a type's change loses."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.practice import asked_type
from tests.api.serving import World
from tests.api.test_cli import Run, desk
from tests.api.test_services import Shop, made, told

__all__ = ["desk"]

HELP = {"ru": "Куда нужен доступ", "en": "What the access is to"}


class Asking:
    """A shop whose Internet asks questions of a type of its own."""

    def __init__(self, world: World) -> None:
        self.shop = Shop(world)
        self.shop.serve(world)
        self.code = asked_type(world)
        made(world.admin, f"/services/{self.shop.internet}/types", types=["incident", self.code])
        questions = [
            {"code": "system", "is_required": True, "help": HELP},
            {"code": "until", "shown_when": {"op": "attribute", "code": "system", "values": ["erp"]}},
        ]
        self.last = made(world.admin, f"/services/{self.shop.internet}/questions", form={"questions": questions})
        self.at = {"min_position": self.last["position"]}
        self.form = f"/services/{self.shop.internet}/form"

    def ask(self, client: httpx.Client, **said: Any) -> httpx.Response:
        body = {"subject": "Доступ", "type": self.code, "service_id": self.shop.internet, **said}
        return client.post("/tickets", json=body)


@pytest.fixture
def asking(world: World) -> Asking:
    return Asking(world)


def test_a_form_is_what_a_page_draws_for_who_may_ask_for_the_service(world: World, asking: Asking) -> None:
    found = told(world.requester, asking.form, **asking.at, type=asking.code)
    system, until = found["fields"]
    assert (found["set_by"], found["lost"], found["version"]) == (asking.shop.internet, [], asking.last["version"])
    assert (system["code"], system["is_required"], system["help"]) == ("system", True, HELP)
    assert [choice["code"] for choice in system["choices"]] == ["erp", "mail"]
    assert (until["kind"], until["is_required"]) == ("date", False)
    shown = {name: until["shown_when"][name] for name in ("op", "code", "values")}
    assert shown == {"op": "attribute", "code": "system", "values": ["erp"]}

    first = told(world.specialist, asking.form, **asking.at)
    assert (first["type"], first["fields"]) == ("incident", [])
    refused = world.specialist.get(asking.form, params={"type": "inquiry"})
    assert (refused.status_code, refused.json()["code"]) == (422, "type-is-not-offered")
    other = Shop(world)
    made(world.admin, f"/services/{other.internet}/describe", description_en="for nobody")
    hidden = world.requester.get(f"/services/{other.internet}/form")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "no-such-service")


def test_registration_names_the_answer_that_is_missing_and_the_ticket_tells_its_answers(
    world: World, asking: Asking
) -> None:
    refused = asking.ask(world.requester)
    assert (refused.status_code, refused.json()["code"]) == (422, "service-asks-for")
    assert refused.json()["field"] == "attributes.system"
    assert asking.form.removesuffix("/form") in refused.json()["detail"]
    receipt = asking.ask(world.requester, attributes={"system": "mail"}).json()
    at = {"min_position": receipt["position"]}
    found = told(world.specialist, f"/tickets/{receipt['number']}/form", **at)
    assert [(field["code"], field["answer"], field["is_asked"]) for field in found["form"]["fields"]] == [
        ("system", "mail", True),
        ("until", None, False),
    ]
    assert found["unanswered"] == []
    nowhere = world.ticket()
    assert told(world.specialist, f"/tickets/{nowhere['number']}/form") == {"form": None, "unanswered": []}


def test_what_a_ticket_never_answered_is_told_to_whoever_works_on_it(world: World, asking: Asking, desk: Run) -> None:
    number = str(asking.ask(world.requester, type="incident").json()["number"])
    changed = made(world.specialist, f"/tickets/{number}/reclassify", type=asking.code)
    assert told(world.specialist, f"/tickets/{number}/form", min_position=changed["position"])["unanswered"] == [
        "system"
    ]
    status, card, _ = desk("card", number, "--as", "specialist.of.the.world", language="en")
    assert (status, "Not told: System" in card) == (0, True)


def test_questions_have_versions_and_null_gives_them_back(world: World, asking: Asking) -> None:
    last = made(world.admin, f"/services/{asking.shop.internet}/questions", form=None)
    versions = told(world.specialist, f"{asking.form}/versions")["versions"]
    assert [(one["version"], one["form"] is None) for one in versions] == [
        (asking.last["version"], False),
        (last["version"], True),
    ]
    found = told(world.specialist, asking.form, type=asking.code, min_position=last["position"])
    assert found["set_by"] is None
    assert [field["is_required"] for field in found["fields"]] == [False, False]
    assert world.specialist.get(f"/services/{world.team}/form/versions").json()["code"] == "no-such-service"


def test_a_type_that_would_lose_a_field_says_which_service_asks_for_it_before_and_after(
    world: World, asking: Asking
) -> None:
    definition = told(world.admin, f"/ticket-types/{asking.code}", **asking.at)["type"]["definition"]
    definition["attributes"] = definition["attributes"][:1]
    preview = world.admin.post(
        f"/ticket-types/{asking.code}/preview", params=asking.at, json={"definition": definition}
    )
    (lost,) = preview.json()["questions_lost"]
    assert (lost["service_id"], lost["code"]) == (asking.shop.internet, "until")
    assert "Take the question out" in lost["told"]["en"]
    last = made(world.admin, f"/ticket-types/{asking.code}/revise", definition=definition)
    found = told(world.specialist, asking.form, type=asking.code, min_position=last["position"])
    assert [one["code"] for one in found["lost"]] == ["until"]
    assert [field["code"] for field in found["fields"]] == ["system"]
    assert told(world.requester, asking.form, type=asking.code)["lost"] == []


def test_a_form_is_read_and_a_ticket_registered_in_a_terminal(asking: Asking, desk: Run) -> None:
    as_me, name = ("--as", "requester.of.the.world"), f"internet {asking.shop.word}"
    status, out, err = desk("form", name, "--type", asking.code, *as_me, language="en")
    assert (status, err) == (0, "")
    assert "system: System · required · erp (Field), mail (Field) · What the access is to" in " ".join(out.split())
    subject = f"VPN {uuid4().hex[:6]}"
    line = ("register", subject, "--service", name, "--type", asking.code, *as_me)
    status, _, err = desk(*line, language="en")
    assert status == 1
    assert "System" in err
    status, out, _ = desk(*line, "--answer", "system=mail", language="en")
    assert (status, subject in out) == (0, True)
    status, _, err = desk(*line, "--answer", "mail", language="en")
    assert (status, "CODE=VALUE" in err) == (1, True)
    status, _, err = desk("form", "nothing at all", *as_me, language="en")
    assert (status, "There is no service" in err) == (1, True)
