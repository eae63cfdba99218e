"""Every question over HTTP: what it answers, to whom, how fresh, and how it is narrowed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from api.bootstrap import Desk
from commands.person.register import RegisterPerson
from events.values.people import Actor
from events.values.person_name import PersonName
from tests.api.held_back import held_back
from tests.api.serving import World, served
from tests.support.plain_http import PLAINLY
from tests.support.unknown import UNKNOWN

STAFF_LISTS = ("/agreements", "/schedules", "/teams", "/persons")


def test_a_read_waits_until_it_contains_what_was_written(world: World) -> None:
    receipt = world.requester.post("/tickets", json={"subject": "Только что"}).json()
    answer = world.requester.get(f"/tickets/{receipt['number']}", params={"min_position": receipt["position"]})

    assert answer.json()["subject"] == "Только что"
    assert "X-Stale" not in answer.headers
    assert "stale" not in answer.json()


@pytest.mark.parametrize("path", ["/tickets", "/tickets/counts", "/agreements", "/schedules", "/teams", "/persons"])
def test_a_read_that_waited_in_vain_says_so_in_its_body_and_its_header(idle_desk: Desk, path: str) -> None:
    token = idle_desk.tokens.make(
        Actor(kind="person", id=uuid4(), name="Ольга"), frozenset({"administrator"}), now=datetime.now(UTC)
    )
    headers = {"Authorization": f"Bearer {token}"}
    with served(idle_desk) as url, httpx.Client(base_url=url, headers=headers, **PLAINLY) as client:
        made = client.post("/api/v1/schedules", json={"title": {"en": "x"}, "timetable": {"zone": "UTC", "week": {}}})
        assert made.json()["rule"] == "W6"
        with held_back(idle_desk) as position:
            answer = client.get(f"/api/v1{path}", params={"min_position": position})

    assert answer.status_code == 200
    assert answer.headers["X-Stale"] == "true"
    assert answer.json()["stale"] is True


def test_a_position_beyond_every_log_is_refused(world: World) -> None:
    answer = world.specialist.get("/tickets", params={"min_position": 10**30})

    assert (answer.status_code, answer.json()["field"]) == (422, "min_position")


def test_the_list_shows_what_was_asked_for(world: World) -> None:
    word = uuid4().hex
    mine = world.ticket(subject=f"Принтер {word}", impact="high", urgency="high")
    other = world.ticket(subject=f"Монитор {word}")
    last = world.specialist.post(f"/tickets/{mine['number']}/start").json()

    def numbers(**narrowed: object) -> list[int]:
        asked = {"text": word, "min_position": last["position"], **narrowed}
        answer = world.specialist.get("/tickets", params=asked)
        assert answer.status_code == 200, answer.text
        return [line["number"] for line in answer.json()["tickets"]]

    assert numbers(sort="number") == [mine["number"], other["number"]]
    assert numbers(sort="-number") == [other["number"], mine["number"]]
    assert numbers(status="in_progress") == [mine["number"]]
    assert numbers(priority="high") == [mine["number"]]
    assert numbers(type="inquiry") == []
    assert numbers(overdue="true") == []
    assert sorted(numbers(open="true")) == [mine["number"], other["number"]]
    assert numbers(responsible=str(uuid4())) == []
    assert numbers(requester=str(world.persons["requester"]), sort="number") == [mine["number"], other["number"]]


def test_the_pages_of_a_list_follow_one_another(world: World) -> None:
    word = uuid4().hex
    made = [world.ticket(subject=f"{word} {nth}") for nth in range(5)]
    found: list[int] = []
    asked: dict[str, str | int] = {"text": word, "limit": 2, "sort": "number", "min_position": made[-1]["position"]}
    while True:
        page = world.specialist.get("/tickets", params=asked).json()
        found += [line["number"] for line in page["tickets"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]

    assert found == [receipt["number"] for receipt in made]


def test_a_cursor_of_another_order_is_refused(world: World) -> None:
    world.ticket()
    last = world.ticket()
    page = world.specialist.get("/tickets", params={"limit": 1, "min_position": last["position"]}).json()
    for asked in ({"cursor": page["next_cursor"], "sort": "number"}, {"cursor": "не курсор"}):
        answer = world.specialist.get("/tickets", params=asked)
        assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


def test_everybody_sees_their_own_tickets_and_staff_see_all(world: World) -> None:
    receipt = world.ticket()
    foreign = world.specialist.post("/tickets", json={"subject": "Своя"}).json()
    seen = {"min_position": foreign["position"]}

    assert world.requester.get(f"/tickets/{receipt['number']}", params=seen).status_code == 200
    for path in ("", "/timeline", "/history", "/sla", "/sla/explain", "/sla/timeline.svg"):
        hidden = world.requester.get(f"/tickets/{foreign['number']}{path}")
        assert (hidden.status_code, hidden.json()["code"]) == (404, "no-such-ticket")
        assert world.specialist.get(f"/tickets/{foreign['number']}{path}").status_code == 200


@pytest.mark.parametrize("path", STAFF_LISTS)
def test_directories_are_for_staff(world: World, path: str) -> None:
    auditor = world.client("auditor")
    hidden = world.requester.get(path)

    assert (hidden.status_code, hidden.json()["code"]) == (404, "no-such-thing")
    assert [client.get(path).status_code for client in (world.specialist, auditor, world.admin)] == [200] * 3


def test_private_comments_stay_among_staff(world: World) -> None:
    number = world.ticket()["number"]
    private = {"body": "Между нами", "is_public": False}
    last = world.specialist.post(f"/tickets/{number}/comments", json=private).json()
    url, seen = f"/tickets/{number}/timeline", {"min_position": last["position"]}

    assert [entry["body"] for entry in world.specialist.get(url, params=seen).json()["entries"]][1:] == ["Между нами"]
    assert len(world.requester.get(url, params=seen).json()["entries"]) == 1
    assert len(world.requester.get(f"/tickets/{number}/history").json()["facts"]) == 1


def test_no_counter_tells_a_requester_of_a_private_comment(world: World) -> None:
    number = world.ticket()["number"]
    *_, last = (
        world.specialist.post(f"/tickets/{number}/comments", json={"body": "Слово", "is_public": is_public}).json()
        for is_public in (False, True, False)
    )
    seen = {"min_position": last["position"]}

    for client, count in ((world.requester, 1), (world.specialist, 3), (world.client("auditor"), 3)):
        assert client.get(f"/tickets/{number}", params=seen).json()["comments"] == count
        lines = client.get("/tickets", params={"text": str(number), **seen}).json()["tickets"]
        assert [line["comments"] for line in lines if line["number"] == number] == [count]


def test_the_timeline_goes_on_behind_a_version(world: World) -> None:
    number = world.ticket()["number"]
    *_, last = (
        world.specialist.post(f"/tickets/{number}/comments", json={"body": f"{nth}"}).json() for nth in range(3)
    )
    asked = {"after": 2, "limit": 1, "min_position": last["position"]}

    assert [
        entry["body"] for entry in world.specialist.get(f"/tickets/{number}/timeline", params=asked).json()["entries"]
    ] == ["1"]


def test_the_bearer_is_told_who_they_are(world: World) -> None:
    me = world.specialist.get("/me").json()

    assert me["actor"]["id"] == str(world.persons["specialist"])
    assert set(me["groups"]) == {"specialist", "requester"}
    assert str(world.team) in me["teams"]


def test_people_are_found_by_any_part_of_their_name(world: World) -> None:
    found = world.specialist.get("/persons", params={"text": "SECOND_L"}).json()["persons"]

    assert [person["person_id"] for person in found] == [str(world.persons["second_line"])]
    assert world.specialist.get("/persons", params={"text": "%"}).json()["persons"] == []


def test_row_82_who_sees_no_cards_finds_people_without_their_rights_and_addresses(world: World) -> None:
    full = world.specialist.get("/persons", params={"text": "SECOND_L"}).json()["persons"][0]
    found = world.client("second_line").get("/persons", params={"text": "SECOND_L"}).json()["persons"][0]

    assert full["groups"]
    assert full["emails"]
    kept = ("person_id", "name", "unit_id", "position", "is_active")
    assert {key: found[key] for key in kept} == {key: full[key] for key in kept}
    assert [found[key] for key in ("groups", "emails", "phones", "login")] == [[], [], [], ""]


def test_counts_know_whose_tickets_they_count(world: World) -> None:
    receipt = world.ticket()
    seen = {"min_position": receipt["position"]}
    mine = {"responsible": {"team_id": str(world.team), "person_id": str(world.persons["specialist"])}}
    before = world.specialist.get("/tickets/counts", params=seen).json()
    after_assignment = world.specialist.post(f"/tickets/{receipt['number']}/assign", json=mine).json()
    after = world.specialist.get("/tickets/counts", params={"min_position": after_assignment["position"]}).json()

    assert after["mine"] == before["mine"] + 1
    assert after["nobodys"] == before["nobodys"] - 1


def test_row_133_every_duration_of_an_agreement_shows_what_it_means_on_its_schedule(world: World) -> None:
    promise = {
        "reaction": {"default": {"duration": {"amount": 90, "unit": "minutes"}}},
        "resolution": {
            "rules": [
                {
                    "id": "vip",
                    "name": {"ru": "VIP", "en": "VIP"},
                    "norm": {
                        "duration": {"amount": 1, "unit": "days"},
                        "escalations": [{"id": "soon", "offset": {"amount": 4, "unit": "hours"}}],
                    },
                }
            ]
        },
    }
    asked = {"title": {"ru": "VIP"}, "schedule_id": str(world.schedule), "promise": promise}
    made = world.admin.post("/agreements", json=asked).json()
    cards = world.admin.get("/agreements", params={"min_position": made["position"]}).json()["agreements"]
    told = next(card["equivalents"] for card in cards if card["agreement_id"] == made["id"])

    assert told["resolution.rules[0].norm.duration"] == {
        "ru": "1 день = 24 рабочих часа = 3 рабочих дня по этому графику",
        "en": "1 day = 24 working hours = 3 working days on this schedule",
    }
    assert set(told) == {
        "reaction.default.duration",
        "resolution.rules[0].norm.duration",
        "resolution.rules[0].norm.escalations[0].offset",
        "resolution.default.duration",
    }


@pytest.mark.parametrize(
    ("asked", "field", "ru"),
    [
        ({"limit": "0"}, "limit", "не меньше 1"),
        ({"limit": "201"}, "limit", "не больше 200"),
        ({"limit": "много"}, "limit", "целое число"),
        ({"limit": "9" * 5000}, "limit", "число"),
        ({"team": "первая"}, "team", "UUID"),
        ({"requester": "я"}, "requester", "UUID"),
        ({"open": "может быть"}, "open", "true или false"),
        ({"due_before": "завтра"}, "due_before", "время вида"),
        ({"due_before": "2026-03-02T09:00:00"}, "due_before", "часовой пояс"),
        ({"text": "я" * 201}, "text", "не больше 200"),
        ({"status": "nowhere"}, "status", "«nowhere» неизвестно"),
        ({"type": "nothing"}, "type", "incident"),
        ({"priority": "urgent"}, "priority", "critical"),
        ({"sort": "beauty"}, "sort", "due"),
        ({"responsible": "все"}, "responsible", "me, nobody"),
        ({"requester": "no.such.login"}, "requester", "логин, e-mail"),
        ({"statsu": "new"}, "statsu", "такого параметра нет"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named_in_the_readers_language(
    world: World, asked: dict[str, str], field: str, ru: str
) -> None:
    russian = world.specialist.get("/tickets", params=asked)
    english = world.specialist.get("/tickets", params={**asked, "lang": "en"})

    assert (russian.status_code, russian.json()["code"], russian.json()["field"]) == (422, "invalid-field", field)
    assert ru in russian.json()["detail"]
    assert english.json()["detail"].startswith(f"The field “{field}” does not fit: ")
    assert "nput" not in english.json()["detail"]


def test_a_null_character_in_an_address_is_refused(world: World) -> None:
    for url in ("/tickets?text=%00", "/persons?text=a%00b", "/tickets/1%001"):
        answer = world.specialist.get(url)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-field")


def test_head_answers_as_get_without_a_body(world: World) -> None:
    got, head = world.specialist.get("/me"), world.specialist.head("/me")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert world.specialist.head("/tickets/999999999").status_code == 404


def test_options_tells_what_an_address_takes(world: World) -> None:
    answer = world.anonymous.options("/tickets")

    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert world.anonymous.options("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [
        ("PUT", "/tickets", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/tickets/1001", "GET, HEAD, OPTIONS"),
        ("GET", "/tickets/1001/resolve", "OPTIONS, POST"),
        ("PATCH", "/me", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_which_are_right(world: World, method: str, path: str, takes: str) -> None:
    answer = world.specialist.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (405, "wrong-method")
    assert answer.headers["Allow"] == takes
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/nowhere", "/tickets/", "/tickets/1/2/3/4", "/../secret"])
def test_an_unknown_address_is_a_problem(world: World, path: str) -> None:
    answer = world.specialist.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-thing")


@pytest.mark.parametrize("ref", ["999999999", "0", "-1", "abc", "9" * 40, UNKNOWN, "1001;DROP TABLE"])
def test_an_unknown_ticket_is_not_found(world: World, ref: str) -> None:
    read = world.specialist.get(f"/tickets/{ref}")
    command = world.specialist.post(f"/tickets/{ref}/start")

    assert [answer.status_code for answer in (read, command)] == [404, 404]
    assert {answer.json()["code"] for answer in (read, command)} == {"no-such-ticket"}


@pytest.fixture(scope="module")
def english(world: World) -> dict[str, str]:
    """The header of a specialist whose card says that they read English."""
    registered = RegisterPerson(
        full_name=PersonName("Smith"),
        unit_id=world.department,
        licence="named",
        groups=frozenset({"specialist"}),
        language="en",
    )
    actor = Actor(kind="person", id=world.order(registered), name="Smith")
    token = world.desk.tokens.make(actor, registered.groups, now=world.desk.clock.now())
    return {"Authorization": f"Bearer {token}"}


def _languages(answer: httpx.Response) -> tuple[str, str]:
    return answer.headers["Content-Language"], answer.json()["title"]


@pytest.mark.parametrize(
    ("header", "query", "expected"),
    [
        ("", "", "ru"),
        ("en", "", "en"),
        ("en-GB,ru;q=0.5", "", "en"),
        ("de,ru;q=0.4,en;q=0.9", "", "en"),
        ("de", "", "ru"),
        ("en;q=oops,ru;q=0.2", "", "en"),
        ("ru", "?lang=en", "en"),
        ("en", "?lang=de", "en"),
    ],
)
def test_a_problem_speaks_the_language_that_was_asked_for(
    world: World, english: dict[str, str], header: str, query: str, expected: str
) -> None:
    answer = world.specialist.get(f"/tickets/999999999{query}", headers={"Accept-Language": header})

    assert _languages(answer) == (expected, {"ru": "Не найдено", "en": "Not found"}[expected])
    theirs = world.anonymous.get(f"/tickets/999999999{query}", headers=english | {"Accept-Language": header})
    assert theirs.headers["Content-Language"] == (expected if header not in {"", "de"} or query else "en")
    assert set(answer.json()["texts"]) == {"ru", "en"}


@pytest.mark.parametrize("path", ["/tickets?colour=red", "/tickets?team=nope", "/nowhere/at/all"])
def test_a_bearers_own_language_is_spoken_before_russian(world: World, english: dict[str, str], path: str) -> None:
    answer = world.anonymous.get(path, headers=english)

    assert answer.headers["Content-Language"] == "en"
    assert world.specialist.get(path).headers["Content-Language"] == "ru"


def test_a_line_says_which_clock_is_due_first(world: World) -> None:
    number = world.ticket()["number"]

    def told(**more: str) -> tuple[str | None, bool]:
        asked = {"text": str(number), "min_position": str(world.desk.log.head()), **more}
        lines = world.specialist.get("/tickets", params=asked).json()["tickets"]
        (line,) = [found for found in lines if found["number"] == number]
        return line["due_clock"], line["due_at"] is None

    assert told() == ("reaction", False)
    world.specialist.post(f"/tickets/{number}/start")
    assert told() == ("resolution", False)
    world.specialist.post(f"/tickets/{number}/hold", json={"reason": "Ждём"})
    assert told() == (None, True)


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PATCH", "/tickets"), ("GET", "/nowhere/at/all")])
def test_what_is_not_there_is_told_in_the_language_of_whoever_asks(
    world: World, english: dict[str, str], method: str, path: str
) -> None:
    def told(**headers: str) -> tuple[str, bool]:
        answer = world.anonymous.request(method, path, headers=headers)
        assert answer.status_code in {404, 405}
        return answer.headers["Content-Language"], answer.json()["detail"] == answer.json()["texts"]["en"]

    assert told(**english) == ("en", True)
    assert told(**english, **{"Accept-Language": "ru"}) == ("ru", False)
    assert told(**{"Accept-Language": "en-GB,en;q=0.9,ru;q=0.3"}) == ("en", True)
    assert told() == ("ru", False)
    assert told(Authorization="Bearer desk_unknown") == ("ru", False)
