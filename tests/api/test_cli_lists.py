"""Lists in a terminal: laid out by its width, read to the last page, and as programs read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from api.cli.app import console
from api.cli.shown.listing import FOR_PROGRAMS, Column, laid, pages
from api.cli.shown.options import Paged
from api.cli.ticket.told_times import Clock
from events.values.text import Text
from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")
CLOCK = Clock(now=datetime(2026, 11, 30, 12, tzinfo=UTC), zone=UTC, language="en")


def _columns(ranks: list[int]) -> list[Column[Any]]:
    return [
        Column(
            code=str(place),
            heading=Text.same("h"),
            value=itemgetter(place),
            rank=rank,
            grows=place == 1,
            most=20,
        )
        for place, rank in enumerate(ranks)
    ]


@given(
    rows=st.lists(st.tuples(*[st.text("абв где", max_size=60)] * 5), min_size=1, max_size=4), width=st.integers(50, 200)
)
def test_whatever_the_width_what_matters_is_there_and_no_line_is_longer(
    rows: list[tuple[str, ...]], width: int
) -> None:
    columns = _columns([0, 0, 1, 0, 2])
    table = laid(rows, columns, CLOCK, width)
    plain = Console(width=width, no_color=True)
    with plain.capture() as told:
        plain.print(table)
    lines = told.get().splitlines()
    assert max(map(len, lines)) <= width
    assert len(table.columns) >= 3
    words = {word for row in rows for place in (0, 1, 3) for word in row[place].split() if len(word) <= 8}
    assert words <= set(told.get().split())


def test_a_wider_terminal_shows_more_and_programs_alone_read_what_is_for_them() -> None:
    columns = _columns([0, 0, 2, 1, FOR_PROGRAMS])
    rows = [("12", "s" * 25, "c" * 20, "d" * 20, "for programs")]
    shown = {width: len(laid(rows, columns, CLOCK, width).columns) for width in (40, 60, 75, 300)}
    assert shown == {40: 2, 60: 3, 75: 4, 300: 4}
    third = laid(rows, columns, CLOCK, 60).columns[2]
    assert "".join(map(str, third.cells)) == "d" * 20, "the lower rank comes first"


def test_a_list_is_read_to_its_last_page_where_all_of_it_is_asked_for() -> None:
    asked: list[str | None] = []

    def ask(cursor: str | None) -> tuple[list[int], str | None]:
        asked.append(cursor)
        nth = int(cursor or 0)
        return [nth], str(nth + 1) if nth < 3 else None

    assert pages(ask, Paged(every=True)) == ([0, 1, 2, 3], False)
    assert pages(ask, Paged(limit=1)) == ([0], True)
    assert pages(ask, Paged(limit=3)) == ([0, 1, 2], True), "also where that is more than a page"
    assert pages(ask, Paged(limit=50)) == ([0, 1, 2, 3], False)
    assert asked[:5] == [None, "1", "2", "3", None]


def test_programs_read_what_rest_answers_or_codes_and_instants_between_tabs(desk: Run, world: World) -> None:
    mark = f"Тема с\tтабуляцией {uuid4().hex[:8]}"
    number = world.ticket(subject=mark)["number"]
    word = mark.rsplit(maxsplit=1)[-1]
    (over_http,) = world.admin.get("/tickets", params={"text": word}).json()["tickets"]
    status, out, err = desk("tickets", "--text", word, "--json")
    assert (status, err) == (0, "")
    (shown,) = json.loads(out)
    assert {name: shown[name] for name in ("number", "subject", "status", "due_at", "requester_name")} == {
        name: over_http[name] for name in ("number", "subject", "status", "due_at", "requester_name")
    }
    heads, line = desk("tickets", "--text", word, "--tsv", "--zone", "Asia/Vladivostok", language="en")[1].splitlines()
    told = dict(zip(heads.split("\t"), line.split("\t"), strict=True))
    assert (told["number"], told["status"], told["type"]) == (str(number), "new", over_http["type"])
    assert told["registered"].endswith("+10:00")
    assert datetime.fromisoformat(told["due"]) == datetime.fromisoformat(over_http["due_at"]).replace(microsecond=0)


def test_programs_hear_on_the_side_that_there_is_more(desk: Run, world: World) -> None:
    mark = uuid4().hex
    for _ in range(2):
        world.ticket(subject=mark)
    status, out, err = desk("tickets", "--text", mark, "--limit", "1", "--json", language="en")
    assert (status, len(json.loads(out)), "--all" in err) == (0, 1, True)
    out = desk("tickets", "--text", mark, "--limit", "1", language="en")[1]
    assert "not all are shown: more by --limit, all by --all" in out
    status, out, err = desk("tickets", "--text", mark, "--limit", "1", "--all", "--json")
    assert (status, len(json.loads(out)), err) == (0, 2, "")


def test_all_tells_closed_tickets_too_unless_open_ones_are_asked_for(desk: Run, world: World) -> None:
    mark = uuid4().hex
    gone, here = (str(world.ticket(subject=mark)["number"]) for _ in range(2))
    posted(world, f"/tickets/{gone}/decline", {"reason": "Не к нам"})

    def numbers(*line: str) -> set[str]:
        out = desk("tickets", "--text", mark, "--json", *line)[1]
        return {str(one["number"]) for one in json.loads(out)}

    assert numbers() == numbers("--all", "--open") == {here}
    assert numbers("--all") == {gone, here}


@pytest.mark.parametrize(
    "line",
    [
        ("tickets", "--limit", "2"),
        ("notices", *ME),
        ("articles",),
        ("macros",),
        ("templates",),
        ("absences",),
        ("quarantine",),
        ("token", "--list"),
        ("similar", "Принтер"),
        ("search", "Принтер"),
    ],
    ids=lambda line: line[0],
)
def test_every_list_is_there_for_programs(desk: Run, world: World, line: tuple[str, ...]) -> None:
    number = world.ticket(subject="Принтер")["number"]
    assert number
    status, out, _ = desk(*line, "--json")
    assert (status, isinstance(json.loads(out), list)) == (0, True)
    status, out, _ = desk(*line, "--tsv")
    heads, *rows = out.splitlines()
    assert status == 0
    assert all(row.count("\t") == heads.count("\t") for row in rows)
    assert heads.replace("\t", "").replace("_", "").isascii()


def test_all_times_are_told_by_the_zone_that_is_named(desk: Run, world: World) -> None:
    number = str(world.ticket()["number"])
    for line in (("tickets", "--limit", "1"), ("card", number), ("history", number), ("sla", number)):
        assert "Asia/Tokyo" in desk(*line, "--zone", "Asia/Tokyo")[1]
    assert desk("card", number, "--zone", "Mars/Base")[::2] == (
        1,
        "Часового пояса «Mars/Base» нет. Укажите, например, Europe/Moscow.\n",
    )


@pytest.mark.parametrize(
    ("known", "is_coloured"),
    [
        ({}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ({"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, True),
    ],
)
def test_colours_are_as_the_environment_asks_for(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, str], *, is_coloured: bool
) -> None:
    for name in ("CLICOLOR_FORCE", "CLICOLOR", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    writing = console()
    with writing.capture() as told:
        writing.print("красный", style="red")
    assert ("\x1b[31m" in told.get()) is is_coloured


def test_a_requester_of_whom_the_address_alone_is_known_is_shown_by_it_once(desk: Run, world: World) -> None:
    address = f"{uuid4().hex[:8]}@client.example"
    asked = {"subject": "Кто это", "requester": {"email": address}}
    number = str(world.specialist.post("/tickets", json=asked).json()["number"])
    out = desk("card", number, language="en")[1]
    assert f"Requester: {address}\n" in out
    assert out.split("\n\n")[0].count(address) == 1
