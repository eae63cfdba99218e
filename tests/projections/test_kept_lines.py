"""Lines of a list that are remembered: told anew as soon as anything has changed that they are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from psycopg import Cursor

from commands.command import Command
from commands.fields import Named
from commands.person.card import RenamePerson
from commands.team import RenameTeam
from commands.ticket.correct import CorrectTicketWords
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import AssignTicket
from commands.ticket_type.define import DefineTicketType, ReviseTicketType
from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Responsible, Viewer
from events.values.person_name import PersonName
from events.values.text import Text
from projections.ticket.lists import kept_lines
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.kept_lines import KeptLines
from projections.ticket.lists.orders import Sort
from projections.ticket.lists.pages import visible_to
from tests.gallery_types import ACCESS, ACCESS_TYPE
from tests.projections.world import AS_DESK, World, viewer

RENAMED = Text(ru="Выдача доступа", en="Granting of access")


class Told:
    """A ticket, everybody who stands in its line, and how the line is told to each of three viewers."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        world.do(DefineTicketType(code=ACCESS, definition=ACCESS_TYPE))
        self.asker: PersonId = world.person("Орлова", groups=frozenset({"requester", "second_line"}))
        self.works: PersonId = world.person("Дежурный", groups=frozenset({"second_line"}))
        self.team: TeamId = world.team(members=[self.works])
        self.ticket: TicketId = world.ticket(person=self.asker, type=ACCESS, attributes={"system": "erp"})
        self.do(AssignTicket(ticket_id=self.ticket, responsible=Responsible(self.team, self.works)))
        self.viewers: tuple[Viewer, ...] = (
            AS_DESK,
            viewer("requester", "second_line", who=self.asker),
            viewer("second_line", who=self.works, teams=[self.team]),
        )

    def do(self, command: Command, by: Viewer = AS_DESK) -> None:
        self.world.do(command, by)

    def lines(self) -> list[dict[str, object]]:
        """As they are told where lines are remembered, which is what is told where nothing is."""
        self.world.fold()
        with self.world.database.snapshot() as here, self.world.database.dedicated() as strange:
            told = self._told(here)
            assert self._told(strange.cursor()) == told
        return told

    def _told(self, cursor: Cursor[Any]) -> list[dict[str, object]]:
        found = []
        for by in self.viewers:
            for sort in SORTS:
                page = visible_to(cursor, by, TicketFilter(), now=self.world.now, sort=sort)
                found.append(msgspec.to_builtins(page.tickets[0]))
        return found


SORTS: tuple[Sort, ...] = ("due", "changed")


@pytest.fixture
def told(world: World) -> Told:
    return Told(world)


CHANGES: dict[str, Callable[[Told], Command]] = {
    "subject": lambda told: CorrectTicketWords(ticket_id=told.ticket, subject="Нужен доступ"),
    "priority": lambda told: PrioritiseTicket(ticket_id=told.ticket, priority="critical"),
    "requester_name": lambda told: RenamePerson(person_id=told.asker, full_name=PersonName("Соколова")),
    "responsible": lambda told: RenamePerson(person_id=told.works, full_name=PersonName("Сменщик")),
    "team": lambda told: RenameTeam(team_id=told.team, title=Named(en="Night shift")),
    "type_name": lambda _: ReviseTicketType(code=ACCESS, definition=msgspec.structs.replace(ACCESS_TYPE, name=RENAMED)),
}


def test_a_line_is_told_anew_when_what_it_is_made_of_changes(told: Told) -> None:
    before = told.lines()
    for field, change in CHANGES.items():
        told.do(change(told))
        after = told.lines()
        assert all(line[field] != old[field] for line, old in zip(after, before, strict=True)), field
        before = after


def test_a_line_is_late_from_the_instant_on_at_which_it_is_due(told: Told) -> None:
    assert [line["is_overdue"] for line in told.lines()] == [False] * 6
    told.world.pass_time(days=30)
    assert [line["is_overdue"] for line in told.lines()] == [True] * 6


def test_a_private_word_changes_the_line_of_those_alone_who_may_read_it(told: Told) -> None:
    before = told.lines()
    told.world.pass_time(minutes=5)
    told.do(CommentOnTicket(ticket_id=told.ticket, body="Между нами", is_public=False), told.viewers[2])
    of_staff, of_the_asker = ([line["comments"] for line in told.lines()[nth : nth + 2]] for nth in (0, 2))
    assert (of_staff, of_the_asker) == ([1, 1], [0, 0])
    assert told.lines()[2:4] == before[2:4]


def test_a_rebuilt_list_is_told_by_its_new_rows_and_nothing_is_of_a_turn_rolled_back(told: Told) -> None:
    told.world.fold()
    for end, subject in (("ROLLBACK", "Не печатает принтер"), ("COMMIT", "Wrong")):
        with told.world.database.turn() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE ticket_list SET subject = 'Wrong'")
            page = visible_to(cursor, AS_DESK, TicketFilter(), now=told.world.now)
            assert page.tickets[0].subject == "Wrong"
            cursor.execute(end.encode())
        assert {line["subject"] for line in told.lines()} == {subject}
    told.world.rebuild("ticket_list")
    assert {line["subject"] for line in told.lines()} == {"Не печатает принтер"}


def test_no_more_lines_are_remembered_than_a_bound(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_lines, "MOST_LINES", 2)
    remembered = KeptLines()
    told.world.fold()
    with told.world.cursor() as cursor:
        line = visible_to(cursor, AS_DESK, TicketFilter(), now=told.world.now).tickets[0]
        for version in (b"1", b"2", b"3"):
            assert remembered.keep(cursor.connection, {told.ticket: line}, {told.ticket: version}) == {version: line}
        assert remembered.known(cursor.connection) == {b"3": line}
