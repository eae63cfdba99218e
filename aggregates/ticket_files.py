"""Which files a ticket takes, by the rules of its type; driven by the commands that attach any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from aggregates.ticket import Ticket
from events.fact import Fact
from events.ticket_files import TicketFilesAttached
from events.values.refusal import Refusal
from events.values.ticket import Attachment
from events.values.ticket_type import FileRules


class TicketHasEnoughFiles(Refusal):
    """A ticket of this type has at most {limit} files; it would have {count}. Attach fewer, or pack them."""

    ru: ClassVar[str] = (
        "У заявки этого типа может быть не больше {limit} файлов, а стало бы {count}. Приложите меньше или соберите их "
        "в один архив."
    )
    rule: ClassVar[str] = "row 173"


class FileIsTooLargeForType(Refusal):
    """Tickets of this type take files of at most {limit} bytes; this one has {size}. Attach a smaller one."""

    ru: ClassVar[str] = "К заявкам этого типа прикладывают файлы до {limit} байт, а в этом {size}. Уменьшите его."
    rule: ClassVar[str] = "row 173"


class KindOfFileIsNotTaken(Refusal):
    """Tickets of this type take files of these kinds: {kinds}. This one is of the kind {kind}, by what is in it."""

    ru: ClassVar[str] = (
        "К заявкам этого типа прикладывают файлы таких видов: {kinds}. Этот, судя по содержимому, — {kind}."
    )
    rule: ClassVar[str] = "row 173"


def refuse_beyond(rules: FileRules, files: Sequence[Attachment], *, already: int) -> None:
    """Refuse files that a ticket of a type does not take; ``already`` are those that it has."""
    if already + len(files) > rules.most:
        raise TicketHasEnoughFiles(field="attachments", limit=rules.most, count=already + len(files))
    for place, file in enumerate(files):
        if rules.most_bytes and file.size_bytes > rules.most_bytes:
            raise FileIsTooLargeForType(field=f"attachments[{place}]", limit=rules.most_bytes, size=file.size_bytes)
        if not rules.takes(file.media_type):
            raise KindOfFileIsNotTaken(
                field=f"attachments[{place}]", kinds=", ".join(rules.kinds), kind=file.media_type
            )


def attach(
    ticket: Ticket, attachments: tuple[Attachment, ...], *, is_public: bool = True, with_solution: bool = False
) -> list[Fact]:
    """Files without a comment; nothing happens where there are none."""
    if not attachments:
        return []
    if not with_solution:
        ticket.refuse_if_final()
    return [
        TicketFilesAttached(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            attachments=attachments,
            is_public=is_public,
            with_solution=with_solution,
        )
    ]
