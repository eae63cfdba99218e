"""Questions about change requests: the list with its windows, those that ask the viewer, a card, its facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from aggregates.change_refusals import NoSuchChange
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import History
from api.questions.references import change_ref, ticket_ref
from api.questions.wishes import aware, known_codes, open_ways, refuse_exactly_nothing, someone
from events.values.change import CHANGE_CYCLE
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.change_request import pages as changes
from projections.change_request.pages import ChangeCard, ChangeFilter, ChangePage
from projections.facts.history import history_with_names
from projections.kit.reads import views_of

_LIST = views_of(changes.visible_to)
_CARD = views_of(changes.card)
_HISTORY = views_of(changes.card, history_with_names)


class ChangesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which change requests, below which number; ``responsible`` is an id or “me”, ``ticket`` a number or an id.

    ``since`` and ``until`` bound their windows; ``held``: whether the window is held on its services.
    """

    status: list[str] = []
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: str | None = None
    team: UUID | None = None
    responsible: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    held: bool | None = None
    asks_me: bool | None = None
    text: str = ""
    before: int | None = None
    limit: int = 50


@question("list-changes", _LIST)
def list_changes(desk: Desk, viewer: Viewer, wanted: ChangesWanted) -> Answer[ChangePage]:
    """The newest first; whoever does not work with changes sees those that ask or asked them (row 83)."""
    known_codes("status", wanted.status, [known.code for known in CHANGE_CYCLE.statuses])
    refuse_exactly_nothing(wanted.service, exactly=wanted.service_exactly)
    narrowed = ChangeFilter(
        statuses=tuple(wanted.status),
        is_open=wanted.is_open,
        service=wanted.service,
        service_exactly=wanted.service_exactly,
        ticket=None if wanted.ticket is None else ticket_ref(wanted.ticket),
        team=wanted.team,
        responsible=someone(wanted.responsible, viewer),
        since=aware("since", wanted.since),
        until=aware("until", wanted.until),
        is_held=wanted.held,
        asks_me=bool(wanted.asks_me),
        text=wanted.text,
    )
    with desk.database.snapshot() as db:
        page = changes.visible_to(db, viewer, narrowed, now=desk.clock.now(), before=wanted.before, limit=wanted.limit)
    return Answer(page)


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
def read_change_history(desk: Desk, viewer: Viewer, ref: str) -> Answer[History]:
    """Straight from the log, for those who see its card; only that and the names in it may be stale."""
    with desk.database.snapshot() as db:
        card = changes.card(db, viewer, change_ref(ref), now=desk.clock.now())
        if card is None:
            raise NoSuchChange
        facts = desk.log.at(db).load(StreamId(card.change_id))
        return Answer(History(history_with_names(db, viewer, facts)))
