"""From an e-mail to a deadline on the operator's list, and back from the clocks to the hours that made them.

Every number below was first computed by hand, from the tables of working intervals in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold, ResolveTicket, ResumeTicket
from connectors.storage.server.database import Database
from events.ticket import DeadlineMissed
from events.values.duration import Duration
from events.values.identity import PersonId, StreamId, TicketId, ticket_id
from events.values.people import MAIL_INTAKE, TIMEKEEPER, Actor, Viewer
from events.values.targets import Norm, Promise, Targets
from projections.facts import history as ticket_history
from projections.sla_clocks.readers import ClocksView, clocks_of, explained
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from sla_engine.instants import micros
from tests.connectors.inbound.mail_desks import ServedDesk, letter

pytestmark = pytest.mark.journey

MOSCOW = ZoneInfo("Europe/Moscow")
TWO_HOURS_AND_EIGHT = Promise(
    reaction=Targets(default=Norm(duration=Duration(2))), resolution=Targets(default=Norm(duration=Duration(8)))
)


def moscow(text: str) -> datetime:
    """``"05.03 16:30"`` of 2026 as an instant."""
    return datetime.strptime(f"2026.{text}", "%Y.%d.%m %H:%M").replace(tzinfo=MOSCOW).astimezone(UTC)


def worked(table: str) -> float:
    """Seconds in a table of working intervals, one a line: day, from, to; what follows is for people."""
    total = timedelta()
    for line in table.strip().splitlines():
        day, begin, end, *_ = line.split()
        total += moscow(f"{day} {end}") - moscow(f"{day} {begin}")
    return total.total_seconds()


class Office(ServedDesk):
    """A desk open from 9 to 18 with lunch from 13 to 14, where Olga answers mails."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.hand.at = moscow("02.03 09:00")
        self.open(TWO_HOURS_AND_EIGHT)
        self.olga = PersonId(self.person("olga@desk.example", "Ольга", "specialist"))
        self.catch_up()

    @property
    def as_olga(self) -> Viewer:
        return Viewer(actor=Actor(kind="person", id=self.olga, name="Ольга"), groups=frozenset({"specialist"}))

    def at(self, text: str) -> None:
        self.hand.at = moscow(text)

    def mail(self, text: str, raw: bytes) -> TicketId:
        self.at(text)
        outcome = self.intake().take(raw, source="inbox")
        self.catch_up()
        return ticket_id(int(outcome.number))

    def by_olga(self, text: str, command: msgspec.Struct) -> None:
        self.at(text)
        self.do(command, self.as_olga)  # type: ignore[arg-type]  # one of the commands
        self.catch_up()

    def keep_time(self, text: str) -> int:
        """Let the timekeeper look at that time; how many crossings it recorded."""
        self.at(text)
        recorded = self.desk.timekeeper.check(micros(self.hand.now()))
        self.catch_up()
        return recorded

    def clocks(self, ticket: TicketId) -> ClocksView:
        with self.database.transaction() as cursor:
            found = clocks_of(cursor, ticket, self.hand.now())
        assert found is not None
        return found

    def list(self) -> tuple[TicketLine, ...]:
        """The operator's list: what is due first stands first."""
        with self.database.transaction() as cursor:
            wanted = TicketFilter(is_open=True)
            return tickets_query.visible_to(cursor, self.as_olga, wanted, now=self.hand.now()).tickets


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """The office on Monday morning."""
    office = Office(database)
    yield office
    office.desk.waiter.stop()


def test_a_mail_stands_on_the_operators_list_with_two_deadlines(office: Office) -> None:
    later = office.mail("05.03 16:30", letter())
    sooner = office.mail("05.03 16:40", letter("Boris <boris@client.example>", "No VPN", message_id="<vpn@x.example>"))
    office.by_olga("05.03 16:45", CommentOnTicket(ticket_id=sooner, body="We are on it."))

    # Two hours and eight hours from Thursday 16:30:
    assert worked("05.03 16:30 18:00\n 06.03 09:00 09:30") == 2 * 3600
    assert worked("05.03 16:30 18:00\n 06.03 09:00 13:00\n 06.03 14:00 16:30") == 8 * 3600
    clocks = office.clocks(later)
    assert (clocks.reaction.due_at, clocks.resolution.due_at) == (moscow("06.03 09:30"), moscow("06.03 16:30"))

    lines = office.list()
    assert [(line.ticket_id, line.subject, line.due_at, line.is_overdue) for line in lines] == [
        (later, "Не печатает принтер", moscow("06.03 09:30"), False),
        # The reaction to the other one is over; its resolution is due eight hours after 16:40.
        (sooner, "No VPN", moscow("06.03 16:40"), False),
    ]
    assert (lines[0].requester_name, lines[0].status) == ("Анна Петрова", "new")


def test_rows_128_to_130_only_a_public_comment_by_staff_stops_the_reaction_clock(office: Office) -> None:
    ticket = office.mail("05.03 16:30", letter())
    again = letter(subject="Re: принтер", message_id="<again@x.example>", In_Reply_To="<first@client.example>")
    assert office.mail("05.03 17:00", again) == ticket
    office.by_olga("06.03 09:05", CommentOnTicket(ticket_id=ticket, body="Картридж?", is_public=False))
    assert office.clocks(ticket).reaction.is_running

    office.by_olga("06.03 09:20", CommentOnTicket(ticket_id=ticket, body="Меняем картридж."))
    office.at("06.03 12:00")
    reaction = office.clocks(ticket).reaction
    assert (reaction.state, reaction.stopped_at, reaction.due_at) == ("met", moscow("06.03 09:20"), None)
    assert reaction.consumed_s == worked("05.03 16:30 18:00\n 06.03 09:00 09:20")
    assert office.clocks(ticket).resolution.is_running


HELD_OVER_THE_WEEKEND = """
05.03 16:30 18:00  Thursday, new
06.03 09:00 11:15  Friday, new and in progress, until it is put on hold
09.03 10:40 13:00  Monday, resumed, until lunch
09.03 14:00 18:00  Monday, after lunch
10.03 09:00 09:45  Tuesday, until it is resolved
"""


def held_and_late(office: Office) -> TicketId:
    """The story of a printer, as the table above has it."""
    ticket = office.mail("05.03 16:30", letter())
    office.by_olga("06.03 09:20", CommentOnTicket(ticket_id=ticket, body="Меняем картридж."))
    office.by_olga("06.03 10:00", PutTicketInProgress(ticket_id=ticket))
    office.by_olga("06.03 11:15", PutTicketOnHold(ticket_id=ticket, reason="Картридж привезут в понедельник"))
    assert office.keep_time("08.03 12:00") == 0
    office.by_olga("09.03 10:40", ResumeTicket(ticket_id=ticket))
    return ticket


def test_rule_c2_on_hold_over_a_weekend_and_a_late_resolution_count_as_a_person_counts_them(office: Office) -> None:
    ticket = held_and_late(office)
    until_hold = worked("05.03 16:30 18:00\n 06.03 09:00 11:15")
    assert until_hold == 3 * 3600 + 45 * 60
    office.at("09.03 10:40")
    resolution = office.clocks(ticket).resolution
    assert (resolution.consumed_s, resolution.left_s) == (until_hold, 8 * 3600 - until_hold)
    # What is left, 4 h 15 min, from Monday 10:40 on:
    assert worked("09.03 10:40 13:00\n 09.03 14:00 15:55") == 8 * 3600 - until_hold
    assert resolution.due_at == moscow("09.03 15:55")

    office.by_olga("10.03 09:45", ResolveTicket(ticket_id=ticket, solution="Картридж заменён"))
    office.at("12.03 12:00")
    resolution = office.clocks(ticket).resolution
    assert (resolution.state, resolution.is_running, resolution.due_at) == ("missed", False, None)
    assert resolution.consumed_s == worked(HELD_OVER_THE_WEEKEND) == (10 * 60 + 50) * 60
    assert resolution.overrun_s == worked("09.03 15:55 18:00\n 10.03 09:00 09:45")
    assert resolution.overrun_wall_s == (moscow("10.03 09:45") - moscow("09.03 15:55")).total_seconds()
    assert (resolution.missed_at, resolution.stopped_at) == (moscow("09.03 15:55"), moscow("10.03 09:45"))


def test_rule_x1_the_explanation_lists_the_intervals_of_the_table(office: Office) -> None:
    ticket = held_and_late(office)
    office.by_olga("10.03 09:45", ResolveTicket(ticket_id=ticket, solution="Картридж заменён"))
    with office.database.transaction() as cursor:
        found = explained(cursor, office.log.load(StreamId(ticket)), office.hand.now())
    (resolution,) = (explanation for explanation in found if explanation.clock == "resolution")
    by_day: dict[str, int] = {}
    for segment in resolution.segments:
        day = datetime.fromtimestamp(segment.begin / 1_000_000, MOSCOW).strftime("%d.%m")
        by_day[day] = by_day.get(day, 0) + segment.worked
    table: dict[str, int] = {}
    for line in HELD_OVER_THE_WEEKEND.strip().splitlines():
        table[line[:5]] = table.get(line[:5], 0) + int(worked(line) * 1_000_000)
    assert {day: amount for day, amount in by_day.items() if amount} == table
    assert sum(by_day.values()) == resolution.consumed


def test_rule_c4_a_missed_deadline_is_recorded_once_with_the_moment_of_the_crossing(office: Office) -> None:
    ticket = held_and_late(office)
    assert office.keep_time("09.03 15:54") == 0
    assert office.list()[0].is_overdue is False
    assert office.keep_time("09.03 16:10") == 1
    assert office.keep_time("09.03 16:20") == 0
    (line,) = office.list()
    assert (line.is_overdue, line.missed_at) == (True, moscow("09.03 15:55"))
    misses = [r for r in office.log.load(StreamId(ticket)) if isinstance(r.fact, DeadlineMissed)]
    assert [r.fact for r in misses] == [
        DeadlineMissed(
            ticket_id=ticket,
            clock="resolution",
            target_no=1,
            missed_at=moscow("09.03 15:55"),
            noticed_at=moscow("09.03 16:10"),
        )
    ]
    assert misses[0].metadata.actor == TIMEKEEPER


def test_an_unanswered_mail_misses_its_reaction_first_and_its_resolution_later(office: Office) -> None:
    ticket = office.mail("06.03 17:00", letter())
    # Friday 17:00-18:00 and Monday 9:00-10:00; then Monday 10:00-13:00, 14:00-18:00.
    assert office.keep_time("09.03 10:00") == 0
    assert office.keep_time("09.03 10:01") == 1
    assert office.keep_time("12.03 09:00") == 1
    told = [r.fact for r in office.log.load(StreamId(ticket)) if isinstance(r.fact, DeadlineMissed)]
    assert [(fact.clock, fact.missed_at) for fact in told] == [
        ("reaction", moscow("09.03 10:00")),
        ("resolution", moscow("09.03 17:00")),
    ]


def test_the_whole_history_tells_who_did_what_when_and_why(office: Office) -> None:
    ticket = held_and_late(office)
    office.keep_time("09.03 16:10")
    office.by_olga("10.03 09:45", ResolveTicket(ticket_id=ticket, solution="Картридж заменён"))
    with office.database.transaction() as cursor:
        facts = office.log.load(StreamId(ticket))
        entries = ticket_history.history_with_names(cursor, office.as_olga, facts)
    olga = office.as_olga.actor
    assert [(entry.name, entry.by, entry.occurred_at) for entry in entries] == [
        ("ticket.registered@2", MAIL_INTAKE, moscow("05.03 16:30")),
        ("ticket.commented@2", olga, moscow("06.03 09:20")),
        ("ticket.put-in-progress@1", olga, moscow("06.03 10:00")),
        ("ticket.put-on-hold@2", olga, moscow("06.03 11:15")),
        ("ticket.resumed@1", olga, moscow("09.03 10:40")),
        # It happened when it was due (C6), whenever it was noticed.
        ("ticket.deadline-missed@1", TIMEKEEPER, moscow("09.03 15:55")),
        ("ticket.resolved@2", olga, moscow("10.03 09:45")),
    ]
    assert entries[5].recorded_at == moscow("09.03 16:10")
    why = {entry.name: entry.fact for entry in entries}
    assert why["ticket.put-on-hold@2"]["reason"] == "Картридж привезут в понедельник"
    assert why["ticket.resolved@2"]["solution"] == "Картридж заменён"
    assert why["ticket.registered@2"]["message_id"] == "<first@client.example>"
    assert [entry.version for entry in entries] == list(range(1, 8))
    assert all(entry.what.ru and entry.what.en and entry.command_id for entry in entries)
