"""What happens to a checklist template; decided by ``aggregates.checklist_template``, read by whoever applies one."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.checklist import Checks
from events.values.identity import ChecklistTemplateId, PersonId
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class ChecklistTemplateMade(Fact, frozen=True, kw_only=True):
    """Somebody keeps a checklist at hand, perhaps a copy of another one."""

    stored_name: ClassVar[str] = "checklist-template.made@1"

    checklist_id: ChecklistTemplateId
    name: Text
    items: Checks
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    copied_from: ChecklistTemplateId | None = None


class ChecklistTemplateChanged(Fact, frozen=True, kw_only=True):
    """The template is called otherwise or has other items; tickets that were given it keep theirs."""

    stored_name: ClassVar[str] = "checklist-template.changed@1"

    checklist_id: ChecklistTemplateId
    name: Text
    items: Checks


class ChecklistTemplateShared(Fact, frozen=True, kw_only=True):
    """The template is others' to use or to change from now on, or its maker's alone again."""

    stored_name: ClassVar[str] = "checklist-template.shared@1"

    checklist_id: ChecklistTemplateId
    audience: OpenTo
    edited_by: EditedBy


class ChecklistTemplateArchived(Fact, frozen=True, kw_only=True):
    """No ticket is given the template any more; what was given stays."""

    stored_name: ClassVar[str] = "checklist-template.archived@1"

    checklist_id: ChecklistTemplateId


class ChecklistTemplateRestored(Fact, frozen=True, kw_only=True):
    """Tickets may be given the template again."""

    stored_name: ClassVar[str] = "checklist-template.restored@1"

    checklist_id: ChecklistTemplateId
