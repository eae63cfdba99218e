"""The demo company: loaded once however often, taken up where it stopped, and full of what it is to show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
from psycopg.conninfo import conninfo_to_dict

from api import long_logs
from api.bootstrap import Desk, SystemClock
from api.cli.shown.options import Reading
from api.cli.ticket import explained as cli_tickets
from api.demo.access_type import ACCESS
from api.demo.catalogue import SERVICES
from api.demo.company import EVERYBODY, key_of
from api.demo.guide import FIRST_NUMBER
from api.demo.load import BEFORE, is_foreign, is_loaded, load
from api.demo.logins import LOGINS, first_passwords
from api.demo.weeks.matters import WISHES, wishes
from api.demo.weeks.showcase import showcase
from api.demo.weeks.story import ZONE
from api.demo.weeks.tickets import SPAN, stories
from api.questions.ticket.card import read_ticket
from api.settings import Settings
from commands.found_desk import BUILT_IN, FoundDesk
from commands.ticket.work import PutTicketOnHold
from connectors.storage.server.database import Database
from events.problem import ProblemRegistered
from events.values.identity import CommandId, PersonId, StreamId
from events.values.people import Group
from events.values.text import Text
from projections.sla_clocks import readers
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.orders import Sort
from sla_engine.holiday_proposals import proposals
from sla_engine.instants import instant
from tests.api.serving import AS_SYSTEM
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database

SMALL = 24
PEOPLE = {key_of(who): PersonId(uuid4()) for who in EVERYBODY}
WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


class PulledOut(Exception):  # noqa: N818 - it names what happened
    """Somebody pulled the plug in the middle of loading."""


class Plug:
    """A meter that pulls the plug when a phase has made some steps."""

    def __init__(self, phase: str, steps: int) -> None:
        self._phase = phase
        self._steps = steps

    def phase(self, name: Text, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        assert total is None or total > 0
        return nullcontext(self._step if name.en == self._phase else lambda _steps: None)

    def _step(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise PulledOut


def a_desk(database: Database) -> Desk:
    desk = Desk(database, Settings(data_folder=Path("nowhere")), SystemClock(), CHEAP)
    desk.prepare()
    return desk


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    opened = a_desk(database)
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def told_once(database_url: str, template: str) -> Iterator[str]:
    """The name of a database that holds the demo."""
    with new_database(database_url, template) as url:
        with Database(url) as database:
            opened = a_desk(database)
            load(opened, size=SMALL)
            opened.stop()
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture
def company(database_url: str, told_once: str) -> Iterator[Desk]:
    """A desk with the demo, on a copy of its own."""
    with new_database(database_url, told_once) as url, Database(url) as database:
        opened = a_desk(database)
        yield opened
        opened.stop()


def kinds(desk: Desk) -> Counter[str]:
    return Counter(recorded.fact.stored_name for recorded in desk.log.after(0, 100_000, personal=False))


def test_the_demo_is_loaded_once_however_often_and_wherever_it_was_stopped(desk: Desk) -> None:
    for phase, steps in (
        ("Units and people", 9),
        ("Catalogue, promises", 20),
        ("Tickets", 11),
        ("Conversations and work", 40),
    ):
        with pytest.raises(PulledOut):
            load(desk, size=SMALL, meter=Plug(phase, steps))
        assert not is_loaded(desk)
        assert not is_foreign(desk)
    load(desk, size=SMALL)
    assert is_loaded(desk)
    found, head = kinds(desk), desk.log.head()

    load(desk, size=SMALL)

    assert (kinds(desk), desk.log.head()) == (found, head)
    # Seven of the twelve sample mails ask for something, two answer, three wait in quarantine; a comment was split.
    assert found["ticket.registered@2"] == SMALL + 8
    assert found["person.registered@1"] == len(EVERYBODY) + len(BUILT_IN)
    numbers = [line.number for line in page(desk, sort="number")]
    assert len(set(numbers)) == SMALL + 8


def test_a_start_builds_what_is_gone_side_by_side_and_as_it_was(company: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of_read_models(company)
    with company.database.connection() as connection:
        connection.execute("DROP SCHEMA views CASCADE")
    monkeypatch.setattr(long_logs, "LONG_LOG", 100)
    told: list[tuple[str, int, int]] = []

    company.prepare(laying=lambda words, done, whole: told.append((words.en, done, whole)))

    assert rows_of_read_models(company) == before
    whole = len(company.consumers) * company.log.head()
    assert told[-1] == ("Read models are built anew", whole, whole)
    with company.database.connection() as connection:
        assert connection.execute("SELECT DISTINCT position FROM views.positions").fetchall() == [(company.log.head(),)]


def test_a_start_builds_itself_what_a_process_could_not(company: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of_read_models(company)
    with company.database.connection() as connection:
        connection.execute("UPDATE views.positions SET fingerprint = 'another'")
        connection.execute("UPDATE views.ticket_list SET subject = 'worn'")
    monkeypatch.setattr(long_logs, "LONG_LOG", 100)
    monkeypatch.setattr(long_logs, "_POOL", 0)

    assert len(company.prepare()) == len(company.consumers)

    assert rows_of_read_models(company) == before


def rows_of_read_models(desk: Desk) -> dict[str, list[str]]:
    with desk.database.connection() as connection:
        return {
            table: sorted(row for (row,) in connection.execute(f"SELECT t::text FROM {table} t"))  # noqa: S608
            for consumer in desk.consumers
            for table in consumer.projection.tables
        }


def test_the_ticket_that_is_pointed_at_has_lunch_a_weekend_a_hold_a_reopening_and_a_miss(company: Desk) -> None:
    shown = page(company, sort="number")[0]
    assert shown.number == FIRST_NUMBER
    with company.database.transaction() as cursor:
        _, found = readers.explained(cursor, company.log.load(StreamId(shown.ticket_id)), company.clock.now())
    told = [
        (f"{instant(part.begin).astimezone(ZONE):%a %H:%M}", part.status, part.reason, part.total // 60_000_000)
        for part in found.segments
    ]
    assert told == [
        ("Thu 11:30", "new", "counted", 66),
        ("Thu 12:36", "in_progress", "counted", 90),
        ("Thu 13:00", "in_progress", "off_hours", 90),
        ("Thu 14:00", "in_progress", "counted", 150),
        ("Thu 15:00", "on_hold", "status", 150),
        ("Fri 15:00", "in_progress", "counted", 330),
        ("Fri 18:00", "in_progress", "off_hours", 330),
        ("Mon 09:00", "in_progress", "counted", 390),
        ("Mon 10:00", "resolved", "stopped", 390),
        ("Tue 10:00", "reopened", "counted", 415),
        ("Tue 10:25", "in_progress", "counted", 525),
        ("Tue 12:15", "resolved", "stopped", 525),
        ("Wed 11:00", "closed", "stopped", 525),
    ]
    assert (found.state, f"{instant(found.due).astimezone(ZONE):%a %H:%M}") == ("missed", "Tue 11:30")


def test_desk_sla_reads_on_the_wall_clock_of_the_schedule_and_tells_miss_and_overrun(
    company: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DESK_LANGUAGE", "en")
    monkeypatch.setattr(cli_tickets, "opened_desk", lambda: nullcontext(company))
    cli_tickets.sla(FIRST_NUMBER, how=Reading())
    told = capsys.readouterr().out
    heading = told[told.index("Resolution") :].splitlines()[:3]
    assert told.startswith("Schedule: 9-18 with lunch (timetable 2), time: Europe/Moscow\n")
    assert heading[0] == "Resolution: missed, 8 h 45 min / 8 h 00 min, rule: default (version 1)"
    # It was missed when it was due; a clock that stands has no due any more (C3).
    assert re.fullmatch(r"  missed: [\d.]{10} 11:30:00", heading[1])
    assert heading[2] == "  over: 0 h 45 min of working time"
    cells = [[cell.strip() for cell in line.split("│")[1:]] for line in told.splitlines() if line.startswith("│")]
    assert [cell[3] for cell in cells if cell[0].endswith(" 13:00:00") and cell[2] == "In progress"] == ["break"]
    assert "UTC" not in told


@pytest.mark.parametrize("month", range(1, 13))
def test_the_ticket_that_is_pointed_at_lies_in_a_plain_week_before_all_others(month: int) -> None:
    anchor = WEDNESDAY.replace(month=month, day=20)
    steps = showcase(anchor, PEOPLE)
    days = {step.at.astimezone(ZONE).date() for step in steps}
    assert days.isdisjoint(day.on for year in (2025, 2026) for day in proposals("RU", year))
    assert anchor - BEFORE < steps[0].at < steps[-1].at < anchor - SPAN


def page(desk: Desk, *, sort: Sort, **wanted: Any) -> tuple[TicketLine, ...]:
    desk.catch_up()
    with desk.database.transaction() as cursor:
        return tickets_query.visible_to(
            cursor, AS_SYSTEM, TicketFilter(**wanted), now=desk.clock.now(), sort=sort, limit=200
        ).tickets


def test_a_letter_of_the_demo_shows_a_picture_within_its_words_and_the_picture_opens(company: Desk) -> None:
    (line,) = (one for one in page(company, sort="number") if one.subject == "Ошибка 1С при проведении документа")
    card = read_ticket(company, AS_SYSTEM, str(line.number)).value
    (picture,) = (file for file in card.attachments if file.inline)
    assert (picture.name, picture.content_id) == ("Ошибка 1С.png", "screen.1@demo.example")
    opened = company.contents.of_owner(card.requester_id, picture.sha256)
    assert opened is not None
    assert opened.whole().startswith(b"\x89PNG")


def test_the_demo_keeps_its_hands_off_a_desk_that_holds_somebody_elses_data(desk: Desk) -> None:
    assert not is_foreign(desk)
    desk.log.take_number("ticket", CommandId(uuid4()))

    desk.bus.execute(FoundDesk(), viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    assert is_foreign(desk)


@pytest.mark.parametrize("anchor", [WEDNESDAY, WEDNESDAY - timedelta(days=4, hours=10), WEDNESDAY.replace(hour=6)])
def test_the_weeks_before_any_moment_hold_every_fate_and_nothing_of_the_future(anchor: datetime) -> None:
    told = stories(1, 320, anchor, PEOPLE)
    steps = [step for story in told for step in story]
    assert max(step.at for step in steps) < anchor
    assert len({step.name for step in steps}) == len(steps)
    commands = Counter(type(step.command).__name__ for step in steps)
    for name in ("CloseTicket", "DeclineTicket", "MergeTicket", "ReopenTicket", "ResumeTicket", "PutTicketOnHold"):
        assert commands[name] >= 3, name
    wakes = [step.command.wake_up_at for step in steps if isinstance(step.command, PutTicketOnHold)]
    assert any(isinstance(at, datetime) and at > anchor for at in wakes)
    assert any(step.at > anchor - timedelta(hours=4) for step in steps)


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("day", range(7))
def test_requests_for_access_are_older_than_the_loading_and_younger_than_the_first_ticket(day: int, hour: int) -> None:
    anchor = WEDNESDAY.replace(hour=hour) + timedelta(days=day)
    steps = [step for story in wishes(anchor, PEOPLE) for step in story]
    assert anchor - SPAN < min(step.at for step in steps)
    assert max(step.at for step in steps) < anchor
    assert len({step.name for step in steps}) == len(steps)


def test_the_same_seed_tells_the_same_stories() -> None:
    assert stories(7, 60, WEDNESDAY, PEOPLE) == stories(7, 60, WEDNESDAY, PEOPLE)
    assert stories(7, 60, WEDNESDAY, PEOPLE) != stories(8, 60, WEDNESDAY, PEOPLE)


def test_what_people_say_has_no_slot_left_open() -> None:
    for story in stories(1, 300, WEDNESDAY, PEOPLE):
        for step in story:
            assert "{" not in repr(step.command).replace("attributes={}", "")


def test_every_group_of_the_demo_signs_in_with_what_is_printed_once(company: Desk) -> None:
    passwords = first_passwords(company)
    assert set(passwords) == {key_of(who) for who, _ in LOGINS}
    assert first_passwords(company) == {}
    seen: set[frozenset[str]] = set()
    for login, password in passwords.items():
        signed = company.coming_in.sign_in(login, password, source="127.0.0.1", client="test")
        assert not signed.must_change
        identity = company.identities.of(signed.person_id)
        assert identity is not None
        seen.add(identity.person.rights)
    assert set().union(*seen) == set(get_args(Group))


def test_the_demo_company_has_a_catalogue_three_agreements_a_type_of_its_own_and_what_waits(company: Desk) -> None:
    found = kinds(company)
    assert found["agreement.concluded@1"] == 3
    assert found["service.added@2"] == len(SERVICES)
    assert found["ticket.approval-requested@1"] == 1
    assert found["problem.registered@2"] == found["change.scheduled@2"] == 1
    own = page(company, sort="number", types=(ACCESS,))
    assert len(own) == len(WISHES)
    assert {line.status for line in own} >= {"asked", "checking", "on_approval", "closed", "declined"}
    (problem,) = (
        recorded.fact
        for recorded in company.log.after(0, 100_000, personal=False)
        if isinstance(recorded.fact, ProblemRegistered)
    )
    assert problem.incidents
