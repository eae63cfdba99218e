"""Questions about request forms: what a service asks, what it asked before, what a ticket answered of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from aggregates.entitlement_refusals import ServiceTakesNoTickets, TypeIsNotOffered
from aggregates.service import NoSuchService
from aggregates.ticket import Ticket
from api.bootstrap import Desk
from api.questions.agreement.cards import HELD_ANYWHERE, held_anywhere
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageOf, page_of
from api.questions.ticket.card import facts_of
from events.service import ServiceQuestionsSet
from events.values.form_answers import Said
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.refusal import Listed
from events.values.service_form import ServiceForm
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.service import forms, offers
from projections.service.forms import Form as Form  # noqa: PLC0414 - what the doors tell
from projections.service.forms import FormField as FormField  # noqa: PLC0414 - part of it
from projections.ticket_type.rows import types

_FORM = views_of(forms.asks, forms.form, offers.catalogue, types, *HELD_ANYWHERE)
_OF_TICKET = views_of(visibility.sight, forms.asks, forms.form)


class FormWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Of which service, for which type; without one the first that it takes."""

    service: UUID
    type: str | None = None


class FormVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a service asked from an instant on; no ``form``: what the service above asked."""

    version: int
    since: datetime
    form: ServiceForm | None
    by: str


class FormVersions(msgspec.Struct, frozen=True):
    """Every version of a service's own questions, oldest first."""

    versions: list[FormVersion]
    next_cursor: str | None = None


class TicketForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a ticket's service with the ticket's answers. ``unanswered``: what it needs and nobody said.

    No ``form``: the ticket is for no service of the catalogue.
    """

    form: Form | None = None
    unanswered: tuple[str, ...] = ()


@question("read-service-form", _FORM)
def read_form(desk: Desk, viewer: Viewer, wanted: FormWanted) -> Answer[Form]:
    """As a page draws it. Whoever is no staff sees the forms of what they may ask for."""
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        if not viewer.is_staff and not _may_ask_for(db, viewer, wanted.service, now):
            raise NoSuchService
        asked = forms.asks(db, wanted.service)
        if asked is None:
            raise NoSuchService
        known = {view.code: view for view in types(db, asked.types)} if asked.types else {}
        offered = Listed({code: known[code].definition.name for code in asked.types if not known[code].is_archived})
        if not offered.names:
            raise ServiceTakesNoTickets(service=asked.name)
        code = wanted.type or offered.codes[0]
        if code not in offered.names:
            raise TypeIsNotOffered(type=code, service=asked.name, known=offered)
        return Answer(forms.form(db, asked, Said(type=code, now=now), with_lost=viewer.is_staff))


def _may_ask_for(db: Cursor[Any], viewer: Viewer, service: UUID, now: datetime) -> bool:
    held = held_anywhere(db, viewer.actor.id, now)
    return any(offer.service_id == service and offer.can_be_asked for offer in offers.catalogue(db, now, held=held))


@question("list-service-form-versions")
def list_versions(desk: Desk, _viewer: Viewer, wanted: PageOf[UUID]) -> Answer[FormVersions]:
    """Straight from the log."""
    facts = desk.log.load(StreamId(wanted.ref))
    if not facts or not facts[0].fact.stored_name.startswith("service."):
        raise NoSuchService
    found = [
        FormVersion(
            version=recorded.version,
            since=recorded.metadata.occurred_at,
            form=recorded.fact.form,
            by=recorded.metadata.actor.name,
        )
        for recorded in facts
        if isinstance(recorded.fact, ServiceQuestionsSet)
    ]
    return Answer(FormVersions(*page_of(found, wanted, lambda one: (one.version,))))


@question("read-ticket-form", _OF_TICKET)
def read_ticket_form(desk: Desk, viewer: Viewer, ref: str) -> Answer[TicketForm]:
    """What the service asks today, with what the ticket says: a letter was registered without a question."""
    with desk.database.snapshot() as db:
        found = Ticket.fold(facts_of(db, desk.log.at(db), viewer, ref))
        own = next(iter(found.service_path), None) if found is not None else None
        asked = None if own is None else forms.asks(db, own)
        if found is None or asked is None:
            return Answer(TicketForm())
        said = Said(type=found.type, impact=found.impact, urgency=found.urgency, now=desk.clock.now())
        form = forms.form(db, asked, said, found.attributes)
    needed = [one for one in form.fields if one.is_asked and one.is_required and not one.answer]
    return Answer(TicketForm(form=form, unanswered=tuple(one.code for one in needed)))
