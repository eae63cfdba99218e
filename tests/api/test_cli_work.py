"""A specialist's day in a terminal: who acts, the card, the list, the search, and the work on a ticket."""

from __future__ import annotations

import re
from io import StringIO
from uuid import uuid4

import pytest
from rich.console import Console

from api.cli.shown import listing
from commands.person.register import RegisterPerson
from events.values.people import SYSTEM
from events.values.person_name import PersonName
from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")


def _with_the_team(world: World, subject: str) -> str:
    """The number of a ticket of the first line: whoever takes it does so there, in whatever other teams they are."""
    number = str(world.ticket(subject=subject)["number"])
    posted(world, f"/tickets/{number}/assign", {"responsible": {"team_id": str(world.team)}})
    return number


def test_a_ticket_is_taken_talked_about_put_aside_and_resolved_by_a_person(desk: Run, world: World) -> None:
    number = _with_the_team(world, "Телефон молчит")

    def typed(*line: str) -> str:
        status, out, err = desk(*line, *ME, language="en")
        assert (status, err) == (0, "")
        return out

    assert "In progress" in typed("take", number)
    assert "Responsible: First line · specialist" in typed("card", number)
    typed("comment", f"№{number}", "Уже [bold]смотрим\x1b[2J")
    typed("comment", number, "Ключ под ковриком", "--private")
    told = typed("hold", number, "Ждём запчасть", "--until", "2h")
    assert "On hold" in told
    assert "Reason: Ждём запчасть, until: in two hours" in told
    assert "In progress" in typed("resume", number)
    assert "Responsible: First line\n" in typed("assign", number, "first LINE")
    assert "First line · second_line" in typed("assign", number, "second_line.of.the.world", "--note", "Твоё")
    assert "First line · specialist" in typed("assign", number, "me")
    told = typed("resolve", number, "Заменён аппарат")
    assert "Resolved" in told
    assert "Solution: Заменён аппарат" in told

    card = typed("card", number)
    assert "Уже [bold]смотрим" in card
    assert "\x1b" not in card
    assert "staff only" in next(line for line in card.split("\n\n") if "Ключ под ковриком" in line)
    assert card.count("Europe/Moscow") == 1, "the zone is said once"
    facts = world.admin.get(f"/tickets/{number}/history").json()["facts"]
    actors = {fact["actor"]["en"] for fact in facts if fact["name"] != "ticket.registered"}
    assert "specialist" in actors
    assert SYSTEM.name not in actors


def test_in_a_terminal_a_requester_reads_and_writes_as_one(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, mark = str(world.ticket()["number"]), uuid4().hex
    assert desk("comment", number, mark, "--private", *ME)[0] == 0
    monkeypatch.setenv("DESK_TOKEN", world.token("requester"))
    status, out, err = desk("card", number)
    assert (status, err, mark in out) == (0, "", False)
    assert "сейчас" in out
    status, out, _ = desk("comment", number, "Когда придёте?")
    assert (status, f"№{number}" in out) == (0, True)
    assert "Когда придёте?" in desk("card", number)[1]
    status, out, err = desk("take", number, language="en")
    assert (status, out) == (1, "")
    assert "Specialist" in err or "specialist" in err


@pytest.mark.parametrize(
    ("line", "ru", "en"),
    [
        (["take", "1"], "С заявкой работает человек", "is worked on by a person"),
        (["tickets", "--me"], "С заявкой работает человек", "is worked on by a person"),
        (["take", "1", "--as", "nobody"], "с логином или e-mail nobody нет", "nobody with the login or e-mail nobody"),
        (["take", "999999999", *ME], "Заявки 999999999 нет", "There is no ticket 999999999"),
        (["card", "abc"], "Заявки abc нет", "There is no ticket abc"),
        (["tickets", "--team", "Кухня"], "Команды «Кухня» нет. Есть: ", "There is no team “Кухня”. There are: "),
        (["tickets", "--sort", "colour"], "«colour» неизвестно", "“colour” is unknown"),
        (["tickets", "--status", "nosuch"], "nosuch", "nosuch"),
        (["search", " "], "напишите, что искать", "say what is sought"),
    ],
)
def test_what_a_person_cannot_do_in_a_terminal_is_told_in_both_languages(
    desk: Run, line: list[str], ru: str, en: str
) -> None:
    russian, english = desk(*line), desk(*line, language="en")
    assert (russian[:2], english[:2]) == ((1, ""), (1, ""))
    assert ru in russian[2]
    assert en in english[2]


def test_a_token_that_counts_no_more_or_is_of_another_scope_works_on_nothing(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = str(world.ticket()["number"])
    monkeypatch.setenv("DESK_TOKEN", "desk_" + "x" * 40)
    status, out, err = desk("tickets", language="en")
    assert (status, out) == (1, "")
    assert "token in DESK_TOKEN is unknown" in err
    assert "no setting" not in err
    monkeypatch.setenv("DESK_TOKEN", world.token("specialist", scopes=frozenset({"read"})))
    assert desk("card", number)[0] == 0
    status, _, err = desk("start", number, language="en")
    assert (status, "scope" in err) == (1, True)


def test_whoever_is_in_several_teams_is_asked_for_one_by_what_is_typed_here(desk: Run, world: World) -> None:
    number = str(world.ticket()["number"])
    login = uuid4().hex
    order = RegisterPerson(
        full_name=PersonName("Один"),
        unit_id=world.department,
        login=login,
        licence="named",
        groups=frozenset({"specialist"}),
    )
    world.order(order)
    status, out, err = desk("take", number, "--as", login, language="en")
    assert (status, out) == (1, "")
    assert "--team" in err
    assert "team_id" not in err


def test_the_list_is_narrowed_by_names_as_people_call_things(desk: Run, world: World) -> None:
    mark = f"Сканер {uuid4().hex[:8]}"
    one, other = _with_the_team(world, mark), str(world.ticket(subject=mark)["number"])
    assert desk("take", one, *ME)[0] == 0

    def numbers(*line: str) -> set[str]:
        status, out, err = desk("tickets", "--text", mark, *line)
        assert (status, err) == (0, "")
        return {number for number in (one, other) if f"{number} " in out}

    assert numbers() == {one, other}
    assert numbers("--me", *ME) == {one}
    assert numbers("--responsible", "specialist.of.the.world") == {one}
    assert numbers("--team", "Первая линия") == {one}
    assert numbers("--team", "nobody") == {other}
    assert numbers("--status", "В работе") == {one}
    assert numbers("--overdue") == set()
    posted(world, f"/tickets/{one}/tags", {"add": [f"VIP {mark}"]})
    assert numbers("--tag", f"vip {mark}", "--tag", "другая", *ME) == {one}
    assert numbers("--no-tag", f"vip {mark}") == {other}
    assert numbers("--requester", "requester@desk.example", "--sort", "-number") == {one, other}


def test_the_list_has_the_columns_that_the_terminal_has_room_for(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = f"Не открывается отчёт о продажах {uuid4().hex[:8]} за ноябрь"
    world.ticket(subject=subject)
    columns = 0
    for width in (60, 80, 100, 140, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        out = desk("tickets", "--text", subject, language="en")[1]
        heading = out.splitlines()[0].split()
        assert {"№", "Subject", "Status", "Due"} <= set(heading)
        assert len(heading) >= columns
        assert max(map(len, out.splitlines())) <= width
        assert "…" not in out
        columns = len(heading)
    assert columns == 11


def test_colours_are_for_terminals_alone_and_not_for_those_who_want_none(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket()
    assert "\x1b[" not in desk("tickets", "--limit", "3")[1]

    def coloured() -> bool:
        """On a terminal, whose begin reads the environment."""
        told = StringIO()
        monkeypatch.setattr(listing, "out", Console(file=told, force_terminal=True, color_system="256", width=120))
        assert desk("tickets", "--limit", "3")[0] == 0
        assert "\x1b[1m" in told.getvalue(), "bold is no colour"
        return re.search(r"\x1b\[[0-9;]*38;5;", told.getvalue()) is not None

    assert coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured()


def test_what_is_sought_is_found_by_its_word_forms_with_its_number(desk: Run, world: World) -> None:
    mark = uuid4().hex[:10]
    number = str(world.ticket(subject=f"Сломались весы {mark}")["number"])
    status, out, _ = desk("search", mark, "--kinds", "ticket")
    assert (status, number in out, "Заявки: 1" in out) == (0, True, True)
    assert number in desk("search", f"№{number}", *ME, language="en")[1]
    assert desk("search", uuid4().hex, *ME, language="en")[1].startswith("Nothing was found.")


def test_a_history_and_the_clocks_are_told_by_the_clock_of_whoever_is_named(desk: Run, world: World) -> None:
    number, login = str(world.ticket()["number"]), uuid4().hex
    world.order(
        RegisterPerson(
            full_name=PersonName("Орлова", "Анна"),
            unit_id=world.department,
            login=login,
            time_zone="Asia/Vladivostok",
            licence="named",
            groups=frozenset({"administrator"}),
        )
    )
    for command in ("history", "sla", "card", "tickets"):
        line = (command,) if command == "tickets" else (command, number)
        told = desk(*line, "--as", login, language="en")[1]
        assert "Asia/Vladivostok" in told
        assert "Europe/Moscow" not in told
        assert "Europe/Moscow" in desk(*line, language="en")[1]
