"""What the demo's desk promises, to whom, for which services: three agreements; set up by ``api.demo.load``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from api.demo.catalogue import SERVICES, ServiceKey
from api.demo.company import BASE, OFFICE_HOURS, OLA, ROUND_THE_CLOCK, TEAMS, VIP, Somebody, key_of
from api.demo.units import place_of
from commands.agreement import ConcludeAgreement
from commands.agreement_scope import NameDeskResponsible, NameProvider, NameRecipients, NameServices
from commands.command import Command
from commands.fields import Named
from events.values.duration import Duration
from events.values.identity import AgreementId, OrgUnitId, PersonId
from events.values.people import Responsible
from events.values.targets import (
    Conditions,
    EscalationAction,
    EscalationPoint,
    Norm,
    Promise,
    Rule,
    Targets,
)
from events.values.text import Text

VIP_COMPANY = "baltic"
VIP_PERSONS = ("b.gromov", "a.ryabinina")
OLA_DEPARTMENT = "accounting"


def _norm(amount: int, unit: Literal["minutes", "hours"], *points: EscalationPoint) -> Norm:
    return Norm(duration=Duration(amount, unit), escalations=points)


_WARN = EscalationPoint(id="75%", share_percent=75, action=EscalationAction(notify=("responsible",)))
_CALL_LEAD = EscalationPoint(
    id="2h-late", offset=Duration(2, "hours"), side="after", action=EscalationAction(notify=("team_lead",))
)
_HAND_OVER = EscalationPoint(
    id="30m-before",
    offset=Duration(30, "minutes"),
    action=EscalationAction(notify=("team_lead",), reassign_to_team=TEAMS["second"]),
)
_RAISE = EscalationPoint(id="50%", share_percent=50, action=EscalationAction(raise_priority_to="high"))
_CRITICAL = Conditions(priorities=frozenset({"critical"}))
_HIGH = Conditions(priorities=frozenset({"high"}))

BASE_PROMISE = Promise(
    reaction=Targets(
        rules=(
            Rule(id="critical", name=Text("Критичные", "Critical"), when=_CRITICAL, norm=_norm(30, "minutes", _WARN)),
            Rule(id="high", name=Text("Высокий приоритет", "High priority"), when=_HIGH, norm=_norm(1, "hours")),
        ),
        default=_norm(4, "hours"),
    ),
    resolution=Targets(
        rules=(
            Rule(
                id="critical",
                name=Text("Критичные", "Critical"),
                when=_CRITICAL,
                norm=_norm(4, "hours", _WARN, _CALL_LEAD),
            ),
            Rule(
                id="requests",
                name=Text("Запросы: 2 рабочих дня", "Requests: 2 working days"),
                when=Conditions(types=frozenset({"service_request"})),
                norm=_norm(16, "hours", _WARN),
            ),
        ),
        default=_norm(8, "hours", _WARN, _CALL_LEAD),
    ),
)
VIP_PROMISE = Promise(
    reaction=Targets(default=_norm(15, "minutes", _WARN)),
    resolution=Targets(
        rules=(Rule(id="critical", name=Text("Критичные", "Critical"), when=_CRITICAL, norm=_norm(2, "hours", _WARN)),),
        default=_norm(8, "hours", _RAISE, _HAND_OVER),
    ),
)

OLA_PROMISE = Promise(
    reaction=Targets(default=_norm(1, "hours", _WARN)), resolution=Targets(default=_norm(6, "hours", _WARN))
)


def agreement_of(who: Somebody, service: ServiceKey) -> AgreementId:
    """Under which agreement somebody asks for a service."""
    if who.is_vip:
        return VIP
    return OLA if service == "accounting" and place_of(key_of(who)) == OLA_DEPARTMENT else BASE


def agreement_commands() -> dict[str, Command]:
    """The base agreement on office hours, the VIP one round the clock, and one between two of our departments."""
    first_line = Responsible(TEAMS["first"])
    return {
        "agreement:base": ConcludeAgreement(
            agreement_id=BASE,
            title=Named(ru="Базовое соглашение, 8*5", en="Base agreement, 8*5"),
            schedule_id=OFFICE_HOURS,
            promise=BASE_PROMISE,
            default_responsible=first_line,
            is_base=True,
        ),
        "agreement:vip": ConcludeAgreement(
            agreement_id=VIP,
            title=Named(ru="VIP, 24*7", en="VIP, 24*7"),
            schedule_id=ROUND_THE_CLOCK,
            promise=VIP_PROMISE,
            default_responsible=first_line,
        ),
        "agreement:accounting": ConcludeAgreement(
            agreement_id=OLA,
            title=Named(ru="Внутреннее, для бухгалтерии", en="Internal, for accounting"),
            kind="ola",
            schedule_id=OFFICE_HOURS,
            promise=OLA_PROMISE,
            default_responsible=Responsible(TEAMS["accounting"]),
        ),
    }


def scope_commands(units: Mapping[str, OrgUnitId], people: Mapping[str, PersonId]) -> dict[str, Command]:
    """Who provides what to whom: one client as a whole and two persons are VIPs, one department has an OLA."""
    everything = tuple(SERVICES.values())
    provided = {BASE: everything, VIP: everything, OLA: (SERVICES["accounting"],)}
    persons = tuple(people[key] for key in VIP_PERSONS)
    return {
        **{f"services:{key}": NameServices(agreement_id=key, services=services) for key, services in provided.items()},
        **{f"provider:{key}": NameProvider(agreement_id=key, provider_id=units["support"]) for key in provided},
        "recipients:vip": NameRecipients(
            agreement_id=VIP, units=(units[VIP_COMPANY],), persons=persons, distributes=True
        ),
        "recipients:accounting": NameRecipients(
            agreement_id=OLA, units=(units[OLA_DEPARTMENT],), persons=(), distributes=True
        ),
        "desk-responsible": NameDeskResponsible(responsible=Responsible(TEAMS["first"])),
    }
