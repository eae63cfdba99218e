from __future__ import annotations

import re
from typing import get_args

import pytest

from api.rest.command_table import COMMAND_ROUTES
from commands.catalogue import CATALOGUE, COMMANDS
from commands.command import HANDLERS, Command
from events.values.people import Group
from tests.commands.each_command import documented_command


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _every_command() -> set[type[Command]]:
    """What bears a name of its own; a base that several share is no command."""
    found, waiting = set[type[Command]](), [Command]
    while waiting:
        kinds = [kind for kind in waiting.pop().__subclasses__() if not kind.__module__.startswith("tests")]
        waiting += kinds
        found |= {kind for kind in kinds if kind.name}
    return found


def test_every_command_stands_in_the_catalogue_once() -> None:
    assert set(CATALOGUE) == _every_command()
    assert list(COMMANDS.values()) == list(CATALOGUE)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_has_a_handler_beside_it_and_both_say_what_they_are_for(command: type[Command]) -> None:
    handler = HANDLERS[command]
    assert handler.__module__ == command.__module__
    for said in (command.__doc__, handler.__doc__):
        assert said
        assert said.strip().split("\n\n", maxsplit=1)[0].endswith(".")


@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_a_command_s_stable_name_is_its_class_in_kebab_case(name: str, command: type[Command]) -> None:
    assert name == command.name == _kebab(command.__name__)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_s_row_is_full(command: type[Command]) -> None:
    """Who may issue it and, if it is sent over HTTP, its address, both summaries and an example that is one."""
    assert CATALOGUE[command].groups <= set(get_args(Group))
    for route in (route for route in COMMAND_ROUTES if route.command is command):
        assert route.summary.ru
        assert route.summary.en
        assert type(documented_command(route)) is command
        assert ("{ref}" in route.path) == bool(route.binds)


def test_what_nobody_may_issue_has_no_address() -> None:
    assert [route.path for route in COMMAND_ROUTES if not CATALOGUE[route.command].groups] == []


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_takes_no_field_that_it_does_not_know(command: type[Command]) -> None:
    assert command.__struct_config__.forbid_unknown_fields
    assert command.__struct_config__.frozen
