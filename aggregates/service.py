"""What may happen to a service of the catalogue; driven by ``commands.service``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from events.fact import Fact, Recorded
from events.folds.service import SERVICE, ServiceState
from events.service import (
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
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.service_form import ServiceForm
from events.values.text import Text


class NoSuchService(Refusal):
    """There is no such service. Choose one from the catalogue."""

    kind = "missing"
    ru: ClassVar[str] = "Такой услуги нет. Выберите из каталога."
    field = "service_id"


class ServiceExists(Refusal):
    """A service with this id exists already. Change it, or add another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Услуга с таким идентификатором уже есть. Измените её или добавьте другую."
    rule: ClassVar[str] = "row 90"


class ServiceWouldBeInsideItself(Refusal):
    """The service would stand below itself. Choose a parent that is not below it."""

    ru: ClassVar[str] = "Услуга оказалась бы внутри самой себя. Выберите родительскую услугу не из вложенных в неё."
    rule: ClassVar[str] = "row 88"
    field = "parent_id"


class ServiceIsArchived(Refusal):
    """The service “{service}” is no longer offered. Restore it first, or choose another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Услуга «{service}» больше не предоставляется. Сначала верните её или выберите другую."
    rule: ClassVar[str] = "row 21"
    field = "service_id"


class Service(ServiceState, frozen=True, kw_only=True):
    """The state of one service, and what may be done with it. Whether it is offered also hangs on those above it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Service | None:
        """The service that the facts of its stream tell of; ``None`` when they tell of something else."""
        service = SERVICE.fold(cls, history)
        return None if service is None else replace(service, version=history[-1].version)

    def describe(self, name: Text, description: Text, classification: str) -> list[Fact]:
        """Another name, description or classification."""
        if (name, description, classification) == (self.name, self.description, self.classification):
            return []
        return [
            ServiceDescribed(
                service_id=self.service_id, name=name, description=description, classification=classification
            )
        ]

    def move(self, path: Sequence[Service]) -> list[Fact]:
        """Below another service, or to the top when ``path``, which leads from there upwards, is empty (row 88)."""
        if any(above.service_id == self.service_id for above in path):
            raise ServiceWouldBeInsideItself
        parent_id = path[0].service_id if path else None
        if parent_id == self.parent_id:
            return []
        return [ServiceMoved(service_id=self.service_id, parent_id=parent_id, from_id=self.parent_id)]

    def put_at(self, place: int) -> list[Fact]:
        """Another place among its neighbours."""
        return [] if place == self.place else [ServicePlaced(service_id=self.service_id, place=place)]

    def allow_types(self, types: tuple[str, ...]) -> list[Fact]:
        """Exactly these types of tickets (row 91); none: it cannot be asked for (row 93)."""
        types = tuple(dict.fromkeys(types))
        return [] if types == self.types else [ServiceTypesAllowed(service_id=self.service_id, types=types)]

    def name_responsible(self, responsible: Responsible | None) -> list[Fact]:
        """Who answers for its tickets (row 96)."""
        if responsible == self.responsible:
            return []
        return [ServiceResponsibleNamed(service_id=self.service_id, responsible=responsible)]

    def ask(self, form: ServiceForm | None) -> list[Fact]:
        """Other questions for whoever asks for it; ``None``: those of the service above."""
        return [] if form == self.form else [ServiceQuestionsSet(service_id=self.service_id, form=form)]

    def begin_with(self, checklists: ChecklistTemplates | None) -> list[Fact]:
        """Other checklists for its tickets; ``None``: those of the service above."""
        if checklists == self.checklists:
            return []
        return [ServiceChecklistsSet(service_id=self.service_id, checklists=checklists)]

    def archive(self) -> list[Fact]:
        """No longer offered, nor what is below it."""
        return [] if self.is_archived else [ServiceArchived(service_id=self.service_id)]

    def restore(self) -> list[Fact]:
        """Offered again."""
        return [ServiceRestored(service_id=self.service_id)] if self.is_archived else []
