"""Ways to edit and withdraw comments, to watch a ticket and to put people in copy; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import PERSON, CommandRoute, on_ticket
from commands.ticket import comments, company

COMMENT = "5c7a1f0e-2222-5c4f-9b4c-e1b4d0f4e301"
"""Id of a comment in the examples."""

TALK_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "edit-comment",
        comments.EditComment,
        "Изменить свой комментарий",
        "Edit one's own comment",
        {"comment_id": COMMENT, "body": "Уже смотрим, будем до обеда."},
    ),
    on_ticket(
        "withdraw-comment",
        comments.WithdrawComment,
        "Убрать комментарий",
        "Withdraw a comment",
        {"comment_id": COMMENT},
    ),
    on_ticket(
        "copy-to",
        company.CopyTicketTo,
        "Поставить в копию",
        "Put somebody in copy",
        {"person": {"email": "boris@client.example", "name": "Борис Ланской"}},
    ),
    on_ticket(
        "end-copy",
        company.EndTicketCopy,
        "Убрать из копии",
        "Take somebody out of copy",
        {"person_id": PERSON},
    ),
    on_ticket("watch", company.WatchTicket, "Наблюдать", "Watch", {"person_id": PERSON}),
    on_ticket("unwatch", company.UnwatchTicket, "Больше не наблюдать", "Watch no longer", {"person_id": PERSON}),
)
"""What becomes of comments, and who goes along with a ticket."""
