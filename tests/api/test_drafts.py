"""Drafts are kept while one writes, found at every process, sealed, and gone once they were sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx

from connectors.storage.live.drafts import MOST, DraftWords, Place
from events.values.identity import PersonId
from tests.api.two_desks import Bearing, Two
from tests.support.plain_http import PLAINLY


def _ask(two: Two, method: str, path: str, bearing: Bearing, at: int = 0, **more: Any) -> httpx.Response:
    headers = {**bearing, **more.pop("heads", {})}
    return httpx.request(method, f"{two.urls[at]}/api/v1{path}", headers=headers, timeout=20, **more, **PLAINLY)


def _writer(two: Two) -> tuple[PersonId, Bearing]:
    person = two.somebody("specialist")
    return person, two.session(person)[0]


def _texts(two: Two, bearing: Bearing, at: int = 0, query: str = "") -> list[tuple[int | None, str, str]]:
    answer = _ask(two, "GET", f"/drafts{query}", bearing, at)
    assert answer.status_code == 200, answer.text
    return [(one["number"], one["draft"]["kind"], one["draft"]["words"]["text"]) for one in answer.json()["drafts"]]


def test_a_draft_is_kept_a_person_a_ticket_and_a_kind_and_found_at_the_other_process(two: Two) -> None:
    number, _, _ = two.ticket()
    (_, by_anna), (_, by_boris) = _writer(two), _writer(two)

    _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Добрый"})
    saved = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, 1, json={"text": "Добрый день"})
    _ask(two, "PUT", f"/drafts?kind=note&ticket={number}", by_anna, json={"text": "Опять он"})
    _ask(two, "PUT", "/drafts?kind=new_ticket", by_anna, json={"text": "Сеть", "fields": {"subject": "Нет сети"}})

    assert (saved.json()["version"], saved.headers["etag"]) == (2, '"2"')
    assert _texts(two, by_anna, 1) == [
        (None, "new_ticket", "Сеть"),
        (number, "note", "Опять он"),
        (number, "reply", "Добрый день"),
    ]
    assert _texts(two, by_anna, query=f"?ticket={number}")[0] == (number, "note", "Опять он")
    assert _texts(two, by_boris) == [], "nobody else reads it"
    assert _ask(two, "DELETE", f"/drafts?kind=note&ticket={number}", by_anna).json() == {"left": True}
    assert len(_texts(two, by_anna)) == 2


def test_what_was_written_is_sealed_and_unreadable_once_its_writer_is_forgotten(two: Two) -> None:
    anna, by_anna = _writer(two)
    _ask(two, "PUT", "/drafts?kind=new_ticket", by_anna, json={"text": "Не показывать никому"})

    with two.world.desk.database.connection() as connection:
        kept = connection.execute("SELECT sealed FROM desk.drafts WHERE person_id = %s", (anna,)).fetchone()
    assert kept is not None
    assert "Не показывать".encode() not in bytes(kept[0])
    two.world.desk.keyring.forget(anna)

    assert _texts(two, by_anna) == []


def test_a_draft_that_a_command_names_is_gone_with_its_receipt(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _writer(two)
    saved = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Готово"}).json()

    sent = _ask(
        two,
        "POST",
        f"/tickets/{number}/comments",
        by_anna,
        1,
        json={"body": "Готово"},
        heads={"Draft": saved["draft_id"]},
    )

    assert sent.status_code in {200, 201}, sent.text
    assert _texts(two, by_anna) == []


def test_a_draft_whose_command_was_refused_stays(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _writer(two)
    saved = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Почти"}).json()

    refused = _ask(two, "POST", f"/tickets/{number}/comments", by_anna, json={}, heads={"Draft": saved["draft_id"]})

    assert refused.status_code == 422
    assert _texts(two, by_anna) == [(number, "reply", "Почти")]


def test_a_draft_is_gone_with_the_receipt_also_where_its_process_died_right_after(two: Two) -> None:
    number, _, _ = two.ticket()
    anna, by_anna = _writer(two)
    saved = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Готово"}).json()
    key = uuid4().hex
    sent = _ask(
        two, "POST", f"/tickets/{number}/comments", by_anna, json={"body": "Готово"}, heads={"Idempotency-Key": key}
    )
    # As though it had been named, and the process had died before it took the row away.
    assert two.world.desk.drafts.being_sent(UUID(saved["draft_id"]), anna, UUID(sent.json()["command_id"]))

    assert _texts(two, by_anna) == []
    _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "И ещё"})
    assert _texts(two, by_anna) == [(number, "reply", "И ещё")]


def test_two_windows_do_not_overwrite_each_other_unseen(two: Two) -> None:
    _, by_anna = _writer(two)
    _ask(two, "PUT", "/drafts?kind=new_ticket", by_anna, json={"text": "Первое"})
    _ask(two, "PUT", "/drafts?kind=new_ticket", by_anna, json={"text": "Второе"}, heads={"If-Match": '"1"'})

    stale = _ask(two, "PUT", "/drafts?kind=new_ticket", by_anna, json={"text": "Третье"}, heads={"If-Match": '"1"'})

    assert (stale.status_code, stale.json()["code"]) == (412, "draft-is-newer")
    assert "2" in stale.json()["detail"]
    assert _texts(two, by_anna) == [(None, "new_ticket", "Второе")]


def test_a_draft_is_written_on_a_ticket_that_one_sees(two: Two) -> None:
    number, _, _ = two.ticket()
    other = two.session(two.somebody("requester"))[0]

    hidden = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", other, json={"text": "Что там?"})
    without = _ask(two, "PUT", "/drafts?kind=reply", other, json={"text": "Что там?"})
    of_nothing = _ask(two, "PUT", f"/drafts?kind=new_ticket&ticket={number}", other, json={"text": "Что там?"})

    assert (hidden.status_code, hidden.json()["code"]) == (404, "no-such-ticket")
    assert [(one.status_code, one.json()["field"]) for one in (without, of_nothing)] == [(422, "ticket")] * 2


def test_so_many_drafts_are_kept_the_ones_written_last(two: Two) -> None:
    anna, by_anna = _writer(two)
    drafts, now = two.world.desk.drafts, two.world.desk.clock.now()
    for nth in range(MOST + 3):
        drafts.save(Place(anna, UUID(int=nth + 1), "note"), DraftWords(text=str(nth)), now=now)

    assert len(_texts(two, by_anna)) == MOST
