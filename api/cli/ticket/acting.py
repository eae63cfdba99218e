"""Who types in a terminal: a person by ``--as``, DESK_TOKEN or DESK_AS; asked by all commands on tickets."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal
from uuid import uuid4

import msgspec
import typer

from api.cli.app import AS_SYSTEM, language_in_use
from api.cli.ticket.told_times import Clock
from events.values.identity import CommandId
from events.values.people import Scope, Viewer
from events.values.refusal import Refusal
from events.values.zones import known_zones, zone_of

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from commands.command import Command, Order
    from commands.ports import Foretold, Receipt

TOKEN: Final = "DESK_TOKEN"  # noqa: S105 - the name of a variable
NAMED: Final = "DESK_AS"
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="Кто вы: логин или e-mail; без ключа — по DESK_TOKEN или DESK_AS"
        " · Who you are: login or e-mail; else by DESK_TOKEN or DESK_AS",
    ),
]
InUtc = Annotated[bool, typer.Option("--utc", help="Время в UTC · Times in UTC")]
InZone = Annotated[
    str | None,
    typer.Option("--zone", help="Время по поясу, иначе по вашему: Europe/Moscow · Times by this zone, else your own"),
]
Exact = Annotated[bool, typer.Option("--exact", help="Время до секунды, а не словами · Times to the second")]


class NobodyActs(Refusal):
    """A ticket is worked on by a person, with their rights. Say who you are: --as LOGIN, for all commands
    “export DESK_AS=LOGIN”, or a token in DESK_TOKEN (“desk token LOGIN” makes one).
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "С заявкой работает человек, со своими правами. Скажите, кто вы: --as ЛОГИН, для всех команд "
        "«export DESK_AS=ЛОГИН» или токен в DESK_TOKEN (его выпускает «desk token ЛОГИН»)."
    )


class NobodyIsCalledThat(Refusal):
    """There is nobody with the login or e-mail {told}. Look how it is spelt, for example by “desk search”."""

    ru: ClassVar[str] = (
        "Человека с логином или e-mail {told} нет. Проверьте написание, например командой «desk search»."
    )


class NobodyIsInDeskAs(Refusal):
    """DESK_AS names {told}, and there is nobody with this login or e-mail. Correct it, or “unset DESK_AS”."""

    ru: ClassVar[str] = (
        "В DESK_AS указано {told}, а человека с таким логином или e-mail нет. Исправьте или «unset DESK_AS»."
    )


class ThereIsNoZone(Refusal):
    """There is no time zone “{told}”. Give one such as Europe/Moscow."""

    ru: ClassVar[str] = "Часового пояса «{told}» нет. Укажите, например, Europe/Moscow."


class TheirAccessEnded(Refusal):
    """The access of {told} was ended: in their name nothing is done any more. Name somebody else."""

    ru: ClassVar[str] = "У {told} закрыт доступ: от этого имени больше ничего не делается. Укажите другого человека."


class TokenCountsNoMore(Refusal):
    """The token in DESK_TOKEN is unknown, withdrawn or expired. Make a new one by “desk token LOGIN”."""

    ru: ClassVar[str] = (
        "Токен из DESK_TOKEN неизвестен, отозван или истёк. Выпустите новый командой «desk token ЛОГИН»."
    )


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a terminal, by which word they are known, if any, and the scopes of their token, if it has some."""

    viewer: Viewer
    scopes: frozenset[Scope] = frozenset()
    by: Literal["--as", "DESK_TOKEN", "DESK_AS", ""] = ""

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
    """By what stands in the line, else by the token, which may narrow their rights, else by the name in DESK_AS."""
    from api.http.callers import bearer_of, refuse_unready
    from api.http.refusals import BadToken
    from api.questions.refusals import TokenLacksScope

    if told is not None:
        found = _called(desk, told, "--as")
        if found is None:
            raise NobodyIsCalledThat(told=told)
        return found
    secret = os.environ.get(TOKEN, "").strip()
    if not secret:
        return _named(desk)
    try:
        caller = bearer_of(secret, desk)
    except BadToken as error:
        raise TokenCountsNoMore from error
    refuse_unready(caller)
    if caller.scopes and scope not in caller.scopes:
        raise TokenLacksScope(scope=scope, scopes=", ".join(sorted(caller.scopes)))
    return Acting(viewer=caller.viewer, scopes=caller.scopes, by=TOKEN)


def _named(desk: Desk) -> Acting | None:
    told = os.environ.get(NAMED, "").strip()
    if not told:
        return None
    found = _called(desk, told, NAMED)
    if found is None:
        raise NobodyIsInDeskAs(told=told)
    return found


def _called(desk: Desk, told: str, by: Literal["--as", "DESK_AS"]) -> Acting | None:
    from api.http.callers import viewer_from

    identity = desk.identities.by_login(told.strip())
    if identity is None:
        return None
    if identity.is_barred:
        raise TheirAccessEnded(told=told)
    return Acting(viewer=viewer_from(desk, identity, identity.person.rights), by=by)


def clock_of(desk: Desk, who: Acting, *, utc: bool = False, zone: str | None = None, exact: bool = False) -> Clock:
    """The one clock that a command tells all its times by: the person's own, the desk's for the machine itself."""
    told_by = zone_of_reader(desk, who, utc=utc, zone=zone)
    return Clock(now=desk.clock.now(), zone=told_by, language=language_in_use(), exact=exact)


def zone_of_reader(desk: Desk, who: Acting, *, utc: bool = False, zone: str | None = None) -> tzinfo:
    """The zone of that clock; raises ``ThereIsNoZone``."""
    from api.questions.wall_clock import wall_clock_of_reader

    if utc:
        return UTC
    if zone is None:
        return wall_clock_of_reader(desk, who.viewer.actor)
    if zone not in known_zones():
        raise ThereIsNoZone(told=zone)
    return zone_of(zone)


def carry_out(desk: Desk, who: Acting, command: type[Command], content: dict[str, Any]) -> Receipt:
    """Give the bus what was typed, checked as what is sent over HTTP is; the read models have it when this is over."""
    try:
        receipt = desk.bus.carry_out(_order(desk, who, command, content))
    except Refusal as refusal:
        if refusal.tells_time:
            refusal.zone = zone_of_reader(desk, who)
        raise
    desk.catch_up()
    return receipt


def foretold(desk: Desk, who: Acting, ref: str, command: type[Command], **content: Any) -> Foretold:
    """What would come of an order on a ticket; raises the refusal that it would meet."""
    from api.questions.references import ticket_ref

    (found,) = desk.bus.foretell([_order(desk, who, command, {"ticket_id": str(ticket_ref(ref)), **content})])
    if isinstance(found, Refusal):
        raise found
    return found


def _order(desk: Desk, who: Acting, command: type[Command], content: dict[str, Any]) -> Order:
    from api.http.orders.given import order_of

    return order_of(desk, who.viewer, command, content, command_id=CommandId(uuid4()), at=desk.clock.now())
