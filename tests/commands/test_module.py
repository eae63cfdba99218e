"""Labels of modules: hidden, nothing in them is lost or done; shown again, all is as it was (rows 29, 159-161)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from aggregates.module import ModuleIsHidden, NoSuchModule
from aggregates.problem import Problem
from commands.bus import Bus
from commands.catalogue import CATALOGUE, COMMANDS, may_issue
from commands.command import Command
from commands.module import HideModule, ShowModule
from commands.ports import Receipt
from commands.problem.incidents import orders_to_resolve
from commands.problem.register import RegisterProblem
from commands.refusals import NotAllowed
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.module import ModuleHidden, ModuleShown
from events.values.identity import MODULES_STREAM, CommandId, StreamId
from events.values.module import MODULES, Module
from events.values.refusal import Refusal
from tests.commands.each_command import EACH
from tests.dsl import NOW, given
from tests.gallery import DESK
from tests.gallery_problems import PROBLEM_REGISTERED
from tests.people import ADMINISTRATOR, AUDITOR, OPERATOR, REQUESTER, TECHNOLOGIST, THE_DESK

HIDDEN, SHOWN = ModuleHidden(module="problems"), ModuleShown(module="problems")
PACKAGES: dict[str, Module] = {
    "commands.problem": "problems",
    "commands.change_request": "change_requests",
    "commands.article": "knowledge",
}
MODULE_OF = {command.name: row.module for command, row in CATALOGUE.items() if row.module is not None}


def test_row_161_administrators_and_technologists_hide_a_module_and_show_it_again() -> None:
    for by in (ADMINISTRATOR, TECHNOLOGIST):
        story = given(*DESK).when(HideModule(module="problems"), by=by).then(HIDDEN)
        story.when(ShowModule(module="problems"), by=by).then(SHOWN)
    for by in (OPERATOR, AUDITOR, REQUESTER):
        for command in (HideModule(module="problems"), ShowModule(module="problems")):
            given(*DESK, HIDDEN).when(command, by=by).then_refused(NotAllowed)


def test_row_29_a_label_that_stands_so_already_is_left_alone() -> None:
    given(*DESK).when(ShowModule(module="problems"), by=ADMINISTRATOR).then_nothing()
    given(*DESK, HIDDEN).when(HideModule(module="problems"), by=ADMINISTRATOR).then_nothing()


def test_row_29_only_modules_are_hidden_and_the_refusal_names_them() -> None:
    story = given(*DESK).when(HideModule(module="tickets"), by=ADMINISTRATOR)
    story.then_refused(NoSuchModule, module="tickets", known="problems, change_requests, knowledge", field="module")


def test_row_159_every_command_of_a_module_is_in_the_table_and_no_other() -> None:
    told = {
        name: module
        for name, command in COMMANDS.items()
        for package, module in PACKAGES.items()
        if command.__module__.startswith(f"{package}.")
    }
    assert told == MODULE_OF
    assert len(told) == 41


@pytest.mark.parametrize("name", MODULE_OF)
def test_row_159_a_command_of_a_hidden_module_is_refused_to_everybody_and_says_who_can_show_it(name: str) -> None:
    module = MODULE_OF[name]
    for by in (one for one in (ADMINISTRATOR, THE_DESK) if may_issue(one, name)):
        story = given(*DESK, ModuleHidden(module=module)).when(EACH[name], by=by)
        outcome = story.outcome
        story.then_refused(ModuleIsHidden, module=MODULES[module])
        assert isinstance(outcome, ModuleIsHidden)
        assert outcome.rule == "row 159"
        assert "administrator or technologist" in outcome.text.en
        assert MODULES[module].ru in outcome.text.ru


def test_row_20_whoever_may_not_issue_a_command_is_not_told_of_the_label() -> None:
    given(*DESK, HIDDEN).when(RegisterProblem(subject="Сеть"), by=REQUESTER).then_refused(NotAllowed)


def test_row_159_the_other_module_goes_on() -> None:
    story = given(*DESK, ModuleHidden(module="change_requests"))
    assert isinstance(story.when(RegisterProblem(subject="Сеть"), by=ADMINISTRATOR).receipt, Receipt)


def test_row_160_what_was_in_the_module_is_there_when_it_is_shown_again() -> None:
    story = given(*DESK, PROBLEM_REGISTERED, HIDDEN)
    before = story.log.load(StreamId(PROBLEM_REGISTERED.problem_id))
    story.when(EACH["record-workaround"], by=ADMINISTRATOR).then_refused(ModuleIsHidden)
    story.when(ShowModule(module="problems"), by=ADMINISTRATOR)
    assert story.log.load(StreamId(PROBLEM_REGISTERED.problem_id)) == before
    assert isinstance(story.when(EACH["record-workaround"], by=ADMINISTRATOR).receipt, Receipt)


def test_row_159_many_orders_of_a_hidden_module_are_refused_each() -> None:
    story = given(*DESK, PROBLEM_REGISTERED, HIDDEN)
    found = Problem.fold(story.log.load(StreamId(PROBLEM_REGISTERED.problem_id)))
    assert found is not None
    orders = orders_to_resolve(found, list(found.incidents), viewer=ADMINISTRATOR, at=NOW)
    outcomes = story.bus.carry_out_many(orders)
    assert [type(outcome) for outcome in outcomes] == [ModuleIsHidden] * len(orders)


def test_row_160_nothing_is_stored_in_a_module_behind_the_instant_that_hid_it(database: Database) -> None:
    log = PostgresLog(database)

    class Clock:
        now = staticmethod(lambda: NOW)

    bus = Bus(log, log, Clock())

    def issued(command: Command) -> Receipt | Refusal:
        gate.wait(10)
        try:
            return bus.execute(command, viewer=THE_DESK, command_id=CommandId(uuid4()))
        except Refusal as refusal:
            return refusal

    for _ in range(10):
        gate = Barrier(4)
        commands = (HideModule(module="problems"), *(RegisterProblem(subject=f"Сеть {nth}") for nth in range(3)))
        with ThreadPoolExecutor(4) as pool:
            _, *outcomes = pool.map(issued, commands)
        hidden_at = log.load(MODULES_STREAM)[-1].position
        for outcome in outcomes:
            if isinstance(outcome, Receipt):
                assert outcome.position < hidden_at
            else:
                assert isinstance(outcome, ModuleIsHidden)
        gate = Barrier(1)
        assert isinstance(issued(ShowModule(module="problems")), Receipt)
