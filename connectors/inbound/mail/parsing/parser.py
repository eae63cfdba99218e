"""Raw bytes of a message to a ``ParsedMail``, or to a ``QuarantinedMail`` with the reason; called by ``mail_intake``.

Pure: the same bytes give the same result. Whatever the bytes are, one of the two comes back.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from email.message import Message
from email.parser import BytesParser

import msgspec

from connectors.inbound.mail.parsing import headers
from connectors.inbound.mail.parsing.body import AttachedFile, body_of
from connectors.inbound.mail.parsing.headers import Address
from connectors.inbound.mail.parsing.loops import not_by_a_person
from connectors.inbound.mail.parsing.policy import READING
from connectors.inbound.mail.parsing.quarantine import QuarantinedMail, quarantined
from connectors.inbound.mail.parsing.quotes import own_words

MEGABYTE = 1024 * 1024
LONGEST_SUBJECT = 300


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a message the reader takes; more is put aside unread."""

    message_bytes: int = 16 * MEGABYTE
    header_bytes: int = 256 * 1024
    lines: int = 1_000_000
    parts: int = 200
    depth: int = 20
    comparisons: int = 4_000_000


LIMITS = Limits()


class ParsedMail(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says. ``own_text`` is ``text`` without quoted mails and signature.

    ``sent_at`` is what the Date header claims: it is told, never trusted.
    """

    message_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    own_text: str
    files: tuple[AttachedFile, ...]


def parse(raw: bytes, *, own_addresses: Collection[str] = (), limits: Limits = LIMITS) -> ParsedMail | QuarantinedMail:
    """Read a message. ``own_addresses`` are those that the desk itself receives and sends with."""
    if refused := _refused_unread(raw, limits):
        return refused
    try:
        message = BytesParser(policy=READING).parsebytes(raw)
        return _read(message, own_addresses, limits)
    except RecursionError:
        return quarantined("nested-too-deep", limit=limits.depth)
    except Exception as error:  # noqa: BLE001 - whatever a hostile message makes the library raise: it is put aside
        return quarantined("unreadable", detail=f"{type(error).__name__}")


def _refused_unread(raw: bytes, limits: Limits) -> QuarantinedMail | None:
    """What must not even be parsed: it would cost more than it can be worth."""
    if not raw.strip():
        return quarantined("empty")
    if len(raw) > limits.message_bytes:
        return quarantined("too-large", limit=limits.message_bytes // MEGABYTE)
    head = re.search(rb"\r?\n\r?\n", raw[: limits.header_bytes + 4])
    if head is None and len(raw) > limits.header_bytes:
        return quarantined("headers-too-large", limit=limits.header_bytes // 1024)
    lines = raw.count(b"\n")
    if lines > limits.lines:
        return quarantined("too-many-lines", limit=limits.lines)
    return _refused_boundaries(raw, lines, limits)


def _refused_boundaries(raw: bytes, lines: int, limits: Limits) -> QuarantinedMail | None:
    """Too many parts, counted without the library, which compares each line with each open boundary."""
    boundaries = re.findall(rb"boundary\s*=\s*\"?([^\"\r\n;]{1,200})", raw, re.IGNORECASE)
    if len(boundaries) > limits.parts:
        return quarantined("nested-too-deep", limit=limits.depth)
    known, parts = {boundary.strip() for boundary in boundaries}, 0
    if len(known) * lines > limits.comparisons:
        return quarantined("too-many-parts", limit=limits.parts)
    for line in re.finditer(rb"^--([^\r\n]{1,202})", raw, re.MULTILINE) if known else ():
        parts += line[1].strip() in known
        if parts > 2 * limits.parts:
            return quarantined("too-many-parts", limit=limits.parts)
    return None


def _read(message: Message, own_addresses: Collection[str], limits: Limits) -> ParsedMail | QuarantinedMail:
    subject = headers.text(message, "Subject", LONGEST_SUBJECT)
    if refused := _refused_structure(message, subject, limits):
        return refused
    sender = _sender(message, subject)
    if isinstance(sender, QuarantinedMail):
        # A bounce may come from nobody: then this is the better reason.
        return not_by_a_person(message, "", ()) or sender
    if refused := not_by_a_person(message, sender.address, own_addresses):
        return refused
    body = body_of(message)
    if not subject and not body.text.strip() and not body.files:
        return quarantined("empty", sender=sender.address)
    ids = headers.message_ids(message, "Message-ID")
    return ParsedMail(
        message_id=ids[0] if ids else "",
        sender=sender,
        to=headers.addresses(message, "To"),
        cc=headers.addresses(message, "Cc"),
        subject=subject,
        sent_at=headers.date_of(message),
        in_reply_to=headers.message_ids(message, "In-Reply-To"),
        references=headers.message_ids(message, "References"),
        text=body.text,
        own_text=own_words(body.text),
        files=body.files,
    )


def _sender(message: Message, subject: str) -> Address | QuarantinedMail:
    """The one sender: of two From headers, or of two addresses in one, a forger has one checked and one shown."""
    given = headers.raw_values(message, "From")
    found = headers.addresses(message, "From")
    if not any(value.strip() for value in given):
        return quarantined("no-sender", subject=subject)
    if len(given) > 1 or len(found) > 1:
        return quarantined("two-senders", sender=found[0].address if found else "", subject=subject)
    if not found:
        return quarantined("unreadable-sender", sender=headers.text(message, "From", 200), subject=subject)
    return found[0]


def _refused_structure(message: Message, subject: str, limits: Limits) -> QuarantinedMail | None:
    level, depth, parts = [message], 0, 0
    while level:
        parts += len(level)
        depth += 1
        if depth > limits.depth:
            return quarantined("nested-too-deep", subject=subject, limit=limits.depth)
        if parts > limits.parts:
            return quarantined("too-many-parts", subject=subject, limit=limits.parts)
        payloads = [part.get_payload() for part in level]
        level = [
            part for payload in payloads if isinstance(payload, list) for part in payload if isinstance(part, Message)
        ]
    return None
