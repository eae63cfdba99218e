"""Files of a ticket: send, list, fetch; each look is noted for auditors, as over HTTP. Part of ``desk``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from api.cli.app import opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, As, looking
from api.cli.ticket.cards import Ref, as_called
from api.cli.ticket.work import done, working
from api.cli.words import reason_of
from api.questions.file.contents import FileWanted, TicketFile, list_files, read_file
from api.questions.file.limits import FileIsTooLarge
from api.questions.paging.whole import EVERY_LINE, PageOf
from commands.ticket.files import AttachFiles
from commands.ticket.talk import CommentOnTicket
from connectors.storage.shelves.downloads import Download
from events.values.file_name import plain_file_name
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

PIECE = 262_144


class FileCannotBeRead(Refusal):
    """{file} cannot be read: {why}."""

    ru: ClassVar[str] = "{file} не читается: {why}."


class FileHasNothingInIt(Refusal):
    """There is nothing in {file}: an empty file is not sent."""

    ru: ClassVar[str] = "В {file} ничего нет: пустой файл не отправляется."


class FileCannotBeWritten(Refusal):
    """{file} was not written: {why}. Name another one by --to."""

    ru: ClassVar[str] = "{file} не записан: {why}. Назовите другой: --to."


class WhichFile(Refusal):
    """Which file is “{told}”? There are: {files}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Какой файл «{told}»? Есть: {files}."


def sent(desk: Desk, someone: Acting, file: Path) -> dict[str, Any]:
    """A file as a command attaches it: stored sealed, piece by piece, for whoever sends it."""
    name, now, sender = plain_file_name(file.name), desk.clock.now(), someone.viewer.actor.id
    try:
        size = file.stat().st_size
        desk.uploads.refuse_too_many(sender, now, size)
        _refuse_size(file, size, desk.settings.most_file_bytes)
        incoming = desk.contents.begin(by=sender, now=now)
        try:
            with file.open("rb") as source:
                while piece := source.read(PIECE):
                    _refuse_size(file, incoming.size + len(piece), desk.settings.most_file_bytes)
                    incoming.take(piece)
        except BaseException:
            incoming.dropped()
            raise
    except OSError as error:
        raise FileCannotBeRead(file=str(file), why=reason_of(error)) from error
    content = incoming.kept(name=name)
    return {
        "sha256": content.sha256,
        "name": name,
        "media_type": content.media_type,
        "size_bytes": content.size_bytes,
    }


def _refuse_size(file: Path, size: int, limit: int) -> None:
    if not size:
        raise FileHasNothingInIt(file=str(file))
    if size > limit:
        raise FileIsTooLarge(limit=limit)


@command()
def attach(
    ref: Ref,
    files: Annotated[list[Path], typer.Argument(help="Файлы · Files")],
    *,
    text: Annotated[str, typer.Option(help="Со словами, комментарием · With words, as a comment")] = "",
    private: Annotated[bool, typer.Option("--private", help="Только для сотрудников · For staff only")] = False,
    who: As = None,
) -> None:
    """Приложить файлы · Attach files."""
    with working(ref, who) as (desk, someone):
        there = [sent(desk, someone, file) for file in files]
        if text.strip():
            done(desk, someone, ref, CommentOnTicket, body=text, attachments=there, is_public=not private)
        else:
            done(desk, someone, ref, AttachFiles, attachments=there, is_public=not private)


COLUMNS: tuple[Column[TicketFile], ...] = (
    Column(code="name", heading=Text("Файл", "File"), value=lambda file: file.name, grows=True),
    Column(code="bytes", heading=Text("Байт", "Bytes"), value=lambda file: file.size_bytes),
    Column(code="at", heading=Text("Когда", "When"), value=lambda file: file.at),
    Column(code="type", heading=Text("Вид", "Type"), value=lambda file: file.media_type, rank=1),
    Column(
        code="private",
        heading=Text("Только сотрудникам", "Staff only"),
        value=lambda file: file.is_inner,
        rank=2,
    ),
    Column(code="sha256", heading=Text.same("SHA-256"), value=lambda file: file.sha256, rank=FOR_PROGRAMS),
)


@command()
def files(ref: Ref, *, how: Listing) -> None:
    """Файлы заявки · The files of a ticket."""
    with opened_desk() as desk, as_called(ref):
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        found = _files(desk, someone, ref)
    show(found, COLUMNS, how, clock)


@command()
def fetch(
    ref: Ref,
    name: Annotated[
        str, typer.Argument(metavar="FILE", help="Имя файла, его часть или SHA-256 · Name, a part of it, SHA-256")
    ],
    *,
    to: Annotated[
        Path | None, typer.Option(help="Куда; «-» — в вывод; без него — сюда · Where; “-” is the output; else here")
    ] = None,
    who: As = None,
) -> None:
    """Забрать файл заявки · Fetch a file of a ticket."""
    with opened_desk() as desk, as_called(ref):
        someone = looking(desk, who)
        file = _called(_files(desk, someone, ref), name)
        served = read_file(desk, someone.viewer, FileWanted(sha256=file.sha256, ticket=ref)).value
        target = to or Path(plain_file_name(served.name))
        if str(target) == "-":
            for nth in range(served.content.chunks):
                sys.stdout.buffer.write(served.content.chunk(nth))
        else:
            _written(target, served)
        desk.downloads.record(
            Download(
                entry_id=0,
                at=desk.clock.now(),
                person_id=someone.viewer.actor.id,
                what="file",
                sha256=served.sha256,
                size_bytes=served.content.size,
                ticket=served.ticket,
                about=served.about,
                source="",
                client="desk fetch",
            )
        )


def _files(desk: Desk, someone: Acting, ref: str) -> list[TicketFile]:
    return list_files(desk, someone.viewer, PageOf(ref=ref, limit=EVERY_LINE)).value.files


def _called(there: Sequence[TicketFile], told: str) -> TicketFile:
    """By its whole name, else by a part that one alone has; the same content under one name is one file."""
    wanted = told.strip().casefold()
    whole = [file for file in there if wanted in {file.name.casefold(), file.sha256}]
    found = whole or [file for file in there if wanted in file.name.casefold() or file.sha256.startswith(wanted)]
    if not found or len({file.sha256 for file in found}) > 1:
        names = {file.sha256: Text.same(f"{file.name} ({file.sha256[:8]})") for file in found or there}
        raise WhichFile(told=told, files=Listed(names, Text("файлов нет", "there are no files")))
    return found[-1]


def _written(target: Path, served: Any) -> None:
    try:
        # Never over a file that is there: what was sent may bear any name.
        with target.open("xb") as file:
            for nth in range(served.content.chunks):
                file.write(served.content.chunk(nth))
    except FileExistsError as error:
        there = Text("такой файл уже есть", "there is such a file already")
        raise FileCannotBeWritten(file=str(target), why=there) from error
    except OSError as error:
        raise FileCannotBeWritten(file=str(target), why=reason_of(error)) from error
    told = say(f"Записано: {target}, байт: {served.content.size}", f"Written: {target}, {served.content.size} bytes")
    out.print(told, markup=False, highlight=False)
