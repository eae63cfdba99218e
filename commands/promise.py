"""Whether all that a promise names exists: ticket types, teams, people; asked by commands on agreements."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team
from aggregates.ticket_type import TicketType, unknown_type
from commands.command import UnitOfWork
from events.values.identity import ticket_type_id
from events.values.targets import Norm, Promise, Targets


def refuse_strangers(promise: Promise, unit: UnitOfWork) -> None:
    """A rule asks for known types (T1), an escalation turns to teams and people who exist (C7)."""
    for path, targets in (("promise.reaction", promise.reaction), ("promise.resolution", promise.resolution)):
        for index, rule in enumerate(targets.rules):
            for code in sorted(rule.when.types):
                if TicketType.of(code, unit.history(ticket_type_id(code))) is None:
                    field = f"{path}.rules[{index}].when.types"
                    raise unknown_type(code, field=field)
        for norm_path, norm in _norms(path, targets):
            _refuse_unknown_recipients(norm_path, norm, unit)


def _norms(path: str, targets: Targets) -> Iterator[tuple[str, Norm]]:
    yield f"{path}.default", targets.default
    for index, rule in enumerate(targets.rules):
        yield f"{path}.rules[{index}].norm", rule.norm


def _refuse_unknown_recipients(path: str, norm: Norm, unit: UnitOfWork) -> None:
    for index, point in enumerate(norm.escalations):
        action, field = point.action, f"{path}.escalations[{index}].action"
        if action.reassign_to_team is not None:
            unit.load(action.reassign_to_team, Team.fold, NoSuchTeam(field=f"{field}.reassign_to_team"))
        for nth, person_id in enumerate(action.notify_persons):
            unit.load(person_id, Person.fold, NoSuchPerson(field=f"{field}.notify_persons[{nth}]"))
