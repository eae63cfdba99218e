"""One's own drafts: what was written and not sent, on every machine; asked by the routes."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import EVERY_LINE, PageWanted, latest, page_of
from api.questions.references import ticket_ref
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen
from connectors.storage.live.drafts import Draft, DraftWords, Kind, Place
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.kit.reads import views_of
from projections.live import changes

_DRAFTS = views_of(changes.numbers_of)
OF_A_TICKET: frozenset[Kind] = frozenset({"reply", "note", "solution"})


class DraftIsNewer(Refusal):
    """Your draft was changed meanwhile, in another window or on another device, and is at version {now}. Read it anew
    and save it once more, or save without If-Match to overwrite it.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "stale"
    ru: ClassVar[str] = (
        "Черновик тем временем изменили в другом окне или на другом устройстве, теперь он версии {now}. Перечитайте "
        "его и сохраните ещё раз или сохраните без If-Match, чтобы переписать."
    )


class OwnDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of one's own; ``number`` is the ticket's, where it is of one."""

    draft: Draft
    number: int | None


class OwnDrafts(msgspec.Struct, frozen=True):
    """One's drafts, what was written last first."""

    drafts: list[OwnDraft]
    next_cursor: str | None = None


class DraftsWanted(PageWanted, frozen=True, kw_only=True):
    """All of them, or those of one ticket."""

    ticket: str | None = None


@question("list-drafts", _DRAFTS)
def list_drafts(desk: Desk, viewer: Viewer, asked: DraftsWanted) -> Answer[OwnDrafts]:
    """All of them, or those of one ticket."""
    ticket = None if asked.ticket is None else ticket_ref(asked.ticket, field="ticket")
    with desk.database.snapshot() as db:
        kept = desk.drafts.of(db, viewer.actor.id, ticket)
        found, goes_on = page_of(kept, asked, lambda one: (latest(one.changed_at), str(one.draft_id)))
        numbers = changes.numbers_of(db, {one.ticket_id for one in found if one.ticket_id is not None})
    return Answer(
        OwnDrafts(
            [OwnDraft(draft=one, number=numbers.get(one.ticket_id) if one.ticket_id else None) for one in found],
            goes_on,
        )
    )


def place_of(desk: Desk, viewer: Viewer, kind: Kind, ticket: str | None) -> Place:
    """Where a draft is kept, on a ticket that the viewer sees; raises ``InvalidField`` or ``NoSuchTicket``."""
    if kind not in OF_A_TICKET:
        if ticket is not None:
            raise InvalidField(
                field="ticket",
                reason_ru="у черновика новой заявки заявки ещё нет: уберите её номер.",
                reason_en="the draft of a new ticket has no ticket yet: leave its number out.",
            )
        return Place(viewer.actor.id, None, kind)
    if ticket is None:
        raise InvalidField(
            field="ticket",
            reason_ru="назовите заявку, в которой это пишется: её номер.",
            reason_en="name the ticket that it is written on, by its number.",
        )
    with desk.database.snapshot() as db:
        ticket_id, _ = seen(db, viewer, ticket)
    return Place(viewer.actor.id, ticket_id, kind)


def own_place(viewer: Viewer, kind: Kind, ticket: str | None) -> Place:
    """The same of a draft that is thrown away: also on a ticket that the viewer does not see any more."""
    return Place(viewer.actor.id, None if ticket is None else ticket_ref(ticket, field="ticket"), kind)


def save(desk: Desk, viewer: Viewer, place: Place, words: DraftWords, seen: int | None = None) -> Draft:
    """Keep what was written so far; with ``seen`` only over that version, else raises ``DraftIsNewer``."""
    now = desk.clock.now()
    version = desk.drafts.save(place, words, now=now, seen=seen)
    if version is None:
        found = list_drafts(desk, viewer, DraftsWanted(limit=EVERY_LINE)).value.drafts
        now_at = next((one.draft.version for one in found if one.draft.draft_id == place.draft_id), 0)
        raise DraftIsNewer(now=now_at)
    return Draft(
        draft_id=place.draft_id,
        kind=place.kind,
        ticket_id=place.ticket_id,
        version=version,
        changed_at=now,
        words=words,
    )
