"""An approval that nobody is left to give ends by itself and says why; its ticket's clock runs again (row 163)."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest

from commands.approvers import Stage
from commands.change_request.approve import SubmitChange
from commands.change_request.draft import DraftChange
from commands.fields import Named
from commands.merging.persons import MergePerson
from commands.org_unit.add import AddDepartment
from commands.org_unit.change import ArchiveOrgUnit
from commands.person.access import DeactivatePerson, ReactivatePerson
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.ticket.approval import AnswerApproval, RequestApproval
from connectors.inbound.due.approval_keeper import ApprovalKeeper
from events.approval import ApprovalEnded
from events.change_request import ChangeMoved
from events.ticket import TicketCommented
from events.values.approval import Mode
from events.values.change import Window
from events.values.identity import ChangeId, OrgUnitId, PersonId, StreamId
from events.values.people import CARETAKER
from projections.sla_clocks import readers
from tests.projections.test_approvals import OPERATOR, Waiting, as_requester
from tests.projections.world import MONDAY, World

WINDOW = Window(begins_at=MONDAY + timedelta(days=5), ends_at=MONDAY + timedelta(days=6))


@pytest.fixture
def desk(world: World) -> Waiting:
    return Waiting(world)


def kept(world: World) -> int:
    """Let the keeper work until it rests; how many facts it recorded."""
    keeper = ApprovalKeeper(world.bus, world.database, world.log, world, world.hand.now)
    world.fold()
    before = world.log.head()
    while not keeper.turn():
        world.fold()
    world.fold()
    return world.log.head() - before


def ended(desk: Waiting) -> list[ApprovalEnded]:
    told = (recorded.fact for recorded in desk.world.log.load(StreamId(desk.ticket)))
    return [fact for fact in told if isinstance(fact, ApprovalEnded)]


def goes(desk: Waiting, who: PersonId) -> None:
    desk.world.do(DeactivatePerson(person_id=who, reason="Уволился"))


def test_it_waits_for_who_took_in_the_substitute_of_an_approver_who_left(desk: Waiting) -> None:
    kept_one, old = (desk.world.person(name, groups=frozenset({"second_line"})) for name in ("Новая", "Старая"))
    until = desk.world.now + timedelta(days=9)
    desk.world.do(NameSubstitute(person_id=desk.first, substitute_id=old, until_at=until))
    desk.world.do(MergePerson(person_id=old, into_id=kept_one))
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    assert kept(desk.world) == 0


def test_the_only_approver_leaves_and_the_ticket_goes_on_with_the_reason(desk: Waiting) -> None:
    desk.ask(Stage(approvers=(desk.first,)))
    with desk.world.cursor() as cursor:
        paused = readers.clocks_of(cursor, desk.ticket, desk.world.now)
        assert paused is not None
        assert paused.resolution.due_at is None
    assert kept(desk.world) == 0
    goes(desk, desk.first)
    assert kept(desk.world) == 2
    (end,) = ended(desk)
    assert (end.outcome, end.status.code) == ("withdrawn", "new")
    note = desk.world.log.load(StreamId(desk.ticket))[-2]
    assert isinstance(note.fact, TicketCommented)
    assert not note.fact.is_public
    assert "нет доступа" in note.fact.body or "закрыт доступ" in note.fact.body
    assert note.metadata.actor == CARETAKER
    card = desk.card(OPERATOR)
    assert card.status == "new"
    with desk.world.cursor() as cursor:
        again = readers.clocks_of(cursor, desk.ticket, desk.world.now)
        assert again is not None
        assert again.resolution.due_at is not None
    assert kept(desk.world) == 0


@pytest.mark.parametrize(
    ("mode", "gone", "ends"),
    [
        ("one", ("first",), False),
        ("one", ("first", "second"), True),
        ("first", ("second",), False),
        ("first", ("first", "second"), True),
        ("all", ("second",), True),
    ],
)
def test_it_ends_when_the_stage_can_no_longer_pass(
    desk: Waiting, mode: Mode, gone: tuple[str, ...], *, ends: bool
) -> None:
    desk.ask(Stage(mode=mode, approvers=(desk.first, desk.second)))
    for name in gone:
        goes(desk, cast("PersonId", getattr(desk, name)))
    assert bool(kept(desk.world)) == ends
    assert len(ended(desk)) == ends


def test_who_answered_before_they_left_has_answered(desk: Waiting) -> None:
    approval = desk.ask(Stage(mode="all", approvers=(desk.first, desk.second)))
    desk.answer(approval, desk.first)
    goes(desk, desk.first)
    assert kept(desk.world) == 0
    desk.answer(approval, desk.second)
    assert [end.outcome for end in ended(desk)] == ["approved"]


def test_a_later_stage_is_looked_at_when_it_opens(desk: Waiting) -> None:
    approval = desk.ask()
    goes(desk, desk.second)
    assert kept(desk.world) == 0
    desk.answer(approval, desk.first)
    assert kept(desk.world) == 2
    assert [end.outcome for end in ended(desk)] == ["withdrawn"]


def test_a_substitute_keeps_it_open_until_their_time_is_over(desk: Waiting) -> None:
    other = desk.world.person("Четвёртая")
    until = desk.world.now + timedelta(days=3)
    desk.world.do(NameSubstitute(person_id=desk.first, substitute_id=other, until_at=until))
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    assert kept(desk.world) == 0
    desk.world.hand.at = until
    assert kept(desk.world) == 2


def test_a_substitute_without_a_voice_is_none(desk: Waiting) -> None:
    """The third is whom the ticket is for."""
    until = desk.world.now + timedelta(days=3)
    desk.world.do(NameSubstitute(person_id=desk.first, substitute_id=desk.third, until_at=until))
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    assert kept(desk.world) == 2


def test_a_substitute_who_is_dismissed_or_goes_leaves_nobody(desk: Waiting) -> None:
    other = desk.world.person("Четвёртая")
    until = desk.world.now + timedelta(days=3)
    desk.world.do(NameSubstitute(person_id=desk.first, substitute_id=other, until_at=until))
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    assert kept(desk.world) == 0
    desk.world.do(DismissSubstitute(person_id=desk.first))
    assert kept(desk.world) == 2


def test_an_archived_unit_takes_its_people_s_voices(desk: Waiting) -> None:
    office = OrgUnitId(desk.world.do(AddDepartment(title=Named(en="Branch"))).stream)
    head = desk.world.person("Глава", unit_id=office)
    desk.ask(Stage(approvers=(head,)))
    desk.world.do(ArchiveOrgUnit(unit_id=office, reason="Закрыт"))
    assert kept(desk.world) == 2


def test_who_comes_back_before_anybody_noticed_is_asked_as_before(desk: Waiting) -> None:
    approval = desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    desk.world.do(ReactivatePerson(person_id=desk.first))
    assert kept(desk.world) == 0
    desk.world.do(
        AnswerApproval(ticket_id=desk.ticket, approval_id=approval, verdict="approve"), by=as_requester(desk.first)
    )
    assert [end.outcome for end in ended(desk)] == ["approved"]


def test_whoever_asked_may_ask_others_then(desk: Waiting) -> None:
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    kept(desk.world)
    again = RequestApproval(ticket_id=desk.ticket, question="Купить?", stages=(Stage(approvers=(desk.second,)),))
    desk.world.do(again, by=OPERATOR)
    assert kept(desk.world) == 0
    assert desk.card(OPERATOR).status == "on_approval"


def test_a_change_that_nobody_is_left_to_consent_to_goes_back_to_its_draft_with_the_reason(desk: Waiting) -> None:
    world = desk.world
    draft = DraftChange(subject="Узел", plan="План", back_out="Назад", window=WINDOW)
    change = ChangeId(world.do(draft).stream)
    world.do(SubmitChange(change_id=change, stages=(Stage(approvers=(desk.first,)),)))
    assert kept(world) == 0
    goes(desk, desk.first)
    assert kept(world) == 1
    moved = world.log.load(StreamId(change))[-1]
    assert isinstance(moved.fact, ChangeMoved)
    assert moved.fact.status == "draft"
    assert "Ask others" in moved.fact.reason
    assert kept(world) == 0
    world.do(SubmitChange(change_id=change, stages=(Stage(approvers=(desk.second,)),)))
    assert kept(world) == 0


def test_approvals_that_ended_so_rebuilt_are_as_they_were_lived(desk: Waiting) -> None:
    desk.ask(Stage(approvers=(desk.first,)))
    goes(desk, desk.first)
    kept(desk.world)
    live = desk.world.rows()
    for name in ("approvals", "ticket_list", "sla_clocks", "ticket_timeline"):
        desk.world.rebuild(name, 1)
    assert desk.world.rows() == live
