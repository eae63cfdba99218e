"""Many tickets at once, articles and people, from a terminal: previewed where it is grave, ``--yes`` for scripts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from api.cli.many.acts import ACTS
from api.cli.written import texts
from commands.person.register import RegisterPerson
from commands.ticket.many import FOR_MANY
from events.values.person_name import PersonName
from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")
BOSS = ("--as", "admin.of.the.world")


def _tickets(world: World, count: int) -> tuple[str, list[str]]:
    mark = f"пачка {uuid4().hex[:8]}"
    numbers = [str(world.ticket(subject=mark)["number"]) for _ in range(count)]
    for number in numbers:
        posted(world, f"/tickets/{number}/assign", {"responsible": {"team_id": str(world.team)}})
    return mark, numbers


def test_a_bulk_order_is_previewed_given_told_ticket_by_ticket_and_undone(desk: Run, world: World) -> None:
    mark, (one, two, gone) = _tickets(world, 3)
    posted(world, f"/tickets/{gone}/decline", {"reason": "Не к нам"})
    line = ("bulk", "resolve", one, f"№{two}", gone, "--say", "Сделано", *ME)
    status, out, err = desk(*line, "--preview", language="en")
    assert (status, err, "would change: 2, stay: 0, be refused: 1" in out) == (0, "", True)
    assert world.specialist.get(f"/tickets/{one}").json()["status"] == "new", "nothing was done"
    status, out, err = desk(*line, language="en")
    assert (status, "say --yes" in err) == (1, True), "nobody is asked where no terminal is"
    status, out, _ = desk(*line, "--yes", "--json", language="en")
    came = {str(row["number"] or gone): row["state"] for row in json.loads(out)}
    assert (status, came) == (1, {one: "done", two: "done", gone: "refused"}), "one was refused"
    job = json.loads(desk("jobs", "--json", *ME)[1])[0]
    assert (job["command"], job["done"], job["refused"]) == ("resolve-ticket", 2, 1)
    status, out, _ = desk("job", job["job_id"][:13], "--undo", "--yes", *ME, language="en")
    assert (status, "done: 2" in out) == (0, True)
    assert world.specialist.get(f"/tickets/{one}").json()["status"] != "resolved"
    assert "done: 2, stayed: 0, refused: 1" in desk("job", job["job_id"][:13], *ME, language="en")[1]
    assert mark


def test_a_bulk_order_takes_the_tickets_of_a_list_and_spans_of_numbers(desk: Run, world: World) -> None:
    mark, numbers = _tickets(world, 3)
    status, out, _ = desk("bulk", "tag", "--text", mark, "--add", mark, "--yes", "--tsv", *ME)
    assert (status, sorted(row.split("\t")[0] for row in out.splitlines()[1:])) == (0, sorted(numbers))
    first, last = min(map(int, numbers)), max(map(int, numbers))
    status, out, _ = desk("bulk", "tag", f"{first}-{last}", "--remove", mark, "--preview", "--json", *ME)
    told = {row["number"]: row["would"] for row in json.loads(out)}
    assert {told[int(number)] for number in numbers} == {"change"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("dance", "1001"), "What can: "),
        (("resolve", "1001"), "“resolve” needs --say. "),
        (("tag",), "“tag” needs --add, --remove. "),
        (("start",), "Which tickets?"),
        (("start", "1-5000"), "more than 2000 tickets"),
        (("start", "xyz"), "no such ticket"),
        (("start", "--view", "Нет такого"), "There is no view"),
    ],
)
def test_what_is_wrong_with_a_bulk_order_is_told_before_anything_is_done(
    desk: Run, line: tuple[str, ...], words: str
) -> None:
    status, out, err = desk("bulk", *line, "--yes", *ME, language="en")
    assert (status, out) == (1, "")
    assert words.casefold() in err.casefold()


def test_every_act_for_many_tickets_is_one_that_the_desk_gives_to_many() -> None:
    commands = {act.command.name for act in ACTS.values()}
    assert commands <= set(FOR_MANY)
    assert set(FOR_MANY) - commands == {"undo-bulk", "reclassify-ticket"}


def test_whoever_is_asked_and_says_no_has_nothing_done(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (one,) = _tickets(world, 1)
    for answer, status in (("нет\n", 1), ("\n", 1), ("да\n", 0)):
        typed = io.StringIO(answer)
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", typed)
        assert desk("bulk", "start", one, *ME)[0] == status
    assert world.specialist.get(f"/tickets/{one}").json()["status"] == "in_progress"


def test_a_view_is_listed_with_its_count_and_used_by_its_name(desk: Run, world: World) -> None:
    mark, numbers = _tickets(world, 2)
    condition = {"op": "text", "text": mark}
    made = world.specialist.post(
        "/views", json={"title": {"ru": mark, "en": mark}, "settings": {"condition": condition}}
    )
    assert made.status_code == 201, made.json()
    (view,) = [one for one in json.loads(desk("views", "--json", *ME)[1]) if one["name"]["ru"] == mark]
    assert view["count"]["count"] == 2
    out = desk("tickets", "--view", mark.upper(), "--json", *ME)[1]
    assert sorted(str(one["number"]) for one in json.loads(out)) == sorted(numbers)


def test_a_list_becomes_a_table_in_a_file_or_in_the_output(desk: Run, world: World, tmp_path: Path) -> None:
    mark, numbers = _tickets(world, 2)
    table, sheet = tmp_path / "t.csv", tmp_path / "t.xlsx"
    status, out, err = desk("export", str(table), "--text", mark, "--columns", "number,due", *ME, language="en")
    assert (status, out, "2 tickets" in err) == (0, "", True)
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["Number", "Due (Europe/Moscow)"]
    assert sorted(row[0] for row in rows[1:]) == sorted(numbers)
    assert desk("export", str(sheet), "--text", mark, *ME)[0] == 0
    assert zipfile.ZipFile(sheet).testzip() is None
    status, _, err = desk("export", str(table), "--text", mark, *ME, language="en")
    assert (status, "--over" in err) == (1, True)
    assert desk("export", str(table), "--text", mark, "--over", *ME)[0] == 0
    assert desk("export", "t.doc", *ME, language="en")[2] == (
        "“t.doc” is neither csv nor xlsx. Give the file such an ending, or say --format.\n"
    )
    assert sorted(tmp_path.iterdir()) == [table, sheet]


def test_an_article_is_written_from_a_file_or_an_editor_published_and_withdrawn(
    desk: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, mark = tmp_path / "a.md", uuid4().hex
    file.write_text(f"# Как {mark}\n\nСначала так.\n", encoding="utf-8")
    world.ticket()
    status, out, err = desk("write", "--file", str(file), *BOSS)
    assert (status, err) == (0, "")
    number = out.split(":")[1].split(".")[0].strip()
    assert f"Как {mark}" in desk("article", number, "--draft")[1]
    monkeypatch.setattr(texts, "edited", lambda begin: begin + "Потом иначе.\n")
    assert desk("write", number, *BOSS)[0] == 0
    told = desk("article", number, "--draft")[1]
    assert "Сначала так." in told
    assert "Потом иначе." in told
    status, out, _ = desk("publish", number, *BOSS, language="en")
    assert (status, out) == (0, f"{number}: published, the desk's staff\n")
    status, out, _ = desk("withdraw", number, "Устарела", *BOSS, language="en")
    assert (status, out.startswith(f"{number}: ")) == (0, True)
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\x00")
    status, _, err = desk("write", "--file", str(tmp_path / "b.md"), *BOSS, language="en")
    assert (status, "no text in UTF-8" in err) == (1, True)


def test_two_cards_of_one_person_are_merged_once_what_follows_was_shown(desk: Run, world: World) -> None:
    phone = f"+7 495 {uuid4().int % 10_000_000:07d}"
    first, second = (f"p{uuid4().hex}" for _ in range(2))
    for login in (first, second):
        world.order(
            RegisterPerson(
                full_name=PersonName("Двойнова", "Анна"), unit_id=world.department, login=login, phones=(phone,)
            )
        )
    line = ("merge-persons", first, second, *BOSS)
    status, out, err = desk(*line, "--preview", language="en")
    assert f"({first}) → " in out, err
    status, _, err = desk(*line, language="en")
    assert (status, "say --yes" in err) == (1, True)
    found = json.loads(desk("duplicates", "--all", "--json", *BOSS)[1])
    assert {first, second} in [{one["login"] for one in group["persons"]} for group in found if group["by"] == "phone"]
    status, out, err = desk(*line, "--yes", language="en")
    assert (status, err, "is kept" in out) == (0, "", True)
    status, _, err = desk(*line, "--yes", language="en")
    assert status == 1
    assert desk("merge-persons", second, second, "--yes", *ME)[0] == 1
