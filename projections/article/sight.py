"""Who reads which article: the one predicate that lists, cards, suggestions and search ask of ``articles``."""

from __future__ import annotations

from typing import Any, NamedTuple

from events.values.article import ARTICLE_WRITERS
from events.values.people import Group, Viewer
from projections.kit.statement import Fragment, name, statement

_READ_ALL: frozenset[Group] = ARTICLE_WRITERS | {"auditor"}
_ALL, _NONE = statement("true"), statement("false")


class ArticleSight(NamedTuple):
    """How somebody sees articles: ``drafts``, too, or what was published; staff read figures beside it."""

    drafts: bool
    figures: bool


def sight(viewer: Viewer) -> ArticleSight:
    """Who writes articles, the auditor and the desk itself read all of them; what is published staff read."""
    drafts = viewer.actor.kind == "system" or not _READ_ALL.isdisjoint(viewer.groups)
    return ArticleSight(drafts=drafts, figures=drafts or viewer.is_staff)


def articles(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a table with the columns of ``articles``; a contact is a client's, everybody else is no client.

    ``commands.article_sight`` says the same of one article by the log.
    """
    if sight(viewer).drafts:
        return _ALL, {}
    if not viewer.groups:
        return _NONE, {}
    published = statement("{of}.is_published AND NOT {of}.is_archived", of=name(alias))
    if viewer.is_staff:
        return statement("({published})", published=published), {}
    seen = statement(
        "({published} AND ({of}.audience = 'everyone' OR ({of}.audience = 'clients' AND EXISTS (SELECT FROM persons me"
        " WHERE me.person_id = %(viewer_id)s AND me.kind = 'contact'))))",
        published=published,
        of=name(alias),
    )
    return seen, {"viewer_id": viewer.actor.id}
