"""Which index leads a list: what it is narrowed to, and by whom, says where its order is asked for."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from events.values.identity import TeamId
from events.values.people import Actor, Group, Viewer
from events.values.ticket_condition import AllOf, AnyOf, Condition, OneOf
from projections.kit import visibility
from projections.kit.statement import statement
from projections.ticket.lists.filters import seen_of
from projections.ticket.lists.orders import key_of

OURS, THEIRS = TeamId(uuid4()), TeamId(uuid4())
ME = uuid4()
OF_ONE_TEAM = statement("c.team_id = %(p0)s::uuid")
OF_TWO_TEAMS = statement("c.team_id = ANY(%(p0)s::uuid[])")
IN_PROGRESS = statement("c.status = %(p1)s::text")


def viewer(*groups: Group, me: UUID = ME) -> Viewer:
    return Viewer(actor=Actor(kind="person", id=me, name="Пётр"), groups=frozenset(groups), teams=frozenset({OURS}))


def team(*values: object) -> OneOf:
    return OneOf(field="team", values=tuple(map(str, values)))


def is_asked(who: Viewer, condition: Condition) -> bool:
    """Whether it is asked of each ticket if they see it."""
    return seen_of(who, condition) != (visibility.ALL, {})


def test_of_one_team_an_index_of_the_clocks_has_numbers_and_priorities_in_order() -> None:
    assert key_of("number", (IN_PROGRESS, OF_ONE_TEAM)) == ("c.number", "c.ticket_id")
    assert key_of("priority", (OF_ONE_TEAM,)) == ("c.priority", "c.ticket_id")


def test_of_several_teams_or_of_none_the_list_has_all_tickets_in_order() -> None:
    assert key_of("number", (OF_TWO_TEAMS,)) == ("t.number", "t.ticket_id")
    assert key_of("priority", (IN_PROGRESS,)) == ("t.priority", "t.ticket_id")


def test_other_orders_are_led_as_they_were() -> None:
    assert key_of("due", (OF_ONE_TEAM,)) == ("c.due_us", "c.ticket_id")
    assert key_of("changed", (OF_ONE_TEAM,)) == ("t.changed_at", "t.ticket_id")


def test_of_their_own_team_nobody_who_sees_by_teams_is_asked_what_they_see() -> None:
    assert not is_asked(viewer("second_line"), AllOf(of=(team(OURS),)))
    assert not is_asked(viewer("second_line"), OneOf(field="responsible", values=("me",)))
    assert not is_asked(viewer("requester"), OneOf(field="requester", values=(str(ME),)))


@pytest.mark.parametrize(
    ("who", "condition"),
    [
        (viewer("second_line"), AllOf(of=(team(THEIRS),))),
        (viewer("second_line"), AllOf(of=(team(OURS, THEIRS),))),
        (viewer("second_line"), AllOf(of=(team("none"),))),
        (viewer("second_line"), AllOf(of=(OneOf(field="team", values=()),))),
        (viewer("second_line"), AnyOf(of=(team(OURS), team(THEIRS)))),
        (viewer("second_line"), AllOf(of=(OneOf(field="requester", values=(str(uuid4()),)),))),
        (viewer("second_line"), AllOf(of=(OneOf(field="company", values=(str(OURS),)),))),
        (viewer("requester"), AllOf(of=(team(OURS),))),
        (viewer("requester"), AllOf(of=(OneOf(field="responsible", values=("me",)),))),
        (viewer(), AllOf(of=(OneOf(field="requester", values=("me",)),))),
    ],
)
def test_of_whatever_else_is_asked_for_it_is_asked_of_each_ticket(who: Viewer, condition: Condition) -> None:
    assert is_asked(who, condition)
