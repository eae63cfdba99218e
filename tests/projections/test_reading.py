"""The smaller read models: timeline, history, directory, agreements, mail threads, the clocks and their book."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from api.standing import Remeasuring
from commands.agreement import (
    ChooseBaseAgreement,
    NameDefaultResponsible,
    RenameAgreement,
    RescheduleAgreement,
    ReviseAgreementPromise,
)
from commands.fields import Named
from commands.person.access import GrantGroups
from commands.service_schedule import DeclareHolidays, RenameSchedule, ReviseSchedule, WithdrawHolidays
from commands.team import LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketOnHold
from events.values.duration import HOUR
from events.values.identity import StreamId
from events.values.people import Responsible
from events.values.schedule import DatedException
from projections.agreement import rows as agreements
from projections.agreement import schedules
from projections.facts.history import history_with_names
from projections.person import directory
from projections.sla_clocks import readers
from projections.sla_clocks.projection import SlaClocks
from projections.sla_clocks.promise_book import Book, schedule_now
from projections.ticket import mail_threads
from projections.ticket.timeline import timeline
from sla_engine.instants import NEVER, micros
from tests.projections.world import AS_DESK, OFFICE, ROUND_THE_CLOCK, World, viewer
from tests.replay.history import promise


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule(), promise(60, 480))
    return world


def test_row_129_a_requester_reads_the_timeline_and_the_history_without_what_is_private(desk: World) -> None:
    ivan = desk.person("Иван")
    ticket = desk.ticket(person=ivan)
    desk.do(CommentOnTicket(ticket_id=ticket, body="видно всем"), viewer("specialist"))
    desk.do(CommentOnTicket(ticket_id=ticket, body="между нами", is_public=False), viewer("specialist"))
    desk.pass_time(days=9)
    assert desk.keep_time() >= 1
    desk.fold()
    facts = desk.log.load(StreamId(ticket))
    for by, bodies in (
        (viewer("requester", who=ivan), [None, "видно всем"]),
        (viewer("specialist"), [None, "видно всем", "между нами"]),
        (viewer("auditor"), [None, "видно всем", "между нами"]),
        (AS_DESK, [None, "видно всем", "между нами"]),
    ):
        with desk.cursor() as cursor:
            entries = timeline(cursor, by, ticket)
            assert timeline(cursor, by, ticket, after=1, limit=1) == entries[1:2]
            told = history_with_names(cursor, by, facts)
        assert [entry.body for entry in entries if "missed" not in entry.name and "escal" not in entry.name] == bodies
        assert [entry.version for entry in told] == [entry.version for entry in entries]
        assert [entry.what for entry in told] == [entry.what for entry in entries]
        assert any("escalation" in entry.name for entry in entries) == (len(bodies) == 3)
        assert told[1].by.name == "Ольга Смирнова"


def test_the_directory_knows_people_by_name_and_address_and_who_belongs_to_which_team(world: World) -> None:
    ivan = world.person("Иван_Петров", "Ivan@Example.org", language="en")
    olga = world.person("Ольга 100%", licence="named")
    team = world.team("Первая", [ivan])
    world.do(GrantGroups(person_id=olga, groups=frozenset({"specialist", "requester"})))
    world.do(LinkTeamMembers(team_id=team, members=(olga, ivan)))
    world.do(NameTeamLead(team_id=team, lead=ivan))
    world.do(RenameTeam(team_id=team, title=Named(ru="Вторая", en="Second")))
    world.fold()
    with world.cursor() as cursor:
        (found,) = directory.search(cursor, " ivan@example.ORG")
        assert (found.person_id, found.kind, found.emails) == (ivan, "employee", ("ivan@example.org",))
        assert directory.search(cursor, "nobody@example.org") == []
        assert [one.person_id for one in directory.search(cursor, "ПЕТРОВ")] == [ivan]
        assert [one.person_id for one in directory.search(cursor, "100%")] == [olga]
        assert [one.person_id for one in directory.search(cursor, "_")] == [ivan]
        known = directory.person(cursor, olga)
        assert known is not None
        assert set(known.groups) == {"specialist", "requester"}
        (shown,) = directory.teams(cursor)
        assert (shown.name.en, shown.lead_id, set(shown.members)) == ("Second", ivan, {ivan, olga})
        assert directory.teams_of(cursor, olga) == {team}
        assert {text.ru for text in directory.names(cursor, [team, olga]).values()} == {"Вторая", "Ольга 100%"}
    world.do(UnlinkTeamMembers(team_id=team, members=(ivan,)))
    world.fold()
    with world.cursor() as cursor:
        (shown,) = directory.teams(cursor)
        assert (shown.lead_id, shown.members) == (None, (olga,))


def test_agreements_and_schedules_read_as_they_stand_after_every_edit(world: World) -> None:
    schedule, other = world.schedule(), world.schedule(ROUND_THE_CLOCK, "24*7")
    team = world.team()
    base = world.agreement(schedule, promise(60, 480), name="Base")
    vip = world.agreement(other, promise(15, 45), name="A VIP", is_base=False)
    world.do(ChooseBaseAgreement(agreement_id=vip))
    world.do(RenameAgreement(agreement_id=base, title=Named(ru="Старое", en="Old")))
    world.do(ReviseAgreementPromise(agreement_id=base, promise=promise(240, 2400)))
    world.do(RescheduleAgreement(agreement_id=base, schedule_id=other))
    world.do(NameDefaultResponsible(agreement_id=base, responsible=Responsible(team)))
    on = date(2026, 3, 9)
    world.do(DeclareHolidays(schedule_id=schedule, exceptions=(DatedException(on=on),)))
    world.do(DeclareHolidays(schedule_id=other, exceptions=(DatedException(on=on),)))
    world.do(WithdrawHolidays(schedule_id=other, dates=(on,)))
    world.do(RenameSchedule(schedule_id=schedule, title=Named(en="Office")))
    world.fold(batch=3)
    with world.cursor() as cursor:
        first, second = agreements.agreements(cursor)
        assert (first.agreement_id, first.is_base, second.is_base) == (vip, True, False)
        assert (second.name.ru, second.schedule_id, second.promise) == ("Старое", other, promise(240, 2400))
        assert (second.default_responsible, second.version) == (Responsible(team), 5)
        assert agreements.agreements(cursor, base) == [second]
        office = schedules.schedule(cursor, schedule)
        assert office is not None
        assert (office.name.en, office.timetables.latest.exceptions) == ("Office", (DatedException(on=on),))
        assert {one.name.en for one in schedules.schedules(cursor)} == {"Office", "24*7"}
        assert schedule_now(cursor, schedule) == office.timetables
        assert schedules.schedule(cursor, base) is None


def test_a_message_keeps_the_first_ticket_that_it_went_to(desk: World) -> None:
    first = desk.ticket(message_id="<a@example.org>")
    second = desk.ticket(message_id="<b@example.org>")
    for message in ("<a@example.org>", "<c@example.org>", "<c@example.org>"):
        desk.do(CommentOnTicket(ticket_id=second, body="ответ", message_id=message))
    desk.fold(batch=100)
    with desk.cursor() as cursor:
        asked = ["<c@example.org>", "<none@example.org>", "<a@example.org>", "<b@example.org>"]
        assert mail_threads.tickets_of(cursor, asked) == [second, first]


def test_the_book_of_one_agreement_holds_its_schedules_and_nothing_else(desk: World) -> None:
    other = desk.schedule(ROUND_THE_CLOCK, "24*7")
    known = desk.agreement(other, promise(15, 45), name="VIP", is_base=False)
    since = desk.now
    desk.do(ReviseAgreementPromise(agreement_id=known, promise=promise(60, 480), apply_to_open=True))
    desk.do(ReviseSchedule(schedule_id=other, timetable=OFFICE))
    desk.fold()
    with desk.cursor() as cursor:
        book, whole = Book.load(cursor, [known]), Book.load(cursor)
    assert (book.agreements(), book.schedules()) == ([known], [other])
    assert (len(whole.agreements()), len(whole.schedules())) == (2, 2)
    assert [(edit.agreement_id, edit.schedule_id, edit.at) for edit in book.edits()] == [
        (known, None, micros(since)),
        (None, other, 0),
    ]
    head = desk.log.head()
    assert book.as_of(head - 2).commitment(known).promise == promise(15, 45)
    assert book.as_of(head - 1).calendar(other, "") is not book.as_of(head).calendar(other, "")


def test_rule_c3_the_clocks_of_a_ticket_say_due_left_and_overrun(desk: World) -> None:
    ticket = desk.ticket(priority="normal")
    desk.pass_time(hours=2)
    desk.fold()
    with desk.cursor() as cursor:
        clocks = readers.clocks_of(cursor, ticket, desk.now)
        assert clocks is not None
        assert (clocks.reaction.state, clocks.reaction.consumed_s, clocks.reaction.overrun_s) == ("missed", 7200, 3600)
        assert (clocks.reaction.left_s, clocks.reaction.overrun_wall_s) == (0, 3600)
        assert (clocks.resolution.state, clocks.resolution.left_s) == ("running", 6 * 3600)
        assert clocks.resolution.due_at == desk.now + timedelta(hours=7)
        assert readers.clocks_of(cursor, desk.schedule(), desk.now) is None
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="ждём"))
    desk.pass_time(days=1)
    desk.fold()
    with desk.cursor() as cursor:
        clocks = readers.clocks_of(cursor, ticket, desk.now)
    assert clocks is not None
    assert (clocks.resolution.state, clocks.resolution.due_at, clocks.resolution.left_s) == ("paused", None, 6 * 3600)


def test_what_is_due_comes_to_the_timekeeper_earliest_first_and_once_a_ticket(desk: World) -> None:
    first = desk.ticket()
    desk.pass_time(minutes=10)
    second = desk.ticket()
    desk.fold()
    with desk.cursor() as cursor:
        look = readers.earliest_look(cursor)
        assert look == micros(desk.now) + HOUR // 3
        assert readers.due_crossings(cursor, look - 1, 10) == []
        found = readers.due_crossings(cursor, look + 30 * 24 * HOUR, 10)
        assert [crossing.ticket_id for crossing in found] == [first, second]
        assert len(readers.due_crossings(cursor, look + 30 * 24 * HOUR, 1)) == 1
        assert readers.earliest_look(cursor, without=[first]) == look + 10 * HOUR // 60
        cursor.execute("TRUNCATE sla_clocks")
        assert readers.earliest_look(cursor) == NEVER


def test_the_timekeepers_next_look_is_found_by_a_plan_that_is_kept(desk: World) -> None:
    desk.ticket()
    desk.fold()
    with desk.cursor() as cursor:
        # The driver prepares what is asked the sixth time, and PostgreSQL looks at five plans before it keeps one.
        for _ in range(15):
            readers.earliest_look(cursor)
        cursor.execute(
            "SELECT custom_plans <= 5 AND generic_plans > 0 FROM pg_prepared_statements WHERE statement LIKE '%least(%'"
        )
        assert cursor.fetchall() == [(True,)]


def test_the_progress_of_a_long_edit_can_be_followed(desk: World) -> None:
    heard: list[tuple[int, int]] = []
    progress = Remeasuring()

    def told(done: int, total: int) -> None:
        progress(done, total)
        heard.append((done, total))

    desk.live["sla_clocks"] = SlaClocks(told=told)
    for _ in range(5):
        desk.ticket()
    with desk.cursor() as cursor:
        cursor.execute("SELECT 1")
    desk.fold()
    schedule = desk.log.after(0, 1)[0].stream
    desk.do(ReviseSchedule(schedule_id=schedule, timetable=ROUND_THE_CLOCK))  # type: ignore[arg-type] # the first stream
    desk.fold()
    assert heard[0] == (0, 5)
    assert heard[-1] == (5, 5)
    assert not progress.latest.is_under_way
