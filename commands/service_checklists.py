"""Say which checklists tickets of a service begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.service import NoSuchService, Service
from commands.checklist_template import usable_all
from commands.command import Command, UnitOfWork, handles
from commands.fields import kept, refuse_nothing
from events.values.checklist import ChecklistTemplates
from events.values.identity import ChecklistTemplateId, ServiceId


class SetServiceChecklists(Command, frozen=True, kw_only=True):
    """Have tickets of a service, and of those below it, begin with checklists; null: those of the service above."""

    name: ClassVar[str] = "set-service-checklists"

    service_id: ServiceId
    checklists: ChecklistTemplates | UnsetType | None = UNSET


@handles(SetServiceChecklists)
def set_service_checklists(command: SetServiceChecklists, work: UnitOfWork) -> UUID:
    """Tickets that are there keep what they have; of none at all they begin without any."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    refuse_nothing(command)
    named = kept(command.checklists, found.checklists)
    if named is not None:
        named = usable_all(work, named, field="checklists", kept=found.checklists or ())
    work.record(found.service_id, found.begin_with(named))
    return found.service_id


def checklists_of(path: Sequence[Service]) -> Sequence[ChecklistTemplateId]:
    """What tickets of a service begin with, which stands first on its path upwards: the nearest that says it."""
    return next((service.checklists for service in path if service.checklists is not None), ())
