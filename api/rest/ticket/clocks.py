"""Questions about a ticket's clocks over HTTP: what they show, why, and the same as a picture (X1, X2)."""

from __future__ import annotations

from datetime import tzinfo

from fastapi import Request, Response

from api.http.door import TheAsker, TheDesk
from api.http.refusal_answers import language_of
from api.http.swift.laid import Routes
from api.pictures.clocks import IsDayOff, draw
from api.questions.ticket import clocks
from api.questions.ticket.clocks import ExplainedClocks, ExplanationWanted
from api.questions.wall_clock import wall_clock
from api.rest.encoded import drawn, encoded
from api.rest.parameters import MinPosition, Ref
from sla_engine.worktime import Calendar

router = Routes()


@router.get(
    "/tickets/{ref}/sla",
    tags=["sla"],
    operation_id="read-ticket-sla",
    summary="Сроки заявки · A ticket's clocks",
)
def read_sla(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """State, due, what is left or overrun, and the rule that gave the target, at this moment."""
    return encoded(clocks.read_sla(desk, asker, ref, min_position))


@router.get(
    "/tickets/{ref}/sla/explain",
    tags=["sla"],
    operation_id="explain-ticket-sla",
    summary="Почему сроки такие: отрезки до секунды · Why the clocks show what they show, to the second",
)
def explain_sla(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Segments that add up exactly, each with the reason that it counted or not (X1)."""
    answer = clocks.explain_sla(desk, asker, ExplanationWanted(ref=ref), min_position)
    return encoded(answer.told_as(answer.value.in_seconds()))


@router.get(
    "/tickets/{ref}/sla/timeline.svg",
    tags=["sla"],
    operation_id="draw-ticket-sla",
    summary="Сроки картинкой · The clocks as a picture",
)
def draw_sla(ref: Ref, request: Request, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """The same segments drawn (X2), in the reader's language."""
    answer = clocks.clocks_to_draw(desk, asker, ref, min_position)
    found, zone = answer.value, wall_clock(answer.value.schedule)
    picture = draw(found.number, found.clocks, found.now, language_of(request), zone, _days_off(found, zone))
    return drawn(answer.told_as(picture))


def _days_off(found: ExplainedClocks, zone: tzinfo) -> IsDayOff:
    """Whether a local day of a schedule has no working time."""
    if found.schedule is None:
        return lambda _begin, _end: False
    calendar = Calendar.of(found.schedule.timetables, getattr(zone, "key", "UTC"))
    return lambda begin, end: not calendar.within(begin, end)
