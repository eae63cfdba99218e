"""How an agreement promises time: rules, conditions, durations, escalation points (sla.md T1-T4, C7)."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.duration import EIGHT_HOURS, Duration
from events.values.faults import InvalidValue
from events.values.identity import OrgUnitId, PersonId, ServiceId, TeamId
from events.values.text import Text
from events.values.ticket import Channel, Level

MAX_SHARE_PERCENT = 1000


class Conditions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule asks of a ticket (T1). An empty condition matches anything; all of them must match.

    ``services`` and ``units`` match the named thing or anything under it. ``attributes`` maps the name of a
    ticket's attribute to the values that match.
    """

    types: frozenset[str] = frozenset()
    services: frozenset[ServiceId] = frozenset()
    priorities: frozenset[Level] = frozenset()
    impacts: frozenset[Level] = frozenset()
    urgencies: frozenset[Level] = frozenset()
    units: frozenset[OrgUnitId] = frozenset()
    channels: frozenset[Channel] = frozenset()
    attributes: dict[str, frozenset[str]] = {}


class EscalationAction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an escalation does when it is reached: notify, reassign or raise priority (C7)."""

    notify: tuple[Literal["responsible", "team", "team_lead"], ...] = ()
    notify_persons: tuple[PersonId, ...] = ()
    reassign_to_team: TeamId | None = None
    raise_priority_to: Level | None = None


class EscalationPoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment before or after due: a share of the target (75 %), or a working time from due (C7).

    Exactly one of ``share_percent`` and ``offset`` is given. A share under 100 lies before due, over 100
    after it; ``offset`` is measured in working time on the side that ``side`` says.
    """

    id: str
    share_percent: int | None = None
    offset: Duration | None = None
    side: Literal["before", "after"] = "before"
    action: EscalationAction = EscalationAction()

    def __post_init__(self) -> None:
        if (self.share_percent is None) == (self.offset is None):
            raise InvalidValue(
                Text(
                    ru="Укажите либо долю нормы в процентах, либо рабочее время от срока.",
                    en="Give either a share of the target in percent or a working time from due.",
                ),
                field="share_percent",
                rule="C7",
            )
        if self.share_percent is not None and not 0 < self.share_percent <= MAX_SHARE_PERCENT:
            raise InvalidValue(
                Text(
                    ru=f"Доля нормы — от 1 до {MAX_SHARE_PERCENT} %: например, 75.",
                    en=f"A share of the target is 1 to {MAX_SHARE_PERCENT} %: 75, for example.",
                ),
                field="share_percent",
                rule="C7",
            )


class Norm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A promised duration with its escalation points; points are told apart by their ids."""

    duration: Duration = EIGHT_HOURS
    escalations: tuple[EscalationPoint, ...] = ()

    def __post_init__(self) -> None:
        ids = [point.id for point in self.escalations]
        for index, point_id in enumerate(ids):
            if point_id in ids[:index]:
                raise InvalidValue(
                    Text(
                        ru=f"Точка эскалации «{point_id}» указана дважды.",
                        en=f"The escalation point “{point_id}” is given twice.",
                    ),
                    field=f"escalations[{index}].id",
                    rule="C7",
                )


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an agreement's rule list: conditions and the norm that they give (T1)."""

    id: str
    name: Text
    when: Conditions = Conditions()
    norm: Norm


class Targets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One clock's side of an agreement: ordered rules and the default when none matches (T1)."""

    rules: tuple[Rule, ...] = ()
    default: Norm = Norm()

    def __post_init__(self) -> None:
        ids = [rule.id for rule in self.rules]
        for index, rule_id in enumerate(ids):
            if rule_id in ids[:index]:
                raise InvalidValue(
                    Text(
                        ru=f"Правило «{rule_id}» указано дважды.",
                        en=f"The rule “{rule_id}” is given twice.",
                    ),
                    field=f"rules[{index}].id",
                    rule="T1",
                )


class ClockPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decisions where the guide is silent, as named fields of the agreement."""

    reaction_stopped_by: Literal["staff", "anyone"] = "staff"


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that an agreement promises about time: both rule lists and the policy; versioned as one."""

    reaction: Targets = Targets()
    resolution: Targets = Targets()
    policy: ClockPolicy = ClockPolicy()

    @property
    def asked(self) -> frozenset[str]:
        """The attributes of tickets that its rules ask for."""
        rules = (*self.reaction.rules, *self.resolution.rules)
        return frozenset(code for rule in rules for code in rule.when.attributes)
