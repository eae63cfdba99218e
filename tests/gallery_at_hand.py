"""Examples of the facts of what staff keep at hand; part of ``tests.gallery``."""

from __future__ import annotations

from uuid import UUID

from events.fact import Fact
from events.reply_template import (
    ReplyTemplateArchived,
    ReplyTemplateMade,
    ReplyTemplateRestored,
    ReplyTemplateReworded,
    ReplyTemplateShared,
)
from events.ticket_ready import ReplyTemplateUsed
from events.values.identity import CommentId, ReplyTemplateId, ticket_id
from events.values.reply_template import Wording
from events.values.shared_with import SharedWith
from events.values.text import Text
from tests.people import FIRST_LINE, OLGA

TEMPLATE = ReplyTemplateId(UUID(int=0x7E41))
IN_WORK = Wording(
    ru="{{requester.first_name}}, здравствуйте! Заявка №{{ticket.number}} в работе, срок: {{ticket.due}}.",
    en="Hello {{requester.first_name}}, we are working on ticket {{ticket.number}}, due {{ticket.due}}.",
)
TEMPLATE_MADE = ReplyTemplateMade(
    template_id=TEMPLATE, name=Text("В работе", "Being worked on"), body=IN_WORK, maker_id=OLGA
)

EXAMPLES: tuple[Fact, ...] = (
    TEMPLATE_MADE,
    ReplyTemplateReworded(template_id=TEMPLATE, name=Text.same("Взяли"), body=Wording(ru="Уже смотрим: {{me.name}}.")),
    ReplyTemplateShared(
        template_id=TEMPLATE, audience=SharedWith(kind="team", team_id=FIRST_LINE), edited_by="audience"
    ),
    ReplyTemplateArchived(template_id=TEMPLATE),
    ReplyTemplateRestored(template_id=TEMPLATE),
    ReplyTemplateUsed(
        ticket_id=ticket_id(17),
        template_id=TEMPLATE,
        name=Text("В работе", "Being worked on"),
        comment_id=CommentId(UUID("5c7a1f0e-5555-5c4f-9b4c-e1b4d0f4e601")),
    ),
)
