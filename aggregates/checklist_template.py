"""What may happen to a checklist template; driven by ``commands.checklist_template``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from events.checklist_template import (
    ChecklistTemplateArchived,
    ChecklistTemplateChanged,
    ChecklistTemplateMade,
    ChecklistTemplateRestored,
    ChecklistTemplateShared,
)
from events.fact import Fact, Recorded
from events.folds.checklist_template import CHECKLIST_TEMPLATE, ChecklistTemplateState
from events.values.identity import ChecklistTemplateId, PersonId
from events.values.refusal import Refusal
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class NoSuchChecklistTemplate(Refusal):
    """There is no such checklist template, or none open to you. GET /checklist-templates lists them."""

    kind = "missing"
    ru: ClassVar[str] = "Такого шаблона чек-листа нет, или он вам не открыт. Список: GET /checklist-templates."
    field = "checklist_id"


class ChecklistTemplateExists(Refusal):
    """There is a checklist template with this id already. Leave the id out, and the desk makes one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Шаблон чек-листа с таким идентификатором уже есть. Не указывайте его, служба создаст свой."
    field = "checklist_id"


class ChecklistTemplate(ChecklistTemplateState, frozen=True, kw_only=True):
    """The state of one template, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> ChecklistTemplate | None:
        """The template that the facts of its stream tell of; ``None`` where they tell of nothing."""
        template = CHECKLIST_TEMPLATE.fold(cls, history)
        return None if template is None else replace(template, version=history[-1].version)

    @staticmethod
    def make(
        checklist_id: ChecklistTemplateId,
        name: Text,
        items: tuple[str, ...],
        maker_id: PersonId,
        audience: OpenTo,
        edited_by: EditedBy,
        copied_from: ChecklistTemplateId | None = None,
    ) -> list[Fact]:
        """A new template."""
        return [
            ChecklistTemplateMade(
                checklist_id=checklist_id,
                name=name,
                items=items,
                maker_id=maker_id,
                audience=audience,
                edited_by=edited_by,
                copied_from=copied_from,
            )
        ]

    def change(self, name: Text, items: tuple[str, ...]) -> list[Fact]:
        """Another name or other items."""
        if (name, items) == (self.name, self.items):
            return []
        return [ChecklistTemplateChanged(checklist_id=self.checklist_id, name=name, items=items)]

    def share(self, audience: OpenTo, edited_by: EditedBy) -> list[Fact]:
        """Others may use or change it, or nobody else any more."""
        if (audience, edited_by) == (self.audience, self.edited_by):
            return []
        return [ChecklistTemplateShared(checklist_id=self.checklist_id, audience=audience, edited_by=edited_by)]

    def archive(self) -> list[Fact]:
        """No more, until it is restored."""
        return [] if self.is_archived else [ChecklistTemplateArchived(checklist_id=self.checklist_id)]

    def restore(self) -> list[Fact]:
        """Again."""
        return [ChecklistTemplateRestored(checklist_id=self.checklist_id)] if self.is_archived else []
