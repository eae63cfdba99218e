"""What a command names: the rest stays, null takes away, and naming nothing is refused in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.ticket_refusals import AttributeIsRequired, AttributeIsUnknown, AttributesAreTooLong, TooManyAttributes
from api.http.body import decoded
from api.questions.refusals import InvalidField
from commands.agreement_scope import NameRecipients
from commands.catalogue import COMMANDS
from commands.change_request.draft import OutlineChange
from commands.command import Command
from commands.problem.work import DescribeProblem
from commands.refusals import NothingIsAsked
from commands.service import DescribeService
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import PrioritiseTicket, ReclassifyTicket
from events.change_request import ChangeOutlined
from events.ticket import TicketPrioritised, TicketReclassified
from events.ticket_type import TicketTypeDefined
from events.values.identity import TicketId
from events.values.text import Text
from events.values.ticket import AttributeChange
from events.values.ticket_type import AttributeDefinition, Choice, TypeDefinition
from projections.facts.describe import sentence
from projections.facts.objects import completed
from projections.facts.trait_changes import about_ticket
from tests.dsl import Like, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_changes import CHANGE, DRAFTED
from tests.gallery_types import ACCESS, ACCESS_ID
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER

ROOMS = TypeDefinition(
    name=Text("Переезд", "Move"),
    attributes=(
        AttributeDefinition(code="room", name=Text("Комната", "Room")),
        AttributeDefinition(code="cost", name=Text("Стоимость", "Cost"), kind="number"),
        AttributeDefinition(
            code="side",
            name=Text("Сторона", "Side"),
            kind="choice",
            choices=(Choice("n", Text("север", "north")), Choice("s", Text("юг", "south"))),
        ),
        AttributeDefinition(
            code="until", name=Text("До", "Until"), kind="date", required_in=frozenset({"in_progress"})
        ),
    ),
)
MOVE = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=ROOMS)


def reclassify(**fields: Any) -> ReclassifyTicket:
    return ReclassifyTicket(ticket_id=TICKET, **fields)


def moving(**attributes: str) -> Any:
    story = given(*DESK, MOVE)
    story.when(RegisterTicket(subject="Переезд", type=ACCESS, attributes=attributes), by=REQUESTER)
    return story, TicketId(story.receipt.stream)


def test_attributes_that_are_not_named_stay_and_the_timeline_says_which_changed_from_what_to_what() -> None:
    story, ticket = moving(room="310", cost="5", side="n")
    story.when(ReclassifyTicket(ticket_id=ticket, attributes={"cost": "7", "side": "s"}), by=OPERATOR)
    (recorded,) = story.recorded
    fact = recorded.fact
    assert isinstance(fact, TicketReclassified)
    assert fact.attributes == {"room": "310", "cost": "7", "side": "s"}
    told = completed(sentence(fact), about_ticket(recorded, None), {})
    assert told.ru == "Изменены тип, услуга, соглашение или признаки: Стоимость: 5 → 7; Сторона: север → юг"
    assert told.en == "Type, service, agreement or attributes changed: Cost: 5 → 7; Side: north → south"


def test_an_attribute_of_null_is_taken_away_and_one_that_is_not_there_takes_nothing() -> None:
    story, ticket = moving(room="310", cost="5")
    story.when(ReclassifyTicket(ticket_id=ticket, attributes={"room": None}), by=OPERATOR)
    gone = AttributeChange(code="room", name=Text("Комната", "Room"), was=Text.same("310"))
    story.then(Like(TicketReclassified, attributes={"cost": "5"}, changed=(gone,)))
    (recorded,) = story.recorded
    assert completed(sentence(recorded.fact), about_ticket(recorded, None), {}).en.endswith(": Room: 310 → none")
    story.when(ReclassifyTicket(ticket_id=ticket, attributes={"room": None}), by=OPERATOR).then_nothing()


def test_an_attribute_that_the_status_asks_for_is_not_taken_away() -> None:
    working = msgspec.structs.replace(REGISTERED, type=ACCESS, attributes={"until": "2026-12-31"})
    must = msgspec.structs.replace(ROOMS.attributes[3], required_in=frozenset({"new"}))
    strict = msgspec.structs.replace(MOVE, definition=msgspec.structs.replace(ROOMS, attributes=(must,)))
    given(*DESK, strict, working).when(reclassify(attributes={"until": None}), by=OPERATOR).then_refused(
        AttributeIsRequired, field="attributes.until"
    )


def test_with_another_type_and_attributes_named_those_that_it_does_not_have_fall_away_and_are_told() -> None:
    story = given(*DESK, MOVE, REGISTERED)
    story.when(reclassify(type=ACCESS), by=OPERATOR).then_refused(AttributeIsUnknown, field="attributes.site")
    story.when(reclassify(type=ACCESS, attributes={"room": "12"}), by=OPERATOR)
    site = AttributeChange(code="site", name=Text.same("site"), was=Text.same("north"))
    room = AttributeChange(code="room", name=Text("Комната", "Room"), now=Text.same("12"))
    story.then(Like(TicketReclassified, type=ACCESS, attributes={"room": "12"}, changed=(room, site)))


def test_a_service_of_null_is_taken_away_and_the_agreement_stays() -> None:
    story = given(*DESK, REGISTERED).when(reclassify(service_id=None), by=OPERATOR)
    story.then(Like(TicketReclassified, service_path=(), agreement_id=REGISTERED.agreement_id))
    story.when(reclassify(service_id=None), by=OPERATOR).then_nothing()


def test_impact_of_null_is_taken_away_and_a_priority_of_null_follows_from_the_matrix_again() -> None:
    story = given(
        *DESK, msgspec.structs.replace(REGISTERED, impact="critical", urgency="critical", priority="critical")
    )
    story.when(PrioritiseTicket(ticket_id=TICKET, priority="low"), by=OPERATOR)
    story.then(Like(TicketPrioritised, priority="low", priority_from="named", impact="critical"))
    story.when(PrioritiseTicket(ticket_id=TICKET, priority=None), by=OPERATOR)
    story.then(Like(TicketPrioritised, priority="critical", priority_from="matrix"))
    story.when(PrioritiseTicket(ticket_id=TICKET, impact=None, urgency="low"), by=OPERATOR)
    story.then(Like(TicketPrioritised, priority="low", impact=None, urgency="low", priority_from="matrix"))
    story.when(PrioritiseTicket(ticket_id=TICKET, urgency=None), by=OPERATOR)
    story.then(Like(TicketPrioritised, priority="normal", impact=None, urgency=None))


def test_a_priority_that_was_named_and_is_the_matrix_s_as_well_is_released_by_null() -> None:
    story = given(*DESK, msgspec.structs.replace(REGISTERED, impact=None, urgency=None, priority="high"))
    story.when(PrioritiseTicket(ticket_id=TICKET, priority="normal"), by=OPERATOR)
    story.when(PrioritiseTicket(ticket_id=TICKET, priority=None), by=OPERATOR)
    story.then(Like(TicketPrioritised, priority="normal", priority_from="matrix"))
    story.when(PrioritiseTicket(ticket_id=TICKET, priority=None), by=OPERATOR).then_nothing()


def test_a_window_of_null_is_taken_out_of_a_draft() -> None:
    story = given(*DESK, DRAFTED).when(OutlineChange(change_id=CHANGE, window=None), by=ADMINISTRATOR)
    story.then(Like(ChangeOutlined))
    fact = story.recorded[0].fact
    assert isinstance(fact, ChangeOutlined)
    assert fact.outline.window is None


NOTHING: tuple[tuple[Command, str], ...] = (
    (PrioritiseTicket(ticket_id=TICKET), "priority, impact, urgency"),
    (reclassify(), "type, agreement_id, service_id, attributes"),
    (reclassify(attributes={}), "type, agreement_id, service_id, attributes"),
)


@pytest.mark.parametrize(("asked", "fields"), NOTHING)
def test_a_command_that_names_nothing_is_refused_with_what_it_may_name(asked: Command, fields: str) -> None:
    story = given(*DESK, REGISTERED).when(asked, by=OPERATOR)
    assert isinstance(story.outcome, NothingIsAsked)
    assert story.outcome.text.en == f"Nothing is asked for. Name at least one of: {fields}."
    story.then_refused(NothingIsAsked)


@pytest.mark.parametrize(
    ("kind", "field", "address"),
    [
        (ReclassifyTicket, "type", "ticket_id"),
        (ReclassifyTicket, "agreement_id", "ticket_id"),
        (ReclassifyTicket, "attributes", "ticket_id"),
        (DescribeService, "title", "service_id"),
        (DescribeService, "description_ru", "service_id"),
        (DescribeService, "classification", "service_id"),
        (DescribeProblem, "subject", "problem_id"),
        (DescribeProblem, "priority", "problem_id"),
        (DescribeProblem, "services", "problem_id"),
        (OutlineChange, "plan", "change_id"),
        (OutlineChange, "risk", "change_id"),
        (NameRecipients, "units", "agreement_id"),
        (NameRecipients, "persons", "agreement_id"),
        (NameRecipients, "distributes", "agreement_id"),
    ],
)
def test_null_is_refused_by_the_name_of_a_field_that_nothing_can_be_without(
    kind: type[Command], field: str, address: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        decoded({address: str(UUID(int=1)), field: None}, kind, addressed=address)
    assert refused.value.field == field


def test_no_command_takes_null_for_a_field_that_stays_when_it_is_not_named() -> None:
    """A field that may be left out and may be null says itself what null takes away."""
    taken_away = {
        ("put-ticket-on-hold", "wake_up_at"),
        ("move-ticket", "wake_up_at"),
        ("prioritise-ticket", "priority"),
        ("prioritise-ticket", "impact"),
        ("prioritise-ticket", "urgency"),
        ("reclassify-ticket", "service_id"),
        ("correct-ticket-words", "description"),
        ("replan-task", "responsible"),
        ("replan-task", "due_at"),
        ("outline-change", "window"),
        ("set-validity", "valid_from_at"),
        ("set-validity", "valid_until_at"),
        ("name-head", "head"),
        ("name-team-lead", "lead"),
        ("move-service", "parent_id"),
        ("name-service-responsible", "responsible"),
        ("set-service-questions", "form"),
        ("set-service-checklists", "checklists"),
        ("replan-absence", "substitute_id"),
    }
    found = {
        (name, field.name)
        for name, command in COMMANDS.items()
        for field in msgspec.structs.fields(command)
        if field.default is msgspec.UNSET and type(None) in getattr(field.type, "__args__", ())
    }
    assert found == taken_away


def many(count: int, length: int = 1) -> dict[str, str]:
    return {f"k{nth}": "v" * length for nth in range(count)}


def test_a_ticket_bears_a_bounded_number_of_attributes_also_when_they_come_a_few_at_a_time() -> None:
    with pytest.raises(InvalidField) as refused:
        decoded({"subject": "x", "attributes": many(60_000)}, RegisterTicket)
    assert refused.value.field == "attributes"
    story = given(*DESK, msgspec.structs.replace(REGISTERED, attributes=many(99)))
    story.when(reclassify(attributes={"a": "1"}), by=OPERATOR).then(Like(TicketReclassified))
    story.when(reclassify(attributes={"b": "1"}), by=OPERATOR).then_refused(TooManyAttributes, field="attributes")


def test_the_attributes_of_a_ticket_are_bounded_in_length_together() -> None:
    asked = RegisterTicket(subject="x", attributes=many(30, 1000))
    given(*DESK).when(asked, by=OPERATOR).then_refused(AttributesAreTooLong, field="attributes")
