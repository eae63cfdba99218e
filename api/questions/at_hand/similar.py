"""The question for tickets that may be about the same thing: before one is registered, and beside one that is."""

from __future__ import annotations

from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.references import person_sought
from api.questions.ticket.card import seen
from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.ticket.around import similar
from projections.ticket.around.similar import SimilarTicket, Wanted

_SIMILAR = views_of(similar.similar)
_BESIDE = views_of(visibility.sight, similar.beside)


class SimilarWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be registered: its subject, for whom (an id, a login, “me”), of which service."""

    subject: str
    requester: str | None = None
    service: UUID | None = None
    limit: int = 5


class SimilarOfTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that is there."""

    ref: str
    limit: int = 5


class SimilarTickets(msgspec.Struct, frozen=True):
    """Tickets of the last thirty days that may be about the same, open ones first."""

    tickets: tuple[SimilarTicket, ...]


@question("find-similar", _SIMILAR)
def find_similar(desk: Desk, viewer: Viewer, wanted: SimilarWanted) -> Answer[SimilarTickets]:
    """Only what the viewer sees; whoever names nobody asks for themselves."""
    told = wanted.requester or "me"
    person = viewer.actor.id if told == "me" else person_sought(desk, viewer, told, field="requester")
    identity = desk.identities.of(person)
    company = identity.units[-1].unit_id if identity is not None and identity.units else None
    like = Wanted(subject=wanted.subject, requester=person, company=company, service=wanted.service)
    with desk.database.snapshot() as db:
        found = similar.similar(db, viewer, like, now=desk.clock.now(), limit=wanted.limit)
    return Answer(SimilarTickets(found))


@question("list-similar", _BESIDE)
def list_similar(desk: Desk, viewer: Viewer, wanted: SimilarOfTicket) -> Answer[SimilarTickets]:
    """Beside a ticket that the viewer sees."""
    with desk.database.snapshot() as db:
        ticket_id, _ = seen(db, viewer, wanted.ref)
        return Answer(SimilarTickets(similar.beside(db, viewer, ticket_id, now=desk.clock.now(), limit=wanted.limit)))
