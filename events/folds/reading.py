"""How a noun reads its facts: a table from the class of each to what it makes of the noun's state; one for each noun.

The aggregate adds decisions to the state, a read model its columns, and "as it was then" stops early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from events.fact import Fact, Recorded

S = TypeVar("S", bound=msgspec.Struct)
N = TypeVar("N", bound=msgspec.Struct)
F = TypeVar("F", bound=Fact)


class UnreadFactError(TypeError):
    """A fact that its noun neither reads nor passes over: whoever tells it must say which."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a reading; made by ``begins``, ``begins_told``, ``says``, ``on``, ``on_told`` and ``passes_over``."""

    kind: type[Fact]
    begin: Callable[[Any, Any], Any] | None = None
    field: str = ""
    step: Callable[[Any, Any], Any] | None = None
    is_told: bool = False


def begins(kind: type[F], begin: Callable[[type[S], F], S]) -> Row:
    """The fact that a stream of the noun begins with; what others may be is said by the class that is given."""
    return Row(kind=kind, begin=begin)


def begins_told(kind: type[Fact], begin: Callable[[type[S], Recorded], S]) -> Row:
    """As ``begins``, for a state that holds something of the first fact's envelope: who told it, when."""
    return Row(kind=kind, begin=begin, is_told=True)


def says(kind: type[Fact], field: str) -> Row:
    """A fact that says what one field is from now on: it bears the same name in the fact and in the state."""
    return Row(kind=kind, field=field)


def on(kind: type[F], step: Callable[[S, F], S]) -> Row:
    """What a fact makes of the state."""
    return Row(kind=kind, step=step)


def on_told(kind: type[Fact], step: Callable[[S, Recorded], S]) -> Row:
    """What a fact makes of the state together with its envelope: who told it, when, as which of its stream."""
    return Row(kind=kind, step=step, is_told=True)


def passes_over(kind: type[Fact]) -> Row:
    """A fact of the noun that its state need not know."""
    return Row(kind=kind)


class Reading(Generic[S]):
    """The one reading of a noun's facts. A state is frozen: what is given is another one, of the class it was.

    But a ticket's, which every command folds: that is changed in place, and whoever tries a fact on it copies it
    (decision 0130). A table, because Python tries the classes of a ``match`` one after another (decision 0131).
    """

    def __init__(self, state: type[S], *rows: Row) -> None:
        self._begin = {row.kind: row.begin for row in rows if row.begin is not None}
        self._begins_told = frozenset(row.kind for row in rows if row.begin is not None and row.is_told)
        self._says = {row.kind: row.field for row in rows if row.field}
        self._steps = {row.kind: row.step for row in rows if row.step is not None and not row.is_told}
        self._told = {row.kind: row.step for row in rows if row.step is not None and row.is_told}
        self.facts = tuple(row.kind for row in rows if row.begin or row.field or row.step)
        """The facts that make another state."""
        self.passed_over = tuple(row.kind for row in rows if row.kind not in self.facts)
        self._passes_over = frozenset(self.passed_over)
        self._say = replaced if state.__struct_config__.frozen else changed
        fields = state.__struct_fields__
        wrong = [row.kind for row in rows if row.field and row.field not in {*fields} & {*row.kind.__struct_fields__}]
        if wrong or len(self.facts) + len(self.passed_over) > len({row.kind for row in rows}):
            raise UnreadFactError(f"{state.__name__}: twice, or a field that is not in both: {wrong}")

    def begun(self, kind: type[N], recorded: Recorded) -> N | None:
        """The state after the first fact of a stream, as ``kind`` has it; ``None`` when it is another noun's."""
        told = type(recorded.fact)
        begin = self._begin.get(told)
        if begin is None:
            return None
        return begin(kind, recorded if told in self._begins_told else recorded.fact)  # type: ignore[no-any-return] # as below

    def after(self, state: N, recorded: Recorded) -> N:
        """The state after one more fact of the stream."""
        fact = recorded.fact
        told = type(fact)
        if (field := self._says.get(told)) is not None:
            return self._say(state, field, getattr(fact, field))
        if (step := self._steps.get(told)) is not None:
            return step(state, fact)  # type: ignore[no-any-return] # typed where the row is made
        if (step := self._told.get(told)) is not None:
            return step(state, recorded)  # type: ignore[no-any-return] # as above
        if told in self._passes_over:
            return state
        raise UnreadFactError(f"{type(state).__name__}: {fact.stored_name}")

    def fold(self, kind: type[N], history: Sequence[Recorded]) -> N | None:
        """What the facts of a stream tell of; ``None`` when they tell of something else, or nothing."""
        state = self.begun(kind, history[0]) if history else None
        return None if state is None else self.followed(state, history[1:])

    def followed(self, state: N, facts: Iterable[Recorded]) -> N:
        """The state after several facts; of what no fact begins, the state that it was born with is given."""
        for recorded in facts:
            state = self.after(state, recorded)
        return state


def replaced(state: N, field: str, value: object) -> N:
    """A frozen state with another value of a field."""
    return replace(state, **{field: value})


def changed(state: N, field: str, value: object) -> N:
    """The same state, changed in place."""
    setattr(state, field, value)
    return state


def told_by(history: Sequence[Recorded], at: datetime) -> list[Recorded]:
    """The facts of a stream that had happened by an instant."""
    return [recorded for recorded in history if recorded.metadata.occurred_at <= at]
