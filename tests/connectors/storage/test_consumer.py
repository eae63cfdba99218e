"""Consumers: exactly once by compare-and-set, stopped loudly by what they cannot take in, never for others."""

from __future__ import annotations

import random
from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest
from psycopg import Cursor

from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import IDLE_S, Consumer, TablesAreMissing
from connectors.storage.feeds.positions import Place
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.ticket import TicketClosed, TicketCommented
from events.values.identity import TicketId
from events.values.refusal import Refusal
from projections.kit.port import Projection, Stretch
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList
from replay.rebuild import rebuild
from tests.connectors.small_desk import SmallDesk, rows
from tests.connectors.storage.samples import change, command_id, evaporated, stream_id
from tests.connectors.storage.tally import Tally
from tests.support.begun import PIPE, Program


def append(log: PostgresLog, facts: int) -> None:
    for size in [5] * (facts // 5) + [1] * (facts % 5):
        log.append([change(stream_id(), 0, size)], command_id=command_id(), fingerprint=b"f")


def prepared(database: Database, projection: Tally, *, batch: int = 2000) -> Consumer:
    positions.prepare(database, projection)
    return Consumer(projection, PostgresLog(database), database, batch=batch)


def standing(database: Database, name: str = "tally") -> Place:
    with database.transaction() as cursor:
        found = positions.read(cursor, name)
    assert found is not None
    return found


def counted(database: Database, tally: Tally) -> tuple[int, int]:
    with database.transaction() as cursor:
        return tally.counted(cursor)


def undecodable(database: Database) -> int:
    """A fact that today's code cannot read, at the end of the log."""
    return evaporated(PostgresLog(database))


@pytest.mark.parametrize("batch", [1, 7, 2000])
def test_every_fact_is_taken_in_once_whatever_the_batches(database: Database, batch: int) -> None:
    tally = Tally()
    consumer = prepared(database, tally, batch=batch)
    append(PostgresLog(database), 23)
    assert consumer.catch_up() == 23
    assert consumer.catch_up() == 0
    assert counted(database, tally) == (23, 23 * 24 // 2)
    assert standing(database).position == 23


def test_a_turn_goes_on_at_once_only_while_there_is_more(database: Database) -> None:
    consumer = prepared(database, Tally(), batch=10)
    append(PostgresLog(database), 25)
    assert [consumer.turn() for _ in range(4)] == [0.0, 0.0, IDLE_S, IDLE_S]
    assert standing(database).position == 25


def test_the_position_moves_over_what_is_of_no_interest(database: Database) -> None:
    tally = Tally(TicketClosed)
    consumer = prepared(database, tally)
    append(PostgresLog(database), 12)
    assert consumer.step() == 12
    assert counted(database, tally) == (0, 0)
    assert standing(database).position == 12


def test_of_two_competing_consumers_the_one_that_was_overtaken_starts_again(database: Database) -> None:
    tally = Tally()
    first, second = prepared(database, tally, batch=10), prepared(database, Tally(), batch=4)
    log = PostgresLog(database)
    append(log, 10)
    assert first.step() == 10
    append(log, 10)
    assert second.step() == 4
    forgot = tally.forgot
    assert first.step() == 0
    assert tally.forgot == forgot + 1
    assert first.step() == 6
    assert counted(database, tally) == (20, 20 * 21 // 2)


def test_a_batch_that_was_read_before_another_consumer_moved_is_not_taken_in(database: Database) -> None:
    """The race itself: the other commits between this one's reading and its transaction."""
    tally = Tally()
    consumer = prepared(database, tally)
    rival = prepared(database, Tally())
    log = PostgresLog(database)
    append(log, 10)
    facts = log.after(0)
    assert rival.step() == 10
    assert not consumer._take_in(0, Stretch(facts, 10, is_last=True))
    assert counted(database, tally) == (10, 55)


def test_two_processes_under_kill_9_give_the_rows_of_a_clean_rebuild(database: Database) -> None:
    """Two feeders are killed thirty times each while facts arrive; additions prove that nothing counts twice."""
    desk, tally = SmallDesk(database), Tally()
    positions.prepare(database, tally)
    desk.found()
    feeders = [
        Program("-m", "tests.connectors.storage.feeder", database.url, str(seed), "30", stdout=PIPE) for seed in (1, 2)
    ]
    work(desk, until=feeders)
    for feeder in feeders:
        out, _ = feeder.communicate(timeout=60)
        assert (feeder.returncode, out.strip()) == (0, "30")
    log, head = desk.log, desk.log.head()
    taken_in = standing(database).position
    assert taken_in > 0
    Consumer(tally, log, database).catch_up()
    for consumer in desk.consumers.values():
        consumer.catch_up()
    assert counted(database, tally) == (head, head * (head + 1) // 2)
    models: list[Projection] = [Tally(), TicketList(), SlaClocks()]
    live = [rows_of(database, model) for model in models]
    for model in models:
        rebuild(model, log, database, fingerprint=positions.fingerprint(model), batch=137)
    assert [rows_of(database, model) for model in models] == live
    assert {standing(database, model.name).position for model in models} == {head}


def work(desk: SmallDesk, until: list[Program]) -> None:
    """Tickets and what happens to them, one command after the other, as long as the feeders live."""
    chance = random.Random(3)  # noqa: S311 - a test that can be repeated
    tickets: list[TicketId] = []
    while any(feeder.poll() is None for feeder in until):
        desk.pass_time(minutes=1)
        if len(tickets) < 5 or chance.random() < 0.3:
            tickets.append(desk.ticket(f"Заявка {len(tickets)}"))
        ticket = chance.choice(tickets[-40:])
        with suppress(Refusal):
            match chance.randrange(3):
                case 0:
                    desk.do(PutTicketInProgress(ticket_id=ticket))
                case 1:
                    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём"))
                case _:
                    desk.do(CommentOnTicket(ticket_id=ticket, body="Проверьте кабель", is_public=True))


def rows_of(database: Database, model: Projection) -> dict[str, list[str]]:
    with database.transaction() as cursor:
        return rows(cursor, model)


# -- poison ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 3, 2000])
def test_a_fact_that_cannot_be_read_stops_the_projection_right_before_it(database: Database, batch: int) -> None:
    tally = Tally()
    consumer = prepared(database, tally, batch=batch)
    log = PostgresLog(database)
    append(log, 8)
    poison = undecodable(database)
    append(log, 5)
    consumer.catch_up()
    found = standing(database)
    assert (found.position, found.poison_at) == (8, poison)
    assert "ticket.evaporated@1" in str(found.poison)
    assert counted(database, tally) == (8, 36)
    assert [consumer.turn(), consumer.turn()] == [IDLE_S, IDLE_S]


@pytest.mark.parametrize("batch", [1, 4, 2000])
def test_a_fact_that_the_projection_raises_on_stops_it_and_no_other(database: Database, batch: int) -> None:
    mended = False

    def bite(_: Cursor[object], recorded: Recorded) -> None:
        if recorded.position == 11 and not mended:
            raise KeyError("what is this")

    tally, other = Tally(before=bite), Tally(name="other")
    consumer, bystander = prepared(database, tally, batch=batch), prepared(database, other)
    append(PostgresLog(database), 20)
    for _ in range(3):
        consumer.catch_up()
        bystander.catch_up()
    found = standing(database)
    assert (found.position, found.poison_at) == (10, 11)
    assert found.poison == "ticket.put-in-progress@1: KeyError: 'what is this'"
    assert counted(database, tally) == (10, 55)
    assert counted(database, other) == (20, 210)
    assert standing(database, "other").poison_at is None

    positions.release(database, "tally")
    consumer.catch_up()
    assert standing(database).poison_at == 11
    mended = True
    positions.release(database, "tally")
    consumer.catch_up()
    assert standing(database).poison_at is None
    assert counted(database, tally) == (20, 210)


def test_a_poisoned_projection_stops_the_second_consumer_too(database: Database) -> None:
    consumer, rival = prepared(database, Tally()), prepared(database, Tally())
    append(PostgresLog(database), 3)
    rival.catch_up()
    undecodable(database)
    consumer.catch_up()
    append(PostgresLog(database), 3)
    assert rival.catch_up() == 0
    assert standing(database).position == 3


def test_a_late_poison_of_an_overtaken_consumer_stops_nobody(database: Database) -> None:
    prepared(database, Tally())
    append(PostgresLog(database), 3)
    prepared(database, Tally()).catch_up()
    positions.poison(database, "tally", 0, 1, "told too late")
    assert standing(database).poison_at is None


def test_a_connection_lost_in_the_middle_is_no_poison(database: Database) -> None:
    lost = 0

    def cut(cursor: Cursor[object], _: Recorded) -> None:
        nonlocal lost
        if lost < 2:
            lost += 1
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    tally = Tally(TicketCommented, before=cut)
    consumer = prepared(database, tally)
    desk = SmallDesk(database)
    desk.found()
    desk.do(CommentOnTicket(ticket_id=desk.ticket(), body="Проверьте кабель", is_public=True))
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError):
            consumer.step()
    consumer.catch_up()
    assert (lost, standing(database).poison_at) == (2, None)
    assert counted(database, tally)[0] == 1


def test_a_projection_that_was_never_prepared_says_so_and_how_it_is_made(database: Database) -> None:
    positions.prepare(database, Tally(name="other"))
    append(PostgresLog(database), 3)
    with pytest.raises(TablesAreMissing, match="desk rebuild tally"):
        Consumer(Tally(), PostgresLog(database), database).catch_up()


def test_another_definition_of_a_read_model_asks_for_a_rebuild(database: Database) -> None:
    tally = Tally()
    assert not positions.prepare(database, tally)
    assert not positions.prepare(database, tally)
    tally.ddl += f" -- {uuid4()}"
    assert positions.prepare(database, tally)
