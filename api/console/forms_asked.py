"""What a service asks of whoever registers a ticket for it, as fields of a page; used by both faces."""

from __future__ import annotations

from uuid import UUID

from api.console.asked import Asked
from api.questions.service.forms import FormField, FormWanted, read_form
from events.values.refusal import Refusal


def form_of(asked: Asked, service: UUID, kind: str | None = None) -> tuple[FormField, ...]:
    """The fields; none where the service takes no tickets, which its registration will say."""
    try:
        return read_form(asked.desk, asked.viewer, FormWanted(service=service, type=kind)).value.fields
    except Refusal:
        return ()
