"""How content whoever asked is: said once, changed for a while; driven by ``commands.ticket.rating``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from aggregates.ticket import Ticket
from events.fact import Fact
from events.folds.ticket_work import RatingState
from events.ticket_rating import TicketRated, TicketRatingChanged
from events.values.refusal import Refusal
from events.values.satisfaction import SatisfactionPolicy
from events.values.told_time import ToldTime


class OnlyWhoAskedRates(Refusal):
    """Only whoever asked for ticket №{number} says how content they are. Ask them."""

    kind = "not_yours"
    ru: ClassVar[str] = "Заявку №{number} оценивает только тот, кто её подал. Спросите его."


class NothingToRateYet(Refusal):
    """Ticket №{number} has no solution that could be rated. Wait until it is resolved."""

    kind = "at_odds"
    ru: ClassVar[str] = "У заявки №{number} нет решения, оценивать нечего. Дождитесь решения."


class NobodyAsksForRating(Refusal):
    """Tickets of type “{type}” are not rated. Say it in a comment."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявки типа «{type}» не оценивают. Напишите об этом в комментарии."


class RatingCameTooLate(Refusal):
    """Ticket №{number} could be rated until {until}. Say it in a comment, or register another ticket."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявку №{number} можно было оценить до {until}. Напишите комментарий или подайте новую заявку."


class TicketIsRated(Refusal):
    """Ticket №{number} was rated already: {score}. Whoever asked may change that when signed in, until {until}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка №{number} уже оценена: {score}. Подавший может изменить оценку, войдя, до {until}."


class TicketIsNotRated(Refusal):
    """Ticket №{number} was not rated, so nothing can be changed. Rate it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка №{number} ещё не оценена, менять нечего. Сначала оцените её."


def rate(
    found: Ticket, rating: RatingState | None, policy: SatisfactionPolicy, score: int, words: str, *, at: datetime
) -> TicketRated:
    """The first answer counts."""
    if rating is not None:
        raise is_rated(found, rating, policy)
    refuse_unasked(found, policy, at=at)
    return TicketRated(
        ticket_id=found.ticket_id,
        requester_id=found.requester_id,
        score=score,
        words=words.strip(),
        responsible=found.responsible,
        service_id=next(iter(found.service_path), None),
    )


def is_rated(found: Ticket, rating: RatingState, policy: SatisfactionPolicy) -> TicketIsRated:
    """That it was, and until when whoever asked thinks better of it."""
    until = _to_the_minute(rating.rated_at + timedelta(days=policy.change_days))
    return TicketIsRated(number=found.number, score=rating.score, until=until)


def _to_the_minute(until: datetime) -> ToldTime:
    """People plan by minutes; told a little early, nobody is late who keeps to it."""
    return ToldTime(until.replace(second=0, microsecond=0))


def refuse_unasked(found: Ticket, policy: SatisfactionPolicy, *, at: datetime) -> None:
    """It is solved, its type asks, and it is not too late."""
    if not found.stands.resolves:
        raise NothingToRateYet(number=found.number)
    if not policy.is_asked:
        raise NobodyAsksForRating(type=found.definition.name)
    until = found.stands_since + timedelta(days=policy.days)
    if at > until:
        raise RatingCameTooLate(number=found.number, until=_to_the_minute(until))


def change(
    found: Ticket, rating: RatingState | None, policy: SatisfactionPolicy, score: int, words: str, *, at: datetime
) -> list[Fact]:
    """Another answer while it may be changed; the same again changes nothing."""
    if rating is None:
        raise TicketIsNotRated(number=found.number)
    until = rating.rated_at + timedelta(days=policy.change_days)
    if at > until:
        raise RatingCameTooLate(number=found.number, until=_to_the_minute(until))
    if (score, words.strip()) == (rating.score, rating.words):
        return []
    return [
        TicketRatingChanged(
            ticket_id=found.ticket_id, requester_id=found.requester_id, score=score, words=words.strip()
        )
    ]
