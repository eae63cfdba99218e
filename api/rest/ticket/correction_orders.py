"""Ways to correct a ticket's words and its requester, and to take it back; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import CommandRoute, on_ticket
from commands.ticket import correct

CORRECTION_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "correct",
        correct.CorrectTicketWords,
        "Исправить тему или описание",
        "Correct subject or description",
        {"subject": "Не печатает принтер на втором этаже", "description": "Бухгалтерия, у окна."},
    ),
    on_ticket(
        "requester",
        correct.CorrectRequester,
        "Исправить заявителя",
        "Correct the requester",
        {"requester": {"email": "boris@client.example", "name": "Борис Ланской"}},
    ),
    on_ticket(
        "take-back",
        correct.TakeTicketBack,
        "Отозвать свою новую заявку",
        "Take back one's own new ticket",
        {"reason": "Заработало само"},
    ),
)
"""Correcting what a ticket is about, for whom, and whether it is asked for at all."""
