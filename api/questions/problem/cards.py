"""Questions about problems: the list, a card with its tickets, its facts."""

from __future__ import annotations

import msgspec

from aggregates.problem import Problem
from aggregates.problem_refusals import NoSuchProblem
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import HISTORY, History
from api.questions.linked.wanted import LinkedWanted, below, filter_of, goes_on, responsible_for
from api.questions.paging.whole import PageOf
from api.questions.references import problem_ref
from api.questions.wishes import open_ways
from events.values.identity import ProblemId, StreamId, outage_of
from events.values.people import Viewer
from events.values.problem import PROBLEM_CYCLE
from projections.facts.history import history_with_names
from projections.kit.reads import views_of
from projections.problem import pages as problems
from projections.problem.pages import ProblemCard, ProblemFilter, ProblemPage

_LIST = views_of(problems.visible_to)
_CARD = views_of(problems.card)


class ProblemsWanted(LinkedWanted, frozen=True, kw_only=True):
    """Which problems, below which number; ``responsible`` is an id or “me”, ``ticket`` a number or an id."""


@question("list-problems", _LIST)
def list_problems(desk: Desk, viewer: Viewer, wanted: ProblemsWanted) -> Answer[ProblemPage]:
    """The newest first; for those who do not work with problems there is nothing here (row 84)."""
    narrowed = filter_of(ProblemFilter, wanted, responsible_for(desk, viewer, wanted), PROBLEM_CYCLE)
    with desk.database.snapshot() as db:
        page = problems.visible_to(db, viewer, narrowed, before=below(wanted), limit=wanted.limit)
    return Answer(msgspec.structs.replace(page, next_cursor=goes_on(page.next_before)))


@question("read-problem", _CARD)
def read_problem(desk: Desk, viewer: Viewer, ref: str) -> Answer[ProblemCard]:
    """With its workaround, its root cause and its tickets; whoever works on one of these reads it, too (row 82)."""
    with desk.database.snapshot() as db:
        card = problems.card(db, viewer, problem_ref(ref))
    if card is None:
        raise NoSuchProblem
    shown = msgspec.structs.replace(card, ways=open_ways(card.ways, viewer))
    return Answer(shown, etag=str(card.version))


@question("read-problem-history", HISTORY)
def read_problem_history(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[History]:
    """Straight from the log; only the names in it may be stale."""
    with desk.database.snapshot() as db:
        log, problem = desk.log.at(db), ProblemId(problem_ref(wanted.ref))
        facts = log.load(StreamId(problem))
        if Problem.fold(facts) is None:
            raise NoSuchProblem
        # What people were told of it stands on a stream beside it.
        facts = sorted((*facts, *log.load(outage_of(problem))), key=lambda recorded: recorded.position)
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))
