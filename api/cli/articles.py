"""``desk articles`` and ``desk article``: the knowledge base in a terminal; part of ``desk``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Line

from aggregates.article_refusals import NoSuchArticle
from api.cli.app import language_in_use, opened_desk, out, say, stop
from api.cli.shown.listing import Column, pages, show
from api.cli.shown.options import Paged, Reading, command
from api.cli.ticket.acting import looking
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.questions.article.cards import ArticleLine, ArticlesWanted, list_articles, read_article
from events.values.text import Text

if TYPE_CHECKING:
    from api.questions.article.cards import ArticleCard, ShownText

_STYLES = {"draft": "yellow", "published": "green", "archived": "dim"}
MOST_ARTICLES = 200
"""On one page."""


COLUMNS: tuple[Column[ArticleLine], ...] = (
    Column(
        code="number",
        heading=Text.same("K-"),
        value=lambda line: f"K-{line.number}",
        cell=lambda line, _: Line(f"K-{line.number}", style="bold"),
    ),
    Column(code="title", heading=Text("Статья", "Article"), value=lambda line: line.title, grows=True),
    Column(
        code="status",
        heading=Text("Состояние", "State"),
        value=lambda line: line.status,
        cell=lambda line, at: Line(line.status_name.to(at.language), style=_STYLES[line.status]),
    ),
    Column(
        code="audience",
        heading=Text("Для кого", "For whom"),
        value=lambda line: line.audience,
        cell=lambda line, at: line.audience_name.to(at.language),
        rank=2,
    ),
    Column(
        code="helped",
        heading=Text("Помогла", "Helped"),
        value=lambda line: line.helped,
        cell=lambda line, _: "" if line.helped is None else f"{line.helped} / {line.did_not}",
        rank=3,
    ),
    Column(code="changed", heading=Text("Изменена", "Changed"), value=lambda line: line.changed_at, rank=1),
)


@command()
def articles(
    text: Annotated[list[str] | None, typer.Argument(help="Слова · Words")] = None,
    status: Annotated[
        str, typer.Option(help="draft, published, archived; через запятую · with commas")
    ] = "draft,published",
    *,
    due: Annotated[bool, typer.Option("--due", help="Пора проверить · Those to be checked again")] = False,
    behind: Annotated[bool, typer.Option("--behind", help="Перевод отстал · A translation is behind")] = False,
    how: Paged,
) -> None:
    """Статьи базы знаний · Articles of the knowledge base."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)

        def page(cursor: str | None) -> tuple[Sequence[ArticleLine], str | None]:
            wanted = ArticlesWanted(
                text=" ".join(text or ()),
                status=[status],
                is_due=True if due else None,
                behind=True if behind else None,
                cursor=cursor,
                limit=min(how.page, MOST_ARTICLES),
            )
            found = list_articles(desk, someone.viewer, wanted).value
            return found.articles, found.next_cursor

        lines, is_cut = pages(page, how)
    show(lines, COLUMNS, how, clock, is_cut=is_cut)


@command()
def article(
    ref: Annotated[str, typer.Argument(metavar="K-1", help="Номер статьи · The article's number")],
    *,
    drafts: Annotated[bool, typer.Option("--draft", help="Показать черновики · Show the drafts")] = False,
    how: Reading,
) -> None:
    """Статья базы знаний · An article of the knowledge base."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        viewer = msgspec.structs.replace(someone.viewer, language=language_in_use())
        try:
            found = read_article(desk, viewer, ref).value
        except NoSuchArticle:
            stop(Text(f"Статьи {ref} нет", f"There is no article {ref}"))
    texts = found.draft_texts if drafts or not found.texts else found.texts
    parts = [*_head(found, clock), *(part for one in texts for part in _shown(one))]
    out.print(Group(*parts, Line(clock.zone_told(), style="dim italic")))


def _head(found: ArticleCard, clock: Clock) -> Iterator[RenderableType]:
    language = language_in_use()
    title = Line(f"K-{found.number} ", style="bold").append(without_control(found.title.to(language)))
    yield title
    status = Line(found.status_name.to(language), style=_STYLES[found.status])
    status.append(f" · {found.audience_name.to(language)}", style="default")
    for service in found.service_names:
        if service is not None:
            status.append(f" · {without_control(service.to(language))}", style="default")
    yield status
    changed = say("изменена: ", "changed: ") + clock.told(found.changed_at)
    if found.check_again_on is not None:
        changed += say(", проверить: ", ", to be checked: ") + f"{found.check_again_on:%d.%m.%Y}"
    if found.helped is not None:
        changed += say(
            f", помогла: {found.helped}, нет: {found.did_not}", f", helped: {found.helped}, not: {found.did_not}"
        )
    yield Line(changed, style="dim")


def _shown(text: ShownText) -> Iterator[RenderableType]:
    head = Line(f"\n{text.language}", style="dim")
    head.append(
        say(f" · редакция {text.edition}", f" · edition {text.edition}")
        if text.edition
        else say(" · черновик", " · draft")
    )
    if text.is_behind:
        head.append(say(" · перевод отстал", " · this translation is behind"), style="yellow not dim")
    yield head
    yield Line(without_control(text.title), style="bold")
    for part in (text.summary, text.body):
        if part:
            told = "\n".join(without_control(line) for line in part.splitlines())
            yield Padding(Line(told), (0, 0, 0, 2))
