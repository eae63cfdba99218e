"""What streams tell agrees with a plain recomputation from the facts, however the log is cut and whoever listens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.bootstrap import Desk
from api.questions.live.news import Audience, News, news, reached
from commands.command import Command
from commands.fields import Named
from commands.team import FormTeam, LinkTeamMembers
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket
from events.fact import Recorded
from events.inner import is_silent
from events.ticket import TicketAssigned, TicketRegistered
from events.values.identity import CommandId, PersonId, StreamId, TeamId, TicketId
from events.values.people import Actor, Group, Responsible, Viewer
from tests.api.serving import AS_SYSTEM, World
from tests.api.two_desks import Two

Act = tuple[str, int, int]
ACTS: st.SearchStrategy[list[Act]] = st.lists(
    st.tuples(st.sampled_from(["register", "public", "private", "assign"]), st.integers(0, 3), st.integers(0, 1)),
    min_size=3,
    max_size=8,
)


class Cast(NamedTuple):
    """Two teams with a member each, two requesters, and who sees everything."""

    desk: Desk
    teams: tuple[TeamId, TeamId]
    members: tuple[PersonId, PersonId]
    requesters: tuple[PersonId, PersonId]
    viewers: tuple[Viewer, ...]


@pytest.fixture(scope="module")
def cast(world: World) -> Iterator[Cast]:
    with ExitStack() as stack:
        two = Two(world, (world.url, world.url), stack)
        members = (two.somebody("second_line"), two.somebody("second_line"))
        requesters = (two.somebody("requester"), two.somebody("requester", "specialist"))
        teams = (_team(world, members[0]), _team(world, members[1]))
        two.taken_in()
        viewers = (
            _viewer(two.somebody("specialist"), "specialist"),
            _viewer(members[0], "second_line", teams[0]),
            _viewer(members[1], "second_line", teams[1]),
            _viewer(requesters[0], "requester"),
            _viewer(requesters[1], "specialist"),
        )
        yield Cast(world.desk, teams, members, requesters, viewers)


def _team(world: World, member: PersonId) -> TeamId:
    team = TeamId(world.order(FormTeam(title=Named(ru=f"Линия {uuid4().hex}"))))
    world.order(LinkTeamMembers(team_id=team, members=(member,)))
    return team


def _viewer(person: PersonId, group: Group, *teams: TeamId) -> Viewer:
    actor = Actor(kind="person", id=person, name="Некто")
    return Viewer(actor=actor, groups=frozenset({group, "requester"}), teams=frozenset(teams))


def _carry_out(cast: Cast, act: Act, tickets: list[TicketId]) -> None:
    kind, which, whose = act
    if kind == "register" or not tickets:
        order: Command = RegisterTicket(subject="Сеть", requester=From(person_id=cast.requesters[whose]))
    elif kind == "assign":
        responsible = Responsible(cast.teams[whose], cast.members[whose])
        order = AssignTicket(ticket_id=tickets[which % len(tickets)], responsible=responsible)
    else:
        order = CommentOnTicket(ticket_id=tickets[which % len(tickets)], body="Слово", is_public=kind == "public")
    receipt = cast.desk.bus.execute(order, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    if isinstance(order, RegisterTicket):
        tickets.append(TicketId(receipt.stream))
    assert cast.desk.waiter.wait([each.name for each in cast.desk.consumers], cast.desk.log.head(), 30)


def _sees(viewer: Viewer, history: Sequence[Recorded]) -> tuple[bool, bool]:
    """Whether somebody sees a ticket of this history, and private words on it: said once more, in plain words."""
    first = history[0].fact
    assert isinstance(first, TicketRegistered)
    own = first.requester.person_id == viewer.actor.id
    if "specialist" in viewer.groups:
        return True, not own
    responsible = first.responsible
    for told in history:
        responsible = told.fact.responsible if isinstance(told.fact, TicketAssigned) else responsible
    works = (
        "second_line" in viewer.groups
        and responsible is not None
        and (responsible.team_id in viewer.teams or responsible.person_id == viewer.actor.id)
    )
    return own or works, works and not own


def _expected(cast: Cast, viewer: Viewer, since: int, until: int) -> tuple[set[int], set[int]]:
    changed, left = set[int](), set[int]()
    facts = [told for told in cast.desk.log.after(since, until - since + 1) if told.position <= until]
    for stream in {StreamId(told.stream) for told in facts if told.fact.stored_name.startswith("ticket.")}:
        history = [told for told in cast.desk.log.load(stream) if told.position <= until]
        first = history[0].fact
        assert isinstance(first, TicketRegistered)
        sees, inner = _sees(viewer, history)
        fresh = [told for told in history if told.position > since]
        before = [told for told in history if told.position <= since]
        if sees and any(inner or not is_silent(told.fact) for told in fresh):
            changed.add(first.number)
        elif not sees and before and _sees(viewer, before)[0]:
            left.add(first.number)
    return changed, left


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS, cuts=st.sets(st.integers(0, 7)))
def test_however_the_log_is_cut_each_viewer_is_told_of_what_they_see_and_of_nothing_else(
    cast: Cast, acts: list[Act], cuts: set[int]
) -> None:
    tickets: list[TicketId] = []
    marks = [reached(cast.desk)]
    heard: list[list[News]] = []
    for nth, act in enumerate(acts):
        _carry_out(cast, act, tickets)
        if nth in cuts or nth == len(acts) - 1:
            told = news(cast.desk, Audience(cast.viewers), [marks[-1]] * len(cast.viewers))
            marks.append(told.until)
            heard.append(list(told.news))

    for (since, until), told_of in zip(pairwise(marks), heard, strict=True):
        for viewer, one in zip(cast.viewers, told_of, strict=True):
            assert (set(one.tickets), set(one.left)) == _expected(cast, viewer, since, until)


def test_a_ticket_that_is_shared_is_told_to_whom_it_is_and_left_their_sight_when_it_is_no_longer(cast: Cast) -> None:
    tickets: list[TicketId] = []
    _carry_out(cast, ("register", 0, 1), tickets)
    ticket, (stranger, other) = tickets[0], (cast.viewers[3], cast.viewers[1])
    whom = PersonId(stranger.actor.id)

    def told(*orders: Command) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        since = reached(cast.desk)
        for order in orders:
            cast.desk.bus.execute(order, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
        assert cast.desk.waiter.wait([each.name for each in cast.desk.consumers], cast.desk.log.head(), 30)
        heard = news(cast.desk, Audience((stranger, other)), [since] * 2).news
        return [(one.tickets, one.left) for one in heard]

    (((number,), ()), nothing) = told(ShareTicket(ticket_id=ticket, person_id=whom))
    assert nothing == ((), ())
    assert told(EndTicketShare(ticket_id=ticket, person_id=whom)) == [((), (number,)), ((), ())]
    told(ShareTicket(ticket_id=ticket, group="second_line"))
    assert told(EndTicketShare(ticket_id=ticket, group="second_line")) == [((), ()), ((), (number,))]


def test_who_see_alike_are_told_the_same_one_and_whoever_asked_is_told_apart(cast: Cast) -> None:
    since = reached(cast.desk)
    _carry_out(cast, ("register", 1, 1), [])
    assert cast.desk.waiter.wait([each.name for each in cast.desk.consumers], cast.desk.log.head(), 30)
    strangers = [_viewer(PersonId(uuid4()), "specialist") for _ in range(3)]

    first, *others, asker, stranger = news(
        cast.desk, Audience([*strangers, cast.viewers[4], cast.viewers[3]]), [since] * 5
    ).news

    assert first.tickets
    assert all(one is first for one in others)
    assert asker.tickets == first.tickets
    assert (stranger.tickets, stranger.left, stranger.counts) == ((), (), False)
