"""Records what the clocks and the waits for approval reach: misses, wake-ups, expiries; a loop of the desk (C7-C10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

import structlog

from aggregates.module import ModuleIsHidden
from aggregates.ticket_refusals import ClocksAreBehind
from commands.bus import Bus
from commands.change_request.approve import ExpireChangeApproval, RecordChangeReminder
from commands.command import Command, Order
from commands.ports import Receipt
from commands.ticket.approval import ExpireApproval, RecordApprovalReminder
from commands.ticket.crossings import (
    CloseTicketByItself,
    RecordDeadlineMiss,
    RecordEscalation,
    WakeTicket,
    WithdrawDeadlineMiss,
    WithdrawEscalation,
)
from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.server.database import Database
from events.values.identity import ApprovalId, ChangeId, CommandId, TicketId
from events.values.people import TIMEKEEPER, Viewer
from events.values.refusal import Refusal
from projections.sla_clocks import change_waits, readers
from projections.sla_clocks.change_waits import ChangeCrossing
from projections.sla_clocks.readers import Crossing
from sla_engine.instants import NEVER, instant, micros

BATCH = 500
LONGEST_SLEEP_S = 30.0
CATCH_UP_S = 5.0
REST_S = 1.0
ASIDE_US = 60_000_000
"""How long a thing waits whose crossing was refused, so that it neither blocks the others nor keeps us busy."""
AS_TIMEKEEPER = Viewer(actor=TIMEKEEPER, groups=frozenset())


class Timekeeper:
    """Sleeps until the earliest due moment, then records what has come.

    It acts only when the clocks have caught up with the log as it stood when the check began (C9), and each
    crossing is decided on the version of the ticket that it was measured at. Its command ids are computed
    from what they record, so a desk that is killed anywhere records each crossing once.
    """

    name = "timekeeper"
    wakes_on = "sla_clocks"

    def __init__(self, bus: Bus, database: Database, log: Head, waiter: CatchUp, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._database = database
        self._log = log
        self._waiter = waiter
        self._now = now
        self._aside: dict[UUID, int] = {}
        self._logger = structlog.get_logger("timekeeper")

    def turn(self) -> float:
        """Record what has come by now; gives how many seconds to sleep at most."""
        now = micros(self._now())
        # Nothing waits longer than it was set aside for, also when the machine's clock was put back.
        self._aside = {stream: until for stream, until in self._aside.items() if now < until <= now + ASIDE_US}
        with self._database.transaction() as cursor:
            look = readers.earliest_look(cursor, without=self._aside)
        if look > now:
            look = min((look, *self._aside.values()))
            return LONGEST_SLEEP_S if look == NEVER else min(LONGEST_SLEEP_S, (look - now) / 1_000_000)
        aside = len(self._aside)
        # With nothing settled a busy loop would only ask the same again: rest first.
        return 0.0 if self.check(now) or len(self._aside) > aside else REST_S

    def check(self, now: int) -> int:
        """Record what has come by ``now`` (microseconds), one batch; gives how many facts were recorded."""
        head = self._log.head()
        if not self._waiter.wait(("sla_clocks",), head, CATCH_UP_S):
            return 0
        with self._database.transaction() as cursor:
            crossings: list[Crossing | ChangeCrossing] = [
                *readers.due_crossings(cursor, now, BATCH, without=self._aside),
                *change_waits.due(cursor, now, BATCH, without=self._aside),
            ]
        outcomes = self._bus.carry_out_many([self._order(crossing, now) for crossing in crossings])
        return sum(self._settle(crossing, outcome, now) for crossing, outcome in zip(crossings, outcomes, strict=True))

    def _settle(self, crossing: Crossing | ChangeCrossing, outcome: Receipt | Refusal, now: int) -> bool:
        """Whether a fact was recorded. What was refused is set aside, unless its clocks only are behind."""
        if isinstance(outcome, ClocksAreBehind):
            return False
        if isinstance(outcome, Receipt) and outcome.position:
            # A receipt that is repeated is of another timekeeper: the clocks will show it in a moment.
            return not outcome.repeated
        code = outcome.code() if isinstance(outcome, Refusal) else "nothing_to_record"
        # In a hidden module nothing runs out: it is looked at again until the module is shown (row 160).
        if not isinstance(outcome, ModuleIsHidden):
            self._logger.error("crossing_refused", kind=crossing.kind, stream=str(crossing.stream), code=code)
        self._aside[crossing.stream] = now + ASIDE_US
        return False

    def _order(self, crossing: Crossing | ChangeCrossing, now: int) -> Order:
        command = command_of(crossing)
        return Order(
            command=command,
            viewer=AS_TIMEKEEPER,
            at=instant(now),
            command_id=command_id_of(crossing),
        )


def command_of(crossing: Crossing | ChangeCrossing) -> Command:
    """The command that records a crossing."""
    return _on_change(crossing) if isinstance(crossing, ChangeCrossing) else _on_ticket(crossing)


def _on_change(crossing: ChangeCrossing) -> Command:
    kind = ExpireChangeApproval if crossing.kind == "change_expiry" else RecordChangeReminder
    return kind(
        change_id=ChangeId(crossing.change_id),
        change_version=crossing.change_version,
        stage=crossing.stage,
        due_at=instant(crossing.at),
    )


def _on_ticket(crossing: Crossing) -> Command:  # noqa: PLR0911 - one return a kind of crossing
    ticket_id, version = TicketId(crossing.ticket_id), crossing.ticket_version
    if crossing.approval_id is not None:
        kind = ExpireApproval if crossing.kind == "approval_expiry" else RecordApprovalReminder
        return kind(
            ticket_id=ticket_id,
            ticket_version=version,
            approval_id=ApprovalId(crossing.approval_id),
            stage=crossing.stage,
            due_at=instant(crossing.at),
        )
    if crossing.kind == "closing":
        return CloseTicketByItself(ticket_id=ticket_id, ticket_version=version, due_at=instant(crossing.at))
    if crossing.kind == "wake" or crossing.clock is None:
        return WakeTicket(ticket_id=ticket_id, ticket_version=version, wake_up_at=instant(crossing.at))
    if crossing.kind == "miss":
        return RecordDeadlineMiss(
            ticket_id=ticket_id,
            ticket_version=version,
            clock=crossing.clock,
            target_no=crossing.target_no,
            missed_at=instant(crossing.at),
        )
    if crossing.kind == "withdrawal":
        return WithdrawDeadlineMiss(
            ticket_id=ticket_id,
            ticket_version=version,
            clock=crossing.clock,
            target_no=crossing.target_no,
            reason=crossing.reason,
        )
    if crossing.kind == "escalation_withdrawal":
        return WithdrawEscalation(
            ticket_id=ticket_id,
            ticket_version=version,
            clock=crossing.clock,
            target_no=crossing.target_no,
            point_id=crossing.point_id,
        )
    return RecordEscalation(
        ticket_id=ticket_id,
        ticket_version=version,
        clock=crossing.clock,
        target_no=crossing.target_no,
        point_id=crossing.point_id,
        due_at=instant(crossing.at),
        action=crossing.action,
    )


def command_id_of(crossing: Crossing | ChangeCrossing) -> CommandId:
    """The id that names this crossing and no other: also its repetition at another version of what it is of."""
    if isinstance(crossing, ChangeCrossing):
        return CommandId(uuid5(crossing.change_id, f"{crossing.kind}|{crossing.stage}|{crossing.change_version}"))
    parts = (
        crossing.kind,
        crossing.clock or "",
        str(crossing.target_no),
        crossing.point_id,
        str(crossing.at) if crossing.kind in {"wake", "closing"} else "",
        str(crossing.ticket_version),
    )
    more = () if crossing.approval_id is None else (str(crossing.approval_id), str(crossing.stage))
    return CommandId(uuid5(crossing.ticket_id, "|".join((*parts, *more))))
