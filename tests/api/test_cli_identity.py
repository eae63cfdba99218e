"""Who types in a terminal, the page of help, and what the shell offers."""

from __future__ import annotations

import json
import os
from uuid import uuid4

import pytest
from typer.main import get_command

from api.cli.app import app
from api.cli.shown.completion import statuses_begun, teams_begun
from api.cli.shown.help_page import BY_WHO
from tests.api.serving import World
from tests.api.test_cli import Run, desk
from tests.support.terminal import typed

__all__ = ["desk"]

LOGIN = "specialist.of.the.world"


def test_a_name_in_the_environment_works_for_every_command_with_that_persons_rights(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = str(world.ticket()["number"])
    monkeypatch.setenv("DESK_AS", LOGIN)
    status, _, err = desk("comment", number, "Смотрим", language="en")
    assert (status, err) == (0, ""), "and it is no setting that is warned of"
    facts = world.admin.get(f"/tickets/{number}/history").json()["facts"]
    assert facts[-1]["actor"]["en"] == "specialist"
    monkeypatch.setenv("DESK_AS", "requester@desk.example")
    assert desk("take", number, language="en")[0] == 1


def test_a_token_outranks_the_name_in_the_environment_and_the_line_outranks_both(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def me(*line: str) -> tuple[str, str]:
        told = json.loads(desk("whoami", "--json", *line)[1])
        return told["name"], told["by"]

    monkeypatch.setenv("DESK_AS", LOGIN)
    assert me() == ("specialist", "DESK_AS")
    monkeypatch.setenv("DESK_TOKEN", world.token("second_line", scopes=frozenset({"read"})))
    assert me() == ("second_line", "DESK_TOKEN")
    assert me("--as", LOGIN) == ("specialist", "--as")
    number = str(world.ticket()["number"])
    status, _, err = desk("comment", number, "Шире токена", language="en")
    assert (status, "scope" in err) == (1, True), "a name makes no token wider"


def test_whoever_is_named_and_is_not_there_is_told_where_they_are_named(
    desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_AS", "nobody.here")
    for line in (("tickets",), ("take", "1"), ("whoami",)):
        russian, english = desk(*line), desk(*line, language="en")
        assert (russian[0], "В DESK_AS указано nobody.here" in russian[2]) == (1, True)
        assert (english[0], "DESK_AS names nobody.here" in english[2]) == (1, True)


def test_whoever_says_nothing_hears_how_to_say_who_they_are(desk: Run) -> None:
    for line in (("take", "1"), ("tickets", "--me")):
        told = desk(*line, language="en")[2]
        assert "--as LOGIN" in told
        assert "export DESK_AS=LOGIN" in told
        assert "DESK_TOKEN" in told
    assert "Nobody: commands that look show everything." in desk("whoami", language="en")[1]
    told = desk("whoami", "--as", LOGIN, language="en")[1]
    assert "Groups: specialist" in told.lower().replace("groups", "Groups")
    assert "Teams: First line" in told
    assert "Known by: --as" in told


def test_the_page_of_help_fits_a_screen_and_names_every_command_in_both_languages(
    desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for language, group in (("ru", "Специалист"), ("en", "Specialist")):
        status, told, err = desk("--help", language=language)
        assert (status, err) == (0, "")
        assert len(told.splitlines()) <= 40
        assert max(map(len, told.splitlines())) <= 80
        assert group in told
        words = told.replace("\n", " ").split()
        assert [name for name in _commands() if name not in words] == []


def _commands() -> set[str]:
    return set(get_command(app).commands)  # type: ignore[attr-defined] # it is a group


def test_each_command_is_grouped_once() -> None:
    told = [name for who in BY_WHO for name in who.commands.split()]
    assert len(told) == len(set(told))
    assert [name for name in sorted(_commands()) if name not in told] == []


def test_help_finds_commands_by_a_part_of_their_words(desk: Run) -> None:
    told = desk("help", "отложить")[1]
    assert "hold" in told
    assert "serve" not in told
    assert "Put on hold" in desk("help", "hold", language="en")[1]


def test_the_shell_offers_statuses_and_teams_and_nothing_where_no_desk_answers(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.ticket()
    assert {"in_progress", "In progress"} <= {*statuses_begun("in"), *statuses_begun("In p")}
    assert "First line" in teams_begun("first")
    assert "_DESK_COMPLETE=complete_bash" in desk("completion")[1]
    assert desk("completion", "cmd", language="en")[::2] == (
        1,
        "The shell “cmd” is not known here. Known are: bash, zsh, fish.\n",
    )
    with monkeypatch.context() as asked:
        asked.setenv("_DESK_COMPLETE", "complete_bash")
        asked.setenv("COMP_WORDS", "desk tickets --status resol")
        asked.setenv("COMP_CWORD", "3")
        asked.setattr("sys.argv", ["desk"])
        assert "resolved" in typed(patch=asked, printed=capsys)[1].split()
    monkeypatch.setenv("DESK_DATABASE_URL", f"postgresql://x@127.0.0.1:1/{uuid4().hex}")
    assert teams_begun("first") == []


def test_whoever_stops_reading_ends_a_command_quietly(desk: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ticket()
    read, write = os.pipe()
    os.close(read)
    with open(write, "w", encoding="utf-8") as shut, monkeypatch.context() as patched:  # noqa: PTH123 - a descriptor
        patched.setattr("sys.stdout", shut)
        for shape in ("--json", "--tsv"):
            assert desk("tickets", "--limit", "3", shape)[0] == 0
