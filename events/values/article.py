"""What an article of the knowledge base is made of: its words by language, whom it is for; used by every layer."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.people import WORKING_GROUPS, Group, Language
from events.values.text import Text

Audience = Literal["staff", "clients", "everyone"]
"""Who reads an article: who works for the desk; contacts of client companies, too; or whoever signs in."""

AUDIENCE_NAMES: dict[Audience, Text] = {
    "staff": Text(ru="сотрудники службы", en="the desk's staff"),
    "clients": Text(ru="служба и клиенты", en="staff and clients"),
    "everyone": Text(ru="все", en="everyone"),
}

ArticleStatus = Literal["draft", "published", "archived"]
"""A draft was never published, or was withdrawn: it is read by who writes articles."""

ARTICLE_STATUS_NAMES: dict[ArticleStatus, Text] = {
    "draft": Text(ru="черновик", en="draft"),
    "published": Text(ru="опубликована", en="published"),
    "archived": Text(ru="в архиве", en="archived"),
}

LANGUAGES: dict[Language, Text] = {"ru": Text(ru="русский", en="Russian"), "en": Text(ru="английский", en="English")}

ARTICLE_WRITERS: frozenset[Group] = WORKING_GROUPS | {"problem_specialist"}
"""Who writes drafts, and reads those of others: whoever works on tickets or on problems."""


class ArticleText(msgspec.Struct, frozen=True, kw_only=True):
    """The words of an article in one language."""

    language: Language
    title: str
    summary: str = ""
    body: str = ""


def is_client(kind: str) -> bool:
    """Whether somebody of this kind of person is a client's: what is for clients is for them."""
    return kind == "contact"


def status_of(*, is_published: bool, is_archived: bool) -> ArticleStatus:
    """How an article stands."""
    if is_archived:
        return "archived"
    return "published" if is_published else "draft"
