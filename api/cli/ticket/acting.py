"""Who types in a terminal: a person by ``--as`` or by the token in DESK_TOKEN; asked by all commands on tickets."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import uuid4

import msgspec
import typer

from api.cli.app import AS_SYSTEM, language_in_use
from api.cli.ticket.told_times import Clock
from events.values.identity import CommandId
from events.values.people import Scope, Viewer
from events.values.refusal import Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from commands.command import Command
    from commands.ports import Receipt

TOKEN = "DESK_TOKEN"  # noqa: S105 - the name of a variable
As = Annotated[
    str | None,
    typer.Option("--as", help="Кто вы: логин или e-mail; без ключа — по DESK_TOKEN · Who you are: login or e-mail"),
]
InUtc = Annotated[bool, typer.Option("--utc", help="Время в UTC · Times in UTC")]
Exact = Annotated[bool, typer.Option("--exact", help="Время до секунды, а не словами · Times to the second")]


class NobodyActs(Refusal):
    """A ticket is worked on by a person, with their rights. Say who you are: --as LOGIN, or a token in DESK_TOKEN
    (“desk token LOGIN” makes one).
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "С заявкой работает человек, со своими правами. Скажите, кто вы: --as ЛОГИН или токен в DESK_TOKEN "
        "(его выпускает «desk token ЛОГИН»)."
    )


class NobodyIsCalledThat(Refusal):
    """There is nobody with the login or e-mail {told}. Look how it is spelt, for example by “desk search”."""

    ru: ClassVar[str] = (
        "Человека с логином или e-mail {told} нет. Проверьте написание, например командой «desk search»."
    )


class TheirAccessEnded(Refusal):
    """The access of {told} was ended: in their name nothing is done any more. Name somebody else."""

    ru: ClassVar[str] = "У {told} закрыт доступ: от этого имени больше ничего не делается. Укажите другого человека."


class TokenCountsNoMore(Refusal):
    """The token in DESK_TOKEN is unknown, withdrawn or expired. Make a new one by “desk token LOGIN”."""

    ru: ClassVar[str] = (
        "Токен из DESK_TOKEN неизвестен, отозван или истёк. Выпустите новый командой «desk token ЛОГИН»."
    )


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a terminal, and the scopes of the token that they came with (none: everything)."""

    viewer: Viewer
    scopes: frozenset[Scope] = frozenset()

    @property
    def is_somebody(self) -> bool:
        """Whether it is a person, and not the machine itself."""
        return self.viewer.actor.kind != "system"


def looking(desk: Desk, told: str | None) -> Acting:
    """Who looks: the person, with what they may see; where nobody is named whoever runs the machine, who sees all."""
    return _somebody(desk, told, "read") or Acting(viewer=AS_SYSTEM)


def acting(desk: Desk, told: str | None) -> Acting:
    """Who works on a ticket; raises ``NobodyActs``: the machine itself never does."""
    found = _somebody(desk, told, "tickets")
    if found is None:
        raise NobodyActs
    return found


def _somebody(desk: Desk, told: str | None, scope: Scope) -> Acting | None:
    from api.http.callers import bearer_of, refuse_unready, viewer_from
    from api.http.refusals import BadToken
    from api.questions.refusals import TokenLacksScope

    if told is not None:
        identity = desk.identities.by_login(told.strip())
        if identity is None:
            raise NobodyIsCalledThat(told=told)
        if identity.is_barred:
            raise TheirAccessEnded(told=told)
        return Acting(viewer=viewer_from(desk, identity, identity.person.rights))
    secret = os.environ.get(TOKEN, "").strip()
    if not secret:
        return None
    try:
        caller = bearer_of(secret, desk)
    except BadToken as error:
        raise TokenCountsNoMore from error
    refuse_unready(caller)
    if caller.scopes and scope not in caller.scopes:
        raise TokenLacksScope(scope=scope, scopes=", ".join(sorted(caller.scopes)))
    return Acting(viewer=caller.viewer, scopes=caller.scopes)


def clock_of(desk: Desk, who: Acting, *, utc: bool = False, exact: bool = False) -> Clock:
    """The one clock that a command tells all its times by: the person's own, the desk's for the machine itself."""
    return Clock(now=desk.clock.now(), zone=zone_of_reader(desk, who, utc=utc), language=language_in_use(), exact=exact)


def zone_of_reader(desk: Desk, who: Acting, *, utc: bool = False) -> tzinfo:
    """The zone of that clock."""
    from api.questions.wall_clock import wall_clock_of_reader

    return UTC if utc else wall_clock_of_reader(desk, who.viewer.actor)


def carry_out(desk: Desk, who: Acting, command: type[Command], content: dict[str, Any]) -> Receipt:
    """Give the bus what was typed, checked as what is sent over HTTP is; the read models have it when this is over."""
    from api.http.body import decoded
    from api.questions.asking import in_their_teams
    from commands.command import Order

    order = Order(
        command=decoded(content, command),
        viewer=in_their_teams(desk, who.viewer),
        at=desk.clock.now(),
        command_id=CommandId(uuid4()),
    )
    receipt = desk.bus.carry_out(order)
    desk.catch_up()
    return receipt
