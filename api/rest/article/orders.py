"""Ways to write articles, to let them be read, and to say whether they helped; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import SERVICE, CommandRoute, new, of, on_ticket
from commands.article import about, feedback, from_ticket, publish, write
from commands.command import Command


def _on(path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    return of("articles", "article_id", path, command, ru, en, example)


ARTICLE_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "articles",
        write.WriteArticle,
        "Начать статью базы знаний",
        "Begin an article of the knowledge base",
        {
            "texts": [
                {
                    "language": "ru",
                    "title": "Принтер не печатает после обеда",
                    "summary": "Что проверить до звонка",
                    "body": "Выключите принтер на минуту и включите снова.",
                },
                {"language": "en", "title": "The printer stops after lunch", "body": "Turn it off for a minute."},
            ],
            "audience": "everyone",
            "services": [SERVICE],
            "check_again_on": "2030-05-01",
        },
    ),
    _on(
        "redraft",
        write.RedraftArticle,
        "Написать черновик на одном языке",
        "Write the draft in one language",
        {"language": "en", "title": "The printer does not print", "body": "Turn it off for a minute."},
    ),
    _on(
        "drop-draft",
        write.DropArticleDraft,
        "Убрать черновик на одном языке",
        "Drop the draft in one language",
        {"language": "en"},
    ),
    _on("publish", publish.PublishArticle, "Опубликовать черновики", "Publish the drafts", {"note": "Проверено"}),
    _on(
        "withdraw",
        publish.WithdrawArticle,
        "Снять с публикации",
        "Take away from readers",
        {"reason": "Принтеры заменены"},
    ),
    _on("archive", publish.ArchiveArticle, "Отправить статью в архив", "Archive an article", {}),
    _on("restore", publish.RestoreArticle, "Вернуть статью из архива", "Restore an article", {}),
    _on("audience", about.OpenArticle, "Сказать, для кого статья", "Say whom it is for", {"audience": "clients"}),
    _on(
        "services",
        about.NameArticleServices,
        "Сказать, о каких услугах статья",
        "Say which services it is about",
        {"services": [SERVICE]},
    ),
    _on(
        "check",
        about.CheckArticle,
        "Подтвердить, что статья верна, и назначить новую проверку",
        "Say that it holds, and when to check it again",
        {"check_again_on": "2030-11-01"},
    ),
    _on("files", about.NameArticleFiles, "Назвать файлы статьи", "Name the article's files", {"attachments": []}),
    _on(
        "feedback",
        feedback.GiveArticleFeedback,
        "Сказать, помогла ли статья",
        "Say whether the article helped",
        {"helped": True, "words": "Помогло с первого раза"},
    ),
    _on(
        "take-feedback-back",
        feedback.TakeArticleFeedbackBack,
        "Забрать сказанное о статье",
        "Take back what one said of it",
        {},
    ),
    on_ticket(
        "draft-article",
        from_ticket.DraftArticleFromTicket,
        "Начать статью из решения заявки",
        "Begin an article out of the ticket's solution",
        {"title": "Принтер теряет сеть", "language": "ru"},
    ),
)
