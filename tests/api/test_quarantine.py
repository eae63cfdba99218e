"""The door to the quarantine: what waits, why, the original, its release, over HTTP and in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from events.values.zones import zone_of
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]


def put_aside(world: World) -> tuple[int, bytes]:
    raw = (
        b"From: Robot <robot@client.example>\r\nSubject: Sale [red]today[/red]\x1b[2J\r\nPrecedence: bulk\r\n\r\n"
        + uuid4().hex.encode()
        + b"\xff\x00\r\n"
    )
    outcome = world.desk.intake().take(raw, source="sale.eml")
    assert outcome.result == "quarantined"
    return outcome.entry, raw


def test_staff_see_what_waits_and_why_take_the_original_and_release_it(world: World) -> None:
    entry, raw = put_aside(world)
    (listed,) = world.specialist.get("/quarantine", params={"after": entry - 1}).json()["entries"]
    card = world.specialist.get(f"/quarantine/{entry}").json()
    original = world.specialist.get(f"/quarantine/{entry}/original")

    assert listed == card
    assert (card["entry_id"], card["reason"], card["sender"]) == (entry, "bulk", "robot@client.example")
    assert card["text"]["ru"] == "Рассылка (Precedence: bulk): человек не ждёт ответа на неё."
    assert original.content == raw
    assert original.headers["content-type"] == "message/rfc822"
    assert original.headers["content-disposition"] == f'attachment; filename="quarantine-{entry}.eml"'
    assert original.headers["x-content-type-options"] == "nosniff"

    released = world.specialist.post(f"/quarantine/{entry}/release").json()
    again = world.specialist.post(f"/quarantine/{entry}/release").json()
    assert released["released_at"] is not None
    assert again == released
    assert world.specialist.get("/quarantine", params={"after": entry - 1}).json()["entries"] == []
    assert world.specialist.get(f"/quarantine/{entry}/original").content == raw


def test_who_released_a_message_stays_with_it_whoever_releases_it_again(world: World) -> None:
    entry, _ = put_aside(world)
    assert world.specialist.get(f"/quarantine/{entry}").json()["released_by"] is None
    for client in (world.specialist, world.admin):
        client.post(f"/quarantine/{entry}/release")
    released_by = world.client("auditor").get(f"/quarantine/{entry}").json()["released_by"]
    assert (released_by["kind"], released_by["id"]) == ("person", str(world.persons["specialist"]))


def test_the_quarantine_is_for_those_who_see_every_ticket(world: World) -> None:
    entry, _ = put_aside(world)
    paths = ("/quarantine", f"/quarantine/{entry}", f"/quarantine/{entry}/original")
    for name in ("requester", "second_line"):
        client = world.client(name)
        assert [client.get(path).status_code for path in paths] == [404] * 3
        assert client.post(f"/quarantine/{entry}/release").status_code == 404
    auditor = world.client("auditor")
    assert [auditor.get(path).status_code for path in paths] == [200] * 3
    assert auditor.post(f"/quarantine/{entry}/release").status_code == 403
    assert world.specialist.get(f"/quarantine/{entry}").json()["released_at"] is None


@pytest.mark.parametrize(("ref", "status"), [("999999999", 404), ("0", 422), ("x", 422), (str(2**63), 422)])
def test_an_entry_that_is_none_is_refused(world: World, ref: str, status: int) -> None:
    assert world.specialist.get(f"/quarantine/{ref}").status_code == status
    assert world.specialist.post(f"/quarantine/{ref}/release").status_code == status


def test_the_terminal_lists_shows_writes_and_releases(desk: Run, world: World, tmp_path: Path) -> None:
    entry, raw = put_aside(world)
    file = tmp_path / "original.eml"
    status, out, _ = desk("quarantine", "--limit", "10000", language="en")
    assert status == 0
    assert "Bulk mail (Precedence: bulk)" in out
    assert "Sale [red]today[/red]" in out
    assert "\x1b[2J" not in out

    status, out, _ = desk("quarantine", str(entry), "--original", str(file))
    assert (status, "Рассылка" in out, file.read_bytes()) == (0, True, raw)
    assert desk("quarantine", str(entry), "--original", str(file), language="en")[0] == 1
    assert "Released\n" in desk("quarantine", str(entry), "--release", language="en")[1]
    assert "Уже было разобрано" in desk("quarantine", str(entry), "--release")[1]
    assert f"\n{entry} " not in desk("quarantine", "--limit", "10000")[1]


def test_the_terminal_tells_times_by_the_desk_s_wall_clock_and_says_which(desk: Run, world: World) -> None:
    entry, _ = put_aside(world)
    assert world.admin.post(f"/agreements/{world.agreement}/make-base", json={}).status_code == 200
    at = datetime.fromisoformat(world.specialist.get(f"/quarantine/{entry}").json()["received_at"])
    for option, zone in ((), zone_of("Europe/Moscow")), (("--utc",), UTC):
        there = at.astimezone(zone)
        listed = desk("quarantine", "--limit", "10000", "--exact", *option, language="en")[1]
        (line,) = (line for line in listed.splitlines() if line.startswith(f"{entry} "))
        assert f" {there:%d.%m.%Y %H:%M:%S} " in line
        assert listed.split()[-2:] == ["Time:", str(zone)]
        assert f"Время: {zone}" in desk("quarantine", "--limit", "10000", *option)[1]
        assert (
            f"│ Received    │ {there:%d.%m.%Y %H:%M:%S} {zone}"
            in desk("quarantine", str(entry), *option, language="en")[1]
        )


def test_an_entry_that_is_not_there_is_told_in_both_languages(desk: Run) -> None:
    assert desk("quarantine", "999999999") == (1, "", "Письма 999999999 в карантине нет\n")
    assert desk("quarantine", "999999999", language="en")[2] == "There is no message 999999999 in quarantine\n"
    assert desk("quarantine", "--release", language="en")[2] == "Give the number of a message from desk quarantine\n"
