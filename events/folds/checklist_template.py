"""The one reading of a checklist template's facts; shared by ``aggregates.checklist_template`` and what lists them."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.checklist_template import (
    ChecklistTemplateArchived,
    ChecklistTemplateChanged,
    ChecklistTemplateMade,
    ChecklistTemplateRestored,
    ChecklistTemplateShared,
)
from events.folds.reading import Reading, begins, on
from events.values.checklist import Checks
from events.values.identity import ChecklistTemplateId, PersonId
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class ChecklistTemplateState(msgspec.Struct, frozen=True, kw_only=True):
    """One template; ``edited_by`` says whether all who use it may change it, or its maker alone."""

    checklist_id: ChecklistTemplateId
    name: Text
    items: Checks
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    is_archived: bool = False


def _made(kind: type[ChecklistTemplateState], fact: ChecklistTemplateMade) -> ChecklistTemplateState:
    return kind(
        checklist_id=fact.checklist_id,
        name=fact.name,
        items=fact.items,
        maker_id=fact.maker_id,
        audience=fact.audience,
        edited_by=fact.edited_by,
    )


def _changed(template: ChecklistTemplateState, fact: ChecklistTemplateChanged) -> ChecklistTemplateState:
    return replace(template, name=fact.name, items=fact.items)


def _shared(template: ChecklistTemplateState, fact: ChecklistTemplateShared) -> ChecklistTemplateState:
    return replace(template, audience=fact.audience, edited_by=fact.edited_by)


def _archived(template: ChecklistTemplateState, _: ChecklistTemplateArchived) -> ChecklistTemplateState:
    return replace(template, is_archived=True)


def _restored(template: ChecklistTemplateState, _: ChecklistTemplateRestored) -> ChecklistTemplateState:
    return replace(template, is_archived=False)


CHECKLIST_TEMPLATE = Reading(
    ChecklistTemplateState,
    begins(ChecklistTemplateMade, _made),
    on(ChecklistTemplateChanged, _changed),
    on(ChecklistTemplateShared, _shared),
    on(ChecklistTemplateArchived, _archived),
    on(ChecklistTemplateRestored, _restored),
)
