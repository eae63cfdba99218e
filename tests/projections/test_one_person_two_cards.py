"""What was a merged person's follows to who is kept: tickets, hands, tasks, approvals, teams, lists."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from aggregates.reply_template import NoSuchReplyTemplate
from commands.approvers import Stage
from commands.fields import Named
from commands.macro import ChangeMacro, MakeMacro
from commands.merging.persons import MergePerson
from commands.person.absence import PlanAbsence
from commands.person.card import ChangePhones
from commands.reply_template import MakeReplyTemplate, RewordReplyTemplate
from commands.team import NameTeamLead
from commands.ticket.approval import AnswerApproval, RequestApproval
from commands.ticket.company import CopyTicketTo, WatchTicket
from commands.ticket.requester import From
from commands.ticket.tasks import AddTask
from commands.ticket.work import CloseTicket, ResolveTicket
from commands.ticket_view import MakeView
from connectors.inbound.due.caretaker import Caretaker
from events.values.identity import ApprovalId, MacroId, PersonId, ReplyTemplateId, StreamId, TicketId
from events.values.macro import SetTags
from events.values.people import Responsible
from events.values.person_name import PersonName
from events.values.reply_template import Wording
from events.values.ticket_condition import OneOf
from events.values.ticket_view import ViewSettings
from projections.approval import rows as approvals
from projections.at_hand import macros, templates
from projections.facts import cards_as_of
from projections.kit import visibility
from projections.org_unit import tree as org_tree
from projections.person import absences, directory, duplicates, merged
from projections.person import card as person_card
from projections.person.duplicates import Follows
from projections.person.whereabouts import whereabouts
from projections.ticket_view import rows as views
from tests.projections.world import AS_DESK, World, viewer


class TwoCards:
    """Olga is registered twice: both cards asked for tickets and work in a team; Semyon is somebody else."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        staff = frozenset({"second_line"})
        self.old = world.person(full_name=PersonName("Смирнова", "Ольга"), email="old@desk.example", groups=staff)
        self.kept = world.person(full_name=PersonName("Смирнова", "Ольга"), email="olga@desk.example", groups=staff)
        self.semyon = world.person(full_name=PersonName("Блэк", "Семён"), groups=staff)
        self.team = world.team("Первая", [self.old, self.semyon])
        world.do(NameTeamLead(team_id=self.team, lead=self.old))

    def merge(self, merged_id: PersonId | None = None, into: PersonId | None = None) -> None:
        self.world.do(MergePerson(person_id=merged_id or self.old, into_id=into or self.kept))
        self.follow()

    def follow(self) -> None:
        """Let the caretaker do all that is left."""
        self.world.fold()
        keeper = Caretaker(self.world.bus, self.world.database, self.world.log, self.world, self.world.hand.now)
        while keeper.turn() == 0.0:
            self.world.fold()
        self.world.fold()

    def seen(self, who: PersonId) -> set[UUID]:
        """The tickets that a requester without any group sees."""
        seen, params = visibility.tickets(viewer("requester", who=who), "t")
        with self.world.cursor() as cursor:
            cursor.execute(f"SELECT ticket_id FROM ticket_list t WHERE {seen}".encode(), params)  # noqa: S608 - ours
            return {row[0] for row in cursor}

    def told(self, ticket: TicketId) -> list[str]:
        return [one.fact.stored_name for one in self.world.log.load(StreamId(ticket))]


@pytest.fixture
def cards(world: World) -> TwoCards:
    return TwoCards(world)


def test_tickets_of_the_merged_card_are_the_kept_one_s_to_read_also_those_that_are_over(
    cards: TwoCards,
) -> None:
    world = cards.world
    mine, over, other = (world.ticket(person=who) for who in (cards.old, cards.old, cards.semyon))
    world.do(ResolveTicket(ticket_id=over, solution="готово"))
    world.do(CloseTicket(ticket_id=over))
    world.fold()
    assert cards.seen(cards.kept) == set()
    cards.merge()
    assert cards.seen(cards.kept) == {mine, over}
    assert cards.seen(cards.semyon) == {other}
    assert cards.told(mine)[-1] == "ticket.requester-recognised@1"
    cards.follow()
    assert cards.told(mine).count("ticket.requester-recognised@1") == 1


def test_what_lies_with_the_merged_card_lies_with_the_kept_one_in_the_same_team(cards: TwoCards) -> None:
    world = cards.world
    ticket = world.ticket(responsible=Responsible(cards.team, cards.old))
    world.do(AddTask(ticket_id=ticket, title="Позвонить", responsible=Responsible(cards.team, cards.old)))
    cards.merge()
    with world.cursor() as cursor:
        cursor.execute(
            "SELECT team_id, responsible_id FROM ticket_list UNION ALL SELECT team_id, responsible_id FROM ticket_tasks"
        )
        assert {*cursor} == {(cards.team, cards.kept)}
        team = directory.team(cursor, cards.team)
    assert team is not None
    assert (set(team.members), team.lead_id) == ({cards.kept, cards.semyon}, cards.kept)


def test_who_was_in_copy_and_who_watched_go_along_under_the_kept_card(cards: TwoCards) -> None:
    world = cards.world
    ticket, own = world.ticket(), world.ticket(person=cards.kept)
    for one in (ticket, own):
        world.do(CopyTicketTo(ticket_id=one, person=From(person_id=cards.old)))
    held = world.ticket(responsible=Responsible(cards.team, cards.old))
    world.do(WatchTicket(ticket_id=held, person_id=cards.old))
    cards.merge()
    with world.cursor() as cursor:
        cursor.execute("SELECT ticket_id, person_id, role FROM ticket_people")
        # Whoever asks for a ticket needs no copy of it.
        assert {*cursor} == {(ticket, cards.kept, "copy"), (held, cards.kept, "watch")}


def test_what_waits_for_the_merged_one_s_answer_is_answered_by_the_kept_one_and_the_history_names_both(
    cards: TwoCards,
) -> None:
    world = cards.world
    ticket = world.ticket()
    asked = world.do(RequestApproval(ticket_id=ticket, question="Можно?", stages=(Stage(approvers=(cards.old,)),)))
    cards.merge()
    her = viewer("second_line", who=cards.kept)
    with world.cursor() as cursor:
        (waiting,) = approvals.asked_of(cursor, her, world.now)
    answer = AnswerApproval(ticket_id=ticket, approval_id=ApprovalId(waiting.approval_id), verdict="approve")
    assert world.do(answer, by=her).position > asked.position
    (fact,) = (
        one.fact
        for one in world.log.load(StreamId(ticket))
        if one.fact.stored_name.startswith("ticket.approval-answered")
    )
    assert (fact.approver_id, fact.answered_by) == (cards.old, cards.kept)  # type: ignore[attr-defined]  # the answer


def test_whoever_is_kept_stands_in_for_whom_the_merged_one_stood_in_for(cards: TwoCards) -> None:
    world, now = cards.world, cards.world.now
    for_semyon = PlanAbsence(person_id=cards.semyon, until_at=now + timedelta(days=2), substitute_id=cards.old)
    world.do(for_semyon)
    world.do(PlanAbsence(person_id=cards.old, until_at=now + timedelta(days=2)))
    ticket = world.ticket()
    world.do(RequestApproval(ticket_id=ticket, question="Можно?", stages=(Stage(approvers=(cards.semyon,)),)))
    cards.merge()
    her = viewer("second_line", who=cards.kept)
    with world.cursor() as cursor:
        (waiting,) = approvals.asked_of(cursor, her, now)
        (stood_in_for,) = whereabouts(cursor, cards.kept, now).stands_in_for
        gone = absences.between(cursor, now, now + timedelta(days=1), limit=9)
    assert stood_in_for.person_id == cards.semyon
    # A card that is somebody else's by now is away no more.
    assert [one.person_id for one in gone] == [cards.semyon]
    world.do(AnswerApproval(ticket_id=ticket, approval_id=ApprovalId(waiting.approval_id), verdict="approve"), by=her)
    world.fold()
    with world.cursor() as cursor:
        assert approvals.asked_of(cursor, her, world.now) == []


def test_lists_search_and_counts_know_one_person_and_the_cards_name_each_other(cards: TwoCards) -> None:
    world = cards.world
    cards.merge()
    with world.cursor() as cursor:
        assert [one.person_id for one in directory.search(cursor, "Смирнова")] == [cards.kept]
        assert cards.old not in {one.person_id for one in directory.search(cursor, "")}
        assert [one.person_id for one in directory.search(cursor, "old@desk.example")] == [cards.kept]
        unit = org_tree.unit(cursor, world.department())
        people = directory.people_of(cursor, world.department(), world.now)
        gone = person_card.card(cursor, AS_DESK, cards.old, world.now)
        kept = person_card.card(cursor, AS_DESK, cards.kept, world.now)
    assert unit is not None
    assert (unit.people, [one.person_id for one in people]) == (2, [cards.semyon, cards.kept])
    assert gone is not None
    assert kept is not None
    assert (gone.is_barred, gone.units, gone.person.emails) == (True, (), ())
    assert gone.merged_into is not None
    assert (gone.merged_into.person_id, [one.person_id for one in kept.took_in]) == (cards.kept, [cards.old])
    for person, card in ((cards.old, gone), (cards.kept, kept)):
        then = cards_as_of.person(world.log.load_many, person, world.now)
        assert then is not None
        assert (then.merged_into, then.took_in) == (card.merged_into, card.took_in)


def test_merged_one_after_the_other_all_is_the_last_one_s(cards: TwoCards) -> None:
    world = cards.world
    ticket = world.ticket(person=cards.old)
    cards.merge()
    cards.merge(cards.kept, cards.semyon)
    assert cards.seen(cards.semyon) == {ticket}
    with world.cursor() as cursor:
        assert merged.known_as(cursor, cards.old) == (cards.semyon, [])
        assert set(merged.known_as(cursor, cards.semyon)[1]) == {cards.old, cards.kept}


def test_views_of_the_merged_card_are_shown_to_the_kept_one(cards: TwoCards) -> None:
    world = cards.world
    settings = ViewSettings(condition=OneOf(field="status", values=("new",)))
    world.do(MakeView(title=Named(ru="Новые"), settings=settings), by=viewer("second_line", who=cards.old))
    cards.merge()
    with world.cursor() as cursor:
        assert [one.name.ru for one in views.seen_by(cursor, viewer("second_line", who=cards.kept))] == ["Новые"]
        assert views.seen_by(cursor, viewer("second_line", who=cards.semyon)) == []


def test_templates_and_macros_of_the_merged_card_are_the_kept_one_s(cards: TwoCards) -> None:
    world, her, his = cards.world, *(viewer("second_line", who=who) for who in (cards.kept, cards.semyon))
    before = viewer("second_line", who=cards.old)
    template = world.do(MakeReplyTemplate(title=Named(ru="В работе"), body=Wording(ru="Взяли.")), by=before).stream
    macro = world.do(MakeMacro(title=Named(ru="Сбой"), acts=(SetTags(add=("сбой",)),)), by=before).stream
    cards.merge()
    with world.cursor() as cursor:
        for listed in (templates.open_to, macros.open_to):
            assert [len(listed(cursor, who)) for who in (her, his)] == [1, 0]
    world.do(RewordReplyTemplate(template_id=ReplyTemplateId(template), title=Named(ru="Взяли")), by=her)
    world.do(ChangeMacro(macro_id=MacroId(macro), title=Named(ru="Авария")), by=her)
    with pytest.raises(NoSuchReplyTemplate):
        world.do(RewordReplyTemplate(template_id=ReplyTemplateId(template), title=Named(ru="Моё")), by=his)


def test_who_may_be_one_person_is_suggested_by_phone_and_name_until_they_are_merged(cards: TwoCards) -> None:
    world = cards.world
    world.do(ChangePhones(person_id=cards.semyon, phones=("+7 (495) 123-45-67",)))
    world.do(ChangePhones(person_id=cards.old, phones=("8 495 1234567",)))
    world.fold()
    with world.cursor() as cursor:
        found = {(one.by, one.told): set(one.persons) for one in duplicates.alike(cursor, 10)}
    assert found == {
        ("name", "смирнова ольга"): {cards.old, cards.kept},
        ("phone", "4951234567"): {cards.old, cards.semyon},
    }
    cards.merge()
    with world.cursor() as cursor:
        assert [(one.by, set(one.persons)) for one in duplicates.alike(cursor, 10)] == [
            ("phone", {cards.kept, cards.semyon})
        ]


def test_a_preview_counts_what_would_follow(cards: TwoCards) -> None:
    world = cards.world
    world.ticket(person=cards.old)
    world.ticket(responsible=Responsible(cards.team, cards.old))
    world.fold()
    with world.cursor() as cursor:
        assert duplicates.follows(cursor, cards.old) == Follows(asked=1, asked_open=1, in_hand=1, teams=1)
        assert duplicates.follows(cursor, cards.kept) == Follows()


def test_rebuilt_equals_live_after_merges(cards: TwoCards) -> None:
    world = cards.world
    world.ticket(person=cards.old, responsible=Responsible(cards.team, cards.old))
    world.pass_time(hours=1)
    cards.merge()
    live = world.rows()
    for name in ("directory", "org_tree", "ticket_list", "approvals", "search"):
        world.rebuild(name)
    assert world.rows() == live
