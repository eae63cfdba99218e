"""Tags, links, who watches and who is in copy: what stands around a ticket; part of ``desk``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from api.cli.app import app, opened_desk
from api.cli.shown.listing import Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import Acting, As, NobodyIsCalledThat, looking
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import person_called
from api.cli.ticket.work import done, working
from api.questions.references import ticket_ref
from api.questions.ticket.around import TagsWanted, list_tags
from commands.ticket.company import CopyTicketTo, EndTicketCopy, UnwatchTicket, WatchTicket
from commands.ticket.links import LinkTickets, UnlinkTickets
from commands.ticket.tags import TagTicket
from events.values.refusal import Listed, Refusal
from events.values.text import Text
from events.values.ticket_link import LINK_NAMES

if TYPE_CHECKING:
    from api.bootstrap import Desk

Whom = Annotated[str, typer.Argument(metavar="WHO", help="Логин или e-mail · A login or an e-mail")]
Somebody = Annotated[
    str, typer.Argument(metavar="WHO", help="me, логин, e-mail; без него — вы · me, a login, an e-mail; else you")
]
Other = Annotated[str, typer.Argument(help="Номер другой заявки · Number of the other ticket")]


class NoSuchLink(Refusal):
    """Tickets are not linked as “{told}”. This one may be, to the other: {kinds}."""

    ru: ClassVar[str] = "Связи «{told}» нет. Эта заявка для другой может быть: {kinds}."


@app.command()
def tag(
    ref: Ref,
    tags: Annotated[
        list[str] | None, typer.Argument(help="Метки, которые поставить · Tags to put on it", show_default=False)
    ] = None,
    *,
    remove: Annotated[list[str] | None, typer.Option(help="Снять метку · Take a tag away")] = None,
    who: As = None,
) -> None:
    """Поставить и снять метки · Put tags on, take them away."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, TagTicket, add=tags or [], remove=remove or [])


TAGS: tuple[Column[Any], ...] = (
    Column(code="tag", heading=Text("Метка", "Tag"), value=lambda one: one["tag"], grows=True),
    Column(code="tickets", heading=Text("Заявок", "Tickets"), value=lambda one: one["tickets"]),
)


@command("tags")
def list_of_tags(
    begin: Annotated[str, typer.Argument(help="С чего начинается · How it begins")] = "",
    *,
    how: Paged,
) -> None:
    """Метки и сколько заявок их носит · Tags, and how many tickets bear them."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)

        def page(cursor: str | None) -> tuple[Sequence[Any], str | None]:
            there = list_tags(desk, someone.viewer, TagsWanted(text=begin, cursor=cursor, limit=how.page)).value
            return there.tags, there.next_cursor

        found, is_cut = pages(page, how)
    show(found, TAGS, how, clock, is_cut=is_cut)


def link_called(told: str) -> str:
    """What this ticket is to the other one, by its code, by its words in either language, or the first of them."""
    wanted = " ".join(told.replace("-", "_").casefold().split())
    for code, name in LINK_NAMES.items():
        words = {code, name.ru.casefold(), name.en.casefold(), code.removesuffix("_of"), code.removesuffix("_by")}
        if wanted in words or wanted.replace(" ", "_") == code:
            return code
    names = {code: Text(f"{code} — {name.ru}", f"{code}: {name.en}") for code, name in LINK_NAMES.items()}
    raise NoSuchLink(told=told, kinds=Listed({str(code): name for code, name in names.items()}))


@app.command()
def link(
    ref: Ref,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="related, parent_of, child_of, duplicate_of, duplicated_by · what this one is to the other",
        ),
    ],
    other: Other,
    *,
    who: As = None,
) -> None:
    """Связать с другой заявкой · Link to another ticket."""
    with working(ref, who) as (desk, someone):
        to = str(ticket_ref(other, field="to"))
        done(desk, someone, ref, LinkTickets, kind=link_called(kind), to=to)


@app.command()
def unlink(ref: Ref, kind: Annotated[str, typer.Argument(metavar="KIND")], other: Other, *, who: As = None) -> None:
    """Убрать связь · Take a link away."""
    with working(ref, who) as (desk, someone):
        to = str(ticket_ref(other, field="to"))
        done(desk, someone, ref, UnlinkTickets, kind=link_called(kind), to=to)


@app.command()
def watch(ref: Ref, whom: Somebody = "me", *, who: As = None) -> None:
    """Следить за заявкой · Watch a ticket."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, WatchTicket, person_id=str(person_called(desk, someone, whom)))


@app.command()
def unwatch(ref: Ref, whom: Somebody = "me", *, who: As = None) -> None:
    """Больше не следить · Watch it no longer."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, UnwatchTicket, person_id=str(person_called(desk, someone, whom)))


@app.command()
def copy(ref: Ref, whom: Whom, *, who: As = None) -> None:
    """Поставить в копию: человека или любой адрес · Put in copy: a person, or any address."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, CopyTicketTo, person=_addressed(desk, someone, whom))


@app.command()
def uncopy(ref: Ref, whom: Somebody = "me", *, who: As = None) -> None:
    """Убрать из копии · Take out of the copy."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, EndTicketCopy, person_id=str(person_called(desk, someone, whom)))


def _addressed(desk: Desk, someone: Acting, told: str) -> dict[str, str]:
    """Somebody who is known, or an address of whoever is not."""
    try:
        return {"person_id": str(person_called(desk, someone, told))}
    except NobodyIsCalledThat:
        if "@" not in told:
            raise
        return {"email": told.strip()}
