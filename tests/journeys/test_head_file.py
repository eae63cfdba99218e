"""``desk serve`` and the file that says how far the log was seen: warned of where there is none, kept to the end."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from api.settings import Settings
from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.database import Database
from events.values.people import Actor
from tests.api.test_serve import desk_serve

pytestmark = pytest.mark.journey


def test_a_desk_without_a_head_file_warns_at_its_start_in_both_languages(database: Database) -> None:
    with desk_serve(database.url) as desk:
        _, _, said, _ = desk.end(signal.SIGTERM)
    assert said.count("restores_go_unnoticed") == 1
    assert "DESK_HEAD_FILE is not set: should the database be restored from a backup" in said
    assert "DESK_HEAD_FILE не задан: если базу восстановят из копии" in said


def test_a_desk_that_is_told_to_end_has_written_the_last_thing_that_happened(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_HEAD_FILE", str(tmp_path / "head.json"))
    actor = Actor(kind="person", id=uuid4(), name="Ольга")
    token = Tokens(database).make(actor, frozenset({"administrator"}), now=datetime.now(UTC))
    with desk_serve(database.url) as desk:
        made = desk.ask("POST", "/teams", token, json={"title": {"en": "First line"}}).json()
        _, _, said, _ = desk.end(signal.SIGTERM)
    assert "restores_go_unnoticed" not in said
    kept = json.loads((tmp_path / "head.json").read_text(encoding="utf-8"))
    assert (kept["epoch"], kept["position"]) == (1, made["position"])
    assert [entry.name for entry in tmp_path.iterdir()] == ["head.json"]


@pytest.mark.parametrize(("given", "meant"), [("", None), ("/var/lib/desk/head.json", Path("/var/lib/desk/head.json"))])
def test_an_empty_variable_names_no_file(given: str, meant: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_HEAD_FILE", given)
    assert Settings().head_file == meant
