"""Commands on macros: several acts in one, of somebody, a team or everyone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.kept_at_hand import IsArchived
from aggregates.macro import Macro, MacroExists, NoSuchMacro
from aggregates.reply_template import refuse_unknown_in
from commands.checklist_template import usable as usable_checklist
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, kept, refuse_nothing
from commands.kept_at_hand import is_open_to, refuse_audience, refuse_foreign
from commands.reply_template import usable as usable_template
from events.values.identity import MacroId, PersonId, ReplyTemplateId
from events.values.macro import Act, Acts, GiveChecklist, Offered, Resolve, Say
from events.values.shared_with import EditedBy, OpenTo


class MakeMacro(Command, frozen=True, kw_only=True):
    """Put several acts together, to be done at once on a ticket or on many; for oneself, a team or everyone."""

    name: ClassVar[str] = "make-macro"

    title: Named
    acts: Acts
    offered: Offered = Offered()
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    macro_id: MacroId | None = None


@handles(MakeMacro)
def make_macro(command: MakeMacro, work: UnitOfWork) -> UUID:
    """Its reply templates are open to its maker; whether they are to whoever uses it is asked then."""
    macro_id = command.macro_id or MacroId(work.new_id("macro"))
    if work.history(macro_id):
        raise MacroExists
    refuse_audience(work, command.audience)
    _refuse_strange(work, command.acts)
    work.record(
        macro_id,
        Macro.make(
            macro_id,
            command.title.text,
            command.acts,
            command.offered,
            PersonId(work.viewer.actor.id),
            command.audience,
            command.edited_by,
        ),
    )
    return macro_id


class ChangeMacro(Command, frozen=True, kw_only=True):
    """Call a macro otherwise, let it do something else, or offer it on other tickets."""

    name: ClassVar[str] = "change-macro"

    macro_id: MacroId
    title: Named | UnsetType = UNSET
    acts: Acts | UnsetType = UNSET
    offered: Offered | UnsetType = UNSET


@handles(ChangeMacro)
def change_macro(command: ChangeMacro, work: UnitOfWork) -> UUID:
    """What is not named stays; the acts as a whole."""
    macro = _to_change(work, command.macro_id)
    refuse_nothing(command)
    acts = kept(command.acts, macro.acts)
    if acts != macro.acts:
        _refuse_strange(work, acts)
    name = macro.name if command.title is UNSET else command.title.text
    work.record(command.macro_id, macro.change(name, acts, kept(command.offered, macro.offered)))
    return command.macro_id


class ShareMacro(Command, frozen=True, kw_only=True):
    """Open a macro to a team or to everyone, or keep it for oneself again; and say who may change it."""

    name: ClassVar[str] = "share-macro"

    macro_id: MacroId
    audience: OpenTo | UnsetType = UNSET
    edited_by: EditedBy | UnsetType = UNSET


@handles(ShareMacro)
def share_macro(command: ShareMacro, work: UnitOfWork) -> UUID:
    """Only its maker and administrators."""
    macro = _to_change(work, command.macro_id, shared=False)
    refuse_nothing(command)
    audience = kept(command.audience, macro.audience)
    if audience != macro.audience:
        refuse_audience(work, audience)
    work.record(command.macro_id, macro.share(audience, kept(command.edited_by, macro.edited_by)))
    return command.macro_id


class ArchiveMacro(Command, frozen=True, kw_only=True):
    """Let nobody use a macro any more; it can be restored."""

    name: ClassVar[str] = "archive-macro"

    macro_id: MacroId


@handles(ArchiveMacro)
def archive_macro(command: ArchiveMacro, work: UnitOfWork) -> UUID:
    """What was done with it stands."""
    work.record(command.macro_id, _to_change(work, command.macro_id, shared=False).archive())
    return command.macro_id


class RestoreMacro(Command, frozen=True, kw_only=True):
    """Let a macro be used again."""

    name: ClassVar[str] = "restore-macro"

    macro_id: MacroId


@handles(RestoreMacro)
def restore_macro(command: RestoreMacro, work: UnitOfWork) -> UUID:
    """By the same people who archive it."""
    work.record(command.macro_id, _to_change(work, command.macro_id, shared=False).restore())
    return command.macro_id


def usable(work: UnitOfWork, macro_id: MacroId) -> Macro:
    """A macro that the issuer may use now."""
    macro = work.load(macro_id, Macro.fold, NoSuchMacro)
    if not is_open_to(work, macro):
        raise NoSuchMacro
    if macro.is_archived:
        raise IsArchived(field="macro_id", name=macro.name)
    return macro


def _to_change(work: UnitOfWork, macro_id: MacroId, *, shared: bool = True) -> Macro:
    macro = work.load(macro_id, Macro.fold, NoSuchMacro)
    refuse_foreign(work, macro, NoSuchMacro, shared=shared)
    return macro


def _refuse_strange(work: UnitOfWork, acts: tuple[Act, ...]) -> None:
    for nth, act in enumerate(acts):
        if isinstance(act, GiveChecklist):
            usable_checklist(work, act.checklist_id, field=f"acts[{nth}].checklist_id")
            continue
        template: ReplyTemplateId | None = getattr(act, "template_id", None)
        if template is not None:
            usable_template(work, template, field=f"acts[{nth}].template_id")
        elif isinstance(act, Resolve | Say):
            refuse_unknown_in(getattr(act, act.spoken), f"acts[{nth}].{act.spoken}")
