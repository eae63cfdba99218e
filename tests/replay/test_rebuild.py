"""Rebuild beside and swap: reads go on, a failure leaves the old, nothing is lost, nothing is fired."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any

import pytest
from psycopg import Cursor
from typing_extensions import override

from commands.ticket.talk import CommentOnTicket
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.sealing import ERASED
from events.fact import Recorded
from projections.person import directory
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from projections.ticket.rows import TicketList
from projections.ticket.timeline import timeline
from replay.rebuild import _Wait, rebuild
from tests.projections.world import AS_DESK, World, viewer


class Watched(TicketList):
    """The list, with something that happens while its third batch is folded."""

    def __init__(self, happens: Any) -> None:
        self._happens = happens
        self._batches = 0

    @override
    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        self._batches += 1
        if self._batches == 3:
            self._happens()
        super().apply(cursor, batch)


def rebuilt(world: World, happens: Any) -> int:
    projection = Watched(happens)
    return rebuild(projection, world.log, world.database, fingerprint=positions.fingerprint(projection), batch=2)


def subjects(world: World) -> list[str]:
    world.fold("sla_clocks")
    with world.cursor() as cursor:
        page = visible_to(cursor, AS_DESK, TicketFilter(), now=world.now, sort="number")
    return [line.subject for line in page.tickets]


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule())
    for nth in range(9):
        world.ticket(f"{nth}")
    world.fold()
    return world


def test_reads_see_the_old_rows_until_the_swap_and_the_new_ones_after_it(desk: World) -> None:
    with desk.database.connection() as connection:
        connection.execute("UPDATE ticket_list SET subject = 'worn'")
    seen: list[str] = []
    assert rebuilt(desk, lambda: seen.extend(subjects(desk))) == desk.log.head()
    assert seen == ["worn"] * 9
    assert subjects(desk) == [f"{nth}" for nth in range(9)]


def test_a_question_under_way_keeps_its_moment_and_the_swap_waits_for_its_end(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    with ExitStack() as asked:

        def begins() -> None:
            question.append(asked.enter_context(desk.database.snapshot()))
            question[0].execute("SELECT position FROM views.positions")
            desk.ticket("younger than the question")

        def ends(*_: object) -> None:
            # What it did not touch before: without the wait these were new tables, with rows younger than its moment.
            page = visible_to(question[0], AS_DESK, TicketFilter(), now=desk.now, sort="number")
            seen.append([line.subject for line in page.tickets])
            asked.close()

        question: list[Cursor[Any]] = []
        monkeypatch.setattr(_Wait, "for_holders", ends)
        rebuilt(desk, begins)
    assert seen == [[f"{nth}" for nth in range(9)]]
    assert subjects(desk) == [*seen[0], "younger than the question"]


def test_a_failing_rebuild_leaves_the_old_tables_and_the_next_one_succeeds(desk: World) -> None:
    def fails() -> None:
        raise ArithmeticError

    before = desk.rows()
    with pytest.raises(ArithmeticError):
        rebuilt(desk, fails)
    assert desk.rows() == before
    desk.ticket("after")
    desk.fold()
    assert subjects(desk)[-1] == "after"
    desk.rebuild("ticket_list")
    assert subjects(desk)[-1] == "after"


def test_a_rebuild_beside_a_running_consumer_loses_nothing(desk: World) -> None:
    live = Consumer(desk.live["ticket_list"], desk.log, desk.database, batch=1)

    def goes_on() -> None:
        for nth in range(9, 14):
            desk.ticket(f"{nth}")
        assert live.catch_up()

    rebuilt(desk, goes_on)
    assert subjects(desk) == [f"{nth}" for nth in range(14)]
    desk.ticket("14")
    assert live.catch_up() == 1
    assert subjects(desk) == [f"{nth}" for nth in range(15)]


def test_two_rebuilds_of_one_read_model_at_once_take_turns(desk: World) -> None:
    before, barrier = desk.rows(), Barrier(2)

    def one(batch: int) -> None:
        barrier.wait()
        desk.rebuild("sla_clocks", batch)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, (1, 2)))
    assert desk.rows() == before


def test_a_rebuild_releases_what_a_poison_fact_had_stopped(desk: World) -> None:
    positions.poison(desk.database, "ticket_list", desk.log.head(), desk.log.head() + 1, "cannot be read")
    desk.rebuild("ticket_list")
    desk.ticket("after")
    desk.fold()
    assert subjects(desk)[-1] == "after"


def test_rule_c10_a_rebuild_fires_nothing_also_where_everything_is_due(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pass_time(days=60)
    assert desk.keep_time() == 18
    head = desk.log.head()

    def explode(*_: object) -> None:
        raise AssertionError("a rebuild acted on the world")

    monkeypatch.setattr(Timekeeper, "check", explode)
    monkeypatch.setattr(desk.bus, "carry_out", explode)
    monkeypatch.setattr(desk.log, "append", explode)
    for name in desk.live:
        desk.rebuild(name, 4)
    assert desk.log.head() == head


def test_a_forgotten_person_reads_as_erased_in_every_read_model_after_a_rebuild(world: World) -> None:
    world.agreement(world.schedule())
    ivan = world.person("Иван Петров", "ivan@example.org")
    ticket = world.ticket("Потерял паспорт", person=ivan, description="Пётр нашёл")
    world.do(CommentOnTicket(ticket_id=ticket, body="мой номер 123"), viewer("requester", who=ivan))
    world.fold()
    assert "Иван Петров" in str(world.rows())
    assert world.log.keyring.forget(ivan)
    for name in world.live:
        world.rebuild(name)
    told = str(world.rows())
    for word in ("Иван", "Петров", "ivan@", "паспорт", "нашёл", "123"):
        assert word not in told
    with world.cursor() as cursor:
        page = visible_to(cursor, AS_DESK, TicketFilter(), now=world.now)
        assert (page.tickets[0].subject, page.tickets[0].requester_name) == (ERASED, ERASED)
        assert [entry.body for entry in timeline(cursor, viewer("specialist"), ticket)] == [ERASED, ERASED]
        person = directory.person(cursor, ivan)
        assert person is not None
        assert (person.name, person.emails) == (ERASED, ())
