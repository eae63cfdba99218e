"""What a page is asked: by whom, in which language and look, which part of it; handed to every page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from fastapi import Request

from api.bootstrap import Desk
from api.console.times import Times
from api.http.body import object_of
from api.http.callers import Caller
from api.http.refusal_answers import language_of
from api.questions.desk import list_modules
from api.questions.table import may_ask
from api.questions.ticket.pages import LEVEL_NAMES
from api.questions.wall_clock import wall_clock_of_reader
from commands.catalogue import may_issue
from commands.plans import OF_ORDER, lacks
from events.values.people import STAFF_GROUPS, Viewer
from events.values.text import Text

T = TypeVar("T")
THEME, LANGUAGE = "desk_theme", "desk_language"
"""Cookies: the look that is preferred on this machine, and the language of whoever is not signed in."""
THEMES = ("auto", "light", "dark")


def id_of(told: str) -> UUID | None:
    """An id out of an address; what is none narrows nothing."""
    try:
        return UUID(told)
    except ValueError:
        return None


class Asked:
    """One request for a page."""

    def __init__(self, request: Request, desk: Desk, caller: Caller | None, body: bytes = b"") -> None:
        self.request = request
        self.desk = desk
        self.caller = caller
        self._body = body
        self._once: dict[str, Any] = {}
        self.now: datetime = desk.clock.now()
        self.place = ""
        """Below which entry of the menu the page is, where its own address does not say so."""

    @property
    def viewer(self) -> Viewer:
        """Who asks; a page that is open to nobody is never asked without one."""
        if self.caller is None:
            raise LookupError("the page is open to strangers, and there is no viewer")
        return self.caller.viewer

    @functools.cached_property
    def language(self) -> str:
        """That of whoever signed in, on every machine; else what was chosen on this one, or what a browser prefers."""
        if self.caller is not None:
            return self.caller.viewer.language
        kept = self.request.cookies.get(LANGUAGE, "")
        return kept if kept in {"ru", "en"} else language_of(self.request)

    @property
    def theme(self) -> str:
        """Light, dark, or as the machine has it."""
        kept = self.request.cookies.get(THEME, "")
        return kept if kept in THEMES else "auto"

    @property
    def part(self) -> str:
        """The part of the page that is wanted; empty: all of it."""
        return self.request.headers.get("part", "")

    @property
    def is_script(self) -> bool:
        """Whether our own script asks, which shows a refusal where the person is."""
        return "part" in self.request.headers

    @functools.cached_property
    def form(self) -> dict[str, list[str]]:
        """The fields of a form that was sent."""
        if self.sends_json:
            return {}
        return parse_qs(self._body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20_000)

    @property
    def sends_json(self) -> bool:
        """Whether our own script sends what an answer of ours told it, as it was told."""
        return self.request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"

    def sent_json(self) -> dict[str, Any]:
        """The object that was sent; raises what cannot be read."""
        return object_of(self._body)

    def field(self, name: str, otherwise: str = "") -> str:
        """One field of the form."""
        return self.form.get(name, [otherwise])[-1]

    def wish(self, name: str, otherwise: str = "") -> str:
        """One parameter of the address."""
        return self.request.query_params.get(name, otherwise)

    def wishes(self, name: str) -> list[str]:
        """Every value of a parameter of the address."""
        return self.request.query_params.getlist(name)

    @property
    def min_position(self) -> int | None:
        """The place in the log that the page is to hold."""
        told = self.wish("min_position").rpartition(".")[2]
        return int(told) if told.isascii() and told.isdigit() and len(told) <= 18 else None  # noqa: PLR2004 - a bigint

    def address(self, **changed: str | None) -> str:
        """The address of this page with some parameters changed, or taken away by ``None``."""
        kept: Mapping[str, Sequence[str]] = {
            name: self.wishes(name) for name in self.request.query_params if name not in {*changed, "min_position"}
        }
        new = {name: [value] for name, value in changed.items() if value is not None}
        query = urlencode({**kept, **new}, doseq=True)
        return f"{self.request.url.path}?{query}" if query else self.request.url.path

    def may(self, operation: str) -> bool:
        """Whether whoever asks may ask this question, too."""
        return self.caller is not None and may_ask(self.viewer, operation)

    def may_order(self, command: str) -> bool:
        """Whether whoever asks may give this order, as far as their groups say."""
        return self.caller is not None and may_issue(self.viewer, command)

    def lacks(self, command: str) -> str:
        """Why the desk's plan refuses an order; empty: it does not."""
        refusal = lacks(self.desk.settings.plan, OF_ORDER.get(command))
        return "" if refusal is None else refusal.text.to(self.language)

    def once(self, name: str, ask: Callable[[], T]) -> T:
        """What several parts of a page ask, asked once; ``name``: of the question."""
        if name not in self._once:
            self._once[name] = ask()
        found: T = self._once[name]
        return found

    @functools.cached_property
    def is_staff(self) -> bool:
        """Whether they see the operator's face; auditors do, too."""
        return self.caller is not None and bool(self.viewer.groups & (STAFF_GROUPS | {"auditor"}))

    @functools.cached_property
    def modules(self) -> frozenset[str]:
        """Modules that are shown, of those that they may look into (row 159)."""
        if self.caller is None:
            return frozenset()
        labels = list_modules(self.desk, self.viewer, None).value.modules
        return frozenset(label.module for label in labels if label.is_shown)

    @functools.cached_property
    def zone(self) -> tzinfo:
        """Whose wall clock times are told by."""
        return wall_clock_of_reader(self.desk, self.viewer.actor)

    @functools.cached_property
    def times(self) -> Times:
        """How times are told on this page."""
        return Times(now=self.now, zone=self.zone, language=self.language)

    def say(self, ru: str, en: str) -> str:
        """One of two texts, in the reader's language."""
        return ru if self.language == "ru" else en

    def told(self, text: Text | None) -> str:
        """A text in the reader's language."""
        return "" if text is None else text.to(self.language)

    def level_name(self, code: str) -> Text:
        """How people read a priority, an impact or an urgency, where it stands by itself."""
        known = LEVEL_NAMES[code]
        return Text(ru=known.ru.capitalize(), en=known.en.capitalize())
