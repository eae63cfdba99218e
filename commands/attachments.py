"""References to files: taken only to what the issuer brought or may read; used by commands that bear any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from aggregates.ticket import Ticket
from commands.command import UnitOfWork
from commands.ports import Content, Place
from commands.sight import sees, sees_private
from events.values.file_name import plain_file_name
from events.values.one_line import can_be_seen
from events.values.refusal import Refusal
from events.values.ticket import Attachment


class NoSuchFile(Refusal):
    """There is no such file among those that you can read. Name one that stands on a ticket that you see."""

    kind = "missing"
    ru: ClassVar[str] = "Такого файла нет среди доступных вам. Укажите файл из заявки, которую вы видите."
    rule: ClassVar[str] = "row 173"


class FileNeedsName(Refusal):
    """Nothing of the file's name is left without folders and invisible signs. Name it, for example report.pdf."""

    ru: ClassVar[str] = (
        "От имени файла без папок и невидимых знаков ничего не осталось. Назовите его, например report.pdf."
    )
    rule: ClassVar[str] = "row 173"


def attached(work: UnitOfWork, wanted: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The files that a command attaches, as they are."""
    if not wanted:
        return ()
    found = work.files.readable({file.sha256 for file in wanted})
    return tuple(_as_it_is(work, file, found, f"attachments[{place}]") for place, file in enumerate(wanted))


def file_as_it_is(work: UnitOfWork, wanted: Attachment, *, field: str) -> Attachment:
    """The one file that a command names in a field."""
    return _as_it_is(work, wanted, work.files.readable({wanted.sha256}), field)


def _as_it_is(work: UnitOfWork, file: Attachment, found: Mapping[str, Content], field: str) -> Attachment:
    """Kind and size are those of the stored content, whatever was said of them.

    A content that is not stored and one that stands out of the issuer's sight look the same; whose sight hangs on
    where it stands, of them the log is asked: a list that is moments behind opens nothing.
    """
    content = found.get(file.sha256)
    if content is None or (content.places and not any(_is_read(work, place) for place in content.places)):
        raise NoSuchFile(field=f"{field}.sha256")
    name = plain_file_name(file.name)
    if not can_be_seen(name):
        raise FileNeedsName(field=f"{field}.name")
    return Attachment(sha256=content.sha256, name=name, media_type=content.media_type, size_bytes=content.size_bytes)


def _is_read(work: UnitOfWork, place: Place) -> bool:
    """Whether the issuer reads what stands there at this moment."""
    found = Ticket.fold(work.history(place.ticket_id))
    return found is not None and sees(work, found) and (not place.is_private or sees_private(work, found))
