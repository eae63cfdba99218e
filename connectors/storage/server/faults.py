"""Which errors of the driver tell of the storage, and which of our own statements; asked by consumers and the door.

Sorted by the classes of SQLSTATE, for the driver's own kinds cut across them: a table that is away and a slip in
our SQL are one kind to it.
"""

from __future__ import annotations

import psycopg

_CLASSES = ("08", "25", "26", "28", "3D", "3F", "40", "53", "55", "57", "58", "72", "F0", "HV", "XX")
"""Away, full, read-only, locked, restarting, beyond its limits, broken, or behind a pooler that forgets statements."""
_OF_VALUES = "54"
"""Too large for an index, too deep: the driver counts it among faults of operation, and no repetition helps."""
MISSING = frozenset(("42P01", "42703", "3F000"))
"""A table, a column or a schema that the desk made is not there."""
_STATES = MISSING | {
    "42501",  # rights that were taken from the desk
    "42704",  # a type, an index or a collation that is away
    "42809",  # something else stands under a table's name
    "0A000",  # a table changed under a statement that was planned: “cached plan must not change result type”
}


def tells_of_storage(error: psycopg.Error) -> bool:
    """Whether an error is none of what was asked for or taken in: the same may be tried again later.

    What is left is ours: a syntax error, a function that is not there, values that do not fit (22, 23, 42, 54).
    """
    state = error.sqlstate
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return state is None or not state.startswith(_OF_VALUES)
    return state is not None and (state.startswith(_CLASSES) or state in _STATES)
