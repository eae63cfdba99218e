"""Pages of whoever asks for something, and the knowledge base as readers have it."""

from __future__ import annotations

from api.console.portal import articles, pages
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/portal", pages.ask),
    Shown("/portal/articles", articles.articles),
    Shown("/portal/articles/{ref}", articles.article),
    Shown("/portal/ask", pages.questions),
    Shown("/portal/requests", pages.requests),
    Shown("/portal/requests/{ref}", pages.conversation),
)
