"""Whether all that a promise names exists: types, services, units, teams, people; asked before it is given or tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from aggregates.org_unit import OrgUnit
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson, Person
from aggregates.service import NoSuchService, Service
from aggregates.team import NoSuchTeam, Team
from aggregates.ticket_type import TicketType, UnknownTicketType
from events.fact import Recorded
from events.values.identity import StreamId, ticket_type_id
from events.values.refusal import Refusal
from events.values.targets import Conditions, Norm, Promise, Targets

Load = Callable[[StreamId], Sequence[Recorded]]
"""Gives the facts of a stream; a unit of work and the log both do."""


def refuse_strangers(promise: Promise, load: Load) -> None:
    """A rule asks for types, services and units that are known (T1), an escalation turns to who exists (C7)."""
    for path, targets in (("promise.reaction", promise.reaction), ("promise.resolution", promise.resolution)):
        for index, rule in enumerate(targets.rules):
            _refuse_unknown_conditions(f"{path}.rules[{index}].when", rule.when, load)
        for norm_path, norm in _norms(path, targets):
            _refuse_unknown_recipients(norm_path, norm, load)


def _norms(path: str, targets: Targets) -> Iterator[tuple[str, Norm]]:
    yield f"{path}.default", targets.default
    for index, rule in enumerate(targets.rules):
        yield f"{path}.rules[{index}].norm", rule.norm


def _refuse_unknown_conditions(path: str, when: Conditions, load: Load) -> None:
    """Conditions are sets, in no order, so a field says which condition it is and not at which place."""
    for code in sorted(when.types):
        if TicketType.of(code, load(StreamId(ticket_type_id(code)))) is None:
            raise UnknownTicketType(type=code, field=f"{path}.types")
    for service_id in when.services:
        _refuse_missing(Service.fold, load, service_id, NoSuchService(field=f"{path}.services"))
    for unit_id in when.units:
        _refuse_missing(OrgUnit.fold, load, unit_id, NoSuchUnit(field=f"{path}.units"))


def _refuse_unknown_recipients(path: str, norm: Norm, load: Load) -> None:
    for index, point in enumerate(norm.escalations):
        action, field = point.action, f"{path}.escalations[{index}].action"
        if action.reassign_to_team is not None:
            missing = NoSuchTeam(field=f"{field}.reassign_to_team")
            _refuse_missing(Team.fold, load, action.reassign_to_team, missing)
        for nth, person_id in enumerate(action.notify_persons):
            _refuse_missing(Person.fold, load, person_id, NoSuchPerson(field=f"{field}.notify_persons[{nth}]"))


def _refuse_missing(
    fold: Callable[[Sequence[Recorded]], object | None], load: Load, stream: UUID, missing: Refusal
) -> None:
    if fold(load(StreamId(stream))) is None:
        raise missing
