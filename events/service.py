"""What happens to a service of the catalogue; decided by ``aggregates.service``, read by the catalogue."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.checklist import ChecklistTemplates
from events.values.identity import ServiceId
from events.values.people import Responsible
from events.values.service_form import ServiceForm
from events.values.text import Text


class ServiceAdded(Fact, frozen=True, kw_only=True):
    """A service stands in the catalogue (rows 6, 88-91).

    ``types`` are the codes of ticket types that may be registered for it; ``place`` orders it among its neighbours.
    """

    stored_name: ClassVar[str] = "service.added@2"
    personal: ClassVar[dict[str, str]] = {"description": "service_id"}

    service_id: ServiceId
    name: Text
    description: Text = Text(ru="", en="")
    classification: str = ""
    parent_id: ServiceId | None = None
    types: tuple[str, ...] = ()
    responsible: Responsible | None = None
    place: int = 0


class ServiceDescribed(Fact, frozen=True, kw_only=True):
    """The service bears this name, description and classification from now on."""

    stored_name: ClassVar[str] = "service.described@2"
    personal: ClassVar[dict[str, str]] = {"description": "service_id"}

    service_id: ServiceId
    name: Text
    description: Text
    classification: str


class ServiceMoved(Fact, frozen=True, kw_only=True):
    """The service, with all below it, stands elsewhere in the catalogue (row 88)."""

    stored_name: ClassVar[str] = "service.moved@1"

    service_id: ServiceId
    parent_id: ServiceId | None
    from_id: ServiceId | None


class ServicePlaced(Fact, frozen=True, kw_only=True):
    """The service stands at another place among its neighbours."""

    stored_name: ClassVar[str] = "service.placed@1"

    service_id: ServiceId
    place: int


class ServiceTypesAllowed(Fact, frozen=True, kw_only=True):
    """Exactly these types of tickets may be registered for the service; none: it cannot be asked for (rows 91, 93)."""

    stored_name: ClassVar[str] = "service.types-allowed@1"

    service_id: ServiceId
    types: tuple[str, ...]


class ServiceResponsibleNamed(Fact, frozen=True, kw_only=True):
    """Tickets of the service go to this team or employee, or to whom the agreement names (rows 96-97)."""

    stored_name: ClassVar[str] = "service.responsible-named@1"

    service_id: ServiceId
    responsible: Responsible | None


class ServiceQuestionsSet(Fact, frozen=True, kw_only=True):
    """Whoever asks for the service is asked these questions from now on; without a form those of the service above."""

    stored_name: ClassVar[str] = "service.questions-set@1"

    service_id: ServiceId
    form: ServiceForm | None


class ServiceChecklistsSet(Fact, frozen=True, kw_only=True):
    """Tickets of the service begin with these checklists from now on; without any said those of the service above."""

    stored_name: ClassVar[str] = "service.checklists-set@1"

    service_id: ServiceId
    checklists: ChecklistTemplates | None


class ServiceArchived(Fact, frozen=True, kw_only=True):
    """The service is no longer offered, nor what is below it; its tickets go on."""

    stored_name: ClassVar[str] = "service.archived@1"

    service_id: ServiceId


class ServiceRestored(Fact, frozen=True, kw_only=True):
    """The service is offered again."""

    stored_name: ClassVar[str] = "service.restored@1"

    service_id: ServiceId
