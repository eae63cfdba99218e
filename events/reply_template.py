"""What happens to a reply template; decided by ``aggregates.reply_template``, read by whoever answers with one."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, ReplyTemplateId
from events.values.reply_template import Wording
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class ReplyTemplateMade(Fact, frozen=True, kw_only=True):
    """Somebody keeps an answer at hand, perhaps a copy of another one."""

    stored_name: ClassVar[str] = "reply-template.made@1"

    template_id: ReplyTemplateId
    name: Text
    body: Wording
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    copied_from: ReplyTemplateId | None = None


class ReplyTemplateReworded(Fact, frozen=True, kw_only=True):
    """The template is called or says something else: its next version."""

    stored_name: ClassVar[str] = "reply-template.reworded@1"

    template_id: ReplyTemplateId
    name: Text
    body: Wording


class ReplyTemplateShared(Fact, frozen=True, kw_only=True):
    """The template is others' to use or to change from now on, or its maker's alone again."""

    stored_name: ClassVar[str] = "reply-template.shared@1"

    template_id: ReplyTemplateId
    audience: OpenTo
    edited_by: EditedBy


class ReplyTemplateArchived(Fact, frozen=True, kw_only=True):
    """Nobody answers with the template any more; what was said with it stands."""

    stored_name: ClassVar[str] = "reply-template.archived@1"

    template_id: ReplyTemplateId


class ReplyTemplateRestored(Fact, frozen=True, kw_only=True):
    """The template may be used again."""

    stored_name: ClassVar[str] = "reply-template.restored@1"

    template_id: ReplyTemplateId
