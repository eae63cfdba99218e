"""The one reading of a reply template's facts; shared by ``aggregates.reply_template`` and what lists templates."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on
from events.reply_template import (
    ReplyTemplateArchived,
    ReplyTemplateMade,
    ReplyTemplateRestored,
    ReplyTemplateReworded,
    ReplyTemplateShared,
)
from events.values.identity import PersonId, ReplyTemplateId
from events.values.reply_template import Wording
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class ReplyTemplateState(msgspec.Struct, frozen=True, kw_only=True):
    """One template; ``edited_by`` says whether all who use it may change it, or its maker alone."""

    template_id: ReplyTemplateId
    name: Text
    body: Wording
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    is_archived: bool = False


def _made(kind: type[ReplyTemplateState], fact: ReplyTemplateMade) -> ReplyTemplateState:
    return kind(
        template_id=fact.template_id,
        name=fact.name,
        body=fact.body,
        maker_id=fact.maker_id,
        audience=fact.audience,
        edited_by=fact.edited_by,
    )


def _reworded(template: ReplyTemplateState, fact: ReplyTemplateReworded) -> ReplyTemplateState:
    return replace(template, name=fact.name, body=fact.body)


def _shared(template: ReplyTemplateState, fact: ReplyTemplateShared) -> ReplyTemplateState:
    return replace(template, audience=fact.audience, edited_by=fact.edited_by)


def _archived(template: ReplyTemplateState, _: ReplyTemplateArchived) -> ReplyTemplateState:
    return replace(template, is_archived=True)


def _restored(template: ReplyTemplateState, _: ReplyTemplateRestored) -> ReplyTemplateState:
    return replace(template, is_archived=False)


REPLY_TEMPLATE = Reading(
    ReplyTemplateState,
    begins(ReplyTemplateMade, _made),
    on(ReplyTemplateReworded, _reworded),
    on(ReplyTemplateShared, _shared),
    on(ReplyTemplateArchived, _archived),
    on(ReplyTemplateRestored, _restored),
)
