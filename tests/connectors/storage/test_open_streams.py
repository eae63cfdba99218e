"""So many streams a person holds, over all processes: those of a process that is gone are counted no more, at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from connectors.storage.feeds.hints import Backend
from connectors.storage.live.open_streams import GONE_AFTER, OpenStreams
from connectors.storage.server.database import Database

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ANNA, BORIS = uuid4(), uuid4()


@pytest.fixture
def streams(database: Database) -> OpenStreams:
    return OpenStreams(database)


def held(streams: OpenStreams, *persons: UUID, by: Backend | None, now: datetime = NOW) -> None:
    """A stream each, by a process that says so."""
    told = [(uuid4(), person) for person in persons]
    assert all(streams.take(stream, person, most=9, now=now) for stream, person in told)
    streams.seen(told, now=now, by=by)


def backend_of(connection: psycopg.Connection) -> Backend:
    row = connection.execute("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()").fetchone()
    assert row is not None
    return Backend(*row)


def is_let_in(streams: OpenStreams, person: UUID, *, now: datetime = NOW) -> bool:
    """Whether somebody gets another one where two is all that one may hold; they leave at once."""
    fresh = uuid4()
    taken = streams.take(fresh, person, most=2, now=now)
    streams.leave([fresh])
    return taken


def test_streams_of_a_connection_that_is_gone_are_counted_no_more_and_those_of_others_are(
    streams: OpenStreams, database: Database
) -> None:
    with psycopg.connect(database.url, autocommit=True) as stays:
        with psycopg.connect(database.url, autocommit=True) as dies:
            held(streams, ANNA, BORIS, by=backend_of(dies))
            held(streams, ANNA, by=backend_of(stays))
            held(streams, BORIS, by=None)
            assert not is_let_in(streams, ANNA)
            assert not is_let_in(streams, BORIS)
        # The server hears of it within a moment; each try asks it.
        assert any(is_let_in(streams, ANNA) for _ in range(3_000))
        assert is_let_in(streams, BORIS)
        held(streams, ANNA, by=backend_of(stays))
        assert not is_let_in(streams, ANNA)


def test_another_connection_under_the_same_number_vouches_for_nothing_of_before(
    streams: OpenStreams, database: Database
) -> None:
    with psycopg.connect(database.url, autocommit=True) as lives:
        own = backend_of(lives)
        held(streams, ANNA, ANNA, by=own._replace(since=own.since - timedelta(hours=1)))
        assert is_let_in(streams, ANNA)


def test_what_nobody_vouches_for_is_believed_for_its_term(streams: OpenStreams) -> None:
    held(streams, ANNA, ANNA, by=None)
    assert not is_let_in(streams, ANNA, now=NOW + GONE_AFTER - timedelta(seconds=1))
    assert is_let_in(streams, ANNA, now=NOW + GONE_AFTER)
