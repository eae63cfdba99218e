"""The one reading of a view's facts; shared by ``aggregates.ticket_view`` and the list of views."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on, says
from events.ticket_view import ViewChanged, ViewMade, ViewRemoved, ViewRenamed, ViewShared
from events.values.identity import PersonId, ViewId
from events.values.shared_with import EditedBy
from events.values.text import Text
from events.values.ticket_view import Audience, ViewSettings


class ViewState(msgspec.Struct, frozen=True, kw_only=True):
    """One view of tickets; ``edited_by`` says whether all who see it may change it, or its maker alone."""

    view_id: ViewId
    name: Text
    maker_id: PersonId
    settings: ViewSettings
    audience: Audience = Audience()
    edited_by: EditedBy = "maker"
    is_removed: bool = False


def _made(kind: type[ViewState], fact: ViewMade) -> ViewState:
    return kind(
        view_id=fact.view_id,
        name=fact.name,
        maker_id=fact.maker_id,
        settings=fact.settings,
        audience=fact.audience,
        edited_by=fact.edited_by,
    )


def _shared(view: ViewState, fact: ViewShared) -> ViewState:
    return replace(view, audience=fact.audience, edited_by=fact.edited_by)


def _removed(view: ViewState, _: ViewRemoved) -> ViewState:
    return replace(view, is_removed=True)


VIEW = Reading(
    ViewState,
    begins(ViewMade, _made),
    says(ViewRenamed, "name"),
    says(ViewChanged, "settings"),
    on(ViewShared, _shared),
    on(ViewRemoved, _removed),
)
