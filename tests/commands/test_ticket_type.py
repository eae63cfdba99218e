from __future__ import annotations

from typing import Any

import msgspec
import pytest

from aggregates.ticket_type import (
    KindOfAttributeStays,
    LeadGoesNowhere,
    NoSuchTicketType,
    NothingToLead,
    RemovedStatusNeedsLead,
    TicketTypeExists,
    TicketTypeIsArchived,
)
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.refusals import NotAllowed
from commands.service import AddService, AllowServiceTypes
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import ReclassifyTicket
from commands.ticket_type.define import ArchiveTicketType, DefineTicketType, RestoreTicketType, ReviseTicketType
from events.service import ServiceTypesAllowed
from events.ticket import TicketReclassified, TicketRegistered
from events.ticket_type import TicketTypeArchived, TicketTypeDefined, TicketTypeRestored, TicketTypeRevised
from events.values.identity import ServiceId, ticket_type_id
from events.values.people import Viewer
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition
from tests.commands.logs import Interleaved
from tests.dsl import Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_types import ACCESS, ACCESS_CYCLE, ACCESS_ID, ACCESS_TYPE, ASKED, ENDED, LED
from tests.people import ADMINISTRATOR, AUDITOR, OPERATOR, REQUESTER, TECHNOLOGIST

DEFINED = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=ACCESS_TYPE)
DEFINE = DefineTicketType(code=ACCESS, definition=ACCESS_TYPE)
ARCHIVED = TicketTypeArchived(type_id=ACCESS_ID, code=ACCESS)
INCIDENT = SHIPPED_TYPES["incident"]
RENAMED = msgspec.structs.replace(ACCESS_TYPE, name=INCIDENT.name)

SHORT = msgspec.structs.replace(
    ACCESS_TYPE,
    lifecycle=msgspec.structs.replace(
        ACCESS_CYCLE,
        statuses=(ASKED, ENDED),
        transitions=(msgspec.structs.replace(ACCESS_CYCLE.transitions[0], enters="ended"),),
    ),
)
"""The access type with two statuses left: asked and ended."""
ASK: dict[str, Any] = {"subject": "Нужен доступ", "type": ACCESS, "attributes": {"system": "erp"}}


def test_rows_2_91_a_type_of_one_s_own_is_defined_and_registered() -> None:
    story = given(*DESK).when(DEFINE, by=ADMINISTRATOR).then(DEFINED)
    assert story.receipt.reference == ACCESS
    story.when(RegisterTicket(**ASK), by=REQUESTER)
    story.then(Like(TicketRegistered, type=ACCESS, type_version=1, status=ASKED))


@pytest.mark.parametrize("code", SHIPPED_TYPES)
def test_rows_2_5_a_shipped_type_is_registered_as_it_came_and_its_code_is_taken(code: str) -> None:
    story = given(*DESK).when(RegisterTicket(subject="Вопрос", type=code), by=REQUESTER)
    story.then(Like(TicketRegistered, type=code, type_version=0, status=None))
    story.when(DefineTicketType(code=code, definition=ACCESS_TYPE), by=ADMINISTRATOR)
    story.then_refused(TicketTypeExists, field="code", type=code)


def test_row_91_a_code_names_one_type_for_ever_also_when_it_is_archived() -> None:
    given(DEFINED).when(DEFINE, by=ADMINISTRATOR).then_refused(TicketTypeExists)
    given(DEFINED, ARCHIVED).when(DEFINE, by=ADMINISTRATOR).then_refused(TicketTypeExists)


def test_row_91_of_two_who_define_the_same_type_at_one_instant_one_is_told_that_it_exists() -> None:
    log = Interleaved()
    story = Story(log)
    bus = Bus(log, log, story)
    log.others = [lambda: bus.execute(DEFINE, viewer=TECHNOLOGIST, command_id=story.next_id())]
    story.when(DEFINE, by=ADMINISTRATOR)
    assert isinstance(story.outcome, TicketTypeExists)
    assert log.head() == 1


COMMANDS: tuple[Command, ...] = (
    DEFINE,
    ReviseTicketType(code=ACCESS, definition=RENAMED),
    ArchiveTicketType(code=ACCESS),
    RestoreTicketType(code=ACCESS),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("by", [OPERATOR, REQUESTER, AUDITOR], ids=lambda viewer: viewer.actor.name)
def test_types_are_the_administrators_to_change(command: Command, by: Viewer) -> None:
    given(DEFINED).when(command, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("command", COMMANDS[1:], ids=lambda command: command.name)
def test_row_2_a_type_that_does_not_exist_is_not_changed(command: Command) -> None:
    given().when(command, by=ADMINISTRATOR).then_refused(NoSuchTicketType, field="code")


def test_row_91_no_ticket_of_an_archived_type_is_registered_until_it_is_restored() -> None:
    story = given(*DESK, DEFINED)
    story.when(ArchiveTicketType(code=ACCESS), by=ADMINISTRATOR).then(ARCHIVED)
    story.when(ArchiveTicketType(code=ACCESS), by=ADMINISTRATOR).then_nothing()
    story.when(RegisterTicket(**ASK), by=REQUESTER).then_refused(TicketTypeIsArchived, field="type")
    story.when(RestoreTicketType(code=ACCESS), by=ADMINISTRATOR).then(
        TicketTypeRestored(type_id=ACCESS_ID, code=ACCESS)
    )
    story.when(RestoreTicketType(code=ACCESS), by=ADMINISTRATOR).then_nothing()
    story.when(RegisterTicket(**ASK), by=REQUESTER).then(Like(TicketRegistered, type_version=3))


def test_row_91_a_shipped_type_is_archived_like_any_other() -> None:
    story = given(*DESK).when(ArchiveTicketType(code="inquiry"), by=ADMINISTRATOR)
    story.then(TicketTypeArchived(type_id=ticket_type_id("inquiry"), code="inquiry"))
    story.when(RegisterTicket(subject="Вопрос", type="inquiry"), by=REQUESTER).then_refused(TicketTypeIsArchived)


def test_row_91_a_ticket_is_not_registered_under_a_type_that_is_archived_in_that_instant() -> None:
    log = Interleaved()
    story = Story(log).given(*DESK, DEFINED)
    bus = Bus(log, log, story)
    archive = ArchiveTicketType(code=ACCESS)
    log.others = [lambda: bus.execute(archive, viewer=ADMINISTRATOR, command_id=story.next_id())]
    story.when(RegisterTicket(**ASK), by=REQUESTER)
    assert isinstance(story.outcome, TicketTypeIsArchived)
    assert [type(recorded.fact) for recorded in story.recorded] == [TicketTypeArchived]


def test_row_91_no_ticket_becomes_one_of_an_archived_type_and_one_that_is_stays_so() -> None:
    own = msgspec.structs.replace(REGISTERED, type=ACCESS, status=ASKED, attributes={"system": "erp"})
    story = given(*DESK, DEFINED, ARCHIVED, REGISTERED)
    asked = ReclassifyTicket(ticket_id=TICKET, type=ACCESS, attributes={"system": "erp"})
    story.when(asked, by=OPERATOR).then_refused(TicketTypeIsArchived, field="type", type=ACCESS_TYPE.name)
    again = ReclassifyTicket(ticket_id=TICKET, type=ACCESS, attributes={"system": "mail"})
    given(*DESK, DEFINED, own, ARCHIVED).when(again, by=OPERATOR).then(Like(TicketReclassified, type=ACCESS))


def test_row_91_a_service_is_given_no_archived_type_and_keeps_the_one_it_has() -> None:
    story = given(*DESK, DEFINED)
    story.when(AddService(title=Named(en="Accounts"), types=(ACCESS,)), by=ADMINISTRATOR)
    accounts = ServiceId(story.receipt.stream)
    story.when(ArchiveTicketType(code=ACCESS), by=ADMINISTRATOR)
    story.when(AddService(title=Named(en="Mail"), types=("incident", ACCESS)), by=ADMINISTRATOR)
    story.then_refused(TicketTypeIsArchived, field="types", type=ACCESS_TYPE.name)
    wider = AllowServiceTypes(service_id=accounts, types=(ACCESS, "incident"))
    story.when(wider, by=ADMINISTRATOR).then(Like(ServiceTypesAllowed, types=(ACCESS, "incident")))
    story.when(AllowServiceTypes(service_id=accounts, types=("incident",)), by=ADMINISTRATOR)
    story.when(wider, by=ADMINISTRATOR).then_refused(TicketTypeIsArchived, field="types")


# -- versions --------------------------------------------------------------------------------------------------
def revised(definition: TypeDefinition, **led: str) -> ReviseTicketType:
    return ReviseTicketType(code=ACCESS, definition=definition, led=led)


def test_row_166_every_removed_status_says_where_its_tickets_are_led() -> None:
    story = given(DEFINED)
    story.when(revised(SHORT), by=ADMINISTRATOR).then_refused(
        RemovedStatusNeedsLead, field="led", statuses=("checking", "granted")
    )
    story.when(revised(SHORT, checking="asked"), by=ADMINISTRATOR)
    story.then_refused(RemovedStatusNeedsLead, statuses=("granted",))
    story.when(revised(SHORT, checking="asked", granted="ended"), by=ADMINISTRATOR).then(
        TicketTypeRevised(
            type_id=ACCESS_ID, code=ACCESS, definition=SHORT, led={"checking": "asked", "granted": "ended"}
        )
    )


def test_row_166_a_removed_end_leads_nobody_anywhere() -> None:
    longer = msgspec.structs.replace(
        ACCESS_TYPE,
        lifecycle=msgspec.structs.replace(
            ACCESS_CYCLE,
            statuses=(*ACCESS_CYCLE.statuses, msgspec.structs.replace(ENDED, code="refused")),
            transitions=(
                *ACCESS_CYCLE.transitions,
                msgspec.structs.replace(ACCESS_CYCLE.transitions[0], enters="refused"),
            ),
        ),
    )
    first = msgspec.structs.replace(DEFINED, definition=longer)
    given(first).when(revised(ACCESS_TYPE), by=ADMINISTRATOR).then(
        TicketTypeRevised(type_id=ACCESS_ID, code=ACCESS, definition=ACCESS_TYPE)
    )


@pytest.mark.parametrize("target", ["checking", "nowhere", ""])
def test_row_166_tickets_are_led_to_a_status_of_the_new_version(target: str) -> None:
    asked = revised(SHORT, checking=target, granted="ended")
    given(DEFINED).when(asked, by=ADMINISTRATOR).then_refused(
        LeadGoesNowhere, field="led", status=target, known=("asked", "ended")
    )


def test_row_92_the_same_definition_again_is_no_version() -> None:
    given(DEFINED).when(revised(ACCESS_TYPE), by=ADMINISTRATOR).then_nothing()


def test_row_92_an_attribute_keeps_its_kind_and_may_be_removed() -> None:
    system, until = ACCESS_TYPE.attributes
    spelled = msgspec.structs.replace(ACCESS_TYPE, attributes=(system, msgspec.structs.replace(until, kind="text")))
    given(DEFINED).when(revised(spelled), by=ADMINISTRATOR).then_refused(
        KindOfAttributeStays, field="definition.attributes[1].kind", name=until.name, kind="date"
    )
    other = msgspec.structs.replace(until, code="until_when", kind="text")
    for attributes in ((system,), (system, until, other), (msgspec.structs.replace(until, name=system.name), system)):
        asked = msgspec.structs.replace(ACCESS_TYPE, attributes=attributes)
        given(DEFINED).when(revised(asked), by=ADMINISTRATOR).then(Like(TicketTypeRevised, definition=asked))


@pytest.mark.parametrize("code", ["asked", "nowhere"], ids=["kept", "unknown"])
def test_row_166_nobody_is_led_out_of_a_status_that_is_not_removed(code: str) -> None:
    asked = revised(SHORT, checking="asked", granted="ended", **{code: "ended"})
    given(DEFINED).when(asked, by=ADMINISTRATOR).then_refused(NothingToLead, field=f"led.{code}")


def test_rows_2_92_a_shipped_type_is_revised_and_the_others_stay_as_they_are() -> None:
    asked = ReviseTicketType(code="incident", definition=RENAMED, led=dict.fromkeys(LED, "asked"))
    story = given(*DESK).when(asked, by=ADMINISTRATOR).then(Like(TicketTypeRevised, code="incident"))
    ask: dict[str, Any] = {**ASK, "type": "incident"}
    story.when(RegisterTicket(**ask), by=REQUESTER).then(Like(TicketRegistered, type_version=1, status=ASKED))
    story.when(RegisterTicket(subject="Вопрос", type="inquiry"), by=REQUESTER)
    story.then(Like(TicketRegistered, type_version=0, status=None))


@pytest.mark.parametrize("code", ["", "Доступ", "1st", "a b", "a" * 51, "Access"])
def test_a_code_is_short_and_small(code: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="code"):
        msgspec.convert({"code": code, "definition": msgspec.to_builtins(ACCESS_TYPE)}, DefineTicketType)
