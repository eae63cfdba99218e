"""Random histories: rebuilt in any batch size equals live, and the clocks hold what they promise (C1-C10)."""

from __future__ import annotations

import os
from functools import partial
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.projections.world import World
from tests.replay.history import History


def lived(world: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", partial(History, world)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_a_random_history_rebuilt_in_other_batches_equals_live_and_its_clocks_hold(world: World) -> None:
    lived(world, 15, 40)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_thousands_of_random_histories_hold(world: World) -> None:
    lived(world, 2_000, 60)
