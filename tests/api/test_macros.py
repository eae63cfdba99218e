"""Macros over HTTP and in a terminal: offered on a ticket, tried, applied to one and to many."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ACTS: list[dict[str, Any]] = [
    {"do": "put-ticket-in-progress"},
    {"do": "comment-on-ticket", "body": "Уже чиним."},
]


def made(world: World, **more: Any) -> dict[str, Any]:
    """A macro that everybody may use."""
    title = {"ru": f"Сбой {uuid4().hex[:8]}"}
    sent = {"title": title, "acts": ACTS, "audience": {"kind": "everyone"}, **more}
    found: dict[str, Any] = posted(world, "/macros", sent)
    return found


def test_a_macro_is_offered_where_it_fits_and_applied_at_once(world: World) -> None:
    number = world.ticket()["number"]
    macro = made(world, offered={"statuses": ["new"]})
    asked = {"ticket": number, "min_position": macro["position"]}
    ids = [one["macro_id"] for one in world.specialist.get("/macros", params=asked).json()["macros"]]
    assert macro["id"] in ids
    receipt = world.specialist.post(f"/tickets/{number}/macro", json={"macro_id": macro["id"]}).json()
    assert receipt["version"] == 4
    asked["min_position"] = receipt["position"]
    offered = world.specialist.get("/macros", params=asked).json()["macros"]
    assert macro["id"] not in [one["macro_id"] for one in offered]
    card = world.specialist.get(f"/macros/{macro['id']}", params={"min_position": receipt["position"]}).json()
    assert (card["used"], card["used_by_me"], card["may_change"]) == (1, 1, False)
    assert [act["do"] for act in card["acts"]] == ["put-ticket-in-progress", "comment-on-ticket"]
    again = world.specialist.post(f"/tickets/{number}/macro", json={"macro_id": macro["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "macro-is-not-for-this-ticket")


def test_a_template_in_a_macro_says_what_is_known_of_the_ticket(world: World) -> None:
    body = {"ru": "{{requester.first_name}}, №{{ticket.number}}: {{service.name}}"}
    template = posted(world, "/templates", {"title": {"ru": "т"}, "body": body, "audience": {"kind": "everyone"}})
    macro = made(world, acts=[{"do": "comment-on-ticket", "template_id": template["id"]}])
    number = world.ticket()["number"]
    receipt = world.specialist.post(f"/tickets/{number}/macro", json={"macro_id": macro["id"]}).json()
    seen = {"min_position": receipt["position"]}
    said = world.requester.get(f"/tickets/{number}/timeline", params=seen).json()
    assert f"requester, №{number}: [без услуги]" in str(said)
    macro = made(world, acts=[{"do": "comment-on-ticket", "body": "Номер {{ticket.number}}, {{service.name}}."}])
    receipt = world.specialist.post(f"/tickets/{number}/macro", json={"macro_id": macro["id"]}).json()
    seen = {"min_position": receipt["position"]}
    said = world.requester.get(f"/tickets/{number}/timeline", params=seen).json()
    assert f"Номер {number}, [без услуги]." in str(said)


def test_macros_are_asked_for_of_a_ticket_that_there_is(world: World) -> None:
    for ticket in ("999999", str(uuid4()), "x"):
        answer = world.specialist.get("/macros", params={"ticket": ticket})
        told = answer.json()
        assert (answer.status_code, told["code"], told["field"]) == (404, "no-such-ticket", "ticket")


def test_a_macro_is_tried_and_given_to_many_tickets_each_all_or_nothing(world: World) -> None:
    numbers = [world.ticket()["number"] for _ in range(2)]
    closed = world.ticket()["number"]
    posted(world, f"/tickets/{closed}/resolve", {"solution": "x"})
    macro = made(world, acts=[*ACTS, {"do": "put-ticket-on-hold", "reason": "Ждём", "for_hours": 2}])
    order = {"numbers": [*numbers, closed], "command": "apply-macro", "body": {"macro_id": macro["id"]}}
    tried = world.specialist.post("/tickets/bulk/preview", json=order).json()
    assert (tried["change"], tried["refused"]) == (2, 1)
    assert tried["tickets"][0]["facts"][-1] == "ticket.macro-applied@1"
    (refused,) = (one for one in tried["tickets"] if one["would"] == "be_refused")
    assert (refused["code"], "шаг 1" in refused["texts"]["ru"]) == ("macro-act-refused", True)
    done = world.specialist.post("/tickets/bulk", json=order).json()
    assert (done["done"], done["refused"]) == (2, 1)
    assert [one["version"] for one in done["outcomes"][:2]] == [5, 5]


def test_what_no_act_is_is_named_where_it_stands(world: World) -> None:
    title = {"ru": "x"}
    for acts, field in (
        ([{"do": "merge-ticket"}], "acts[0]"),
        ([{"do": "comment-on-ticket"}], "acts[0].body"),
        ([{"do": "put-ticket-on-hold", "reason": "x", "for_hours": 0}], "acts[0].for_hours"),
        ([{"do": "close-ticket", "colour": "red"}], "acts[0].colour"),
        ([], "acts"),
    ):
        answer = world.specialist.post("/macros", json={"title": title, "acts": acts})
        assert (answer.status_code, answer.json()["field"].startswith(field)) == (422, True), answer.text


def test_a_macro_is_applied_by_its_name_in_a_terminal(desk: Run, world: World) -> None:
    macro, number = made(world), str(world.ticket()["number"])
    card = world.admin.get(f"/macros/{macro['id']}", params={"min_position": macro["position"]}).json()
    me, called = ("--as", "specialist.of.the.world"), card["name"]["ru"]
    status, out, err = desk("macros", number, *me)
    assert (status, err, called in out) == (0, "", True)
    status, out, err = desk("macro", number, called.upper(), *me)
    assert (status, err, "В работе" in out) == (0, "", True)
    refused = desk("macro", number, "Нет такого", *me)
    assert (refused[0], "Макроса «Нет такого» нет" in refused[2], f"«{called}»" in refused[2]) == (1, True, True)
    refused = desk("macro", number, "Unknown", *me, language="en")
    assert (refused[0], "no macro “Unknown”" in refused[2], f"“{called}”" in refused[2]) == (1, True, True)


def test_of_two_macros_of_one_name_none_is_applied_before_one_is_named_by_its_id(desk: Run, world: World) -> None:
    title, number = {"ru": f"Дважды {uuid4().hex[:8]}"}, str(world.ticket()["number"])
    first, second = made(world, title=title), made(world, title=title)
    world.admin.get("/macros", params={"min_position": second["position"]})
    me, called = ("--as", "specialist.of.the.world"), title["ru"]
    for language, told in (("ru", "Так называются несколько"), ("en", "Several are called")):
        status, _, err = desk("macro", number, called, *me, language=language)
        assert (status, told in err, first["id"] in err, second["id"] in err) == (1, True, True, True), err
    assert desk("macro", number, second["id"], *me)[0] == 0
