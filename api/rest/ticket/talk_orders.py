"""Ways to edit, withdraw and split off comments, to watch and to copy; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import PERSON, CommandRoute, on_ticket
from commands.ticket import comments, company, redact, split
from events.values.text import Text

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
    CommandRoute(
        path="/tickets/{ref}/split",
        command=split.SplitComment,
        summary=Text("Выделить комментарий в отдельную заявку", "Split a comment off as a ticket of its own"),
        example={"comment_id": COMMENT, "subject": "Ещё и сканер не работает"},
        tag="tickets",
        binds="ticket_id",
        creates=True,
    ),
    on_ticket(
        "redact-comment",
        redact.RedactComment,
        "Сделать комментарий нечитаемым навсегда",
        "Make a comment unreadable for good",
        {"comment_id": COMMENT, "reason": "В комментарии пароль", "files": True},
    ),
)
"""What becomes of comments, and who goes along with a ticket."""
