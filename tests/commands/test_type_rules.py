from __future__ import annotations

from typing import Any

import msgspec
import pytest

from api.demo.access_type import define_access
from api.http.body import decoded
from api.questions.refusals import InvalidField
from commands.permissions import OPERATORS
from commands.ticket_type.define import DefineTicketType, ReviseTicketType
from events.values.closing_term import ClosingTerm
from events.values.faults import InvalidValue
from events.values.lifecycle import SHIPPED, Lifecycle, Transition
from events.values.text import Text
from events.values.ticket import STATUSES, Status
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition, Choice, TypeDefinition

NOBODYS = frozenset({"auditor", "change_specialist", "technologist"}) - OPERATORS
OPEN = Status(code="asked", name=Text("Запрошен", "Asked"), counts=True)
DONE = Status(code="done", name=Text("Готово", "Done"), reacts=True, resolves=True, is_final=True)
WAY = Transition(leaves="asked", enters="done")


def cycle(*statuses: Status, ways: tuple[Transition, ...] = (WAY,), initial: str = "asked") -> Lifecycle:
    return Lifecycle(statuses=statuses, initial=initial, transitions=ways)


def kind(lifecycle: Lifecycle | None = None, **more: Any) -> TypeDefinition:
    return TypeDefinition(**{"name": Text.same("Тип"), "lifecycle": lifecycle or cycle(OPEN, DONE), **more})


def fault(definition: TypeDefinition) -> InvalidValue:
    """How both commands refuse it, alike."""
    with pytest.raises(InvalidValue) as defined:
        DefineTicketType(code="mine", definition=definition)
    with pytest.raises(InvalidValue) as revised:
        ReviseTicketType(code="mine", definition=definition)
    assert (defined.value.field, defined.value.text) == (revised.value.field, revised.value.text)
    assert defined.value.text.ru != defined.value.text.en
    return defined.value


def test_row_166_what_comes_with_the_desk_and_the_demo_is_workable() -> None:
    for code, definition in SHIPPED_TYPES.items():
        assert ReviseTicketType(code=code, definition=definition).definition.lifecycle == SHIPPED
    assert define_access().code == "access_request"


@pytest.mark.parametrize("by_requester", [False, True])
@pytest.mark.parametrize("groups", [(), ("specialist",), ("auditor", "second_line"), tuple(NOBODYS)])
def test_row_166_somebody_who_acts_or_the_requester_can_end_a_ticket(groups: Any, by_requester: bool) -> None:  # noqa: FBT001 - a parameter of the test
    way = Transition(leaves="asked", enters="done", groups=frozenset(groups), by_requester=by_requester)
    definition = kind(cycle(OPEN, DONE, ways=(way,)))
    if by_requester or not groups or not OPERATORS.isdisjoint(groups):
        assert DefineTicketType(code="mine", definition=definition).definition == definition
        return
    found = fault(definition)
    assert (found.field, found.rule) == ("definition.lifecycle.statuses[0]", "row 166")
    assert "“Asked”" in found.text.en


def test_row_166_a_final_status_stops_the_clocks() -> None:
    running = msgspec.structs.replace(DONE, resolves=False)
    assert fault(kind(cycle(OPEN, running))).field == "definition.lifecycle.statuses[1]"
    for stops in ("resolves", "cancels"):
        DefineTicketType(code="mine", definition=kind(cycle(OPEN, msgspec.structs.replace(running, **{stops: True}))))


def test_row_166_a_ticket_does_not_begin_at_its_end() -> None:
    assert fault(kind(cycle(DONE, ways=(), initial="done"))).field == "definition.lifecycle.initial"


def test_row_166_a_ticket_does_not_begin_where_its_clocks_end() -> None:
    found = fault(kind(cycle(msgspec.structs.replace(OPEN, counts=False, cancels=True), DONE)))
    assert (found.field, found.rule) == ("definition.lifecycle.initial", "row 166")
    assert "“Asked”" in found.text.en
    assert "«Запрошен»" in found.text.ru


def test_row_166_no_transition_leaves_a_final_status() -> None:
    back = Transition(leaves="done", enters="asked")
    assert fault(kind(cycle(OPEN, DONE, ways=(WAY, back)))).field == "definition.lifecycle.transitions[1].leaves"


def test_row_166_a_way_asks_for_a_wake_up_only_into_a_status_that_wakes() -> None:
    aside = Status(code="aside", name=Text("В стороне", "Aside"))
    there = Transition(leaves="asked", enters="aside", requires=frozenset({"wake_up_at"}))
    ways = (WAY, there, Transition(leaves="aside", enters="asked"))
    found = fault(kind(cycle(OPEN, aside, DONE, ways=ways)))
    assert (found.field, found.rule) == ("definition.lifecycle.transitions[1].requires", "row 166")
    assert "“Asked” → “Aside”" in found.text.en
    assert "«Запрошен» → «В стороне»" in found.text.ru
    waking = kind(cycle(OPEN, msgspec.structs.replace(aside, wakes_to="asked"), DONE, ways=ways))
    assert DefineTicketType(code="mine", definition=waking).definition == waking


def test_row_166_a_type_that_closes_by_itself_leads_every_solution_to_an_end() -> None:
    solved = msgspec.structs.replace(DONE, code="solved", name=Text("Решено", "Solved"), is_final=False)
    ways = (WAY, Transition(leaves="asked", enters="solved"), Transition(leaves="solved", enters="asked"))
    endless = cycle(OPEN, solved, DONE, ways=ways)
    found = fault(kind(endless, closes_after=ClosingTerm(1, "days")))
    assert (found.field, found.rule) == ("definition.closes_after", "row 166")
    assert "Nobody can close from “Solved”" in found.text.en
    assert "«Решено»" in found.text.ru
    ended = cycle(OPEN, solved, DONE, ways=(*ways, Transition(leaves="solved", enters="done")))
    for workable in (kind(endless), kind(ended, closes_after=ClosingTerm(1, "days"))):
        assert DefineTicketType(code="mine", definition=workable).definition == workable


def test_row_163_the_resolution_clock_does_not_run_while_a_ticket_waits_for_approval() -> None:
    waits = msgspec.structs.replace(STATUSES["on_approval"], counts=True)
    ways = (WAY, Transition(leaves="asked", enters="on_approval"), Transition(leaves="on_approval", enters="asked"))
    assert fault(kind(cycle(OPEN, waits, DONE, ways=ways))).field == "definition.lifecycle.statuses[1].counts"


@pytest.mark.parametrize("words", [" ", "", "а\u202eб", "а\nб", "а\x00б", "x" * 301], ids=ascii)
def test_row_92_names_of_a_type_its_statuses_and_attributes_read_as_they_are_written(words: str) -> None:
    name = Text(ru="Имя", en=words)
    choice = AttributeDefinition(code="x", name=Text.same("x"), kind="choice", choices=(Choice("a", name),))
    for definition, field in (
        (kind(name=name), "name.en"),
        (kind(cycle(OPEN, msgspec.structs.replace(DONE, name=name))), "lifecycle.statuses[1].name.en"),
        (kind(attributes=(AttributeDefinition(code="x", name=name),)), "attributes[0].name.en"),
        (kind(attributes=(choice,)), "attributes[0].choices[0].name.en"),
    ):
        found = fault(definition)
        assert (found.field, found.rule) == (f"definition.{field}", "row 92")


def test_row_166_a_life_cycle_that_was_accepted_long_ago_stays_readable() -> None:
    old = kind(cycle(OPEN, msgspec.structs.replace(DONE, resolves=False)))
    assert msgspec.json.decode(msgspec.json.encode(old), type=TypeDefinition) == old


def test_row_166_what_is_unworkable_is_refused_at_the_door_by_its_field() -> None:
    body = {"code": "mine", "definition": msgspec.to_builtins(kind(name=Text(ru=" ", en="x")))}
    with pytest.raises(InvalidField) as refused:
        decoded(body, DefineTicketType)
    assert (refused.value.field, refused.value.rule) == ("definition.name.ru", "row 92")


@pytest.mark.parametrize(
    ("code", "says"),
    [("", "must not be blank"), ("  ", "must not be blank"), ("x" * 101, "at most 100"), ("e\u200brp", "invisible")],
)
def test_row_92_the_code_of_a_choice_is_short_and_reads_as_it_is_written(code: str, says: str) -> None:
    choices = (Choice("mail", Text("Почта", "Mail")), Choice(code, Text("1С", "ERP")))
    found = fault(
        kind(attributes=(AttributeDefinition(code="x", name=Text.same("x"), kind="choice", choices=choices),))
    )
    assert (found.field, found.rule) == ("definition.attributes[0].choices[1].code", "row 92")
    assert says in found.text.en
