"""Questions about reply templates over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.at_hand import templates
from api.questions.at_hand.templates import FilledWanted, TemplatesWanted
from api.questions.paging.whole import MOST
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, goes_on, page_size, wanted_of

router = Routes()

ATemplate = Annotated[UUID, Path(description="The template's id.")]
_TEMPLATES = wanted_of(
    TemplatesWanted,
    text=Query(max_length=200, description="These words in the name or the text."),
    archived=Query(description="Those that are archived, in place of those in use."),
    cursor=goes_on(),
    limit=page_size(MOST),
)
_FILLED = wanted_of(
    FilledWanted,
    ref=Path(description="The template's id."),
    ticket=Query(description="A number or an id."),
    language=Query(description="ru or en; without it the requester's."),
)


@router.get(
    "/templates",
    tags=["templates"],
    operation_id="list-reply-templates",
    summary="Шаблоны ответов и подстановки · Reply templates and placeholders",
)
def list_templates(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[TemplatesWanted, Depends(_TEMPLATES)],
    min_position: MinPosition = None,
) -> Response:
    """One's own, those of one's teams, everyone's: what one answers with most first."""
    return encoded(templates.list_templates(desk, asker, wanted, min_position))


@router.get(
    "/templates/{ref}",
    tags=["templates"],
    operation_id="read-reply-template",
    summary="Шаблон и его версии · A template and its versions",
)
def read_template(ref: ATemplate, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """What each version said, whose it is, and whether one may change it."""
    return encoded(templates.read_template(desk, asker, ref, min_position))


@router.get(
    "/templates/{ref}/filled",
    tags=["templates"],
    operation_id="fill-reply-template",
    summary="Текст шаблона для заявки · What a template says on a ticket",
)
def fill_template(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[FilledWanted, Depends(_FILLED)],
    min_position: MinPosition = None,
) -> Response:
    """Plain text; what is missing stands in brackets and is told beside. Give the template's id with the comment."""
    return encoded(templates.fill_template(desk, asker, wanted, min_position))
