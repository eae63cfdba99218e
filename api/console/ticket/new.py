"""A new ticket, as staff register one: by telephone, at the counter, for themselves."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from api.console.asked import Asked
from api.console.forms_asked import form_of
from api.console.rendering import page
from api.questions.person.teams import list_teams
from api.questions.service.catalogue import ServicesWanted, list_services
from api.questions.ticket_type import list_ticket_types
from events.values.ticket import LEVELS


def ticket(asked: Asked) -> Response:
    """Who, what, and what the service asks; everything else the desk works out."""
    services = [
        one for one in list_services(asked.desk, asked.viewer, ServicesWanted()).value.services if not one.is_archived
    ]
    chosen = _id(asked.wish("service"))
    types = [one for one in list_ticket_types(asked.desk, asked.viewer, None).value.types if not one.is_archived]
    return page(
        asked,
        "ticket/new.html",
        services=services,
        service=chosen,
        types=types,
        levels=[(level, asked.told(asked.level_name(level))) for level in LEVELS],
        teams=[team for team in list_teams(asked.desk, asked.viewer, None).value.teams if not team.is_disbanded],
        fields=() if chosen is None else form_of(asked, chosen),
    )


def _id(told: str) -> UUID | None:
    try:
        return UUID(told)
    except ValueError:
        return None
