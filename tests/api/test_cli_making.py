"""In a terminal: reply templates, macros and views are made, for oneself, a team or everyone."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")
ADMIN = ("--as", "admin.of.the.world")


def test_a_reply_template_is_made_and_said(desk: Run, world: World) -> None:
    name = f"Ждём {uuid4().hex}"
    english = ("--english", f"Waiting {name[-8:]}", "--in-other-language", "We wait for the part.")
    status, out, err = desk("make-template", name, "Ждём запчасть.", *english, *ME)
    assert (status, err) == (0, "")
    assert out.startswith(f"Создано: {name} ")
    number = str(world.ticket()["number"])
    assert desk("comment", number, "--template", name, *ME)[0] == 0
    assert "Ждём запчасть." in desk("card", number, *ME)[1]
    team = desk("make-template", f"{name}, всем", "Ждём.", "--for-everyone", "--they-edit", *ADMIN)
    assert team[0] == 0
    both = desk("make-template", name, "Ждём.", "--for-everyone", "--for-team", "First line", *ADMIN)
    assert (both[0], "--for-team" in both[2]) == (1, True)


def test_a_macro_is_made_of_steps_in_the_words_of_bulk_and_applied(desk: Run, world: World, tmp_path: Path) -> None:
    name = f"Сбой {uuid4().hex}"
    steps = (
        "priority --level high",
        "tag --add сбой --add=сеть",
        "comment --say 'Уже чиним' --private",
        "hold --say Ждём --until 4h",
    )
    status, _, err = desk("make-macro", name, *(part for one in steps for part in ("--step", one)), *ME)
    assert (status, err) == (0, "")
    number = str(world.ticket()["number"])
    assert desk("macro", number, name, *ME)[0] == 0
    told = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()
    assert (told["priority"], told["status"]) == ("high", "on_hold")
    assert sorted(world.specialist.get(f"/tickets/{number}/work").json()["tags"]) == ["сбой", "сеть"]
    file = tmp_path / "acts.json"
    file.write_text(json.dumps([{"do": "resume-ticket"}]), encoding="utf-8")
    assert desk("make-macro", f"{name}, дальше", "--file", str(file), "--status", "on_hold", *ME)[0] == 0
    assert desk("macro", number, f"{name}, дальше", *ME)[0] == 0
    for wrong, why in (
        ((), "--step"),
        (("--step", "priority --how high"), "--how"),
        (("--step", "priority --level"), "--level"),
        (("--step", "dance"), "dance"),
        (("--step", "checklist --say Пункт"), "--template"),
    ):
        status, _, err = desk("make-macro", "Нет", *wrong, *ME)
        assert (status, why in err) == (1, True), wrong


def test_a_view_is_made_as_the_list_is_narrowed_and_one_upon_another(desk: Run, world: World) -> None:
    tag, name = f"м{uuid4().hex[:8]}", f"Вид {uuid4().hex}"
    numbers = [str(world.ticket()["number"]) for _ in range(2)]
    for number in numbers:
        assert desk("tag", number, tag, *ME)[0] == 0
    assert desk("priority", numbers[0], "high", *ME)[0] == 0
    shown = ("--column", "number", "--column", "priority", "--group", "team", "--sort", "-number")
    status, _, err = desk("make-view", name, "--tag", tag, *shown, *ME)
    assert (status, err) == (0, "")
    settings = world.specialist.get("/views", params={"limit": 1000, "min_position": world.desk.log.head()}).json()
    (made,) = (one for one in settings["views"] if one["name"]["ru"] == name)
    kept = made["settings"]
    assert (kept["columns"], kept["group"], kept["sort"]) == (["number", "priority"], "team", "-number")
    listed = json.loads(desk("tickets", "--view", name, "--json", *ME)[1])
    assert [str(one["number"]) for one in listed] == sorted(numbers, key=int, reverse=True)
    assert desk("make-view", f"{name}, важное", "--view", name, "--priority", "high", *ME)[0] == 0
    listed = json.loads(desk("tickets", "--view", f"{name}, важное", "--json", *ME)[1])
    assert [str(one["number"]) for one in listed] == numbers[:1]
