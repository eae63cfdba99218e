"""What older desks left to be done once in the facts themselves: ordered steps, run by every start before all else.

A migration that leaves such work writes its row in ``desk.foundations``, with how long the log was then. A step works
piece by piece; what it did and how far it is commit together, so that whoever is killed is gone on from. Two desks that
start at once take turns, and a desk that has nothing left to do asks once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from psycopg import Connection, Cursor

from commands.command import Command
from connectors.storage.server.database import Database, Row
from connectors.storage.server.limits import MIGRATIONS, limit
from events.values.text import Text

OnLaying = Callable[[Text, int, int], None]
"""Called with what is being done, the facts done and the facts in all."""


class Step(Protocol):
    """Something that is done once to the facts that were there when its migration came."""

    name: str
    """Of its row in ``desk.foundations``."""
    words: Text
    """What is being done, for people."""

    def begin(self, connection: Connection[Row]) -> None:
        """Refuse here what stands in the way of the work that is left, before any of it; mostly nothing does."""
        ...

    def piece(self, cursor: Cursor[Row], after: int, until: int) -> int:
        """Do some facts behind ``after``, at most up to ``until``, in the cursor's transaction; up to where it is done.

        The fact at the position given is the last of the piece; ``until``, when nothing is left.
        """
        ...

    def told_by(self, until: int) -> Command | None:
        """What tells in the log, once, that the first ``until`` facts were worked on; ``None``: nothing does."""
        ...


def lay(
    database: Database, steps: Sequence[Step], progress: OnLaying = lambda _words, _done, _all: None
) -> list[tuple[str, Command]]:
    """Do what is left of every step, in their order; gives what is to be told of it, until ``told`` hears that it was.

    Facts can be appended when the last step is done: what is told is told then.
    """
    if _left(database, steps):
        with database.dedicated() as connection:
            with connection.cursor() as cursor:
                limit(cursor, MIGRATIONS, locally=False)
            connection.execute("SELECT pg_advisory_lock(hashtextextended('desk.foundations', 0))")
            # Read again under the lock: another desk may have done it meanwhile.
            for step in steps:
                _do(connection, step, progress)
    return _untold(database, steps)


def told(database: Database, name: str) -> None:
    """The log says it: it is not told again."""
    with database.connection() as connection:
        connection.execute("UPDATE desk.foundations SET told = true WHERE step = %s", (name,))


def _left(database: Database, steps: Sequence[Step]) -> bool:
    names = [step.name for step in steps]
    with database.connection() as connection:
        query = "SELECT EXISTS (SELECT FROM desk.foundations WHERE step = ANY(%s) AND reached < until)"
        row = connection.execute(query, (names,)).fetchone()
        return row is not None and bool(row[0])


def _do(connection: Connection[Row], step: Step, progress: OnLaying) -> None:
    query = "SELECT reached, until FROM desk.foundations WHERE step = %s AND reached < until"
    if (row := connection.execute(query, (step.name,)).fetchone()) is None:
        return
    reached, until = int(row[0]), int(row[1])
    step.begin(connection)
    progress(step.words, reached, until)
    while reached < until:
        with connection.transaction(), connection.cursor() as cursor:
            reached = step.piece(cursor, reached, until)
            cursor.execute("UPDATE desk.foundations SET reached = %s WHERE step = %s", (reached, step.name))
        progress(step.words, reached, until)


def _untold(database: Database, steps: Sequence[Step]) -> list[tuple[str, Command]]:
    with database.connection() as connection:
        query = "SELECT step, until FROM desk.foundations WHERE NOT told AND until > 0 AND reached >= until"
        done = dict(connection.execute(query).fetchall())
    commands = [(step.name, step.told_by(done[step.name])) for step in steps if step.name in done]
    return [(name, command) for name, command in commands if command is not None]
