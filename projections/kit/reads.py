"""Which read models a reader asks, said beside its SQL; asked by whoever waits until these hold a place of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Reader = TypeVar("Reader", bound=Callable[..., Any])

_MARK = "read_models"


def reads(*models: str, also: Sequence[Callable[..., Any]] = ()) -> Callable[[Reader], Reader]:
    """Mark a reader with the read models that its own SQL asks, and those of the readers that it calls (``also``).

    The function stays as it is and costs what it did. A test hides one read model after the other and finds exactly
    the named ones.
    """

    def marked(reader: Reader) -> Reader:
        vars(reader)[_MARK] = tuple(dict.fromkeys((*models, *views_of(*also))))
        return reader

    return marked


def is_marked(reader: Callable[..., Any]) -> bool:
    """Whether a function says what it reads."""
    return _MARK in vars(reader)


def views_of(*readers: Callable[..., Any]) -> tuple[str, ...]:
    """The read models that an answer put together from these readers hangs on, each once."""
    return tuple(dict.fromkeys(model for reader in readers for model in vars(reader)[_MARK]))
