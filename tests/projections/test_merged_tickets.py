"""What is merged is read, answered and linked where it goes on; and nobody reads private words about their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from aggregates.ticket_refusals import NoSuchTicket, PrivateCommentIsForStaff, TicketIsMerged
from commands.change_request.draft import DraftChange
from commands.problem.register import RegisterProblem
from commands.refusals import TicketIsOnlyRead
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, MergeTicket, PutTicketInProgress, ResolveTicket
from events.values.identity import CommandId, PersonId, StreamId, TicketId
from events.values.people import Responsible, Viewer
from projections.facts.history import history_of_ticket
from projections.kit import visibility
from projections.ticket.card import WholeCard, whole_card
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.pages import visible_to
from projections.ticket.timeline import Entry, timeline
from tests.projections.world import World, viewer

SPECIALIST = viewer("specialist")


class Merged:
    """Anna's ticket goes on as Boris's; both have words, public and private."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.anna, self.boris = world.person("Анна", "anna@desk.example"), world.person("Борис", "boris@desk.example")
        self.by_anna, self.by_boris = viewer("requester", who=self.anna), viewer("requester", who=self.boris)
        self.target = world.ticket("Мышь не работает", person=self.boris, description="Третий этаж")
        self.merged = world.ticket("Мышь снова", person=self.anna, description="Слова Анны")
        self.say(self.merged, "Жду Анна", self.by_anna)
        self.say(self.merged, "про Анну", SPECIALIST, is_public=False)
        self.say(self.target, "про Бориса", SPECIALIST, is_public=False)
        self.merge(self.merged, self.target)

    def say(self, ticket: TicketId, body: str, by: Viewer, *, is_public: bool = True) -> None:
        self.world.pass_time(minutes=1)
        self.world.do(CommentOnTicket(ticket_id=ticket, body=body, is_public=is_public), by)

    def merge(self, ticket: TicketId, into: TicketId) -> None:
        self.world.pass_time(minutes=1)
        self.world.do(MergeTicket(ticket_id=ticket, into=into), SPECIALIST)
        self.world.fold()

    def card(self, by: Viewer, ticket: TicketId | None = None) -> WholeCard | None:
        with self.world.cursor() as cursor:
            return whole_card(cursor, by, ticket or self.target, now=self.world.now)

    def timeline(self, by: Viewer, **page: Any) -> list[Entry]:
        with self.world.cursor() as cursor:
            return timeline(cursor, by, self.target, **page)

    def bodies(self, by: Viewer) -> list[str]:
        return [entry.body for entry in self.timeline(by) if entry.body]


@pytest.fixture
def merged(world: World) -> Merged:
    return Merged(world)


def test_the_target_s_card_shows_who_asked_for_the_merged_ticket_and_in_which_words(merged: Merged) -> None:
    shown = merged.card(SPECIALIST)
    assert shown is not None
    (one,) = shown.merged
    assert (one.ticket_id, one.number) == (merged.merged, 1002)
    assert (one.subject, one.description) == ("Мышь снова", "Слова Анны")
    assert (one.requester_id, one.requester_email) == (merged.anna, "anna@desk.example")


def test_the_target_s_timeline_tells_the_words_of_the_merged_ticket_where_they_came_in(merged: Merged) -> None:
    entries = merged.timeline(SPECIALIST)
    told = [
        (entry.version, entry.name, entry.body, entry.merged_from and entry.merged_from.number) for entry in entries
    ]
    assert told == [
        (1, "ticket.registered@2", "Третий этаж", None),
        (2, "ticket.commented@2", "про Бориса", None),
        (3, "ticket.joined@1", None, None),
        (3, "ticket.registered@2", "Слова Анны", 1002),
        (3, "ticket.commented@2", "Жду Анна", 1002),
        (3, "ticket.commented@2", "про Анну", 1002),
    ]
    assert merged.timeline(SPECIALIST, limit=2) == entries[:2]
    assert merged.timeline(SPECIALIST, after=2) == entries[2:]
    assert merged.timeline(SPECIALIST, after=3) == []


def test_the_target_s_history_tells_them_in_the_order_in_which_they_were_said(merged: Merged) -> None:
    facts = merged.world.log.load(StreamId(merged.target))
    with merged.world.cursor() as cursor:
        told = history_of_ticket(cursor, SPECIALIST, facts, merged.world.log.load)
        hidden = history_of_ticket(cursor, merged.by_boris, facts, merged.world.log.load)
    assert [entry.fact.get("body") for entry in told if entry.merged_from == 1002] == [None, "Жду Анна", "про Анну"]
    assert [entry.position for entry in told] == sorted(entry.position for entry in told)
    assert [entry.fact.get("body") for entry in hidden if entry.merged_from] == [None, "Жду Анна"]
    assert "anna@desk.example" not in str(hidden)


def test_who_asked_for_the_merged_ticket_reads_and_answers_the_target_without_private_words(merged: Merged) -> None:
    shown = merged.card(merged.by_anna)
    assert shown is not None
    assert (shown.requester_name, shown.requester_email) == ("Борис", "")
    assert merged.bodies(merged.by_anna) == ["Третий этаж", "Слова Анны", "Жду Анна"]
    merged.say(merged.target, "Уже лучше", merged.by_anna)
    merged.world.fold()
    assert merged.bodies(merged.by_anna)[-1] == "Уже лучше"
    with merged.world.cursor() as cursor:
        page = visible_to(cursor, merged.by_anna, TicketFilter(), now=merged.world.now, sort="number")
    assert [line.number for line in page.tickets] == [1001, 1002]
    assert page.tickets[0].last_word == "requester"


def test_who_asked_for_the_target_reads_the_public_words_of_the_other_and_no_address(merged: Merged) -> None:
    assert merged.bodies(merged.by_boris) == ["Третий этаж", "Слова Анны", "Жду Анна"]
    shown = merged.card(merged.by_boris)
    assert shown is not None
    assert [(one.requester_name, one.requester_email) for one in shown.merged] == [("Анна", "")]


def test_others_see_the_target_as_little_as_before_and_who_asked_for_a_merged_one_only_writes(merged: Merged) -> None:
    stranger = viewer("requester", who=merged.world.person("Вера"))
    assert merged.card(stranger) is None
    with pytest.raises(NoSuchTicket):
        merged.say(merged.target, "Я тоже", stranger)
    for command in (PutTicketInProgress(ticket_id=merged.target), ResolveTicket(ticket_id=merged.target, solution="x")):
        with pytest.raises(TicketIsOnlyRead):
            merged.world.do(command, viewer("second_line", who=merged.anna))
    with pytest.raises(PrivateCommentIsForStaff):
        merged.say(merged.target, "тайно", viewer("second_line", who=merged.anna), is_public=False)


def test_a_colleague_who_sees_only_the_target_reads_nothing_of_the_other_company_s(world: World) -> None:
    world.agreement(world.schedule())
    client = world.client()
    ours, theirs = world.person("Контакт", kind="contact"), world.person("Чужой")
    target, other = world.ticket("Наша", person=ours), world.ticket("Чужая", person=theirs, description="не для вас")
    world.do(MergeTicket(ticket_id=other, into=target), SPECIALIST)
    world.fold()
    me = viewer("requester", who=world.person("Коллега", kind="contact"))
    colleague = Viewer(actor=me.actor, groups=me.groups, company=client)
    with world.cursor() as cursor:
        shown = whole_card(cursor, colleague, target, now=world.now)
        entries = timeline(cursor, colleague, target)
    assert shown is not None
    assert shown.merged == ()
    assert [entry.name for entry in entries] == ["ticket.registered@2", "ticket.joined@1"]


def test_a_comment_to_the_merged_ticket_is_refused_with_the_number_of_the_target(merged: Merged) -> None:
    with pytest.raises(TicketIsMerged) as refused:
        merged.say(merged.merged, "Есть новости?", merged.by_anna)
    assert refused.value.text.ru == "Заявка 1002 объединена с другой и продолжается как «№1001». Пишите туда."
    assert refused.value.parameters == {"into": (str(merged.target),)}
    assert refused.value.code() == "ticket-is-merged"


def test_a_chain_of_merges_ends_at_the_last_ticket_for_words_rights_and_refusals(merged: Merged) -> None:
    vera = merged.world.person("Вера")
    last = merged.world.ticket("Общая", person=vera)
    merged.merge(merged.target, last)
    assert merged.card(merged.by_anna, last) is not None
    with merged.world.cursor() as cursor:
        entries = timeline(cursor, SPECIALIST, last)
    assert [entry.merged_from.number for entry in entries if entry.merged_from] == [1001, 1002, 1002, 1002, 1001, 1001]
    merged.say(last, "Анна пишет дальше", merged.by_anna)
    with pytest.raises(TicketIsMerged) as refused:
        merged.say(merged.merged, "Сюда", merged.by_anna)
    assert refused.value.parameters == {"into": (str(last),)}


def test_the_reply_of_who_asked_for_a_merged_ticket_reopens_a_resolved_target(merged: Merged) -> None:
    merged.world.do(ResolveTicket(ticket_id=merged.target, solution="Заменили"), SPECIALIST)
    merged.say(merged.target, "Не помогло", merged.by_anna)
    merged.world.fold()
    shown = merged.card(SPECIALIST)
    assert shown is not None
    assert shown.status == "reopened"


def test_problems_changes_and_followers_of_a_merged_ticket_stand_on_the_target(world: World) -> None:
    world.agreement(world.schedule())
    first, second = world.ticket("Первая"), world.ticket("Вторая")
    world.do(RegisterProblem(subject="Причина", incidents=(second,)))
    world.do(DraftChange(subject="Замена", incidents=(second,)))
    world.ticket("Дальше", follows=second)
    semyon = world.person("Семён", groups=frozenset({"second_line"}))
    team = world.team(members=[semyon])
    world.do(AssignTicket(ticket_id=first, responsible=Responsible(team)))
    world.do(MergeTicket(ticket_id=second, into=first), SPECIALIST)
    world.fold()
    with world.cursor() as cursor:
        shown = whole_card(cursor, SPECIALIST, first, now=world.now)
        seen = whole_card(cursor, viewer("second_line", who=semyon, teams=[team]), first, now=world.now)
    assert shown is not None
    assert seen is not None
    assert [one.subject for one in shown.problems] == [one.subject for one in seen.problems] == ["Причина"]
    assert [one.subject for one in shown.changes] == [one.subject for one in seen.changes] == ["Замена"]
    assert [one.subject for one in shown.followed_by] == ["Дальше"]


def test_staff_who_work_on_the_target_stay_staff_there_though_their_own_ticket_was_merged_into_it(
    world: World,
) -> None:
    world.agreement(world.schedule())
    olga = world.person("Ольга", groups=frozenset({"specialist"}))
    by_olga = viewer("specialist", who=olga)
    target, hers = world.ticket("Заявка"), world.ticket("Её заявка", person=olga)
    world.do(CommentOnTicket(ticket_id=hers, body="про Ольгу", is_public=False), SPECIALIST)
    world.do(CommentOnTicket(ticket_id=target, body="для своих", is_public=False), SPECIALIST)
    world.do(MergeTicket(ticket_id=hers, into=target), SPECIALIST)
    world.do(CommentOnTicket(ticket_id=target, body="и я для своих", is_public=False), by_olga)
    world.fold()
    with world.cursor() as cursor:
        told = [entry.body for entry in timeline(cursor, by_olga, target) if entry.body]
    assert told == ["для своих", "и я для своих"]


# -- private words about oneself ---------------------------------------------------------------------------------
class Own:
    """A ticket that a specialist asked for, with a public and a private comment of others."""

    def __init__(self, world: World, *groups: Any) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.olga: PersonId = world.person("Ольга", groups=frozenset(groups))
        self.by_olga = viewer(*groups, who=self.olga)
        self.ticket = world.ticket("моя", person=self.olga)
        self.other = world.ticket("не моя")
        world.pass_time(minutes=1)
        world.do(CommentOnTicket(ticket_id=self.ticket, body="видно"), SPECIALIST)
        self.public_at = world.now
        world.pass_time(minutes=1)
        for ticket in (self.ticket, self.other):
            world.do(CommentOnTicket(ticket_id=ticket, body="между нами", is_public=False), SPECIALIST)
        world.fold()

    def lines(self, sort: Any, **page: Any) -> list[TicketLine]:
        with self.world.cursor() as cursor:
            found = visible_to(cursor, self.by_olga, TicketFilter(), now=self.world.now, sort=sort, **page)
        return list(found.tickets)


@pytest.mark.parametrize("group", ["specialist", "administrator", "technologist", "second_line", "auditor"])
def test_who_asked_for_a_ticket_reads_no_private_words_on_it_whatever_else_they_are(world: World, group: Any) -> None:
    own = Own(world, group)
    facts = world.log.load(StreamId(own.ticket))
    with world.cursor() as cursor:
        shown = whole_card(cursor, own.by_olga, own.ticket, now=world.now)
        told = timeline(cursor, own.by_olga, own.ticket)
        history = history_of_ticket(cursor, own.by_olga, facts)
        others = timeline(cursor, SPECIALIST, own.ticket)
        seen = visibility.sight(cursor, own.by_olga, own.ticket)
    assert seen is not None
    assert not seen.inner_read
    assert shown is not None
    assert (shown.comments, shown.version, shown.changed_at) == (1, 2, own.public_at)
    assert "между нами" not in str(told)
    assert "между нами" not in str(history)
    assert "между нами" in str(others)


def test_lists_count_and_order_one_s_own_ticket_by_its_public_words(world: World) -> None:
    own = Own(world, "specialist")
    for sort in ("number", "changed", "registered"):
        mine = next(line for line in own.lines(sort) if line.ticket_id == own.ticket)
        assert (mine.comments, mine.version, mine.changed_at) == (1, 2, own.public_at), sort
    assert [line.ticket_id for line in own.lines("changed", descending=True)] == [own.other, own.ticket]
    assert [line.ticket_id for line in own.lines("changed")] == [own.ticket, own.other]
    other = next(line for line in own.lines("number") if line.ticket_id == own.other)
    assert (other.comments, other.version) == (1, 2)
    with world.cursor() as cursor:
        first = visible_to(cursor, own.by_olga, TicketFilter(), now=world.now, sort="changed", limit=1)
        second = visible_to(
            cursor, own.by_olga, TicketFilter(), now=world.now, sort="changed", limit=1, after=first.next_cursor
        )
    assert [first.tickets[0].ticket_id, second.tickets[0].ticket_id] == [own.ticket, own.other]


def test_a_private_comment_moves_nothing_that_its_staff_requester_had_seen(world: World) -> None:
    own = Own(world, "specialist")
    receipt = world.bus.execute(
        CommentOnTicket(ticket_id=own.ticket, body="Спасибо"),
        viewer=own.by_olga,
        command_id=CommandId(UUID(int=77)),
        expected_version=2,
    )
    assert receipt.version == 4
