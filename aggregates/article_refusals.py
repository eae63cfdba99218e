"""Why an article of the knowledge base says no; raised by its aggregates and commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NoSuchArticle(Refusal):
    """There is no such article among those that you can read. Check the number: “K-” and its digits."""

    kind = "missing"
    ru: ClassVar[str] = "Такой статьи нет среди доступных вам. Проверьте номер: «K-» и цифры."
    field = "article_id"


class ArticleIsArchived(Refusal):
    """Article {number} is archived and takes no changes. Restore it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Статья {number} в архиве и не меняется. Сначала верните её."


class ArticleIsRead(Refusal):
    """Article {number} is published: what readers have before them is changed by {groups}. Write a draft."""

    kind = "not_yours"
    ru: ClassVar[str] = (
        "Статья {number} опубликована: то, что видят читатели, меняют {groups}. Напишите черновик или попросите их."
    )


class ArticleHasNoDraft(Refusal):
    """Article {number} has no draft in {language}. Write one first."""

    kind = "at_odds"
    ru: ClassVar[str] = "У статьи {number} нет черновика на этом языке ({language}). Сначала напишите его."
    field = "language"


class ArticleKeepsOneText(Refusal):
    """The draft is all that article {number} has. Write another text, or archive the article."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Кроме этого черновика в статье {number} ничего нет. Напишите другой текст или отправьте её в архив."
    )
    field = "language"


class ArticleTextIsEmpty(Refusal):
    """The text in {language} has no body, so nobody can read it. Write it, or publish the other language alone."""

    kind = "at_odds"
    ru: ClassVar[str] = "В тексте ({language}) нет содержания, читать нечего. Допишите его или опубликуйте другой язык."
    field = "languages"


class NothingToPublish(Refusal):
    """None of the texts of article {number} is named, so there is nothing to read. Name a language of its drafts."""

    kind = "at_odds"
    ru: ClassVar[str] = "Не назван ни один текст статьи {number}, читать будет нечего. Назовите язык черновика."
    field = "languages"


class ArticleIsNotPublished(Refusal):
    """Article {number} is not published, so nobody reads it. Publish it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Статья {number} не опубликована, её никто не читает. Сначала опубликуйте её."


class LanguageIsNotPublished(Refusal):
    """Article {number} was never published in {language}, so it cannot be right there. Leave the language out."""

    kind = "at_odds"
    ru: ClassVar[str] = "Статья {number} не публиковалась на этом языке ({language}). Уберите язык из запроса."
    field = "still_right"


class ArticleNeedsTitle(Refusal):
    """A text in another language needs a title of its own. Name it (“title”)."""

    ru: ClassVar[str] = "Тексту на новом языке нужен свой заголовок. Укажите его («title»)."
    field = "title"


class LanguageIsToldTwice(Refusal):
    """Two texts are in {language}. Leave one of them out."""

    ru: ClassVar[str] = "Два текста на одном языке ({language}). Оставьте один."
    field = "texts"


class RequesterCannotReadArticle(Refusal):
    """Whoever asked for the ticket cannot read article {number}. Quote it in a private comment, or open it to them."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Автор заявки не может прочитать статью {number}. Сошлитесь на неё в скрытом комментарии или откройте её ему."
    )
    field = "article"


class TicketHasNoSolution(Refusal):
    """Ticket {number} has no solution that an article could tell. Resolve it first, or write the article by hand."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "У заявки {number} нет решения, из которого вышла бы статья. Решите её или напишите статью сами."
    )
    field = "ticket_id"


class NothingWasSaid(Refusal):
    """You said nothing of article {number}. Say first whether it helped; then it can be taken back."""

    kind = "at_odds"
    ru: ClassVar[str] = "Вы ничего не говорили о статье {number}. Сначала скажите, помогла ли она."
