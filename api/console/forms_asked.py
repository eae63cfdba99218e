"""Forms that pages ask about before they are sent: what a service asks, what a half-filled form would order."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import msgspec

from api.console.asked import Asked
from api.console.forms import content_of
from api.http.body import decoded
from api.http.orders.called import with_ids
from api.questions.service.forms import FormField, FormWanted, read_form
from events.values.refusal import Refusal

Typed = TypeVar("Typed", bound=msgspec.Struct)


def typed(asked: Asked, kind: type[Typed], *, only: str = "") -> Typed:
    """What a form that is being filled means, for its preview; ``only``: the fields whose names begin so."""
    form = {name: values for name, values in asked.form.items() if name.startswith((only, "_"))} if only else asked.form
    return decoded(with_ids(asked.desk, asked.viewer, content_of(form, kind, asked.zone), kind), kind)


def form_of(asked: Asked, service: UUID, kind: str | None = None) -> tuple[FormField, ...]:
    """The fields; none where the service takes no tickets, which its registration will say."""
    try:
        return read_form(asked.desk, asked.viewer, FormWanted(service=service, type=kind)).value.fields
    except Refusal:
        return ()
