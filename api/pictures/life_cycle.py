"""Draws a life cycle: a line for each status, an arrow for each way, who may take it and what it asks for.

Called by the API. Statuses stand side by side in their order and each way is an arrow between two of them on a row
of its own, so that no two arrows ever cross a word, however many there are.
"""

from __future__ import annotations

from html import escape

from events.values.lifecycle import SAID_NAMES, Lifecycle, Transition
from events.values.people import GROUP_NAMES
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import TypeDefinition

LEFT, TOP, HEAD, FOOT = 16, 44, 58, 46
COLUMN, ROW = 150, 34
BOX = COLUMN - 16
LETTER = 6.4
"""About the width of a letter of 11 pixels."""
INK, GREY, BAND = "#1c2733", "#5d6b7a", "#f5f7f9"

MARKS: dict[str, Text] = {
    "counts": Text("срок идёт", "time counts"),
    "paused": Text("срок стоит", "time stands"),
    "resolves": Text("решена", "resolved"),
    "final": Text("конец", "end"),
    "cancels": Text("конец без срока", "end, no clock"),
}
REQUESTER = Text("и заявитель", "requester, too")
BEGINS = Text("начало", "start")
TITLE = Text("Жизненный цикл: {name}", "Life cycle: {name}")
LEGEND = Text(
    "Стрелка — переход; над ней, что нужно указать и кто может. ● начало перехода. Пунктир — пробуждение по времени.",
    "An arrow is a way; above it, what must be said and who may. ● where it leaves. Dashed: the wake-up's own way.",
)


def draw(definition: TypeDefinition, language: str, *, linked: bool = False) -> str:
    """The picture as SVG, in one language; it reads without colours, and to a screen reader by its description.

    ``linked``: names of statuses lead to ``#status-…`` of the page that it stands on, words above arrows to ``#way-…``.
    """
    lifecycle = definition.lifecycle
    places = {status.code: LEFT + COLUMN * nth + COLUMN // 2 for nth, status in enumerate(lifecycle.statuses)}
    ways = [way for status in lifecycle.statuses for way in lifecycle.ways_from(status.code)]
    legend = LEGEND.to(language)
    width = max(2 * LEFT + COLUMN * len(places), round(2 * LEFT + len(legend) * LETTER))
    bottom = TOP + HEAD + 14 + ROW * len(ways)
    title = TITLE.to(language).format(name=definition.name.to(language))
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + FOOT}" width="{width}"'
            f' height="{bottom + FOOT}" font-family="system-ui, sans-serif" font-size="11"'
            f' role="{"group" if linked else "img"}"'
            f' lang="{language}">'
        ),
        f"<title>{escape(title)}</title><desc>{escape(_told(lifecycle, ways, language))}</desc>",
        f'<rect width="{width}" height="{bottom + FOOT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="27" font-size="15" font-weight="600" fill="{INK}">{escape(title)}</text>',
        *_bands(lifecycle, width),
    ]
    for status in lifecycle.statuses:
        column = _column(status, places[status.code], bottom, language, begins=status.code == lifecycle.initial)
        parts += _linked(column, f"status-{status.code}", status.name.to(language)) if linked else column
    for nth, way in enumerate(ways):
        arrow = _arrow(lifecycle, way, places, TOP + HEAD + 14 + ROW * nth + 22, language)
        told = " → ".join(lifecycle.name_of(one).to(language) for one in (way.leaves, way.enters))
        # By keys one comes to the statuses alone: each way stands in the table below, too.
        parts += _linked(arrow, f"way-{way.leaves}-{way.enters}", told, ' tabindex="-1"') if linked else arrow
    parts.append(f'<text x="{LEFT}" y="{bottom + 28}" fill="{GREY}">{escape(legend)}</text>')
    return "".join([*parts, "</svg>"])


def _linked(drawn: list[str], place: str, told: str, more: str = "") -> list[str]:
    return [f'<a href="#{escape(place)}" aria-label="{escape(told)}"{more}>', *drawn, "</a>"]


def _bands(lifecycle: Lifecycle, width: int) -> list[str]:
    """Every other status's ways on a tinted ground: where one ends and the next begins is seen at once."""
    parts, at, tinted = [], TOP + HEAD + 14, False
    for status in lifecycle.statuses:
        height = ROW * len(lifecycle.ways_from(status.code))
        if height and tinted:
            parts.append(f'<rect x="0" y="{at}" width="{width}" height="{height}" fill="{BAND}"/>')
        tinted = tinted ^ bool(height)
        at += height
    return parts


def _column(status: Status, x: int, bottom: int, language: str, *, begins: bool) -> list[str]:
    name = status.name.to(language)
    mark = MARKS[_mark(status)].to(language)
    marked = f"{BEGINS.to(language)} · {mark}" if begins else mark
    colour = escape(status.colour)
    edge = 4 if status.is_final else 1.5
    return [
        f'<line x1="{x}" y1="{TOP + HEAD}" x2="{x}" y2="{bottom}" stroke="{colour}" stroke-opacity="0.45"/>',
        (
            f'<rect x="{x - BOX // 2}" y="{TOP}" width="{BOX}" height="{HEAD - 20}" rx="{18 if begins else 6}"'
            f' fill="#ffffff" stroke="{colour}" stroke-width="{edge}"><title>{escape(name)}</title></rect>'
        ),
        (
            f'<text x="{x}" y="{TOP + 23}" text-anchor="middle" font-size="12" font-weight="600" fill="{INK}">'
            f"{escape(_short(name, BOX - 12, 7.2))}</text>"
        ),
        f'<text x="{x}" y="{TOP + HEAD - 5}" text-anchor="middle" fill="{GREY}">{escape(marked)}</text>',
    ]


def _mark(status: Status) -> str:
    if status.is_final:
        return "cancels" if status.cancels else "final"
    if status.resolves:
        return "resolves"
    return "counts" if status.counts else "paused"


def _arrow(lifecycle: Lifecycle, way: Transition, places: dict[str, int], y: int, language: str) -> list[str]:
    begin, end = places[way.leaves], places[way.enters]
    step = 1 if end > begin else -1
    tip = end - 2 * step
    leaves = lifecycle.status(way.leaves)
    dashed = ' stroke-dasharray="5 3"' if leaves is not None and leaves.wakes_to == way.enters else ""
    words = _asked(way, language)
    # The words stand above the arrow beside its tip, in white edges where they pass a status's line.
    anchor = "end" if step > 0 else "start"
    return [
        f'<circle cx="{begin}" cy="{y}" r="4" fill="{INK}"/>',
        f'<line x1="{begin}" y1="{y}" x2="{tip - 6 * step}" y2="{y}" stroke="{INK}" stroke-width="1.5"{dashed}/>',
        f'<path d="M{tip} {y} l{-9 * step} -4.5 v9 z" fill="{INK}"/>',
        (
            f'<text x="{tip - 12 * step}" y="{y - 6}" text-anchor="{anchor}" fill="{GREY}" stroke="#ffffff"'
            f' stroke-width="3" paint-order="stroke">{escape(words)}</text>'
        ),
    ]


def _asked(way: Transition, language: str) -> str:
    """What a way asks for and who may take it besides those who work on the ticket."""
    said = [SAID_NAMES[field].to(language) for field in sorted(way.requires)]
    who = [GROUP_NAMES[group].to(language) for group in sorted(way.groups)]
    if way.by_requester:
        who.append(REQUESTER.to(language))
    return "; ".join(part for part in (", ".join(said), ", ".join(who)) if part)


def _told(lifecycle: Lifecycle, ways: list[Transition], language: str) -> str:
    names = {status.code: status.name.to(language) for status in lifecycle.statuses}
    return "; ".join(
        f"{names[way.leaves]} → {names[way.enters]}" + (f" ({asked})" if (asked := _asked(way, language)) else "")
        for way in ways
    )


def _short(text: str, width: float, letter: float) -> str:
    most = int(width / letter)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
