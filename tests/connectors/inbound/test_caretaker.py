"""The caretaker on the real log: hands over once, waits when it is behind, sets aside what is refused (row 77)."""

from __future__ import annotations

from collections import Counter

import pytest

from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddDepartment
from commands.person.register import RegisterPerson
from commands.team import FormTeam, UnlinkTeamMembers
from connectors.inbound.due import errands as module
from connectors.inbound.due.caretaker import Caretaker
from connectors.storage.feeds import positions
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.server.database import Database
from events.ticket import TicketAssigned
from events.values.identity import BUILT_IN_ADMIN, OrgUnitId, PersonId, StreamId, TeamId
from events.values.people import CARETAKER, Responsible
from events.values.person_name import PersonName
from projections.org_unit.tree import OrgTree
from projections.person.directory import Directory
from tests.connectors.inbound.caretaking import caretaker_of
from tests.connectors.small_desk import SmallDesk
from tests.support.begun import PIPE, Program


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    made = SmallDesk(database)
    for projection in (Directory(), OrgTree()):
        positions.prepare(database, projection)
    made.found()
    return made


def team_of_two(desk: SmallDesk) -> tuple[TeamId, PersonId, PersonId]:
    desk.do(FoundDesk())
    office = OrgUnitId(desk.do(AddDepartment(title=Named(en="Office"))).stream)
    olga, ivan = (
        PersonId(
            desk.do(
                RegisterPerson(
                    full_name=PersonName(name), unit_id=office, licence="named", groups=frozenset({"specialist"})
                )
            ).stream
        )
        for name in ("Olga", "Ivan")
    )
    team = TeamId(desk.do(FormTeam(title=Named(en="First line"), members=(olga, ivan))).stream)
    return team, olga, ivan


def test_row_77_it_hands_over_in_its_own_name_and_then_rests(desk: SmallDesk) -> None:
    team, olga, ivan = team_of_two(desk)
    ticket = desk.ticket(responsible=Responsible(team, olga))
    keeper = caretaker_of(desk)
    assert keeper.turn() == module.REST_S
    heir = Responsible(team, ivan)
    desk.do(UnlinkTeamMembers(team_id=team, members=(olga,), hand_over_to=heir))
    desk.wait(("directory", "ticket_list"), 0, 1)
    assert keeper.turn() == 0
    last = desk.log.load(StreamId(ticket))[-1]
    assert last.fact == TicketAssigned(ticket_id=ticket, responsible=heir)
    assert last.metadata.actor == CARETAKER
    desk.wait(("ticket_list",), 0, 1)
    assert keeper.turn() == module.REST_S


def test_row_77_it_does_nothing_until_its_read_models_have_caught_up(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CATCH_UP_S", 0.01)
    team, olga, _ = team_of_two(desk)
    ticket = desk.ticket(responsible=Responsible(team, olga))
    caretaker_of(desk)
    desk.do(UnlinkTeamMembers(team_id=team, members=(olga,)))
    desk.wait(("directory", "ticket_list"), 0, 1)
    desk.ticket("The list has not heard of this one")
    hasty = Caretaker(desk.bus, desk.database, desk.log, Waiter(desk.database), desk.hand.now)
    assert hasty.turn() == module.REST_S
    assert desk.told(ticket, TicketAssigned) == []


def test_row_77_what_is_refused_is_set_aside_and_tried_again(desk: SmallDesk) -> None:
    """The read model says where a ticket goes, the log knows better: nothing is handed to a stranger."""
    team, olga, _ = team_of_two(desk)
    ticket = desk.ticket(responsible=Responsible(team, olga))
    keeper = caretaker_of(desk)
    desk.do(UnlinkTeamMembers(team_id=team, members=(olga,)))
    desk.wait(("directory", "ticket_list"), 0, 1)
    with desk.database.connection() as connection:
        # The built-in administrator has access and belongs to no team: no responsible.
        connection.execute("UPDATE team_leavers SET to_person_id = %s", (BUILT_IN_ADMIN,))
    assert keeper.turn() == module.REST_S
    assert keeper.turn() == module.REST_S
    assert desk.told(ticket, TicketAssigned) == []
    with desk.database.connection() as connection:
        connection.execute("UPDATE team_leavers SET to_person_id = NULL")
    assert keeper.turn() == module.REST_S
    desk.pass_time(minutes=2)
    assert keeper.turn() == 0
    assert desk.told(ticket, TicketAssigned) == [TicketAssigned(ticket_id=ticket, responsible=Responsible(team))]


def test_row_77_killed_with_9_at_random_moments_it_hands_each_ticket_over_once(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two caretakers hand over what one person leaves behind; each is killed eight times in the middle of it."""
    team, olga, ivan = team_of_two(desk)
    tickets = [desk.ticket(f"Заявка {nth}", responsible=Responsible(team, olga)) for nth in range(120)]
    heir = Responsible(team, ivan)
    desk.do(UnlinkTeamMembers(team_id=team, members=(olga,), hand_over_to=heir))
    caretaker_of(desk)
    desk.wait(("directory", "ticket_list"), 0, 1)
    words = ("-m", "tests.connectors.inbound.caretaking", desk.database.url)
    keepers = [Program(*words, str(seed), "8", stdout=PIPE) for seed in (1, 2)]
    for one in keepers:
        out, _ = one.communicate(timeout=100)
        assert (one.returncode, out.strip()) == (0, "8")
    monkeypatch.setattr(module, "BATCH", 50)
    keeper = caretaker_of(desk)
    desk.wait(("ticket_list",), 0, 1)
    while keeper.turn() == 0:
        desk.wait(("ticket_list",), 0, 1)
    told = Counter(ticket for ticket in tickets for _ in desk.told(ticket, TicketAssigned))
    assert told == dict.fromkeys(tickets, 1)
    assert all(desk.told(ticket, TicketAssigned)[0].responsible == heir for ticket in tickets)
