"""Who of a team is on call, over HTTP and in a terminal: set, seen, taken, swapped, read by a program of calendars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import icalendar
import pytest

from api.sheets.icalendar import Event, calendar
from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Line:
    """A team of this test's own, of two, on call a day each by a clock of UTC."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.one, self.two = str(world.persons["specialist"]), str(world.persons["second_line"])
        self.name = uuid4().hex
        made = posted(world, "/teams", {"title": {"en": self.name}, "members": [self.one, self.two], "lead": self.two})
        self.team = made["id"]
        self.starts = world.desk.clock.now().replace(microsecond=0) - HOUR

    def order(self, path: str, body: object, client: httpx.Client | None = None) -> httpx.Response:
        return (client or self.world.admin).post(f"/teams/{self.team}/on-call/{path}", json=body)

    def set(self, client: httpx.Client | None = None) -> dict[str, int]:
        starts = f"{self.starts:%Y-%m-%dT%H:%M:%S}"
        said = {"people": [self.one, self.two], "every": "day", "starts": starts, "zone": "UTC"}
        answer = self.order("rota", said, client)
        assert answer.status_code == 200, answer.text
        return {"min_position": answer.json()["position"]}

    def stint(self, who: str, day: int) -> dict[str, str]:
        begin = self.starts + day * DAY
        return {"person_id": who, "from_at": begin.isoformat(), "until_at": (begin + DAY).isoformat()}


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    """The team is gone behind each test: whoever is in one team alone elsewhere need not say in which they act."""
    made = Line(world)
    yield made
    gone = world.admin.post(f"/teams/{made.team}/disband", json={"hand_over_to": {"team_id": str(world.team)}})
    assert gone.status_code == 200, gone.text


def test_row_73_a_lead_sets_the_rota_and_everybody_of_the_staff_sees_who_is_on_call(line: Line) -> None:
    world, url = line.world, f"/teams/{line.team}/on-call"
    empty = world.specialist.get(url, params={"min_position": world.desk.log.head()}).json()
    assert (empty["now"], empty["duties"], empty["rota"]) == (None, [], None)
    refused = line.order(
        "rota", {"people": [line.one], "every": "day", "starts": "2030-01-07T09:00:00", "zone": "UTC"}, world.specialist
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "team-is-led-by-others")
    at = line.set(world.client("second_line"))
    told = world.specialist.get(url, params={**at, "weeks": 1}).json()
    assert (told["now"]["person_id"], told["now"]["gap"], told["following"]["person_id"]) == (
        line.one,
        None,
        line.two,
    )
    assert datetime.fromisoformat(told["now"]["until_at"]) == line.starts + DAY
    assert [one["person_id"] for one in told["duties"]] == [line.one, line.two] * 4
    assert told["rota"]["every"] == "day"
    assert told["gaps"] == []
    mine = [one for one in world.specialist.get("/me").json()["on_call"] if one["team_id"] == line.team]
    assert [datetime.fromisoformat(one["until_at"]) for one in mine] == [line.starts + DAY]
    tomorrow = world.specialist.get(url, params={"at": (line.starts + 30 * HOUR).isoformat()}).json()
    assert tomorrow["now"]["person_id"] == line.two
    assert world.requester.get(url).status_code == 404
    for wrong in ({"at": "2300-01-01T00:00:00Z"}, {"at": "2030-01-01T00:00:00"}, {"weeks": "54"}):
        answer = world.specialist.get(url, params=wrong)
        assert (answer.status_code, answer.json()["field"]) == (422, next(iter(wrong))), answer.text
    assert world.specialist.get(f"/teams/{uuid4()}/on-call").json()["code"] == "no-such-team"


def test_an_order_about_a_rota_that_changed_since_it_was_seen_is_refused(line: Line) -> None:
    world, url = line.world, f"/teams/{line.team}/on-call"

    def seen() -> str:
        answer = world.admin.get(url, params={"min_position": world.desk.log.head()})
        assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
        return answer.headers["etag"]

    def cover(day: int, tag: str) -> httpx.Response:
        return world.admin.post(f"{url}/cover", json=line.stint(line.two, day), headers={"If-Match": tag})

    assert seen() == '"0"'
    line.set()
    first = seen()
    assert first == '"1"'
    told = cover(2, first)
    assert told.status_code == 200, told.text
    for stale in (first, '"0"'):
        assert (cover(4, stale).status_code, cover(4, stale).json()["code"]) == (412, "stale-version")
    withdrawn = world.admin.post(
        f"{url}/withdraw", json={"replacement_id": told.json()["id"]}, headers={"If-Match": seen()}
    )
    assert withdrawn.status_code == 200, withdrawn.text
    ended = [world.admin.post(f"{url}/end", json={}, headers={"If-Match": tag}).status_code for tag in ('"2"', seen())]
    assert (ended, seen()) == ([412, 200], '"4"')


def test_row_73_the_two_themselves_swap_and_the_history_of_the_team_tells_it(line: Line) -> None:
    world, url = line.world, f"/teams/{line.team}/on-call"
    line.set()
    swap = {"one": line.stint(line.one, 2), "other": line.stint(line.two, 3)}
    other = world.client("second_line")
    assert line.order("swap", swap, world.specialist).status_code == 200
    (offer,) = other.get(url, params={"min_position": world.desk.log.head()}).json()["offers"]
    assert offer["offered_by_id"] == line.one
    posted(world, f"{url}/swap", {"one": swap["other"], "other": swap["one"]}, other)
    told = world.admin.get(url, params={"min_position": world.desk.log.head()}).json()
    assert told["offers"] == []
    assert [one["person_id"] for one in told["duties"][:5]] == [line.one, line.two, line.two, line.one, line.one]
    (swapped,) = told["replacements"]
    assert swapped["replacement_id"] == offer["replacement_id"]
    posted(world, f"{url}/withdraw", {"replacement_id": swapped["replacement_id"]})
    again = world.admin.get(url, params={"min_position": world.desk.log.head()}).json()
    assert [one["person_id"] for one in again["duties"][:4]] == [line.one, line.two] * 2
    history = world.admin.get(f"/teams/{line.team}/history").text
    for name in ("rota-set", "swap-offered", "swapped", "replacement-withdrawn"):
        assert f"on-call.{name}" in history


def test_row_73_a_program_of_calendars_reads_the_same_duties(line: Line) -> None:
    world, url = line.world, f"/teams/{line.team}/on-call"
    at = line.set()
    told = world.admin.get(url, params=at).json()["duties"]
    answer = world.admin.get(f"{url}.ics", params=at)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(row) <= 75 for row in answer.content.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(answer.content)
    events = list(read.walk("VEVENT"))
    whole = [(line.starts + nth * DAY, line.starts + (nth + 1) * DAY) for nth in range(len(told))]
    assert [(event.decoded("DTSTART"), event.decoded("DTEND")) for event in events][1:] == whole[1:]
    names = {line.one: "specialist", line.two: "second_line"}
    for event, duty in zip(events, told, strict=True):
        assert names[duty["person_id"]] in str(event["SUMMARY"])
    uids = [str(event["UID"]) for event in events]
    assert len(set(uids)) == len(uids)
    again = icalendar.Calendar.from_ical(world.admin.get(f"{url}.ics").content)
    assert [str(event["UID"]) for event in again.walk("VEVENT")] == uids


def test_row_73_a_calendar_tells_duties_as_they_begin_and_end_whenever_it_is_read(line: Line) -> None:
    world, url = line.world, f"/teams/{line.team}/on-call"
    line.set()
    begin = line.starts + 2 * DAY
    long = {"person_id": line.two, "from_at": begin.isoformat(), "until_at": (begin + 40 * DAY).isoformat()}
    assert line.order("cover", long).status_code == 200

    def told(at: datetime) -> list[tuple[str, datetime, datetime]]:
        params = {"at": at.isoformat(), "weeks": "1", "min_position": str(world.desk.log.head())}
        read = icalendar.Calendar.from_ical(world.admin.get(f"{url}.ics", params=params).content)
        return [(str(one["UID"]), one.decoded("DTSTART"), one.decoded("DTEND")) for one in read.walk("VEVENT")]

    last = line.starts + 50 * DAY
    assert told(last + HOUR)[0] == told(last + 5 * HOUR)[0]
    assert told(last + HOUR)[0][1:] == (last, last + DAY)
    assert told(last + HOUR)[-1][1:] == (last + 7 * DAY, last + 8 * DAY)
    assert [one for one in told(begin + 20 * DAY + HOUR) if one in told(begin + 20 * DAY + 2 * HOUR)] == told(
        begin + 20 * DAY + HOUR
    )


def test_words_of_any_length_and_sign_come_through_a_calendar_as_they_were() -> None:
    words = "Дежурит «Ё; Ж», \\ и ещё " + "очень длинное имя, " * 20 + "конец"
    now = datetime(2026, 3, 2, 6, tzinfo=UTC)
    text = calendar("Линия; 1", [Event(UUID(int=1), now, now + HOUR, words, "одна\nдве")], written_at=now)
    assert all(len(row) <= 75 for row in text.encode().split(b"\r\n"))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (words, "одна\nдве")


def test_row_73_in_a_terminal_a_rota_is_set_seen_and_taken_from(desk: Run, line: Line) -> None:
    who = ("--as", "second_line.of.the.world")
    people = ("--person", line.one, "--person", line.two)
    status, told, err = desk("rota", line.name, "day", "--zone", "UTC", *people, *who, language="en")
    assert status == 0, err
    assert "specialist, until" in told
    assert "specialist, until" in desk("on-call", line.name, language="en")[1]
    begin, end = (f"{line.starts + day * DAY:%d.%m.%Y %H:%M}" for day in (2, 3))
    status, told, err = desk("cover", line.name, "me", begin, end, *who, language="en")
    assert status == 0, err
    at = {"at": (line.starts + 60 * HOUR).isoformat(), "min_position": str(line.world.desk.log.head())}
    asked = line.world.admin.get(f"/teams/{line.team}/on-call", params=at).json()
    assert asked["now"]["person_id"] == line.two
    assert asked["now"]["replacement_id"] is not None
    heads, first, *_ = desk("on-call", line.name, "--tsv", language="en")[1].splitlines()
    assert heads.split("\t") == ["from", "until", "person", "turn_of", "gap", "person_id"]
    assert first.split("\t")[2:] == ["specialist", "specialist", "", line.one]
    assert json.loads(desk("on-call", line.name, "--json")[1])[0]["person_id"] == line.one
    assert desk("on-call", line.name, "--ics", language="en")[1].startswith("BEGIN:VCALENDAR")
    status, _, err = desk("swap", line.name, "me", begin, end, line.one, begin, end, *who, language="en")
    assert (status, f"{line.starts + 2 * DAY:%Y-%m-%d}" in err, "UTC" in err) == (1, True, False), err
    status, _, err = desk("on-call", line.name, "--as", "requester.of.the.world", language="en")
    assert (status, "desk whoami" in err) == (1, True), err
    status, told, err = desk("rota", line.name, "nobody", *who, language="en")
    assert (status, "Nobody is on call then." in told) == (0, True), err
