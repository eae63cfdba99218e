"""How a question is asked through whichever door: who may hears the answer, anybody else is refused; wraps them all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from aggregates.module import refuse_hidden
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.table import QUESTIONS, refuse_question
from events.values.identity import MODULES_STREAM
from events.values.people import Scope, Viewer

T = TypeVar("T")
W = TypeVar("W")
W_contra = TypeVar("W_contra", contravariant=True)


class Admitted(msgspec.Struct, frozen=True):
    """Somebody who was let in to a question a moment ago: a door that refuses before it reads what is wanted hands this
    over, so that nothing is looked up twice. Only ``admit`` makes one; to any other question it opens nothing.
    """  # noqa: D205 - one paragraph

    viewer: Viewer
    operation: str


Asker = Viewer | Admitted


class Question(Protocol[W_contra, T]):
    """A question as a door sees it."""

    def __call__(self, desk: Desk, asker: Asker, wanted: W_contra, min_position: int | None = None, /) -> Answer[T]:
        """Refuse whoever may not ask, else answer; waits a moment for the position."""
        ...


ASKED: dict[str, Question[object, object]] = {}
"""Operation -> the question, as far as the modules with questions have been imported."""


def admit(desk: Desk, viewer: Viewer, operation: str, scopes: frozenset[Scope] = frozenset()) -> Admitted:
    """Let somebody in to a question; raises who they may not be, then that its module is hidden (row 159).

    ``scopes`` are those of the token that they came with; without any nothing is kept from them.
    """
    refuse_question(viewer, operation, scopes)
    if (module := QUESTIONS[operation].module) is not None:
        refuse_hidden(module, desk.log.load(MODULES_STREAM))
    return Admitted(viewer, operation)


def question(
    operation: str,
) -> Callable[[Callable[[Desk, Viewer, W, int | None], Answer[T]]], Question[W, T]]:
    """Make a function the question of an operation: it refuses by the table of questions before it looks."""
    if operation not in QUESTIONS:
        raise LookupError(operation)

    def of(answer: Callable[[Desk, Viewer, W, int | None], Answer[T]]) -> Question[W, T]:
        @functools.wraps(answer)
        def asked(desk: Desk, asker: Asker, wanted: W, min_position: int | None = None, /) -> Answer[T]:
            if isinstance(asker, Admitted) and asker.operation == operation:
                return answer(desk, asker.viewer, wanted, min_position)
            viewer = asker.viewer if isinstance(asker, Admitted) else asker
            return answer(desk, admit(desk, viewer, operation).viewer, wanted, min_position)

        ASKED[operation] = asked  # type: ignore[assignment] # what is wanted is each question's own
        return asked

    return of


def fresh(desk: Desk, names: tuple[str, ...], position: int | None) -> bool:
    """Whether the read models contain a position, after a bounded wait."""
    return position is None or desk.waiter.wait(names, position, desk.settings.wait_s)
