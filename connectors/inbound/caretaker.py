"""Hands over open tickets of who was unlinked, disbanded or cannot work any more; a loop of the desk (rows 73, 77)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from aggregates.refusal import Refusal
from commands.bus import Bus
from commands.command import Order
from commands.ports import Receipt
from commands.refusals import StaleVersion
from commands.ticket.work import AssignTicket
from connectors.inbound.loop_ports import CatchUp, Head
from connectors.storage.database import Database
from events.values.identity import CommandId, TicketId
from events.values.people import CARETAKER, Viewer
from projections import handovers
from projections.handovers import Handover

BATCH = 200
CATCH_UP_S = 5.0
REST_S = 5.0
ASIDE = timedelta(minutes=1)
"""How long a ticket waits whose handover was refused, so that it neither blocks the others nor keeps us busy."""
AS_CARETAKER = Viewer(actor=CARETAKER, groups=frozenset())


class Caretaker:
    """Assigns what was left behind to those who were named for it, else to the team as a whole.

    It acts only when the list and the directory have caught up with the log as it stood when the turn began,
    and each ticket is assigned at the version that it was seen at: whoever took it in the meantime keeps it.
    Its command ids are computed from ticket, version and heir, so a desk that is killed anywhere hands over once.
    """

    name = "caretaker"
    wakes_on = "directory"

    def __init__(self, bus: Bus, database: Database, log: Head, waiter: CatchUp, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._database = database
        self._log = log
        self._waiter = waiter
        self._now = now
        self._aside: dict[UUID, datetime] = {}
        self._logger = structlog.get_logger("caretaker")

    def turn(self) -> float:
        """Hand over a batch; gives how many seconds to sleep at most."""
        now = self._now()
        # Nothing waits longer than it was set aside for, also when the machine's clock was put back.
        self._aside = {ticket: until for ticket, until in self._aside.items() if now < until <= now + ASIDE}
        return 0.0 if self.hand_over(now) else REST_S

    def hand_over(self, now: datetime) -> int:
        """Hand over what is due, one batch; gives how many facts were recorded."""
        with self._database.transaction() as cursor:
            if not handovers.due(cursor, now, 1, without=self._aside):
                return 0
        # Something seems to be left behind: look again when everything that is known by now was taken in.
        if not self._waiter.wait(handovers.VIEWS, self._log.head(), CATCH_UP_S):
            return 0
        with self._database.transaction() as cursor:
            found = handovers.due(cursor, now, BATCH, without=self._aside)
        outcomes = self._bus.carry_out_many([_order(one, now) for one in found])
        return sum(self._settle(one, outcome, now) for one, outcome in zip(found, outcomes, strict=True))

    def _settle(self, one: Handover, outcome: Receipt | Refusal, now: datetime) -> bool:
        """Whether a fact was recorded. What was refused is set aside, unless the ticket only went on."""
        if isinstance(outcome, StaleVersion):
            return False
        if isinstance(outcome, Receipt) and outcome.position:
            # A receipt that is repeated is of another caretaker: the list will show it in a moment.
            return not outcome.repeated
        code = outcome.code() if isinstance(outcome, Refusal) else "nothing_to_hand_over"
        self._logger.error("handover_refused", ticket_id=str(one.ticket_id), code=code)
        self._aside[one.ticket_id] = now + ASIDE
        return False


def _order(one: Handover, now: datetime) -> Order:
    return Order(
        command=AssignTicket(ticket_id=TicketId(one.ticket_id), responsible=one.goes_to),
        viewer=AS_CARETAKER,
        at=now,
        command_id=command_id_of(one),
        expected_version=one.version,
    )


def command_id_of(one: Handover) -> CommandId:
    """The id that names this handover and no other."""
    return CommandId(
        uuid5(one.ticket_id, f"handover|{one.version}|{one.goes_to.team_id}|{one.goes_to.person_id or ''}")
    )
