"""T1-T4 by name: which target a ticket gets, when, and what becomes of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from events.ticket import (
    TicketPrioritised,
    TicketReclassified,
)
from events.ticket_corrections import TicketRequesterCorrected, TicketTakenBack
from events.values.duration import Duration
from events.values.identity import OrgUnitId, PersonId, ServiceId
from events.values.people import Requester
from events.values.targets import Conditions, Rule, Targets
from events.values.text import Text
from sla_engine.instants import instant
from sla_engine.policy import Traits, match, unmet
from tests.sla_engine.lives import (
    ALWAYS,
    CLOSED,
    HOUR,
    MONDAY,
    NONSTOP,
    OFFICE_HOURS,
    OTHER_AGREEMENT,
    TICKET,
    Life,
    life,
    norm,
    promise,
    wall,
)

TRAITS = Traits(
    type="incident",
    priority="high",
    impact="low",
    urgency=None,
    channel="email",
    services=(ServiceId(UUID(int=11)), ServiceId(UUID(int=10))),
    units=(OrgUnitId(UUID(int=21)), OrgUnitId(UUID(int=20))),
    attributes={"vip": "yes"},
)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (Conditions(), True),
        (Conditions(types=frozenset({"incident"})), True),
        (Conditions(types=frozenset({"inquiry"})), False),
        (Conditions(priorities=frozenset({"high", "critical"})), True),
        (Conditions(priorities=frozenset({"low"})), False),
        (Conditions(impacts=frozenset({"low"})), True),
        (Conditions(urgencies=frozenset({"low"})), False),
        (Conditions(channels=frozenset({"email"})), True),
        (Conditions(channels=frozenset({"phone"})), False),
        (Conditions(services=frozenset({ServiceId(UUID(int=10))})), True),
        (Conditions(services=frozenset({ServiceId(UUID(int=12))})), False),
        (Conditions(units=frozenset({OrgUnitId(UUID(int=20))})), True),
        (Conditions(units=frozenset({OrgUnitId(UUID(int=22))})), False),
        (Conditions(attributes={"vip": frozenset({"yes"})}), True),
        (Conditions(attributes={"vip": frozenset({"no"})}), False),
        (Conditions(attributes={"floor": frozenset({"1"})}), False),
        (Conditions(types=frozenset({"incident"}), channels=frozenset({"phone"})), False),
    ],
)
def test_row_112_rule_t1_a_rule_matches_when_every_condition_holds(when: Conditions, fits: bool) -> None:  # noqa: FBT001 - parametrised
    targets = Targets(rules=(Rule(id="rule", name=Text.same("rule"), when=when, norm=norm(2)),), default=norm(8))
    assert match(targets, TRAITS).rule_id == ("rule" if fits else "")
    assert (unmet(when, TRAITS) == ()) is fits


def test_a_rule_that_is_passed_over_says_each_condition_that_does_not_hold() -> None:
    when = Conditions(
        types=frozenset({"inquiry"}),
        priorities=frozenset({"high"}),
        channels=frozenset({"phone"}),
        attributes={"vip": frozenset({"no"})},
    )
    assert unmet(when, TRAITS) == ("types", "channels", "attributes")


def test_row_115_rule_t1_the_first_rule_that_matches_gives_the_target() -> None:
    rules = tuple(
        Rule(id=name, name=Text.same(name), norm=norm(hours)) for name, hours in (("first", 2), ("second", 1))
    )
    assert match(Targets(rules=rules), TRAITS).norm == norm(2)


def test_row_116_rule_t1_without_a_match_the_default_of_eight_hours_holds() -> None:
    assert match(Targets(), TRAITS).norm.duration == Duration(8, "hours")
    assert match(Targets(), TRAITS).rule_id == ""


def test_rows_109_110_114_both_targets_are_set_at_registration_by_the_agreements_rules_and_schedule() -> None:
    """One hour from 17:30 Friday: half of it is left for Tuesday, since Monday the ninth is off."""
    ticket = life().registered(wall("03-06 17:30"))
    assert ticket.course.reaction.due == wall("03-10 09:30")
    assert ticket.course.resolution.due == wall("03-10 17:30")


def test_row_118_the_norm_is_a_duration_and_the_regulated_time_an_instant() -> None:
    clock = life().registered(MONDAY).course.resolution
    assert (clock.target, instant(clock.due)) == (8 * HOUR, instant(wall("03-02 18:00")))


def test_rule_t3_another_priority_sets_the_target_again_and_consumed_time_stays() -> None:
    critical = Rule(
        id="critical", name=Text.same("critical"), when=Conditions(priorities=frozenset({"critical"})), norm=norm(4)
    )
    ticket = Life(promise(norm(1), Targets(rules=(critical,), default=norm(8)))).registered(MONDAY)
    ticket.then(wall("03-02 11:00"), TicketPrioritised(ticket_id=TICKET, priority="critical"))
    clock = ticket.course.resolution
    assert (clock.target, clock.target_no, clock.terms.rule_id) == (4 * HOUR, 2, "critical")
    assert (clock.due, ticket.shown("resolution", wall("03-02 11:00"))) == (
        wall("03-02 13:00"),
        ("running", 2 * HOUR, 2 * HOUR),
    )


def test_rule_t3_another_agreement_brings_its_schedule_and_what_was_consumed_stays() -> None:
    """Three hours of the office until 12:00; the other agreement promises four hours round the clock: due at 13:00."""
    ticket = life().registered(MONDAY)
    moved = TicketReclassified(ticket_id=TICKET, type="incident", agreement_id=OTHER_AGREEMENT)
    ticket.then(wall("03-02 12:00"), moved)
    assert ticket.course.schedule_id == NONSTOP
    assert ticket.course.resolution.due == wall("03-02 13:00")
    assert ticket.shown("resolution", wall("03-02 20:00")) == ("missed", 11 * HOUR, 0)


def test_rule_t4_revised_rules_hold_for_tickets_registered_later() -> None:
    ticket = life().registered(MONDAY).promised(wall("03-02 10:00"), promise(norm(1), norm(2)))
    assert ticket.course.resolution.target == 8 * HOUR
    assert Life(promise(norm(1), norm(2))).registered(MONDAY).course.resolution.target == 2 * HOUR


def test_rule_t4_apply_to_open_sets_the_targets_of_open_tickets_alone() -> None:
    terms = promise(norm(1), norm(2))
    ticket = life().registered(MONDAY).promised(wall("03-02 10:00"), terms, apply_to_open=True)
    assert (ticket.course.resolution.target, ticket.course.resolution.due) == (2 * HOUR, wall("03-02 11:00"))
    over = life().registered(MONDAY).then(wall("03-02 09:30"), CLOSED)
    assert over.promised(wall("03-02 10:00"), terms, apply_to_open=True).course.resolution.target == 8 * HOUR


def test_rows_23_24_25_the_agreement_and_its_schedule_set_all_arithmetic() -> None:
    """One hour from Friday 17:30: in the office half of it is left for Tuesday, round the clock it ends at 18:30."""
    terms, friday = promise(norm(1), norm(1)), wall("03-06 17:30")
    dues = [Life(terms, hours).registered(friday).course.resolution.due for hours in (OFFICE_HOURS, ALWAYS)]
    assert dues == [wall("03-10 09:30"), wall("03-06 18:30")]
    assert Life(promise(norm(1), norm(2))).registered(friday).course.resolution.due == wall("03-10 10:30")


def test_rows_122_123_reaction_and_resolution_have_rule_lists_of_their_own() -> None:
    incident = Conditions(types=frozenset({"incident"}))
    quick = Rule(id="quick", name=Text.same("quick"), when=incident, norm=norm(30, "minutes"))
    ticket = Life(promise(Targets(rules=(quick,), default=norm(1)), norm(8))).registered(MONDAY)
    told = [(clock.terms.rule_id, clock.target) for clock in (ticket.course.reaction, ticket.course.resolution)]
    assert told == [("quick", HOUR // 2), ("", 8 * HOUR)]


def test_rules_t3_w7_a_corrected_requester_sets_the_target_again_and_the_zone_stays() -> None:
    unit = OrgUnitId(UUID(int=21))
    of_unit = Rule(id="unit", name=Text.same("unit"), when=Conditions(units=frozenset({unit})), norm=norm(4))
    ticket = Life(promise(norm(1), Targets(rules=(of_unit,), default=norm(8)))).registered(MONDAY)
    zone, was = ticket.course.zone, ticket.course.requester_id
    them = Requester(person_id=PersonId(UUID(int=77)), name="Другой", units=(unit,), time_zone="Asia/Vladivostok")
    ticket.then(
        wall("03-02 11:00"),
        TicketRequesterCorrected(
            ticket_id=TICKET, requester=them, former_id=was, agreement_id=ticket.course.agreement_id, subject="Сеть"
        ),
    )
    clock = ticket.course.resolution
    assert (clock.target, clock.target_no, clock.terms.rule_id) == (4 * HOUR, 2, "unit")
    assert (clock.due, ticket.course.zone, ticket.course.requester_id) == (wall("03-02 13:00"), zone, them.person_id)


def test_rule_c3_a_ticket_that_is_taken_back_has_no_clocks_left() -> None:
    ticket = life().registered(MONDAY)
    back = TicketTakenBack(ticket_id=TICKET, requester_id=ticket.course.requester_id)
    ticket.then(wall("03-02 09:30"), back)
    shown = [ticket.shown(clock, wall("03-02 18:00"))[0] for clock in ("reaction", "resolution")]
    assert (shown, ticket.course.is_open) == (["cancelled", "cancelled"], False)
