"""Ways to rate what was solved, and to say how a type is rated; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import CommandRoute, of, on_ticket
from commands.ticket import rating
from commands.ticket_type import satisfaction

RATING_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "rate", rating.RateTicket, "Оценить решение", "Rate the solution", {"score": 5, "words": "Быстро и понятно"}
    ),
    on_ticket(
        "change-rating",
        rating.ChangeRating,
        "Изменить оценку",
        "Change the rating",
        {"score": 2, "words": "Опять сломалось"},
    ),
    of(
        "ticket-types",
        "code",
        "satisfaction",
        satisfaction.SetSatisfactionPolicy,
        "Задать, как оценивают заявки типа",
        "Say how tickets of a type are rated",
        {"policy": {"is_asked": True, "days": 30, "low_at": 3}},
    ),
)
