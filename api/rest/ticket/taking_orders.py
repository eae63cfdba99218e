"""Ways to take a ticket oneself and to pass it on; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import PERSON, TEAM, CommandRoute, on_ticket
from commands.ticket import give_back, take

TAKING_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "take",
        take.TakeTicket,
        "Взять себе",
        "Take it oneself",
        {"start": True},
    ),
    on_ticket(
        "pass-on",
        take.PassTicketOn,
        "Передать с запиской",
        "Pass on with a note",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}, "note": "Картридж заменён, дело в драйвере."},
    ),
)
GIVING_BACK_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "unstart",
        give_back.UnstartTicket,
        "Отменить начало работы",
        "Say that the work had not begun",
        {},
    ),
    on_ticket(
        "give-back",
        give_back.GiveTicketBack,
        "Вернуть взятую по ошибке",
        "Give back what one took by mistake",
        {},
    ),
)
"""Who takes a ticket, and who gives it to another."""
