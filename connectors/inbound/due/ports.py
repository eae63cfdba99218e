"""What the loops ask of the desk before they act; used by the timekeeper and the caretaker."""

from __future__ import annotations

from typing import Protocol


class Head(Protocol):
    """The log as a loop asks it."""

    def head(self) -> int:
        """The position of the last fact."""
        ...


class CatchUp(Protocol):
    """Waits for read models."""

    def wait(self, names: tuple[str, ...], position: int, timeout: float) -> bool:
        """Whether the read models reached a position in time, which is in seconds."""
        ...
