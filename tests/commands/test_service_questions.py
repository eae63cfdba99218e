"""What a service asks of whoever registers a ticket for it: set, inherited, answered, refused (row 91)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from aggregates import service_form_refusals as refusals
from aggregates.entitlement_refusals import ServiceIsNotHeld
from aggregates.service import NoSuchService
from aggregates.ticket_refusals import AttributeDoesNotFit, ChoiceIsUnknown, RegistrationAsksFor
from aggregates.ticket_type import UnknownTicketType
from commands.refusals import NothingIsAsked
from commands.service import MoveService
from commands.service_questions import SetServiceQuestions
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.fact import Fact
from events.service import ServiceQuestionsSet, ServiceTypesAllowed
from events.ticket import TicketRegistered
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.identity import ServiceId
from events.values.refusal import Refusal
from events.values.service_form import ServiceForm, ServiceQuestion
from events.values.text import Text
from events.values.ticket_condition import AllOf, AnyOf, Except, Is, OfAttribute, OneOf
from events.values.ticket_type import AttributeDefinition, Choice, TypeDefinition
from tests.dsl import Like, Story, given
from tests.gallery import DESK_WITH_VIP
from tests.gallery_services import INTERNET, NETWORK
from tests.gallery_types import ACCESS, ACCESS_ID
from tests.people import ADMINISTRATOR, ANNA, OPERATOR

SYSTEMS = (Choice("erp", Text("1С", "ERP")), Choice("mail", Text("Почта", "Mail")))
FIELDS = (
    AttributeDefinition(code="system", name=Text("Система", "System"), kind="choice", choices=SYSTEMS),
    AttributeDefinition(code="role", name=Text("Роль", "Role")),
    AttributeDefinition(code="seats", name=Text("Мест", "Seats"), kind="number"),
    AttributeDefinition(code="until", name=Text("До какого дня", "Until"), kind="date"),
    AttributeDefinition(code="owner", name=Text("Владелец", "Owner"), kind="person"),
)
DEFINITION = TypeDefinition(name=Text("Доступ", "Access"), attributes=FIELDS)
DEFINED = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=DEFINITION)
ALLOWED = ServiceTypesAllowed(service_id=INTERNET, types=(ACCESS, "incident"))


def asked(code: str, **said: Any) -> ServiceQuestion:
    return ServiceQuestion(code=code, **said)


def form(*questions: ServiceQuestion, adds: bool = False) -> ServiceForm:
    return ServiceForm(questions=questions, adds=adds)


def on(service: ServiceId, *questions: ServiceQuestion, adds: bool = False) -> Fact:
    return ServiceQuestionsSet(service_id=service, form=form(*questions, adds=adds))


def desk(*facts: Fact) -> Story:
    return given(*DESK_WITH_VIP, DEFINED, ALLOWED, *facts)


def put(*questions: ServiceQuestion, adds: bool = False) -> SetServiceQuestions:
    return SetServiceQuestions(service_id=INTERNET, form=form(*questions, adds=adds))


def ask(**said: Any) -> RegisterTicket:
    return RegisterTicket(
        subject="Доступ",
        requester=From(person_id=ANNA),
        **{"type": ACCESS, "service_id": INTERNET, **said},
    )


# -- setting ---------------------------------------------------------------------------------------------------
def test_row_91_a_service_asks_for_fields_of_its_types_in_its_own_order_and_words() -> None:
    questions = (
        asked("role", is_required=True, help=Text("Кем работать", "Work as whom"), placeholder=Text.same("reader")),
        asked("system", default="mail"),
        asked("until", shown_when=OfAttribute(code="system", values=("erp",))),
    )
    desk().when(put(*questions), by=ADMINISTRATOR).then(ServiceQuestionsSet(service_id=INTERNET, form=form(*questions)))


def test_the_same_questions_again_change_nothing_and_null_gives_them_back_to_the_service_above() -> None:
    story = desk(on(INTERNET, asked("role")))
    story.when(put(asked("role")), by=ADMINISTRATOR).then_nothing()
    story.when(SetServiceQuestions(service_id=INTERNET, form=None), by=ADMINISTRATOR).then(
        ServiceQuestionsSet(service_id=INTERNET, form=None)
    )
    story.when(SetServiceQuestions(service_id=INTERNET), by=ADMINISTRATOR).then_refused(NothingIsAsked)
    nowhere = SetServiceQuestions(service_id=ServiceId(ACCESS_ID), form=None)
    story.when(nowhere, by=ADMINISTRATOR).then_refused(NoSuchService, field="service_id")


@pytest.mark.parametrize(
    ("question", "refusal", "field"),
    [
        (asked("colour"), refusals.FieldIsNotInType, "form.questions[1].code"),
        (asked("system", type="incident"), refusals.FieldIsNotInType, "form.questions[1].code"),
        (asked("system", type="wish"), UnknownTicketType, "form.questions[1].type"),
        (asked("system", default="crm"), ChoiceIsUnknown, "form.questions[1].default"),
        (asked("seats", default="many"), AttributeDoesNotFit, "form.questions[1].default"),
        (asked("owner", default=str(ANNA)), refusals.PersonIsNoDefault, "form.questions[1].default"),
        (
            asked("until", shown_when=OfAttribute(code="system")),
            refusals.QuestionHangsOnLater,
            "form.questions[1].shown_when",
        ),
        (
            asked("until", shown_when=Except(of=OfAttribute(code="until"))),
            refusals.QuestionHangsOnLater,
            "form.questions[1].shown_when",
        ),
    ],
)
def test_row_91_a_question_that_could_not_be_asked_is_refused_with_its_place(
    question: ServiceQuestion, refusal: type[Refusal], field: str
) -> None:
    desk().when(put(asked("role"), question), by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_a_condition_asks_for_values_that_its_field_has() -> None:
    strange = asked("until", shown_when=AnyOf(of=(OfAttribute(code="system", values=("erp", "crm")),)))
    story = desk().when(put(asked("system"), strange), by=ADMINISTRATOR)
    story.then_refused(ChoiceIsUnknown, field="form.questions[1].shown_when", value="crm")


def test_a_service_that_takes_no_tickets_itself_says_of_which_type_its_questions_are() -> None:
    nameless = SetServiceQuestions(service_id=NETWORK, form=form(asked("role")))
    desk().when(nameless, by=ADMINISTRATOR).then_refused(refusals.QuestionNeedsType, field="form.questions[0].type")
    named = SetServiceQuestions(service_id=NETWORK, form=form(asked("role", type=ACCESS)))
    desk().when(named, by=ADMINISTRATOR).then(Like(ServiceQuestionsSet, service_id=NETWORK))


@pytest.mark.parametrize(
    "said",
    [
        {"questions": [{"code": "role"}, {"code": "role"}]},
        {"questions": [{"code": "role", "help": {"ru": "а\u202eб", "en": ""}}]},
        {"questions": [{"code": "role", "placeholder": {"ru": "а" * 301, "en": ""}}]},
        {"questions": [{"code": "role", "shown_when": {"op": "is", "field": "open"}}]},
        {"questions": [{"code": "role", "shown_when": {"op": "in", "field": "status", "values": ["new"]}}]},
        {"questions": [{"code": "Role"}]},
        {"questions": [{"code": f"f{nth}"} for nth in range(61)]},
        {"questions": [{"code": "role", "colour": "red"}]},
    ],
)
def test_outside_input_that_is_no_form_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"service_id": str(INTERNET), "form": said}, SetServiceQuestions)


# -- registering -----------------------------------------------------------------------------------------------
def test_row_91_nothing_is_registered_for_a_service_without_what_it_needs_whoever_registers() -> None:
    story = desk(on(INTERNET, asked("role", is_required=True)))
    story.when(ask(), by=OPERATOR).then_refused(refusals.ServiceAsksFor, field="attributes.role")
    story.when(ask(attributes={"role": "чтение"}), by=OPERATOR).then(
        Like(TicketRegistered, attributes={"role": "чтение"})
    )
    # Another type of the service has no such field, and another service asks nothing.
    story.when(ask(type="incident"), by=OPERATOR).then(Like(TicketRegistered, attributes={}))
    story.when(ask(service_id=None), by=OPERATOR).then(Like(TicketRegistered, attributes={}))


def test_what_nobody_says_is_taken_as_the_service_has_it() -> None:
    story = desk(on(INTERNET, asked("system", default="mail"), asked("seats", default="07")))
    story.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={"system": "mail", "seats": "7"}))
    story.when(ask(attributes={"system": "erp", "role": "чтение"}), by=OPERATOR).then(
        Like(TicketRegistered, attributes={"system": "erp", "role": "чтение", "seats": "7"})
    )


def test_a_question_is_asked_while_the_answers_before_it_say_so_and_answered_only_then() -> None:
    hanging = asked("until", is_required=True, shown_when=OfAttribute(code="system", values=("erp",)))
    story = desk(on(INTERNET, asked("system", default="mail"), hanging))
    story.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={"system": "mail"}))
    erp = ask(attributes={"system": "erp"})
    story.when(erp, by=OPERATOR).then_refused(refusals.ServiceAsksFor, field="attributes.until")
    whole = {"system": "erp", "until": "2026-12-31"}
    story.when(ask(attributes=whole), by=OPERATOR).then(Like(TicketRegistered, attributes=whole))
    needless = ask(attributes={"system": "mail", "until": "2026-12-31"})
    story.when(needless, by=OPERATOR).then_refused(refusals.AnswerIsNotAsked, field="attributes.until")


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        (OfAttribute(code="seats", least=3, most=5), {"seats": "5"}),
        (OfAttribute(code="until", since="today", before="+7d"), {"until": "2026-03-02"}),
        (Except(of=OfAttribute(code="system")), {}),
        (AllOf(of=(OfAttribute(code="system"), OfAttribute(code="role"))), {"system": "erp", "role": "r"}),
        (AnyOf(of=(OfAttribute(code="system"), OfAttribute(code="role"))), {"role": "r"}),
        (OneOf(field="type", values=(ACCESS,)), {}),
    ],
)
def test_conditions_read_as_they_do_over_tickets_in_lists(condition: Any, fits: dict[str, str]) -> None:
    before = tuple(asked(one) for one in ("system", "role", "seats", "until"))
    story = desk(on(INTERNET, *before, asked("owner", is_required=True, shown_when=condition)))
    story.when(ask(attributes=fits), by=OPERATOR).then_refused(refusals.ServiceAsksFor, field="attributes.owner")
    other = desk(on(INTERNET, *before, asked("owner", is_required=True, shown_when=Except(of=condition))))
    other.when(ask(attributes=fits), by=OPERATOR).then(Like(TicketRegistered, attributes=fits))


def test_impact_and_urgency_can_be_asked_too() -> None:
    urgent = OneOf(field="urgency", values=("critical",))
    story = desk(on(INTERNET, asked("role", is_required=True, shown_when=urgent)))
    story.when(ask(urgency="critical"), by=OPERATOR).then_refused(refusals.ServiceAsksFor)
    story.when(ask(urgency="low"), by=OPERATOR).then(Like(TicketRegistered, attributes={}))


def test_what_the_type_needs_from_the_start_is_asked_whatever_the_form_says() -> None:
    role = msgspec.structs.replace(FIELDS[1], required_in=frozenset({"new"}))
    needs = msgspec.structs.replace(DEFINITION, attributes=(FIELDS[0], role))
    revised = TicketTypeRevised(type_id=ACCESS_ID, code=ACCESS, definition=needs)
    hidden = asked("role", shown_when=OfAttribute(code="system"))
    for questions in ((asked("system"),), (asked("system"), hidden)):
        story = desk(revised, on(INTERNET, *questions))
        story.when(ask(), by=OPERATOR).then_refused(RegistrationAsksFor, field="attributes.role")
        story.when(ask(attributes={"role": "r"}), by=OPERATOR).then(Like(TicketRegistered, attributes={"role": "r"}))
    filled = desk(revised, on(INTERNET, asked("role", default="чтение")))
    filled.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={"role": "чтение"}))


def test_a_letter_is_never_refused_for_what_the_service_asks() -> None:
    story = desk(on(INTERNET, asked("role", is_required=True), asked("system", default="mail")))
    receipt = story.bus.execute(ask(channel="email"), viewer=OPERATOR, command_id=story.next_id(), by_letter=True)
    assert receipt.version == 1


def test_a_question_whose_field_the_type_has_lost_is_asked_no_more() -> None:
    without = msgspec.structs.replace(DEFINITION, attributes=FIELDS[:1])
    lost = TicketTypeRevised(type_id=ACCESS_ID, code=ACCESS, definition=without)
    story = desk(on(INTERNET, asked("role", is_required=True), asked("system", default="mail")), lost)
    story.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={"system": "mail"}))
    other = msgspec.structs.replace(FIELDS[0], choices=SYSTEMS[:1])
    gone = TicketTypeRevised(
        type_id=ACCESS_ID, code=ACCESS, definition=msgspec.structs.replace(DEFINITION, attributes=(other,))
    )
    story.given(gone).when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={}))


# -- inheriting ------------------------------------------------------------------------------------------------
ABOVE = on(NETWORK, asked("role", type=ACCESS, is_required=True))


def test_a_service_without_questions_asks_those_of_the_service_above_until_it_moves() -> None:
    story = desk(ABOVE)
    story.when(ask(), by=OPERATOR).then_refused(refusals.ServiceAsksFor, field="attributes.role")
    story.when(MoveService(service_id=INTERNET, parent_id=None), by=ADMINISTRATOR)
    # Nobody provides it there any more, which is what is refused then.
    story.when(ask(), by=OPERATOR).then_refused(ServiceIsNotHeld, field="service_id")


def test_own_questions_stand_instead_of_those_above_or_behind_them() -> None:
    own = desk(ABOVE, on(INTERNET, asked("system", default="mail")))
    own.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={"system": "mail"}))
    nothing = desk(ABOVE, on(INTERNET))
    nothing.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={}))
    both = desk(ABOVE, on(INTERNET, asked("system", default="mail"), adds=True))
    both.when(ask(), by=OPERATOR).then_refused(refusals.ServiceAsksFor, field="attributes.role")
    instead = desk(ABOVE, on(INTERNET, asked("role", type=ACCESS), adds=True))
    instead.when(ask(), by=OPERATOR).then(Like(TicketRegistered, attributes={}))


def test_what_is_added_may_hang_on_what_is_asked_above() -> None:
    hanging = asked("system", shown_when=OfAttribute(code="role"))
    desk(ABOVE).when(put(hanging, adds=True), by=ADMINISTRATOR).then(Like(ServiceQuestionsSet))
    desk(ABOVE).when(put(hanging), by=ADMINISTRATOR).then_refused(refusals.QuestionHangsOnLater)


def test_a_condition_on_tickets_is_none_on_answers() -> None:
    with pytest.raises(ValueError, match="attribute"):
        form(asked("role", shown_when=Is(field="open")))
