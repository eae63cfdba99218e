"""``desk absent``, ``desk back`` and ``desk absences``: when people are away and who stands in; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import typer
from rich.table import Table

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import Acting, As, Exact, InUtc, acting, carry_out, clock_of, looking
from api.cli.ticket.names import instant_called, person_called, team_called
from api.questions.person.absences import AbsencesWanted, list_absences
from commands.person.absence import EndAbsence, PlanAbsence
from events.values.refusal import Refusal

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
        out.print(_table(desk, someone, AbsencesWanted(person=content["person_id"])))


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
        found = list_absences(desk, someone.viewer, AbsencesWanted(person=person_id)).value.absences
        if not found:
            raise NobodyIsAway(told=person)
        content = {"person_id": person_id, "absence_id": str(found[0].absence_id)}
        carry_out(desk, someone, EndAbsence, content)
        out.print(_table(desk, someone, AbsencesWanted(person=person_id)))


@app.command()
def absences(
    *,
    team: Annotated[str | None, typer.Option(help="Только команда · Only a team")] = None,
    utc: InUtc = False,
    exact: Exact = False,
    who: As = None,
) -> None:
    """Показать, кто отсутствует в ближайший месяц · Show who is away within the next month."""
    with opened_desk() as desk:
        someone = looking(desk, who)
        narrowed: UUID | None = None if team is None else team_called(desk, someone, team)
        out.print(_table(desk, someone, AbsencesWanted(team=narrowed), exact=exact, utc=utc))


def _table(desk: Desk, someone: Acting, wanted: AbsencesWanted, *, exact: bool = False, utc: bool = False) -> Table:
    language, clock = language_in_use(), clock_of(desk, someone, utc=utc, exact=exact)
    table = Table(
        say("Кто", "Who"), say("С", "From"), say("До", "Until"), say("Замещает", "Stands in"), say("Почему", "Why")
    )
    for one in list_absences(desk, someone.viewer, wanted).value.absences:
        substitute = "" if one.substitute is None else one.substitute.to(language)
        table.add_row(one.person.to(language), clock.told(one.from_at), clock.told(one.until_at), substitute, one.note)
    return table
