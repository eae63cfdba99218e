from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.service import NoSuchService, ServiceExists, ServiceIsArchived, ServiceWouldBeInsideItself
from aggregates.team import NoSuchTeam, PersonIsNotInTeam
from aggregates.ticket_type import UnknownTicketType
from commands.command import Command
from commands.fields import Named
from commands.refusals import NothingIsAsked
from commands.service import (
    AddService,
    AllowServiceTypes,
    ArchiveService,
    DescribeService,
    MoveService,
    NameServiceResponsible,
    PlaceService,
    RestoreService,
)
from events.service import (
    ServiceAdded,
    ServiceArchived,
    ServiceDescribed,
    ServiceMoved,
    ServicePlaced,
    ServiceResponsibleNamed,
    ServiceRestored,
    ServiceTypesAllowed,
)
from events.values.identity import ServiceId, TeamId
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.text import Text
from tests.dsl import Like, Story, given
from tests.gallery import AGREEMENT, DESK_WITH_VIP
from tests.gallery_services import ADVICE, INTERNET, INTERNET_ADDED, NETWORK, PRINTERS
from tests.people import ADMINISTRATOR, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

NOTHING = ServiceId(UUID(int=404))
NETWORK_ARCHIVED = ServiceArchived(service_id=NETWORK)


def desk() -> Story:
    return given(*DESK_WITH_VIP)


# -- adding ----------------------------------------------------------------------------------------------------
def test_rows_6_89_90_a_service_is_added_with_all_that_is_said_of_it() -> None:
    asked = AddService(
        title=Named(ru="Почта", en="Mail"),
        description_ru=" Настройка ящиков ",
        classification=" office ",
        parent_id=NETWORK,
        types=("incident", "inquiry", "incident"),
        responsible=Responsible(SECOND_LINE, SEMYON),
        place=7,
        service_id=NOTHING,
    )
    desk().when(asked, by=ADMINISTRATOR).then(
        ServiceAdded(
            service_id=NOTHING,
            name=Text("Почта", "Mail"),
            description=Text.same("Настройка ящиков"),
            classification="office",
            parent_id=NETWORK,
            types=("incident", "inquiry"),
            responsible=Responsible(SECOND_LINE, SEMYON),
            place=7,
        )
    )


def test_row_90_a_name_is_all_that_a_service_needs() -> None:
    desk().when(AddService(title=Named(en="Mail")), by=ADMINISTRATOR).then(
        Like(ServiceAdded, name=Text.same("Mail"), types=(), parent_id=None, responsible=None)
    )


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"service_id": INTERNET}, ServiceExists, ""),
        ({"service_id": AGREEMENT}, ServiceExists, ""),
        ({"parent_id": NOTHING}, NoSuchService, "parent_id"),
        ({"parent_id": AGREEMENT}, NoSuchService, "parent_id"),
        ({"types": ("incident", "wish")}, UnknownTicketType, "types"),
        ({"responsible": Responsible(TeamId(NOTHING))}, NoSuchTeam, "responsible.team_id"),
        ({"responsible": Responsible(SECOND_LINE, OLGA)}, PersonIsNotInTeam, "responsible.person_id"),
    ],
    ids=lambda said: next(iter(said)) if isinstance(said, dict) else None,
)
def test_row_90_a_service_is_not_added_with_what_does_not_stand(
    said: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    desk().when(AddService(title=Named(en="Mail"), **said), by=ADMINISTRATOR).then_refused(refusal, field=field)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"title": {}},
        {"title": {"ru": "   "}},
        {"title": {"en": "a"}, "place": -1},
        {"title": {"en": "a"}, "types": "incident"},
        {"title": {"en": "a"}, "types": ["incident"] * 101},
        {"title": {"en": "a"}, "parent_id": "network"},
        {"title": {"en": "a"}, "colour": "red"},
        {"title": {"en": "a"}, "classification": "я" * 201},
    ],
)
def test_outside_input_that_is_no_service_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, AddService)


# -- its place in the catalogue --------------------------------------------------------------------------------
def test_row_88_a_service_is_moved_and_never_into_itself() -> None:
    story = desk()
    story.when(MoveService(service_id=PRINTERS, parent_id=INTERNET), by=ADMINISTRATOR).then(
        ServiceMoved(service_id=PRINTERS, parent_id=INTERNET, from_id=None)
    )
    story.when(MoveService(service_id=PRINTERS, parent_id=INTERNET), by=ADMINISTRATOR).then_nothing()
    for below in (NETWORK, INTERNET, PRINTERS):
        story.when(MoveService(service_id=NETWORK, parent_id=below), by=ADMINISTRATOR).then_refused(
            ServiceWouldBeInsideItself, field="parent_id"
        )
    story.when(MoveService(service_id=PRINTERS, parent_id=None), by=ADMINISTRATOR).then(
        ServiceMoved(service_id=PRINTERS, parent_id=None, from_id=INTERNET)
    )


def test_row_88_nothing_is_put_below_what_is_no_longer_offered() -> None:
    story = desk().given(NETWORK_ARCHIVED)
    for below in (NETWORK, INTERNET):
        story.when(MoveService(service_id=PRINTERS, parent_id=below), by=ADMINISTRATOR).then_refused(
            ServiceIsArchived, field="parent_id", service=Text("Сеть", "Network")
        )
        story.when(AddService(title=Named(en="Wi-Fi"), parent_id=below), by=ADMINISTRATOR).then_refused(
            ServiceIsArchived, field="parent_id"
        )


def test_row_88_services_are_ordered_by_hand() -> None:
    story = desk()
    story.when(PlaceService(service_id=INTERNET, place=10), by=ADMINISTRATOR).then_nothing()
    story.when(PlaceService(service_id=INTERNET, place=20), by=ADMINISTRATOR).then(
        ServicePlaced(service_id=INTERNET, place=20)
    )


# -- what it is ------------------------------------------------------------------------------------------------
def test_what_is_not_named_in_a_description_stays() -> None:
    story = desk()
    story.when(DescribeService(service_id=INTERNET), by=ADMINISTRATOR).then_refused(NothingIsAsked)
    story.when(DescribeService(service_id=INTERNET, description_ru="Любой"), by=ADMINISTRATOR).then(
        ServiceDescribed(
            service_id=INTERNET,
            name=INTERNET_ADDED.name,
            description=Text("Любой", "By wire and without"),
            classification="infrastructure",
        )
    )
    story.when(DescribeService(service_id=INTERNET, title=Named(en="Net"), classification=""), by=ADMINISTRATOR).then(
        Like(ServiceDescribed, name=Text.same("Net"), description=Text("Любой", "By wire and without"))
    )


def test_row_91_the_types_of_a_service_are_those_that_the_desk_knows() -> None:
    story = desk()
    story.when(AllowServiceTypes(service_id=ADVICE, types=("inquiry",)), by=ADMINISTRATOR).then_nothing()
    story.when(AllowServiceTypes(service_id=ADVICE, types=("inquiry", "incident")), by=ADMINISTRATOR).then(
        ServiceTypesAllowed(service_id=ADVICE, types=("inquiry", "incident"))
    )
    story.when(AllowServiceTypes(service_id=ADVICE, types=("wish",)), by=ADMINISTRATOR).then_refused(
        UnknownTicketType, field="types", type="wish"
    )
    story.when(AllowServiceTypes(service_id=ADVICE, types=()), by=ADMINISTRATOR).then(
        ServiceTypesAllowed(service_id=ADVICE, types=())
    )


def test_row_96_somebody_answers_for_a_service_or_nobody_does() -> None:
    story = desk()
    story.when(NameServiceResponsible(service_id=PRINTERS, responsible=None), by=ADMINISTRATOR).then_nothing()
    story.when(
        NameServiceResponsible(service_id=PRINTERS, responsible=Responsible(FIRST_LINE, OLGA)), by=ADMINISTRATOR
    ).then(ServiceResponsibleNamed(service_id=PRINTERS, responsible=Responsible(FIRST_LINE, OLGA)))
    stranger = NameServiceResponsible(service_id=PRINTERS, responsible=Responsible(FIRST_LINE, SEMYON))
    story.when(stranger, by=ADMINISTRATOR).then_refused(PersonIsNotInTeam, field="responsible.person_id")
    story.when(NameServiceResponsible(service_id=PRINTERS, responsible=None), by=ADMINISTRATOR).then(
        ServiceResponsibleNamed(service_id=PRINTERS, responsible=None)
    )


def test_a_service_leaves_the_catalogue_and_comes_back() -> None:
    story = desk()
    story.when(RestoreService(service_id=NETWORK), by=ADMINISTRATOR).then_nothing()
    story.when(ArchiveService(service_id=NETWORK), by=ADMINISTRATOR).then(NETWORK_ARCHIVED)
    story.when(ArchiveService(service_id=NETWORK), by=ADMINISTRATOR).then_nothing()
    story.when(ArchiveService(service_id=INTERNET), by=ADMINISTRATOR).then(ServiceArchived(service_id=INTERNET))
    story.when(RestoreService(service_id=INTERNET), by=ADMINISTRATOR).then_refused(ServiceIsArchived)
    story.when(RestoreService(service_id=NETWORK), by=ADMINISTRATOR).then(ServiceRestored(service_id=NETWORK))
    story.when(RestoreService(service_id=INTERNET), by=ADMINISTRATOR).then(ServiceRestored(service_id=INTERNET))


@pytest.mark.parametrize("nothing", [NOTHING, ServiceId(AGREEMENT)], ids=["no stream", "another noun's"])
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (DescribeService, {}),
        (MoveService, {}),
        (PlaceService, {"place": 1}),
        (AllowServiceTypes, {"types": ()}),
        (NameServiceResponsible, {}),
        (ArchiveService, {}),
        (RestoreService, {}),
    ],
    ids=lambda said: said.__name__ if isinstance(said, type) else None,
)
def test_a_service_that_does_not_exist_is_not_found(
    command: type[Command], said: dict[str, Any], nothing: ServiceId
) -> None:
    desk().when(command(service_id=nothing, **said), by=ADMINISTRATOR).then_refused(NoSuchService, field="service_id")
