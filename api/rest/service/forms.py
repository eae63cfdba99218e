"""Request forms over HTTP: what a service asks, what it asked before, what a ticket answered of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.service import forms
from api.questions.service.forms import FormWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Ref, ThePage

router = Routes()

Id = Annotated[UUID, Path(alias="ref", description="A service's id.")]


@router.get(
    "/services/{ref}/form",
    tags=["services"],
    operation_id="read-service-form",
    summary="Что спрашивает услуга: поля формы · What a service asks: the fields of its form",
)
def read_form(
    desk: TheDesk,
    asker: TheAsker,
    ref: Id,
    type: Annotated[  # noqa: A002 - the field's standard term
        str | None, Query(max_length=50, description="For tickets of this type; else the first that it takes.")
    ] = None,
    min_position: MinPosition = None,
) -> Response:
    """In the order in which a page draws them, with what is required, taken by default, and shown when. Whoever is no
    staff sees the forms of what they may ask for; staff also see which questions their type no longer bears.
    """  # noqa: D205 - one paragraph
    return encoded(forms.read_form(desk, asker, FormWanted(service=ref, type=type), min_position))


@router.get(
    "/services/{ref}/form/versions",
    tags=["services"],
    operation_id="list-service-form-versions",
    summary="Все версии вопросов услуги · Every version of a service's questions",
)
def list_versions(desk: TheDesk, asker: TheAsker, ref: Id, page: ThePage) -> Response:
    """Its own ones, oldest first, with who set them and when. For staff and auditors."""
    return encoded(forms.list_versions(desk, asker, page.of(ref)))


@router.get(
    "/tickets/{ref}/form",
    tags=["tickets"],
    operation_id="read-ticket-form",
    summary="Ответы заявки на вопросы услуги · A ticket's answers to what its service asks",
)
def read_ticket_form(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """What its service asks today with what was answered; ``unanswered`` is what is needed and missing."""
    return encoded(forms.read_ticket_form(desk, asker, ref, min_position))
