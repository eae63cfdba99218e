"""The secret that every desk of the tests keys its names with, and the ids that come of it; for tests of all layers."""

from __future__ import annotations

from functools import partial

from events.values import keyed
from events.values.keyed import Keyed

KEY = bytes(range(32))
KEYED = Keyed(KEY, has_older=True)

reservation = partial(keyed.reservation, KEYED)
reservations = partial(keyed.reservations, KEYED)
sender_id = partial(keyed.sender_id, KEYED)
sender_ids = partial(keyed.sender_ids, KEYED)
