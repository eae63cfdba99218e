from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args, get_type_hints

from commands.command import Command
from connectors.inbound.due.loop import ASIDE, SetAside
from connectors.inbound.due.timekeeper import COMMAND_OF, command_of
from events.values.identity import ApprovalId, ChangeId, TicketId
from projections.sla_clocks.change_waits import ChangeCrossing
from projections.sla_clocks.readers import Crossing
from tests.gallery import TICKET
from tests.gallery_approvals import APPROVAL
from tests.gallery_changes import CHANGE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_what_is_set_aside_waits_a_minute() -> None:
    aside = SetAside()
    aside.put("a ticket", NOW)
    aside.take_back(NOW + ASIDE - timedelta(seconds=1))
    assert (list(aside), len(aside), aside.ends()) == (["a ticket"], 1, [NOW + ASIDE])
    aside.take_back(NOW + ASIDE)
    assert (list(aside), len(aside), aside.ends()) == ([], 0, [])


def test_nothing_waits_longer_than_a_minute_when_the_clock_was_put_back() -> None:
    aside = SetAside()
    aside.put("a ticket", NOW)
    aside.take_back(NOW - timedelta(hours=1))
    assert list(aside) == []


def test_every_kind_of_crossing_becomes_a_command_of_its_own() -> None:
    on_changes = set(get_args(get_type_hints(ChangeCrossing)["kind"]))
    made: set[type[Command]] = set()
    for kind in COMMAND_OF:
        crossing = (
            ChangeCrossing(kind=kind, change_id=ChangeId(CHANGE), change_version=3, stage=1, at=0)  # type: ignore[arg-type] # one of them
            if kind in on_changes
            else Crossing(
                kind=kind,
                ticket_id=TicketId(TICKET),
                ticket_version=2,
                clock="reaction",
                target_no=1,
                approval_id=ApprovalId(APPROVAL),
            )
        )
        made.add(type(command_of(crossing)))
    assert on_changes < COMMAND_OF.keys()
    assert len(made) == len(COMMAND_OF)
