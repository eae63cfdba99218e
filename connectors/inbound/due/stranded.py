"""Leads tickets out of statuses that a revision of their type removed (row 166); a loop of the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

import structlog

from commands.bus import Bus
from commands.command import Order
from commands.ports import Receipt
from commands.ticket.work import LeadTicket
from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.server.database import Database
from events.values.identity import CommandId, TicketId
from events.values.people import SYSTEM, Viewer
from events.values.refusal import Refusal
from projections.ticket_type import rows as ticket_types

BATCH = 500
LONGEST_SLEEP_S = 30.0
CATCH_UP_S = 5.0
REST_S = 1.0
AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())


class Leader:
    """Looks for stranded tickets whenever a type changes, and now and then for whoever came in at the same instant.

    Where a ticket is led is decided from the log, so read models that are behind do no harm. Its command ids are
    computed from the versions of ticket and type: a desk that is killed anywhere leads each ticket once.
    """

    name = "leader"
    wakes_on = "ticket_types"

    def __init__(self, bus: Bus, database: Database, log: Head, waiter: CatchUp, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._database = database
        self._log = log
        self._waiter = waiter
        self._now = now
        self._aside: set[UUID] = set()
        self._logger = structlog.get_logger("leader")

    def turn(self) -> float:
        """Lead one batch; gives how many seconds to sleep at most."""
        if not self._waiter.wait(("ticket_list", "ticket_types"), self._log.head(), CATCH_UP_S):
            return REST_S
        with self._database.transaction() as cursor:
            found = ticket_types.stranded(cursor, BATCH, without=self._aside)
        if not found:
            # Whoever was set aside is tried again after the sleep.
            self._aside.clear()
            return LONGEST_SLEEP_S
        orders = [self._order(ticket_id, f"lead|{version}|{of_type}") for ticket_id, version, of_type in found]
        for (ticket_id, _, _), outcome in zip(found, self._bus.carry_out_many(orders), strict=True):
            if not isinstance(outcome, Receipt) or not outcome.position:
                code = outcome.code() if isinstance(outcome, Refusal) else "nothing_to_lead"
                self._logger.error("ticket_not_led", ticket_id=str(ticket_id), code=code)
                self._aside.add(ticket_id)
        return 0.0

    def _order(self, ticket_id: UUID, name: str) -> Order:
        return Order(
            command=LeadTicket(ticket_id=TicketId(ticket_id)),
            viewer=AS_DESK,
            at=self._now(),
            command_id=CommandId(uuid5(ticket_id, name)),
        )
