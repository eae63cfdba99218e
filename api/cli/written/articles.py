"""``desk write``, ``desk publish``, ``desk withdraw``: articles of the knowledge base by those who write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.app import app, opened_desk, say
from api.cli.shown.confirming import told
from api.cli.ticket.acting import Acting, As, acting, carry_out
from api.cli.written.texts import File, text_of
from api.questions.article.cards import read_article
from api.questions.references import article_ref
from commands.article.publish import PublishArticle, WithdrawArticle
from commands.article.write import RedraftArticle, WriteArticle
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

Called = Annotated[str, typer.Argument(metavar="K-1", help="Номер статьи · The article's number")]
LANGUAGE = Annotated[str | None, typer.Option(help="ru, en; иначе язык команды · ru, en; else that of the command")]


@app.command()
def write(
    called: Annotated[
        str | None,
        typer.Argument(
            metavar="K-1", help="Номер; без него — новая · Its number; a new one without", show_default=False
        ),
    ] = None,
    *,
    title: Annotated[str | None, typer.Option(help="Название · Title")] = None,
    summary: Annotated[str | None, typer.Option(help="Коротко · In short")] = None,
    file: File = None,
    language: LANGUAGE = None,
    audience: Annotated[str, typer.Option(help="staff, clients, everyone: новой · of a new one")] = "staff",
    who: As = None,
) -> None:
    """Написать черновик статьи: из файла или в редакторе · Write the draft of an article: from a file, in an editor."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        tongue = language or say("ru", "en")
        said: dict[str, Any] = {"title": title, "summary": summary}
        given = {name: words for name, words in said.items() if words is not None}
        if called is None:
            body = text_of(file, "")
            text = {"language": tongue, "title": title or _first_line(body), "summary": summary or "", "body": body}
            content = {"texts": [text], "audience": audience}
            number = carry_out(desk, someone, WriteArticle, content).reference
        else:
            if file is not None or not given:
                given["body"] = text_of(file, _draft(desk, someone, called, tongue))
            content = {"article_id": str(article_ref(called)), "language": tongue, **given}
            number = carry_out(desk, someone, RedraftArticle, content).reference
    told(
        Text(
            f"Черновик: {number}. Прочесть: desk article {number} --draft",
            f"Draft: {number}. Read it: desk article {number} --draft",
        )
    )


def _first_line(body: str) -> str:
    """What a text without a title is called: its first line, without what marks it as a heading."""
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    return first.lstrip("# ").strip()[:200]


def _draft(desk: Desk, someone: Acting, called: str, language: str) -> str:
    """The text as it stands last, for whoever goes on with it."""
    found = read_article(desk, someone.viewer, called).value
    texts = [*found.draft_texts, *found.texts]
    return next((one.body for one in texts if one.language == language), "")


@app.command()
def publish(
    called: Called,
    *,
    language: Annotated[
        list[str] | None, typer.Option(help="Только ru или en · Only ru or en", show_default=False)
    ] = None,
    note: Annotated[str, typer.Option(help="Что изменилось · What has changed")] = "",
    who: As = None,
) -> None:
    """Опубликовать черновики статьи · Let readers read the drafts of an article."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        content: dict[str, Any] = {"article_id": str(article_ref(called)), "note": note}
        if language:
            content["languages"] = language
        number = carry_out(desk, someone, PublishArticle, content).reference
        found = read_article(desk, someone.viewer, called).value
    told(
        Text(
            f"{number}: {found.status_name.ru}, {found.audience_name.ru}",
            f"{number}: {found.status_name.en}, {found.audience_name.en}",
        )
    )


@app.command()
def withdraw(
    called: Called, reason: Annotated[str, typer.Argument(help="Почему · Why")] = "", *, who: As = None
) -> None:
    """Снять статью с публикации · Take a published article away from its readers."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        content = {"article_id": str(article_ref(called)), "reason": reason}
        number = carry_out(desk, someone, WithdrawArticle, content).reference
        found = read_article(desk, someone.viewer, called).value
    told(Text(f"{number}: {found.status_name.ru}", f"{number}: {found.status_name.en}"))
