"""How a decision says no: a class named after the broken rule, with its message in both languages."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, tzinfo
from typing import ClassVar, Literal

import msgspec

from events.values.people import GROUP_NAMES, Group
from events.values.text import Text
from events.values.told_time import ToldTime

Kind = Literal[
    "broken_rule",
    "missing",
    "not_yours",
    "unknown_caller",
    "at_odds",
    "stale",
    "unreadable",
    "too_large",
    "too_often",
    "too_busy",
    "away",
    "our_fault",
]
"""What sort of no it is, whatever door it is said at: each door has its own words, numbers and colours for these.

``broken_rule``: it was understood and is against a rule. ``missing``: there is no such thing. ``not_yours``: others
may. ``unknown_caller``: nobody knows who asks. ``at_odds``: as things stand it cannot be, later it may. ``stale``:
somebody was first. ``unreadable``, ``too_large``: it cannot be taken as it was sent. ``too_often``, ``too_busy``,
``away``: the same may be asked again, later. ``our_fault``: nobody foresaw it.
"""

_QUOTES = {"ru": ("«", "»"), "en": ("“", "”")}


class Listed(msgspec.Struct, frozen=True):
    """What a refusal lists, by code: people read the names in their language, programs the codes."""

    names: dict[str, Text]
    none: Text = Text(ru="ничего", en="nothing")

    @property
    def codes(self) -> tuple[str, ...]:
        """What programs read."""
        return tuple(self.names)

    def to(self, language: str) -> str:
        """What people read."""
        begin, end = _QUOTES["ru" if language == "ru" else "en"]
        return ", ".join(f"{begin}{name.to(language)}{end}" for name in self.names.values()) or self.none.to(language)


def groups_listed(groups: Collection[Group]) -> Listed:
    """Groups of rights, by their names."""
    return Listed({group: name for group, name in GROUP_NAMES.items() if group in groups})


class Refusal(Exception):  # noqa: N818 - named after the broken rule
    """The desk refuses.

    The first paragraph of a subclass's docstring is its English message and ``ru`` the Russian one; both may
    contain ``{names}`` that the keyword arguments fill in. The message says the way out. ``rule`` is the row of
    the checklist or the rule of the SLA semantics; ``field`` the field of the command that is at fault; ``kind`` what
    sort of no it is. ``is_fresh`` is false where it was given without the place in the log that was asked for; ``zone``
    is the clock that times in it are told by, UTC until a door says its reader's.
    """

    kind: ClassVar[Kind] = "broken_rule"
    ru: ClassVar[str] = "Отказано."
    rule: ClassVar[str] = ""
    field: str = ""
    is_fresh: bool = True
    zone: tzinfo = UTC

    def __init__(self, *, field: str = "", **params: object) -> None:
        self.field = field or type(self).field
        self.params = params
        super().__init__(self.text.en)

    @classmethod
    def code(cls) -> str:
        """The stable code that integrators match on: the class name in kebab case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def template(cls) -> Text:
        """The message in both languages before its names are filled in."""
        paragraph = (cls.__doc__ or "").strip().split("\n\n")[0]
        return Text(ru=cls.ru, en=" ".join(paragraph.split()))

    @property
    def text(self) -> Text:
        """The message in both languages; a name that exists in both stands in each in its own."""
        template = self.template()
        return Text(ru=template.ru.format(**self._named("ru")), en=template.en.format(**self._named("en")))

    @property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """The codes of what the message lists by name, for programs."""
        return {name: told.codes for name, told in self.params.items() if isinstance(told, Listed)}

    @property
    def tells_time(self) -> bool:
        """Whether the message names an instant."""
        return any(isinstance(told, ToldTime) for told in self.params.values())

    def _named(self, language: str) -> dict[str, object]:
        return {name: self._said(told, language) for name, told in self.params.items()}

    def _said(self, told: object, language: str) -> object:
        if isinstance(told, ToldTime):
            return told.to(language, self.zone)
        return told.to(language) if isinstance(told, Text | Listed) else told
