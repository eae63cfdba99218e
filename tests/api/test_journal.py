"""The journal of settings through the door: what was changed, by whom, what it was before, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints
from uuid import uuid4

import msgspec
import pytest

from events.values.text import Text
from projections.journal.kinds import FOLLOWED, KIND_OF
from projections.journal.words import FIELDS
from tests.api.serving import World
from tests.api.test_accounts import Someone
from tests.api.test_ticket_types import define

Json = dict[str, Any]


def journal(world: World, **asked: Any) -> list[Json]:
    answer = world.admin.get("/settings/changes", params={"min_position": world.desk.log.head(), **asked})
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["changes"]
    return found


def compared(world: World, position: int, **asked: Any) -> Json:
    answer = world.admin.get(f"/settings/changes/{position}", params=asked)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def fields(told: Json) -> dict[str, tuple[str | None, str | None]]:
    return {
        one["name"]["ru"]: tuple(None if one[side] is None else one[side]["ru"] for side in ("was", "now"))  # type: ignore[misc] # two of them
        for one in told["differences"]
    }


def test_row_176_a_revised_type_is_told_with_what_was_and_what_is(world: World) -> None:
    code = define(world)
    type_id = world.admin.get(f"/ticket-types/{code}", params={"min_position": world.desk.log.head()}).json()["type"]
    definition = type_id["definition"]
    definition["name"]["ru"] = "Доступ к системам"
    definition["lifecycle"]["statuses"][0]["counts"] = False
    definition["matrix"]["rows"][0][3] = "low"
    definition["closes_after"] = None
    assert world.admin.post(f"/ticket-types/{code}/revise", json={"definition": definition}).status_code == 200
    revised, defined = journal(world, thing=type_id["type_id"])
    assert (revised["kind"], revised["name"], defined["name"]) == (
        "ticket_type",
        "ticket-type.revised@3",
        "ticket-type.defined@3",
    )
    assert revised["thing"] == {"ru": "Доступ к системам", "en": "Access request"}
    assert (revised["by"]["id"], revised["version"]) == (str(world.persons["admin"]), 2)
    told = compared(world, revised["position"])
    assert told["against"]["position"] == defined["position"]
    assert fields(told) == {
        "название": ("Запрос доступа", "Доступ к системам"),
        "жизненный цикл · статус · asked · время решения идёт": ("да", "нет"),
        "матрица приоритетов · влияние · 1": (
            "критический, критический, высокий, высокий",
            "критический, критический, высокий, низкий",
        ),
        "закрывается через · сколько": ("3", None),
        "закрывается через · чего": ("рабочих дней", None),
    }
    first = compared(world, defined["position"])
    assert first["against"] is None
    assert fields(first)["название"] == (None, "Запрос доступа")
    again = world.admin.post(f"/ticket-types/{code}/archive")
    assert again.status_code == 200
    both = compared(world, journal(world, thing=type_id["type_id"])[0]["position"], against=defined["position"])
    assert set(fields(told)) | {"в архиве"} == set(fields(both))


def test_row_176_rights_labels_and_agreements_stand_in_one_journal_by_kind_person_and_time(world: World) -> None:
    who = str(Someone(world, f"journal.{uuid4().hex[:8]}").person_id)
    called = world.admin.get(f"/agreements/{world.agreement}").json()["name"]
    before = world.desk.log.head()
    hidden = world.technologist.post("/modules/knowledge/hide").json()
    world.technologist.post("/modules/knowledge/show")
    world.admin.post(f"/agreements/{world.agreement}/rename", json={"title": {"ru": "Новое имя", "en": "New name"}})
    world.admin.post(f"/agreements/{world.agreement}/rename", json={"title": called})
    kinds = {one["kind"] for one in journal(world) if one["position"] > before}
    assert {"module", "agreement"} <= kinds
    mine = journal(world, person=str(world.persons["technologist"]), kind="module")
    assert hidden["position"] in {one["position"] for one in mine}
    assert {one["by"]["id"] for one in mine} == {str(world.persons["technologist"])}
    told = compared(world, hidden["position"])
    assert fields(told) == {"База знаний · показан": ("да", "нет")} or fields(told) == {
        "База знаний · показан": (None, "нет")
    }
    at = next(one["at"] for one in mine if one["position"] == hidden["position"])
    assert hidden["position"] not in {one["position"] for one in journal(world, before=at)}
    rights = [one for one in journal(world, kind="rights") if one["thing_id"] == who]
    assert {one["name"] for one in rights} >= {"person.login-given@1"}
    assert all(set(fields(compared(world, one["position"]))) <= {"логин", "лицензия", "группы"} for one in rights)


def test_row_176_pages_of_the_journal_follow_one_another_and_a_foreign_change_is_nothing_to_compare_with(
    world: World,
) -> None:
    whole = [one["position"] for one in journal(world, kind="service", limit=200)]
    page = world.admin.get("/settings/changes", params={"kind": "service", "limit": 1}).json()
    seen = [page["changes"][0]["position"]]
    if page["next_cursor"]:
        after = {"kind": "service", "limit": 200, "cursor": page["next_cursor"]}
        seen += [one["position"] for one in world.admin.get("/settings/changes", params=after).json()["changes"]]
    assert seen == whole
    foreign = journal(world, kind="agreement")[-1]["position"]
    refused = world.admin.get(f"/settings/changes/{whole[0]}", params={"against": foreign})
    assert (refused.status_code, refused.json()["field"]) == (422, "against")
    assert world.admin.get("/settings/changes/999999999").status_code == 404


def test_row_85_the_journal_is_for_administrators_technologists_and_auditors(world: World) -> None:
    position = journal(world)[0]["position"]
    for name, number in (("technologist", 200), ("auditor", 200), ("specialist", 404), ("requester", 404)):
        client = world.client(name)
        assert client.get("/settings/changes").status_code == number, name
        assert client.get(f"/settings/changes/{position}").status_code == number, name


def _fields_of(kind: Any) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind is Text or kind in _SEEN:
            return
        _SEEN.add(kind)
        hints = get_type_hints(kind)
        for field in msgspec.structs.fields(kind):
            yield field.encode_name
            yield from _fields_of(hints[field.name])
    for inner in get_args(kind):
        yield from _fields_of(inner)


_SEEN: set[type] = set()
OWN_IDS = {"type_id", "service_id", "agreement_id", "schedule_id", "since_at", "by"}


@pytest.mark.parametrize("kind", sorted(FOLLOWED))
def test_every_field_of_a_setting_has_a_name_that_people_read(kind: str) -> None:
    followed = FOLLOWED[kind]  # type: ignore[index] # one of its own keys
    _SEEN.clear()
    names = set(followed.shown or _fields_of(followed.state))
    assert names - FIELDS.keys() - OWN_IDS - {"type"} <= {"type"}, kind
    assert set(followed.facts) <= KIND_OF.keys()
