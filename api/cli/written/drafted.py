"""What stands in one's draft on a ticket, for the commands that send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from api.questions.live import drafts as kept
from api.questions.live.drafts import DraftsWanted
from api.questions.paging.whole import EVERY_LINE
from events.values.refusal import Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.cli.ticket.acting import Acting
    from connectors.storage.live.drafts import DraftWords


class NoDraftThere(Refusal):
    """There is no draft of yours on ticket {ref}. Look at “desk drafts”."""

    kind = "missing"
    ru: ClassVar[str] = "Вашего черновика на заявке {ref} нет. Посмотрите «desk drafts»."


def begun(desk: Desk, someone: Acting, ref: str, kind: str) -> DraftWords | None:
    """What stands in one's draft on a ticket, where there is one."""
    there = kept.list_drafts(desk, someone.viewer, DraftsWanted(ticket=ref, limit=EVERY_LINE)).value.drafts
    return next((one.draft.words for one in there if one.draft.kind == kind), None)


def drafted(desk: Desk, someone: Acting, ref: str, kind: str) -> tuple[str, dict[str, Any]]:
    """The words of one's draft, and its files as an order takes them; raises ``NoDraftThere``."""
    found = begun(desk, someone, ref, kind)
    if found is None:
        raise NoDraftThere(ref=ref)
    return found.text, {"attachments": msgspec.to_builtins(found.files)} if found.files else {}


def sent(desk: Desk, someone: Acting, ref: str, kind: str) -> None:
    """A draft that was said is gone."""
    desk.drafts.drop(kept.own_place(someone.viewer, kind, ref))  # type: ignore[arg-type] # a known one
