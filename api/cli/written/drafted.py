"""What stands in one's draft on a ticket, for the commands that send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.questions.live import drafts as kept
from api.questions.live.drafts import DraftsWanted
from api.questions.paging.whole import EVERY_LINE
from events.values.refusal import Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.cli.ticket.acting import Acting


class NoDraftThere(Refusal):
    """There is no draft of yours on ticket {ref}. Look at “desk drafts”."""

    kind = "missing"
    ru: ClassVar[str] = "Вашего черновика на заявке {ref} нет. Посмотрите «desk drafts»."


def drafted(desk: Desk, someone: Acting, ref: str, kind: str, *, needed: bool = True) -> str:
    """What stands in one's draft on a ticket; raises ``NoDraftThere`` where one is needed."""
    there = kept.list_drafts(desk, someone.viewer, DraftsWanted(ticket=ref, limit=EVERY_LINE)).value.drafts
    found = next((one.draft.words.text for one in there if one.draft.kind == kind), None)
    if found is None and needed:
        raise NoDraftThere(ref=ref)
    return found or ""


def sent(desk: Desk, someone: Acting, ref: str, kind: str) -> None:
    """A draft that was said is gone."""
    desk.drafts.drop(kept.own_place(someone.viewer, kind, ref))  # type: ignore[arg-type] # a known one
