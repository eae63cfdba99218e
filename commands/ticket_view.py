"""Commands on views of tickets: somebody's own, a team's, everyone's."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.ticket_type import TicketType
from aggregates.ticket_view import (
    AttributeOfNoType,
    EveryonesViewIsMadeByAdministrators,
    NoSuchView,
    NotInThatTeam,
    StatusOfUnknownType,
    View,
    ViewExists,
    ViewIsOthers,
)
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, kept, refuse_nothing
from commands.kept_at_hand import refuse_foreign, refuse_opening
from commands.ticket_type.offered import ticket_type
from events.values.identity import PersonId, ViewId
from events.values.refusal import Listed
from events.values.shared_with import EditedBy
from events.values.ticket import STATUSES
from events.values.ticket_condition import Condition, OfAttribute, OneOf, conditions_in
from events.values.ticket_view import Audience, ViewSettings


class MakeView(Command, frozen=True, kw_only=True):
    """Make a view of tickets: which ones, with which columns, in which order; for oneself, a team or everyone."""

    name: ClassVar[str] = "make-view"

    title: Named
    settings: ViewSettings = ViewSettings()
    audience: Audience = Audience()
    edited_by: EditedBy = "maker"
    view_id: ViewId | None = None


@handles(MakeView)
def make_view(command: MakeView, work: UnitOfWork) -> UUID:
    """What its condition names has to be there."""
    view_id = command.view_id or ViewId(work.new_id("view"))
    if work.history(view_id):
        raise ViewExists
    _refuse_audience(work, command.audience)
    _refuse_strange(work, command.settings)
    maker = PersonId(work.viewer.actor.id)
    work.record(
        view_id,
        View.make(view_id, command.title.text, maker, command.settings, command.audience, command.edited_by),
    )
    return view_id


class RenameView(Command, frozen=True, kw_only=True):
    """Give a view another name."""

    name: ClassVar[str] = "rename-view"

    view_id: ViewId
    title: Named


@handles(RenameView)
def rename_view(command: RenameView, work: UnitOfWork) -> UUID:
    """Nothing else changes."""
    view = _to_change(work, command.view_id)
    work.record(command.view_id, view.rename(command.title.text))
    return command.view_id


class ChangeView(Command, frozen=True, kw_only=True):
    """Let a view show other tickets, or show them otherwise."""

    name: ClassVar[str] = "change-view"

    view_id: ViewId
    settings: ViewSettings


@handles(ChangeView)
def change_view(command: ChangeView, work: UnitOfWork) -> UUID:
    """As a whole: what is not named is as it is for a new view."""
    view = _to_change(work, command.view_id)
    _refuse_strange(work, command.settings)
    work.record(command.view_id, view.change(command.settings))
    return command.view_id


class ShareView(Command, frozen=True, kw_only=True):
    """Open a view to a team or to everyone, or keep it for oneself again; and say who may change it."""

    name: ClassVar[str] = "share-view"

    view_id: ViewId
    audience: Audience | UnsetType = UNSET
    edited_by: EditedBy | UnsetType = UNSET


@handles(ShareView)
def share_view(command: ShareView, work: UnitOfWork) -> UUID:
    """Only its maker and administrators; whoever takes it for its maker alone takes it from the others."""
    view = _to_change(work, command.view_id, shared=False)
    refuse_nothing(command)
    audience = kept(command.audience, view.audience)
    if audience != view.audience:
        _refuse_audience(work, audience)
    work.record(command.view_id, view.share(audience, kept(command.edited_by, view.edited_by)))
    return command.view_id


class RemoveView(Command, frozen=True, kw_only=True):
    """Remove a view; the tickets that it showed are as they were."""

    name: ClassVar[str] = "remove-view"

    view_id: ViewId


@handles(RemoveView)
def remove_view(command: RemoveView, work: UnitOfWork) -> UUID:
    """Only its maker and administrators."""
    view = _to_change(work, command.view_id, shared=False)
    work.record(command.view_id, view.remove())
    return command.view_id


def _to_change(work: UnitOfWork, view_id: ViewId, *, shared: bool = True) -> View:
    """A view that the issuer may change; one that they do not see is none. ``shared``: those who see it may, too."""
    view = work.load(view_id, View.fold, NoSuchView)
    refuse_foreign(work, view, NoSuchView, shared=shared, others=lambda name: ViewIsOthers(view=name))
    return view


def _refuse_audience(work: UnitOfWork, audience: Audience) -> None:
    refuse_opening(work, audience, EveryonesViewIsMadeByAdministrators, NotInThatTeam)


def _refuse_strange(work: UnitOfWork, settings: ViewSettings) -> None:
    """Types, statuses and attributes that a condition names are there: a slip must not look like an empty view."""
    parts = [*conditions_in(settings.condition)]
    attributes = [one for one in parts if isinstance(one, OfAttribute)]
    codes = {*_named(parts, "type"), *(one.type for one in attributes if one.type is not None)}
    types = {code: ticket_type(work, code, field="settings.condition") for code in sorted(codes)}
    for status in sorted(_named(parts, "status") - STATUSES.keys()):
        if all(one.definition.lifecycle.status(status) is None for one in types.values()):
            raise StatusOfUnknownType(
                status=status, types=Listed({code: one.definition.name for code, one in types.items()})
            )
    for one in attributes:
        if one.type is not None:
            _refuse_no_attribute(types[one.type], one.code)


def _named(parts: list[Condition], field: str) -> set[str]:
    return {value for one in parts if isinstance(one, OneOf) and one.field == field for value in one.values}


def _refuse_no_attribute(kind: TicketType, code: str) -> None:
    definition = kind.definition
    if not definition.takes_any_attribute and definition.attribute(code) is None:
        known = Listed({attribute.code: attribute.name for attribute in definition.attributes})
        raise AttributeOfNoType(type=definition.name, attribute=code, known=known)
