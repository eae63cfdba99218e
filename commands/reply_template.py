"""Commands on reply templates: answers that somebody, a team or everyone keeps at hand."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.kept_at_hand import IsArchived
from aggregates.reply_template import NoSuchReplyTemplate, ReplyTemplate, ReplyTemplateExists
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, kept, refuse_nothing
from commands.kept_at_hand import is_open_to, refuse_audience, refuse_foreign
from events.values.identity import PersonId, ReplyTemplateId
from events.values.reply_template import Wording
from events.values.shared_with import EditedBy, OpenTo


class MakeReplyTemplate(Command, frozen=True, kw_only=True):
    """Keep an answer at hand, for oneself, a team or everyone; placeholders are of a closed list."""

    name: ClassVar[str] = "make-reply-template"

    title: Named
    body: Wording
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    template_id: ReplyTemplateId | None = None


@handles(MakeReplyTemplate)
def make_template(command: MakeReplyTemplate, work: UnitOfWork) -> UUID:
    """What it leaves open is known to the desk."""
    template_id = command.template_id or ReplyTemplateId(work.new_id("reply-template"))
    if work.history(template_id):
        raise ReplyTemplateExists
    refuse_audience(work, command.audience)
    maker = PersonId(work.viewer.actor.id)
    title, body = command.title.text, command.body
    work.record(template_id, ReplyTemplate.make(template_id, title, body, maker, command.audience, command.edited_by))
    return template_id


class CopyReplyTemplate(Command, frozen=True, kw_only=True):
    """Make a template of one's own from one that is open to one, perhaps by another name."""

    name: ClassVar[str] = "copy-reply-template"

    template_id: ReplyTemplateId
    title: Named | None = None


@handles(CopyReplyTemplate)
def copy_template(command: CopyReplyTemplate, work: UnitOfWork) -> UUID:
    """It is the copier's alone; what becomes of the other one later changes nothing in it."""
    template = work.load(command.template_id, ReplyTemplate.fold, NoSuchReplyTemplate)
    if not is_open_to(work, template):
        raise NoSuchReplyTemplate
    title = template.name if command.title is None else command.title.text
    copy_id = ReplyTemplateId(work.new_id("reply-template"))
    maker = PersonId(work.viewer.actor.id)
    facts = ReplyTemplate.make(copy_id, title, template.body, maker, OpenTo(), "maker", template.template_id)
    work.begin(copy_id, facts)
    return copy_id


class RewordReplyTemplate(Command, frozen=True, kw_only=True):
    """Call a template otherwise, or let it say something else: its next version."""

    name: ClassVar[str] = "reword-reply-template"

    template_id: ReplyTemplateId
    title: Named | UnsetType = UNSET
    body: Wording | UnsetType = UNSET


@handles(RewordReplyTemplate)
def reword_template(command: RewordReplyTemplate, work: UnitOfWork) -> UUID:
    """What is not named stays; the words as a whole, in both languages."""
    template = _to_change(work, command.template_id)
    refuse_nothing(command)
    name = template.name if command.title is UNSET else command.title.text
    work.record(command.template_id, template.reword(name, kept(command.body, template.body)))
    return command.template_id


class ShareReplyTemplate(Command, frozen=True, kw_only=True):
    """Open a template to a team or to everyone, or keep it for oneself again; and say who may change it."""

    name: ClassVar[str] = "share-reply-template"

    template_id: ReplyTemplateId
    audience: OpenTo | UnsetType = UNSET
    edited_by: EditedBy | UnsetType = UNSET


@handles(ShareReplyTemplate)
def share_template(command: ShareReplyTemplate, work: UnitOfWork) -> UUID:
    """Only its maker and administrators."""
    template = _to_change(work, command.template_id, shared=False)
    refuse_nothing(command)
    audience = kept(command.audience, template.audience)
    if audience != template.audience:
        refuse_audience(work, audience)
    work.record(command.template_id, template.share(audience, kept(command.edited_by, template.edited_by)))
    return command.template_id


class ArchiveReplyTemplate(Command, frozen=True, kw_only=True):
    """Let nobody answer with a template any more; it can be restored."""

    name: ClassVar[str] = "archive-reply-template"

    template_id: ReplyTemplateId


@handles(ArchiveReplyTemplate)
def archive_template(command: ArchiveReplyTemplate, work: UnitOfWork) -> UUID:
    """What was said with it stands."""
    template = _to_change(work, command.template_id, shared=False)
    work.record(command.template_id, template.archive())
    return command.template_id


class RestoreReplyTemplate(Command, frozen=True, kw_only=True):
    """Let a template be used again."""

    name: ClassVar[str] = "restore-reply-template"

    template_id: ReplyTemplateId


@handles(RestoreReplyTemplate)
def restore_template(command: RestoreReplyTemplate, work: UnitOfWork) -> UUID:
    """By the same people who archive it."""
    template = _to_change(work, command.template_id, shared=False)
    work.record(command.template_id, template.restore())
    return command.template_id


def usable(work: UnitOfWork, template_id: ReplyTemplateId, *, field: str = "template_id") -> ReplyTemplate:
    """A template that the issuer may answer with now."""
    template = work.load(template_id, ReplyTemplate.fold, NoSuchReplyTemplate(field=field))
    if not is_open_to(work, template):
        raise NoSuchReplyTemplate(field=field)
    if template.is_archived:
        raise IsArchived(field=field, name=template.name)
    return template


def _to_change(work: UnitOfWork, template_id: ReplyTemplateId, *, shared: bool = True) -> ReplyTemplate:
    template = work.load(template_id, ReplyTemplate.fold, NoSuchReplyTemplate)
    refuse_foreign(work, template, NoSuchReplyTemplate, shared=shared)
    return template
