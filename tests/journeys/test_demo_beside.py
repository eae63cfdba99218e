"""The demo's company is loaded by a process of its own where there can be one, and in any case loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.bootstrap import Desk, SystemClock
from api.demo import beside
from api.settings import Settings
from connectors.storage.server.database import Database
from tests.support.cheap_passwords import CHEAP

HERE = os.getpid()


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    opened = Desk(database, Settings(data_folder=Path("nowhere")), SystemClock(), CHEAP)
    yield opened
    opened.stop()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """What is made of a desk takes seconds, and is made by other tests."""
    app = FastAPI()
    monkeypatch.setattr(beside, "made", lambda _desk: app)
    return app


def writing(file: Path, *, fails_elsewhere: bool = False) -> Callable[[Callable[[], None]], None]:
    def load(told: Callable[[], None]) -> None:
        if fails_elsewhere and os.getpid() != HERE:
            raise LookupError("not there")
        told()
        file.write_text(str(os.getpid()))

    return load


def test_another_process_loads_while_this_one_makes_what_answers(desk: Desk, app: FastAPI, tmp_path: Path) -> None:
    assert beside.loaded(desk, writing(tmp_path / "by")) == (True, app)
    assert (tmp_path / "by").read_text() != str(HERE)


def test_what_that_process_could_not_do_this_one_does(desk: Desk, app: FastAPI, tmp_path: Path) -> None:
    assert beside.loaded(desk, writing(tmp_path / "by", fails_elsewhere=True)) == (True, app)
    assert (tmp_path / "by").read_text() == str(HERE)


@pytest.mark.usefixtures("app")
def test_where_nothing_is_forked_this_process_loads_and_nothing_is_made_yet(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "held_still", lambda: nullcontext(enter_result=False))
    assert beside.loaded(desk, writing(tmp_path / "by")) == (True, None)
    assert (tmp_path / "by").read_text() == str(HERE)


def test_who_loads_waits_for_no_disk_and_whoever_comes_behind_as_the_server_says(
    desk: Desk, app: FastAPI, tmp_path: Path
) -> None:
    def load(_told: Callable[[], None]) -> None:
        (tmp_path / "there").write_text(said_by(desk))

    before = said_by(desk)
    assert beside.loaded(desk, load) == (True, app)
    assert ((tmp_path / "there").read_text(), said_by(desk)) == ("off by session", before)
    assert not before.endswith("session")


def said_by(desk: Desk) -> str:
    with desk.database.connection() as connection:
        row = connection.execute(
            "SELECT setting || ' by ' || source FROM pg_settings WHERE name = 'synchronous_commit'"
        ).fetchone()
    return "" if row is None else str(row[0])


@pytest.mark.usefixtures("app")
def test_what_stops_this_process_too_is_raised(desk: Desk) -> None:
    def load(_told: Callable[[], None]) -> None:
        raise LookupError("nowhere")

    with pytest.raises(LookupError, match="nowhere"):
        beside.loaded(desk, load)
