"""Rows are read as what they were asked for; a set of rows is written as the difference from what was there."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest

from connectors.storage.server.database import Database
from projections.kit.columns import SetOfRows, first_of, rows_of, selected
from projections.kit.statement import name, statement


class House(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is a struct of its own."""

    number: int
    street: str


class Town(NamedTuple):
    """A row of what is asked below."""

    town_id: int
    name: str
    streets: int


_TOWN = statement(
    "SELECT {columns} FROM (VALUES (1, 'Tver'), (2, 'Omsk')) AS t (town_id, name)"
    " JOIN (VALUES (2, 30), (1, 20)) AS s (town_id, number) USING (town_id) ORDER BY t.town_id",
    columns=selected(Town, "t", streets=name("s.number")),
)


def test_the_columns_of_a_select_are_the_fields_of_its_rows_in_their_order() -> None:
    assert selected(Town) == "town_id, name, streets"
    assert selected(Town, "t", streets=statement("count(*)")) == "t.town_id, t.name, count(*) AS streets"


def test_what_is_computed_is_a_field_of_the_rows() -> None:
    with pytest.raises(LookupError, match="Town has no houses"):
        selected(Town, houses=statement("count(*)"))


def test_rows_bear_the_names_that_they_were_asked_for(database: Database) -> None:
    with database.connection() as connection:
        cursor = connection.execute(_TOWN)
        assert [column.name for column in cursor.description or ()] == [*Town._fields]
        assert rows_of(Town, cursor) == [Town(1, "Tver", 20), Town(2, "Omsk", 30)]
        assert first_of(Town, connection.execute(_TOWN)) == Town(town_id=1, name="Tver", streets=20)
        assert first_of(Town, connection.execute("SELECT 1, 'Tver', 20 WHERE false")) is None


def test_a_struct_whose_fields_are_all_columns_is_its_own_row(database: Database) -> None:
    of = statement("SELECT {columns} FROM (VALUES ('Lenina', 5)) AS h (street, number)", columns=selected(House, "h"))
    with database.connection() as connection:
        assert rows_of(House, connection.execute(of)) == [House(number=5, street="Lenina")]
        assert first_of(House, connection.execute(of)) == House(number=5, street="Lenina")
        with pytest.raises(TypeError, match="House has 2 columns, the answer 1"):
            first_of(House, connection.execute("SELECT 5"))


def test_an_answer_of_another_width_is_no_row(database: Database) -> None:
    with database.connection() as connection, pytest.raises(TypeError):
        rows_of(Town, connection.execute("SELECT 1, 'Tver'"))


def test_a_set_of_rows_is_written_by_what_came_and_what_went(database: Database) -> None:
    living = SetOfRows("living", {"town_id": "int", "person": "text"}, {"since": "int"})
    first, then = {(1, "Anna", 1990), (2, "Boris", 1995), (2, "Vera", 1999)}, {(1, "Anna", 1990), (2, "Boris", 2001)}
    with database.connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE living (since int, town_id int, person text, PRIMARY KEY (town_id, person))"
        )
        for before, now in ((set[tuple[int, str, int]](), first), (first, then), (then, then)):
            living.write(cursor, before, now)
            assert set(cursor.execute("SELECT town_id, person, since FROM living")) == now
