"""How a question is asked through whichever door: who may hears the answer, anybody else is refused; wraps them all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec

from aggregates.module import refuse_hidden
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.paging import cursors
from api.questions.table import QUESTIONS, refuse_question
from commands.plans import OF_QUESTION, refuse_lacking
from events.values.identity import MODULES_STREAM, TeamId
from events.values.people import Actor, Group, Scope, Viewer
from events.values.refusal import Kind, Refusal
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.person import directory

T = TypeVar("T")
W = TypeVar("W")
W_contra = TypeVar("W_contra", contravariant=True)

_TEAMS = views_of(directory.teams_of)
_OF_THE_STORAGE: frozenset[Kind] = frozenset({"too_busy", "away", "our_fault"})
"""Kinds of refusal that say nothing of how things stand."""


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
    refuse_lacking(desk.settings.plan, OF_QUESTION.get(operation), viewer)
    if (module := QUESTIONS[operation].module) is not None:
        refuse_hidden(module, desk.log.load(MODULES_STREAM))
    return Admitted(viewer, operation)


def teams_that_count(
    desk: Desk, actor: Actor, groups: frozenset[Group], known: frozenset[TeamId] | None = None
) -> frozenset[TeamId]:
    """The teams that an actor belongs to, where their rights hang on these (row 82): nobody else's are looked up.

    ``known``: they have just been looked up.
    """
    if not visibility.sees_by_teams(groups):
        return frozenset()
    if known is not None:
        return known
    with desk.database.connection() as connection, connection.cursor() as cursor:
        return directory.teams_of(cursor, actor.id)


def in_their_teams(desk: Desk, viewer: Viewer) -> Viewer:
    """Somebody with the teams that they are in, though no right of theirs hangs on these."""
    with desk.database.snapshot() as db:
        return msgspec.structs.replace(viewer, teams=directory.teams_of(db, viewer.actor.id))


def question(
    operation: str, waits_for: tuple[str, ...] | Callable[[Any], tuple[str, ...]] = ()
) -> Callable[[Callable[[Desk, Viewer, W], Answer[T]]], Question[W, T]]:
    """Make a function the question of an operation: it refuses by the table of questions before it looks.

    ``waits_for`` are the read models that the answer hangs on, whatever is wanted or by what is. Only whoever names a
    place in the log waits for them, and hears of an answer, or a refusal, that these gave without it.
    """
    if operation not in QUESTIONS:
        raise LookupError(operation)

    def of(answer: Callable[[Desk, Viewer, W], Answer[T]]) -> Question[W, T]:
        @functools.wraps(answer)
        def asked(desk: Desk, asker: Asker, wanted: W, min_position: int | None = None, /) -> Answer[T]:
            if isinstance(asker, Admitted) and asker.operation == operation:
                viewer = asker.viewer
            else:
                viewer = admit(desk, asker.viewer if isinstance(asker, Admitted) else asker, operation).viewer
            placed = cursors.opened(desk, viewer, operation, wanted)
            if min_position is None:
                found = cursors.sealed(desk, viewer, operation, wanted, answer(desk, viewer, placed))
                return _of_log(found, desk) if waits_for else found
            desk.epochs.refuse_foreign(min_position)
            views = waits_for(wanted) if callable(waits_for) else waits_for
            waited, is_fresh = _waited(desk, viewer, views, min_position)
            found = answer(desk, waited, placed) if is_fresh else _behind(answer, desk, waited, placed)
            return _of_log(cursors.sealed(desk, viewer, operation, wanted, found), desk)

        ASKED[operation] = asked  # type: ignore[assignment] # what is wanted is each question's own
        return asked

    return of


def _of_log(answer: Answer[T], desk: Desk) -> Answer[T]:
    """An answer that may tell positions says of which epoch they are."""
    return msgspec.structs.replace(answer, epoch=desk.epochs.known().number)


def _waited(desk: Desk, viewer: Viewer, views: tuple[str, ...], position: int) -> tuple[Viewer, bool]:
    """The viewer with the teams of after a bounded wait, and whether all that the answer hangs on holds the position.

    Who sees by their teams came with those of before: what they may see is of the place that they asked for, too.
    """
    if not views or not visibility.sees_by_teams(viewer.groups):
        return viewer, desk.waiter.wait(views, position, desk.settings.wait_s)
    is_fresh = desk.waiter.wait((*views, *_TEAMS), position, desk.settings.wait_s)
    with desk.database.snapshot() as db:
        return msgspec.structs.replace(viewer, teams=directory.teams_of(db, viewer.actor.id)), is_fresh


def _behind(answer: Callable[[Desk, Viewer, W], Answer[T]], desk: Desk, viewer: Viewer, wanted: W) -> Answer[T]:
    """The answer of read models that are behind; a no that they gave is marked like a yes."""
    try:
        return msgspec.structs.replace(answer(desk, viewer, wanted), is_fresh=False)
    except Refusal as refusal:
        refusal.is_fresh = refusal.kind in _OF_THE_STORAGE
        raise
