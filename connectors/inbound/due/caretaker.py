"""Looks after what was left: tickets of who cannot work, of guests who are known, numbers; a loop of the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg import Cursor
from typing_extensions import override

from commands.bus import Bus
from commands.merging.following import LetTeamFollow, LetTicketFollow
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.work import AssignTicket
from connectors.inbound.due.errands import Errand, ErrandLoop, Job
from connectors.inbound.due.left_files import LeftFiles
from connectors.inbound.due.merged_drafts import MergedDrafts
from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.log.left_numbers import LeftNumbers
from connectors.storage.server.database import Database
from events.values.identity import CommandId, PersonId, TeamId, TicketId
from events.values.people import CARETAKER, Viewer
from projections.kit.reads import views_of
from projections.person import merged
from projections.person.merged import TeamToFollow, TicketToFollow
from projections.ticket import acquaintances, handovers
from projections.ticket.acquaintances import Acquaintance
from projections.ticket.handovers import Handover

AS_CARETAKER = Viewer(actor=CARETAKER, groups=frozenset())


def command_id_of(one: Handover) -> CommandId:
    """The id that names this handover and no other."""
    return CommandId(
        uuid5(one.ticket_id, f"handover|{one.version}|{one.goes_to.team_id}|{one.goes_to.person_id or ''}")
    )


def _handovers(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_handover(one) for one in handovers.due(cursor, now, limit, without=without)]


def _handover(one: Handover) -> Job:
    return Job(
        stream=one.ticket_id,
        command=AssignTicket(ticket_id=TicketId(one.ticket_id), responsible=one.goes_to),
        command_id=command_id_of(one),
        # Whoever took it in the meantime keeps it.
        expected_version=one.version,
    )


def _acquaintances(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_acquaintance(one) for one in acquaintances.due(cursor, now, limit, without=without)]


def _acquaintance(one: Acquaintance) -> Job:
    return Job(
        stream=one.ticket_id,
        command=RecogniseRequester(ticket_id=TicketId(one.ticket_id), person_id=PersonId(one.person_id)),
        command_id=CommandId(uuid5(one.ticket_id, f"requester|{one.version}|{one.person_id}")),
    )


def _teams_to_follow(cursor: Cursor[Any], _now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_team_follows(one) for one in merged.teams(cursor, limit, without=without)]


def _team_follows(one: TeamToFollow) -> Job:
    return Job(
        stream=one.team_id,
        command=LetTeamFollow(team_id=TeamId(one.team_id), person_id=PersonId(one.person_id)),
        # Nobody who was merged joins a team again.
        command_id=CommandId(uuid5(one.team_id, f"follows|{one.person_id}")),
    )


def _tickets_to_follow(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_ticket_follows(one) for one in merged.tickets(cursor, now, limit, without=without)]


def _ticket_follows(one: TicketToFollow) -> Job:
    return Job(
        stream=one.ticket_id,
        command=LetTicketFollow(ticket_id=TicketId(one.ticket_id), person_id=PersonId(one.person_id)),
        command_id=CommandId(uuid5(one.ticket_id, f"follows|{one.version}|{one.person_id}")),
    )


_HANDOVER = Errand(refused="handover_refused", views=views_of(handovers.due), due=_handovers)


class Caretaker(ErrandLoop):
    """Assigns what was left behind to those who were named for it, else to the team as a whole (rows 73, 77).

    What a guest asked for becomes that person's who has the guest's address by now (row 106), and what a merged person
    had becomes whose who is kept: first the teams, so that what lies with them is handed over within these.
    """

    name = "caretaker"
    viewer = AS_CARETAKER
    errands = (
        Errand(refused="team_does_not_follow", views=views_of(merged.teams), due=_teams_to_follow),
        _HANDOVER,
        Errand(refused="requester_not_recognised", views=views_of(acquaintances.due), due=_acquaintances),
        Errand(refused="ticket_does_not_follow", views=views_of(merged.tickets), due=_tickets_to_follow),
    )

    def __init__(
        self,
        bus: Bus,
        database: Database,
        log: Head,
        waiter: CatchUp,
        now: Callable[[], datetime],
        files: LeftFiles | None = None,
        drafts: MergedDrafts | None = None,
    ) -> None:
        super().__init__(bus, database, log, waiter, now)
        self._numbers = LeftNumbers(database)
        self._files = files
        self._drafts = drafts

    @override
    def turn(self) -> float:
        """The errands, the numbers that a process left behind as it died, and the files that nothing names."""
        self._numbers.turn(self._now())
        if self._files is not None:
            self._files.turn(self._now())
        if self._drafts is not None:
            self._drafts.turn(self._now())
        return super().turn()

    def hand_over(self, now: datetime) -> int:
        """Hand over what is due, one batch; gives how many facts were recorded."""
        return self._run(_HANDOVER, now) or 0
