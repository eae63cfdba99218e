from __future__ import annotations

from typing import Any

import pytest

from projections.kit.statement import Fragment, in_one_trip, joined, name, names, number, statement

FORGED: Any = "t; DROP TABLE facts"


def test_a_statement_takes_the_place_of_each_name_by_a_fragment() -> None:
    seen = statement("{alias}.requester_id = %(viewer_id)s", alias=name("t"))
    assert (
        statement("SELECT {columns} FROM ticket_list t WHERE {seen}", columns=names(("number", "t.subject")), seen=seen)
        == "SELECT number, t.subject FROM ticket_list t WHERE t.requester_id = %(viewer_id)s"
    )


def test_doubled_braces_are_braces() -> None:
    assert statement("WHERE path = '{{}}' AND {more}", more=statement("is_open")) == "WHERE path = '{}' AND is_open"


@pytest.mark.parametrize("forged", [FORGED, FORGED.encode(), 5, None])
def test_what_was_not_made_of_literals_is_refused(forged: Any) -> None:
    with pytest.raises(TypeError, match="not made by"):
        statement("SELECT {what}", what=forged)
    with pytest.raises(TypeError, match="not made by"):
        joined(" AND ", [statement("is_open"), forged])


@pytest.mark.parametrize("forged", ["", "t; DROP", 't"', "T", "a.b.c", "1st", "name\n", "имя", "count(*)"])
def test_only_what_is_written_like_a_name_of_ours_is_a_name(forged: str) -> None:
    with pytest.raises(ValueError, match="not a name of ours"):
        name(forged)


@pytest.mark.parametrize("forged", [True, 1.0, "1", None])
def test_only_a_whole_number_stands_in_a_statement(forged: Any) -> None:
    assert (number(50), number(-1)) == ("50", "-1")
    with pytest.raises(TypeError, match="not a whole number"):
        number(forged)


def test_several_statements_are_sent_with_whole_numbers_in_their_places_and_with_nothing_else() -> None:
    told = statement("UPDATE a SET at = %d; SELECT '{word}:%d'", word=name("b"))
    assert in_one_trip(told, 7, 2**62) == b"UPDATE a SET at = 7; SELECT 'b:4611686018427387904'"
    assert in_one_trip(statement("COMMIT")) == b"COMMIT"
    strangers: list[Any] = [True, 1.0, "1", FORGED, None]
    for forged in strangers:
        with pytest.raises(TypeError, match="not a whole number"):
            in_one_trip(told, 7, forged)
    with pytest.raises(TypeError, match="not enough arguments"):
        in_one_trip(told, 7)
    with pytest.raises(TypeError, match="not made by"):
        in_one_trip(FORGED)


def test_the_same_pieces_are_put_together_once() -> None:
    seen = statement("is_open")
    template: Any = "SELECT FROM a_table_of_this_test WHERE {seen}"
    assert statement(template, seen=seen) is statement(template, seen=statement("is_open"))
    assert type(seen) is Fragment
