"""The question about one's own second factor: whether codes are asked for, and how many recovery codes are left."""

from __future__ import annotations

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from connectors.inbound.sign_in.second_factor import FactorNow
from events.values.people import Viewer


@question("read-second-factor")
def read_second_factor(desk: Desk, viewer: Viewer, _: None) -> Answer[FactorNow]:
    """As it stands now; what codes are computed from is told once, where it is made."""
    return Answer(desk.second_factor.now_of(viewer.actor.id))
