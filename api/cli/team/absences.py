"""``desk absent``, ``desk back`` and ``desk absences``: when people are away and who stands in; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import typer

from api.cli.app import app, opened_desk
from api.cli.shown.completion import teams_begun
from api.cli.shown.listing import Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of, looking
from api.cli.ticket.names import instant_called, person_called, team_called
from api.questions.paging.whole import EVERY_LINE
from api.questions.person.absences import AbsencesWanted, list_absences
from commands.person.absence import EndAbsence, PlanAbsence
from events.values.refusal import Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

Whose = Annotated[str, typer.Option(help="Кто: me, логин, e-mail · Who: me, login, e-mail")]


class NobodyIsAway(Refusal):
    """{told} is not away, neither now nor later. Look at “desk absences”."""

    ru: ClassVar[str] = "{told}: отсутствия нет ни сейчас, ни впереди. Посмотрите «desk absences»."


@app.command()
def absent(
    until: Annotated[str, typer.Argument(help="До когда: 3д, 15.01.2030 9:00 · Until when: 3d, 15.01.2030 9:00")],
    *,
    since: Annotated[str | None, typer.Option("--from", help="С какого времени · From when on")] = None,
    substitute: Annotated[str | None, typer.Option(help="Кто замещает · Who stands in")] = None,
    note: Annotated[str, typer.Option(help="Почему · Why")] = "",
    person: Whose = "me",
    who: As = None,
) -> None:
    """Сказать, что вас (или человека) не будет · Say that you, or somebody, will be away."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        clock = clock_of(desk, someone)
        content = {
            "person_id": str(person_called(desk, someone, person)),
            "until_at": instant_called(until, clock).isoformat(),
            "note": note,
        }
        if since is not None:
            content["from_at"] = instant_called(since, clock).isoformat()
        if substitute is not None:
            content["substitute_id"] = str(person_called(desk, someone, substitute))
        carry_out(desk, someone, PlanAbsence, content)
        _show(desk, someone, AbsencesWanted(person=content["person_id"], limit=EVERY_LINE), Listing(who=who))


@app.command()
def back(
    *,
    person: Whose = "me",
    who: As = None,
) -> None:
    """Вернуться раньше или не уходить: закончить ближайшее отсутствие · Be back early: end the nearest absence."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        person_id = str(person_called(desk, someone, person))
        found = list_absences(desk, someone.viewer, AbsencesWanted(person=person_id, limit=EVERY_LINE)).value.absences
        if not found:
            raise NobodyIsAway(told=person)
        content = {"person_id": person_id, "absence_id": str(found[0].absence_id)}
        carry_out(desk, someone, EndAbsence, content)
        _show(desk, someone, AbsencesWanted(person=person_id, limit=EVERY_LINE), Listing(who=who))


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="person", heading=Text("Кто", "Who"), value=lambda one: one.person, most=40),
    Column(code="from", heading=Text("С", "From"), value=lambda one: one.from_at),
    Column(code="until", heading=Text("До", "Until"), value=lambda one: one.until_at),
    Column(code="substitute", heading=Text("Замещает", "Stands in"), value=lambda one: one.substitute, rank=1, most=40),
    Column(code="note", heading=Text("Почему", "Why"), value=lambda one: one.note, grows=True, rank=2),
)


@command()
def absences(
    *,
    team: Annotated[str | None, typer.Option(help="Только команда · Only a team", autocompletion=teams_begun)] = None,
    how: Listing,
) -> None:
    """Показать, кто отсутствует в ближайший месяц · Show who is away within the next month."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        narrowed: UUID | None = None if team is None else team_called(desk, someone, team)
        _show(desk, someone, AbsencesWanted(team=narrowed, limit=EVERY_LINE), how)


def _show(desk: Desk, someone: Acting, wanted: AbsencesWanted, how: Listing) -> None:
    show(list_absences(desk, someone.viewer, wanted).value.absences, COLUMNS, how, how.clock(desk, someone))
