"""The one reading of a service's facts; shared by ``aggregates.service`` and the catalogue's rows."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on, says
from events.service import (
    ServiceAdded,
    ServiceArchived,
    ServiceChecklistsSet,
    ServiceDescribed,
    ServiceMoved,
    ServicePlaced,
    ServiceQuestionsSet,
    ServiceResponsibleNamed,
    ServiceRestored,
    ServiceTypesAllowed,
)
from events.values.checklist import ChecklistTemplates
from events.values.identity import ServiceId
from events.values.people import Responsible
from events.values.service_form import ServiceForm
from events.values.text import Text


class ServiceState(msgspec.Struct, frozen=True, kw_only=True):
    """One service."""

    service_id: ServiceId
    name: Text
    description: Text
    classification: str
    parent_id: ServiceId | None
    types: tuple[str, ...]
    responsible: Responsible | None
    place: int
    is_archived: bool = False
    form: ServiceForm | None = None
    checklists: ChecklistTemplates | None = None


def _added(kind: type[ServiceState], fact: ServiceAdded) -> ServiceState:
    return kind(**msgspec.structs.asdict(fact))


def _described(service: ServiceState, fact: ServiceDescribed) -> ServiceState:
    return replace(service, name=fact.name, description=fact.description, classification=fact.classification)


def _archived(service: ServiceState, _: ServiceArchived) -> ServiceState:
    return replace(service, is_archived=True)


def _restored(service: ServiceState, _: ServiceRestored) -> ServiceState:
    return replace(service, is_archived=False)


SERVICE = Reading(
    ServiceState,
    begins(ServiceAdded, _added),
    on(ServiceDescribed, _described),
    says(ServiceMoved, "parent_id"),
    says(ServicePlaced, "place"),
    says(ServiceTypesAllowed, "types"),
    says(ServiceResponsibleNamed, "responsible"),
    says(ServiceQuestionsSet, "form"),
    says(ServiceChecklistsSet, "checklists"),
    on(ServiceArchived, _archived),
    on(ServiceRestored, _restored),
)
