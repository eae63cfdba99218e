"""What people are told does not work, and whether they have it, too: asked by the portal and the lists of staff."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from events.values.people import Viewer
from projections.kit.reads import views_of
from projections.problem import outages
from projections.problem.outages import Outage

_LIST = views_of(outages.told_to)
GOOD_NEWS = timedelta(hours=24)
"""So long whoever had it reads that it works again."""
MOST = 50


class OutageList(msgspec.Struct, frozen=True):
    """Outages, the newest first: never more than people would read, so there is one page."""

    outages: list[Outage]


@question("list-outages", _LIST)
def list_outages(desk: Desk, viewer: Viewer, _: None) -> Answer[OutageList]:
    """Those that are announced for whoever asks, and those of the last day that they had."""
    with desk.database.snapshot() as db:
        return Answer(OutageList(outages.told_to(db, viewer, desk.clock.now() - GOOD_NEWS, limit=MOST)))
