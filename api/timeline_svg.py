"""Draws a ticket's two clocks: what counted, what did not and why, due and miss (X2); called by the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from events.values.text import Text
from sla_engine.explain import Explanation, Reason, Segment
from sla_engine.instants import NEVER, instant, micros

WIDTH, LEFT, TOP, BAR, GAP = 960, 110, 64, 34, 62
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
CLOCKS = {"reaction": Text("Реакция", "Reaction"), "resolution": Text("Решение", "Resolution")}
STATES = {
    "running": Text("идёт", "running"),
    "paused": Text("на паузе", "paused"),
    "met": Text("в срок", "met"),
    "missed": Text("просрочено", "missed"),
    "cancelled": Text("отменено", "cancelled"),
}
MISSED = "#b3261e"

Place = Callable[[int], float]


def draw(number: int, clocks: Sequence[Explanation], now: datetime, language: str) -> str:
    """An SVG of both clocks over one time axis; times are UTC. Every bar has its words as a tooltip."""
    begin = min((s.begin for clock in clocks for s in clock.segments), default=micros(now) - 1)
    shown = [t for clock in clocks for t in (clock.due, clock.missed) if t != NEVER]
    end = max([micros(now), *shown, begin + 1])
    scale = (WIDTH - LEFT - 24) / (end - begin)

    def x(us: int) -> float:
        return round(LEFT + (us - begin) * scale, 1)

    title = Text(f"Сроки заявки {number}", f"Clocks of ticket {number}").to(language)
    height = TOP + GAP * len(clocks) + 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d"',
        ' font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(_words(clocks, language))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="17" font-weight="600" fill="#1d2430">{escape(title)}</text>',
        *_axis(begin, end, x, height),
    ]
    for row, clock in enumerate(clocks):
        parts += _row(clock, TOP + row * GAP, x, language)
    parts += _mark(x(micros(now)), TOP - 8, height - 56, "#1d2430", Text("сейчас", "now").to(language), dashed=True)
    parts += _legend(height - 18, language)
    return "".join([*parts, "</svg>"])


def _row(clock: Explanation, y: int, x: Place, language: str) -> list[str]:
    name = CLOCKS[clock.clock].to(language)
    state = STATES[clock.state].to(language)
    colour = MISSED if clock.state == "missed" else "#4a5361"
    parts = [
        f'<text x="16" y="{y + 15}" font-weight="600" fill="#1d2430">{escape(name)}</text>',
        f'<text x="16" y="{y + 32}" fill="{colour}">{escape(state)}</text>',
    ]
    for segment in clock.segments:
        left, right = x(segment.begin), x(segment.end)
        fill = (
            MISSED
            if clock.missed != NEVER and segment.begin >= clock.missed and segment.worked
            else COLOURS[segment.reason]
        )
        parts.append(
            f'<rect x="{left}" y="{y}" width="{max(right - left, 0.8):.1f}" height="{BAR}" fill="{fill}">'
            f"<title>{escape(_tooltip(segment, language))}</title></rect>"
        )
    if clock.missed != NEVER:
        parts += _mark(x(clock.missed), y - 4, y + BAR + 4, MISSED, "")
    elif clock.due != NEVER:
        parts += _mark(x(clock.due), y - 4, y + BAR + 4, "#1f4fa3", Text("срок", "due").to(language))
    return parts


def _mark(x: float, top: int, bottom: int, colour: str, words: str, *, dashed: bool = False) -> list[str]:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    ends = x > WIDTH - 80
    return [
        f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="{colour}" stroke-width="2"{dash}/>',
        _words_at(x + (-4 if ends else 4), top + 4, words, colour, "end" if ends else "start"),
    ]


def _words_at(x: float, y: int, words: str, colour: str = "#4a5361", anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="11" fill="{colour}">{escape(words)}</text>'


def _axis(begin: int, end: int, x: Place, height: int) -> list[str]:
    hour = 3_600_000_000
    steps = (hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 720 * hour, 8760 * hour)
    step = next((s for s in steps if (end - begin) / s <= 9), steps[-1])  # noqa: PLR2004 - labels that fit
    parts = []
    at = begin - begin % step + step
    while at < end:
        words = instant(at).strftime("%d.%m %H:%M" if step < 24 * hour else "%d.%m.%y")
        parts.append(f'<line x1="{x(at)}" y1="{TOP - 8}" x2="{x(at)}" y2="{height - 56}" stroke="#e8ebef"/>')
        parts.append(_words_at(x(at), height - 42, words))
        at += step
    return parts


def _legend(y: int, language: str) -> list[str]:
    parts, left = [], LEFT
    for reason, words in LEGEND.items():
        parts.append(f'<rect x="{left}" y="{y - 11}" width="13" height="13" rx="2" fill="{COLOURS[reason]}"/>')
        parts.append(f'<text x="{left + 18}" y="{y}" fill="#4a5361">{escape(words.to(language))}</text>')
        left += 155
    return parts


def duration_words(us: int, language: str) -> str:
    """An amount of time in hours, minutes and seconds."""
    minutes, seconds = divmod(us // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    words = Text(f"{hours} ч {minutes:02} мин", f"{hours} h {minutes:02} min").to(language)
    return words if not seconds else words + Text(f" {seconds:02} с", f" {seconds:02} s").to(language)


def _tooltip(segment: Segment, language: str) -> str:
    span = f"{instant(segment.begin):%d.%m.%Y %H:%M:%S} – {instant(segment.end):%d.%m.%Y %H:%M:%S} UTC"
    return f"{span} · {segment.why.to(language)} · {duration_words(segment.worked, language)}"


def _words(clocks: Sequence[Explanation], language: str) -> str:
    return "; ".join(
        f"{CLOCKS[clock.clock].to(language)}: {STATES[clock.state].to(language)}, "
        f"{duration_words(clock.consumed, language)} / {duration_words(clock.target, language)}"
        for clock in clocks
    )
