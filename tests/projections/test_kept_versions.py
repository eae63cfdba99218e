"""What readers remember of versions that never change: it is not asked twice, and nothing that changed is hidden."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from psycopg import Cursor
from typing_extensions import override

from commands.ticket_type.define import DefineTicketType, ReviseTicketType
from connectors.storage.server.database import Database
from events.values.identity import StreamId, TicketId
from events.values.text import Text
from projections.facts.history import history_of_ticket
from projections.kit import kept
from projections.kit.kept import KeptVersions
from projections.ticket.card import WholeCard, whole_card
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.gallery_types import ACCESS, ACCESS_TYPE
from tests.projections.world import AS_DESK, World

RENAMED = Text(ru="Выдача доступа", en="Granting of access")


@pytest.fixture
def ticket(world: World) -> TicketId:
    world.agreement(world.schedule())
    world.do(DefineTicketType(code=ACCESS, definition=ACCESS_TYPE))
    return world.ticket(type=ACCESS, attributes={"system": "erp"})


class Counting(Cursor[Any]):
    """A cursor that knows how often it asked."""

    asked = 0

    @override
    def execute(self, *args: Any, **more: Any) -> Counting:
        self.asked += 1
        return super().execute(*args, **more)


def card(world: World, ticket: TicketId, cursor: Cursor[Any] | None = None) -> WholeCard:
    world.fold()
    with world.cursor() as own:
        found = whole_card(cursor or own, AS_DESK, ticket, now=world.now)
    assert found is not None
    return found


def named_in_list(world: World) -> list[Text]:
    with world.cursor() as cursor:
        return [line.type_name for line in visible_to(cursor, AS_DESK, TicketFilter(), now=world.now).tickets]


def test_a_card_without_links_asks_one_statement_once_its_versions_are_known(world: World, ticket: TicketId) -> None:
    with world.cursor() as own:
        first, again = Counting(own.connection), Counting(own.connection)
        assert card(world, ticket, first) == card(world, ticket, again)
    assert (first.asked, again.asked) == (3, 1)


def test_a_list_asks_one_statement_once_its_lines_are_known(world: World, ticket: TicketId) -> None:
    world.fold()
    with world.cursor() as own:
        first, again = Counting(own.connection), Counting(own.connection)
        pages = [visible_to(cursor, AS_DESK, TicketFilter(), now=world.now) for cursor in (first, again)]
    assert [line.ticket_id for line in pages[0].tickets] == [ticket]
    assert pages[0] == pages[1]
    assert (first.asked, again.asked) == (3, 1)


def test_a_type_that_is_revised_is_told_by_its_new_version_at_once(world: World, ticket: TicketId) -> None:
    assert card(world, ticket).type_name == ACCESS_TYPE.name
    assert named_in_list(world) == [ACCESS_TYPE.name]
    world.do(ReviseTicketType(code=ACCESS, definition=msgspec.structs.replace(ACCESS_TYPE, name=RENAMED)))
    assert card(world, ticket).type_name == RENAMED
    assert named_in_list(world) == [RENAMED]


def test_a_rebuild_puts_right_what_was_remembered_of_a_version(world: World, ticket: TicketId) -> None:
    world.fold()
    with world.cursor() as cursor:
        cursor.execute("UPDATE ticket_types SET definition = jsonb_set(definition, '{name,en}', '\"Wrong\"')")
    assert card(world, ticket).type_name.en == "Wrong"
    world.rebuild("ticket_types")
    assert card(world, ticket).type_name == ACCESS_TYPE.name
    assert named_in_list(world) == [ACCESS_TYPE.name]


def test_nothing_is_remembered_beyond_the_connection_that_read_it(database: Database) -> None:
    remembered: KeptVersions[str] = KeptVersions()
    with database.dedicated() as one, database.dedicated() as other, one.cursor() as here, other.cursor() as there:
        assert remembered.keep(here, (7, "access", 1), "as it was") == "as it was"
        assert remembered.get(here, (7, "access", 1)) == "as it was"
        assert [remembered.get(here, key) for key in ((8, "access", 1), (7, "access", 2))] == [None, None]
        assert remembered.get(there, (7, "access", 1)) is None


def test_no_more_versions_are_remembered_than_a_bound(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_VERSIONS", 2)
    remembered: KeptVersions[int] = KeptVersions()
    with database.connection() as connection, connection.cursor() as cursor:
        for version in range(3):
            remembered.keep(cursor, (7, "access", version), version)
        assert [remembered.get(cursor, (7, "access", version)) for version in range(3)] == [None, None, 2]


def test_a_card_a_list_and_a_history_are_found_by_plans_that_are_kept(world: World, ticket: TicketId) -> None:
    world.fold()
    facts = world.log.load(StreamId(ticket))
    # The driver prepares what is asked the sixth time, and PostgreSQL looks at five plans before it keeps one.
    with world.cursor() as cursor:
        for _ in range(15):
            whole_card(cursor, AS_DESK, ticket, now=world.now)
            visible_to(cursor, AS_DESK, TicketFilter(), now=world.now)
            history_of_ticket(cursor, AS_DESK, facts)
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE custom_plans > 5")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0")
        assert (cursor.fetchone() or (0,))[0] >= 4
