"""``desk duplicates`` and ``desk merge-persons``: two cards that are one person; part of ``desk``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from msgspec.structs import asdict

from api.cli.app import app, language_in_use, opened_desk, out, stop
from api.cli.shown.confirming import OnlyShow, Yes, confirm, told
from api.cli.shown.listing import Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import As, acting, carry_out, looking
from api.cli.ticket.names import person_called
from api.questions.person.merging import (
    Duplicates,
    DuplicatesWanted,
    MergePreview,
    MergeWanted,
    list_duplicates,
    preview_merge,
)
from commands.merging.persons import MergePerson
from events.values.people import GROUP_NAMES
from events.values.text import Text

SHARED: dict[str, Text] = {
    "phone": Text("телефон", "phone"),
    "email": Text("e-mail", "e-mail"),
    "name": Text("имя", "name"),
}
COLUMNS: tuple[Column[Any], ...] = (
    Column(
        code="by",
        heading=Text("Общее", "Shared"),
        value=lambda one: one.by,
        cell=lambda one, at: SHARED[one.by].to(at.language),
    ),
    Column(code="told", heading=Text("Что", "What"), value=lambda one: one.told, most=40),
    Column(
        code="persons",
        heading=Text("Кто", "Who"),
        value=lambda one: [_login(person) for person in one.persons],
        cell=lambda one, _: ", ".join(f"{person.name} ({_login(person)})" for person in one.persons),
        grows=True,
    ),
)
FOLLOWS: dict[str, Text] = {
    "asked": Text("заявок заявителя: {n}", "tickets that they asked for: {n}"),
    "asked_open": Text("из них открыто: {n}", "of these open: {n}"),
    "in_hand": Text("в работе: {n}", "in hand: {n}"),
    "approvals": Text("ждут согласования: {n}", "approvals that wait: {n}"),
    "copies": Text("в копии: {n}", "in copy: {n}"),
    "watches": Text("наблюдает: {n}", "watched: {n}"),
    "tasks": Text("открытых задач: {n}", "open tasks: {n}"),
    "teams": Text("команд: {n}", "teams: {n}"),
    "heads": Text("руководит подразделениями: {n}", "units that they head: {n}"),
    "agreements": Text("своих соглашений: {n}", "agreements of their own: {n}"),
    "views": Text("представлений: {n}", "views: {n}"),
}


def _login(person: Any) -> str:
    return person.login or next(iter(person.emails), str(person.person_id))


@command()
def duplicates(*, how: Paged) -> None:
    """Кто, возможно, записан дважды · Who may be one person under two cards."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)

        def page(cursor: str | None) -> tuple[Sequence[Duplicates], str | None]:
            wanted = DuplicatesWanted(cursor=cursor, limit=min(how.page, 200))
            found = list_duplicates(desk, someone.viewer, wanted).value
            return found.groups, found.next_cursor

        groups, is_cut = pages(page, how)
    show(groups, COLUMNS, how, clock, is_cut=is_cut)


@app.command("merge-persons")
def merge_persons(
    ref: Annotated[str, typer.Argument(metavar="WHO", help="Кого: логин или e-mail · Whom: a login or an e-mail")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="В кого: кто останется · Into whom: who is kept")],
    *,
    reason: Annotated[str, typer.Option(help="Почему · Why")] = "",
    preview: OnlyShow = False,
    yes: Yes = False,
    who: As = None,
) -> None:
    """Объединить две карточки одного человека · Merge two cards of one person."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        merged, kept = (person_called(desk, someone, one) for one in (ref, into))
        found = preview_merge(desk, someone.viewer, MergeWanted(ref=merged, into=kept)).value
        out.print(*_told(found), sep="\n", markup=False, highlight=False)
        if found.refused is not None:
            stop(found.refused.texts)
        if preview:
            return
        names = found.merged.name, found.kept.name
        confirm(
            Text(
                f"Объединить {names[0]} в {names[1]}? Обратно не разделить.",
                f"Merge {names[0]} into {names[1]}? It cannot be taken back.",
            ),
            yes=yes,
        )
        carry_out(desk, someone, MergePerson, {"person_id": str(merged), "into_id": str(kept), "reason": reason})
    told(Text(f"Объединены: остаётся {names[1]}", f"Merged: {names[1]} is kept"))


def _told(found: MergePreview) -> list[str]:
    language = language_in_use()
    lines = [f"{found.merged.name} ({_login(found.merged)}) → {found.kept.name} ({_login(found.kept)})"]
    lines += [
        f"  {FOLLOWS[name].to(language).format(n=count)}" for name, count in asdict(found.follows).items() if count
    ]
    for name, values in (
        (Text("адреса", "addresses"), found.emails),
        (Text("телефоны", "phones"), found.phones),
        (Text("права", "rights"), [GROUP_NAMES[group].to(language) for group in found.groups]),
    ):
        if values:
            lines.append(f"  {name.to(language)}: {', '.join(values)}")
    return lines
