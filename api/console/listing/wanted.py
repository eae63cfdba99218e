"""What the address of the list asks for: a view, a filter, an order, columns; read by all that the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from aggregates.ticket_view import NoSuchView
from api.console.asked import Asked
from api.questions.ticket import views
from api.questions.ticket.pages import TicketsWanted
from api.questions.ticket.views import ViewCard, ViewsWanted
from events.values.text import Text
from events.values.ticket_view import USUAL_COLUMNS, ViewSettings

A_PAGE = 100


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """A view that everybody has: what it asks for, and which number above the list is its count."""

    code: str
    name: Text
    asks: dict[str, Any]
    counted: str = ""


OWN_VIEWS: tuple[OwnView, ...] = (
    OwnView(code="mine", name=Text("Мои", "Mine"), asks={"responsible": ["me"], "is_open": True}, counted="mine"),
    OwnView(code="team", name=Text("Моих команд", "My teams'"), asks={"team": ["mine"], "is_open": True}),
    OwnView(
        code="nobodys",
        name=Text("Ничьи", "Nobody's"),
        asks={"responsible": ["nobody"], "is_open": True},
        counted="nobodys",
    ),
    OwnView(
        code="overdue",
        name=Text("Просроченные", "Overdue"),
        asks={"overdue": True, "is_open": True},
        counted="overdue",
    ),
    OwnView(code="open", name=Text("Все открытые", "All open"), asks={"is_open": True}, counted="open"),
    OwnView(code="watched", name=Text("Наблюдаю", "Watching"), asks={"watching": "me"}),
    OwnView(code="all", name=Text("Все", "All"), asks={}),
)
USUAL = "open"

FIELDS: Mapping[str, str] = {
    "status": "status",
    "priority": "priority",
    "type": "ticket_type",
    "channel": "channel",
    "team": "team",
    "responsible": "responsible",
    "requester": "requester",
    "company": "company",
    "unit": "unit",
    "agreement": "agreement",
    "service": "service",
    "tag": "tag",
}
"""Parameter of the address -> the field of the question that it narrows; several values widen it."""
DAYS = ("registered_from", "registered_before", "closed_from", "closed_before", "due_from", "due_before")
"""Bounds, as days or as instants seen from now."""
REST = {"ticket_type": "type", "is_open": "open"}
"""Fields that are called otherwise over HTTP."""


class Listing:
    """One look at the list."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.view = asked.wish("view", USUAL)
        self.own = next((one for one in OWN_VIEWS if one.code == self.view), None)

    @cached_property
    def views(self) -> list[ViewCard]:
        """The views that are kept, each with how many tickets it finds."""
        asked = self.asked
        return views.list_views(asked.desk, asked.viewer, ViewsWanted(counts=True), asked.min_position).value.views

    @cached_property
    def kept(self) -> ViewCard | None:
        """The kept view that is looked at; raises ``NoSuchView``."""
        if self.own is not None:
            return None
        found = next((one for one in self.views if str(one.view_id) == self.view), None)
        if found is None:
            raise NoSuchView(field="view")
        return found

    @property
    def settings(self) -> ViewSettings:
        """How the view is shown; a view that there is not is shown as usual."""
        try:
            return ViewSettings() if self.kept is None else self.kept.settings
        except NoSuchView:
            return ViewSettings()

    @property
    def columns(self) -> Sequence[str]:
        """Those that the address names, else the view's."""
        named = [one for told in self.asked.wishes("columns") for one in told.split(",") if one]
        return list(dict.fromkeys(named)) or self.settings.columns

    @property
    def are_usual(self) -> bool:
        """Whether the columns are those that lists have unless somebody chooses."""
        return tuple(self.columns) == USUAL_COLUMNS and not self.settings.attributes

    @property
    def group(self) -> str:
        """By what tickets stand together; empty: not at all. “none” ungroups a view."""
        told = self.asked.wish("group")
        return "" if told == "none" else told or self.settings.group or ""

    @property
    def narrowed(self) -> dict[str, Any]:
        """The view that everybody has, the filter and the words, as the question names them."""
        asked = self.asked
        asks: dict[str, Any] = {} if self.own is None else dict(self.own.asks)
        for name, field in FIELDS.items():
            if values := [value for value in asked.wishes(name) if value]:
                asks[field] = values
        asks |= {name: told for name in DAYS if (told := asked.wish(name))}
        if asked.wish("overdue") == "true":
            asks["overdue"] = True
        return asks | {"text": asked.wish("q")}

    def tickets(self, **more: Any) -> TicketsWanted:
        """A page of it; raises ``NoSuchView``."""
        asked = self.asked
        return TicketsWanted(
            **{
                **self.narrowed,
                "sort": asked.wish("sort") or None,
                "view": None if self.kept is None else self.kept.view_id,
                "limit": A_PAGE,
                "clocks": True,
                "beside": not self.are_usual,
                **more,
            }
        )
