"""The command line: what each command prints, how it ends, and how it says no."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from api.bootstrap import Desk, SystemClock
from api.questions.rights import rights
from api.settings import MEANINGS, Settings
from commands.person.access import DeactivatePerson
from commands.person.register import RegisterPerson
from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.database import Database
from events.values.identity import PersonId
from events.values.person_name import PersonName
from tests.api.serving import World
from tests.support import generated
from tests.support.terminal import typed

Run = Callable[..., tuple[int, str, str]]
MAIL = (
    b"From: Anna <anna@client.example>\r\nTo: help@desk.example\r\nSubject: Printer [red]on[/red] fire\x1b[2J\r\n"
    b"Message-ID: <%s@client.example>\r\nContent-Type: text/plain\r\n\r\nIt smokes.\r\n"
)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], world: World) -> Run:
    """``desk ARGS`` on the served desk's database: exit status, output, errors."""
    monkeypatch.setenv("DESK_DATABASE_URL", world.desk.database.url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, language: str = "ru") -> tuple[int, str, str]:
        monkeypatch.setenv("DESK_LANGUAGE", language)
        return typed(*arguments, patch=monkeypatch, printed=capsys)

    return run


def test_a_mail_becomes_a_ticket_with_a_history_and_two_explained_clocks(desk: Run, tmp_path: Path) -> None:
    mail = tmp_path / "fire.eml"
    mail.write_bytes(MAIL % uuid4().hex.encode())
    status, out, _ = desk("intake", str(mail), language="en")
    number = out.split("ticket ")[1].strip()
    assert status == 0

    assert desk("intake", str(mail), language="en")[1] == f"fire.eml: taken in before ({number})\n"
    status, out, _ = desk("tickets", "--limit", "1000", language="en")
    line = next(line for line in out.splitlines() if number in line)
    assert status == 0
    assert "Printer [red]on[/red] fire" in line
    assert "\x1b[2J" not in out
    status, out, _ = desk("history", number)
    assert (status, "Позиция" in out, number in out) == (0, True, True)
    status, out, _ = desk("sla", number, language="en")
    assert status == 0
    assert "Reaction: running" in out
    assert "Resolution: running" in out


def test_a_history_and_the_clocks_tell_the_schedule_s_wall_clock_and_name_it_or_utc(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    number = world.ticket()["number"]
    at = datetime.fromisoformat(world.specialist.get(f"/tickets/{number}").json()["registered_at"])
    in_moscow, in_utc = (f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}" for zone in (ZoneInfo("Europe/Moscow"), UTC))
    for command, said in (("history", "When ({})"), ("sla", "Time: {}")):
        _, out, _ = desk(command, str(number), language="en")
        assert said.format("Europe/Moscow").casefold() in out.casefold()
        assert in_moscow in out
        assert in_utc not in out
        _, out, _ = desk(command, str(number), "--utc", language="en")
        assert said.format("UTC").casefold() in out.casefold()
        assert in_utc in out
        assert in_moscow not in out


def test_a_history_says_to_whom_why_and_until_when(desk: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    number, other = (world.ticket()["number"] for _ in range(2))
    orders: list[tuple[str, dict[str, Any]]] = [
        ("assign", {"responsible": {"team_id": str(world.team), "person_id": str(world.persons["specialist"])}}),
        ("hold", {"reason": "Ждём запчасть", "wake_up_at": "2090-01-15T09:00:00+03:00"}),
        ("resume", {}),
        ("comments", {"body": "Уже [bold]везут[/bold]\x1b[2J"}),
        ("resolve", {"solution": "Заменён картридж"}),
        ("reopen", {"reason": "Опять не печатает"}),
        ("merge", {"into": other}),
    ]
    for name, body in orders:
        assert world.specialist.post(f"/tickets/{number}/{name}", json=body).status_code == 200
    assert world.specialist.post(f"/tickets/{other}/decline", json={"reason": "Не к нам"}).status_code == 200
    status, out, _ = desk("history", str(number), language="en")

    assert status == 0
    for told in (
        "First line · specialist",
        "Ждём запчасть (until 15.01.2090 09:00:00)",
        "Уже [bold]везут[/bold]",
        "Заменён картридж",
        "Опять не печатает",
        f"№{other}",
    ):
        assert told in out
    assert "\x1b[2J" not in out
    assert "Не к нам" in desk("history", str(other))[1]


def test_a_history_in_a_terminal_tells_the_sentences_that_are_told_over_http(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    number = world.ticket()["number"]
    asked = {"question": "Купить?", "stages": [{"mode": "one", "approvers": [str(world.persons["second_line"])]}]}
    for name, body in (("reclassify", {"type": "inquiry"}), ("approvals", asked)):
        answer = world.specialist.post(f"/tickets/{number}/{name}", json=body)
        assert answer.status_code == 200, answer.json()
    out = desk("history", str(number))[1]  # the names of all are read by then
    facts = world.admin.get(f"/tickets/{number}/history").json()["facts"]
    told = [entry["what"]["ru"] for entry in facts]
    assert told[-1] == "Запрошено согласование: second_line"
    assert told[-2] == "Изменены тип, услуга, соглашение или признаки: тип — Инцидент → Обращение"
    assert [what for what in told if what not in out] == []
    assert "Купить?" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["tickets"],
        ["search", "VPN"],
        ["history", "1001"],
        ["sla", "1001"],
        ["health"],
        ["token", "Anna"],
        ["rebuild", "agreements"],
    ],
)
def test_a_command_that_reads_begins_no_new_desk_and_says_where_it_looked(
    desk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    monkeypatch.delenv("DESK_DATABASE_URL")
    monkeypatch.setenv("DESK_DATA_FOLDER", str(tmp_path / "typo"))
    (status, out, russian), english = desk(*arguments), desk(*arguments, language="en")[2]

    assert (status, out) == (1, "")
    assert f"В папке {tmp_path / 'typo'} нет данных" in russian
    assert f"no desk in {tmp_path / 'typo'}" in english
    assert "DESK_DATA_FOLDER" in english
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["/dev/null", "/proc/nope"])
def test_a_data_folder_that_can_be_none_is_told_without_a_trace(
    desk: Run, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.delenv("DESK_DATABASE_URL")
    monkeypatch.setenv("DESK_DATA_FOLDER", folder)
    for command in (("migrate",), ("tickets",), ("serve", "--port", "0")):
        status, _, err = desk(*command, language="en")

        assert status == 1
        assert folder in err
        assert "DESK_DATA_FOLDER" in err
        assert "Traceback" not in err


def test_a_misspelt_setting_is_warned_of_by_name(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_DATA_FOLER", "x")
    monkeypatch.setenv("DESK_WHATEVER_ELSE", "geheim")
    status, _, russian = desk("settings")
    english = desk("settings", language="en")[2]

    assert status == 0
    assert "Настройки DESK_DATA_FOLER нет, она не учтена. Может быть, DESK_DATA_FOLDER?" in russian
    assert "There is no setting DESK_WHATEVER_ELSE; it was ignored. All of them: desk settings." in english
    assert "geheim" not in russian + english
    monkeypatch.delenv("DESK_DATA_FOLER")
    monkeypatch.delenv("DESK_WHATEVER_ELSE")
    assert desk("settings")[2] == ""


@pytest.mark.parametrize("command", ["history", "sla"])
def test_a_ticket_that_is_not_there_is_told_in_both_languages(desk: Run, command: str) -> None:
    assert desk(command, "999999999") == (1, "", "Заявки 999999999 нет\n")
    assert desk(command, "999999999", language="en") == (1, "", "There is no ticket 999999999\n")


def test_a_token_is_made_listed_and_withdrawn(desk: Run, world: World) -> None:
    label = uuid4().hex
    status, out, err = desk("token", "specialist@desk.example", "--label", label, language="en")
    token = out.strip()
    assert (status, token.startswith("desk_"), "shown once" in err) == (0, True, True)
    bearer = {"Authorization": f"Bearer {token}"}
    me = world.anonymous.get("/me", headers=bearer).json()
    assert (me["actor"]["id"], set(me["groups"])) == (str(world.persons["specialist"]), {"specialist", "requester"})

    status, out, _ = desk("token", "--list")
    line = next(line for line in out.splitlines() if label in line)
    assert token not in out
    begin = line.split()[0]
    status, out, _ = desk("token", "--revoke", begin)

    assert (status, out) == (0, "Отозван: specialist\n")
    assert world.anonymous.get("/me", headers=bearer).status_code == 401
    assert desk("token", "--revoke", begin)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "status", "ru", "en"),
    [
        (["token"], 1, "Укажите держателя", "Give a bearer"),
        (["token", ""], 1, "Имя держателя пусто", "name is blank"),
        (["token", " \t"], 1, "Имя держателя пусто", "name is blank"),
        (["token", "Анна", "--list"], 1, "Укажите держателя", "Give a bearer"),
        (["token", "Анна", "--group", "boss"], 1, "Группы «boss» нет", "no group “boss”"),
        (["token", "nobody@desk.example"], 1, "с адресом nobody@desk.example нет", "nobody with the address"),
        (["token", "Анна", "--days", "0"], 2, "не меньше 1", "greater than or equal to 1"),
        (["rebuild", "everything"], 1, "Проекции «everything» нет", "no read model “everything”"),
        (["vectors", "nowhere.json"], 1, "nowhere.json не читается", "nowhere.json cannot be read"),
        (["nosuch"], 2, "Команды «nosuch» нет", "No such command"),
        (["history"], 2, "Не указан аргумент number", "Missing argument"),
        (["history", "abc"], 2, "нужно целое число", "a whole number is needed"),
        (["tickets", "--nosuch"], 2, "Ключа --nosuch нет", "No such option"),
        (["serve", "--port", "70000"], 2, "не больше 65535", "less than or equal to 65535"),
        (["history", "1", "2"], 2, "Лишние аргументы", "unexpected extra argument"),
    ],
)
def test_what_cannot_be_done_is_told_in_the_language_of_the_user(
    desk: Run, arguments: list[str], status: int, ru: str, en: str
) -> None:
    russian, english = desk(*arguments), desk(*arguments, language="en")

    assert (russian[0], english[0]) == (status, status)
    assert ru in russian[2]
    assert en in english[2]
    assert "Traceback" not in russian[2] + english[2]


def test_a_busy_port_is_told_kindly(desk: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, err = desk("serve", "--port", port)

    assert status == 1
    assert f"127.0.0.1:{port}" in err
    assert "--port" in err
    assert "Traceback" not in err


def test_every_setting_is_shown_with_its_meaning_and_no_secret(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", "postgresql://olga:geheim@db.example/desk")
    status, out, _ = desk("settings")

    assert status == 0
    assert set(MEANINGS) == set(Settings.model_fields)
    assert all(f"DESK_{name.upper()}" in out for name in MEANINGS)
    assert "geheim" not in out


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DESK_PORT", "восемь", "нужно целое число"),
        ("DESK_PORT", "70000", "не больше 65535"),
        ("DESK_BODY_LIMIT", "1", "не меньше 1000"),
        ("DESK_LOG_LEVEL", "loud", "debug"),
        ("DESK_DATABASE_URL", "postgres//olga:geheim@x", "postgresql://"),
        ("DESK_DATABASE_URL", "postgresql://olga:geheim@127.0.0.1:1/x", "База данных недоступна"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_without_its_secret(
    desk: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    status, out, err = desk("tickets")

    assert status == 1
    assert name in err
    assert told in err
    assert "geheim" not in out + err
    assert "Traceback" not in err


def test_the_database_is_brought_up_to_date_once(
    desk: Run, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", empty_database_url)
    first, second = desk("migrate"), desk("migrate")

    assert (first[0], "0001" in first[1]) == (0, True)
    assert second[:2] == (0, "Всё уже применено\n")


def prepared(database: Database) -> Desk:
    """A desk on the database, with all of its tables."""
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
    desk.prepare()
    return desk


def test_health_tells_why_and_ends_with_its_status(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database)
    well = desk("health")
    with database.connection() as connection:
        connection.execute("UPDATE views.positions SET poison_at = 7, poison = 'why' WHERE name = 'directory'")
    ill = desk("health")

    assert (well[0], json.loads(well[1])["ready"]) == (0, True)
    assert ill[0] == 1
    assert json.loads(ill[1])["projections"]["directory"]["poison"] == {"position": 7, "why": "why"}


def test_health_tells_which_loops_any_desk_runs(
    desk: Run, monkeypatch: pytest.MonkeyPatch, world: World, database: Database
) -> None:
    names = world.desk.loops.under_lease
    served = json.loads(desk("health")[1])
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database)
    alone = json.loads(desk("health")[1])

    assert served["loops"] == dict.fromkeys(names, "held")
    assert alone["loops"] == dict.fromkeys(names, "free")
    assert "remeasured" not in alone


def test_a_read_model_is_rebuilt(desk: Run) -> None:
    status, out, _ = desk("rebuild", "directory", language="en")

    assert (status, out.startswith("Done up to position")) == (0, True)


def test_vectors_pass_and_a_wrong_one_fails_the_run(desk: Run, tmp_path: Path) -> None:
    given = Path(__file__).parents[1] / "sla_engine/data/sla_vectors.json"
    document = json.loads(given.read_text(encoding="utf-8"))
    status, out, _ = desk("vectors", str(given))
    assert (status, out.splitlines()[-1]) == (0, f"{len(document['cases'])} passed, 0 failed")

    document["cases"] = [{**document["cases"][0], "kind": "dance"}]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(document), encoding="utf-8")
    status, out, _ = desk("vectors", str(wrong))
    assert (status, out.splitlines()[-1]) == (1, "0 passed, 1 failed")


def test_generated_documents_are_written_and_compared(
    desk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("api.generated.documents", generated.documents)  # made once a process: the same texts
    assert desk("docs", "--check")[0] == 1
    assert desk("docs")[0] == 0
    assert desk("docs", "--check")[0] == 0
    (tmp_path / "docs/generated/rights.md").write_text("old", encoding="utf-8")
    status, _, err = desk("docs", "--check")

    assert (status, "rights.md" in err, "openapi.json" in err) == (1, True, False)


def test_the_tokens_of_the_command_line_are_those_of_the_door(desk: Run, world: World) -> None:
    token = desk("token", "Робот", "--group", "auditor", "--days", "1")[1].strip()
    bearer = Tokens(world.desk.database).bearer(token, now=world.desk.clock.now())

    assert bearer is not None
    assert (bearer.actor.name, bearer.groups) == ("Робот", frozenset({"auditor"}))


def test_row_31_the_first_start_shows_the_built_in_logins_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Database, desk: Run
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    status, first, _ = desk("found")
    passwords = re.findall(r"\b(?:admin|system)\s+([a-z0-9]{4}(?:-[a-z0-9]{4}){3})", first)
    assert (status, len(passwords), len(set(passwords))) == (0, 2, 2)
    assert "Показаны один раз" in first
    assert "shown once" in first
    assert capsys.readouterr().out == ""

    assert desk("found")[:2] == (0, "Уже основано: пароли показаны не будут\n")
    assert desk("found", language="en")[:2] == (0, "Founded already: no passwords to show\n")


def test_row_20_rights_are_shown_as_the_tables_say(desk: Run) -> None:
    status, out, _ = desk("rights", language="en")
    line = next(line for line in out.splitlines() if "grant-groups" in line)

    assert (status, line.count("yes")) == (0, 2)
    assert "Which group sees what" in out
    assert "Кто что видит" in desk("rights")[1]


def test_row_20_a_narrow_terminal_cuts_no_name_of_the_rights_short(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = desk("rights", language="en")

    assert (status, "…" in out) == (0, False)
    told = set(out.replace("│", " ").split())
    assert {name for matrix in rights().matrices[:2] for name in matrix.rows} <= told
    assert {f"{group}:" for group in rights().groups} <= told
    line = next(line for line in out.splitlines() if "grant-groups" in line)
    assert "administrator, technologist " in line


def test_a_token_is_made_for_a_login_with_scopes_and_no_more_groups_than_its_bearer_has(
    desk: Run, world: World
) -> None:
    login = uuid4().hex
    person_id = world.order(
        RegisterPerson(
            full_name=PersonName("Орлова", "Анна"),
            unit_id=world.department,
            login=login,
            licence="named",
            groups=frozenset({"specialist"}),
        )
    )
    status, out, _ = desk("token", login, "--scope", "read")
    bearer = {"Authorization": f"Bearer {out.strip()}"}
    assert (status, world.anonymous.get("/me", headers=bearer).json()["actor"]["id"]) == (0, str(person_id))
    beyond = world.anonymous.post("/tickets", json={"subject": "x"}, headers=bearer)
    assert beyond.json()["code"] == "token-lacks-scope"
    assert desk("token", login, "--group", "administrator")[::2] == (1, f"У {login} нет групп: administrator\n")
    assert desk("token", login, "--scope", "all", language="en")[0] == 1
    world.order(DeactivatePerson(person_id=PersonId(person_id), reason="Уволилась"))
    assert desk("token", login, language="en")[::2] == (1, f"The access of {login} was ended\n")


def test_row_f4_zones_tells_the_rules_and_what_new_ones_would_move(desk: Run) -> None:
    status, out, _ = desk("zones")
    told = json.loads(out)
    assert status == 0
    assert told["zone_rules"]["here"] == told["zone_rules"]["clocks_measured_by"]
    assert (told["zone_rules"]["differ"], told["preview"]["moved"]) == (False, 0)


WRONG = (
    ("nosuch",),
    ("tickets", "--limit", "x"),
    ("tickets", "--limit", "0"),
    ("tickets", "--limit"),
    ("tickets", "--nosuch"),
    ("tickets", "--all=1"),
    ("tickets", "extra"),
    ("history",),
    ("history", "abc"),
    ("intake",),
    ("vectors",),
    ("vectors", "/"),
    ("vectors", "/nowhere/at/all"),
    ("rebuild",),
    ("serve", "--port", "99999999"),
)


@pytest.mark.parametrize("line", WRONG, ids=" ".join)
def test_what_is_wrong_with_a_command_line_is_told_in_the_language_of_the_user(
    desk: Run, line: tuple[str, ...]
) -> None:
    typed = {word.strip("-").split("=")[0] for part in line for word in part.split("/")} | {
        "desk",
        "help",
        "number",
        "files",
        "file",
        "name",
    }
    status, out, err = desk(*line)
    assert status in {1, 2}
    assert re.search("[а-яё]", err), err
    english = set(re.findall(r"[A-Za-z]{2,}", err)) - typed
    assert not english, err
    status, out, err = desk(*line, language="en")
    assert not re.search("[а-яё]", out + err), err


def test_a_page_of_help_is_framed_in_the_language_of_the_user(desk: Run) -> None:
    ru, en = desk("tickets", "--help")[1], desk("tickets", "--help", language="en")[1]
    assert "Ключи" in ru
    assert "по умолчанию: 50" in ru
    assert "Options" in en


def test_the_list_of_tickets_is_told_in_words_with_its_zone(
    desk: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    subject = "Не открывается отчёт о продажах за ноябрь"
    world.ticket(subject=subject)
    status, out, _ = desk("tickets", "--limit", "1000")
    assert status == 0
    assert "обычный" in out
    assert "Время: Europe/Moscow" in out
    assert "normal" not in out
    assert "Не открывается отчёт" in out, "of a subject more than a word stands in a line"
    status, out, _ = desk("tickets", "--limit", "1000", "--utc", language="en")
    assert "Time: UTC" in out
    assert "normal" in out
