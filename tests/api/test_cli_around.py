"""What stands around a ticket, from a terminal: tags, links, people, tasks, time, files, drafts, ratings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.cli.around.company import NoSuchLink, link_called
from api.cli.around.tasks import HowLongIsThat, minutes_called
from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")


@pytest.fixture
def done(desk: Run) -> Any:
    """A command of the specialist that is done: what it prints."""

    def typed(*line: str) -> str:
        status, out, err = desk(*line, *ME, language="en")
        assert (status, err) == (0, "")
        return out

    return typed


def _ticket(world: World, **more: str) -> str:
    number = str(world.ticket(**more)["number"])
    posted(world, f"/tickets/{number}/assign", {"responsible": {"team_id": str(world.team)}})
    return number


def test_tags_links_and_people_stand_around_a_ticket(done: Any, world: World) -> None:
    number, other, mark = _ticket(world), _ticket(world, subject="Другая"), uuid4().hex[:8]
    done("tag", number, f"a {mark}", f"b {mark}")
    done("tag", number, "--remove", f"a {mark}")
    assert f"Tags: b {mark}" in done("card", number)
    assert done("tags", f"b {mark}", "--tsv").splitlines()[1:] == [f"b {mark}\t1"]
    done("link", number, "parent-of", other)
    assert f"child of: №{number}" in done("card", other)
    done("unlink", other, "дочерняя для", number)
    assert f"child of: №{number}" not in done("card", other)
    done("watch", number)
    assert [one["number"] for one in json.loads(done("tickets", "--watching", "--text", "", "--json"))].count(
        int(number)
    ) == 1
    done("unwatch", number)
    done("copy", number, f"{mark}@client.example")
    done("copy", number, "second_line@desk.example")
    card = world.specialist.get(f"/tickets/{number}").json()
    assert f"{mark}@client.example" in {one["name"] for one in card["in_copy"]}
    done("uncopy", number, "second_line@desk.example")
    assert len(world.specialist.get(f"/tickets/{number}").json()["in_copy"]) == 1


@pytest.mark.parametrize(
    ("told", "meant"),
    [("related", "related"), ("Дочерняя для", "child_of"), ("duplicate", "duplicate_of"), ("parent of", "parent_of")],
)
def test_a_link_is_called_by_its_code_or_its_words(told: str, meant: str) -> None:
    assert link_called(told) == meant


def test_a_link_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(NoSuchLink) as refused:
        link_called("друг")
    assert "duplicate_of" in refused.value.text.ru


@pytest.mark.parametrize(("told", "meant"), [("30m", 30), ("1ч 30м", 90), ("2h", 120), ("45", 45), ("1h15", 75)])
def test_time_spent_is_typed_as_people_write_it(told: str, meant: int) -> None:
    assert minutes_called(told) == meant


@pytest.mark.parametrize("told", ["", "скоро", "0", "1d", "h"])
def test_what_is_no_time_spent_is_refused_with_what_can_be_typed(told: str) -> None:
    with pytest.raises(HowLongIsThat) as refused:
        minutes_called(told)
    assert "1ч 30м" in refused.value.text.ru


def test_tasks_are_added_done_given_up_and_listed(done: Any, desk: Run, world: World) -> None:
    number, mark = _ticket(world), uuid4().hex[:8]
    done("task", number, f"Позвонить {mark}", "--to", "me", "--due", "2h")
    done("task", number, f"Заказать {mark}")
    status, _, err = desk("done", number, *ME)
    assert (status, f"1 Позвонить {mark}" in err, f"2 Заказать {mark}" in err) == (1, True, True)
    done("done", number, "1")
    done("done", number, "--unneeded", "Есть на складе")
    assert done("card", number).count("[x]") == 2
    done("done", number, "2", "--again")
    (line,) = [one for one in json.loads(done("tasks", "--all", "--json")) if mark in one["title"]]
    assert (line["title"], str(line["number"]), line["stands"]) == (f"Заказать {mark}", number, "open")


def test_time_that_was_spent_is_summed_by_person_and_activity(done: Any, desk: Run, world: World) -> None:
    number = _ticket(world)

    def summed() -> int:
        return sum(one["seconds"] for one in json.loads(done("time", "--person", "me", "--since", "1h", "--json")))

    before = summed()
    done("spend", number, "1ч 30м", "Разбор", "--activity", "анализ")
    done("spend", number, "15")
    assert summed() - before == 105 * 60
    assert desk("spend", number, "5m", "--activity", "сон", *ME)[0] == 1
    assert desk("time", "--since", "никогда", *ME, language="en")[2].startswith("“никогда” is no time in the past")


def test_files_are_sent_listed_and_fetched_and_the_look_is_noted(
    done: Any, desk: Run, world: World, tmp_path: Path
) -> None:
    number, mark = _ticket(world), uuid4().hex[:8]
    content = f"журнал {mark}\n" * 100
    log, secret, empty = (tmp_path / name for name in (f"{mark}.log", f"{mark}-secret.txt", "empty.txt"))
    log.write_text(content, encoding="utf-8")
    secret.write_text("пароль", encoding="utf-8")
    empty.write_bytes(b"")
    done("attach", number, str(log), "--text", "Вот журнал")
    done("attach", number, str(secret), "--private")
    assert "Вот журнал" in done("card", number)
    listed = {one["name"]: one["is_inner"] for one in json.loads(done("files", number, "--json"))}
    assert listed == {log.name: False, secret.name: True}
    assert done("fetch", number, log.name, "--to", str(tmp_path / "back.log")).startswith("Written: ")
    assert (tmp_path / "back.log").read_text(encoding="utf-8") == content
    noted = world.admin.get("/downloads", params={"ticket": number}).json()["downloads"]
    assert [one["client"] for one in noted] == ["desk fetch"]
    refused = {
        ("fetch", number, log.name, "--to", str(tmp_path / "back.log")): "there is such a file already",
        ("fetch", number, mark): "Which file is",
        ("attach", number, str(empty)): "There is nothing in",
        ("attach", number, str(tmp_path / "nowhere")): "there is no such file",
    }
    for line, words in refused.items():
        status, _, err = desk(*line, *ME, language="en")
        assert (status, words in err) == (1, True), err


def test_what_was_begun_is_kept_and_sent_from_the_draft(done: Any, desk: Run, world: World, tmp_path: Path) -> None:
    number, mark = _ticket(world), uuid4().hex
    said = tmp_path / "said.txt"
    said.write_text(f"Ответ {mark}", encoding="utf-8")
    assert "version 1" in done("draft", number, "--file", str(said))
    assert "version 2" in done("draft", number, f"Ответ {mark}, ещё раз")
    (kept,) = [one for one in json.loads(done("drafts", "--json")) if str(one["number"]) == number]
    assert kept["draft"]["words"]["text"] == f"Ответ {mark}, ещё раз"
    done("comment", number, "--draft")
    assert f"Ответ {mark}, ещё раз" in done("card", number)
    for line in (("comment", number, "--draft"), ("draft", number, "--drop")):
        status, _, err = desk(*line, *ME, language="en")
        assert (status, err) == (1, f"There is no draft of yours on ticket {number}. Look at “desk drafts”.\n")
    status, _, err = desk("draft", number, *ME)
    assert (status, "это не терминал" in err) == (1, True)


def test_a_draft_that_a_page_began_keeps_its_files_in_a_terminal_and_takes_them_along(done: Any, world: World) -> None:
    number = _ticket(world)
    for kind, line in (("reply", ("comment", number)), ("solution", ("resolve", number))):
        (file,) = world.specialist.post("/files", params={"name": f"{kind}.txt"}, content=b"Log").json()["files"]
        begun = {"text": "Начато", "files": [file]}
        at = {"kind": kind, "ticket": number}
        assert world.specialist.put("/drafts", params=at, json=begun).status_code == 200
        done("draft", number, "Кончено", "--kind", kind)
        done(*line, "--draft")
        assert f"{kind}.txt" in done("files", number)


def test_a_draft_of_nothing_is_gone(done: Any, desk: Run, world: World) -> None:
    number = _ticket(world)
    done("draft", number, "Начато")
    assert "the draft is gone" in done("draft", number, " ")
    status, _, err = desk("draft", number, "", *ME, language="en")
    assert (status, "There is no draft" in err) == (1, True)


def test_a_ticket_is_declined_reopened_prioritised_and_left_by_its_team(done: Any, desk: Run, world: World) -> None:
    number = _ticket(world)
    assert "critical" in done("priority", number, "критический")
    assert "Responsible: nobody" in done("assign", number, "nobody")
    done("take", number)
    done("resolve", number, "Готово")
    assert "Reopened" in done("reopen", number, "Не готово")
    assert "Declined" in done("decline", number, "Не к нам")
    assert desk("priority", number, *ME, language="en")[2].startswith("No priority was said.")
    own = str(world.requester.post("/tickets", json={"subject": "Уже не надо"}).json()["number"])
    status, out, _ = desk("take-back", own, "--as", "requester@desk.example", language="en")
    assert (status, "Taken back" in out) == (0, True)


def test_a_solution_is_rated_by_whoever_asked_and_told_to_the_lead(done: Any, desk: Run, world: World) -> None:
    asked = world.requester.post("/tickets", json={"subject": "Оценить"}).json()
    number = str(asked["number"])
    done("take", number)
    done("resolve", number, "Готово")
    link = done_link(desk, number)
    assert len(link) > 20
    status, out, err = desk("rate", number, "4", "Долго", "--as", "requester@desk.example", language="en")
    assert (status, err) == (0, "")
    assert world.specialist.get(f"/tickets/{number}/satisfaction").json()["rating"]["score"] == 4
    assert desk("rate", number, "5", "--as", "requester@desk.example")[0] == 0
    assert world.specialist.get(f"/tickets/{number}/satisfaction").json()["rating"]["score"] == 5
    rows = json.loads(done("ratings", "--by", "responsible", "--since", "1h", "--json"))
    assert sum(one["scores"][4] for one in rows) >= 1
    assert desk("ratings", "--by", "погода", *ME)[0] == 1
    assert out


def done_link(desk: Run, number: str) -> str:
    status, out, err = desk("rating-link", number, *ME, language="en")
    assert (status, "Shown once" in err) == (0, True)
    return out.strip()
