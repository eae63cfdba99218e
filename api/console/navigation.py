"""Where things are: entries of the menu in the guide's words, each only for whom its page opens; used by every page."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from api.console.asked import Asked
from events.values.text import Text


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the menu: its page, the question behind it, the module that it is of, its key behind “g”."""

    name: Text
    href: str
    question: str
    module: str = ""
    key: str = ""


class MenuEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as somebody sees it."""

    name: str
    href: str
    is_here: bool
    key: str = ""


OPERATOR: tuple[Entry, ...] = (
    Entry(name=Text("Заявки", "Tickets"), href="/tickets", question="list-tickets", key="t"),
    Entry(name=Text("Согласования", "Approvals"), href="/approvals", question="list-my-approvals", key="a"),
    Entry(
        name=Text("База знаний", "Knowledge base"),
        href="/articles",
        question="list-articles",
        module="knowledge",
        key="k",
    ),
)
PORTAL: tuple[Entry, ...] = (
    Entry(name=Text("Спросить", "Ask"), href="/portal", question="read-my-catalogue"),
    Entry(name=Text("Мои заявки", "My requests"), href="/portal/requests", question="list-tickets"),
    Entry(name=Text("Согласования", "Approvals"), href="/portal/approvals", question="list-my-approvals"),
    Entry(
        name=Text("База знаний", "Knowledge base"),
        href="/portal/articles",
        question="list-articles",
        module="knowledge",
    ),
)


def menu(asked: Asked) -> list[MenuEntry]:
    """The menu of the face that somebody is in."""
    if asked.caller is None or asked.caller.must_change:
        return []
    path = asked.request.url.path
    faces = PORTAL if in_portal(asked) else OPERATOR
    seen = [one for one in faces if asked.may(one.question) and (not one.module or one.module in asked.modules)]
    here = max((one.href for one in seen if _is_below(path, one.href)), key=len, default="")
    return [MenuEntry(name=one.name.to(asked.language), href=one.href, is_here=one.href == here, key=one.key)
            for one in seen]  # fmt: skip


def in_portal(asked: Asked) -> bool:
    """Whether the page is one of the portal's, which is all that who is no staff sees."""
    return not asked.is_staff or _is_below(asked.request.url.path, "/portal")


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
