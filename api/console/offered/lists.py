"""Lists of what can be chosen, each as codes or ids with their words; asked by pages with forms and filters."""

from __future__ import annotations

from collections.abc import Sequence

from api.console.asked import Asked
from api.questions.person.teams import TeamView, list_teams
from api.questions.service.catalogue import ServicesWanted, list_services
from api.questions.ticket_type import TypeView, list_ticket_types
from events.values.lifecycle import Lifecycle
from events.values.people import GROUP_NAMES
from events.values.text import Text
from events.values.ticket import LEVELS

Choices = Sequence[tuple[str, str]]
RISKS: dict[str, Text] = {
    "low": Text("низкий", "low"),
    "medium": Text("средний", "medium"),
    "high": Text("высокий", "high"),
}


def services(asked: Asked, *, beside: Sequence[object] = ()) -> Choices:
    """The catalogue as a tree, without what is archived; ``beside``: ids of those that stand all the same."""
    if not asked.may("list-services"):
        return []
    found = list_services(asked.desk, asked.viewer, ServicesWanted()).value.services
    return [
        (str(one.service_id), " " * 2 * one.depth + asked.told(one.name))
        for one in found
        if not one.is_archived or one.service_id in beside
    ]


def standing_teams(asked: Asked) -> list[TeamView]:
    """Teams that are not disbanded."""
    if not asked.may("list-teams"):
        return []
    found = asked.once("list-teams", lambda: list_teams(asked.desk, asked.viewer, None).value.teams)
    return [one for one in found if not one.is_disbanded]


def ticket_types(asked: Asked) -> Sequence[TypeView]:
    """Every type of ticket, archived ones, too."""
    return asked.once("list-ticket-types", lambda: list_ticket_types(asked.desk, asked.viewer, None).value.types)


def teams(asked: Asked) -> Choices:
    """The same as choices."""
    return [(str(one.team_id), asked.told(one.name)) for one in standing_teams(asked)]


def own_teams(asked: Asked) -> Choices:
    """Those that whoever asks is a member of."""
    me = asked.viewer.actor.id
    return [(str(one.team_id), asked.told(one.name)) for one in standing_teams(asked) if me in one.members]


def levels(asked: Asked) -> Choices:
    """Priorities, the highest first."""
    return [(level, asked.told(asked.level_name(level))) for level in LEVELS]


def risks(asked: Asked) -> Choices:
    """How much may go wrong with a change."""
    return [(code, asked.told(name)) for code, name in RISKS.items()]


def groups(asked: Asked) -> Choices:
    """Groups of rights."""
    return [(code, asked.told(name)) for code, name in GROUP_NAMES.items()]


def statuses(asked: Asked, cycle: Lifecycle) -> Choices:
    """The statuses of a life cycle, in its order."""
    return [(one.code, asked.told(one.name)) for one in cycle.statuses]
