"""Ways to show a ticket to a person or a group of rights; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import PERSON, CommandRoute, on_ticket
from commands.ticket import sharing

SHARING_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "share",
        sharing.ShareTicket,
        "Открыть человеку или группе прав",
        "Share with a person or a group of rights",
        {"person_id": PERSON},
    ),
    on_ticket(
        "end-share",
        sharing.EndTicketShare,
        "Больше не открывать",
        "Share no longer",
        {"person_id": PERSON},
    ),
)
"""To whom a ticket is shown beside those who see it anyway."""
