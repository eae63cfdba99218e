"""Whoever only follows what a stream tells has the list that asking anew would give; what is hidden is silent."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.command import Command
from commands.merging.persons import MergePerson
from commands.org_unit.change import ShareCompanyTickets
from commands.person.absence import PlanAbsence
from commands.person.card import RenamePerson
from commands.team import LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.comments import EditComment, WithdrawComment
from commands.ticket.company import CopyTicketTo, EndTicketCopy, WatchTicket
from commands.ticket.correct import CorrectRequester, CorrectTicketWords
from commands.ticket.redact import RedactComment
from commands.ticket.requester import From
from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.split import SplitComment
from commands.ticket.tags import TagTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.tasks import AddTask, DoTask, GiveUpTask, ReplanTask, TakeUpTaskAgain
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    MergeTicket,
    PutTicketInProgress,
    ReopenTicket,
    ResolveTicket,
    UnassignTicket,
)
from connectors.inbound.due.caretaker import Caretaker
from connectors.storage.live.looked import Looked
from events.fact import Fact
from events.ticket import TicketCommented
from events.ticket_tasks import TaskAdded
from events.values.identity import StreamId, TicketId
from events.values.people import Group, Responsible
from events.values.person_name import PersonName
from tests.projections.listeners import Listeners
from tests.projections.world import World, viewer

STAFF, ADMINISTRATOR = viewer("specialist"), viewer("administrator")
TICKETS = 4


class Office:
    """Four tickets of four people; staff of two teams; a client company that shares its tickets or does not."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        second = frozenset[Group]({"second_line"})
        self.olga, self.vera = (world.person(name, groups=second) for name in ("Ольга", "Вера"))
        self.ivan, self.twin = world.person("Иван"), world.person("Иван")
        self.boris, self.dina = (world.person(name, kind="contact") for name in ("Борис", "Дина"))
        self.people = (self.olga, self.vera, self.ivan, self.twin, self.boris, self.dina)
        self.teams = world.team("Первая", [self.olga]), world.team("Вторая", [self.vera])
        self.tickets = [
            world.ticket(f"Заявка {nth}", person=person)
            for nth, person in enumerate((self.ivan, self.boris, self.vera, self.twin))
        ]
        client = world.client()
        self.listeners = Listeners(world)
        self.listeners.groups = {
            STAFF.actor.id: STAFF.groups,  # type: ignore[dict-item] # nobody of the directory
            self.olga: second,
            self.vera: second | {"requester"},
            self.ivan: frozenset({"requester"}),
            self.twin: frozenset({"requester"}),
            self.boris: frozenset({"requester"}),
            self.dina: frozenset({"requester"}),
        }
        self.listeners.company = {self.boris: client, self.dina: client}
        looked, head = Looked(world.database), world.log.head()
        for person in self.listeners.groups:
            looked.begin(person, head)
        self.listeners.come()

    def last(self, ticket: TicketId, kind: type[Fact], field: str, nth: int) -> Any:
        """What a fact of the ticket names, one of the last ones; an id of nothing where there is none."""
        found = [one.fact for one in self.world.log.load(StreamId(ticket)) if isinstance(one.fact, kind)]
        return getattr(found[-1 - nth % len(found)], field) if found else UUID(int=404)

    def follow(self) -> None:
        """Let the caretaker hand over what merged people and teams left behind."""
        self.world.fold()
        keeper = Caretaker(self.world.bus, self.world.database, self.world.log, self.world, self.world.hand.now)
        while keeper.turn() == 0.0:
            self.world.fold()


Order = Callable[[Office, TicketId, int], Command]


def _comment(office: Office, ticket: TicketId, nth: int) -> Any:
    return office.last(ticket, TicketCommented, "comment_id", nth)


def _task(office: Office, ticket: TicketId, nth: int) -> Any:
    return office.last(ticket, TaskAdded, "task_id", nth)


def _hand(office: Office, nth: int) -> Responsible:
    """One of the two teams, or who is in it."""
    team = office.teams[nth % 2]
    return Responsible(team, (None, (office.olga, office.vera)[nth % 2])[nth // 2 % 2])


DEEDS: dict[str, Order] = {
    "say": lambda _, ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"вслух {nth}"),
    "whisper": lambda _, ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"тихо {nth}", is_public=False),
    "edit": lambda o, ticket, nth: EditComment(
        ticket_id=ticket, comment_id=_comment(o, ticket, nth), body=f"иначе {nth}"
    ),
    "withdraw": lambda o, ticket, nth: WithdrawComment(ticket_id=ticket, comment_id=_comment(o, ticket, nth)),
    "redact": lambda o, ticket, nth: RedactComment(
        ticket_id=ticket, comment_id=_comment(o, ticket, nth), reason="пароль"
    ),
    "split": lambda o, ticket, nth: SplitComment(
        ticket_id=ticket, comment_id=_comment(o, ticket, nth), public=nth % 2 > 0
    ),
    "raise": lambda _, ticket, nth: PrioritiseTicket(ticket_id=ticket, priority=("critical", "low")[nth % 2]),
    "tag": lambda _, ticket, nth: TagTicket(ticket_id=ticket, add=(f"метка{nth}",)),
    "word": lambda _, ticket, nth: CorrectTicketWords(ticket_id=ticket, subject=f"Точнее {nth}"),
    "start": lambda _, ticket, __: PutTicketInProgress(ticket_id=ticket),
    "resolve": lambda _, ticket, __: ResolveTicket(ticket_id=ticket, solution="готово"),
    "close": lambda _, ticket, __: CloseTicket(ticket_id=ticket),
    "reopen": lambda _, ticket, __: ReopenTicket(ticket_id=ticket, reason="снова"),
    "assign": lambda o, ticket, nth: AssignTicket(ticket_id=ticket, responsible=_hand(o, nth)),
    "unassign": lambda _, ticket, __: UnassignTicket(ticket_id=ticket),
    "task": lambda o, ticket, nth: AddTask(ticket_id=ticket, title="Позвонить", responsible=_hand(o, nth)),
    "replan": lambda o, ticket, nth: ReplanTask(
        ticket_id=ticket, task_id=_task(o, ticket, nth), responsible=_hand(o, nth)
    ),
    "do": lambda o, ticket, nth: DoTask(ticket_id=ticket, task_id=_task(o, ticket, nth)),
    "give up": lambda o, ticket, nth: GiveUpTask(ticket_id=ticket, task_id=_task(o, ticket, nth)),
    "take up": lambda o, ticket, nth: TakeUpTaskAgain(ticket_id=ticket, task_id=_task(o, ticket, nth)),
    "copy": lambda o, ticket, nth: CopyTicketTo(ticket_id=ticket, person=From(person_id=o.people[nth % 6])),
    "end copy": lambda o, ticket, nth: EndTicketCopy(ticket_id=ticket, person_id=o.people[nth % 6]),
    "watch": lambda o, ticket, nth: WatchTicket(ticket_id=ticket, person_id=o.people[nth % 2]),
    "share": lambda o, ticket, nth: ShareTicket(ticket_id=ticket, person_id=o.people[nth % 6]),
    "end share": lambda o, ticket, nth: EndTicketShare(ticket_id=ticket, person_id=o.people[nth % 6]),
    "share all": lambda _, ticket, __: ShareTicket(ticket_id=ticket, group="second_line"),
    "end share all": lambda _, ticket, __: EndTicketShare(ticket_id=ticket, group="second_line"),
    "correct": lambda o, ticket, nth: CorrectRequester(ticket_id=ticket, requester=From(person_id=o.people[nth % 6])),
    "merge": lambda o, ticket, nth: MergeTicket(ticket_id=ticket, into=o.tickets[nth % TICKETS]),
    "unmerge": lambda _, ticket, __: UnmergeTicket(ticket_id=ticket),
    "join": lambda o, _, nth: LinkTeamMembers(team_id=o.teams[nth % 2], members=(o.people[nth // 2 % 2],)),
    "part": lambda o, _, nth: UnlinkTeamMembers(team_id=o.teams[nth % 2], members=(o.people[nth // 2 % 2],)),
    "open company": lambda o, _, __: ShareCompanyTickets(unit_id=o.world.client(), shares_tickets=True),
    "close company": lambda o, _, __: ShareCompanyTickets(unit_id=o.world.client(), shares_tickets=False),
    "rename": lambda o, _, nth: RenamePerson(person_id=o.people[nth % 6], full_name=PersonName(f"Имя {nth}")),
    "away": lambda o, _, nth: PlanAbsence(
        person_id=o.people[nth % 2], until_at=o.world.now + timedelta(days=nth + 1), substitute_id=o.people[1 - nth % 2]
    ),
    "one person": lambda o, _, __: MergePerson(person_id=o.twin, into_id=o.ivan),
}
OFTEN = ("task", "do", "replan", "merge", "unmerge", "copy", "end copy", "share", "assign", "whisper")
"""By these people come and go."""
BY = {
    "redact": ADMINISTRATOR,
    "one person": ADMINISTRATOR,
    "open company": ADMINISTRATOR,
    "close company": ADMINISTRATOR,
}
Step = tuple[str, int, int]
ONE = st.tuples(st.sampled_from([*DEEDS, *OFTEN]), st.integers(0, TICKETS - 1), st.integers(0, 11))
STEPS = st.lists(
    st.lists(
        st.tuples(st.sampled_from([*DEEDS, *OFTEN]), st.integers(0, TICKETS - 1), st.integers(0, 11)),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=6,
)


def lived(world: World, tellings: list[list[Step]]) -> None:
    """What is done between two tellings is told together."""
    office = Office(world)
    for deeds in tellings:
        for deed, which, nth in deeds:
            world.pass_time(minutes=1)
            world.attempt(DEEDS[deed](office, office.tickets[which], nth), BY.get(deed, STAFF))
            if deed in {"one person", "part"}:
                office.follow()
        office.listeners.hear(is_one_deed=len(deeds) == 1)


@pytest.mark.parametrize(
    "tellings",
    [
        [[("task", 0, 2)], [("do", 0, 0)]],
        [[("task", 0, 0)], [("give up", 0, 0)], [("take up", 0, 0)]],
        [[("task", 0, 2)], [("replan", 0, 3)]],
        [[("copy", 0, 1), ("task", 0, 3)], [("whisper", 0, 0)], [("do", 0, 0)]],
        [[("merge", 3, 0)], [("unmerge", 3, 0)]],
        [[("merge", 3, 0), ("merge", 0, 1)], [("unmerge", 0, 0)]],
        [[("copy", 0, 4)], [("merge", 0, 1)], [("unmerge", 0, 1)]],
        [[("merge", 3, 1)], [("one person", 0, 0)]],
    ],
    ids=lambda tellings: ", ".join(deed for deeds in tellings for deed, _, __ in deeds),
)
def test_who_came_to_a_ticket_by_a_task_or_a_merge_is_told_when_they_see_it_no_more(
    world: World, tellings: list[list[Step]]
) -> None:
    lived(world, tellings)


def test_a_copy_that_is_kept_by_what_is_told_is_what_asking_anew_gives_and_nothing_hidden_is_told(world: World) -> None:
    @settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(tellings=STEPS)
    def agrees(tellings: list[list[Step]]) -> None:
        lived(world.empty(), tellings)

    agrees()


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_copies_of_thousands_of_days_are_what_asking_anew_gives(world: World) -> None:
    @settings(max_examples=2_000, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(tellings=STEPS)
    def agrees(tellings: list[list[Step]]) -> None:
        lived(world.empty(), tellings)

    agrees()
