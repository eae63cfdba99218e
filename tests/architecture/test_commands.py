from __future__ import annotations

import re

import pytest

from commands import catalogue, permissions
from commands.catalogue import COMMANDS
from commands.command import HANDLERS, Command


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
    assert set(COMMANDS.values()) == _every_command()
    assert len(COMMANDS) == len(_every_command())
    assert catalogue.COMMANDS is COMMANDS


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


def test_every_command_has_its_row_in_the_table_of_rights() -> None:
    assert permissions.ALLOWED.keys() == COMMANDS.keys()


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_takes_no_field_that_it_does_not_know(command: type[Command]) -> None:
    assert command.__struct_config__.forbid_unknown_fields
    assert command.__struct_config__.frozen
