"""In a terminal: what was written is edited, withdrawn, corrected, and made unreadable after a look at it."""

from __future__ import annotations

from pathlib import Path

from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")
ADMIN = ("--as", "admin.of.the.world")


def _commented(world: World, *words: str) -> str:
    number = str(world.ticket()["number"])
    for body in words:
        posted(world, f"/tickets/{number}/comments", {"body": body}, world.specialist)
    return number


def _bodies(world: World, number: str) -> list[str]:
    entries = world.admin.get(f"/tickets/{number}/timeline", params={"min_position": world.desk.log.head()})
    return [one["body"] for one in entries.json()["entries"] if one.get("comment_id") and one.get("body")]


def test_a_comment_is_edited_by_its_place_from_the_end_and_withdrawn(desk: Run, world: World, tmp_path: Path) -> None:
    number = _commented(world, "Первое", "Второе")
    assert desk("comment-edit", number, "Первое, точнее", "--comment", "2", *ME)[0] == 0
    words = tmp_path / "words.txt"
    words.write_text("Второе, точнее", encoding="utf-8")
    assert desk("comment-edit", number, "--file", str(words), *ME)[0] == 0
    assert _bodies(world, number) == ["Первое, точнее", "Второе, точнее"]
    status, _, err = desk("comment-edit", number, *ME)
    assert (status, "--file" in err) == (1, True), "nobody is there to write in an editor"
    assert desk("comment-withdraw", number, *ME)[0] == 0
    card = desk("card", number, "--as", "requester.of.the.world")[1]
    assert ("Первое, точнее" in card, "Второе, точнее" in card) == (True, False)
    status, _, err = desk("comment-edit", number, "Чужими словами", "--comment", "2", *ADMIN)
    assert (status, bool(err)) == (1, True), "it is somebody else's"
    assert desk("comment-withdraw", number, "--comment", "9", *ME)[0] == 1


def test_subject_description_and_requester_are_corrected(desk: Run, world: World) -> None:
    number = _commented(world)
    status, out, err = desk("correct", number, "--subject", "Сканер молчит", "--description", "Третий этаж", *ME)
    assert (status, err, "Сканер молчит" in out) == (0, "", True)
    status, out, err = desk("correct", number, "--requester", "second_line.of.the.world", *ME)
    assert (status, err, "second_line" in out) == (0, "", True)
    told = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()
    assert (told["subject"], told["description"], told["requester_id"]) == (
        *("Сканер молчит", "Третий этаж"),
        str(world.persons["second_line"]),
    )
    assert desk("correct", number, "--description", "", *ME)[0] == 0
    assert world.admin.get(f"/tickets/{number}").json()["description"] == ""
    for wrong in ((), ("--unit", "Отдел")):
        status, _, err = desk("correct", number, *wrong, *ME)
        assert (status, "--requester" in err) == (1, True)


def test_a_redaction_is_shown_first_asked_for_and_then_done(desk: Run, world: World) -> None:
    number = _commented(world, "Пароль: Сезам4711")
    status, out, err = desk("redact", number, "Пароль", "--dry-run", *ADMIN)
    assert (status, err) == (0, "")
    assert "specialist: Пароль: Сезам4711" in out
    assert "навсегда" in out
    status, out, err = desk("redact", number, "Пароль", *ADMIN)
    assert (status, "Сезам4711" in out, "--yes" in err) == (1, True, True)
    assert _bodies(world, number) == ["Пароль: Сезам4711"]
    status, out, err = desk("redact", number, "Пароль", "--yes", *ADMIN)
    assert (status, err) == (0, "")
    assert "Сезам4711" not in desk("card", number, *ADMIN)[1]
    assert desk("redact", number, "Ещё раз", *ADMIN)[0] == 1, "no comment says anything any more"
    status, out, err = desk("redact", number, "Пароль", "--dry-run", *ME)
    assert (status, out) == (1, ""), "it is for administrators"


def test_what_is_refused_is_refused_before_anybody_is_asked(desk: Run, world: World) -> None:
    number = _commented(world, "Пароль: Сезам4712")
    desk("split", number, "Отдельно", *ME)
    status, out, err = desk("redact", number, "Пароль", *ADMIN)
    assert (status, out, "copies" in err) == (1, "", True)
    status, out, _ = desk("redact", number, "Пароль", "--copies", "--preview", *ADMIN)
    assert (status, "продолжается: 1" in out) == (0, True)
