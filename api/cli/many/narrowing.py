"""Which tickets are meant, by names as people call things: options of the list, of tables and of bulk orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import msgspec
import typer

from api.cli.shown.completion import statuses_begun, teams_begun, views_begun
from api.cli.ticket.acting import Acting, NobodyActs
from api.cli.ticket.names import person_called, priority_called, refuse_several, status_called, team_called
from api.questions.paging.whole import EVERY_LINE
from api.questions.ticket.views import ViewsWanted, list_views
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

Several = list[str] | None


class NoViewIsCalledThat(Refusal):
    """There is no view “{told}”. There are: {names}."""

    kind = "missing"
    ru: ClassVar[str] = "Представления «{told}» нет. Есть: {names}."


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of tickets is narrowed to, and in which order it stands."""

    view: Annotated[
        str | None, typer.Option(help="Представление, по названию · A view, by its name", autocompletion=views_begun)
    ] = None
    status: Annotated[
        Several,
        typer.Option(help="Статус, имя или код · Status, name or code", autocompletion=statuses_begun),
    ] = None
    priority: Annotated[Several, typer.Option(help="Приоритет · Priority")] = None
    team: Annotated[
        Several,
        typer.Option(help="Команда; mine — свои; nobody · Team; mine; nobody", autocompletion=teams_begun),
    ] = None
    responsible: Annotated[Several, typer.Option(help="me, логин, e-mail, nobody · me, login, e-mail, nobody")] = None
    requester: Annotated[Several, typer.Option(help="me, логин, e-mail · me, login, e-mail")] = None
    checklist: Annotated[Several, typer.Option(help="Чек-лист: done, open, none · Checklist: done, open, none")] = None
    tag: Annotated[Several, typer.Option(help="С одной из меток · With one of these tags")] = None
    no_tag: Annotated[Several, typer.Option(help="Ни одной из меток · With none of these tags")] = None
    text: Annotated[str, typer.Option(help="Со словами · With these words")] = ""
    me: Annotated[bool, typer.Option("--me", help="Те, где ответственный — вы · Those that you have")] = False
    watching: Annotated[bool, typer.Option("--watching", help="За которыми вы следите · That you watch")] = False
    unread: Annotated[bool, typer.Option("--unread", help="Где есть новое для вас · Where something is new")] = False
    overdue: Annotated[bool, typer.Option("--overdue", help="Только просроченные · Only what is overdue")] = False
    only_open: Annotated[
        bool, typer.Option("--open", help="Без завершённых, и с --all · No closed ones, with --all neither")
    ] = False
    sort: Annotated[
        str | None,
        typer.Option(help="due, priority, number, changed, registered; «-» впереди — наоборот · “-” turns it round"),
    ] = None

    @property
    def is_anything(self) -> bool:
        """Whether anything was narrowed at all."""
        return any(getattr(self, field) for field in self.__struct_fields__ if field != "sort")

    def wanted(self, desk: Desk, someone: Acting, *, with_closed: bool) -> dict[str, Any]:
        """What the question of the list is asked; without a status or a view closed tickets only ``with_closed``."""
        asks_of_me = "me" in [*(self.responsible or []), *(self.requester or [])]
        if not someone.is_somebody and (self.me or self.watching or self.unread or asks_of_me):
            raise NobodyActs

        def person(told: str) -> str:
            return told if told in {"me", "nobody"} else str(person_called(desk, someone, told))

        def of_team(told: str) -> str:
            return told if told in {"mine", "nobody"} else str(team_called(desk, someone, told))

        is_told = bool(with_closed or self.status or self.view)
        return {
            "is_open": True if self.only_open or not is_told else None,
            "view": None if self.view is None else view_called(desk, someone, self.view),
            "status": [status_called(one) for one in self.status or ()],
            "priority": [priority_called(one) for one in self.priority or ()],
            "team": [of_team(one) for one in self.team or ()],
            "responsible": [*(person(one) for one in self.responsible or ()), *(["me"] if self.me else [])],
            "requester": [person(one) for one in self.requester or ()],
            "overdue": True if self.overdue else None,
            "watching": "me" if self.watching else None,
            "checklist": self.checklist or [],
            "tag": self.tag or [],
            "tag_none": self.no_tag or [],
            "unread": True if self.unread else None,
            "text": self.text,
            "sort": self.sort,
        }


def view_called(desk: Desk, who: Acting, told: str) -> UUID:
    """A view that somebody sees, by its name in either language, or its id."""
    there = list_views(desk, who.viewer, ViewsWanted(limit=EVERY_LINE)).value.views
    wanted = " ".join(told.split()).casefold()
    found = [one for one in there if wanted in {str(one.view_id), one.name.ru.casefold(), one.name.en.casefold()}]
    if not found:
        names = Listed({str(one.view_id): one.name for one in there}, Text(ru="ни одного", en="none"))
        raise NoViewIsCalledThat(told=told, names=names)
    refuse_several(told, [one.view_id for one in found])
    return found[0].view_id
