"""Questions about a ticket's clocks over HTTP: what they show, why, and the same as a picture (X1, X2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any

from fastapi import APIRouter, Request, Response
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.http.door import TheDesk, TheViewer
from api.http.refusal_answers import language_of
from api.pictures.clocks import IsDayOff, draw
from api.questions.answers import TicketExplanation
from api.questions.reads import TICKET_VIEWS, MinPosition, Ref, card_of, fresh, told
from events.values import zones
from events.values.identity import StreamId
from events.values.schedule import REQUESTER_ZONE, zone_of
from projections.agreement import schedules
from projections.agreement.schedules import ScheduleView
from projections.sla_clocks import explanations, readers
from sla_engine.explain import Explanation
from sla_engine.worktime import Calendar

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
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, ref)
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
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, ref)
        found = readers.explained(db, desk.log.at(db).load(StreamId(card.ticket_id)), desk.clock.now())
        trouble = explanations.trouble_of(db, card.ticket_id)
    if not found and trouble is None:
        raise NoSuchTicket
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
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, ref)
        found = readers.explained(db, desk.log.at(db).load(StreamId(card.ticket_id)), now)
        schedule = _schedule_of(db, found)
    if not found:
        raise NoSuchTicket
    zone = _zone_of(schedule)
    drawn = draw(card.number, found, now, language_of(request), zone, _days_off(schedule, zone))
    return Response(drawn, media_type="image/svg+xml", headers={} if is_fresh else {"X-Stale": "true"})


def _schedule_of(db: Cursor[Any], found: Sequence[Explanation]) -> ScheduleView | None:
    """The schedule that was measured on last."""
    ids = [segment.schedule_id for clock in found for segment in clock.segments]
    return schedules.schedule(db, ids[-1]) if ids else None


def _zone_of(schedule: ScheduleView | None) -> tzinfo:
    """The zone of a schedule; UTC where each requester has their own (W7)."""
    name = REQUESTER_ZONE if schedule is None else schedule.timetables.latest.zone
    return UTC if name == REQUESTER_ZONE else zone_of(name)


def _days_off(schedule: ScheduleView | None, zone: tzinfo) -> IsDayOff:
    """Whether a local day of a schedule has no working time."""
    if schedule is None:
        return lambda _begin, _end: False
    calendar = Calendar.of(schedule.timetables, getattr(zone, "key", "UTC"))
    return lambda begin, end: not calendar.within(begin, end)
