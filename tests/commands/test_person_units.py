"""A person of several units: who belongs where and until when, for which of them they ask, and what they see by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.org_unit_refusals import ContactNeedsCompany, EmployeeNeedsDepartment, NoSuchUnit, UnitIsArchived
from aggregates.person import NoSuchPerson, Person
from aggregates.person_refusals import PersonIsMerged
from aggregates.person_units import MOST_UNITS, BelongingIsEmpty, MainUnitIsNotLeft, TooManyUnits, UnitIsTheMainOne
from aggregates.ticket_refusals import NoSuchTicket
from commands.belonging import RequesterIsOfOtherUnits
from commands.command import Order, UnitOfWork
from commands.merging.persons import MergePerson
from commands.numbering import Hand
from commands.person.card import MovePerson
from commands.person.units import AddPersonUnit, LeavePersonUnit
from commands.refusals import NotAllowed, OneAsksForOneself
from commands.sight import viewer_of
from commands.ticket.correct import CorrectRequester
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket, ReclassifyTicket
from connectors.inbound.identities import Identities
from events.fact import Fact
from events.holding import AgreementGranted
from events.org_unit import OrgUnitAdded, OrgUnitArchived, OrgUnitAskingSet, OrgUnitSharingSet, OrgUnitZoneSet
from events.person import PersonMoved, PersonRegistered
from events.person_units import PersonUnitAdded, PersonUnitLeft
from events.ticket import TicketReclassified, TicketRegistered
from events.ticket_corrections import TicketRequesterCorrected
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId, StreamId
from events.values.people import Viewer
from events.values.person_name import PersonName
from events.values.refusal import Listed, Refusal
from events.values.text import Text
from tests.dsl import NOW, Like, Story, given
from tests.gallery import AGREEMENT, DESK, DESK_WITH_VIP, REGISTERED, TICKET
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT, OTHER_CLIENT, OTHER_DEPARTMENT, PEOPLE
from tests.gallery_services import VIP
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, REQUESTER, SEMYON

DAY = timedelta(days=1)
BORIS = PersonId(UUID(int=888))
OTHERS = PersonRegistered(person_id=BORIS, kind="contact", name=PersonName("Ланской", "Борис"), unit_id=OTHER_CLIENT)
TOO = AddPersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT)
ANNA_TOO = PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="company")
SHARES = OrgUnitSharingSet(unit_id=OTHER_CLIENT, shares_tickets=True)


def ask(**said: Any) -> RegisterTicket:
    return RegisterTicket(subject="Вопрос", **said)


def asked(story: Story) -> TicketRegistered:
    told = story.recorded[0].fact
    assert isinstance(told, TicketRegistered)
    return told


def seen_by(story: Story, who: PersonId = ANNA, days: int = 0) -> frozenset[OrgUnitId]:
    identity = Identities(story.log).of(who)
    assert identity is not None
    return identity.viewer(frozenset({"requester"}), frozenset(), NOW + days * DAY).companies


# -- who belongs where -----------------------------------------------------------------------------------------
def test_a_person_belongs_to_another_unit_for_a_time_and_leaves_it() -> None:
    story = given(*PEOPLE).when(TOO, by=ADMINISTRATOR).then(ANNA_TOO)
    story.when(TOO, by=ADMINISTRATOR).then_nothing()
    until = AddPersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT, sees="own", from_at=NOW, until_at=NOW + 9 * DAY)
    other = PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="own", from_at=NOW, until_at=NOW + 9 * DAY)
    story.when(until, by=ADMINISTRATOR).then(other)
    leave = LeavePersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT)
    story.when(leave, by=ADMINISTRATOR).then(PersonUnitLeft(person_id=ANNA, unit_id=OTHER_CLIENT))
    story.when(leave, by=ADMINISTRATOR).then_nothing()


def test_an_employee_belongs_to_a_client_and_to_another_department_too() -> None:
    for unit in (CLIENT, BRANCH, OTHER_DEPARTMENT):
        too = AddPersonUnit(person_id=OLGA, unit_id=unit)
        given(*PEOPLE).when(too, by=ADMINISTRATOR).then(Like(PersonUnitAdded, unit_id=unit))


@pytest.mark.parametrize(
    ("command", "refusal", "field"),
    [
        (AddPersonUnit(person_id=ANNA, unit_id=BRANCH), UnitIsTheMainOne, "unit_id"),
        (LeavePersonUnit(person_id=ANNA, unit_id=BRANCH), MainUnitIsNotLeft, "unit_id"),
        (AddPersonUnit(person_id=ANNA, unit_id=DEPARTMENT), ContactNeedsCompany, "unit_id"),
        (AddPersonUnit(person_id=OLGA, unit_id=OWN_COMPANY), EmployeeNeedsDepartment, "unit_id"),
        (AddPersonUnit(person_id=ANNA, unit_id=OrgUnitId(UUID(int=404))), NoSuchUnit, "unit_id"),
        (AddPersonUnit(person_id=PersonId(UUID(int=404)), unit_id=CLIENT), NoSuchPerson, "person_id"),
        (AddPersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT, until_at=NOW - DAY), BelongingIsEmpty, "until_at"),
        (
            AddPersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT, from_at=NOW + DAY, until_at=NOW + DAY),
            BelongingIsEmpty,
            "until_at",
        ),
    ],
    ids=["main one", "main one is left", "contact of ours", "root of ours", "no unit", "nobody", "over", "empty"],
)
def test_what_is_no_further_unit_is_refused(command: AddPersonUnit, refusal: type[Refusal], field: str) -> None:
    given(*PEOPLE).when(command, by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_nobody_comes_into_what_is_archived_and_only_administrators_say_who_belongs() -> None:
    gone = OrgUnitArchived(unit_id=OTHER_CLIENT, reason="Договор закончился")
    given(*PEOPLE, gone).when(TOO, by=ADMINISTRATOR).then_refused(UnitIsArchived)
    given(*PEOPLE).when(TOO, by=OPERATOR).then_refused(NotAllowed)
    given(*PEOPLE, ANNA_TOO).when(LeavePersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT), by=REQUESTER).then_refused(
        NotAllowed
    )


def test_nobody_belongs_to_more_units_than_a_card_can_show() -> None:
    ids = [OrgUnitId(UUID(int=9_000 + nth)) for nth in range(MOST_UNITS)]
    units = [OrgUnitAdded(unit_id=one, kind="company", name=Text.same(f"Клиент {one.int}")) for one in ids]
    full = [PersonUnitAdded(person_id=ANNA, unit_id=one, sees="company") for one in ids]
    story = given(*PEOPLE, *units, *full)
    story.when(TOO, by=ADMINISTRATOR).then_refused(TooManyUnits, field="unit_id")
    story.when(AddPersonUnit(person_id=ANNA, unit_id=ids[0], sees="own"), by=ADMINISTRATOR).then(Like(PersonUnitAdded))


def test_who_moves_into_a_further_unit_belongs_to_it_once() -> None:
    move = MovePerson(person_id=ANNA, unit_id=OTHER_CLIENT)
    given(*PEOPLE, ANNA_TOO).when(move, by=ADMINISTRATOR).then(
        PersonUnitLeft(person_id=ANNA, unit_id=OTHER_CLIENT),
        PersonMoved(person_id=ANNA, unit_id=OTHER_CLIENT, from_id=BRANCH),
    )


# -- for which of them they ask ----------------------------------------------------------------------------------
def test_row_30_one_asks_for_the_main_unit_unless_another_of_ones_own_is_named_by_itself_or_its_company() -> None:
    desk = (*DESK, ANNA_TOO)
    assert asked(given(*desk).when(ask(), by=REQUESTER)).requester.units == (BRANCH, CLIENT)
    for unit, units in ((OTHER_CLIENT, (OTHER_CLIENT,)), (BRANCH, (BRANCH, CLIENT)), (CLIENT, (BRANCH, CLIENT))):
        assert asked(given(*desk).when(ask(unit_id=unit), by=REQUESTER)).requester.units == units
    by_staff = ask(unit_id=OTHER_CLIENT, requester=From(person_id=ANNA))
    assert asked(given(*desk).when(by_staff, by=OPERATOR)).requester.units == (OTHER_CLIENT,)


@pytest.mark.parametrize(
    "more",
    [
        (),
        (PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="company", from_at=NOW + DAY),),
        (PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="company", until_at=NOW),),
        (ANNA_TOO, PersonUnitLeft(person_id=ANNA, unit_id=OTHER_CLIENT)),
        (ANNA_TOO, OrgUnitArchived(unit_id=OTHER_CLIENT, reason="Договор закончился")),
    ],
    ids=["never", "not yet", "no longer", "left", "archived"],
)
def test_one_asks_for_no_unit_that_one_does_not_belong_to_at_that_moment(more: tuple[Fact, ...]) -> None:
    story = given(*DESK, *more).when(ask(unit_id=OTHER_CLIENT), by=REQUESTER)
    assert isinstance(story.outcome, Refusal)
    assert story.outcome.params["units"] == Listed({str(BRANCH): Text("Филиал", "Branch")}), "the way out"
    story.then_refused(RequesterIsOfOtherUnits, field="unit_id")


def test_a_guest_asks_for_no_unit() -> None:
    guest = ask(unit_id=CLIENT, requester=From(email="guest@elsewhere.example"))
    given(*DESK).when(guest, by=OPERATOR).then_refused(RequesterIsOfOtherUnits, field="unit_id")


def test_rules_t3_w7_agreement_and_zone_are_those_of_the_unit_that_one_asks_for() -> None:
    """Anna's own zone is hers wherever she asks for; Boris is where the unit is."""
    omsk = OrgUnitZoneSet(unit_id=OTHER_CLIENT, time_zone="Asia/Omsk")
    kazan = OrgUnitZoneSet(unit_id=CLIENT, time_zone="Europe/Moscow")
    too = PersonUnitAdded(person_id=BORIS, unit_id=CLIENT, sees="own")
    story = given(*DESK_WITH_VIP, OTHERS, too, omsk, kazan, ANNA_TOO)
    for_boris = From(person_id=BORIS)
    assert asked(story.when(ask(requester=for_boris), by=OPERATOR)).requester.time_zone == "Asia/Omsk"
    there = asked(story.when(ask(requester=for_boris, unit_id=CLIENT, agreement_id=VIP), by=OPERATOR))
    assert (there.requester.time_zone, there.agreement_id) == ("Europe/Moscow", VIP), "by that unit"
    hers = asked(story.when(ask(unit_id=OTHER_CLIENT), by=REQUESTER))
    assert (hers.requester.time_zone, hers.requester.units) == ("Asia/Yekaterinburg", (OTHER_CLIENT,))
    assert hers.agreement_id == AGREEMENT


def test_a_ticket_stays_with_its_company_when_it_is_reclassified_corrected_or_split() -> None:
    vip = AgreementGranted(recipient_id=OTHER_CLIENT, agreement_id=VIP)
    story = given(*DESK_WITH_VIP, ANNA_TOO, vip, OTHERS)
    ticket = story.when(ask(unit_id=OTHER_CLIENT), by=REQUESTER).receipt.stream
    change = ReclassifyTicket(ticket_id=ticket, agreement_id=VIP)  # type: ignore[arg-type] # the id of a receipt
    story.when(change, by=OPERATOR).then(Like(TicketReclassified, agreement_id=VIP))
    to_boris = CorrectRequester(ticket_id=ticket, requester=From(person_id=BORIS))  # type: ignore[arg-type] # as above
    story.when(to_boris, by=OPERATOR).then(Like(TicketRequesterCorrected))
    back = CorrectRequester(ticket_id=ticket, requester=From(person_id=ANNA))  # type: ignore[arg-type] # as above
    told = story.when(back, by=OPERATOR).recorded[0].fact
    assert isinstance(told, TicketRequesterCorrected)
    assert told.requester.units == (OTHER_CLIENT,), "not her main one: the ticket is of that company"
    word = CommentOnTicket(ticket_id=ticket, body="И ещё принтер")  # type: ignore[arg-type] # as above
    comment = story.when(word, by=REQUESTER).recorded[0].fact.comment_id  # type: ignore[attr-defined] # a comment
    split = SplitComment(ticket_id=ticket, comment_id=comment)  # type: ignore[arg-type] # as above
    assert asked(story.when(split, by=OPERATOR)).requester.units == (OTHER_CLIENT,)


def test_the_same_person_turns_out_to_have_asked_for_another_company() -> None:
    of_other = CorrectRequester(ticket_id=TICKET, requester=From(person_id=ANNA), unit_id=OTHER_CLIENT)
    story = given(*DESK, ANNA_TOO, REGISTERED).when(of_other, by=OPERATOR)
    told = story.recorded[0].fact
    assert isinstance(told, TicketRequesterCorrected)
    assert (told.former_id, told.requester.person_id, told.requester.units) == (ANNA, ANNA, (OTHER_CLIENT,))
    story.when(of_other, by=OPERATOR).then_nothing()


def test_row_106_colleagues_are_asked_for_in_the_company_that_both_belong_to() -> None:
    lets = OrgUnitAskingSet(unit_id=OTHER_CLIENT, asks_for_colleagues=True)
    for_boris = ask(requester=From(person_id=BORIS))
    too = PersonUnitAdded(person_id=BORIS, unit_id=CLIENT, sees="company")
    given(*DESK, OTHERS, lets).when(for_boris, by=REQUESTER).then_refused(OneAsksForOneself)
    assert asked(given(*DESK, OTHERS, lets, ANNA_TOO).when(for_boris, by=REQUESTER)).requester.units == (OTHER_CLIENT,)
    story = given(*DESK, OTHERS, OrgUnitAskingSet(unit_id=CLIENT, asks_for_colleagues=True), too)
    assert asked(story.when(for_boris, by=REQUESTER)).requester.units == (CLIENT,), "Boris's main one is none of hers"
    elsewhere = ask(requester=From(person_id=BORIS), unit_id=OTHER_CLIENT)
    story.when(elsewhere, by=REQUESTER).then_refused(RequesterIsOfOtherUnits, field="unit_id")


# -- what they see by it -----------------------------------------------------------------------------------------
def test_row_30_what_a_further_unit_shows_ends_with_it_at_once() -> None:
    until = PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="company", until_at=NOW + DAY)
    assert seen_by(given(*PEOPLE, SHARES)) == frozenset()
    assert seen_by(given(*PEOPLE, ANNA_TOO)) == frozenset(), "it does not share its tickets"
    assert seen_by(given(*PEOPLE, SHARES, ANNA_TOO)) == {OTHER_CLIENT}
    assert [seen_by(given(*PEOPLE, SHARES, until), days=days) for days in (0, 1)] == [{OTHER_CLIENT}, frozenset()]
    narrow = PersonUnitAdded(person_id=ANNA, unit_id=OTHER_CLIENT, sees="own")
    assert seen_by(given(*PEOPLE, SHARES, narrow)) == frozenset()
    story = given(*PEOPLE, SHARES, ANNA_TOO, OrgUnitSharingSet(unit_id=CLIENT, shares_tickets=True))
    assert seen_by(story) == {CLIENT, OTHER_CLIENT}
    story.when(LeavePersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT), by=ADMINISTRATOR)
    assert seen_by(story) == {CLIENT}, "only that reach"


def test_a_colleague_of_a_further_company_writes_on_what_it_shares_until_they_leave() -> None:
    story = given(*DESK, OTHERS, SHARES, ANNA_TOO)
    ticket = story.when(ask(requester=From(person_id=BORIS)), by=OPERATOR).receipt.stream
    word = CommentOnTicket(ticket_id=ticket, body="У нас тоже")  # type: ignore[arg-type] # the id of a receipt

    def anna() -> Viewer:
        identity = Identities(story.log).of(ANNA)
        assert identity is not None
        return identity.viewer(frozenset({"requester"}), frozenset(), NOW)

    assert not isinstance(story.when(word, by=anna()).outcome, Refusal)
    story.when(LeavePersonUnit(person_id=ANNA, unit_id=OTHER_CLIENT), by=ADMINISTRATOR)
    story.when(word, by=anna()).then_refused(NoSuchTicket)


UNITS = [CLIENT, BRANCH, OTHER_CLIENT, DEPARTMENT]
BELONGINGS = st.lists(
    st.tuples(
        st.sampled_from([CLIENT, OTHER_CLIENT, OTHER_DEPARTMENT]),
        st.sampled_from(["own", "company"]),
        st.sampled_from([None, -1, 0, 1]),
        st.sampled_from([None, 0, 1, 2]),
        st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@hypothesis_given(
    belongings=BELONGINGS,
    shares=st.sets(st.sampled_from([CLIENT, OTHER_CLIENT])),
    archived=st.sets(st.sampled_from([CLIENT, OTHER_CLIENT])),
    day=st.sampled_from([0, 1]),
)
def test_doors_and_handlers_see_what_a_plain_reading_of_all_belongings_says(
    belongings: list[Any], shares: set[OrgUnitId], archived: set[OrgUnitId], day: int
) -> None:
    """Olga stands in our department; what she sees of companies hangs on her further units alone."""
    told: dict[OrgUnitId, tuple[str, int | None, int | None]] = {}
    facts: list[Fact] = []
    for unit, sees, since, until, leaves in belongings:
        at = {"from_at": since, "until_at": until}
        when = {name: None if days is None else NOW + days * DAY for name, days in at.items()}
        facts.append(PersonUnitAdded(person_id=OLGA, unit_id=unit, sees=sees, **when))
        told[unit] = (sees, since, until)
        if leaves:
            facts.append(PersonUnitLeft(person_id=OLGA, unit_id=unit))
            told.pop(unit)
    facts += [OrgUnitSharingSet(unit_id=one, shares_tickets=True) for one in sorted(shares)]
    facts += [OrgUnitArchived(unit_id=one, reason="нет") for one in sorted(archived)]
    plain = {
        unit
        for unit, (sees, since, until) in told.items()
        if unit in shares - archived
        and sees == "company"
        and (since is None or since <= day)
        and (until is None or day < until)
    }
    story = given(*PEOPLE, *facts)
    assert seen_by(story, OLGA, days=day) == plain
    then = NOW + day * DAY
    work = UnitOfWork(
        story.log, Hand(story.log), Order(command=TOO, viewer=ADMINISTRATOR, at=then, command_id=story.next_id())
    )
    olga = Person.fold(story.log.load(StreamId(OLGA)))
    assert olga is not None
    assert viewer_of(work, olga).companies == plain


# -- merged cards ------------------------------------------------------------------------------------------------
def test_whoever_is_kept_belongs_where_both_did() -> None:
    """Boris's card turns out to be Anna's second one: she is of his client, too, and of his further units."""
    his = PersonUnitAdded(person_id=BORIS, unit_id=CLIENT, sees="own", until_at=NOW + DAY)
    over = PersonUnitAdded(person_id=BORIS, unit_id=BRANCH, sees="own", until_at=NOW)
    story = given(*PEOPLE, OTHERS, his, over).when(MergePerson(person_id=BORIS, into_id=ANNA), by=ADMINISTRATOR)
    facts = [one.fact for one in story.recorded]
    assert PersonUnitLeft(person_id=BORIS, unit_id=CLIENT) in facts
    assert ANNA_TOO in facts
    kept = Person.fold(story.log.load(StreamId(ANNA)))
    assert kept is not None
    assert [(one.unit_id, one.sees) for one in kept.further] == [(OTHER_CLIENT, "company"), (CLIENT, "own")]
    story.when(AddPersonUnit(person_id=BORIS, unit_id=BRANCH), by=ADMINISTRATOR).then_refused(PersonIsMerged)
    departments = given(*PEOPLE).when(MergePerson(person_id=SEMYON, into_id=OLGA), by=ADMINISTRATOR)
    assert not [one for one in departments.recorded if isinstance(one.fact, PersonUnitAdded)], "of one company before"
