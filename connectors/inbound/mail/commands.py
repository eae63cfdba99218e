"""What a message says as a command, with an id that the same words always have; called by ``mail_intake``."""

from __future__ import annotations

import hashlib
import re

from aggregates.person import Person
from aggregates.ticket import Ticket
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From, Sender
from commands.ticket.talk import CommentOnTicket
from connectors.inbound.mail.parsing.parser import ParsedMail
from events.values.identity import CommandId, TicketId
from events.values.keyed import Keyed
from events.values.one_line import can_be_seen
from events.values.picture import MOST_IN_PLACE, PlacedPicture
from events.values.text import Text
from events.values.ticket import Attachment

LONGEST_DESCRIPTION = 90_000
LONGEST_COMMENT = 18_000
ORIGINAL_NAME = "message.eml"

NO_SUBJECT = Text(ru="(без темы)", en="(no subject)")
NO_WORDS = Text(ru="(без текста)", en="(no text)")
CUT = Text(
    ru=f"… (текст сокращён, целиком он в {ORIGINAL_NAME})",
    en=f"… (the text was cut; {ORIGINAL_NAME} has all of it)",
)
MENTION = Text(ru="Письмо относится к заявке №{number}.", en="The message refers to ticket #{number}.")
STRANGER = Text(
    ru="Написал не участник заявки: {name} <{address}>.",
    en="Written by somebody who is no party to the ticket: {name} <{address}>.",
)
SHUT_OUT = Text(
    ru="Написал тот, кому закрыт доступ: {name} <{address}>. Администратор может снова открыть его.",
    en="Written by somebody whose access is closed: {name} <{address}>. An administrator can open it again.",
)


def command_ids(keyed: Keyed, mail: ParsedMail, raw: bytes) -> tuple[CommandId, ...]:
    """The id of the command that a message becomes: the same for the same words, however often they come.

    Then the one that it had before ids were keyed, where that may be known.

    From the Message-ID together with what is said, not from the Message-ID alone: some mailers give all their
    messages the same one. The transport headers, which differ between two copies, do not count.
    """
    if not mail.message_id:
        return _ids(keyed, hashlib.sha256(raw).hexdigest())
    said = hashlib.sha256()
    for part in (mail.sender.address.casefold(), mail.subject, mail.text, *(file.sha256 for file in mail.files)):
        said.update(part.encode() + b"\0")
    return _ids(keyed, f"{mail.message_id}:{said.hexdigest()}")


def _ids(keyed: Keyed, said: str) -> tuple[CommandId, ...]:
    return tuple(map(CommandId, keyed.ids("mail", [said])))


def registration(
    mail: ParsedMail,
    person: Person | None,
    attachments: tuple[Attachment, ...],
    *,
    code: str,
    mentions: int | None = None,
    follows: TicketId | None = None,
) -> RegisterTicket:
    """A new ticket for a registered person or for an unknown sender.

    ``code`` is the type that letters come in as, ``mentions`` the ticket that its words refer to; the new one
    ``follows`` that ticket when the sender is its party.
    """
    language = _language(mail)
    words = mail.text
    if mentions is not None:
        words = f"{MENTION.to(language).format(number=mentions)}\n\n{mail.own_text}"
    sender = mail.sender
    name = sender.name if can_be_seen(sender.name) else None
    return RegisterTicket(
        subject=next(filter(can_be_seen, (mail.subject, _first_line(mail.text))), NO_SUBJECT.to(language)),
        description=_cut(words, LONGEST_DESCRIPTION, language),
        type=code,
        requester=From(person_id=person.person_id) if person else Sender(email=sender.address, name=name),
        channel="email",
        attachments=attachments,
        in_place=_in_place(mail, attachments),
        message_id=mail.message_id,
        follows=follows,
    )


def comment(
    mail: ParsedMail, ticket: Ticket, attachments: tuple[Attachment, ...], *, note: Text | None = None
) -> CommentOnTicket:
    """A comment; with a ``note`` of who wrote it a private one, for its author is the desk."""
    language = _language(mail)
    words = mail.own_text.strip() or mail.subject or NO_WORDS.to(language)
    if note is not None:
        sender = mail.sender
        told = note.to(language).format(name=sender.name or sender.address, address=sender.address)
        words = f"{told}\n\n{words}"
    return CommentOnTicket(
        ticket_id=ticket.ticket_id,
        body=_cut(words, LONGEST_COMMENT, language),
        is_public=note is None,
        attachments=attachments,
        in_place=_in_place(mail, attachments),
        message_id=mail.message_id,
    )


def _in_place(mail: ParsedMail, attachments: tuple[Attachment, ...]) -> tuple[PlacedPicture, ...]:
    """The pictures that its words point at: those that are pictures by their content, too."""
    return tuple(
        PlacedPicture(sha256=kept.sha256, content_id=file.content_id)
        for file, kept in zip(mail.files, attachments, strict=False)
        if file.content_id and kept.media_type.startswith("image/")
    )[:MOST_IN_PLACE]


def _language(mail: ParsedMail) -> str:
    return "ru" if re.search("[а-яё]", f"{mail.subject} {mail.own_text}", re.IGNORECASE) else "en"


def _first_line(text: str) -> str:
    return next((line.strip()[:100] for line in text.split("\n") if line.strip()), "")


def _cut(text: str, longest: int, language: str) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "\n" + CUT.to(language)
