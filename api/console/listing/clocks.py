"""The clocks of tickets in words, for lines of the list and for cards."""

from __future__ import annotations

from msgspec import UNSET

from api.console.asked import Asked
from api.console.times import ShownClock, Standing
from api.questions.ticket.pages import TicketLine
from events.values.ticket import CLOCKS, Clock


def clock_of_line(asked: Asked, line: TicketLine) -> ShownClock:
    """The clock that matters on a line: what is due first, else what still runs or stands, else how it ended."""
    if line.clocks is UNSET:
        return ShownClock(tone="none", words="")
    which = line.due_clock or _of_interest(line)
    if which is None or which not in line.clocks:
        return ShownClock(tone="none", words=asked.say("без срока", "no deadline"))
    one = line.clocks[which]
    return asked.times.clock(Standing(one.state, one.is_running, one.left_s, one.overrun_s, one.due_at, one.resumes_at))


def _of_interest(line: TicketLine) -> Clock | None:
    if line.clocks is UNSET:
        return None
    known = line.clocks
    return next((which for which in reversed(CLOCKS) if which in known), None)
