"""C6: undone, a merge leaves the clocks as though it had never been, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from events.fact import Fact
from events.ticket import DeadlineMissed
from events.ticket_unmerged import TicketUnmerged
from events.values.identity import TicketId
from events.values.schedule import Timetable, WorkWeek
from events.values.ticket import CLOCKS, STATUSES
from sla_engine.instants import instant
from tests.people import ANNA
from tests.sla_engine.lives import (
    BEGUN,
    HELD,
    HOUR,
    LUNCH,
    MERGED,
    MONDAY,
    NONSTOP,
    RESOLVED,
    TICKET,
    Life,
    life,
    lines,
    norm,
    promise,
    wall,
)


def undone(ticket: Life, at: str) -> Life:
    version = next(one.version for one in reversed(ticket.facts) if one.fact is MERGED)
    return ticket.then(
        wall(at),
        TicketUnmerged(
            ticket_id=TICKET,
            requester_id=ANNA,
            parted_from=TicketId(UUID(int=9)),
            withdrawn=(version,),
            status=STATUSES["new"],
        ),
    )


LIVES: dict[str, tuple[Fact, ...]] = {
    "new": (),
    "in_progress": (BEGUN,),
    "on_hold": (BEGUN, HELD),
    "resolved": (BEGUN, RESOLVED),
}


def _revised(ticket: Life) -> None:
    ticket.promised(wall("03-02 14:30"), promise(norm(2), norm(20)), apply_to_open=True)


def _rescheduled(ticket: Life) -> None:
    ticket.rescheduled(wall("03-02 14:30"), NONSTOP)


def _opened(ticket: Life) -> None:
    shut = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LUNCH, wed=LUNCH, thu=LUNCH))
    ticket.opened(shut, wall("03-02 08:00"))


def _nothing(_: Life) -> None:
    return


MEANWHILE: dict[str, Callable[[Life], None]] = {
    "nothing": _nothing,
    "another promise": _revised,
    "another schedule": _rescheduled,
    "other hours": _opened,
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
@pytest.mark.parametrize("stood", LIVES)
def test_rule_c6_undone_a_merge_leaves_both_clocks_as_though_it_had_never_been(stood: str, meanwhile: str) -> None:
    plain = life(norm(1), norm(8)).registered(MONDAY)
    ticket = life(norm(1), norm(8)).registered(MONDAY)
    for one in (plain, ticket):
        one.then(wall("03-02 11:00"), *LIVES[stood])
    ticket.then(wall("03-02 14:15"), MERGED)
    for one in (plain, ticket):
        MEANWHILE[meanwhile](one)
    undone(ticket, "03-03 10:00")
    for at in ("03-03 10:00", "03-03 12:00", "03-05 17:00"):
        for kind in CLOCKS:
            assert ticket.shown(kind, wall(at)) == plain.shown(kind, wall(at))
            assert lines(ticket.explained(kind, wall(at))) == lines(plain.explained(kind, wall(at)))
    assert ticket.course.before is None
    assert ticket.course.stands == plain.course.stands


def test_rule_c4_what_was_missed_while_it_was_merged_is_missed_at_its_own_instant() -> None:
    ticket = life(norm(1), norm(4)).registered(MONDAY).then(wall("03-02 09:30"), BEGUN, MERGED)
    ticket.looked_at(wall("03-03 09:00"))
    assert ticket.recorded(DeadlineMissed) == []
    undone(ticket, "03-03 10:00").looked_at(wall("03-03 10:01"))
    (miss,) = ticket.recorded(DeadlineMissed)
    assert isinstance(miss, DeadlineMissed)
    assert (miss.clock, miss.missed_at, miss.noticed_at) == (
        "resolution",
        instant(wall("03-02 13:00")),
        instant(wall("03-03 10:01")),
    )
    assert ticket.shown("resolution", wall("03-03 10:00"))[:2] == ("missed", 9 * HOUR)


def test_rule_c8_a_miss_of_before_the_merge_that_is_told_behind_it_is_told_once() -> None:
    ticket = life(norm(1), norm(8)).registered(MONDAY).then(wall("03-02 11:00"), MERGED)
    ticket.looked_at(wall("03-02 12:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 1
    undone(ticket, "03-02 14:00").looked_at(wall("03-02 15:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 1
    assert ticket.shown("reaction", wall("03-02 15:00"))[0] == "missed"


def test_rule_c6_merged_again_and_undone_again_it_is_still_as_though_it_had_never_been() -> None:
    plain = life().registered(MONDAY).then(wall("03-02 10:00"), BEGUN)
    ticket = life().registered(MONDAY).then(wall("03-02 10:00"), BEGUN)
    for at, then in (("03-02 11:00", "03-02 12:00"), ("03-02 14:00", "03-03 09:00")):
        undone(ticket.then(wall(at), MERGED), then)
    assert ticket.shown("resolution", wall("03-03 11:00")) == plain.shown("resolution", wall("03-03 11:00"))
    assert ticket.course.resolution.due == plain.course.resolution.due
