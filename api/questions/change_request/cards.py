"""Questions about change requests: the list with its windows, those that ask the viewer, a card, its facts."""

from __future__ import annotations

from datetime import datetime

import msgspec

from aggregates.change_refusals import NoSuchChange
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import History
from api.questions.linked.wanted import LinkedWanted, below, filter_of, goes_on, responsible_for
from api.questions.paging.whole import PageOf
from api.questions.references import change_ref
from api.questions.wishes import aware, open_ways
from events.values.change import CHANGE_CYCLE
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.change_request import collisions, freezes
from projections.change_request import pages as changes
from projections.change_request.pages import ChangeCard as ChangeCard  # noqa: PLC0414 - the answer
from projections.change_request.pages import ChangeFilter, ChangePage
from projections.change_request.pages import ChangeLine as ChangeLine  # noqa: PLC0414 - of the answer
from projections.facts.history import history_with_names
from projections.kit.reads import views_of

_LIST = views_of(changes.visible_to, freezes.between, collisions.colliding, collisions.in_freezes)
_CARD = views_of(changes.card)
_HISTORY = views_of(changes.card, history_with_names)


class ChangesWanted(LinkedWanted, frozen=True, kw_only=True):
    """Which change requests, below which number; ``responsible`` is an id or “me”, ``ticket`` a number or an id.

    ``since`` and ``until`` bound their windows; ``held``: whether the window is held on its services.
    """

    since: datetime | None = None
    until: datetime | None = None
    held: bool | None = None
    asks_me: bool | None = None


@question("list-changes", _LIST)
def list_changes(desk: Desk, viewer: Viewer, wanted: ChangesWanted) -> Answer[ChangePage]:
    """The newest first; whoever does not work with changes sees those that ask or asked them (row 83)."""
    narrowed = msgspec.structs.replace(
        filter_of(ChangeFilter, wanted, responsible_for(desk, viewer, wanted), CHANGE_CYCLE),
        since=aware("since", wanted.since),
        until=aware("until", wanted.until),
        is_held=wanted.held,
        asks_me=bool(wanted.asks_me),
    )
    with desk.database.snapshot() as db:
        page = changes.visible_to(db, viewer, narrowed, now=desk.clock.now(), before=below(wanted), limit=wanted.limit)
        if narrowed.since is not None or narrowed.until is not None:
            span, now = (narrowed.since, narrowed.until), desk.clock.now()
            page = msgspec.structs.replace(
                page,
                freezes=tuple(freezes.between(db, *span)),
                collisions=collisions.colliding(db, viewer, *span, now=now),
                frozen=collisions.in_freezes(db, viewer, *span, now=now),
            )
    return Answer(msgspec.structs.replace(page, next_cursor=goes_on(page.next_before)))


@question("read-change", _CARD)
def read_change(desk: Desk, viewer: Viewer, ref: str) -> Answer[ChangeCard]:
    """With its plan, its approvals and its tickets."""
    with desk.database.snapshot() as db:
        card = changes.card(db, viewer, change_ref(ref), now=desk.clock.now())
    if card is None:
        raise NoSuchChange
    shown = msgspec.structs.replace(card, ways=open_ways(card.ways, viewer))
    return Answer(shown, etag=str(card.version))


@question("read-change-history", _HISTORY)
def read_change_history(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[History]:
    """Straight from the log, for those who see its card; only that and the names in it may be stale."""
    with desk.database.snapshot() as db:
        card = changes.card(db, viewer, change_ref(wanted.ref), now=desk.clock.now())
        if card is None:
            raise NoSuchChange
        facts = desk.log.at(db).load(StreamId(card.change_id))
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))
