"""``desk dealing``: how a team deals what comes to it as a whole, told or chosen; part of ``desk``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.app import app, language_in_use, opened_desk, out
from api.cli.ticket.acting import As, acting, carry_out, looking
from api.cli.ticket.names import person_called, team_called
from api.questions.person.cards import CardWanted
from api.questions.person.teams import read_team
from commands.dealing import ChooseDealing
from events.values.dealing import DEALING_NAMES
from events.values.text import Text

NOBODY = Text("никому, пока не возьмут", "to nobody, until it is taken")


@app.command()
def dealing(
    team: Annotated[str, typer.Argument(help="Команда · The team")],
    way: Annotated[
        str | None,
        typer.Argument(help="turn, least_open, least_weighted, nobody; без него — показать · without: show"),
    ] = None,
    *,
    person: Annotated[
        list[str] | None, typer.Option(help="Кто участвует, по порядку · Who takes part, in order")
    ] = None,
    who: As = None,
) -> None:
    """Показать или выбрать, как команда делит заявки · Show or choose how a team deals its tickets."""
    with opened_desk() as desk:
        someone = looking(desk, who) if way is None else acting(desk, who)
        team_id = team_called(desk, someone, team)
        if way is not None:
            people = [str(person_called(desk, someone, one)) for one in person or ()]
            carry_out(desk, someone, ChooseDealing, {"team_id": str(team_id), "way": way, "people": people})
        found = read_team(desk, someone.viewer, CardWanted(ref=team_id)).value
        told = NOBODY if found.dealing is None else DEALING_NAMES[found.dealing.way]
        out.print(f"{found.name.to(language_in_use())}: {told.to(language_in_use())}", markup=False)
