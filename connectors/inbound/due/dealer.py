"""Deals what lies with a team as a whole among its people, where the team wants that; a loop of the desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg import Cursor

from aggregates.dealing import Candidate
from commands.dealing import DealTicket
from connectors.inbound.due.caretaker import AS_CARETAKER
from connectors.inbound.due.errands import Errand, ErrandLoop, Job
from events.values.dealing import WEIGHTS
from events.values.identity import CommandId, PersonId, TicketId
from events.values.ticket import LEVELS
from projections.kit.reads import views_of
from projections.team import dealing, on_call, on_call_rows
from projections.team.dealing import Dealer as DealingTeam
from projections.team.dealing import Hands, Lying
from projections.team.on_call_rows import Rotas


def _due(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> Sequence[Job]:
    """A job for each ticket of a team in which somebody is at hand; where nobody is, it lies with the team."""
    teams = {team.team_id: team for team in dealing.dealers(cursor)}
    if not teams:
        return ()
    members = dealing.hands(cursor, teams, now)
    taking_part = {team_id: _taking_part(team, members.get(team_id, ())) for team_id, team in teams.items()}
    by_rota = [team_id for team_id, team in teams.items() if team.dealing.way == "on_call"]
    seen = on_call_rows.rotas(cursor, by_rota) if by_rota else {}
    duties = on_call.on_call_now(cursor, by_rota, now) if by_rota else {}
    for team_id in by_rota:
        who = duties[team_id].person_id if team_id in duties else None
        taking_part[team_id] = () if who is None else (Candidate(person_id=PersonId(who)),)
    manned = [team_id for team_id, people in taking_part.items() if any(one.is_at_hand for one in people)]
    found = dealing.lying(cursor, manned, now, limit, without=without) if manned else []
    return [_job(one, teams[one.team_id], taking_part[one.team_id], seen.get(one.team_id)) for one in found]


def _taking_part(team: DealingTeam, members: Sequence[Hands]) -> tuple[Candidate, ...]:
    by_weight = team.dealing.way == "least_weighted"
    return tuple(
        Candidate(person_id=one.person_id, is_at_hand=one.is_at_hand, load=one.weight if by_weight else one.tickets)
        for one in dealing.in_order(team.dealing, members)
    )


def _job(one: Lying, team: DealingTeam, candidates: tuple[Candidate, ...], rota: Rotas | None) -> Job:
    weight = WEIGHTS[LEVELS[one.priority]] if team.dealing.way == "least_weighted" else 1
    turn_by = "" if rota is None else f"|{rota.version}"
    command = DealTicket(
        ticket_id=TicketId(one.ticket_id),
        team_id=one.team_id,
        candidates=candidates,
        seen_turns=team.taken,
        seen_rota=None if rota is None else rota.version,
        weight=weight,
    )
    return Job(
        stream=one.ticket_id,
        command=command,
        command_id=CommandId(uuid5(one.ticket_id, f"dealt|{one.version}|{team.team_id}|{team.taken}{turn_by}")),
        # Whoever took it in the meantime keeps it.
        expected_version=one.version,
    )


class Dealer(ErrandLoop):
    """Each pass deals what lies there in the order in which it was registered, one after the other."""

    name = "dealer"
    wakes_on = "ticket_list"
    viewer = AS_CARETAKER
    errands = (
        Errand(
            refused="ticket_not_dealt",
            views=views_of(dealing.dealers, dealing.hands, dealing.lying, on_call.on_call_now),
            due=_due,
        ),
    )
