"""Search everywhere: a page by kinds with the words marked, and the few lines below the box: go there, or do that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import msgspec
from fastapi import Response

from api.console import navigation
from api.console.asked import Asked
from api.console.rendering import page
from api.questions.search.box import Found, SearchWanted, search
from events.values.refusal import Refusal
from events.values.text import Text

A_PAGE, A_KIND, FEW, MOST_PLACES = 20, 10, 4, 4
KINDS: Mapping[str, Text] = {
    "ticket": Text("Заявки", "Tickets"),
    "problem": Text("Проблемы", "Problems"),
    "change": Text("Запросы на изменение", "Change requests"),
    "article": Text("Статьи", "Articles"),
    "person": Text("Люди", "People"),
    "service": Text("Услуги", "Services"),
    "unit": Text("Отделы и клиенты", "Departments and clients"),
}
STAFF_PLACES: Mapping[str, str] = {
    "ticket": "/tickets/{ref}",
    "problem": "/problems/{ref}",
    "change": "/changes/{ref}",
    "article": "/articles/{ref}",
    "person": "/company/people/{id}",
    "service": "/company/services/{id}",
    "unit": "/company/units/{id}",
}
PORTAL_PLACES: Mapping[str, str] = {
    "ticket": "/portal/requests/{ref}",
    "change": "/changes/{ref}",
    "article": "/portal/articles/{ref}",
    "service": "/portal/ask?service={id}",
}
PARTS: Mapping[str, Text] = {
    "comment": Text("переписка", "conversation"),
    "description": Text("описание", "description"),
    "solution": Text("решение", "solution"),
    "body": Text("текст", "text"),
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion below the box."""

    kind: str
    name: str
    href: str
    beside: str = ""


def results(asked: Asked) -> Response:
    """Everything that bears the words; of one kind all of it, page by page."""
    text, kind = asked.wish("q").strip(), asked.wish("kind")
    refusal, found = "", None
    wanted = SearchWanted(
        text=text,
        kinds=[kind] if kind else [],
        cursor=asked.wish("cursor") or None,
        limit=A_PAGE if kind else A_KIND,
    )
    if text:
        try:
            found = search(asked.desk, asked.viewer, wanted, asked.min_position).value
        except Refusal as refused:
            # The box stays where it is: there the way out is.
            refusal = asked.told(refused.text)
    return page(
        asked,
        "search/results.html",
        text=text,
        kind=kind,
        found=found,
        refusal=refusal,
        kinds={code: asked.told(name) for code, name in KINDS.items()},
        parts={code: asked.told(name) for code, name in PARTS.items()},
        link=lambda one: href_of(asked, one),
        of_kind=lambda code: asked.address(kind=code, cursor=None),
        goes_on=lambda code, cursor: asked.address(kind=code, cursor=cursor),
        everything=asked.address(kind=None, cursor=None),
    )


def suggestions(asked: Asked) -> Response:
    """What the box offers while one types: pages by their names, deeds, and the first few things that are found."""
    text = asked.wish("q").strip()
    lines = [*_places(asked, text), *_deeds(asked, text), *_things(asked, text)] if text else [*_places(asked, "")]
    return page(asked, "search/suggestions.html", lines=lines)


def _places(asked: Asked, text: str) -> Iterator[Line]:
    words = text.casefold()
    shown = 0
    for name, href in navigation.everywhere(asked):
        if shown < MOST_PLACES * (1 if text else 3) and all(word in name.casefold() for word in words.split()):
            shown += 1
            yield Line(kind=asked.say("Перейти", "Go to"), name=name, href=href)


def _deeds(asked: Asked, text: str) -> Iterator[Line]:
    if not asked.is_staff:
        return
    for command, name, href in (
        ("register-ticket", asked.say("Создать заявку", "Create a ticket"), "/tickets/new"),
        ("register-problem", asked.say("Создать проблему", "Register a problem"), "/problems/new"),
        ("draft-change", asked.say("Создать запрос на изменение", "Draft a change request"), "/changes/new"),
        ("write-article", asked.say("Написать статью", "Write an article"), "/articles/new"),
    ):
        if asked.may_order(command) and all(word in name.casefold() for word in text.casefold().split()):
            yield Line(kind=asked.say("Сделать", "Do"), name=name, href=href)
    if asked.may_order("register-ticket"):
        name = asked.say(f"Создать заявку «{text}»", f"Create a ticket “{text}”")
        href = f"/tickets/new?{urlencode({'subject': text})}"
        yield Line(kind=asked.say("Сделать", "Do"), name=name, href=href)


def _things(asked: Asked, text: str) -> Iterator[Line]:
    try:
        found = search(asked.desk, asked.viewer, SearchWanted(text=text, limit=FEW)).value
    except Refusal:
        # Signs alone name nothing: the places and deeds are what there is.
        return
    for one in (*found.exact, *(hit for section in found.sections for hit in section.hits)):
        href = href_of(asked, one)
        if href:
            title = "".join(piece.text for piece in one.title)
            beside = one.ref if one.kind in {"ticket", "problem", "change", "article"} else ""
            yield Line(kind=asked.told(KINDS[one.kind]), name=title, href=href, beside=beside)
    yield Line(
        kind=asked.say("Искать", "Search"),
        name=asked.say(f"Всё о «{text}»", f"All about “{text}”"),
        href=f"/search?{urlencode({'q': text})}",
    )


def href_of(asked: Asked, one: Found) -> str:
    """Where a hit is read; empty: nowhere that the asker is at home."""
    places = STAFF_PLACES if asked.is_staff else PORTAL_PLACES
    return places.get(one.kind, "").format(ref=one.ref, id=one.id)
