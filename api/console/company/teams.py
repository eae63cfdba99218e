"""Teams: who is in them, who leads, how they deal what comes to them as a whole (rows 73-78)."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from aggregates.team import NoSuchTeam
from api.console.asked import Asked
from api.console.company.entries import history
from api.console.rendering import page
from api.questions.history.cards import read_team_history
from api.questions.person.absences import AbsencesWanted, list_absences
from api.questions.person.cards import CardWanted
from api.questions.person.on_call import OnCallWanted, read_on_call
from api.questions.person.teams import TeamCard, TeamView, count_team_tickets, list_teams, read_team
from events.values.dealing import DEALING_NAMES
from events.values.text import Text

NOBODY = Text("никому: лежат, пока не возьмут", "to nobody: they lie until taken")


def teams(asked: Asked) -> Response:
    """All that are not disbanded, with how many people each has."""
    sought = asked.wish("q").strip()
    found = list_teams(asked.desk, asked.viewer, None, asked.min_position).value.teams
    return page(
        asked,
        "company/teams.html",
        sought=sought,
        teams=[one for one in found if is_called(one, sought)],
        own={one.team_id for one in found if asked.viewer.actor.id in one.members},
    )


def card(asked: Asked, ref: str) -> Response:
    """“Информация”: each field a form of its own."""
    team_id = team_ref(ref)
    desk, viewer, position = asked.desk, asked.viewer, asked.min_position
    found = read_team(desk, viewer, CardWanted(ref=team_id), position).value
    tab = asked.wish("tab")
    others = [] if tab else list_teams(desk, viewer, None, position).value.teams
    return page(
        asked,
        "company/team.html",
        team=found,
        tab=tab,
        lead=next((one for one in found.people or () if one.person_id == found.lead_id), None),
        may_lead=may_lead(asked, found),
        in_hand=count_team_tickets(desk, viewer, team_id, position).value if asked.may("count-team-tickets") else None,
        away=() if tab else list_absences(desk, viewer, AbsencesWanted(team=team_id), position).value.absences,
        on_call=None if tab else read_on_call(desk, viewer, OnCallWanted(ref=team_id, weeks=1), position).value,
        others=[one for one in others if not one.is_disbanded and one.team_id != team_id],
        dealings=[("nobody", asked.told(NOBODY)), *((code, asked.told(name)) for code, name in DEALING_NAMES.items())],
        dealt=asked.told(NOBODY if found.dealing is None else DEALING_NAMES[found.dealing.way]),
        entries=history(asked, read_team_history, team_id)
        if tab == "history" and asked.may("read-team-history")
        else (),
    )


def is_called(team: TeamView, sought: str) -> bool:
    """Whether a part of its name, in either language, is what was sought."""
    return sought.casefold() in f"{team.name.ru}\n{team.name.en}".casefold()


def may_lead(asked: Asked, team: TeamCard) -> bool:
    """How a team works is for its lead and for administrators to say."""
    leads = asked.may_order("name-team-lead") or team.lead_id == asked.viewer.actor.id
    return leads and asked.may_order("choose-dealing") and not team.is_disbanded


def team_ref(ref: str) -> UUID:
    """A team by its id."""
    try:
        return UUID(ref)
    except ValueError as error:
        raise NoSuchTeam from error
