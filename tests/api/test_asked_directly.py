"""Questions asked without HTTP, as a console or a terminal asks them: they refuse, wait and tell versions alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args
from uuid import uuid4

import pytest

import api.app  # noqa: F401 - with the routes all questions are there
from aggregates.module import ModuleIsHidden
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.http.callers import SCOPE_OF
from api.questions.asking import ASKED, Admitted, admit, question
from api.questions.change_request.cards import read_change
from api.questions.problem.cards import read_problem
from api.questions.refusals import InvalidField, NoSuchThing, TokenLacksScope
from api.questions.table import QUESTIONS
from api.questions.ticket.card import read_ticket
from api.questions.ticket.clocks import ExplanationWanted, explain_sla
from api.questions.ticket.history import HistoryWanted, read_history
from api.questions.ticket.pages import TicketsWanted, count_tickets, list_tickets
from commands.agreement import ConcludeAgreement
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.permissions import ADMINISTRATORS
from commands.ports import Receipt
from commands.refusals import NotAllowed
from commands.service_schedule import DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.proof.epochs import PositionIsBeyondTheLog
from events.fact import Recorded
from events.values.identity import MODULES_STREAM, CommandId, ScheduleId, StreamId
from events.values.people import Actor, Group, Viewer
from tests.api.practice import posted
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, World
from tests.api.test_openapi import OPERATIONS


def somebody(*groups: Group) -> Viewer:
    """A viewer of whom no more is known than their groups."""
    return Viewer(actor=Actor(kind="person", id=uuid4(), name="Кто-то"), groups=frozenset(groups))


def viewer_of(world: World, name: str, group: Group) -> Viewer:
    """One of the desk's people."""
    actor = Actor(kind="person", id=world.persons[name], name=name)
    return Viewer(actor=actor, groups=frozenset({group, "requester"}))


# -- who may ask ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(ASKED))
def test_row_20_a_question_refuses_by_itself_every_group_that_may_not_ask_it(world: World, name: str) -> None:
    asked = QUESTIONS[name]
    refused = [groups for groups in [(), *((group,) for group in get_args(Group))] if asked.groups.isdisjoint(groups)]
    assert () in refused
    for groups in refused:
        seen = asked.seen_by and not QUESTIONS[asked.seen_by].groups.isdisjoint(groups)
        with pytest.raises(NotAllowed if asked.groups == ADMINISTRATORS or seen else NoSuchThing):
            ASKED[name](world.desk, somebody(*groups), None)


def test_somebody_who_was_let_in_to_one_question_is_refused_by_another(world: World) -> None:
    requester = viewer_of(world, "requester", "requester")
    elsewhere = Admitted(Viewer(actor=requester.actor, groups=frozenset()), "list-tickets")
    assert count_tickets(world.desk, admit(world.desk, requester, "list-tickets"), None).value.open >= 0
    with pytest.raises(NoSuchThing):
        count_tickets(world.desk, elsewhere, None)


@pytest.mark.parametrize("name", sorted(name for name, asked in QUESTIONS.items() if asked.module))
def test_row_159_a_question_of_a_hidden_module_refuses_by_itself_and_first_whoever_may_not_ask_it(
    world: World, name: str
) -> None:
    code = QUESTIONS[name].module
    posted(world, f"/modules/{code}/hide", {})
    try:
        with pytest.raises(ModuleIsHidden):
            admit(world.desk, viewer_of(world, "admin", "administrator"), name)
        with pytest.raises(ModuleIsHidden):
            ASKED[name](world.desk, viewer_of(world, "admin", "administrator"), None)
        with pytest.raises(NoSuchThing):
            ASKED[name](world.desk, somebody(), None)
    finally:
        posted(world, f"/modules/{code}/show", {})


def test_a_token_of_another_scope_is_refused_before_its_bearer_s_rights_are_looked_at(world: World) -> None:
    with pytest.raises(TokenLacksScope) as refused:
        admit(world.desk, somebody(), "preview-schedule", frozenset({"read", "tickets"}))
    assert refused.value.params == {"scope": "setup", "scopes": "read, tickets"}
    assert admit(world.desk, somebody("administrator"), "preview-schedule").operation == "preview-schedule"


def test_every_question_needs_the_scope_that_its_tag_and_method_tell() -> None:
    told = {
        name: "read" if OPERATIONS[name][0].upper() == "GET" else SCOPE_OF.get(OPERATIONS[name][2]["tags"][0], "setup")
        for name in QUESTIONS
    }
    # What is tried on tickets is a rule: that is a matter of setting up, though it stands among the tickets.
    told["try-rules"] = "setup"
    assert told == {name: asked.scope for name, asked in QUESTIONS.items()}


def test_a_question_that_no_table_knows_is_none() -> None:
    with pytest.raises(LookupError):
        question("read-minds")


@pytest.mark.parametrize("path", ["/problems", "/problems/P-1", "/changes", "/changes/C-1"])
def test_a_question_over_http_loads_the_labels_of_modules_once(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, loaded = world.desk.log.load, list[StreamId]()

    def counted(stream: StreamId) -> Sequence[Recorded]:
        loaded.append(stream)
        return load(stream)

    monkeypatch.setattr(world.desk.log, "load", counted)
    assert world.admin.get(path).status_code == 200
    assert loaded.count(MODULES_STREAM) == 1


# -- what is wanted ---------------------------------------------------------------------------------------------------
def test_what_is_wanted_is_checked_by_the_question_and_not_by_the_door(world: World) -> None:
    for wanted, field in (
        (TicketsWanted(sort="colour"), "sort"),
        (TicketsWanted(status=["nowhere"]), "status"),
        (TicketsWanted(service_exactly=True), "service_exactly"),
        (TicketsWanted(responsible=["somebody"]), "responsible"),
        (TicketsWanted(cursor="x"), "cursor"),
    ):
        with pytest.raises(InvalidField) as refused:
            list_tickets(world.desk, viewer_of(world, "admin", "administrator"), wanted)
        assert refused.value.field == field


def test_rows_82_85_a_ticket_that_is_not_somebody_s_to_see_looks_as_if_it_did_not_exist(world: World) -> None:
    number = str(world.ticket()["number"])
    asked: list[tuple[Any, Any]] = [
        (read_ticket, number),
        (read_history, HistoryWanted(ref=number)),
        (explain_sla, ExplanationWanted(ref=number)),
    ]
    for ask, wanted in asked:
        for stranger in (somebody("requester"), somebody("second_line")):
            with pytest.raises(NoSuchTicket):
                ask(world.desk, stranger, wanted)


# -- how new it is ----------------------------------------------------------------------------------------------------
def test_an_answer_says_whether_it_holds_the_position_that_was_asked_for(idle_desk: Desk) -> None:
    viewer = somebody("administrator")
    drawn_up = DrawUpSchedule(title=Named(en="9 to 6"), timetable=NINE_TO_SIX)
    written = idle_desk.bus.execute(drawn_up, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).position
    for position, is_fresh in ((None, True), (0, True), (written, False)):
        assert list_tickets(idle_desk, viewer, TicketsWanted(), position).is_fresh is is_fresh
        assert count_tickets(idle_desk, viewer, None, position).is_fresh is is_fresh
    with pytest.raises(PositionIsBeyondTheLog):
        list_tickets(idle_desk, viewer, TicketsWanted(), written + 1)


def test_an_answer_bears_the_version_that_an_order_may_name(world: World) -> None:
    ticket = world.ticket()
    viewer = viewer_of(world, "admin", "administrator")
    answer = read_ticket(world.desk, viewer, str(ticket["number"]))
    over_http = world.admin.get(f"/tickets/{ticket['number']}")
    assert answer.etag == str(answer.value.version)
    assert over_http.headers["ETag"] == f'"{answer.etag}"'


def test_the_cards_of_problems_and_changes_bear_their_versions_too(world: World) -> None:
    viewer = viewer_of(world, "admin", "administrator")
    problem, change = read_problem(world.desk, viewer, "P-1"), read_change(world.desk, viewer, "C-1")
    assert (problem.etag, change.etag) == (str(problem.value.version), str(change.value.version))
    assert count_tickets(world.desk, viewer, None).etag == ""


# -- what the desk itself sees ----------------------------------------------------------------------------------------
def test_the_desk_itself_reads_the_facts_of_a_ticket_that_no_read_model_holds_yet(idle_desk: Desk) -> None:
    ordered(idle_desk, FoundDesk())
    schedule = ordered(idle_desk, DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX)).stream
    ordered(idle_desk, ConcludeAgreement(title=Named(ru="Базовое"), schedule_id=ScheduleId(schedule), is_base=True))
    number = ordered(idle_desk, RegisterTicket(subject="Мышь", requester=From(email="a@client.example"))).reference
    found = read_history(idle_desk, AS_SYSTEM, HistoryWanted(ref=number, in_words=True)).value
    assert [entry.name for entry in found.entries] == ["ticket.registered@2"]
    with pytest.raises(NoSuchTicket):
        read_history(idle_desk, somebody("administrator"), HistoryWanted(ref=number))
    with pytest.raises(NoSuchTicket):
        read_history(idle_desk, AS_SYSTEM, HistoryWanted(ref=str(schedule)))


def ordered(desk: Desk, command: Command) -> Receipt:
    return desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
