"""Whom an approval asks, stage by stage, found when it is asked for; used by tickets and change requests (row 163)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from aggregates.approval_refusals import ApproverIsInvolved, TeamHasNoLead
from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team
from commands.able import refuse_who_cannot_work
from commands.command import UnitOfWork
from events.values.approval import ApprovalStage, Mode
from events.values.identity import PersonId, TeamId


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is asked at the same time: persons, and the leads that teams have at this moment."""

    mode: Mode = "one"
    approvers: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()
    leads_of: Annotated[tuple[TeamId, ...], Meta(max_length=50)] = ()


def resolved(work: UnitOfWork, stages: Sequence[Stage], involved: Collection[PersonId]) -> tuple[ApprovalStage, ...]:
    """The stages with the people that they ask, none of whom is ``involved`` in what they are asked about."""
    return tuple(_resolved(work, stage, f"stages[{place}]", involved) for place, stage in enumerate(stages))


def _resolved(work: UnitOfWork, stage: Stage, field: str, involved: Collection[PersonId]) -> ApprovalStage:
    """The people of a stage, each once; all are watched, for they may lose their access just now."""
    named_by: dict[PersonId, str] = {}
    for place, person_id in enumerate(stage.approvers):
        named_by.setdefault(person_id, f"{field}.approvers[{place}]")
    people = list(stage.approvers)
    for place, team_id in enumerate(stage.leads_of):
        named = f"{field}.leads_of[{place}]"
        team = work.load(team_id, Team.fold, NoSuchTeam(field=named))
        team.refuse_disbanded(named)
        if team.lead is None:
            raise TeamHasNoLead(team=team.name, field=named)
        work.watch(team_id)
        named_by.setdefault(team.lead, named)
        people.append(team.lead)
    approvers = tuple(dict.fromkeys(people))
    work.preload(approvers)
    for person_id in approvers:
        where = named_by[person_id]
        person = work.load(person_id, Person.fold, NoSuchPerson(field=where))
        refuse_who_cannot_work(work, person, where)
        if person_id in involved:
            raise ApproverIsInvolved(person=person.name.full, field=where)
    return ApprovalStage(mode=stage.mode, approvers=approvers)
