"""Commands on services of the catalogue (rows 6, 21, 88-97)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates.service import NoSuchService, Service, ServiceExists, ServiceIsArchived
from commands import service_windows
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Named, kept, refuse_nothing
from commands.responsible import responsible
from commands.ticket_type.offered import offered_type, ticket_type
from events.service import ServiceAdded
from events.values.identity import ServiceId
from events.values.people import Responsible
from events.values.text import Text

Types = Annotated[
    tuple[str, ...], Meta(max_length=100, description="Codes of ticket types; none: not to be asked for.")
]
Classification = Annotated[str, Meta(max_length=200)]
Place = Annotated[int, Meta(ge=0, le=1_000_000, description="Order among its neighbours, the lowest first.")]


def service_path(work: UnitOfWork, service_id: ServiceId, *, field: str = "service_id") -> list[Service]:
    """The service and what is above it, up to the top of the catalogue."""
    found = [work.load(service_id, Service.fold, NoSuchService(field=field))]
    while (above := found[-1].parent_id) is not None:
        found.append(work.load(above, Service.fold, NoSuchService(field=field)))
    return found


def offered_path(work: UnitOfWork, service_id: ServiceId, *, field: str = "service_id") -> list[Service]:
    """As ``service_path``, for something new: nothing on the way may be archived, now or in this instant."""
    found = service_path(work, service_id, field=field)
    for service in found:
        if service.is_archived:
            raise ServiceIsArchived(service=service.name, field=field)
        work.watch(service.service_id)
    return found


def _known_types(work: UnitOfWork, types: Sequence[str], *, kept: Sequence[str] = ()) -> tuple[str, ...]:
    """Types that exist, and are offered unless they are ``kept``: those that the service has already."""
    for code in types:
        if code in kept:
            ticket_type(work, code, field="types")
        else:
            offered_type(work, code, field="types")
    return tuple(dict.fromkeys(types))


class AddService(Command, frozen=True, kw_only=True):
    """Add a service to the catalogue, at the top or below another one (rows 88-91)."""

    name: ClassVar[str] = "add-service"

    title: Named
    description_ru: Body = ""
    description_en: Body = ""
    classification: Classification = ""
    parent_id: ServiceId | None = None
    types: Types = ()
    responsible: Responsible | None = None
    place: Place = 0
    service_id: ServiceId | None = None


@handles(AddService)
def add_service(command: AddService, work: UnitOfWork) -> UUID:
    """Its responsible must stand (row 96) and its types exist (row 91); what is above it must be offered."""
    service_id = command.service_id or ServiceId(work.new_id("service"))
    if work.history(service_id):
        raise ServiceExists
    if command.parent_id is not None:
        offered_path(work, command.parent_id, field="parent_id")
    answers = command.responsible and responsible(work, command.responsible, field="responsible")
    fact = ServiceAdded(
        service_id=service_id,
        name=command.title.text,
        description=_text(command.description_ru, command.description_en),
        classification=command.classification.strip(),
        parent_id=command.parent_id,
        types=_known_types(work, command.types),
        responsible=answers,
        place=command.place,
    )
    work.record(service_id, [fact])
    return service_id


def _text(ru: str, en: str) -> Text:
    return Text(ru=ru.strip() or en.strip(), en=en.strip() or ru.strip())


class DescribeService(Command, frozen=True, kw_only=True):
    """Give a service another name, description or classification; what is not named stays as it is."""

    name: ClassVar[str] = "describe-service"

    service_id: ServiceId
    title: Named | UnsetType = UNSET
    description_ru: Body | UnsetType = UNSET
    description_en: Body | UnsetType = UNSET
    classification: Classification | UnsetType = UNSET


@handles(DescribeService)
def describe_service(command: DescribeService, work: UnitOfWork) -> UUID:
    """Nothing else changes."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    refuse_nothing(command)
    ru, en = kept(command.description_ru, found.description.ru), kept(command.description_en, found.description.en)
    kind = kept(command.classification, found.classification).strip()
    title = found.name if command.title is UNSET else command.title.text
    work.record(found.service_id, found.describe(title, _text(ru, en), kind))
    return found.service_id


class MoveService(Command, frozen=True, kw_only=True):
    """Put a service below another one; null: at the top (row 88)."""

    name: ClassVar[str] = "move-service"

    service_id: ServiceId
    parent_id: ServiceId | UnsetType | None = UNSET


@handles(MoveService)
def move_service(command: MoveService, work: UnitOfWork) -> UUID:
    """Never below itself, whoever moves something else at the same instant; the windows held on it come along."""
    found, *old = service_path(work, command.service_id)
    refuse_nothing(command)
    parent_id = kept(command.parent_id, found.parent_id)
    above = [] if parent_id is None else offered_path(work, parent_id, field="parent_id")
    facts = found.move(above)
    work.record(found.service_id, facts)
    if facts:
        service_windows.follow(work, found, old=old, new=above)
    return found.service_id


class PlaceService(Command, frozen=True, kw_only=True):
    """Put a service at another place among its neighbours: the catalogue is ordered by hand."""

    name: ClassVar[str] = "place-service"

    service_id: ServiceId
    place: Place


@handles(PlaceService)
def place_service(command: PlaceService, work: UnitOfWork) -> UUID:
    """Neighbours at the same place stand in the order of their names."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    work.record(found.service_id, found.put_at(command.place))
    return found.service_id


class AllowServiceTypes(Command, frozen=True, kw_only=True):
    """Say which types of tickets may be registered for a service (row 91); none: it cannot be asked for (row 93)."""

    name: ClassVar[str] = "allow-service-types"

    service_id: ServiceId
    types: Types


@handles(AllowServiceTypes)
def allow_service_types(command: AllowServiceTypes, work: UnitOfWork) -> UUID:
    """Every type must exist, and what is added not be archived."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    work.record(found.service_id, found.allow_types(_known_types(work, command.types, kept=found.types)))
    return found.service_id


class NameServiceResponsible(Command, frozen=True, kw_only=True):
    """Say who answers for the tickets of a service; null: whom the agreement names (rows 96-97)."""

    name: ClassVar[str] = "name-service-responsible"

    service_id: ServiceId
    responsible: Responsible | UnsetType | None = UNSET


@handles(NameServiceResponsible)
def name_service_responsible(command: NameServiceResponsible, work: UnitOfWork) -> UUID:
    """The team must exist and the employee be a member of it (row 73)."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    refuse_nothing(command)
    named = kept(command.responsible, found.responsible)
    if named is not None:
        named = responsible(work, named, field="responsible")
    work.record(found.service_id, found.name_responsible(named))
    return found.service_id


class ArchiveService(Command, frozen=True, kw_only=True):
    """Offer a service, and what is below it, no longer."""

    name: ClassVar[str] = "archive-service"

    service_id: ServiceId


@handles(ArchiveService)
def archive_service(command: ArchiveService, work: UnitOfWork) -> UUID:
    """Its tickets go on."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    work.record(found.service_id, found.archive())
    return found.service_id


class RestoreService(Command, frozen=True, kw_only=True):
    """Offer an archived service again."""

    name: ClassVar[str] = "restore-service"

    service_id: ServiceId


@handles(RestoreService)
def restore_service(command: RestoreService, work: UnitOfWork) -> UUID:
    """What is above it must be offered."""
    found = work.load(command.service_id, Service.fold, NoSuchService)
    if found.parent_id is not None:
        offered_path(work, found.parent_id)
    work.record(found.service_id, found.restore())
    return found.service_id
