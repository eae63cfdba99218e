"""How a start builds read models from a long log: side by side, in processes of their own; called by ``bootstrap``."""

from __future__ import annotations

import gc
import os
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from api.meters import shared
from connectors.storage.feeds import positions
from connectors.storage.foundations.steps import OnLaying
from events.values.text import Text
from replay.side_by_side import side_by_side

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from replay.rebuild import OnProgress

LONG_LOG = 10_000
"""With fewer facts a read model is built sooner than a process begins."""
MOST_AT_ONCE = 8
_POOL = 6
READ_MODELS = Text(ru="Проекции строятся заново", en="Read models are built anew")


def built_at_once(desk: Desk, stale: Collection[str], told: OnLaying) -> list[str]:
    """Build what is stale and what has nothing yet, where the log is long; the names of stale ones that are left."""
    if desk.log.head() < LONG_LOG:
        return [*stale]
    empty = {place.name for place in positions.read_all(desk.database) if not place.position}
    # Who hears the most takes the longest, and begins first: begun last, it would be waited for alone.
    longest_first = sorted(desk.consumers, key=lambda consumer: -len(consumer.projection.interests))
    works = {
        consumer.name: partial(_build, desk, consumer.name)
        for consumer in longest_first
        if consumer.name in empty.union(stale)
    }
    # One more than can work: while PostgreSQL writes the rows of one, another folds.
    at_once = min(len(works), (os.cpu_count() or 1) + 1, MOST_AT_ONCE)
    left = side_by_side(works, at_once=at_once, still=desk.held_still, progress=partial(told, READ_MODELS))
    return [name for name in left if name in stale]


def _build(desk: Desk, name: str, progress: OnProgress) -> None:
    """In a process that was forked off."""
    # Facts refer to nothing that refers to them, and a batch of them is more than Python looks through in vain while
    # it is made: a quarter of the time. What does go round in circles is taken away behind each batch.
    gc.disable()
    gc.freeze()

    def told(done: int, whole: int) -> None:
        gc.collect()
        progress(done, whole)

    shared.become(f"rebuild-{name}")
    desk.database.begin_anew(_POOL)
    try:
        desk.rebuild(name, told)
    finally:
        desk.database.close()
