"""How whoever asked is asked whether they are content, when a ticket is solved: a policy of its type; kept in facts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Score = Annotated[int, Meta(ge=1, le=5, description="1, the worst, to 5, the best.")]
SCORES = (1, 2, 3, 4, 5)


class SatisfactionPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether it is asked, for how many days of the calendar, and for how many an answer may be changed.

    ``low_at`` and what is below it is told to whoever leads the team that answered.
    """

    is_asked: bool = True
    days: Annotated[int, Meta(ge=1, le=365)] = 14
    change_days: Annotated[int, Meta(ge=0, le=365)] = 7
    low_at: Annotated[int, Meta(ge=0, le=5)] = 2


USUAL_POLICY = SatisfactionPolicy()
