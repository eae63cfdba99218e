"""Numbers as people type them: 1001, №1001, INC-1001, P-3, C-1, K-7; what bears them stands above all that is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import statement

Kind = Literal["ticket", "problem", "change", "article"]
_NUMBER = re.compile(r"(?:([^\W\d_]+)[\s.\-–#№]*|[#№]\s*)?(\d{1,18})")
_CALLED: dict[str, Kind] = {
    **dict.fromkeys(("inc", "req", "sr", "t", "n", "no", "ticket", "заявка", "заявки", "заявку", "тикет"), "ticket"),
    **dict.fromkeys(("p", "р", "prb", "п", "problem", "проблема", "проблемы", "проблему"), "problem"),
    **dict.fromkeys(("c", "с", "chg", "rfc", "change", "изменение", "изменения"), "change"),
    **dict.fromkeys(("k", "к", "kb", "article", "статья", "статьи", "статью"), "article"),
}
"""How numbers begin; p, c and k also in Russian letters, which look the same."""


def named(text: str) -> Iterator[tuple[Kind, int]]:
    """What a text that is a number may be the number of."""
    found = _NUMBER.fullmatch(text.strip().lower())
    if found is None:
        return
    letters, number = found.groups()
    if letters is None:
        yield from (("ticket", int(number)), ("problem", int(number)), ("change", int(number)))
        yield "article", int(number)
    elif (kind := _CALLED.get(letters)) is not None:
        yield kind, int(number)


@reads("ticket_list")
def ticket(cursor: Cursor[Any], viewer: Viewer, number: int) -> list[UUID]:
    """The ticket of a number, where the viewer may see it."""
    seen, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement("SELECT t.ticket_id FROM ticket_list t WHERE t.number = %(number)s AND {seen}", seen=seen),
        {**params, "number": number},
    )
    return [ticket_id for (ticket_id,) in cursor]
