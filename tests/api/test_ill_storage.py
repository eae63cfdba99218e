"""What ails the storage is told in words and may be tried again, whatever kind the driver counts it among."""

from __future__ import annotations

import httpx
import psycopg
import pytest
from structlog.testing import capture_logs

from api.bootstrap import Desk
from connectors.storage.server.faults import tells_of_storage
from tests.api.refused import problem
from tests.api.serving import served
from tests.api.test_readiness import token
from tests.support.plain_http import PLAINLY

STORAGE = (
    "08006",
    "0A000",
    "25006",
    "25P02",
    "26000",
    "28000",
    "3D000",
    "3F000",
    "40001",
    "40P01",
    "42501",
    "42703",
    "42704",
    "42809",
    "42P01",
    "53100",
    "53200",
    "53300",
    "55006",
    "55P03",
    "57014",
    "57P01",
    "57P03",
    "58030",
    "58P01",
    "F0000",
    "XX000",
    "XX001",
    "XX002",
)
OURS = ("54000", "22001", "22P02", "23505", "42601", "42883", "42P18", "P0001")

FAILS = """
CREATE FUNCTION views.fails() RETURNS bool LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'it is ill' USING ERRCODE = '{state}'; END $$;
ALTER TABLE views.agreements RENAME TO agreements_away;
CREATE VIEW views.agreements AS SELECT t.* FROM views.fails() AS f(x) LEFT JOIN views.agreements_away t ON f.x;
"""
MENDED = """
DROP VIEW views.agreements;
DROP FUNCTION views.fails();
ALTER TABLE views.agreements_away RENAME TO agreements;
"""


@pytest.mark.parametrize(("states", "expected"), [(STORAGE, (503, "storage")), (OURS, (500, "server-is-broken"))])
def test_a_question_that_the_storage_cannot_answer_is_503_and_our_own_slips_are_500(
    idle_desk: Desk, states: tuple[str, ...], expected: tuple[int, str]
) -> None:
    with (
        served(idle_desk) as url,
        httpx.Client(base_url=f"{url}/api/v1", headers=token(idle_desk), timeout=30, **PLAINLY) as client,
        psycopg.connect(idle_desk.database.url, autocommit=True) as owner,
    ):
        for state in states:
            owner.execute(FAILS.format(state=state).encode())
            status, code = problem(client.get("/agreements"))[:2]
            owner.execute(MENDED.encode())
            assert (status, code[: len(expected[1])]) == expected, state
        assert client.get("/agreements").status_code == 200


@pytest.mark.parametrize(
    ("damage", "repair"),
    [
        ("ALTER TABLE views.ticket_list RENAME TO x", "ALTER TABLE views.x RENAME TO ticket_list"),
        (
            "ALTER TABLE views.ticket_list RENAME COLUMN type TO x",
            "ALTER TABLE views.ticket_list RENAME COLUMN x TO type",
        ),
        ("ALTER SCHEMA views RENAME TO x", "ALTER SCHEMA x RENAME TO views"),
        ("ALTER TABLE desk.facts RENAME TO x", "ALTER TABLE desk.x RENAME TO facts"),
    ],
)
def test_a_table_a_column_or_a_schema_that_is_away_is_told_in_words_and_without_a_trace(
    idle_desk: Desk, damage: str, repair: str
) -> None:
    bearer = token(idle_desk)
    with (
        served(idle_desk) as url,
        httpx.Client(base_url=f"{url}/api/v1", headers=bearer, timeout=30, **PLAINLY) as client,
        psycopg.connect(idle_desk.database.url, autocommit=True) as owner,
    ):
        owner.execute(damage.encode())
        with capture_logs() as logged:
            read = client.get("/tickets")
            said = client.post("/teams", json={"title": {"ru": "Первая"}})
            ready = httpx.get(f"{url}/health/ready", timeout=30, **PLAINLY)
        owner.execute(repair.encode())
        again = client.get("/tickets")

    refused = [answer for answer in (read, said) if answer.status_code >= 400]
    assert refused
    for answer in refused:
        assert problem(answer)[:2] == (503, "storage-is-away")
        assert answer.headers["Retry-After"] == "1"
    assert "unforeseen" not in {line["event"] for line in logged}
    # A column is looked for by the statement that names it, and a list without tickets reads no line of one; a table is
    # tried by every look whether the desk is ready.
    assert ready.status_code == (200 if "COLUMN" in damage else 503)
    assert again.status_code == 200


def test_what_the_driver_refuses_before_it_asks_is_a_fault_of_ours() -> None:
    assert tells_of_storage(psycopg.OperationalError("the connection is lost"))
    assert tells_of_storage(psycopg.InterfaceError("the connection is closed"))
    assert not tells_of_storage(psycopg.ProgrammingError("the query has 1 placeholder but 2 parameters were passed"))
    assert not tells_of_storage(psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))
