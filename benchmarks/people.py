"""What rights and people cost: a second line's page, a node of the tree, a name as it is typed; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many tickets there are: a million unless a trial asks for fewer. The tree has a unit
for every fifty of them and a person for every ten.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from psycopg import Cursor

from benchmarks import ticket_page
from benchmarks.clocks import recorded
from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.fact import Fact, Recorded
from events.org_unit import OrgUnitAdded
from events.person import PersonRegistered
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId, TeamId
from events.values.people import Actor, Viewer
from events.values.person_name import PersonName
from events.values.text import Text
from projections.kit import page_cursor
from projections.kit.port import Projection
from projections.org_unit import tree as org_tree
from projections.org_unit.tree import OrgTree
from projections.person import directory
from projections.person.directory import Directory
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "1000000"))
UNITS, PEOPLE = max(100, ROWS // 50), max(500, ROWS // 10)
RUNS, TRIES = 5, 400
LIMIT_MS = 10.0
"""What people take for at once, with everything around it still to come."""
OPEN = TicketFilter(is_open=True)
FIVE_TEAMS = Viewer(
    actor=Actor(kind="person", id=UUID(int=9), name="Пётр"),
    groups=frozenset({"second_line"}),
    teams=frozenset(
        TeamId(UUID(hex=name))
        for name in (
            "c4ca4238a0b923820dcc509a6f75849b",
            "c81e728d9d4c2f636f067f89cc14862c",
            "eccbc87e4b5ce2fe28308fd9f2a7baf3",
            "a87ff679a2f3e71d9181a67b7542122c",
            "e4da3b7fbbce2345d7772b0674a318d5",
        )
    ),
)
"""Teams as ``md5`` names them: the first five of fifty."""
ENDINGS = ("ов", "ова", "ев", "ева", "ин", "ина", "ский", "ская", "енко", "ян")
FIRST = ("Анна", "Пётр", "Ольга", "Иван", "Мария", "John", "Сергей", "Юлия", "Дмитрий", "Emma")
SYLLABLES = ("ор", "ло", "сми", "ва", "ку", "пет", "зай", "бел", "гри", "ту", "мак", "нов", "щер", "хар", "со", "лю")
TYPED = ("о", "ор", "орл", "орло", "лов", "smi", "ива", "анна ор", "петр зай", "щербако", "нова", "harit", "нет такого")


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        ticket_page.fill(database)
        with database.transaction() as cursor:
            yield from rights(cursor)
        with database.connection() as connection:
            connection.execute("TRUNCATE persons, teams")
        nodes = fill(database)
        with database.transaction() as cursor:
            yield from reading(cursor, nodes)


def rights(cursor: Cursor[Any]) -> Iterator[Figure]:
    """The page of a second-line specialist in five teams against the same page without the predicate."""
    for name, after in (("first", None), ("deep", _deep(cursor))):
        pages = [
            partial(tickets_query.visible_to, cursor, viewer, OPEN, now=ticket_page.NOW, after=after)
            for viewer in (FIVE_TEAMS, ticket_page.SEES_ALL)
        ]
        ours, plain = medians(RUNS, *(partial(ticket_page.each, page) for page in pages))
        told = f"50 of {ROWS} by due, 5 of 50 teams, median of {RUNS}; peer: the same page of somebody who sees all"
        yield Figure.duration(f"{name}_page_of_five_teams", ours=ours, peer=plain, unit="ms", conditions=told)


def _deep(cursor: Cursor[Any]) -> str:
    cursor.execute(
        "SELECT due_us, ticket_id FROM sla_clocks ORDER BY due_us, ticket_id OFFSET %s LIMIT 1", (ROWS // 2,)
    )
    key, last = cursor.fetchone() or (0, UUID(int=0))
    return page_cursor.closed("due", key, last)


def reading(cursor: Cursor[Any], nodes: list[OrgUnitId]) -> Iterator[Figure]:
    """Percentiles of single questions, each asked of another node or with another word."""
    chance = random.Random(1)  # noqa: S311 - the same questions in every run
    picked = [chance.choice(nodes) for _ in range(TRIES)]
    told = f"{UNITS} units, {PEOPLE} people, {TRIES} single questions; peer: {LIMIT_MS:.0f} ms"

    def opened(node: OrgUnitId) -> None:
        org_tree.below(cursor, node)
        directory.people_of(cursor, node, datetime.now(UTC))

    def typed(part: str) -> None:
        directory.search(cursor, part, limit=20)

    words = [TYPED[nth % len(TYPED)] for nth in range(TRIES)]
    questions: tuple[tuple[str, Callable[[Any], object], list[Any]], ...] = (
        ("open_a_node", opened, picked),
        ("path_of_a_node", partial(org_tree.path, cursor), picked),
        ("search_by_name", typed, words),
        ("search_units", partial(org_tree.search, cursor), [f"отдел {nth}" for nth in range(TRIES)]),
    )
    for name, question, asked in questions:
        waits = sorted(_ms(question, one) for one in asked)
        for title, value in (("p50", statistics.median(waits)), ("p95", waits[int(len(waits) * 0.95)])):
            yield Figure.duration(f"{name}_{title}", ours=value, peer=LIMIT_MS, unit="ms", conditions=told)
    slowest = max(((_ms(typed, part), part) for part in TYPED), key=lambda one: one[0])
    yield Figure.duration(
        "search_by_name_slowest", ours=slowest[0], peer=LIMIT_MS, unit="ms", conditions=f"“{slowest[1]}”; {told}"
    )


def _ms(question: Callable[[Any], object], asked: object) -> float:
    begun = time.perf_counter()
    question(asked)
    return (time.perf_counter() - begun) * 1_000


def fill(database: Database) -> list[OrgUnitId]:
    """The facts of a large company through the real read models; gives its units."""
    chance = random.Random(2)  # noqa: S311 - the same company in every run
    nodes = [OWN_COMPANY]
    facts: list[Fact] = [OrgUnitAdded(unit_id=OWN_COMPANY, kind="own_company", name=Text.same("Мы"))]
    for nth in range(1, UNITS):
        unit_id = OrgUnitId(UUID(int=nth))
        parent = nodes[nth // 20]
        facts.append(OrgUnitAdded(unit_id=unit_id, kind="department", name=Text.same(f"Отдел {nth}"), parent_id=parent))
        nodes.append(unit_id)
    for nth in range(PEOPLE):
        last = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 3))) + chance.choice(ENDINGS)
        name = PersonName(last.capitalize(), chance.choice(FIRST))
        facts.append(
            PersonRegistered(
                person_id=PersonId(UUID(int=1_000_000 + nth)),
                kind="employee",
                name=name,
                unit_id=chance.choice(nodes[1:]),
                emails=(f"user{nth}@example.org",),
            )
        )
    told: list[Recorded] = [recorded(fact, at) for at, fact in enumerate(facts, 1)]
    projections: tuple[Projection, ...] = (OrgTree(), Directory())
    for projection in projections:
        positions.prepare(database, projection)
        relevant = [one for one in told if type(one.fact) in projection.interests]
        for start in range(0, len(relevant), 2_000):
            with database.transaction() as cursor:
                projection.apply(cursor, relevant[start : start + 2_000])
        with database.connection() as connection:
            connection.execute(f"VACUUM ANALYZE {', '.join(projection.tables)}".encode())
    return nodes


if __name__ == "__main__":
    show(run())
