"""A new ticket, as staff register one: by telephone, at the counter, for themselves."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.forms_asked import form_of
from api.console.offered import lists
from api.console.rendering import page
from api.questions.service.catalogue import ServicesWanted, list_services


def ticket(asked: Asked) -> Response:
    """Who, what, and what the service asks; everything else the desk works out."""
    services = [
        one for one in list_services(asked.desk, asked.viewer, ServicesWanted()).value.services if not one.is_archived
    ]
    chosen = id_of(asked.wish("service"))
    types = [one for one in lists.ticket_types(asked) if not one.is_archived]
    return page(
        asked,
        "ticket/new.html",
        services=services,
        service=chosen,
        types=types,
        levels=lists.levels(asked),
        teams=lists.standing_teams(asked),
        fields=() if chosen is None else form_of(asked, chosen),
    )
