"""What may happen to a reply template; driven by ``commands.reply_template``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from events.fact import Fact, Recorded
from events.folds.reply_template import REPLY_TEMPLATE, ReplyTemplateState
from events.reply_template import (
    ReplyTemplateArchived,
    ReplyTemplateMade,
    ReplyTemplateRestored,
    ReplyTemplateReworded,
    ReplyTemplateShared,
)
from events.values.identity import PersonId, ReplyTemplateId
from events.values.placeholders import PLACEHOLDERS, named_in
from events.values.refusal import Refusal
from events.values.reply_template import Wording
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import LANGUAGES, Text


class NoSuchReplyTemplate(Refusal):
    """There is no such reply template, or none that is open to you. GET /templates lists those that there are."""

    kind = "missing"
    ru: ClassVar[str] = "Такого шаблона ответа нет, или он вам не открыт. Список: GET /templates."
    field = "template_id"


class ReplyTemplateExists(Refusal):
    """There is a reply template with this id already. Leave the id out, and the desk makes one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Шаблон с таким идентификатором уже есть. Не указывайте его, служба создаст свой."
    field = "template_id"


class UnknownPlaceholder(Refusal):
    """“{placeholder}” is no placeholder. There are: {known}. They are written in double braces."""

    ru: ClassVar[str] = "Подстановки «{placeholder}» нет. Есть: {known}. Они пишутся в двойных фигурных скобках."
    field = "body"


class ReplyTemplate(ReplyTemplateState, frozen=True, kw_only=True):
    """The state of one template, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> ReplyTemplate | None:
        """The template that the facts of its stream tell of; ``None`` where they tell of nothing."""
        template = REPLY_TEMPLATE.fold(cls, history)
        return None if template is None else replace(template, version=history[-1].version)

    @staticmethod
    def make(
        template_id: ReplyTemplateId,
        name: Text,
        body: Wording,
        maker_id: PersonId,
        audience: OpenTo,
        edited_by: EditedBy,
        copied_from: ReplyTemplateId | None = None,
    ) -> list[Fact]:
        """A new template, whose placeholders are all known."""
        refuse_unknown(body)
        return [
            ReplyTemplateMade(
                template_id=template_id,
                name=name,
                body=body,
                maker_id=maker_id,
                audience=audience,
                edited_by=edited_by,
                copied_from=copied_from,
            )
        ]

    def reword(self, name: Text, body: Wording) -> list[Fact]:
        """Another name or other words."""
        refuse_unknown(body)
        if (name, body) == (self.name, self.body):
            return []
        return [ReplyTemplateReworded(template_id=self.template_id, name=name, body=body)]

    def share(self, audience: OpenTo, edited_by: EditedBy) -> list[Fact]:
        """Others may use or change it, or nobody else any more."""
        if (audience, edited_by) == (self.audience, self.edited_by):
            return []
        return [ReplyTemplateShared(template_id=self.template_id, audience=audience, edited_by=edited_by)]

    def archive(self) -> list[Fact]:
        """No more, until it is restored."""
        return [] if self.is_archived else [ReplyTemplateArchived(template_id=self.template_id)]

    def restore(self) -> list[Fact]:
        """Again."""
        return [ReplyTemplateRestored(template_id=self.template_id)] if self.is_archived else []


def refuse_unknown(body: Wording) -> None:
    """Raise for the first placeholder that is not of the closed list, and for a brace that nothing closes."""
    for language in LANGUAGES:
        refuse_unknown_in(getattr(body, language), f"body.{language}")


def refuse_unknown_in(words: str, field: str) -> None:
    """The same for words in one language, which a field says; also for those of macros."""
    for name in named_in(words):
        if name not in PLACEHOLDERS:
            raise UnknownPlaceholder(field=field, placeholder=name[:60], known=", ".join(PLACEHOLDERS))
