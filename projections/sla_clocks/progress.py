"""How far a long re-measurement is; hooked to the clocks' writer by the composition root, read by health."""

from __future__ import annotations

import msgspec


class Remeasured(msgspec.Struct, frozen=True):
    """So many of so many open tickets are measured again; equal when nothing is under way."""

    done: int = 0
    total: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether an edit is being taken in right now."""
        return self.done < self.total


class Remeasuring:
    """Hears the clocks' writer and tells whoever asks: ``SlaClocks(told=progress)``."""

    def __init__(self) -> None:
        self.latest = Remeasured()

    def __call__(self, done: int, total: int) -> None:
        """One value in one step, so that no lock is needed between writer and readers."""
        self.latest = Remeasured(done, total)
