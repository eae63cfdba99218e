"""Headers of a message read without trusting them: texts, addresses, ids; called by the other mail modules.

The standard library's parsed headers raise on hostile input (``From: "`` is an ``IndexError``) and are slow on
long ones, so the raw header is taken and decoded here.
"""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

import msgspec

from connectors.inbound.mail.parsing.charset import decoded, one_line
from connectors.inbound.mail.parsing.policy import LONGEST_HEADER

LONGEST_NAME = 200
MOST_REFERENCES = 100
MOST_HEADERS = 100
"""Headers of one name that are looked at: no mailer writes more, and each may name many addresses."""
LONGEST_WORDS = 4_000
"""Characters of a header that are decoded: all that is ever shown of one, written as clumsily as can be."""
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[^@\s<>\"(),;:\\]{1,189}")
_WORD_GAP = re.compile(r"(\?=)\s+(=\?)")


class Address(msgspec.Struct, frozen=True):
    """A mailbox: the address as written and the name beside it, or empty."""

    address: str
    name: str = ""


def raw_values(message: Message, name: str) -> list[str]:
    """All headers of a name as they stand in the message, shortened; 8-bit bytes appear as surrogates."""
    wanted = name.lower()
    return [str(value)[:LONGEST_HEADER] for key, value in message.raw_items() if key.lower() == wanted]


def text(message: Message, name: str, longest: int) -> str:
    """The first header of a name as one readable line; empty when there is none."""
    values = raw_values(message, name)
    return one_line(readable(values[0]), longest) if values else ""


def readable(value: str) -> str:
    """A raw header with its encoded words and its 8-bit bytes read in whatever charset they are."""
    # On one line and no further than the last encoded word: the library looks for the end of each that begins.
    value = _WORD_GAP.sub(r"\1\2", value[:LONGEST_WORDS].replace("\r", "").replace("\n", ""))
    last = value.rfind("?=") + 2
    if last < 2:  # noqa: PLR2004 - the length of an end that is not there
        return _eight_bit(value)
    try:
        chunks = [*decode_header(value[:last]), (value[last:], None)]
    except (MessageError, ValueError, binascii.Error):
        return _eight_bit(value)
    # Mailers cut characters of several bytes between two words: join before reading.
    joined: list[tuple[bytes | str, str]] = []
    for chunk, charset in chunks:
        declared = charset or ""
        if joined and joined[-1][1] == declared and isinstance(chunk, bytes):
            before = joined[-1][0]
            if isinstance(before, bytes):
                joined[-1] = (before + chunk, declared)
                continue
        joined.append((chunk, declared))
    return "".join(
        _eight_bit(chunk) if isinstance(chunk, str) else _read(chunk, declared) for chunk, declared in joined
    )


def addresses(message: Message, name: str) -> tuple[Address, ...]:
    """The mailboxes in all headers of a name; what does not read as an address is left out."""
    found: list[Address] = []
    for value in raw_values(message, name)[:MOST_HEADERS]:
        try:
            pairs = getaddresses([value.replace("\n", " ").replace("\r", " ")])
        except (ValueError, IndexError, MessageError, RecursionError):
            # RecursionError: comments nested by the thousand.
            continue
        for shown, given in pairs:
            # An address in letters of its own language comes as raw UTF-8.
            address = _eight_bit(given)
            if _ADDRESS.fullmatch(address) and address.isprintable():
                found.append(Address(address=address, name=one_line(readable(shown), LONGEST_NAME)))
    return tuple(found)


def message_ids(message: Message, name: str) -> tuple[str, ...]:
    """The ids ``<...>`` in the headers of a name, the last ones when there are too many."""
    found = [match for value in raw_values(message, name)[-MOST_HEADERS:] for match in _MESSAGE_ID.findall(value)]
    clean = [one_line(match, LONGEST_HEADER) for match in found if match.isascii()]
    return tuple(dict.fromkeys(clean))[-MOST_REFERENCES:]


def mend_eight_bit(message: Message, name: str) -> None:
    """Read the 8-bit bytes of a header before the library replaces them by question marks."""
    values = raw_values(message, name)
    if values and not values[0].isascii():
        message.replace_header(name, _eight_bit(values[0]))


def date_of(message: Message) -> datetime | None:
    """The Date header as an aware UTC instant; ``None`` when it is missing or nonsense."""
    values = raw_values(message, "Date")
    if not values:
        return None
    try:
        sent = parsedate_to_datetime(values[0].strip())
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read(chunk: bytes, declared: str) -> str:
    # What stands between encoded words comes as bytes that decode_header made of str in this very way.
    return decoded(chunk, declared) if declared else _eight_bit(chunk.decode("raw-unicode-escape", "replace"))


def _eight_bit(value: str) -> str:
    return decoded(value.encode("utf-8", "surrogateescape")) if not value.isascii() else value
