"""Of every command it is known what undoes it, or that nothing does."""

from __future__ import annotations

import pytest

from commands.catalogue import COMMANDS, issuers
from commands.opposites import OPPOSITES, STAND


def test_every_command_stands_in_one_of_the_two_tables() -> None:
    """A new command has a row: what undoes it in ``OPPOSITES``, or its name in ``STAND``."""
    assert OPPOSITES.keys() | STAND == COMMANDS.keys()
    assert OPPOSITES.keys() & STAND == frozenset()


@pytest.mark.parametrize(("name", "opposite"), OPPOSITES.items())
def test_what_undoes_a_command_exists_and_is_for_people_who_may_do_it(name: str, opposite: object) -> None:
    other = OPPOSITES[name]
    assert other is opposite
    assert other.command in COMMANDS
    assert issuers(other.command) & issuers(name)
    assert (other.command == name) <= (other.how == "with_former_values")
