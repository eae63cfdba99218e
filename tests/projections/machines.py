"""How a state machine of random commands is lived against a world; used by the tests against plain models."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.projections.world import World


def lived(machine: Callable[[World], RuleBasedStateMachine], world: World, *, examples: int, steps: int) -> None:
    """Live ``examples`` random histories of up to ``steps`` commands each; the first that fails is made small."""
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", partial(machine, world)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
