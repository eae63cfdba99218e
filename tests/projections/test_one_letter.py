"""A value that the database does not take is the trouble of its ticket alone, live and in a rebuild."""

from __future__ import annotations

import hashlib

import msgspec
import psycopg
import pytest

from connectors.storage.feeds import positions
from connectors.storage.server.faults import tells_of_storage
from events.ticket import TicketRegistered
from events.values.identity import StreamId, ticket_id
from projections.kit import parking
from projections.ticket import mail_threads
from tests.projections.test_one_ticket import store
from tests.projections.world import OFFICE, World


def an_id(length: int) -> str:
    """Letters that nothing packs together."""
    return f"<{hashlib.shake_256(str(length).encode()).hexdigest(length // 2)[: length - 2]}>"


def registered(world: World, number: int, message_id: str) -> None:
    """A registration as an older desk took it."""
    sample = world.log.load(StreamId(ticket_id(1001)))[0].fact
    assert isinstance(sample, TicketRegistered)
    fact = msgspec.structs.replace(sample, ticket_id=ticket_id(number), number=number, message_id=message_id)
    store(world, fact.ticket_id, fact)


@pytest.mark.parametrize("batch", [1, 2_000])
def test_an_id_longer_than_any_letter_bears_does_not_stop_the_mail(world: World, batch: int) -> None:
    world.agreement(world.schedule(OFFICE))
    world.ticket()
    registered(world, 5000, an_id(99_990))
    registered(world, 5001, an_id(998))
    registered(world, 5002, "<ы@client.example>")
    world.ticket(message_id="<last@client.example>")
    world.fold(batch=batch)
    for _ in range(2):
        with world.cursor() as cursor:
            asked = [an_id(99_990), an_id(998), "<ы@client.example>", "<last@client.example>"]
            assert mail_threads.tickets_of(cursor, asked) == [ticket_id(5001), ticket_id(1002)]
            assert parking.counts(cursor) == {}
        world.rebuild("mail_threads")
    assert not [standing for standing in positions.read_all(world.database) if standing.poison_at]


@pytest.mark.parametrize("batch", [1, 2_000])
def test_what_is_too_much_for_the_database_sets_its_ticket_aside(
    world: World, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_threads, "LONGEST_ID", 100_000)
    world.agreement(world.schedule(OFFICE))
    world.ticket()
    registered(world, 5000, an_id(99_990))
    world.ticket(message_id="<last@client.example>")
    world.fold(batch=batch)
    for _ in range(2):
        with world.cursor() as cursor:
            (parked,) = parking.all_parked(cursor)
            assert mail_threads.tickets_of(cursor, [an_id(99_990), "<last@client.example>"]) == [ticket_id(1002)]
        assert (parked.projection, parked.stream) == ("mail_threads", ticket_id(5000))
        assert parked.reason.startswith("ProgramLimitExceeded: index row ")
        world.rebuild("mail_threads")
    assert not [standing for standing in positions.read_all(world.database) if standing.poison_at]


@pytest.mark.parametrize(
    ("state", "of_storage"),
    [
        ("54000", False),
        ("54001", False),
        ("22021", False),
        ("22P05", False),
        ("23514", False),
        ("53100", True),
        ("53200", True),
        ("55P03", True),
        ("57014", True),
        ("08006", True),
        ("40001", True),
        ("42P01", True),
    ],
)
def test_what_is_told_of_values_is_not_told_of_the_storage(state: str, *, of_storage: bool) -> None:
    error = psycopg.errors.lookup(state)()
    assert tells_of_storage(error) is of_storage
    assert parking.is_of_facts(error) is not of_storage
