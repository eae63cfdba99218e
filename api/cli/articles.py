"""``desk articles`` and ``desk article``: the knowledge base in a terminal; part of ``desk``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text as Line

from aggregates.article_refusals import NoSuchArticle
from api.cli.app import app, language_in_use, opened_desk, out, say, stop
from api.cli.ticket.acting import As, Exact, InUtc, clock_of, looking
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.questions.article.cards import ArticlesWanted, list_articles, read_article
from events.values.text import Text

if TYPE_CHECKING:
    from api.questions.article.cards import ArticleCard, ArticleLine, ShownText

_STYLES = {"draft": "yellow", "published": "green", "archived": "dim"}


@app.command()
def articles(  # noqa: PLR0913 - each narrows the list
    text: Annotated[list[str] | None, typer.Argument(help="Слова · Words")] = None,
    status: Annotated[
        str, typer.Option(help="draft, published, archived; через запятую · with commas")
    ] = "draft,published",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    *,
    due: Annotated[bool, typer.Option("--due", help="Пора проверить · Those to be checked again")] = False,
    behind: Annotated[bool, typer.Option("--behind", help="Перевод отстал · A translation is behind")] = False,
    who: As = None,
    utc: InUtc = False,
    exact: Exact = False,
) -> None:
    """Статьи базы знаний · Articles of the knowledge base."""
    wanted = ArticlesWanted(
        text=" ".join(text or ()),
        status=[status],
        is_due=True if due else None,
        behind=True if behind else None,
        limit=limit,
    )
    with opened_desk() as desk:
        someone = looking(desk, who)
        clock = clock_of(desk, someone, utc=utc, exact=exact)
        page = list_articles(desk, someone.viewer, wanted).value
    more = page.next_cursor is not None
    cut = say("показаны не все, больше — по --limit; ", "not all are shown, more by --limit; ") if more else ""
    table = Table(
        Column("K-", no_wrap=True),
        Column(say("Статья", "Article"), min_width=28, ratio=1),
        Column(say("Состояние", "State"), no_wrap=True),
        Column(say("Для кого", "For whom"), no_wrap=True),
        Column(say("Помогла", "Helped"), no_wrap=True),
        Column(say("Изменена", "Changed"), no_wrap=True),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption=cut + clock.zone_told(),
    )
    for line in page.articles:
        table.add_row(*_cells(line, clock))
    out.print(table)


def _cells(line: ArticleLine, clock: Clock) -> Iterator[Line]:
    language = language_in_use()
    yield Line(f"K-{line.number}", style="bold")
    yield Line(without_control(line.title.to(language)))
    yield Line(line.status_name.to(language), style=_STYLES[line.status])
    yield Line(line.audience_name.to(language))
    yield Line("" if line.helped is None else f"{line.helped} / {line.did_not}")
    yield Line(clock.told(line.changed_at))


@app.command()
def article(
    ref: Annotated[str, typer.Argument(metavar="K-1", help="Номер статьи · The article's number")],
    *,
    drafts: Annotated[bool, typer.Option("--draft", help="Показать черновики · Show the drafts")] = False,
    who: As = None,
    utc: InUtc = False,
    exact: Exact = False,
) -> None:
    """Статья базы знаний · An article of the knowledge base."""
    with opened_desk() as desk:
        someone = looking(desk, who)
        clock = clock_of(desk, someone, utc=utc, exact=exact)
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
