"""Draws a ticket's two clocks: what counted, what did not and why, due and miss (X2); called by the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from html import escape
from itertools import pairwise, takewhile
from typing import NamedTuple

import msgspec

from events.values.text import Text
from sla_engine.explain import Explanation, Reason, Segment, merged
from sla_engine.hours_of_versions import DAY_OFF
from sla_engine.instants import NEVER, Micros, instant, micros

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 960, 110, 24, 88, 34, 76
LETTER = 6.2
"""About the width of a letter of 11 pixels: enough to keep labels apart."""
HOUR = 3_600_000_000
STEPS = tuple(HOUR * hours for hours in (1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160, 8760))
MOST_TICKS = 9
AFTERWARDS = 16
"""Behind the end of a ticket that is over, the axis goes on for a sixteenth of the way there."""
COLOURS: dict[Reason, str] = {
    "counted": "#2f7d4f",
    "off_hours": "#c9ced6",
    "holiday": "#9fb4d8",
    "status": "#e3b341",
    "stopped": "#e8ebef",
}
LEGEND: dict[Reason, Text] = {
    "counted": Text("идёт время", "time counts"),
    "off_hours": Text("нерабочее время", "off hours"),
    "holiday": Text("выходной", "day off"),
    "status": Text("ожидание", "waiting"),
    "stopped": Text("остановлено", "stopped"),
}
OVERDUE = Text("сверх срока", "past due")
NOW, DUE = Text("сейчас", "now"), Text("срок", "due")
CLOCKS = {"reaction": Text("Реакция", "Reaction"), "resolution": Text("Решение", "Resolution")}
STATES = {
    "running": Text("идёт", "running"),
    "paused": Text("на паузе", "paused"),
    "met": Text("в срок", "met"),
    "missed": Text("просрочено", "missed"),
    "cancelled": Text("отменено", "cancelled"),
}
MISSED, INK, GREY = "#b3261e", "#1d2430", "#4a5361"

Place = Callable[[Micros], float]
IsDayOff = Callable[[Micros, Micros], bool]
"""Whether a local day, from one midnight to the next, has no working time at all."""
MOST_DAYS = 400
"""A stretch of more days is drawn as one: nobody could tell its weekends apart."""


def _no_day_off(_begin: int, _end: int) -> bool:
    return False


def draw(
    number: int,
    clocks: Sequence[Explanation],
    now: datetime,
    language: str,
    zone: tzinfo = UTC,
    is_day_off: IsDayOff = _no_day_off,
) -> str:
    """An SVG of both clocks over one time axis in the schedule's zone. Every bar has its words as a tooltip.

    Of closed time ``is_day_off`` tells the whole days, such as weekends, from the evenings.
    """
    begin = min((s.begin for clock in clocks for s in clock.segments), default=micros(now) - 1)
    shown = [t for clock in clocks for t in (clock.due, clock.missed) if t != NEVER]
    end = max([_over_at(clocks, begin, micros(now)), *shown, begin + 1])
    scale = (WIDTH - LEFT - RIGHT) / (end - begin)

    def x(us: Micros) -> float:
        return round(LEFT + (min(us, end) - begin) * scale, 1)

    title = Text(f"Сроки заявки {number}", f"Clocks of ticket {number}").to(language)
    height = TOP + GAP * len(clocks) + 56
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d"',
        ' font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(_words(clocks, language))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="17" font-weight="600" fill="{INK}">{escape(title)}</text>',
        f'<text x="16" y="46" font-size="11" fill="{GREY}">{escape(_zone(zone, now, language))}</text>',
        *_axis(begin, end, x, height, zone),
    ]
    if micros(now) <= end:
        parts += _mark(x(micros(now)), TOP - 26, height - 56, INK, NOW.to(language), dashed=True)
    for row, clock in enumerate(clocks):
        parts += _row(clock, TOP + row * GAP, x, _Reader(language, zone, is_day_off))
    return "".join([*parts, *_legend(height - 14, language), "</svg>"])


def _over_at(clocks: Sequence[Explanation], begin: Micros, now: Micros) -> Micros:
    """Where the axis may end: a little after the last change of a ticket whose clocks have ended, else now."""
    over = begin
    for clock in clocks:
        if not clock.segments or clock.segments[-1].reason != "stopped":
            return now
        *_, ended = _tail(clock.segments)
        over = max(over, ended.begin)
    return min(now, over + max((over - begin) // AFTERWARDS, HOUR // 6))


def _tail(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The last stretch, and those before it in which the ticket stood in the same status, backwards."""
    last = segments[-1]
    return takewhile(lambda one: (one.reason, one.status) == (last.reason, last.status), reversed(segments))


class _Reader(NamedTuple):
    """Who looks at the picture: their language, and the zone that they think in."""

    language: str
    zone: tzinfo
    is_day_off: IsDayOff = _no_day_off

    def pieces(self, segment: Segment) -> list[Segment]:
        """A stretch of closed time in days off and other hours, cut at midnights; any other one whole."""
        if segment.reason != "off_hours":
            return [segment]
        midnights = list(_midnights(segment.begin, segment.end, self.zone))
        if len(midnights) > MOST_DAYS:
            return [segment]
        cuts = [segment.begin, *(at for at in midnights if segment.begin < at < segment.end), segment.end]
        days = dict(zip(cuts, pairwise(midnights), strict=False))
        found = []
        for begin, end in pairwise(cuts):
            piece = msgspec.structs.replace(segment, begin=begin, end=end)
            if self.is_day_off(*days[begin]):
                piece = msgspec.structs.replace(piece, reason="holiday", why=DAY_OFF)
            found.append(piece)
        return merged(found)

    def told(self, us: Micros, form: str = "%d.%m %H:%M") -> str:
        """An instant on the wall clock of the zone."""
        return instant(us).astimezone(self.zone).strftime(form)


def _zone(zone: tzinfo, now: datetime, language: str) -> str:
    offset = now.astimezone(zone).strftime("%z")
    told = f"{getattr(zone, 'key', 'UTC')}, UTC{offset[:3]}:{offset[3:]}"
    return Text(f"время: {told}", f"time: {told}").to(language)


def _row(clock: Explanation, y: int, x: Place, reader: _Reader) -> list[str]:
    language = reader.language
    colour = MISSED if clock.state == "missed" else GREY
    # What is over the target is the work behind due; the miss may stand elsewhere: its past is not rewritten (C5).
    over = clock.due if clock.missed != NEVER else NEVER
    parts = [
        f'<text x="16" y="{y + 15}" font-weight="600" fill="{INK}">{escape(CLOCKS[clock.clock].to(language))}</text>',
        f'<text x="16" y="{y + 32}" fill="{colour}">{escape(STATES[clock.state].to(language))}</text>',
        _words_at(LEFT, y + BAR + 15, _amounts(clock, reader), colour, "start"),
    ]
    for segment in (piece for stretch in clock.segments for piece in reader.pieces(stretch)):
        tooltip = _tooltip(segment, reader)
        parts.append(_bar(x(segment.begin), x(segment.end), y, COLOURS[segment.reason], tooltip))
        if segment.worked and segment.end > over:
            parts.append(_bar(x(max(segment.begin, over)), x(segment.end), y, MISSED, tooltip))
    if clock.due != NEVER:
        colour = "#1f4fa3" if over == NEVER else MISSED
        parts += _mark(x(clock.due), y - 4, y + BAR + 4, colour, f"{DUE.to(language)} {reader.told(clock.due)}")
    return parts


def _bar(left: float, right: float, y: int, colour: str, tooltip: str) -> str:
    return (
        f'<rect x="{left}" y="{y}" width="{max(right - left, 0.8):.1f}" height="{BAR}" fill="{colour}">'
        f"<title>{escape(tooltip)}</title></rect>"
    )


def _amounts(clock: Explanation, reader: _Reader) -> str:
    """What was counted of the target, what is left or over, and the miss where it is not at due."""
    language = reader.language
    consumed, target = duration_words(clock.consumed, language), duration_words(clock.target, language)
    rest = clock.target - clock.consumed
    left = duration_words(abs(rest), language)
    counted = Text(f"засчитано {consumed} из {target}", f"{consumed} of {target} counted").to(language)
    if rest < 0:
        counted += Text(f", сверх срока {left}", f", {left} over").to(language)
        at = reader.told(clock.missed) if clock.missed not in {NEVER, clock.due} else ""
        return counted + (Text(f", просрочено {at}", f", missed {at}").to(language) if at else "")
    if clock.state in {"met", "cancelled"}:
        return counted
    return counted + Text(f", осталось {left}", f", {left} left").to(language)


def _mark(x: float, top: int, bottom: int, colour: str, words: str, *, dashed: bool = False) -> list[str]:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    ends = x + 4 + len(words) * LETTER > WIDTH - 8
    return [
        f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="{colour}" stroke-width="2"{dash}/>',
        _words_at(x + (-4 if ends else 4), top + (8 if dashed else -3), words, colour, "end" if ends else "start"),
    ]


def _words_at(x: float, y: int, words: str, colour: str = GREY, anchor: str = "middle") -> str:
    # A white edge keeps the words readable over a line.
    edge = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"'
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="11" fill="{colour}" {edge}>{escape(words)}</text>'


def _axis(begin: Micros, end: Micros, x: Place, height: int, zone: tzinfo) -> list[str]:
    step = next((s for s in STEPS if (end - begin) / s <= MOST_TICKS), STEPS[-1])
    reader = _Reader("", zone)
    form = "%d.%m %H:%M" if step < 24 * HOUR else "%d.%m.%y"
    parts = []
    free_from = 0.0
    for at in _ticks(begin, end, step, zone):
        parts.append(f'<line x1="{x(at)}" y1="{TOP - 8}" x2="{x(at)}" y2="{height - 56}" stroke="#e8ebef"/>')
        words = reader.told(at, form)
        half = len(words) * LETTER / 2
        if x(at) - half >= free_from and x(at) + half <= WIDTH:
            parts.append(_words_at(x(at), height - 42, words))
            free_from = x(at) + half + LETTER
    return parts


def _ticks(begin: Micros, end: Micros, step: int, zone: tzinfo) -> Iterator[Micros]:
    """Round instants of the zone's wall clock, from its midnight on; a clock change moves those behind it."""
    midnight = instant(begin).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    wall = timedelta(microseconds=step)
    nth = 0
    while (at := micros((midnight + nth * wall).replace(tzinfo=zone).astimezone(UTC))) < end:
        if at > begin:
            yield at
        nth += 1


def _midnights(begin: Micros, end: Micros, zone: tzinfo) -> Iterator[Micros]:
    """The local midnights around a stretch: from the one at or before its begin to the one at or behind its end."""
    midnight = instant(begin).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    at = begin
    while at < end:
        at = micros(midnight.replace(tzinfo=zone).astimezone(UTC))
        yield at
        midnight += timedelta(days=1)


def _legend(y: int, language: str) -> list[str]:
    shown = [(COLOURS[reason], words) for reason, words in LEGEND.items()]
    parts, left = [], float(LEFT)
    for colour, text in [*shown, (MISSED, OVERDUE)]:
        words = text.to(language)
        parts.append(f'<rect x="{left:.0f}" y="{y - 11}" width="13" height="13" rx="2" fill="{colour}"/>')
        parts.append(f'<text x="{left + 18:.0f}" y="{y}" fill="{GREY}">{escape(words)}</text>')
        left += 46 + len(words) * LETTER * 1.2
    return parts


def duration_words(us: int, language: str) -> str:
    """An amount of time in hours, minutes and seconds."""
    minutes, seconds = divmod(us // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    words = Text(f"{hours} ч {minutes:02} мин", f"{hours} h {minutes:02} min").to(language)
    return words if not seconds else words + Text(f" {seconds:02} с", f" {seconds:02} s").to(language)


def _tooltip(segment: Segment, reader: _Reader) -> str:
    form = "%d.%m.%Y %H:%M:%S"
    span = f"{reader.told(segment.begin, form)} – {reader.told(segment.end, form)}"
    return f"{span} · {segment.why.to(reader.language)} · {duration_words(segment.worked, reader.language)}"


def _words(clocks: Sequence[Explanation], language: str) -> str:
    return "; ".join(
        f"{CLOCKS[clock.clock].to(language)}: {STATES[clock.state].to(language)}, "
        f"{duration_words(clock.consumed, language)} / {duration_words(clock.target, language)}"
        for clock in clocks
    )
