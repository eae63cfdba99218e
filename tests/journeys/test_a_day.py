"""A day of six people at one desk, told as it goes by; each of its lines is somebody's act, and what they see of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.storage.server.database import Database
from tests.api.listening import place
from tests.journeys.day import Day, day_at_two_desks

pytestmark = pytest.mark.journey

LOG = b"2026-11-30 09:02 printer: fuser 0x32\n"


def _refs(found: dict[str, Any]) -> set[str]:
    """By what people call what a search found."""
    return {hit["ref"] for section in found["sections"] for hit in section["hits"]}


@pytest.fixture
def day(database: Database) -> Iterator[Day]:
    """Nine o'clock: nobody has done anything yet."""
    with day_at_two_desks(database) as begun:
        yield begun


def test_a_day_of_sixty_actions_by_people_of_different_groups(day: Day) -> None:
    printer, vpn = _nine_o_clock(day)
    _olga_works(day, printer)
    _igor_is_asked(day, printer)
    _what_lies_ready(day, printer)
    again = _maria_writes_twice(day, vpn)
    _many_at_once(day, vpn, again)
    _the_second_line_ends_it(day, vpn)
    _pyotr_is_not_content(day, printer)
    _words_too_many(day, printer)
    _who_is_away(day)
    _what_is_not_theirs(day, printer, vpn)
    _the_auditor_asks_why(day, printer)
    assert day.actions >= 60


def _nine_o_clock(day: Day) -> tuple[int, int]:
    """Olga listens; Pyotr asks for help with a file of what the printer says, Maria for a way in from home."""
    pyotr, maria, olga, vera = day.pyotr, day.maria, day.olga, day.vera
    hears = olga.listens()
    hears.next("open")
    high = {"op": "in", "field": "priority", "values": ["high"]}
    burning = {"op": "all", "of": [{"op": "is", "field": "open"}, high]}
    vera.does(
        "/views",
        title={"ru": "Горит", "en": "Burning"},
        audience={"kind": "everyone"},
        settings={"condition": burning, "sort": "-registered"},
    )
    file = pyotr.sends_file("fuser.log", LOG)
    assert str(day.world.service) in {one["service_id"] for one in pyotr.looks("/me/catalogue", all=True)["services"]}
    printer = pyotr.does("/tickets", subject="Принтер на втором этаже не печатает", attachments=[file])["number"]
    assert [one["number"] for one in pyotr.looks("/tickets")["tickets"]] == [printer]
    vpn = maria.does("/tickets", subject="Не подключается VPN из дома", impact="high", urgency="high")["number"]
    assert [one["number"] for one in maria.looks("/tickets")["tickets"]] == [vpn]
    told = hears.changed_until(day.position)
    assert {number for one in told for number in one.data["tickets"]} == {printer, vpn}
    day.heard = told[-1].id
    assert place(day.heard) == day.position
    hears.close()
    return printer, vpn


def _olga_works(day: Day, printer: int) -> None:
    """Found with a slip of the pen, taken, answered, put on hold, resumed by the answer."""
    pyotr, olga, vera = day.pyotr, day.olga, day.vera
    assert {one["number"] for one in olga.looks("/tickets", team="nobody")["tickets"]} >= {printer}
    found = olga.looks("/search", text="прнтер", kinds="ticket")
    assert (_refs(found), found["is_similar"]) == ({str(printer)}, True)
    olga.does(f"/tickets/{printer}/take", start=True, team_id=day.first_line)
    assert olga.looks(f"/tickets/{printer}")["responsible_id"] == olga.id
    olga.puts(f"/tickets/{printer}/presence", doing="writing")
    (here,) = vera.looks("/presence", numbers=printer)["tickets"]
    assert [(one["person_id"], one["doing"]) for one in here["persons"]] == [(olga.id, "writing")]
    olga.puts(f"/drafts?ticket={printer}&kind=reply", text="Пётр, добрый день! Посмот")
    assert [one["draft"]["words"]["text"] for one in olga.looks("/drafts", ticket=printer)["drafts"]] == [
        "Пётр, добрый день! Посмот"
    ]
    waiting = olga.does("/sends", command="comment-on-ticket", ticket=str(printer), body={"body": "Ой"}, wait_s=60)
    olga.takes_away(f"/sends/{waiting['send_id']}")
    olga.does(f"/tickets/{printer}/comments", body="Пётр, какой код на экране?", is_public=True)
    olga.does(f"/tickets/{printer}/hold", reason="Ждём код ошибки")
    assert pyotr.looks(f"/tickets/{printer}")["status"] == "on_hold"
    pyotr.does(f"/tickets/{printer}/comments", body="0x32", is_public=True)
    assert olga.looks(f"/tickets/{printer}")["status"] == "in_progress"


def _igor_is_asked(day: Day, printer: int) -> None:
    """Words for staff alone, a tag, a task for the second line, time of both."""
    pyotr, olga, igor = day.pyotr, day.olga, day.igor
    asked: dict[str, Any] = {"body": "@second_line.of.the.day, это печка?", "is_public": False}
    olga.is_refused("mentioned-cannot-read", f"/tickets/{printer}/comments", **asked)
    olga.does(
        f"/tickets/{printer}/tasks",
        title="Заказать печку",
        responsible={"team_id": day.second_line, "person_id": igor.id},
    )
    olga.does(f"/tickets/{printer}/comments", **asked)
    assert "печка" not in str(pyotr.looks(f"/tickets/{printer}/timeline"))
    igor.does(f"/tickets/{printer}/watch", person_id="me")
    assert [one["number"] for one in igor.looks("/tickets", watching="me")["tickets"]] == [printer]
    olga.does(f"/tickets/{printer}/tags", add=["принтер"])
    assert [one["number"] for one in igor.looks("/tickets", tag="Принтер")["tickets"]] == [printer]
    (task,) = igor.looks("/tasks", responsible="me")["tasks"]
    igor.does(f"/tickets/{printer}/time", minutes=25, activity="consultation")
    olga.does(f"/tickets/{printer}/time", minutes=10, activity="consultation")
    assert olga.looks(f"/tickets/{printer}/work")["seconds"] == 35 * 60
    stood = olga.looks(f"/tickets/{printer}")["version"]
    igor.does(f"/tickets/{printer}/correct", subject="Принтер 2-го этажа: печка")
    igor.does(f"/tickets/{printer}/tasks/done", task_id=task["task_id"])
    olga.is_refused("stale-version", f"/tickets/{printer}/correct", version=stood, subject="Принтер: 0x32")
    assert [one["fields"] for one in olga.looks(f"/tickets/{printer}/changes", since_version=stood)["changes"]][:1] == [
        ["subject"]
    ]


def _what_lies_ready(day: Day, printer: int) -> None:
    """An answer kept for such cases, several acts as one, and a page of what is known that Pyotr is shown first."""
    pyotr, olga, vera = day.pyotr, day.olga, day.vera
    body = {"ru": "{{requester.first_name}}, заявка №{{ticket.number}} в работе."}
    mine = olga.does("/templates", title={"ru": "В работе"}, body=body)["id"]
    filled = olga.looks(f"/templates/{mine}/filled", ticket=printer, language="ru")
    olga.does(f"/tickets/{printer}/comments", body=filled["text"], is_public=True, template_id=mine)
    assert f"заявка №{printer} в работе" in str(pyotr.looks(f"/tickets/{printer}/timeline"))
    olga.is_refused("unknown-placeholder", "/templates", title={"ru": "?"}, body={"ru": "{{ticket.secret}}"})
    acts = [{"do": "tag-ticket", "add": ["печка"]}, {"do": "comment-on-ticket", "body": "Печку заказали."}]
    macro = olga.does("/macros", title={"ru": "Печка"}, acts=acts)["id"]
    olga.does(f"/tickets/{printer}/macro", macro_id=macro)
    assert "печка" in olga.looks(f"/tickets/{printer}/work")["tags"]
    texts = [{"language": "ru", "title": "Код 0x32 на принтере", "body": "Выключите принтер на минуту."}]
    article = vera.does("/articles", texts=texts, audience="everyone")["id"]
    vera.does(f"/articles/{article}/publish")
    (known,) = pyotr.looks("/articles/suggested", text="принтер 0x32")["articles"]
    pyotr.does(f"/articles/{known['article_id']}/feedback", helped=False)
    assert [
        one["number"] for one in pyotr.looks("/tickets/similar", subject="Печка принтера 2-го этажа")["tickets"]
    ] == [printer]


def _maria_writes_twice(day: Day, vpn: int) -> int:
    """The same matter again: merged, found to be another one after all, linked instead."""
    maria, olga = day.maria, day.olga
    again = maria.does("/tickets", subject="VPN: теперь и почта")["number"]
    olga.does(f"/tickets/{again}/merge", into=vpn)
    assert maria.looks(f"/tickets/{again}")["status"] == "merged"
    olga.does(f"/tickets/{again}/unmerge")
    assert maria.looks(f"/tickets/{again}")["status"] == "new"
    olga.does(f"/tickets/{again}/link", kind="related", to=vpn)
    assert [one["ticket"]["number"] for one in olga.looks(f"/tickets/{vpn}/work")["links"]] == [again]
    return int(again)


def _many_at_once(day: Day, vpn: int, again: int) -> None:
    """One order for two tickets, looked at first; what burns is counted, grouped, and taken along as a table."""
    olga = day.olga
    wish = {"numbers": [vpn, again], "command": "prioritise-ticket", "body": {"priority": "high"}}
    would = olga.does("/tickets/bulk/preview", **wish)["tickets"]
    assert {one["number"]: one["would"] for one in would} == {vpn: "stay", again: "change"}
    job = olga.does("/tickets/bulk", **wish)["job_id"]
    done = olga.looks(f"/bulk/{job}")
    assert (done["done"], done["refused"], done["waiting"]) == (1, 0, 0)
    day.position = done["position"]
    undone = olga.does(f"/bulk/{job}/undo")["job_id"]
    day.position = max(day.position, olga.looks(f"/bulk/{undone}")["position"])
    assert olga.looks(f"/tickets/{again}")["priority"] != "high"
    olga.does(f"/tickets/{again}/prioritise", priority="high")
    (view,) = olga.looks("/views", counts=True)["views"]
    assert view["count"] == {"count": 2, "is_more": False}
    assert olga.looks("/tickets/groups", by="status", view=view["view_id"])["total"] == 2
    table = olga.looks("/tickets/export", format="csv", view=view["view_id"]).text
    assert all(str(number) in table for number in (vpn, again))


def _the_second_line_ends_it(day: Day, vpn: int) -> None:
    """Passed on with a word, solved; thanks do not reopen it."""
    maria, olga, igor = day.maria, day.olga, day.igor
    olga.does(f"/tickets/{vpn}/pass-on", responsible={"team_id": day.second_line}, note="Похоже на сертификат")
    assert vpn in {one["number"] for one in igor.looks("/tickets", team="mine")["tickets"]}
    igor.does(f"/tickets/{vpn}/take", start=True)
    igor.does(f"/tickets/{vpn}/resolve", solution="Выпустили новый сертификат.")
    assert "сертификат" in maria.looks(f"/tickets/{vpn}")["solution"]
    maria.does(f"/tickets/{vpn}/comments", body="Спасибо!", is_public=True)
    assert igor.looks(f"/tickets/{vpn}")["status"] == "resolved"


def _pyotr_is_not_content(day: Day, printer: int) -> None:
    """Solved, reopened, solved; and a ticket that is taken back as soon as it was sent."""
    pyotr, olga = day.pyotr, day.olga
    olga.does(f"/tickets/{printer}/resolve", solution="Печка заменена.")
    pyotr.does(f"/tickets/{printer}/reopen", reason="Опять 0x32")
    assert olga.looks(f"/tickets/{printer}")["status"] == "reopened"
    olga.does(f"/tickets/{printer}/resolve", solution="Заменён и термистор.")
    mistaken = pyotr.does("/tickets", subject="Не та заявка")["number"]
    pyotr.does(f"/tickets/{mistaken}/take-back", reason="Отправил не туда")
    assert pyotr.looks(f"/tickets/{mistaken}")["status"] == "taken_back"


def _words_too_many(day: Day, printer: int) -> None:
    """A mark; a password that nobody may read any more, a second matter with a ticket of its own, what Olga missed."""
    pyotr, olga, vera = day.pyotr, day.olga, day.vera
    pyotr.does(f"/tickets/{printer}/rate", score=4, words="Долго, но починили")
    assert vera.looks(f"/tickets/{printer}/satisfaction")["rating"]["score"] == 4
    pyotr.does(f"/tickets/{printer}/comments", body="Мой пароль: незабудка-5", is_public=True)
    pyotr.does(f"/tickets/{printer}/comments", body="И сканер тоже не работает", is_public=True)
    told = olga.looks(f"/tickets/{printer}/timeline", limit=200)["entries"]
    secret, second = (
        next(one for one in told if words in (one["body"] or "")) for words in ("незабудка", "сканер тоже")
    )
    heard = olga.looks("/notices", kind="comment", unread=True)["notices"]
    assert printer in {one["number"] for one in heard}
    olga.is_refused("not-allowed", f"/tickets/{printer}/redact-comment", comment_id=secret["comment_id"], reason="?")
    vera.does(f"/tickets/{printer}/redact-comment", comment_id=secret["comment_id"], reason="В комментарии пароль")
    for reader in (pyotr, olga, vera):
        assert "незабудка" not in str(reader.looks(f"/tickets/{printer}/timeline", limit=200))
    split = olga.does(f"/tickets/{printer}/split", comment_id=second["comment_id"], subject="Сканер не работает")
    assert olga.looks(f"/tickets/{split['number']}")["requester_id"] == pyotr.id


def _who_is_away(day: Day) -> None:
    """Igor is away and Vera stands in for him: whoever hands him work is told so, and may still insist."""
    olga, igor, vera = day.olga, day.igor, day.vera
    begins, ends = datetime.now(UTC) - timedelta(minutes=1), datetime.now(UTC) + timedelta(days=3)
    igor.does("/persons/me/absences", from_at=begins.isoformat(), until_at=ends.isoformat(), substitute_id=vera.id)
    number = day.pyotr.does("/tickets", subject="Не открывается архив")["number"]
    to_igor = {"team_id": day.second_line, "person_id": igor.id}
    told = olga.is_refused("person-is-away", f"/tickets/{number}/assign", responsible=to_igor)
    assert "Игорь" in told["detail"]
    olga.does(f"/tickets/{number}/assign", responsible=to_igor, confirm=True)
    assert olga.looks(f"/tickets/{number}")["responsible_id"] == igor.id


def _what_is_not_theirs(day: Day, printer: int, vpn: int) -> None:
    """Nobody outside sees, counts or is told of what is another's."""
    pyotr, maria = day.pyotr, day.maria
    maria.is_refused("no-such-ticket", f"/tickets/{printer}", way="GET")
    pyotr.is_refused("no-such-ticket", f"/tickets/{vpn}/comments", body="Чужая", is_public=True)
    assert _refs(pyotr.looks("/search", text="VPN")) == set()
    maria.is_refused(
        "everyones-view-is-made-by-administrators",
        "/views",
        way="POST",
        title={"ru": "Моё"},
        audience={"kind": "everyone"},
    )


def _the_auditor_asks_why(day: Day, printer: int) -> None:
    """Who did what, why the clocks show that, who opened the file; and Olga's stream goes on where it broke."""
    olga, alla = day.olga, day.alla
    card = alla.looks(f"/tickets/{printer}")
    history = alla.looks(f"/tickets/{printer}/history")["facts"]
    assert [one["version"] for one in history] == list(range(1, card["version"] + 1))
    assert alla.looks(f"/tickets/{printer}/as-registered")["requester_name"] == "Пётр"
    assert alla.looks(f"/tickets/{printer}/sla/explain")
    (file,) = olga.looks(f"/tickets/{printer}/files")["files"]
    assert olga.looks(f"/files/{file['sha256']}", ticket=printer).content == LOG
    assert olga.id in {one["person_id"] for one in alla.looks("/downloads", ticket=printer)["downloads"]}
    told = olga.listens(after=day.heard).changed_until(day.position)
    assert printer in {number for one in told for number in one.data["tickets"]}
