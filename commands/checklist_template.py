"""Commands on checklist templates: what is to be ticked off, as somebody, a team or everyone keeps it at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.checklist_template import ChecklistTemplate, ChecklistTemplateExists, NoSuchChecklistTemplate
from aggregates.kept_at_hand import IsArchived
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, kept, refuse_nothing
from commands.kept_at_hand import is_open_to, refuse_audience, refuse_foreign
from events.values.checklist import Checks
from events.values.identity import ChecklistTemplateId, PersonId
from events.values.one_line import one_line, refuse_unclear
from events.values.shared_with import EditedBy, OpenTo


class MakeChecklistTemplate(Command, frozen=True, kw_only=True):
    """Keep a checklist at hand, for oneself, a team or everyone."""

    name: ClassVar[str] = "make-checklist-template"

    title: Named
    items: Checks
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    checklist_id: ChecklistTemplateId | None = None

    def __post_init__(self) -> None:
        refuse_unclear_items(self.items)


@handles(MakeChecklistTemplate)
def make_template(command: MakeChecklistTemplate, work: UnitOfWork) -> UUID:
    """Each item is one line."""
    checklist_id = command.checklist_id or ChecklistTemplateId(work.new_id("checklist-template"))
    if work.history(checklist_id):
        raise ChecklistTemplateExists
    refuse_audience(work, command.audience)
    maker = PersonId(work.viewer.actor.id)
    items = in_lines(command.items)
    facts = ChecklistTemplate.make(checklist_id, command.title.text, items, maker, command.audience, command.edited_by)
    work.record(checklist_id, facts)
    return checklist_id


class CopyChecklistTemplate(Command, frozen=True, kw_only=True):
    """Make a checklist template of one's own from one that is open to one, perhaps by another name."""

    name: ClassVar[str] = "copy-checklist-template"

    checklist_id: ChecklistTemplateId
    title: Named | None = None


@handles(CopyChecklistTemplate)
def copy_template(command: CopyChecklistTemplate, work: UnitOfWork) -> UUID:
    """It is the copier's alone; what becomes of the other one later changes nothing in it."""
    template = work.load(command.checklist_id, ChecklistTemplate.fold, NoSuchChecklistTemplate)
    if not is_open_to(work, template):
        raise NoSuchChecklistTemplate
    title = template.name if command.title is None else command.title.text
    copy_id = ChecklistTemplateId(work.new_id("checklist-template"))
    maker = PersonId(work.viewer.actor.id)
    facts = ChecklistTemplate.make(copy_id, title, template.items, maker, OpenTo(), "maker", template.checklist_id)
    work.begin(copy_id, facts)
    return copy_id


class ChangeChecklistTemplate(Command, frozen=True, kw_only=True):
    """Call a checklist template otherwise, or give it other items; tickets that were given it keep theirs."""

    name: ClassVar[str] = "change-checklist-template"

    checklist_id: ChecklistTemplateId
    title: Named | UnsetType = UNSET
    items: Checks | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.items is not UNSET:
            refuse_unclear_items(self.items)


@handles(ChangeChecklistTemplate)
def change_template(command: ChangeChecklistTemplate, work: UnitOfWork) -> UUID:
    """What is not named stays; the items as a whole."""
    template = _to_change(work, command.checklist_id)
    refuse_nothing(command)
    name = template.name if command.title is UNSET else command.title.text
    work.record(command.checklist_id, template.change(name, in_lines(kept(command.items, template.items))))
    return command.checklist_id


class ShareChecklistTemplate(Command, frozen=True, kw_only=True):
    """Open a checklist template to a team or to everyone, or keep it for oneself again; and say who may change it."""

    name: ClassVar[str] = "share-checklist-template"

    checklist_id: ChecklistTemplateId
    audience: OpenTo | UnsetType = UNSET
    edited_by: EditedBy | UnsetType = UNSET


@handles(ShareChecklistTemplate)
def share_template(command: ShareChecklistTemplate, work: UnitOfWork) -> UUID:
    """Only its maker and administrators."""
    template = _to_change(work, command.checklist_id, shared=False)
    refuse_nothing(command)
    audience = kept(command.audience, template.audience)
    if audience != template.audience:
        refuse_audience(work, audience)
    work.record(command.checklist_id, template.share(audience, kept(command.edited_by, template.edited_by)))
    return command.checklist_id


class ArchiveChecklistTemplate(Command, frozen=True, kw_only=True):
    """Let no ticket be given a checklist template any more; it can be restored."""

    name: ClassVar[str] = "archive-checklist-template"

    checklist_id: ChecklistTemplateId


@handles(ArchiveChecklistTemplate)
def archive_template(command: ArchiveChecklistTemplate, work: UnitOfWork) -> UUID:
    """What tickets were given stays; types and services that name it give it to no ticket."""
    work.record(command.checklist_id, _to_change(work, command.checklist_id, shared=False).archive())
    return command.checklist_id


class RestoreChecklistTemplate(Command, frozen=True, kw_only=True):
    """Let a checklist template be used again."""

    name: ClassVar[str] = "restore-checklist-template"

    checklist_id: ChecklistTemplateId


@handles(RestoreChecklistTemplate)
def restore_template(command: RestoreChecklistTemplate, work: UnitOfWork) -> UUID:
    """By the same people who archive it."""
    work.record(command.checklist_id, _to_change(work, command.checklist_id, shared=False).restore())
    return command.checklist_id


def usable(work: UnitOfWork, checklist_id: ChecklistTemplateId, *, field: str = "checklist_id") -> ChecklistTemplate:
    """A template that the issuer may give to a ticket now."""
    template = work.load(checklist_id, ChecklistTemplate.fold, NoSuchChecklistTemplate(field=field))
    if not is_open_to(work, template):
        raise NoSuchChecklistTemplate(field=field)
    if template.is_archived:
        raise IsArchived(field=field, name=template.name)
    return template


def usable_all(
    work: UnitOfWork, wanted: Sequence[ChecklistTemplateId], *, field: str, kept: Sequence[ChecklistTemplateId]
) -> tuple[ChecklistTemplateId, ...]:
    """Templates that a type or a service may name, each once; those that it names already are not asked again."""
    for nth, checklist_id in enumerate(wanted):
        if checklist_id not in kept:
            usable(work, checklist_id, field=f"{field}[{nth}]")
    return tuple(dict.fromkeys(wanted))


def refuse_unclear_items(items: Sequence[str]) -> None:
    """Each of several items reads as it is written."""
    for nth, words in enumerate(items):
        refuse_unclear(words, f"items[{nth}]")


def in_lines(items: Sequence[str]) -> tuple[str, ...]:
    """Items as they are kept: of one line each."""
    return tuple(one_line(words) for words in items)


def _to_change(work: UnitOfWork, checklist_id: ChecklistTemplateId, *, shared: bool = True) -> ChecklistTemplate:
    template = work.load(checklist_id, ChecklistTemplate.fold, NoSuchChecklistTemplate)
    refuse_foreign(work, template, NoSuchChecklistTemplate, shared=shared)
    return template
