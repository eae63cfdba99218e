"""A reader asks the read models that it names and no others: seen by hiding them from it, one after the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid4

import msgspec
import psycopg
from msgspec.structs import replace
from psycopg import Cursor, sql

from api.bootstrap import PROJECTIONS, Desk
from api.demo import load
from api.demo.access_type import ACCESS
from api.demo.catalogue import SERVICES
from api.demo.company import OFFICE_HOURS
from api.settings import Settings
from commands.approvers import Stage
from commands.change_request.approve import SubmitChange
from commands.change_request.draft import DraftChange
from commands.command import Command
from commands.on_call import SetOnCallRota
from commands.person.absence import PlanAbsence
from commands.person.access import DeactivatePerson
from commands.person.substitute import NameSubstitute
from commands.ticket.links import LinkTickets
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket, ReclassifyTicket
from commands.ticket.tasks import AddTask
from commands.ticket.time_spent import SpendTime
from commands.ticket.work import MergeTicket
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.values.change import Window
from events.values.form_answers import Said
from events.values.identity import (
    DESK_RESPONSIBLE_STREAM,
    ChangeId,
    CommandId,
    PersonId,
    StreamId,
    TeamId,
    TicketId,
    article_id,
)
from events.values.people import Actor, Group, Responsible, Viewer
from events.values.schedule import REQUESTER_ZONE, Timetable, WorkWeek
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket_condition import AllOf, Condition, HasWords, OneOf
from events.values.ticket_type import SHIPPED_TYPES
from events.values.timetable_versions import TimetableVersions
from projections.article.pages import ArticleFilter
from projections.change_request.pages import ChangeFilter
from projections.facts.whom.parts import About
from projections.journal.rows import ChangesFilter
from projections.kit.reads import views_of
from projections.kit.visibility import least_sight
from projections.live.changes import Standing
from projections.person.directory import PersonView
from projections.problem.pages import ProblemFilter
from projections.search import box, things
from projections.search.excerpts import Marker
from projections.search.sought import Sought
from projections.search.sought import sought as words_sought
from projections.service.forms import Asks
from projections.ticket.around.similar import Wanted
from projections.ticket.around.tasks import TaskFilter
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from projections.ticket.notices.pages import NoticeFilter
from sla_engine.instants import micros
from sla_engine.worktime import Calendar
from tests.api.serving import AS_SYSTEM
from tests.architecture.test_reads import READERS
from tests.gallery_changes import YEAR_S_END
from tests.recorded.scene import TOLD_AT, ToldClock
from tests.support.cheap_passwords import CHEAP
from tests.support.keyed import sender_ids

A_DAY = timedelta(days=1)
VPN = words_sought("VPN") or Sought(terms=())
Call = tuple[tuple[Any, ...], dict[str, Any]]


def call(*given: Any, **named: Any) -> Call:
    """What a reader is asked with, behind the cursor."""
    return given, named


OF_ITS_CALLER = {
    "projections.kit.heir.named_for": {"problems"},
    "projections.ticket.linked.linked": {"problems"},
}
"""Readers that are given a table to ask: its read model is named by who gives it."""


def tables_of(model: str) -> list[str]:
    """The tables that the DDL of a read model makes."""
    return re.findall(r"^CREATE TABLE (\w+)", PROJECTIONS[model]().ddl, re.MULTILINE)


class Filled:
    """The demo company with what its weeks lack: a merge, a late reply, somebody's substitute, attributes that turn."""

    def __init__(self, database: Database) -> None:
        settings = Settings(data_folder=Path("nowhere"), port=0)
        self.desk = Desk(database, settings, ToldClock(), CHEAP)
        self.desk.prepare()
        load.load(self.desk, size=22, writers=1)
        self.desk.catch_up()
        first, second = self.ids("SELECT ticket_id FROM ticket_list WHERE is_unfinished ORDER BY number DESC LIMIT 2")
        (self.approver,) = self.ids("SELECT person_id FROM approval_voices ORDER BY 1 LIMIT 1")
        (self.boss,) = self.ids("SELECT head_id FROM org_units WHERE head_id IS NOT NULL ORDER BY 1 LIMIT 1")
        guest = From(email="guest@example.org")
        self.do(MergeTicket(ticket_id=first, into=second))
        self.late = self.do(RegisterTicket(subject="Опять не печатает", requester=guest, follows=second))
        with_boss = Responsible(*self.ids("SELECT team_id FROM team_members ORDER BY 1 LIMIT 1"))
        self.do(AddTask(ticket_id=second, title="Позвонить", responsible=with_boss))
        self.do(LinkTickets(ticket_id=second, kind="related", to=TicketId(self.late)))
        self.do(LinkTickets(ticket_id=second, kind="parent_of", to=TicketId(self.late)))
        self.do(CommentOnTicket(ticket_id=second, body="Вот статья", article=article_id(1)))
        self.do(SpendTime(ticket_id=second, minutes=5, until_at=TOLD_AT))
        folder = {"role": "reads", "folder": "Архив"}
        access = self.do(RegisterTicket(subject="Доступ", requester=guest, type=ACCESS, attributes=folder))
        self.do(ReclassifyTicket(ticket_id=TicketId(access), attributes={"folder": str(uuid4())}))
        (gone,) = self.ids("SELECT person_id FROM persons WHERE is_active AND groups = '{}' ORDER BY 1 LIMIT 1")
        night = Window(begins_at=TOLD_AT + timedelta(days=3), ends_at=TOLD_AT + timedelta(days=4))
        draft = DraftChange(subject="Заменить шлюз", description="Старый", plan="Рядом", back_out="Назад", window=night)
        stuck = ChangeId(self.do(draft))
        self.do(SubmitChange(change_id=stuck, stages=(Stage(approvers=(gone,)),)))
        self.do(DeactivatePerson(person_id=gone, reason="Уволен"))
        until = TOLD_AT + timedelta(days=9)
        self.do(NameSubstitute(person_id=self.approver, substitute_id=self.boss, until_at=until))
        self.do(PlanAbsence(person_id=self.approver, substitute_id=self.boss, until_at=until))
        (self.by_turns,) = self.ids("SELECT person_id FROM team_members ORDER BY team_id LIMIT 1")
        on_call = SetOnCallRota(
            team_id=with_boss.team_id,
            people=(self.by_turns,),
            every="day",
            starts=(TOLD_AT - A_DAY).replace(tzinfo=None),
            zone="UTC",
            outside=OFFICE_HOURS,
        )
        self.do(on_call)
        self.desk.catch_up()
        self.merged, self.target, self.access = first, second, access
        self.staff = self.viewer(self.boss, "administrator")
        (member,), (asker,) = (
            self.ids("SELECT person_id FROM team_members ORDER BY 1 LIMIT 1"),
            self.ids("SELECT requester_id FROM ticket_list WHERE NOT is_unfinished ORDER BY 1 LIMIT 1"),
        )
        self.second_line = self.viewer(member, "second_line")
        self.asker = self.viewer(asker, "requester")

    def do(self, command: Command) -> UUID:
        return self.desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).stream

    def ids(self, query: str) -> list[Any]:
        with self.desk.database.transaction() as cursor:
            cursor.execute(query.encode())
            return [row[0] for row in cursor]

    @staticmethod
    def viewer(who: UUID, group: Group) -> Viewer:
        return Viewer(actor=Actor(kind="person", id=who, name="Кто-то"), groups=frozenset({group}))

    def facts(self, stream: UUID) -> Sequence[Recorded]:
        return self.desk.log.load(StreamId(stream))


def of_people(world: Filled) -> dict[str, list[Call]]:
    """What the readers of people, teams and units are asked."""
    boss, staff = world.boss, world.staff
    someone = PersonView(
        person_id=world.approver, kind="employee", name="Кто-то", emails=(), groups=(), language="ru", time_zone=""
    )
    (unit,) = world.ids("SELECT unit_id FROM org_units WHERE head_id IS NOT NULL ORDER BY 1 LIMIT 1")
    (team,) = world.ids("SELECT team_id FROM team_members ORDER BY 1 LIMIT 1")
    return {
        "desk.setup.counted": [call()],
        "desk.labels.responsible": [call(world.facts(DESK_RESPONSIBLE_STREAM))],
        "kit.heir.today": [call(Responsible(team, boss))],
        "kit.heir.of_today": [call([Named(Responsible(team, boss))])],
        "kit.heir.answering": [call([Responsible(team, boss)])],
        "kit.heir.named_for": [call("problems", team, None)],
        "person.name_search.found": [call("ан", limit=5)],
        "org_unit.card.card": [call(staff, unit, TOLD_AT)],
        "org_unit.contents.inside": [call(unit, TOLD_AT)],
        "org_unit.names.names_of": [call([unit])],
        "org_unit.reports.reports_to": [call(boss)],
        "org_unit.reports.reports_of": [call(boss)],
        "org_unit.tree.below": [call(None), call(unit, after=unit)],
        "org_unit.tree.unit": [call(unit)],
        "org_unit.tree.path": [call(unit)],
        "org_unit.tree.headed_by": [call(boss)],
        "org_unit.tree.search": [call("от")],
        "org_unit.tree.counts_below": [call(unit)],
        "person.absences.away": [call([world.approver], TOLD_AT)],
        "person.absences.gone_until": [call([world.approver], TOLD_AT)],
        "person.absences.between": [call(TOLD_AT, TOLD_AT + timedelta(days=9), limit=5)],
        "person.whereabouts.whereabouts": [call(boss, TOLD_AT)],
        "person.directory.with_absences": [call([someone], TOLD_AT)],
        "person.card.card": [call(staff, boss, TOLD_AT), call(world.asker, world.asker.actor.id, TOLD_AT)],
        "person.card.reporting_to": [call(staff, boss)],
        "person.duplicates.follows": [call(boss)],
        "person.directory.files_of": [call(boss)],
        "person.duplicates.alike": [call(5)],
        "person.merged.tickets": [call(TOLD_AT, 5)],
        "person.merged.teams": [call(5)],
        "person.merged.known_as": [call(boss)],
        "person.directory.person": [call(boss)],
        "person.directory.persons": [call([boss])],
        "person.directory.search": [call("ан")],
        "person.directory.page_found": [call("ан", limit=5, with_cards=True)],
        "person.directory.search_without_cards": [call("ан")],
        "person.directory.people_of": [call(unit, TOLD_AT)],
        "person.directory.further_of": [call(boss)],
        "person.directory.further_below": [call(unit, TOLD_AT)],
        "person.directory.teams_of": [call(boss)],
        "person.directory.teams": [call()],
        "person.directory.team": [call(team)],
        "person.directory.names": [call([boss])],
        "team.dealing.dealers": [call()],
        "team.on_call_rows.rotas": [call([team])],
        "team.on_call.duties": [call([team], TOLD_AT, TOLD_AT + timedelta(weeks=4), TOLD_AT)],
        "team.on_call.on_call_now": [call([team], TOLD_AT + timedelta(hours=12))],
        "team.on_call.of_person": [call(world.by_turns, [team], TOLD_AT)],
        "team.dealing.hands": [call([team], TOLD_AT)],
        "team.dealing.lying": [call([team], TOLD_AT, 5)],
        "person.directory.photos": [call([(boss, "0" * 64)])],
        "ticket.acquaintances.due": [call(TOLD_AT, 5)],
        "ticket.handovers.due": [call(TOLD_AT, 5)],
        "ticket.handovers.heir": [call(Responsible(team, boss))],
        "ticket.handovers.in_hand": [call(team)],
        "ticket.handovers.in_hands_of": [call(boss)],
    }


def of_practice(world: Filled) -> dict[str, list[Call]]:
    """What the readers of agreements, services, approvals, problems and changes are asked."""
    now, staff, boss = TOLD_AT, world.staff, world.boss
    viewers = (staff, world.second_line, world.asker)
    (team,) = world.ids("SELECT team_id FROM team_members ORDER BY 1 LIMIT 1")
    (service,) = world.ids("SELECT service_id FROM services WHERE parent_id IS NOT NULL ORDER BY 1 LIMIT 1")
    (problem,) = world.ids("SELECT problem_id FROM problems ORDER BY 1 LIMIT 1")
    (change,) = world.ids("SELECT change_id FROM changes ORDER BY 1 LIMIT 1")
    (agreement,) = world.ids("SELECT agreement_id FROM agreements WHERE is_base")
    (schedule,) = world.ids("SELECT schedule_id FROM agreements WHERE is_base")
    (asked,) = world.ids("SELECT ticket_id FROM approval_voices ORDER BY 1 LIMIT 1")
    problems = ProblemFilter(team=team, service=service)
    asks = Asks(service_id=service, name=Text.same("Сеть"), types=(ACCESS,), form=None, set_by=None, version=1)
    changes = ChangeFilter(team=team, service=service)
    return {
        "agreement.holdings.of_person": [call(boss, now)],
        "agreement.rows.agreements": [call(), call(agreement)],
        "agreement.schedules.cards": [call(now)],
        "agreement.schedules.schedules": [call()],
        "agreement.schedules.schedule": [call(schedule)],
        "agreement.service_class.service_class": [call(world.target)],
        "approval.rows.asked_of": [call(world.viewer(world.approver, "specialist"), now)],
        "approval.rows.substitute_of": [call(world.viewer(world.approver, "specialist"), now)],
        "approval.rows.of_ticket": [call(staff, asked, inner=True)],
        "approval.stuck.of_tickets": [call(5, now=now)],
        "approval.stuck.of_changes": [call(5, now=now)],
        "change_request.pages.visible_to": [
            call(one, wanted, now=now) for one in viewers for wanted in (changes, ChangeFilter())
        ],
        "change_request.freezes.between": [call(TOLD_AT, None)],
        "change_request.freezes.scheduled_into": [call(one, YEAR_S_END, now) for one in viewers],
        "change_request.collisions.colliding": [call(one, TOLD_AT, None, now=now) for one in viewers],
        "change_request.collisions.in_freezes": [call(one, TOLD_AT, None, now=now) for one in viewers],
        "change_request.pages.card": [call(one, change, now=now) for one in viewers],
        "problem.pages.visible_to": [call(one, problems) for one in viewers],
        "linked.pages.around": [call([Row(TeamId(team), PersonId(boss), [service])])],
        "problem.outages.told_to": [call(one, now, limit=9) for one in viewers],
        "problem.outages.of_problem": [call(one, problem) for one in viewers],
        "problem.pages.card": [call(one, problem) for one in viewers],
        "service.offers.catalogue": [call(now)],
        "service.offers.offer": [call(service, now)],
        "service.forms.asks": [call(service)],
        "service.forms.lost_by": [call(ACCESS, SHIPPED_TYPES["incident"])],
        "service.rows.names_of": [call([service])],
        "service.forms.form": [call(asks, Said(type="incident", now=now))],
        "ticket.linked.linked": [call(one, "problem_incidents", "problem_id", problem) for one in viewers],
    }


def of_clocks(world: Filled) -> dict[str, list[Call]]:
    """What the readers of clocks are asked."""
    now = micros(TOLD_AT)
    (agreement,) = world.ids("SELECT agreement_id FROM agreements WHERE is_base")
    (schedule,) = world.ids("SELECT schedule_id FROM agreements WHERE is_base")
    follows = Calendar(TimetableVersions.first(Timetable(zone=REQUESTER_ZONE, week=WorkWeek())), "UTC")
    edit = Timetable(zone="UTC", week=WorkWeek())
    return {
        "sla_clocks.arrays.read": [call(schedule, None)],
        "sla_clocks.arrays.zones": [call(schedule, follows)],
        "sla_clocks.change_waits.due": [call(now, 5)],
        "sla_clocks.counts.open_and_overdue": [call(now)],
        "sla_clocks.explanations.explained": [call(world.facts(world.target), TOLD_AT)],
        "sla_clocks.preview.schedule_edit": [call(schedule, edit, TOLD_AT, now=TOLD_AT)],
        "sla_clocks.preview.new_zone_rules": [call(now=TOLD_AT)],
        "sla_clocks.preview.promise_edit": [call(agreement, Promise(), now=TOLD_AT)],
        "sla_clocks.promise_book.schedule_now": [call(schedule)],
        "sla_clocks.promise_book.promise_of": [call(agreement, 1)],
        "sla_clocks.promise_book.Book.load": [call()],
        "sla_clocks.readers.clocks_of": [call(world.target, TOLD_AT)],
        "sla_clocks.readers.without_due": [call()],
        "sla_clocks.readers.earliest_look": [call()],
        "sla_clocks.readers.due_crossings": [call(now, 5)],
        "sla_clocks.recount.with_terms": [call(schedule)],
        "sla_clocks.rows.load": [call([world.target])],
        "sla_clocks.rows.open_under": [call(agreement)],
        "sla_clocks.rows.waiting_to_close": [call(schedule)],
        "sla_clocks.zone_rules.measured_by": [call()],
        "sla_clocks.zone_rules.are_old": [call()],
    }


def _under(field: Literal["service", "unit"], of: UUID) -> tuple[Condition, ...]:
    return (OneOf(field=field, values=(str(of),)),)


def of_tickets(world: Filled) -> dict[str, list[Call]]:
    """What the readers of tickets, their types and their facts are asked."""
    now, staff, target, late = TOLD_AT, world.staff, world.target, world.late
    viewers = (staff, world.second_line, world.asker)
    shown = (target, late, world.access, *world.ids("SELECT ticket_id FROM approvals"))
    (guest,) = world.ids("SELECT ticket_id FROM ticket_list WHERE NOT is_unfinished ORDER BY 1 LIMIT 1")
    nameless = (sender_ids("nobody@example.org")[0], "nobody@example.org")
    (service,) = world.ids("SELECT service_id FROM services WHERE parent_id IS NOT NULL ORDER BY 1 LIMIT 1")
    (unit,) = world.ids("SELECT unit_id FROM org_units WHERE parent_id IS NOT NULL ORDER BY 1 LIMIT 1")
    filters = ((), _under("service", service), _under("unit", unit))
    with world.desk.database.transaction() as cursor:
        page = visible_to(cursor, staff, TicketFilter(), now=now)
        cursor.execute("INSERT INTO desk.looked_from SELECT * FROM unnest(%s::uuid[], %s::bigint[])", _unseen(viewers))
    unread = replace(page, tickets=tuple(replace(line, is_unread=True) for line in page.tickets))
    facts = {ticket: world.facts(ticket) for ticket in shown}
    about = About(
        things=(target, world.boss),
        of_then=True,
        attribute=("folder", ACCESS, ACCESS),
        turn=(world.boss, world.boss),
    )
    each = [(one, ticket) for one in viewers for ticket in shown]
    return {
        "facts.attribute_kinds.told_by_kind": [call([(1, (about,))])],
        "facts.history.history_with_names": [call(one, facts[ticket]) for one, ticket in each],
        "facts.history.history_of_ticket": [call(one, facts[ticket]) for one, ticket in each],
        "facts.objects.called": [call(one, [about], {(ACCESS, 1)}) for one in viewers],
        "facts.objects.names_then": [call([about], {}, 10**6)],
        "facts.past_names.latest": [call([world.boss])],
        "journal.rows.page": [call(ChangesFilter(), behind=10**6, limit=5)],
        "journal.rows.at": [call(1)],
        "facts.past_names.as_of": [call([world.boss], 1)],
        "facts.past_names.types_as_of": [call([(ACCESS, 1)])],
        "kit.guests.hidden": [call(one, guest, [nameless]) for one in viewers],
        "kit.guests.unread": [call(one, guest, [nameless[0]]) for one in viewers],
        "kit.guests.masked": [call(one, [(guest, *nameless)]) for one in viewers],
        "kit.visibility.sight": [call(one, target) for one in viewers],
        "ticket.around.company.of_ticket": [call(target)],
        "ticket.around.brought.of_ticket": [call(target)],
        "ticket.around.card.around": [call(one, target, now=now) for one in viewers],
        "ticket.around.similar.similar": [call(one, Wanted(subject="VPN"), now=now) for one in viewers],
        "ticket.around.similar.beside": [call(one, ticket, now=now) for one, ticket in each],
        "ticket.around.sums.tags": [call(one) for one in viewers],
        "ticket.around.sums.time_spent": [call(one, since=TOLD_AT - A_DAY, before=TOLD_AT + A_DAY) for one in viewers],
        "ticket.around.tasks.visible_to": [call(one, TaskFilter(), now=now) for one in viewers],
        "live.changes.goes_on_as": [call([target])],
        "live.changes.numbers_of": [call([target])],
        "live.changes.sights": [
            call(viewers, [target, late], [Standing(ticket_id=target, requester_id=world.boss)]),
        ],
        "ticket.as_registered.as_registered": [call(one, facts[ticket][0]) for one, ticket in each],
        "ticket.card.sight": [call(one, ticket, asked_at=now) for one, ticket in each],
        "ticket.card.whole_card": [call(one, ticket, now=now) for one, ticket in each],
        "ticket.files.of_ticket": [call(target, inner=True)],
        "ticket.files.readable": [call(one, ["0"], now) for one in viewers],
        "ticket.linked.seen": [call(one, [target]) for one in viewers],
        "ticket.files.on_tickets": [call([(target, True)])],
        "ticket.files.named": [call([(target, "0")])],
        "ticket.linked.followed": [call(one, late) for one in viewers],
        "ticket.linked.following": [call(one, target) for one in viewers],
        "ticket.linked.unfinished_below": [call(one, target) for one in viewers],
        "ticket.links.links": [call(one, ticket, now=now) for one, ticket in each],
        "ticket.mail_threads.tickets_of": [call(["<a@b>"])],
        "ticket.merged.words": [call(one, target) for one in viewers],
        "sla_clocks.counts.seen_by": [call(one, now=now) for one in viewers],
        "ticket.lists.groups.counted": [
            call(Asking(one, now), AllOf(of=more))
            for one in viewers
            for more in (
                _under("service", service),
                _under("unit", unit),
                (OneOf(field="team", values=("mine",)),),
                (HasWords(text="VPN"),),
            )
        ],
        "ticket.lists.groups.grouped": [
            call(Asking(staff, now), condition, by)
            for by in ("status", "team", "unit", "service", "agreement")
            for condition in (AllOf(), HasWords(text="VPN"))
        ],
        "ticket.lists.beside.beside": [call(staff, [target])],
        "ticket.lists.export.lines": [call(staff, TicketFilter(more=more), now=now, clocks=True) for more in filters],
        "ticket.around.ratings.of_ticket": [call(target)],
        "ticket.around.ratings.sums": [
            call(one, since=now - timedelta(days=3650), before=now + timedelta(days=3650), by=by)
            for one in viewers
            for by in ("team", "service")
        ],
        "ticket_view.rows.seen_by": [call(one) for one in viewers],
        "at_hand.templates.open_to": [call(one) for one in viewers],
        "at_hand.checklists.open_to": [call(one, archived=None) for one in viewers],
        "at_hand.macros.open_to": [call(one, ticket_id=of) for one in viewers for of in (None, target)],
        "at_hand.templates.versions": [call(UUID(int=1))],
        "at_hand.told.told_of": [call(one, target, now=now, clock_of=lambda _: UTC) for one in viewers],
        "article.pages.visible_to": [
            call(one, ArticleFilter(sought=words), today=now.date()) for one in viewers for words in (VPN, None)
        ],
        "article.feedback.feedback_on": [call(one, article_id(1)) for one in viewers],
        "article.uses.tickets_of": [call(one, article_id(1)) for one in viewers],
        "article.uses.of_ticket": [call(one, target, least_sight(one)) for one in viewers],
        "article.pages.card": [call(one, article_id(1), today=now.date()) for one in viewers],
        "article.suggested.suggested": [
            call(one, VPN, service=service) for one in viewers for service in (SERVICES["vpn"], None)
        ],
        "ticket.lists.clocks.of_tickets": [call([target], now)],
        "ticket.lists.pages.with_absences": [call(staff, page, TOLD_AT)],
        "ticket.lists.pages.with_beside": [call(staff, page)],
        "ticket.lists.pages.with_clocks": [call(page, now)],
        "ticket.lists.pages.with_news": [call(staff, unread)],
        "ticket.lists.unread.news_of": [call(one, [target, guest]) for one in viewers],
        "ticket.notices.pages.of_person": [call(one, NoticeFilter(), now=now) for one in viewers],
        "ticket.notices.pages.unread": [call(one, (), now=now) for one in viewers],
        "ticket.notices.pages.told_between": [call([one.actor.id for one in viewers], 0, 10**6)],
        "ticket.lists.unread.place_of": [call(target, 1)],
        "ticket.lists.unread.last_news": [call(one, target) for one in viewers],
        "ticket.lists.unread.seen_by_number": [call(one, [1001]) for one in viewers],
        "ticket.lists.groups.ids": [
            call(Asking(one, now), condition, 5)
            for one in viewers
            for condition in (HasWords(text="VPN"), *_under("service", service), *_under("unit", unit))
        ],
        "ticket.lists.conditions.compiled": [
            call(condition, Asking(one, now))
            for one in viewers
            for condition in (
                HasWords(text="VPN"),
                *_under("service", service),
                *_under("unit", unit),
            )
        ],
        "ticket.lists.filters.narrowed": [
            call(one, TicketFilter(text="VPN", more=more), now) for one in viewers for more in filters
        ],
        "search.tickets.highest": [call()],
        "search.tickets.matching": [call(one, VPN, "c") for one in viewers],
        "search.tickets.found": [call(one, VPN) for one in viewers],
        "search.things.found": [
            call(kind, things.seen(one, kind, now, None), VPN) for one in viewers for kind in things.SHOWN
        ],
        "search.things.by_number": [
            call(kind, things.seen(one, kind, now, None), 1)
            for one in viewers
            for kind in ("problem", "change", "article")
        ],
        "search.names.named": [call(one, VPN) for one in viewers],
        "search.numbers.ticket": [call(one, 1001) for one in viewers],
        "search.vocabulary.close_to": [call(["принтр"])],
        "search.excerpts.excerpts": [call(Marker(VPN), [target])],
        "search.box.search": [
            call(one, box.Asked(text=text, sought=VPN, kinds=box.KINDS, limit=5, now=now))
            for one in viewers
            for text in ("VPN", "1001", "1")
        ],
        "ticket.lists.pages.visible_to": [
            call(one, TicketFilter(more=more), now=now) for one in viewers for more in filters
        ],
        "ticket.timeline.timeline": [call(one, ticket) for one, ticket in each],
        "ticket_type.rows.types": [call()],
        "ticket_type.rows.versions": [call(ACCESS)],
        "ticket_type.rows.version_at": [call(ACCESS, 1)],
        "ticket_type.rows.statuses_shown": [call([(ACCESS, "new")])],
        "ticket_type.rows.archived_codes": [call()],
        "ticket_type.rows.open_codes": [call()],
        "ticket_type.rows.stranded": [call(5)],
        "ticket_type.rows.standing_in": [call(ACCESS, ["new"])],
    }


def _unseen(viewers: Sequence[Viewer]) -> tuple[list[UUID], list[int]]:
    """People to whom everything is new."""
    return [one.actor.id for one in viewers], [0] * len(viewers)


class Row(NamedTuple):
    """A row of what tickets are linked to."""

    team_id: TeamId
    responsible_id: PersonId
    services: list[UUID]
    number: int = 1
    subject: str = ""
    status: str = ""
    version: int = 1


class Named(msgspec.Struct):
    """A card that names a responsible."""

    responsible: Responsible | None
    named_responsible: Responsible | None = None


@contextmanager
def hidden(cursor: Cursor[Any], models: Collection[str]) -> Iterator[None]:
    """The tables of these read models are not there, until the block ends."""
    with cursor.connection.transaction(force_rollback=True):
        for table in [table for model in models for table in tables_of(model)]:
            cursor.execute(
                sql.SQL("ALTER TABLE {} RENAME TO {}").format(sql.Identifier(table), sql.Identifier(f"hidden_{table}"))
            )
        yield


def missed(cursor: Cursor[Any], path: str, calls: Sequence[Call]) -> str | None:
    """What a reader could not find, if anything, until one of the calls raises."""
    for given, named in calls:
        try:
            with cursor.connection.transaction():
                found = READERS[path](cursor, *given, **named)
                if isinstance(found, Iterator):
                    list(found)
        except psycopg.errors.UndefinedTable as error:
            return str(error.diag.message_primary)
    return None


def test_a_reader_finds_nothing_missing_but_what_it_names(database: Database) -> None:
    world = Filled(database)
    asked = {
        f"projections.{path}": calls
        for told in (of_people, of_practice, of_clocks, of_tickets)
        for path, calls in told(world).items()
    }
    assert set(asked) == set(READERS), "say here how the reader is asked"
    wrong: dict[str, str] = {}
    with database.dedicated() as connection, connection.cursor() as cursor:
        for path, calls in asked.items():
            named = {*views_of(READERS[path]), *OF_ITS_CALLER.get(path, ())}
            with hidden(cursor, set(PROJECTIONS) - named):
                if (missing := missed(cursor, path, calls)) is not None:
                    wrong[path] = f"asks what it does not name: {missing}"
            for model in named:
                with hidden(cursor, [model]):
                    if missed(cursor, path, calls) is None:
                        wrong[path] = f"names what it does not ask: {model}"
    assert wrong == {}


def test_every_table_of_a_read_model_is_hidden_with_it() -> None:
    for model, make in PROJECTIONS.items():
        assert sorted(tables_of(model)) == sorted(make().tables)
