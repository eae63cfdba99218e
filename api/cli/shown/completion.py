"""What the shell offers behind a half-typed word: statuses from the code, teams and views of the desk that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from events.values.ticket import STATUSES

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from events.values.people import Viewer


def statuses_begun(incomplete: str) -> list[str]:
    """Codes and names of the shipped statuses."""
    told = [*STATUSES, *(name for one in STATUSES.values() for name in (one.name.ru, one.name.en))]
    return _begun(told, incomplete)


def teams_begun(incomplete: str) -> list[str]:
    """Teams of the desk, and the words that stand for some."""
    return _begun(["mine", "nobody", *_of_the_desk(_teams)], incomplete)


def views_begun(incomplete: str) -> list[str]:
    """Views that whoever types sees."""
    return _begun(_of_the_desk(_views), incomplete)


def _begun(told: Iterable[str], incomplete: str) -> list[str]:
    begin = incomplete.strip("'\"").casefold()
    return [one for one in dict.fromkeys(told) if one.casefold().startswith(begin)]


def _teams(desk: Desk, viewer: Viewer) -> list[str]:
    from api.questions.person.teams import list_teams

    return [name for team in list_teams(desk, viewer, None).value.teams for name in (team.name.ru, team.name.en)]


def _views(desk: Desk, viewer: Viewer) -> list[str]:
    from api.questions.paging.whole import EVERY_LINE
    from api.questions.ticket.views import ViewsWanted, list_views

    found = list_views(desk, viewer, ViewsWanted(limit=EVERY_LINE)).value.views
    return [name for view in found for name in (view.name.ru, view.name.en)]


def _of_the_desk(ask: Callable[[Desk, Viewer], list[str]]) -> list[str]:
    """Where no desk answers nothing is offered: a word about it would stand in the middle of what is typed."""
    from api.cli.app import standing_desk
    from api.cli.ticket.acting import looking

    try:
        with standing_desk() as desk:
            return ask(desk, looking(desk, None).viewer)
    except Exception:  # noqa: BLE001 - whatever it is, a command says it in words
        return []
