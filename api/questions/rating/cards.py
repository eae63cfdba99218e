"""Questions about how content people are: of one ticket, figures over a time, and by a link without signing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import msgspec

from aggregates.person import Person
from aggregates.ticket import Ticket
from aggregates.ticket_rating import is_rated, refuse_unasked
from aggregates.ticket_refusals import NoSuchTicket
from aggregates.ticket_type import TicketType
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen_facts_of
from api.questions.wishes import aware
from commands.ticket.rating import RateTicket
from connectors.storage.accounts.satisfaction_links import RatingLink
from events.fact import Recorded
from events.folds.ticket_work import RatingState, TicketWorkState, around
from events.ticket import TicketRegistered
from events.values.identity import CommandId, StreamId, TicketId, ticket_type_id
from events.values.people import Actor, Viewer
from events.values.refusal import Refusal
from events.values.satisfaction import SatisfactionPolicy, Score
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.ticket.around import ratings
from projections.ticket.around.ratings import RatedBy, Rating, RatingSum


class RatingLinkIsUnknown(Refusal):
    """This link is unknown or over. Sign in and rate the ticket there, or write to the desk."""

    kind = "missing"
    ru: ClassVar[str] = "Эта ссылка неизвестна или уже не действует. Войдите и оцените заявку там или напишите нам."
    field = "link"


class TicketSatisfaction(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a ticket may be rated until when, and what was said. No ``until``: it is not asked, or not yet."""

    until: datetime | None = None
    rating: Rating | None = None
    changeable_until: datetime | None = None


class RatingsWanted(PageWanted, frozen=True, kw_only=True):
    """What was rated in [since, before), by what. Without a beginning the thirty days before the end."""

    since: datetime | None = None
    before: datetime | None = None
    by: RatedBy = "team"


class RatingSums(msgspec.Struct, frozen=True, kw_only=True):
    """Ratings by team, person or service, the lowest average first; the tickets of a row: ``GET /tickets`` with
    ``satisfaction`` and the same team, responsible or service.
    """  # noqa: D205 - one paragraph

    sums: list[RatingSum]
    since: datetime
    before: datetime
    next_cursor: str | None = None


class NothingAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing more than the ticket."""


class LinkMade(msgspec.Struct, frozen=True, kw_only=True):
    """A secret to hand to whoever asked: with it the ticket is rated once until ``expires_at``, without signing in."""

    link: str
    expires_at: datetime


class AnswerByLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret and what is said; without a ``score`` it is only told what the link is about."""

    link: str
    score: Score | None = None
    words: str = ""
    reopen: bool = False


class AboutLink(msgspec.Struct, frozen=True, kw_only=True):
    """What a link tells of its ticket, and no more; ``score`` once it is rated."""

    number: int
    subject: str
    expires_at: datetime
    score: int | None = None


@question("read-ticket-satisfaction", views_of(visibility.sight, ratings.of_ticket))
def read_satisfaction(desk: Desk, viewer: Viewer, ref: str) -> Answer[TicketSatisfaction]:
    """For whoever sees the ticket."""
    with desk.database.snapshot() as db:
        log = desk.log.at(db)
        facts, _ = seen_facts_of(db, log, viewer, ref)
        found = _typed(desk, Ticket.fold(facts))
        rating = ratings.of_ticket(db, found[0].ticket_id)
    ticket, policy = found
    asked = policy.is_asked and ticket.stands.resolves and rating is None
    return Answer(
        TicketSatisfaction(
            until=ticket.stands_since + timedelta(days=policy.days) if asked else None,
            rating=rating,
            changeable_until=None if rating is None else rating.rated_at + timedelta(days=policy.change_days),
        )
    )


@question("sum-satisfaction", views_of(ratings.sums))
def sum_satisfaction(desk: Desk, viewer: Viewer, wanted: RatingsWanted) -> Answer[RatingSums]:
    """Over the tickets that the viewer sees."""
    before = aware("before", wanted.before) or desk.clock.now()
    since = aware("since", wanted.since) or before - timedelta(days=30)
    if since >= before:
        raise InvalidField(
            field="since",
            reason_ru="начало должно быть раньше конца.",
            reason_en="the beginning must be before the end.",
        )
    with desk.database.snapshot() as db:
        found = ratings.sums(db, viewer, since=since, before=before, by=wanted.by)
    page, goes_on = page_of(found, wanted, lambda one: (one.average, -one.ratings, str(one.id)))
    return Answer(RatingSums(sums=page, since=since, before=before, next_cursor=goes_on))


@question("make-satisfaction-link")
def make_link(desk: Desk, viewer: Viewer, ref: str) -> Answer[LinkMade]:
    """For staff who see the ticket; refused where it could not be rated by it."""
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        facts, _ = seen_facts_of(db, desk.log.at(db), viewer, ref)
        found, policy = _typed(desk, Ticket.fold(facts))
    rating = _rating(desk, found.ticket_id)
    if rating is not None:
        raise is_rated(found, rating, policy)
    refuse_unasked(found, policy, at=now)
    until = found.stands_since + timedelta(days=policy.days)
    link = RatingLink(found.ticket_id, found.requester_id, until)
    return Answer(LinkMade(link=desk.satisfaction_links.make(link, now=now), expires_at=until))


def answer_by_link(desk: Desk, answer: AnswerByLink) -> AboutLink:
    """Whoever has the link speaks as whoever asked, on this ticket and about this alone; the first answer counts."""
    link = desk.satisfaction_links.found(answer.link, now=desk.clock.now())
    facts = () if link is None else desk.log.load(StreamId(link.ticket_id))
    found = Ticket.fold(facts)
    # A ticket that turned out to be somebody else's is theirs to rate.
    if link is None or found is None or found.requester_id != link.person_id:
        raise RatingLinkIsUnknown
    if answer.score is not None:
        asker = Viewer(actor=_actor(desk, link, facts), groups=frozenset({"requester"}))
        order = RateTicket(
            ticket_id=TicketId(link.ticket_id), score=answer.score, words=answer.words, reopen=answer.reopen
        )
        desk.bus.execute(order, viewer=asker, command_id=CommandId(uuid4()))
    rating = _rating(desk, link.ticket_id)
    return AboutLink(
        number=found.number,
        subject=found.subject,
        expires_at=link.expires_at,
        score=None if rating is None else rating.score,
    )


def _typed(desk: Desk, found: Ticket | None) -> tuple[Ticket, SatisfactionPolicy]:
    """The ticket and how its type is rated, as of now."""
    if found is None:
        raise NoSuchTicket
    kind = TicketType.of(found.type, desk.log.load(StreamId(ticket_type_id(found.type))))
    if kind is not None:
        found.definition = kind.definition
    return found, SatisfactionPolicy() if kind is None else kind.satisfaction


def _actor(desk: Desk, link: RatingLink, facts: Sequence[Recorded]) -> Actor:
    """Whoever asked, by their name of today; a guest by the one that the ticket was registered with."""
    person = Person.fold(desk.log.load(StreamId(link.person_id)))
    first = facts[0].fact
    named = first.requester.name if isinstance(first, TicketRegistered) else ""
    return Actor(kind="person", id=link.person_id, name=named if person is None else person.name.full)


def _rating(desk: Desk, ticket_id: UUID) -> RatingState | None:
    """What was said of a ticket by now; straight from the log, for who asks by a link waits for nothing."""
    state = around(TicketWorkState, desk.log.load(StreamId(ticket_id)))
    return None if state is None else state.rating
