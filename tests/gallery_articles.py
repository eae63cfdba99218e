"""Examples of the facts of the knowledge base; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from events.article import (
    ArticleArchived,
    ArticleChecked,
    ArticleDraftDropped,
    ArticleFilesNamed,
    ArticleOpened,
    ArticlePublished,
    ArticleRedrafted,
    ArticleRestored,
    ArticleServicesNamed,
    ArticleWithdrawn,
    ArticleWritten,
)
from events.article_feedback import ArticleFeedbackChanged, ArticleFeedbackGiven, ArticleFeedbackTakenBack
from events.fact import Fact
from events.ticket_articles import TicketArticleQuoted
from events.values.article import ArticleText
from events.values.identity import CommentId, article_id, ticket_id
from events.values.ticket import Attachment
from tests.gallery_services import INTERNET, PRINTERS
from tests.people import ANNA

ARTICLE = article_id(1)
SAID = CommentId(UUID(int=0xA57))
RU = ArticleText(
    language="ru",
    title="Принтер не печатает после обеда",
    summary="Что проверить до звонка",
    body="Выключите принтер на минуту и включите снова.",
)
EN = ArticleText(
    language="en",
    title="The printer stops after lunch",
    summary="What to check before you call",
    body="Turn it off for a minute.",
)
BETTER = ArticleText(language="ru", title=RU.title, summary=RU.summary, body=f"{RU.body}\nПроверьте бумагу.")
PICTURE = Attachment(sha256="5f" * 32, name="лоток.png", media_type="image/png", size_bytes=2048)

WRITTEN = ArticleWritten(article_id=ARTICLE, number=1, texts=(RU, EN), audience="everyone", services=(PRINTERS,))
PUBLISHED = ArticlePublished(article_id=ARTICLE, edition=1, texts=(RU, EN))
REDRAFTED = ArticleRedrafted(article_id=ARTICLE, draft=BETTER)
GIVEN = ArticleFeedbackGiven(
    article_id=ARTICLE, person_id=ANNA, helped=True, words="Помогло с первого раза", language="ru", edition=1
)

EXAMPLES: tuple[Fact, ...] = (
    ArticleWritten(
        article_id=ARTICLE,
        number=1,
        texts=(RU, EN),
        audience="clients",
        services=(PRINTERS,),
        check_again_on=date(2026, 9, 1),
        origin=ticket_id(17),
    ),
    REDRAFTED,
    ArticleDraftDropped(article_id=ARTICLE, language="en"),
    ArticlePublished(article_id=ARTICLE, edition=2, texts=(BETTER,), behind=("en",), note="Добавлено про бумагу"),
    ArticleWithdrawn(article_id=ARTICLE, reason="Принтеры заменены"),
    ArticleArchived(article_id=ARTICLE),
    ArticleRestored(article_id=ARTICLE),
    ArticleOpened(article_id=ARTICLE, audience="staff"),
    ArticleServicesNamed(article_id=ARTICLE, services=(PRINTERS, INTERNET)),
    ArticleChecked(article_id=ARTICLE, check_again_on=date(2027, 3, 1)),
    ArticleFilesNamed(article_id=ARTICLE, attachments=(PICTURE,)),
    TicketArticleQuoted(ticket_id=ticket_id(17), article_id=ARTICLE, number=1, comment_id=SAID),
    GIVEN,
    ArticleFeedbackChanged(
        article_id=ARTICLE, person_id=ANNA, helped=False, words="Снова не печатает", language="ru", edition=2
    ),
    ArticleFeedbackTakenBack(article_id=ARTICLE, person_id=ANNA),
)
