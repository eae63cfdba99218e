"""Which target a ticket gets: the first rule that matches, else the default (T1, rows 112-116)."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from events.values.identity import OrgUnitId, ServiceId
from events.values.targets import Conditions, Norm, Targets
from events.values.ticket import Channel, Level


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What rules may ask of a ticket. Paths begin with the own service or unit and lead to the root."""

    type: str
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    channel: Channel
    services: tuple[ServiceId, ...] = ()
    units: tuple[OrgUnitId, ...] = ()
    attributes: dict[str, str] = {}


class Match(msgspec.Struct, frozen=True):
    """The norm that holds and the rule that gave it; ``rule_id`` is empty for the default."""

    rule_id: str
    norm: Norm


def match(targets: Targets, traits: Traits) -> Match:
    """The first rule whose conditions all hold; none: the agreement's default (T1)."""
    for rule in targets.rules:
        if fits(rule.when, traits):
            return Match(rule.id, rule.norm)
    return Match("", targets.default)


def fits(when: Conditions, traits: Traits) -> bool:
    """Whether every condition that is not empty holds."""
    return (
        (not when.types or traits.type in when.types)
        and (not when.priorities or traits.priority in when.priorities)
        and (not when.impacts or traits.impact in when.impacts)
        and (not when.urgencies or traits.urgency in when.urgencies)
        and (not when.channels or traits.channel in when.channels)
        and (not when.services or not when.services.isdisjoint(traits.services))
        and (not when.units or not when.units.isdisjoint(traits.units))
        and all(traits.attributes.get(name) in values for name, values in when.attributes.items())
    )


Asks = Literal["types", "services", "priorities", "impacts", "urgencies", "units", "channels", "attributes"]


def unmet(when: Conditions, traits: Traits) -> tuple[Asks, ...]:
    """The conditions that do not hold, for who asks why a rule was passed over; ``fits`` is where there are none."""
    return tuple(one for one in get_args(Asks) if not fits(_alone(when, one), traits))


def _alone(when: Conditions, one: Asks) -> Conditions:
    return Conditions(**{one: getattr(when, one)})
