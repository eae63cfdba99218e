"""``desk token``: make, list and withdraw the tokens that requests are signed with; part of the command line."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, cast, get_args
from uuid import uuid4

import typer

from api.cli.app import AS_SYSTEM, err, out, say, standing_desk, stop
from api.cli.shown.listing import Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting
from api.cli.words import plain
from api.questions.account.traces import list_all_tokens
from connectors.inbound.sign_in.accounts import AS_DESK
from events.values.people import Actor, Group, Scope
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from connectors.storage.accounts.tokens import TokenEntry

SHORT = 8
"""So much of an id is shown, and is enough to name it."""


COLUMNS: tuple[Column[TokenEntry], ...] = (
    Column(
        code="id",
        heading=Text.same("id"),
        value=lambda entry: entry.token_id,
        cell=lambda entry, _: str(entry.token_id)[:SHORT],
    ),
    Column(code="bearer", heading=Text("Держатель", "Bearer"), value=lambda entry: entry.actor.name, most=40),
    Column(
        code="groups", heading=Text("Группы", "Groups"), value=lambda entry: sorted(entry.groups), grows=True, rank=2
    ),
    Column(code="scopes", heading=Text("Области", "Scopes"), value=lambda entry: sorted(entry.scopes), rank=3),
    Column(code="label", heading=Text("Для чего", "For what"), value=lambda entry: entry.label, rank=4),
    Column(code="made", heading=Text("Выдан", "Made"), value=lambda entry: entry.created_at, rank=5),
    Column(code="expires", heading=Text("Истекает", "Expires"), value=lambda entry: entry.expires_at),
    Column(code="used", heading=Text("Был в деле", "Last used"), value=lambda entry: entry.used_at, rank=1),
)
"""Of the living tokens."""


@command()
def token(  # noqa: PLR0913 - what a token is made with
    name: Annotated[
        str | None, typer.Argument(help="Имя держателя, его логин или e-mail · Name, login or e-mail of the bearer")
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(help="Группа прав; без неё — группы человека или specialist · Group of rights"),
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="Область: read, tickets, people, setup; без неё — всё · Scope")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Срок, дней · Days until it expires")] = 90,
    label: Annotated[str, typer.Option(help="Для чего он · What it is for")] = "",
    revoke: Annotated[str, typer.Option(help="Отозвать по началу id · Withdraw by the begin of its id")] = "",
    *,
    every: Annotated[bool, typer.Option("--list", help="Показать выданные · Show those that are out")] = False,
    how: Listing,
) -> None:
    """Выпустить токен (показывается один раз), показать или отозвать · Make (shown once), list, withdraw tokens."""
    if sum((name is not None, every, bool(revoke))) != 1:
        stop(Text("Укажите держателя, --list или --revoke", "Give a bearer, --list or --revoke"))
    if name is not None and not name.strip():
        stop(Text("Имя держателя пусто: токен был бы ничей", "The bearer's name is blank: the token would be nobody's"))
    groups, scopes = _known(group or []), _scopes(scope or [])
    with standing_desk() as desk:
        if every:
            clock = how.clock(desk, Acting(viewer=AS_SYSTEM))
            show(list_all_tokens(desk, AS_SYSTEM, None).value.tokens, COLUMNS, how, clock)
        elif revoke:
            _withdraw(desk, revoke)
        else:
            _make(desk, str(name).strip(), groups, days, label, scopes)


def _scopes(asked: list[str]) -> list[Scope]:
    for wanted in asked:
        if wanted not in get_args(Scope):
            names = ", ".join(get_args(Scope))
            stop(Text(f"Области «{wanted}» нет; есть: {names}", f"There is no scope “{wanted}”; known: {names}"))
    return cast("list[Scope]", asked)


def _known(asked: list[str]) -> list[Group]:
    for wanted in asked:
        if wanted not in get_args(Group):
            names = ", ".join(get_args(Group))
            stop(Text(f"Группы «{wanted}» нет; есть: {names}", f"There is no group “{wanted}”; known: {names}"))
    return cast("list[Group]", asked)


def _make(desk: Desk, name: str, groups: list[Group], days: int, label: str, scopes: list[Scope]) -> None:
    identity = desk.identities.by_login(name)
    if identity is None and "@" in name:
        stop(Text(f"Человека с адресом {name} нет", f"There is nobody with the address {name}"))
    if identity is not None and identity.is_barred:
        stop(Text(f"У {name} закрыт доступ", f"The access of {name} was ended"))
    person = None if identity is None else identity.person
    theirs: frozenset[Group] = person.rights if person else frozenset({"specialist"})
    if person is not None and not theirs.issuperset(groups):
        more = ", ".join(sorted(set(groups) - theirs))
        stop(Text(f"У {name} нет групп: {more}", f"{name} does not have the groups: {more}"))
    made = desk.bearer_tokens.make(
        AS_DESK,
        Actor(kind="person", id=person.person_id if person else uuid4(), name=person.name.full if person else name),
        frozenset(groups) or theirs,
        language=person.language if person else desk.settings.language,
        label=label,
        expires_at=desk.clock.now() + timedelta(days=days),
        scopes=frozenset(scopes),
    )
    # Alone on standard output, so that a script can take it.
    err.print(say("Токен показывается один раз:", "The token is shown once:"))
    sys.stdout.write(made + "\n")


def _withdraw(desk: Desk, begin: str) -> None:
    living = list_all_tokens(desk, AS_SYSTEM, None).value.tokens
    found = [entry for entry in living if str(entry.token_id).startswith(begin.lower())]
    if len(found) != 1:
        stop(
            Text(
                f"Токенов с id на «{begin}»: {len(found)}. Посмотрите desk token --list",
                f"Tokens whose id begins with “{begin}”: {len(found)}. See desk token --list",
            )
        )
    desk.bearer_tokens.withdraw(AS_DESK, found[0].token_id)
    out.print(say("Отозван: ", "Withdrawn: ") + plain(found[0].actor.name))
