"""``desk whoami`` and ``desk completion``: who types here, and what the shell offers while they do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, get_args

import msgspec
import typer
from rich.console import Group
from rich.text import Text as Line

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, looking
from api.cli.words import without_control
from events.values.people import GROUP_NAMES
from events.values.refusal import Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.cli.ticket.told_times import Clock

Shell = Literal["bash", "zsh", "fish"]


class NoSuchShell(Refusal):
    """The shell “{told}” is not known here. Known are: {shells}."""

    ru: ClassVar[str] = "Оболочки «{told}» здесь не знают. Есть: {shells}."


class Myself(msgspec.Struct, frozen=True, kw_only=True):
    """Who types, as programs read it; ``by`` nothing is nobody: the machine itself, which sees all and does nothing."""

    by: str
    login: str | None = None
    name: str | None = None
    groups: list[str] = []
    teams: list[str] = []
    scopes: list[str] = []
    zone: str = ""


@command()
def whoami(how: Listing) -> None:
    """Кто вы здесь и что вам можно · Who you are here, and what you may."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        me = _myself(desk, someone, clock)
    if how.as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(me), indent=2).decode() + "\n")
    elif how.as_tsv:
        told = {name: getattr(me, name) for name in me.__struct_fields__}
        values = (",".join(value) if isinstance(value, list) else value or "" for value in told.values())
        sys.stdout.write("\t".join(told) + "\n" + "\t".join(map(without_control, values)) + "\n")
    else:
        out.print(Group(*_lines(me)))


def _myself(desk: Desk, someone: Acting, clock: Clock) -> Myself:
    from api.questions.person.cards import who_am_i
    from api.questions.person.teams import list_teams

    if not someone.is_somebody:
        return Myself(by="", zone=str(clock.zone))
    viewer = someone.viewer
    theirs = who_am_i(desk, viewer, None).value.teams
    teams = {} if not theirs else {one.team_id: one.name for one in list_teams(desk, viewer, None).value.teams}
    identity = desk.identities.of(viewer.actor.id)
    return Myself(
        by=someone.by,
        login=None if identity is None else identity.person.login or None,
        name=viewer.actor.name,
        groups=sorted(viewer.groups),
        teams=sorted(teams[one].to(clock.language) for one in theirs if one in teams),
        scopes=sorted(someone.scopes),
        zone=str(clock.zone),
    )


def _lines(me: Myself) -> list[Line]:
    if not me.by:
        return [
            Line(
                say("Никто: команды, которые смотрят, показывают всё.", "Nobody: commands that look show everything.")
            ),
            Line(
                say(
                    "Чтобы работать, назовитесь: --as ЛОГИН, DESK_AS=ЛОГИН или токен в DESK_TOKEN.",
                    "To work, say who you are: --as LOGIN, DESK_AS=LOGIN or a token in DESK_TOKEN.",
                ),
                style="dim",
            ),
        ]
    language = language_in_use()
    names = [GROUP_NAMES[group].to(language) for group in GROUP_NAMES if group in me.groups]
    parts = [
        (say("Группы", "Groups"), ", ".join(names)),
        (say("Команды", "Teams"), ", ".join(me.teams)),
        (say("Области токена", "Scopes of the token"), ", ".join(me.scopes)),
        (say("Время", "Time"), me.zone),
        (say("Известно по", "Known by"), me.by),
    ]
    title = Line(without_control(me.name or ""), style="bold")
    if me.login:
        title.append(f" · {without_control(me.login)}", style="not bold")
    return [
        title,
        *(
            Line(f"{name}: ", style="dim").append(without_control(told), style="not dim")
            for name, told in parts
            if told
        ),
    ]


@app.command()
def completion(
    shell: Annotated[str, typer.Argument(help="bash, zsh, fish")] = "bash",
) -> None:
    """Дополнение по Tab: source <(desk completion) · Completion by Tab: source <(desk completion)."""
    from typer._completion_shared import get_completion_script

    if shell not in get_args(Shell):
        raise NoSuchShell(told=shell, shells=", ".join(get_args(Shell)))
    script = get_completion_script(prog_name="desk", complete_var="_DESK_COMPLETE", shell=shell)
    sys.stdout.write(script + "\n")
