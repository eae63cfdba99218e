"""One edition of an article as it was read then, and what it has otherwise than another one, or than the draft."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.article.cards import read_article
from api.questions.article.editions import EditionWanted, list_editions, read_edition
from api.questions.paging.whole import PageOf
from api.questions.refusals import NoSuchThing
from events.values.article import LANGUAGES

DRAFT = 0


def edition(asked: Asked, ref: str, edition: str) -> Response:
    """``against`` names the other one; 0 is the draft of now."""
    language = asked.wish("language") or asked.language
    found = read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    wanted = EditionWanted(
        ref=ref,
        edition=_number(edition),
        language=language,
        against=_number(asked.wish("against")) if asked.wish("against") else None,
    )
    told = read_edition(asked.desk, asked.viewer, wanted, asked.min_position).value
    known = list_editions(asked.desk, asked.viewer, PageOf(ref=ref), asked.min_position).value.editions
    return page(
        asked,
        "knowledge/edition.html",
        called=f"K-{found.number}",
        article=found,
        edition=told,
        against=wanted.against,
        others=[one for one in known if one.edition != told.edition and language in one.languages],
        has_draft=language in found.drafts,
        languages=[(code, asked.told(name)) for code, name in LANGUAGES.items()],
    )


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 10):  # noqa: PLR2004 - what no article ever has
        raise NoSuchThing
    return int(told)
