"""What happens to a view of tickets; decided by ``aggregates.ticket_view``, read by the list of views."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, ViewId
from events.values.shared_with import EditedBy
from events.values.text import Text
from events.values.ticket_view import Audience, ViewSettings


class ViewMade(Fact, frozen=True, kw_only=True):
    """Somebody made a view of tickets, for themselves, a team or everyone."""

    stored_name: ClassVar[str] = "view.made@1"

    view_id: ViewId
    name: Text
    maker_id: PersonId
    settings: ViewSettings
    audience: Audience = Audience()
    edited_by: EditedBy = "maker"


class ViewRenamed(Fact, frozen=True, kw_only=True):
    """The view bears another name."""

    stored_name: ClassVar[str] = "view.renamed@1"

    view_id: ViewId
    name: Text


class ViewChanged(Fact, frozen=True, kw_only=True):
    """The view shows other tickets, or shows them otherwise."""

    stored_name: ClassVar[str] = "view.changed@1"

    view_id: ViewId
    settings: ViewSettings


class ViewShared(Fact, frozen=True, kw_only=True):
    """The view is others' to see or to change from now on, or its maker's alone again."""

    stored_name: ClassVar[str] = "view.shared@1"

    view_id: ViewId
    audience: Audience
    edited_by: EditedBy


class ViewRemoved(Fact, frozen=True, kw_only=True):
    """The view is no more; the tickets that it showed are as they were."""

    stored_name: ClassVar[str] = "view.removed@1"

    view_id: ViewId
