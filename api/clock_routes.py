"""Questions about a ticket's clocks over HTTP: what they show, why, and the same as a picture (X1, X2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any

from fastapi import APIRouter, Request, Response
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.answers import TicketExplanation
from api.door import TheDesk, TheViewer
from api.problems import language_of
from api.reads import TICKET_VIEWS, MinPosition, Ref, card_of, fresh, told
from api.timeline_svg import draw
from events.values import zones
from events.values.identity import StreamId
from events.values.schedule import REQUESTER_ZONE, zone_of
from projections import agreements
from projections.sla_clocks import explanations, readers
from sla_engine.explain import Explanation

router = APIRouter()


@router.get(
    "/tickets/{ref}/sla",
    tags=["sla"],
    operation_id="read-ticket-sla",
    summary="Сроки заявки · A ticket's clocks",
)
def read_sla(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """State, due, what is left or overrun, and the rule that gave the target, at this moment."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    card = card_of(desk, viewer, ref)
    with desk.database.transaction() as db:
        clocks = readers.clocks_of(db, card.ticket_id, desk.clock.now())
    if clocks is None:
        raise NoSuchTicket
    return told(clocks, is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}/sla/explain",
    tags=["sla"],
    operation_id="explain-ticket-sla",
    summary="Почему сроки такие: отрезки до секунды · Why the clocks show what they show, to the second",
)
def explain_sla(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Segments that add up exactly, each with the reason that it counted or not (X1)."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    card = card_of(desk, viewer, ref)
    with desk.database.transaction() as db:
        found = readers.explained(db, desk.log.load(StreamId(card.ticket_id)), desk.clock.now())
        trouble = explanations.trouble_of(db, card.ticket_id)
    clocks = [explanations.explanation_view(one) for one in found]
    return told(TicketExplanation(card.number, clocks, trouble, zones.rules()), is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}/sla/timeline.svg",
    tags=["sla"],
    operation_id="draw-ticket-sla",
    summary="Сроки картинкой · The clocks as a picture",
)
def draw_sla(
    ref: Ref, request: Request, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None
) -> Response:
    """The same segments drawn (X2), in the reader's language."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    card = card_of(desk, viewer, ref)
    now = desk.clock.now()
    with desk.database.transaction() as db:
        found = readers.explained(db, desk.log.load(StreamId(card.ticket_id)), now)
        zone = _zone_of(db, found)
    drawn = draw(card.number, found, now, language_of(request), zone)
    return Response(drawn, media_type="image/svg+xml", headers={} if is_fresh else {"X-Stale": "true"})


def _zone_of(db: Cursor[Any], found: Sequence[Explanation]) -> tzinfo:
    """The zone of the schedule that was measured on last; UTC where each requester has their own (W7)."""
    ids = [segment.schedule_id for clock in found for segment in clock.segments]
    schedule = agreements.schedule(db, ids[-1]) if ids else None
    name = REQUESTER_ZONE if schedule is None else schedule.timetables.latest.zone
    return UTC if name == REQUESTER_ZONE else zone_of(name)
