"""Records what the clocks and the waits for approval reach: misses, wake-ups, expiries; a loop of the desk (C7-C10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID, uuid5

from aggregates.ticket_refusals import ClocksAreBehind
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
from connectors.inbound.due.loop import DueLoop
from events.values.identity import ApprovalId, ChangeId, CommandId, TicketId
from events.values.people import TIMEKEEPER, Viewer
from events.values.refusal import Refusal
from projections.sla_clocks import change_waits, readers
from projections.sla_clocks.change_waits import ChangeCrossing
from projections.sla_clocks.readers import Crossing
from sla_engine.instants import NEVER, Micros, instant, micros

BATCH = 500
LONGEST_SLEEP_S = 30.0
CATCH_UP_S = 5.0
REST_S = 1.0
GATHER_S = 0.1
"""A look costs, and each order moves the clocks: a deadline that one brought nearer is seen so much later."""
AS_TIMEKEEPER = Viewer(actor=TIMEKEEPER, groups=frozenset())


class Timekeeper(DueLoop):
    """Sleeps until the earliest due moment, then records what has come.

    It acts only when the clocks have caught up with the log as it stood when the check began (C9), and each
    crossing is decided on the version of the ticket that it was measured at. Its command ids are computed
    from what they record, so a desk that is killed anywhere records each crossing once.
    """

    name = "timekeeper"
    wakes_on = "sla_clocks"
    gather_s: ClassVar[float] = GATHER_S
    overtaken = ClocksAreBehind

    def turn(self) -> float:
        """Record what has come by now; gives how many seconds to sleep at most."""
        at = self._now()
        now = micros(at)
        self._aside.take_back(at)
        with self._database.transaction() as cursor:
            look = readers.earliest_look(cursor, without=self._waiting)
        if look > now:
            look = min((look, *map(micros, self._aside.ends())))
            return LONGEST_SLEEP_S if look == NEVER else min(LONGEST_SLEEP_S, (look - now) / 1_000_000)
        aside = len(self._aside)
        # With nothing settled a busy loop would only ask the same again: rest first.
        return 0.0 if self.check(now) or len(self._aside) > aside else REST_S

    def check(self, now: Micros) -> int:
        """Record what has come by ``now`` (microseconds), one batch; gives how many facts were recorded."""
        head = self._log.head()
        if not self._waiter.wait(("sla_clocks",), head, CATCH_UP_S):
            return 0
        with self._database.transaction() as cursor:
            crossings: list[Crossing | ChangeCrossing] = [
                *readers.due_crossings(cursor, now, BATCH, without=self._waiting),
                *change_waits.due(cursor, now, BATCH, without=self._waiting),
            ]
        outcomes = self._bus.carry_out_many([self._order(crossing, now) for crossing in crossings])
        return sum(self._settled(crossing, outcome, now) for crossing, outcome in zip(crossings, outcomes, strict=True))

    @property
    def _waiting(self) -> list[UUID]:
        """The streams that were set aside."""
        return cast("list[UUID]", list(self._aside))

    def _settled(self, crossing: Crossing | ChangeCrossing, outcome: Receipt | Refusal, now: Micros) -> bool:
        stream, at = crossing.stream, instant(now)
        return self._settle(stream, outcome, at, "crossing_refused", kind=crossing.kind, stream=str(stream))

    def _order(self, crossing: Crossing | ChangeCrossing, now: Micros) -> Order:
        command = command_of(crossing)
        return Order(
            command=command,
            viewer=AS_TIMEKEEPER,
            at=instant(now),
            command_id=command_id_of(crossing),
        )


def _of_change(one: ChangeCrossing) -> dict[str, Any]:
    return {
        "change_id": ChangeId(one.change_id),
        "change_version": one.change_version,
        "stage": one.stage,
        "due_at": instant(one.at),
    }


def _of_ticket(one: Crossing) -> dict[str, Any]:
    return {"ticket_id": TicketId(one.ticket_id), "ticket_version": one.ticket_version}


def _of_target(one: Crossing) -> dict[str, Any]:
    return _of_ticket(one) | {"clock": one.clock, "target_no": one.target_no}


def _of_approval(one: Crossing) -> dict[str, Any]:
    of = {"approval_id": ApprovalId(cast("UUID", one.approval_id)), "stage": one.stage, "due_at": instant(one.at)}
    return _of_ticket(one) | of


COMMAND_OF: dict[str, Callable[[Any], Command]] = {
    "miss": lambda one: RecordDeadlineMiss(**_of_target(one), missed_at=instant(one.at)),
    "withdrawal": lambda one: WithdrawDeadlineMiss(**_of_target(one), reason=one.reason),
    "escalation": lambda one: RecordEscalation(
        **_of_target(one), point_id=one.point_id, due_at=instant(one.at), action=one.action
    ),
    "escalation_withdrawal": lambda one: WithdrawEscalation(**_of_target(one), point_id=one.point_id),
    "wake": lambda one: WakeTicket(**_of_ticket(one), wake_up_at=instant(one.at)),
    "closing": lambda one: CloseTicketByItself(**_of_ticket(one), due_at=instant(one.at)),
    "approval_reminder": lambda one: RecordApprovalReminder(**_of_approval(one)),
    "approval_expiry": lambda one: ExpireApproval(**_of_approval(one)),
    "change_reminder": lambda one: RecordChangeReminder(**_of_change(one)),
    "change_expiry": lambda one: ExpireChangeApproval(**_of_change(one)),
}
"""Kind of crossing -> the command that records it."""


def command_of(crossing: Crossing | ChangeCrossing) -> Command:
    """The command that records a crossing."""
    return COMMAND_OF[crossing.kind](crossing)


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
