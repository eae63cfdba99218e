from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates import ticket_refusals as refusals
from commands.command import Command
from commands.ticket.crossings import CloseTicketByItself, WakeTicket
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    DeclineTicket,
    LeadTicket,
    MoveTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
)
from events.fact import Fact
from events.ticket import (
    TicketCommented,
    TicketMoved,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
)
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.ticket_type import TypeDefinition
from tests.commands.lives import LIVES
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, REGISTERED, START, TICKET, WAKE_UP_AT
from tests.gallery_types import (
    ACCESS,
    ACCESS_CYCLE,
    ACCESS_ID,
    ACCESS_TYPE,
    ASKED,
    CHECKING,
    ENDED,
    GRANTED,
)
from tests.people import ADMINISTRATOR, ANNA, OPERATOR, REQUESTER, STRANGER, THE_DESK, THE_TIMEKEEPER, viewer

DEFINED = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=ACCESS_TYPE)
ASKED_FOR = msgspec.structs.replace(
    REGISTERED, type=ACCESS, type_version=1, status=ASKED, attributes={"system": "erp"}, responsible=None
)
TO_CHECKING = TicketMoved(
    ticket_id=TICKET, requester_id=ANNA, status=CHECKING, reason="Согласуем", wake_up_at=WAKE_UP_AT
)
TO_GRANTED = TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=GRANTED, closes_after=ACCESS_TYPE.closes_after)
TO_ENDED = TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ENDED)


def move(to: str, **said: object) -> MoveTicket:
    return msgspec.structs.replace(MoveTicket(ticket_id=TICKET, to=to), **said)


def ticket(*facts: Fact) -> Story:
    """A ticket of the access type to which these things happened."""
    return given(*DESK, DEFINED, ASKED_FOR, *facts)


# -- the ways --------------------------------------------------------------------------------------------------
def test_row_166_a_ticket_moves_through_its_own_type_s_statuses() -> None:
    story = ticket()
    story.when(move("checking", reason="Согласуем"), by=OPERATOR)
    story.then(TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=CHECKING, reason="Согласуем"))
    story.when(move("granted"), by=ADMINISTRATOR).then(TO_GRANTED)
    story.when(move("granted"), by=ADMINISTRATOR).then_nothing()
    story.when(move("ended"), by=REQUESTER).then(TO_ENDED)
    story.when(move("asked"), by=ADMINISTRATOR).then_refused(refusals.TicketIsClosed)


@pytest.mark.parametrize(
    ("to", "happens"),
    [
        ("in_progress", TicketPutInProgress(ticket_id=TICKET)),
        ("on_hold", TicketPutOnHold(ticket_id=TICKET, requester_id=ANNA, reason="Ждём")),
        ("resolved", TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Готово")),
    ],
)
def test_rows_166_167_a_move_into_a_shipped_status_is_told_by_that_status_s_own_fact(to: str, happens: Fact) -> None:
    given(REGISTERED).when(move(to, reason="Ждём", solution="Готово"), by=OPERATOR).then(happens)


def test_row_166_merging_names_the_other_ticket() -> None:
    given(REGISTERED).when(move("merged"), by=OPERATOR).then_refused(refusals.MergeNamesAnother, field="to")


def test_row_166_what_the_life_cycle_does_not_have_or_lead_to_is_refused() -> None:
    story = ticket()
    known = ("asked", "checking", "granted", "ended")
    story.when(move("on_hold"), by=OPERATOR).then_refused(refusals.StatusIsUnknown, field="to", known=known)
    story.when(move("granted"), by=ADMINISTRATOR).then_refused(refusals.StatusIsNotReachable, ways=("checking",))


@pytest.mark.parametrize(
    "command",
    [
        PutTicketInProgress(ticket_id=TICKET),
        PutTicketOnHold(ticket_id=TICKET, reason="Ждём"),
        ResolveTicket(ticket_id=TICKET, solution="Готово"),
        ReopenTicket(ticket_id=TICKET),
        DeclineTicket(ticket_id=TICKET, reason="Дубль"),
    ],
    ids=lambda command: command.name,
)
def test_row_166_a_command_that_names_no_status_is_not_told_of_a_field_for_one(command: Command) -> None:
    ticket().when(command, by=OPERATOR).then_refused(refusals.StatusIsUnknown, field="")


@pytest.mark.parametrize(
    ("by", "ways"),
    [(ADMINISTRATOR, ("asked", "granted")), (OPERATOR, ("asked",)), (REQUESTER, ())],
    ids=["administrator", "operator", "requester"],
)
def test_row_166_the_refusal_names_the_ways_that_are_open_to_who_asks(by: Viewer, ways: tuple[str, ...]) -> None:
    ticket(TO_CHECKING).when(move("ended"), by=by).then_refused(refusals.StatusIsNotReachable, ways=ways)


@pytest.mark.parametrize("reason", ["", "   "])
def test_row_166_what_a_way_asks_for_must_be_said(reason: str) -> None:
    ticket().when(move("checking", reason=reason), by=OPERATOR).then_refused(refusals.MoveAsksFor, field="reason")


def test_row_166_a_wake_up_lies_ahead() -> None:
    asked = move("checking", reason="Согласуем", wake_up_at=NOW)
    ticket().when(asked, by=OPERATOR).then_refused(refusals.WakeUpIsPast, field="wake_up_at")


def test_row_166_a_wake_up_is_given_only_where_a_status_wakes() -> None:
    asked = move("granted", wake_up_at=WAKE_UP_AT)
    ticket(TO_CHECKING).when(asked, by=ADMINISTRATOR).then_refused(
        refusals.StatusDoesNotWake, field="wake_up_at", status=GRANTED.name
    )
    begun = move("in_progress", wake_up_at=WAKE_UP_AT)
    given(REGISTERED).when(begun, by=OPERATOR).then_refused(refusals.StatusDoesNotWake, field="wake_up_at")
    waiting = move("on_hold", reason="Ждём", wake_up_at=WAKE_UP_AT)
    given(REGISTERED).when(waiting, by=OPERATOR).then(Like(TicketPutOnHold, wake_up_at=WAKE_UP_AT))


@pytest.mark.parametrize("by", [OPERATOR, REQUESTER], ids=["another group", "the requester"])
def test_row_166_a_way_may_be_open_to_some_groups_only(by: Viewer) -> None:
    story = ticket(TO_CHECKING).when(move("granted"), by=by)
    story.then_refused(refusals.MoveIsNotYours, field="to", groups=("administrator",))


def test_row_166_a_way_may_be_open_to_the_requester_too_but_to_no_other_requester() -> None:
    ticket(TO_CHECKING, TO_GRANTED).when(move("asked"), by=REQUESTER).then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ASKED)
    )
    ticket(TO_CHECKING, TO_GRANTED).when(move("asked"), by=STRANGER).then_refused(refusals.NoSuchTicket)


# -- attributes and priorities of one's own --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("attributes", "refusal", "field"),
    [
        ({"system": "crm"}, refusals.ChoiceIsUnknown, "attributes.system"),
        ({"system": "erp", "until": "завтра"}, refusals.AttributeDoesNotFit, "attributes.until"),
        ({"system": "erp", "room": "7"}, refusals.AttributeIsUnknown, "attributes.room"),
    ],
)
def test_row_92_a_ticket_bears_the_attributes_of_its_type(
    attributes: dict[str, str], refusal: type[Refusal], field: str
) -> None:
    asked = RegisterTicket(subject="Нужен доступ", type=ACCESS, attributes=attributes)
    given(*DESK, DEFINED).when(asked, by=REQUESTER).then_refused(refusal, field=field)
    again = ReclassifyTicket(ticket_id=TICKET, attributes=attributes)
    ticket().when(again, by=OPERATOR).then_refused(refusal, field=field)


def test_row_92_what_a_status_asks_for_is_asked_for_in_the_words_of_what_is_done() -> None:
    """A ticket that is registered goes nowhere, and neither does one whose attributes are edited."""
    asked = RegisterTicket(subject="Нужен доступ", type=ACCESS)
    story = given(*DESK, DEFINED).when(asked, by=REQUESTER)
    assert isinstance(story.outcome, refusals.RegistrationAsksFor)
    assert story.outcome.text.ru == "Заявка типа «Запрос доступа» не регистрируется без поля «Система». Заполните его."
    story.then_refused(refusals.RegistrationAsksFor, field="attributes.system")
    story = ticket().when(ReclassifyTicket(ticket_id=TICKET, attributes={"system": None}), by=OPERATOR)
    story.then_refused(refusals.AttributeIsRequired, field="attributes.system", status=ASKED.name)


def test_row_92_in_another_type_s_life_cycle_what_its_beginning_asks_for_is_asked_for() -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, type=ACCESS, attributes={})
    given(*DESK, DEFINED, *LIVES["in_progress"]).when(asked, by=OPERATOR).then_refused(
        refusals.AttributeIsRequired, field="attributes.system", status=ASKED.name
    )


def test_row_92_a_status_may_require_an_attribute_before_a_ticket_enters_it() -> None:
    until = msgspec.structs.replace(ACCESS_TYPE.attributes[1], required_in=frozenset({"checking"}))
    strict = msgspec.structs.replace(ACCESS_TYPE, attributes=(ACCESS_TYPE.attributes[0], until))
    story = given(*DESK, msgspec.structs.replace(DEFINED, definition=strict), ASKED_FOR)
    story.when(move("checking", reason="Согласуем"), by=OPERATOR)
    story.then_refused(refusals.AttributeIsRequired, field="attributes.until")
    filled = ReclassifyTicket(ticket_id=TICKET, attributes={"system": "erp", "until": "2026-12-31"})
    story.when(filled, by=OPERATOR).then(Like(TicketReclassified))
    story.when(move("checking", reason="Согласуем"), by=OPERATOR).then(Like(TicketMoved, status=CHECKING))


def test_row_92_a_priority_follows_from_the_type_s_own_matrix() -> None:
    asked = RegisterTicket(subject="x", type=ACCESS, attributes={"system": "erp"}, impact="low", urgency="critical")
    given(*DESK, DEFINED).when(asked, by=REQUESTER).then(Like(TicketRegistered, priority="low"))
    again = PrioritiseTicket(ticket_id=TICKET, impact="critical", urgency="low")
    ticket().when(again, by=OPERATOR).then(Like(TicketPrioritised, priority="critical"))


def test_row_92_in_another_type_s_life_cycle_a_ticket_begins_anew() -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, type=ACCESS, attributes={"system": "erp"})
    given(*DESK, DEFINED, *LIVES["in_progress"]).when(asked, by=OPERATOR).then(
        Like(TicketReclassified, type=ACCESS), TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ASKED, led=True)
    )


# -- replies ---------------------------------------------------------------------------------------------------
REPLY = CommentOnTicket(ticket_id=TICKET, body="Не помогло")


def test_row_166_the_requester_s_reply_to_a_solution_opens_the_ticket_again() -> None:
    given(*LIVES["resolved"]).when(REPLY, by=REQUESTER).then(
        Like(TicketCommented), TicketReopened(ticket_id=TICKET, requester_id=ANNA)
    )
    ticket(TO_CHECKING, TO_GRANTED).when(REPLY, by=REQUESTER).then(
        Like(TicketCommented), TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ASKED)
    )


@pytest.mark.parametrize("by", [OPERATOR, ADMINISTRATOR])
def test_row_166_a_word_of_the_staff_opens_nothing(by: Viewer) -> None:
    given(*LIVES["resolved"]).when(REPLY, by=by).then(Like(TicketCommented))


def test_row_166_staff_who_asked_for_the_ticket_open_it_again_as_its_requester() -> None:
    anna_at_work = viewer(ANNA, "Анна Орлова", "specialist")
    given(*LIVES["resolved"]).when(REPLY, by=anna_at_work).then(Like(TicketCommented), Like(TicketReopened))


@pytest.mark.parametrize(("status", "days"), [("resolved", 14), ("granted", 7)])
def test_row_166_behind_the_window_a_reply_is_a_ticket_of_its_own(status: str, days: int) -> None:
    def story() -> Story:
        return given(*LIVES["resolved"]) if status == "resolved" else ticket(TO_CHECKING, TO_GRANTED)

    last = START + timedelta(days=days)
    assert story().when(REPLY, by=REQUESTER, at=last).receipt.position
    late = story().when(REPLY, by=REQUESTER, at=last + timedelta(seconds=1))
    late.then_refused(refusals.ReplyCameTooLate, days=days, follows=(str(TICKET),))
    late.when(REPLY, by=OPERATOR, at=last + timedelta(seconds=1)).then(Like(TicketCommented))


@pytest.mark.parametrize(
    ("lived", "back", "days"),
    [
        (LIVES["resolved"], ReopenTicket(ticket_id=TICKET), 14),
        (LIVES["resolved"], move("reopened"), 14),
        ((*DESK, DEFINED, ASKED_FOR, TO_CHECKING, TO_GRANTED), move("asked"), 7),
    ],
    ids=["reopen", "move to reopened", "move of one's own"],
)
def test_row_166_behind_the_window_the_requester_reopens_nothing_by_hand_and_staff_do(
    lived: tuple[Fact, ...], back: Command, days: int
) -> None:
    last = START + timedelta(days=days)
    behind = last + timedelta(seconds=1)
    assert given(*lived).when(back, by=REQUESTER, at=last).recorded
    given(*lived).when(back, by=REQUESTER, at=behind).then_refused(refusals.ReplyCameTooLate, days=days)
    assert given(*lived).when(back, by=ADMINISTRATOR, at=behind).recorded


def test_row_166_a_requester_still_closes_a_solved_ticket_behind_the_window() -> None:
    story = ticket(TO_CHECKING, TO_GRANTED).when(move("ended"), by=REQUESTER, at=START + timedelta(days=300))
    story.then(TO_ENDED)


def test_row_166_a_type_whose_tickets_never_reopen_says_so_in_words_that_read_well() -> None:
    never = msgspec.structs.replace(ACCESS_TYPE, reopens_within_days=0)
    story = given(*DESK, msgspec.structs.replace(DEFINED, definition=never), ASKED_FOR, TO_CHECKING, TO_GRANTED)
    story.when(move("asked"), by=REQUESTER)
    assert isinstance(story.outcome, refusals.ReplyCameTooLate)
    assert "дней на возврат: 0" in story.outcome.text.ru
    assert "days for it: 0" in story.outcome.text.en


def test_row_166_where_no_way_back_is_open_to_requesters_a_reply_is_a_comment() -> None:
    closed_ways = tuple(msgspec.structs.replace(way, by_requester=False) for way in ACCESS_CYCLE.transitions)
    strict = msgspec.structs.replace(
        ACCESS_TYPE, lifecycle=msgspec.structs.replace(ACCESS_CYCLE, transitions=closed_ways)
    )
    story = given(*DESK, msgspec.structs.replace(DEFINED, definition=strict), ASKED_FOR, TO_CHECKING, TO_GRANTED)
    story.when(REPLY, by=REQUESTER, at=START + timedelta(days=300)).then(Like(TicketCommented))


# -- by itself -------------------------------------------------------------------------------------------------
def test_row_166_a_ticket_wakes_into_the_status_that_its_own_says() -> None:
    woken = WakeTicket(ticket_id=TICKET, ticket_version=2, wake_up_at=WAKE_UP_AT)
    story = ticket(TO_CHECKING).when(woken, by=THE_TIMEKEEPER, at=WAKE_UP_AT)
    story.then(TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ASKED))


WOKEN = WakeTicket(ticket_id=TICKET, ticket_version=2, wake_up_at=WAKE_UP_AT)


def rewoken(to: str) -> TypeDefinition:
    """The access type revised: what is checked wakes to another status, or to none."""
    checking = msgspec.structs.replace(CHECKING, wakes_to=to)
    lifecycle = msgspec.structs.replace(ACCESS_CYCLE, statuses=(ASKED, checking, GRANTED, ENDED))
    return msgspec.structs.replace(ACCESS_TYPE, lifecycle=lifecycle)


def test_row_166_after_a_revision_a_ticket_wakes_to_where_its_status_wakes_now() -> None:
    revised = msgspec.structs.replace(REVISED, definition=rewoken("granted"), led={})
    ticket(TO_CHECKING, revised).when(WOKEN, by=THE_TIMEKEEPER, at=WAKE_UP_AT).then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=GRANTED)
    )


def test_row_166_in_a_status_that_wakes_no_longer_a_ticket_stays_and_its_wake_up_is_over() -> None:
    revised = msgspec.structs.replace(REVISED, definition=rewoken(""), led={})
    story = ticket(TO_CHECKING, revised).when(WOKEN, by=THE_TIMEKEEPER, at=WAKE_UP_AT)
    story.then(TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=rewoken("").lifecycle.statuses[1], led=True))
    again = msgspec.structs.replace(WOKEN, ticket_version=3)
    story.when(again, by=THE_TIMEKEEPER, at=WAKE_UP_AT).then_nothing()


def test_row_166_a_wake_up_in_a_removed_status_goes_where_the_revision_leads() -> None:
    elsewhere = msgspec.structs.replace(REVISED, led={"checking": "granted"})
    ticket(TO_CHECKING, elsewhere).when(WOKEN, by=THE_TIMEKEEPER, at=WAKE_UP_AT).then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=GRANTED, led=True)
    )


def test_row_166_a_solution_that_nobody_objected_to_closes_the_ticket_by_itself_when_it_was_due() -> None:
    due = START + timedelta(days=3)
    closing = CloseTicketByItself(ticket_id=TICKET, ticket_version=3, due_at=due)
    story = ticket(TO_CHECKING, TO_GRANTED).when(closing, by=THE_TIMEKEEPER, at=due + timedelta(days=1))
    story.then(TO_ENDED)
    assert story.recorded[0].metadata.occurred_at == due


def test_row_166_what_was_reopened_meanwhile_does_not_close_by_itself() -> None:
    life = LIVES["reopened"]
    closing = CloseTicketByItself(ticket_id=TICKET, ticket_version=len(life), due_at=NOW)
    given(*life).when(closing, by=THE_TIMEKEEPER).then_nothing()
    behind = msgspec.structs.replace(closing, ticket_version=2)
    given(*life).when(behind, by=THE_TIMEKEEPER).then_refused(refusals.ClocksAreBehind)


# -- revisions -------------------------------------------------------------------------------------------------
LEAD = LeadTicket(ticket_id=TICKET)
WITHOUT_CHECKING = msgspec.structs.replace(
    ACCESS_TYPE,
    lifecycle=msgspec.structs.replace(
        ACCESS_CYCLE,
        statuses=(ASKED, GRANTED, ENDED),
        transitions=(
            msgspec.structs.replace(ACCESS_CYCLE.transitions[0], enters="granted"),
            *ACCESS_CYCLE.transitions[3:],
        ),
    ),
)
REVISED = TicketTypeRevised(type_id=ACCESS_ID, code=ACCESS, definition=WITHOUT_CHECKING, led={"checking": "asked"})


def test_row_166_a_ticket_in_a_removed_status_is_led_where_the_revision_says() -> None:
    story = ticket(TO_CHECKING, REVISED)
    story.when(LEAD, by=THE_DESK).then(TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=ASKED, led=True))
    story.when(LEAD, by=THE_DESK).then_nothing()
    ticket(REVISED).when(LEAD, by=THE_DESK).then_nothing()
    ticket(TO_CHECKING, TO_GRANTED, TO_ENDED, REVISED).when(LEAD, by=THE_DESK).then_nothing()


def test_row_166_whoever_was_to_be_led_to_a_status_that_is_removed_as_well_is_led_on() -> None:
    one_step = msgspec.structs.replace(
        WITHOUT_CHECKING,
        lifecycle=msgspec.structs.replace(
            ACCESS_CYCLE,
            statuses=(GRANTED, ENDED),
            initial="granted",
            transitions=(ACCESS_CYCLE.transitions[3],),
        ),
        attributes=(),
    )
    again = msgspec.structs.replace(REVISED, definition=one_step, led={"asked": "granted"})
    ticket(TO_CHECKING, REVISED, again).when(LEAD, by=THE_DESK).then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=GRANTED, led=True)
    )


def test_row_166_a_status_that_became_an_end_ends_the_tickets_that_stand_in_it() -> None:
    over = msgspec.structs.replace(GRANTED, is_final=True)
    ends = msgspec.structs.replace(
        ACCESS_TYPE,
        lifecycle=msgspec.structs.replace(
            ACCESS_CYCLE, statuses=(ASKED, CHECKING, over), transitions=ACCESS_CYCLE.transitions[:3]
        ),
    )
    revised = msgspec.structs.replace(REVISED, definition=ends, led={})
    ticket(TO_CHECKING, TO_GRANTED, revised).when(LEAD, by=THE_DESK).then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=over, led=True)
    )
