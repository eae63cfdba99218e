"""How long the storage may look for what people filter by; asked by lists, groups, counts and exports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import psycopg
from psycopg import Cursor

from events.values.refusal import Refusal
from events.values.ticket_condition import AllOf, Condition, Is, conditions_in

LONGEST_MS = 5_000
"""A list that takes longer reads through everything for a handful of tickets."""
COUNTED_MS = 1_000
"""One of many counts beside a list of views."""


class ListTakesTooLong(Refusal):
    """The desk would have to look through all tickets for this, and stopped after {seconds} s. Narrow it as well by a
    team, a responsible, a requester, a company, or by days of registration.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Для этого пришлось бы просмотреть все заявки, поиск остановлен через {seconds} с. Сузьте его ещё и командой,"
        " ответственным, заявителем, компанией или днями регистрации."
    )


@contextmanager
def patiently(cursor: Cursor[Any], condition: Condition, most_ms: int = LONGEST_MS) -> Iterator[None]:
    """Give a statement so much time where its condition may lead through everything; raises ``ListTakesTooLong``."""
    if not may_scan(condition):
        yield
        return
    let_run(cursor, most_ms)
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise ListTakesTooLong(seconds=most_ms // 1_000) from error


def let_run(cursor: Cursor[Any], most_ms: int) -> None:
    """What a statement may take from now on, until the question is answered."""
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", (f"{most_ms}ms",))


def may_scan(condition: Condition) -> bool:
    """Whether a condition may lead through everything: any may that names values.

    To most fields an index leads; but of a value that is rare, or rare among what the viewer sees, too little stands in
    any order to end soon.
    """
    return not all(
        isinstance(one, AllOf) or (isinstance(one, Is) and one.field != "unread") for one in conditions_in(condition)
    )
