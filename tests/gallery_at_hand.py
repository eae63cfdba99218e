"""Examples of the facts of what staff keep at hand; part of ``tests.gallery``."""

from __future__ import annotations

from uuid import UUID

from events.checklist_template import (
    ChecklistTemplateArchived,
    ChecklistTemplateChanged,
    ChecklistTemplateMade,
    ChecklistTemplateRestored,
    ChecklistTemplateShared,
)
from events.fact import Fact
from events.macro import MacroArchived, MacroChanged, MacroMade, MacroRestored, MacroShared
from events.reply_template import (
    ReplyTemplateArchived,
    ReplyTemplateMade,
    ReplyTemplateRestored,
    ReplyTemplateReworded,
    ReplyTemplateShared,
)
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.values import macro as acts
from events.values.identity import ChecklistTemplateId, CommentId, MacroId, ReplyTemplateId, ServiceId, ticket_id
from events.values.macro import Offered
from events.values.people import Responsible
from events.values.reply_template import Wording
from events.values.shared_with import OpenTo
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

MACRO = MacroId(UUID(int=0x3AC0))
MACRO_MADE = MacroMade(
    macro_id=MACRO,
    name=Text("Массовый сбой", "Major outage"),
    acts=(
        acts.Prioritise(priority="high"),
        acts.SetTags(add=("сбой",), remove=("разобрать",)),
        acts.Say(body="Уже чиним."),
        acts.Resolve(solution="Связь восстановлена."),
    ),
    offered=Offered(types=("incident",), statuses=("new", "in_progress")),
    maker_id=OLGA,
)
EVERY_OTHER_ACT: tuple[acts.Act, ...] = (
    acts.Assign(responsible=Responsible(FIRST_LINE, OLGA)),
    acts.Unassign(keep_team=True),
    acts.Take(team_id=FIRST_LINE, take_over=True),
    acts.Start(),
    acts.Hold(reason="Ждём запчасть", for_hours=4),
    acts.Resume(),
    acts.Resolve(template_id=TEMPLATE),
    acts.Close(),
    acts.Reopen(reason="Снова"),
    acts.Decline(reason="Не наша услуга"),
    acts.MoveTo(to="on_hold", reason="Ждём"),
    acts.Reclassify(type="incident", service_id=ServiceId(UUID(int=0x5E41)), attributes={"floor": "3"}),
    acts.Say(template_id=TEMPLATE, is_public=False),
    acts.Link(kind="child_of", to=ticket_id(18)),
)

CHECKLIST = ChecklistTemplateId(UUID(int=0xC4EC))
CHECKLIST_MADE = ChecklistTemplateMade(
    checklist_id=CHECKLIST,
    name=Text("Новый сотрудник", "A new employee"),
    items=("Завести учётную запись", "Выдать ноутбук"),
    maker_id=OLGA,
)

EXAMPLES: tuple[Fact, ...] = (
    CHECKLIST_MADE,
    ChecklistTemplateChanged(checklist_id=CHECKLIST, name=Text.same("Новичок"), items=("Выдать ноутбук",)),
    ChecklistTemplateShared(
        checklist_id=CHECKLIST, audience=OpenTo(kind="team", team_id=FIRST_LINE), edited_by="audience"
    ),
    ChecklistTemplateArchived(checklist_id=CHECKLIST),
    ChecklistTemplateRestored(checklist_id=CHECKLIST),
    TEMPLATE_MADE,
    ReplyTemplateReworded(template_id=TEMPLATE, name=Text.same("Взяли"), body=Wording(ru="Уже смотрим: {{me.name}}.")),
    ReplyTemplateShared(template_id=TEMPLATE, audience=OpenTo(kind="team", team_id=FIRST_LINE), edited_by="audience"),
    ReplyTemplateArchived(template_id=TEMPLATE),
    ReplyTemplateRestored(template_id=TEMPLATE),
    MACRO_MADE,
    MacroChanged(macro_id=MACRO, name=Text.same("Сбой"), acts=EVERY_OTHER_ACT, offered=Offered()),
    MacroShared(macro_id=MACRO, audience=OpenTo(kind="everyone"), edited_by="maker"),
    MacroArchived(macro_id=MACRO),
    MacroRestored(macro_id=MACRO),
    MacroApplied(ticket_id=ticket_id(17), macro_id=MACRO, name=Text("Массовый сбой", "Major outage")),
    ReplyTemplateUsed(
        ticket_id=ticket_id(17),
        template_id=TEMPLATE,
        name=Text("В работе", "Being worked on"),
        comment_id=CommentId(UUID("5c7a1f0e-5555-5c4f-9b4c-e1b4d0f4e601")),
    ),
)
