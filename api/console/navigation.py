"""The menu of the face that somebody is in, each entry only for whom its page opens; used by every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from api.console.asked import Asked
from api.console.menus import OPERATOR, PORTAL, TECHNOLOGIST, Entry

SETTINGS = "/settings"
Face = Literal["operator", "technologist", "portal"]
MENUS: dict[Face, tuple[Entry, ...]] = {"operator": OPERATOR, "technologist": TECHNOLOGIST, "portal": PORTAL}


class MenuEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as somebody sees it; ``group`` is told by the first one below a heading."""

    name: str
    href: str
    is_here: bool
    key: str = ""
    group: str = ""
    below: tuple[MenuEntry, ...] = ()


def menu(asked: Asked) -> list[MenuEntry]:
    """The menu of the face that somebody is in."""
    if asked.caller is None or not asked.caller.is_ready:
        return []
    return _shown(asked, MENUS[face(asked)])


def everywhere(asked: Asked) -> Iterator[tuple[str, str]]:
    """Every page of the menus that opens for whoever asks, of all faces: its name and where it is."""
    faces = MENUS if asked.is_staff else {"portal": PORTAL}
    seen = set()
    for entries in faces.values():
        for one in (*entries, *(below for entry in entries for below in entry.below)):
            if one.href not in seen and _opens(asked, one):
                seen.add(one.href)
                yield one.name.to(asked.language), one.href


def _shown(asked: Asked, entries: Sequence[Entry]) -> list[MenuEntry]:
    path = asked.place or asked.request.url.path
    seen = [one for one in entries if _opens(asked, one)]
    here = max((one.href for one in seen if _is_below(path, one.href)), key=len, default="")
    told: list[MenuEntry] = []
    group = ""
    for one in seen:
        of = asked.told(one.group)
        told.append(
            MenuEntry(
                name=one.name.to(asked.language),
                href=one.href,
                is_here=one.href == here,
                key=one.key,
                group="" if of == group else of,
                below=tuple(_shown(asked, one.below)) if one.href == here else (),
            )
        )
        group = of
    return told


def _opens(asked: Asked, entry: Entry) -> bool:
    is_theirs = not entry.order or asked.may_order(entry.order) or "auditor" in asked.viewer.groups
    return is_theirs and asked.may(entry.question) and (not entry.module or entry.module in asked.modules)


def face(asked: Asked) -> Face:
    """Which of the three faces the page is of; who is no staff sees the portal alone."""
    path = asked.request.url.path
    if not asked.is_staff or _is_below(path, "/portal"):
        return "portal"
    return "technologist" if _is_below(path, SETTINGS) else "operator"


def settings_for(asked: Asked) -> str:
    """Where the technologist's face begins for whoever asks; empty: nothing there opens for them."""
    return SETTINGS if any(_opens(asked, one) for one in TECHNOLOGIST) else ""


def home(asked: Asked) -> str:
    """Where somebody begins."""
    return "/tickets" if asked.is_staff else "/portal"


def own_page(address: str) -> str:
    """An address of this desk's own pages; anything else leads nowhere."""
    parts = urlsplit(address)
    is_ours = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return address if is_ours else ""


def _is_below(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
