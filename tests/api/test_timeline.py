"""The picture of a ticket's clocks: where it is red, which due it names, where its axis ends (X2)."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from api.pictures.clocks import LEFT, MISSED, RIGHT, WIDTH, draw
from events.fact import Fact
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros, instant
from sla_engine.worktime import Calendar
from tests.sla_engine.lives import (
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    MONDAY,
    MOSCOW,
    OFFICE_HOURS,
    RESOLVED,
    Life,
    life,
    norm,
    promise,
    wall,
)

SVG = "{http://www.w3.org/2000/svg}"
LONG = (Hours("07:00", "18:00"),)
LONGER = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LONG, tue=LONG, wed=LONG, thu=LONG, fri=LONG))


def picture(ticket: Life, now: Micros) -> ET.Element:
    clocks = [ticket.explained("reaction", now), ticket.explained("resolution", now)]
    return ET.fromstring(draw(1, clocks, instant(now), "en", MOSCOW))  # noqa: S314 - our own


def words(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def bars(root: ET.Element, colour: str) -> list[tuple[float, float]]:
    """Left and right of the bars of a colour; the legend's have no tooltip."""
    found = [bar for bar in root.iter(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    spans = [(float(bar.attrib["x"]), float(bar.attrib["width"])) for bar in found if bar.get("fill") == colour]
    return [(left, left + width) for left, width in spans]


def test_rules_x2_w8_after_a_correction_of_the_past_the_real_due_is_drawn_and_what_is_over_it_is_red() -> None:
    """Two hours from Friday 17:30 on end on Tuesday at 10:30, since Monday is off; missed. Then it turns out that
    Monday was worked from 7:00 on: the two hours were over on Monday at 8:30."""
    ticket = life(norm(100), norm(2)).registered(wall("03-06 17:30")).looked_at(wall("03-10 12:00"))
    recorded = ticket.explained("resolution", wall("03-10 12:00"))
    ticket.opened(LONGER, wall("03-01 00:00"))
    now = wall("03-10 12:00")
    found = ticket.explained("resolution", now)
    assert found.missed == recorded.missed == wall("03-10 10:30")
    assert found.due == wall("03-09 08:30")
    root = picture(ticket, now)
    told = words(root)
    assert "due 09.03 08:30" in told
    assert not any(text.startswith("due 10.03") for text in told)
    assert any(text.endswith(", missed 10.03 10:30") for text in told)
    (mark,) = [line for line in root.iter(f"{SVG}line") if line.get("stroke") == MISSED]
    red = bars(root, MISSED)
    assert red[0][0] == pytest.approx(float(mark.attrib["x1"]), abs=0.2)
    monday, tuesday = (right - left for left, right in red)
    assert monday / tuesday == pytest.approx(9.5 / 5, abs=0.05)


def test_rule_x2_a_target_that_shrank_shows_where_it_would_have_been_reached_and_when_it_was_missed() -> None:
    ticket = life(norm(100)).registered(MONDAY)
    ticket.promised(wall("03-02 12:00"), promise(norm(100), norm(2)), apply_to_open=True)
    told = words(picture(ticket, wall("03-02 15:00")))
    assert "due 02.03 11:00" in told
    assert any(text.endswith(", 3 h 00 min over, missed 02.03 12:00") for text in told)


@pytest.mark.parametrize("facts", [(BEGUN, RESOLVED, CLOSED), (DECLINED,)], ids=["closed", "declined"])
def test_rule_x2_the_axis_of_a_ticket_that_is_over_ends_a_little_after_its_end(facts: tuple[Fact, ...]) -> None:
    ticket = life().registered(MONDAY)
    for nth, fact in enumerate(facts):
        ticket.then(wall("03-02 15:00") + nth * HOUR, fact)
    root = picture(ticket, wall("03-02 15:00") + int(timedelta(days=400).total_seconds() * 1_000_000))
    work = sum(right - left for left, right in bars(root, "#2f7d4f"))
    assert work > (WIDTH - LEFT - RIGHT) * 0.5
    assert max(right for colour in ("#e8ebef", "#2f7d4f") for _, right in bars(root, colour)) <= WIDTH - RIGHT + 0.1
    assert "now" not in words(root)
    assert not any(re.search(r"2027", text) for text in words(root))


def test_rule_x2_the_axis_of_a_ticket_that_waits_goes_on_to_now() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 15:00"), BEGUN, HELD)
    assert "now" in words(picture(ticket, wall("03-20 12:00")))


def test_rule_x2_a_weekend_is_a_day_off_and_an_evening_off_hours() -> None:
    ticket = life().registered(wall("03-06 12:00"))
    now = wall("03-09 12:00")
    calendar = Calendar.of(TimetableVersions.first(OFFICE_HOURS), "Europe/Moscow")
    clocks = [ticket.explained("resolution", now)]
    drawn = draw(1, clocks, instant(now), "ru", MOSCOW, lambda begin, end: not calendar.within(begin, end))
    titles = [title.text or "" for title in ET.fromstring(drawn).iter(f"{SVG}title")]  # noqa: S314 - our own
    off = [title.split(" · ")[:2] for title in titles if " · выходной · " in title]
    assert off == [["07.03.2026 00:00:00 – 09.03.2026 00:00:00", "выходной"]]
    evenings = [title.split(" · ")[0] for title in titles if " · нерабочее время · " in title]
    assert evenings == ["06.03.2026 18:00:00 – 07.03.2026 00:00:00"], "the ninth is a holiday of the schedule"
