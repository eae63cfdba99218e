"""Every question of read models may name the place in the log that its answer must hold, and hears when it does not."""

from __future__ import annotations

import pytest

from tests.api.held_back import held_back
from tests.api.serving import World
from tests.api.test_openapi import OPERATIONS, READS, TRIED, sent

WITHOUT = {
    "is-alive",
    "is-ready",
    "read-metrics",
    "read-rights",
    "read-plan",
    "propose-holidays",
    "list-modules",
    "read-agreement-version",
    "list-service-form-versions",
    "list-article-editions",
    "read-article-edition",
    "read-schedule-version",
    "read-photo",
    "read-person-file",
    "list-tokens",
    "list-all-tokens",
    "list-sessions",
    "list-sessions-of",
    "read-second-factor",
    "list-downloads",
    "list-quarantine",
    "read-quarantined",
    "read-quarantined-original",
    "try-timetable",
    "release-quarantined",
    "list-sends",
    "list-bulk",
    "read-bulk",
    "open-stream",
    "read-notice-settings",
}
"""What reads no read model: it comes from the log, from what is stored beside it (accounts, letters, orders that wait,
orders to many, what somebody does not want to hear of), or from nowhere."""
ASKED = sorted({*READS, *TRIED, "preview-ticket-type"} - WITHOUT)


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_of_read_models_says_that_it_is_older_than_what_was_asked_for(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.ticket(impact="high")["number"]
    fresh = sent(world, name, number)
    assert (fresh.status_code, fresh.headers.get("X-Stale")) == (200, None), fresh.text
    monkeypatch.setattr(world.desk, "settings", world.desk.settings.model_copy(update={"wait_s": 0.01}))
    with held_back(world.desk) as position:
        stale = sent(world, name, number, position=position)
    assert (stale.status_code, stale.headers.get("X-Stale")) == (200, "true"), stale.text
    if stale.headers["content-type"].startswith("application/json"):
        assert stale.json()["stale"] is True
    refused = sent(world, name, number, position=-1)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        422,
        "invalid-field",
        "min_position",
    )


@pytest.mark.parametrize("name", ASKED)
def test_a_place_that_the_log_does_not_have_is_refused_and_never_waited_for(world: World, name: str) -> None:
    beyond = sent(world, name, position=2**62)
    assert (beyond.status_code, beyond.json()["code"], beyond.json()["field"]) == (
        409,
        "position-is-beyond-the-log",
        "min_position",
    )


@pytest.mark.parametrize("written", ["1.2.3", "abc", "1.5e3", "0.5", "01.5", "1.", ".5", "1,5", "", "nan"])
def test_what_is_no_position_is_refused_with_both_forms_of_one(world: World, written: str) -> None:
    ru = "нужна позиция: целое число (2745) или эпоха и позиция через точку (1.2745), как их дала квитанция."
    en = (
        "a position is needed: a whole number (2745), or epoch and position with a dot between (1.2745), as a receipt "
        "gives them."
    )
    for language, words in (("ru", ru), ("en", en)):
        answer = world.admin.get("/tickets", params={"min_position": written}, headers={"Accept-Language": language})
        told = answer.json()
        assert (answer.status_code, told["code"], told["field"]) == (422, "invalid-field", "min_position")
        assert words in told["detail"], told
    head = world.desk.log.head()
    for right in (str(head), f"1.{head}"):
        assert world.admin.get("/tickets", params={"min_position": right}).status_code == 200


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_that_may_tell_positions_says_of_which_epoch_they_are(world: World, name: str) -> None:
    number = world.ticket(impact="high")["number"]
    answer = sent(world, name, number)
    is_json = answer.headers["content-type"].startswith("application/json")
    assert answer.headers.get("X-Epoch") == ("1" if is_json else None)


def test_only_questions_that_read_no_read_model_name_no_place_in_the_log() -> None:
    naming = {
        name
        for name in {*READS, *TRIED}
        if any(parameter["name"] == "min_position" for parameter in OPERATIONS[name][2].get("parameters", []))
    }
    assert {*READS, *TRIED} - naming == WITHOUT
