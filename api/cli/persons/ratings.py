"""``desk ratings``, ``desk rate``, ``desk rating-link``: how content people are with solutions; part of ``desk``."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

import typer

from api.cli.app import app, err, opened_desk, out, say
from api.cli.around.tasks import since_called
from api.cli.shown.listing import Column, show
from api.cli.shown.options import Listing, Reading, command
from api.cli.ticket.acting import As, acting, looking
from api.cli.ticket.cards import Ref, as_called
from api.cli.ticket.work import done, working
from api.questions.paging.whole import EVERY_LINE
from api.questions.rating.cards import RatingsWanted, make_link, read_satisfaction, sum_satisfaction
from commands.ticket.rating import ChangeRating, RateTicket
from events.values.refusal import Refusal
from events.values.text import Text

By = Literal["team", "responsible", "service"]


class RatingsByWhat(Refusal):
    """Ratings are not told by “{told}”. Choose one of: {known}."""

    ru: ClassVar[str] = "По «{told}» оценок не бывает. Выберите из: {known}."


COLUMNS: tuple[Column[Any], ...] = (
    Column(
        code="name",
        heading=Text("Чьё", "Whose"),
        value=lambda one: one.name,
        cell=lambda one, at: (
            Text("ничьё", "nobody's").to(at.language) if one.name is None else one.name.to(at.language)
        ),
        grows=True,
    ),
    Column(
        code="average",
        heading=Text("В среднем", "Average"),
        value=lambda one: f"{one.average:.2f}",
    ),
    Column(code="ratings", heading=Text("Оценок", "Ratings"), value=lambda one: one.ratings),
    Column(
        code="scores",
        heading=Text.same("1 2 3 4 5"),
        value=lambda one: one.scores,
        cell=lambda one, _: " ".join(map(str, one.scores)),
        rank=1,
    ),
)


@command()
def ratings(
    *,
    by: Annotated[str, typer.Option(help="team, responsible, service")] = "team",
    since: Annotated[str | None, typer.Option(help="С: 30д; иначе месяц · From: 30d; else a month")] = None,
    before: Annotated[str | None, typer.Option(help="До · Until")] = None,
    how: Listing,
) -> None:
    """Оценки решений по командам, людям, услугам · Ratings of solutions by team, person, service."""
    if by not in get_args(By):
        raise RatingsByWhat(told=by, known=", ".join(get_args(By)))
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        wanted = RatingsWanted(
            since=since_called(since, clock),
            before=since_called(before, clock),
            limit=EVERY_LINE,
            by=by,  # type: ignore[arg-type] # a known one
        )
        found = sum_satisfaction(desk, someone.viewer, wanted).value
    show(list(found.sums), COLUMNS, how, clock)


@app.command()
def rate(
    ref: Ref,
    score: Annotated[int, typer.Argument(min=1, max=5, help="От 1 до 5 · From 1 to 5")],
    words: Annotated[str, typer.Argument(help="Почему · Why")] = "",
    *,
    again: Annotated[bool, typer.Option("--reopen", help="И вернуть в работу · And reopen it")] = False,
    who: As = None,
) -> None:
    """Оценить решение своей заявки · Say how content you are with the solution."""
    with working(ref, who) as (desk, someone):
        was_rated = read_satisfaction(desk, someone.viewer, ref).value.rating is not None
        if was_rated and not again:
            done(desk, someone, ref, ChangeRating, score=score, words=words)
        else:
            done(desk, someone, ref, RateTicket, score=score, words=words, reopen=again)


@command("rating-link")
def rating_link(ref: Ref, *, how: Reading) -> None:
    """Ссылка, по которой заявку оценят без входа, один раз · A link by which it is rated once without signing in."""
    with opened_desk() as desk, as_called(ref):
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        made = make_link(desk, someone.viewer, ref).value
    # Alone on standard output, so that a script can take it.
    until = clock.told(made.expires_at)
    err.print(say(f"Показана один раз, действует до: {until}", f"Shown once, holds until: {until}"), markup=False)
    out.print(made.link, markup=False, highlight=False, soft_wrap=True)
