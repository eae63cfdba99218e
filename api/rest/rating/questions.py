"""How content people are, over HTTP: of one ticket, figures over a time, and by a link without signing in."""

from __future__ import annotations

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import Depends, Query, Request, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk, as_json
from api.http.rates import Rates
from api.http.swift.laid import Routes
from api.questions.paging.whole import MOST
from api.questions.rating import cards
from api.questions.rating.cards import AnswerByLink, RatingsWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Ref, goes_on, page_size, wanted_of

router = Routes()

_FIGURES = wanted_of(
    RatingsWanted,
    since=Query(description="The beginning; else thirty days before the end."),
    before=Query(description="The end, not counted in; else now."),
    by=Query(description="team, responsible or service, as that stood when it was rated."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get(
    "/tickets/{ref}/satisfaction",
    tags=["tickets"],
    operation_id="read-ticket-satisfaction",
    summary="Оценка решения и до когда её ждут · A ticket's rating, and until when it is waited for",
)
def read_satisfaction(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """For whoever sees the ticket."""
    return encoded(cards.read_satisfaction(desk, asker, ref, min_position))


@router.get(
    "/satisfaction",
    tags=["tickets"],
    operation_id="sum-satisfaction",
    summary="Оценки по командам, людям, услугам за период · Ratings by team, person or service over a time",
)
def sum_satisfaction(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[RatingsWanted, Depends(_FIGURES)],
    min_position: MinPosition = None,
) -> Response:
    """The lowest average first; the tickets of a row are a list with ``satisfaction``. For staff and auditors."""
    return encoded(cards.sum_satisfaction(desk, asker, wanted, min_position))


@router.post(
    "/tickets/{ref}/satisfaction-link",
    tags=["tickets"],
    operation_id="make-satisfaction-link",
    status_code=201,
    summary="Ссылка, по которой заявку оценят без входа · A link by which a ticket is rated without signing in",
)
def make_link(ref: Ref, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Shown this once, for whoever asked; it is kept as a hash. For staff who see the ticket."""
    decoded(object_of(body), cards.NothingAsked)
    made = cards.make_link(desk, asker, ref)
    return as_json(made.value, status=201, headers={"Cache-Control": "no-store"})


@router.post(
    "/satisfaction",
    tags=["tickets"],
    operation_id="answer-satisfaction",
    summary="Оценить по ссылке, без входа · Rate by a link, without signing in",
)
def answer_by_link(request: Request, desk: TheDesk, body: TheBody) -> Response:
    """Once: the first answer counts. Without a score it tells number and subject of the ticket, and nothing else."""
    rates: Rates = request.app.state.rates
    rates.count(uuid5(NAMESPACE_URL, request.client.host if request.client else ""), "orders")
    return as_json(
        cards.answer_by_link(desk, decoded(object_of(body), AnswerByLink)), headers={"Cache-Control": "no-store"}
    )
