from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.values.faults import InvalidValue
from events.values.lifecycle import SHIPPED, Lifecycle, Transition
from events.values.text import Text
from events.values.ticket import STATUSES, TYPES, Status
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition, Choice, PriorityMatrix, TypeDefinition
from tests.gallery_types import ACCESS_CYCLE, ACCESS_TYPE

CODES = ("a", "b", "c", "d", "e")


def status(code: str, *, is_final: bool = False, **more: Any) -> Status:
    return Status(code=code, name=Text(f"Статус {code}", f"Status {code}"), is_final=is_final, **more)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Status], list[tuple[str, str]]]:
    """Statuses and ways between them; most are thin enough to have a trap or an island now and then."""
    codes = CODES[: draw(st.integers(1, len(CODES)))]
    finals = draw(st.sets(st.sampled_from(codes)))
    pairs = [(one, other) for one, other in product(codes, codes) if one != other]
    ways = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return [status(code, is_final=code in finals) for code in codes], ways


def follows(codes: list[str], ways: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Who can be reached from whom, by Warshall's triple loop; everybody reaches themselves."""
    known = {(code, code) for code in codes} | set(ways)
    for middle, one, other in product(codes, codes, codes):
        if (one, middle) in known and (middle, other) in known:
            known.add((one, other))
    return known


@settings(max_examples=400, deadline=None)
@given(graph=graphs())
def test_row_166_a_life_cycle_is_accepted_exactly_when_every_status_is_reached_and_can_end(
    graph: tuple[list[Status], list[tuple[str, str]]],
) -> None:
    statuses, ways = graph
    codes = [one.code for one in statuses]
    reach = follows(codes, ways)
    finals = [one.code for one in statuses if one.is_final]
    islands = [code for code in codes if ("a", code) not in reach]
    traps = [code for code in codes if not any((code, final) in reach for final in finals)]
    transitions = tuple(Transition(leaves=one, enters=other) for one, other in ways)
    if not islands and not traps:
        assert Lifecycle(statuses=tuple(statuses), initial="a", transitions=transitions).statuses == tuple(statuses)
        return
    with pytest.raises(InvalidValue) as refused:
        Lifecycle(statuses=tuple(statuses), initial="a", transitions=transitions)
    named = {code for code in (*islands, *traps) if f"“Status {code}”" in refused.value.text.en}
    assert len(named) == 1
    assert f"«Статус {named.pop()}»" in refused.value.text.ru
    assert refused.value.rule == "row 166"


A, B, END = status("a"), status("b"), status("end", is_final=True)
AB, BA, B_END = (Transition(leaves=one, enters=other) for one, other in (("a", "b"), ("b", "a"), ("b", "end")))


@pytest.mark.parametrize(
    ("statuses", "initial", "ways", "field"),
    [
        ((A, B, A), "a", (AB, BA), "statuses[2].code"),
        ((A, B, END), "x", (AB, B_END), "initial"),
        ((), "a", (), "initial"),
        ((A, B, END), "a", (AB, B_END, Transition(leaves="a", enters="x")), "transitions[2].enters"),
        ((A, B, END), "a", (AB, B_END, Transition(leaves="x", enters="a")), "transitions[2].leaves"),
        ((A, B, END), "a", (AB, B_END, AB), "transitions[2]"),
        ((A, B, END), "a", (AB, B_END, Transition(leaves="a", enters="a")), "transitions[2]"),
        ((status("a", wakes_to="end"), B, END), "a", (AB, B_END), "statuses[0].wakes_to"),
    ],
    ids=["twice", "no beginning", "empty", "to nowhere", "from nowhere", "way twice", "to itself", "wakes nowhere"],
)
def test_row_166_what_is_no_life_cycle_is_refused_where_it_is_wrong(
    statuses: tuple[Status, ...], initial: str, ways: tuple[Transition, ...], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        Lifecycle(statuses=statuses, initial=initial, transitions=ways)
    assert refused.value.field == field
    assert refused.value.text.ru != refused.value.text.en


def test_rows_2_5_three_types_come_with_the_desk_and_share_one_life_cycle() -> None:
    assert list(SHIPPED_TYPES) == ["incident", "service_request", "inquiry"] == list(TYPES)
    assert [kind.name.ru for kind in SHIPPED_TYPES.values()] == ["Инцидент", "Запрос на обслуживание", "Обращение"]
    assert {kind.lifecycle for kind in SHIPPED_TYPES.values()} == {SHIPPED}


def test_rows_125_167_the_clock_runs_in_new_in_progress_and_reopened_alone() -> None:
    assert {code for code, one in STATUSES.items() if one.counts} == {"new", "in_progress", "reopened"}
    assert {code: STATUSES[code].name.ru for code in ("new", "in_progress", "reopened", "on_hold")} == {
        "new": "Новая",
        "in_progress": "В работе",
        "reopened": "Возобновлена",
        "on_hold": "Отложена",
    }


@pytest.mark.parametrize("cycle", [SHIPPED, ACCESS_CYCLE])
def test_a_life_cycle_comes_back_from_bytes_as_it_was(cycle: Lifecycle) -> None:
    assert msgspec.json.decode(msgspec.json.encode(cycle), type=Lifecycle) == cycle


# -- attributes and the rest -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", {"ж": "ж", "две\nстроки ": "две\nстроки "}, ["", "  ", "\n", "\u200b", "\u00a0"]),
        (
            "number",
            {"1": "1", "-2.5": "-2.5", "007.50": "7.5", "100": "100", "-0.0": "0", "0.10": "0.1", "-0.5": "-0.5"},
            ["", "x", "nan", "inf", "1,5", "1_000", "1e3", " 1", "1 ", "1.", ".5", "+1", "٣", "0x1", "1" * 31],
        ),
        (
            "date",
            {"2026-02-28": "2026-02-28"},
            ["2026-02-29", "28.02.2026", "", "yesterday", "2026W011", "2026-W01-1", "20260228", "2026-2-28"],
        ),
        (
            "person",
            {"7D2F2F3E-9C55-5b1c-8f0e-3f6c1a0b2d01": "7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d01"},
            ["Анна", "", "7d2f2f3e9c555b1c8f0e3f6c1a0b2d01", "{7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d01}"],
        ),
        ("choice", {"erp": "erp"}, ["ERP", "1С", "", " erp"]),
    ],
)
def test_row_92_a_value_has_one_form_of_its_attribute_s_kind(kind: Any, good: dict[str, str], bad: list[str]) -> None:
    choices = (Choice("erp", Text("1С", "ERP")),) if kind == "choice" else ()
    attribute = AttributeDefinition(code="x", name=Text.same("x"), kind=kind, choices=choices)
    assert {value: attribute.formed(value) for value in good} == good
    assert [value for value in bad if attribute.formed(value) is not None] == []


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("choice", ()),
        ("choice", (Choice("a", Text.same("a")), Choice("a", Text.same("b")))),
        ("text", (Choice("a", Text.same("a")),)),
    ],
)
def test_row_92_choices_are_listed_once_and_for_choices_alone(kind: Any, choices: tuple[Choice, ...]) -> None:
    with pytest.raises(InvalidValue, match="choice"):
        AttributeDefinition(code="x", name=Text.same("x"), kind=kind, choices=choices)


SYSTEM = ACCESS_TYPE.attributes[0]


@pytest.mark.parametrize(
    ("attributes", "field", "says"),
    [
        ((SYSTEM, SYSTEM), "attributes[1].code", "“system” is given twice"),
        (
            (msgspec.structs.replace(SYSTEM, required_in=frozenset({"nowhere"})),),
            "attributes[0].required_in",
            "“nowhere”",
        ),
    ],
    ids=["twice", "required where nothing stands"],
)
def test_row_92_an_attribute_stands_once_and_is_required_in_statuses_that_exist(
    attributes: tuple[AttributeDefinition, ...], field: str, says: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        msgspec.structs.replace(ACCESS_TYPE, attributes=attributes)
    assert refused.value.field == field
    assert says in refused.value.text.en


def test_row_92_a_priority_matrix_has_four_rows() -> None:
    with pytest.raises(InvalidValue):
        PriorityMatrix((("low",) * 4,) * 3)
    assert PriorityMatrix((("low",) * 4,) * 4).priority("critical", "critical") == "low"


@pytest.mark.parametrize(
    "change",
    [
        {"reopens_within_days": -1},
        {"colour": "red"},
        {"lifecycle": {"statuses": [], "transitions": []}},
        {"lifecycle": {"statuses": [{"code": "На проверке", "name": "x"}], "transitions": []}},
    ],
)
def test_outside_input_that_is_no_type_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": {"ru": "Тип"}, **change}, TypeDefinition)
