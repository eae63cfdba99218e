from __future__ import annotations

import msgspec
import pytest

from events.values.duration import Duration
from events.values.faults import InvalidValue
from events.values.targets import Conditions, EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text

RULE = Rule(id="vip", name=Text.same("VIP"), norm=Norm())


def test_row_116_the_default_target_is_eight_hours() -> None:
    assert Promise().reaction.default.duration == Promise().resolution.default.duration == Duration(8, "hours")


@pytest.mark.parametrize("share", [0, -75, 1001])
def test_rule_c7_an_escalation_comes_after_the_start_and_within_ten_targets(share: int) -> None:
    with pytest.raises(InvalidValue) as caught:
        EscalationPoint(id="p", share_percent=share)
    assert (caught.value.field, caught.value.rule) == ("share_percent", "C7")


def test_rule_c7_an_escalation_has_a_share_or_a_working_time_and_not_both() -> None:
    for given in ({}, {"share_percent": 75, "offset": Duration(1)}):
        with pytest.raises(InvalidValue) as caught:
            EscalationPoint(id="p", **given)  # type: ignore[arg-type] # one field or the other, on purpose
        assert (caught.value.field, caught.value.rule) == ("share_percent", "C7")
    assert EscalationPoint(id="p", share_percent=1).offset is None
    assert EscalationPoint(id="p", offset=Duration(1)).side == "before"


def test_rule_c7_the_points_of_a_norm_are_told_apart_by_their_ids() -> None:
    with pytest.raises(InvalidValue, match="twice") as caught:
        Norm(escalations=(EscalationPoint(id="p", share_percent=50), EscalationPoint(id="p", share_percent=75)))
    assert (caught.value.field, caught.value.rule) == ("escalations[1].id", "C7")


def test_rule_t1_the_rules_of_a_list_are_told_apart_by_their_ids() -> None:
    with pytest.raises(InvalidValue, match="twice") as caught:
        Targets(rules=(RULE, RULE))
    assert (caught.value.field, caught.value.rule) == ("rules[1].id", "T1")


def test_rule_t1_a_condition_on_something_that_is_not_known_is_refused() -> None:
    """It would match every ticket."""
    with pytest.raises(msgspec.ValidationError, match="prioritys"):
        msgspec.convert({"prioritys": ["critical"]}, Conditions)
    with pytest.raises(msgspec.ValidationError, match="urgent"):
        msgspec.convert({"priorities": ["urgent"]}, Conditions)
