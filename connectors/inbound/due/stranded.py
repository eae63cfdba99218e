"""Moves tickets on from statuses that a revision of their type removed (row 166); a loop of the desk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg import Cursor

from commands.ticket.work import LeadTicket
from connectors.inbound.due.errands import Errand, ErrandLoop, Job
from events.values.identity import CommandId, TicketId
from events.values.people import SYSTEM, Viewer
from projections.kit.reads import views_of
from projections.ticket_type import rows as ticket_types

AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())


def _stranded(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    del now  # a removed status strands at once
    return [
        Job(
            stream=ticket_id,
            command=LeadTicket(ticket_id=TicketId(ticket_id)),
            command_id=CommandId(uuid5(ticket_id, f"lead|{version}|{of_type}")),
        )
        for ticket_id, version, of_type in ticket_types.stranded(cursor, limit, without=without)
    ]


class StrandedTickets(ErrandLoop):
    """Looks for stranded tickets whenever a type changes, and now and then for whoever came in at the same instant.

    Where a ticket goes is decided from the log, so read models that are behind do no harm. Its command ids are
    computed from the versions of ticket and type: a desk that is killed anywhere moves each ticket on once.
    """

    name = "leader"  # what its lease and its meter are called, whatever we call it
    wakes_on = "ticket_types"
    viewer = AS_DESK
    rest_s = 30.0
    errands = (
        Errand(
            refused="ticket_not_led",
            views=views_of(ticket_types.stranded),
            due=_stranded,
            waits_first=True,
        ),
    )
