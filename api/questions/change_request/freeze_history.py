"""The question of who declared and lifted change freezes, and when; also those that are over or were lifted."""

from __future__ import annotations

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import HISTORY, History
from api.questions.paging.whole import PageWanted
from events.values.identity import FREEZES_STREAM
from events.values.people import Viewer
from projections.facts.history import history_with_names


@question("read-freeze-history", HISTORY)
def read_freeze_history(desk: Desk, viewer: Viewer, wanted: PageWanted) -> Answer[History]:
    """Straight from the log, but for the names in it; empty while nobody declared one."""
    with desk.database.snapshot() as db:
        facts = desk.log.at(db).load(FREEZES_STREAM)
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))
