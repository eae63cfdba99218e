"""Random histories: rebuilt in any batch size equals live, and the clocks hold what they promise (C1-C10)."""

from __future__ import annotations

import os

import pytest

from tests.projections.machines import lived
from tests.projections.world import World
from tests.replay.history import History


def test_a_random_history_rebuilt_in_other_batches_equals_live_and_its_clocks_hold(world: World) -> None:
    lived(History, world, examples=6, steps=40)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_thousands_of_random_histories_hold(world: World) -> None:
    lived(History, world, examples=2_000, steps=60)
