"""Questions about what an article said earlier: its editions, one of them, and how two differ."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, cast

import msgspec

from aggregates.article import Article
from aggregates.article_refusals import NoSuchArticle
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageOf, page_of
from api.questions.references import article_ref
from api.questions.refusals import InvalidField
from api.questions.wishes import known_codes
from events.article import ArticlePublished
from events.fact import Recorded
from events.values.article import LANGUAGES, ArticleText
from events.values.identity import StreamId
from events.values.people import Language, Viewer

MOST_LINES = 1_000
"""Longer texts are not compared: it would take too long."""
_EMPTY = ArticleText(language="ru", title="")


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One publication: when, by whom, which languages came with it, and what was said of it."""

    edition: int
    at: datetime
    by: str
    languages: tuple[Language, ...]
    note: str


class Editions(msgspec.Struct, frozen=True):
    """The editions of an article, the newest first."""

    editions: list[EditionLine]
    next_cursor: str | None = None


class EditionWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition of which article, in which language, and against which other one: 0 is the draft of now."""

    ref: str
    edition: int
    language: str | None = None
    against: int | None = None


class Changed(msgspec.Struct, frozen=True):
    """Some lines of a text: as they were, gone, or new."""

    what: Literal["same", "gone", "new"]
    text: str


class EditionText(msgspec.Struct, frozen=True, kw_only=True):
    """What readers read in a language as of an edition; ``came_with`` is the edition that brought these words.

    ``title_changes`` ... say what this edition has otherwise than the one that it was compared with; they are missing
    where none was named, or where the texts are too long (``is_too_long``).
    """

    edition: int
    came_with: int
    language: Language
    title: str
    summary: str
    body: str
    title_changes: tuple[Changed, ...] | None = None
    summary_changes: tuple[Changed, ...] | None = None
    body_changes: tuple[Changed, ...] | None = None
    is_too_long: bool = False


@question("list-article-editions")
def list_editions(desk: Desk, _viewer: Viewer, wanted: PageOf[str]) -> Answer[Editions]:
    """Straight from the log."""
    found = tuple(
        EditionLine(
            edition=fact.edition,
            at=one.metadata.occurred_at,
            by=one.metadata.actor.name,
            languages=tuple(text.language for text in fact.texts),
            note=fact.note,
        )
        for one, fact in _published(_facts(desk, wanted.ref))
        if fact.texts
    )
    return Answer(Editions(*page_of(found, wanted, lambda one: (-one.edition,))))


@question("read-article-edition")
def read_edition(desk: Desk, viewer: Viewer, wanted: EditionWanted) -> Answer[EditionText]:
    """As readers read it then; compared with another edition, or with the draft, where one is named."""
    known_codes("language", [wanted.language] if wanted.language else [], LANGUAGES)
    facts = _facts(desk, wanted.ref)
    language = cast("Language", wanted.language or viewer.language)
    came_with, text = _as_of(facts, wanted.edition, language, "edition")
    told = EditionText(
        edition=wanted.edition,
        came_with=came_with,
        language=language,
        title=text.title,
        summary=text.summary,
        body=text.body,
    )
    if wanted.against is None:
        return Answer(told)
    other = _other(facts, wanted.against, language)
    if max(len(one.body.splitlines()) for one in (text, other)) > MOST_LINES:
        return Answer(msgspec.structs.replace(told, is_too_long=True))
    return Answer(
        msgspec.structs.replace(
            told,
            title_changes=_changes(other.title, text.title),
            summary_changes=_changes(other.summary, text.summary),
            body_changes=_changes(other.body, text.body),
        )
    )


def _facts(desk: Desk, ref: str) -> Sequence[Recorded]:
    facts = desk.log.load(StreamId(article_ref(ref)))
    if Article.fold(facts) is None:
        raise NoSuchArticle
    return facts


def _published(facts: Sequence[Recorded]) -> Iterator[tuple[Recorded, ArticlePublished]]:
    for one in facts:
        if isinstance(one.fact, ArticlePublished):
            yield one, one.fact


def _as_of(facts: Sequence[Recorded], edition: int, language: Language, field: str) -> tuple[int, ArticleText]:
    """The words of a language as of an edition; raises ``InvalidField`` where there were none."""
    told = [
        (fact.edition, text)
        for _, fact in _published(facts)
        for text in fact.texts
        if text.language == language and fact.edition <= edition
    ]
    last = max((fact.edition for _, fact in _published(facts)), default=0)
    if not told or not 0 < edition <= last:
        raise InvalidField(
            field=field,
            reason_ru=f"такой редакции на этом языке нет; всего редакций: {last}.",
            reason_en=f"there is no such edition in this language; editions in all: {last}.",
        )
    return told[-1]


def _other(facts: Sequence[Recorded], edition: int, language: Language) -> ArticleText:
    if edition:
        return _as_of(facts, edition, language, "against")[1]
    found = cast("Article", Article.fold(facts))
    return found.draft_in(language) or found.latest(language) or _EMPTY


def _changes(was: str, now: str) -> tuple[Changed, ...]:
    """What the present text has otherwise, line by line."""
    left, right = was.splitlines(), now.splitlines()
    found: list[Changed] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right).get_opcodes():
        if tag == "equal":
            found.append(Changed("same", "\n".join(left[a:b])))
            continue
        if b > a:
            found.append(Changed("gone", "\n".join(left[a:b])))
        if d > c:
            found.append(Changed("new", "\n".join(right[c:d])))
    return tuple(found)
