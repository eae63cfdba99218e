"""Makes whatever a process makes only once, before its first thread starts; called by the composition root and the app.

The native part of msgspec notes what it learns of a type on the type itself, and notes it before it is complete: two
threads that meet a type for the first time at one moment read half of it, and the process is gone without a word. So
nothing native is left for a thread to make. A type, a cached function or an index that is new needs no line here when
it is one of these kinds; ``tests/architecture/test_made_once.py`` finds what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

import msgspec

from connectors.storage.log import codec
from connectors.storage.server import migrate
from events.values import zones

OURS = frozenset(
    ("events", "aggregates", "commands", "sla_engine", "projections", "connectors", "replay", "api"),
)
"""The packages whose types are read from bytes: all of them."""

MAKERS: tuple[Callable[[], object], ...] = (codec.make_ready, migrate.migrations, zones.known_zones)
"""What else is made once: decoders by the names of facts, the list of migrations, that of zones."""

_known: set[type] = set()
_one_at_a_time = Lock()


def make_ready() -> None:
    """Make all that the code imported by now will ever ask for; cheap when it was done before."""
    with _one_at_a_time:
        for kind in structs():
            if kind not in _known:
                msgspec.json.Decoder(kind)
                _known.add(kind)
        for make in MAKERS:
            make()


def structs() -> Iterator[type[Any]]:
    """Every struct that our code defines, and that msgspec therefore may have to read."""
    waiting: list[type[Any]] = [msgspec.Struct]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.partition(".")[0] in OURS:
                yield kind
