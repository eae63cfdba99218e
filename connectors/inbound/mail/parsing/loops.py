"""Messages that no person wrote: bounces, automatic replies, bulk mail, our own; called by ``mail_parser``.

Such a message never becomes a ticket or a comment: an answer to it may be answered by a machine, for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from email.message import Message

from connectors.inbound.mail.parsing import headers
from connectors.inbound.mail.parsing.charset import one_line
from connectors.inbound.mail.parsing.quarantine import QuarantinedMail, quarantined
from events.values.email_address import key
from events.values.text import Text

OWN_MARK = "X-Desk-Loop"
"""The header that the desk writes into every message of its own."""

MOST_HOPS = 100
"""Servers that a message may have passed, each with a ``Received`` of its own: more is a circle (RFC 5321, 6.3)."""

_SHOWN = 80
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")


def not_by_a_person(message: Message, sender: str, own_addresses: Collection[str]) -> QuarantinedMail | None:
    """Why the message is put aside as a loop, a bounce or bulk; ``None`` when a person may have written it."""
    subject = headers.text(message, "Subject", _SHOWN)
    for found in _reasons(message, sender, own_addresses):
        if found is not None:
            return quarantined(found[0], sender=sender, subject=subject, **found[1])
    return None


_Found = tuple[str, dict[str, object]] | None


def _reasons(message: Message, sender: str, own_addresses: Collection[str]) -> Iterator[_Found]:
    yield _ours(message, sender, own_addresses)
    yield _bounce(message)
    yield _automatic(message)
    yield _bulk(message)
    yield _circle(message)


def _ours(message: Message, sender: str, own_addresses: Collection[str]) -> _Found:
    if headers.raw_values(message, OWN_MARK):
        return "own-loop", {}
    if key(sender) in map(key, own_addresses):
        return "own-address", {}
    return None


def _bounce(message: Message) -> _Found:
    is_report = message.get_content_type() == "multipart/report"
    kind = str(message.get_param("report-type") or "").lower()
    returns_nowhere = any(value.strip() == "<>" for value in headers.raw_values(message, "Return-Path"))
    if (is_report and kind in {"", "delivery-status"}) or returns_nowhere:
        recipient, status = delivery_status(message)
        return "bounce", {
            "recipient": recipient or Text("кому — не указано", "it is not said to whom"),
            "status": Text(f"код {status}", f"status {status}") if status else Text("код не указан", "no status given"),
        }
    return None


def delivery_status(message: Message) -> tuple[str, str]:
    """Whom a bounce could not reach and with which status; empty where it does not say."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            recipient = headers.text(block, "Final-Recipient", _SHOWN).partition(";")[2].strip()
            if recipient:
                status = _STATUS.search(headers.text(block, "Status", _SHOWN))
                return recipient, status.group() if status else ""
    return "", ""


def _automatic(message: Message) -> _Found:
    for name, speaks in _AUTOMATIC.items():
        for value in headers.raw_values(message, name):
            word = value.strip().lower()
            if speaks(word):
                return "automatic-reply", {"detail": f"{name}: {one_line(word, _SHOWN)}"}
    return None


def _bulk(message: Message) -> _Found:
    for value in headers.raw_values(message, "Precedence"):
        if value.strip().lower() in {"bulk", "junk", "list"}:
            return "bulk", {"detail": f"Precedence: {value.strip().lower()}"}
    if headers.raw_values(message, "List-Id"):
        return "bulk", {"detail": "List-Id"}
    return None


def _circle(message: Message) -> _Found:
    hops = len(headers.raw_values(message, "Received"))
    return ("too-many-hops", {"hops": hops}) if hops > MOST_HOPS else None


_AUTOMATIC: dict[str, Callable[[str], bool]] = {
    "Auto-Submitted": lambda word: not re.match(r"no\b", word),
    "X-Auto-Response-Suppress": lambda word: bool(word) and word != "none",
    "X-Autoreply": lambda word: word not in {"", "no"},
    "X-Autorespond": lambda word: word not in {"", "no"},
}
