"""Lines of the list in words: all that a template would look up a hundred times a page is looked up here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from api.console.asked import Asked
from api.console.listing import columns, filters
from api.console.listing.clocks import clock_of_line
from api.console.listing.columns import ColumnShown
from api.console.times import ShownClock
from api.questions.ticket.pages import TicketLine
from events.values.ticket import LEVELS

KEPT_IN_LINKS = ("view", "sort", "columns", "group", *filters.NAMES)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list in the reader's words, with its clock, and the texts of columns that are not usual."""

    number: str
    version: int
    href: str
    subject: str
    requester: str
    colour: str
    status: str
    priority: str
    priority_name: str
    responsible: str
    clock: ShownClock
    is_unread: bool
    has_draft: bool
    last: str
    cells: Mapping[str, str]


def rows_told(asked: Asked, shown: Sequence[ColumnShown]) -> Callable[[Iterable[TicketLine]], list[Row]]:
    """What makes rows of lines, for the columns that are shown."""
    beside = urlencode([(name, value) for name in KEPT_IN_LINKS for value in asked.wishes(name) if value])
    href = f"/tickets?{beside}&open=" if beside else "/tickets?open="
    levels: dict[str, str] = {level: asked.told(asked.level_name(level)) for level in LEVELS}
    last = {
        "requester": asked.say("последним писал заявитель", "the requester wrote last"),
        "staff": asked.say("последними писали мы", "we wrote last"),
    }
    are_plain = any(one.is_plain for one in shown)

    def told(line: TicketLine) -> Row:
        number = str(line.number)
        return Row(
            number=number,
            version=line.version,
            href=href + number,
            subject=line.subject,
            requester=line.requester_name,
            colour=line.status_colour,
            status=asked.told(line.status_name),
            priority=line.priority,
            priority_name=levels[line.priority],
            responsible=asked.told(line.responsible) or asked.told(line.team) or "—",
            clock=clock_of_line(asked, line),
            is_unread=line.is_unread,
            has_draft=line.has_draft,
            last=last["requester" if line.last_word == "requester" else "staff"] if line.last_word else "",
            cells=columns.cells(asked, line, shown) if are_plain else {},
        )

    return lambda lines: [told(line) for line in lines]
