"""The words and the files of a parsed MIME tree; called by ``mail_parser``."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from email.message import Message
from hashlib import sha256
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from connectors.inbound.mail.parsing import headers
from connectors.inbound.mail.parsing.charset import decoded, one_line, printable
from connectors.inbound.mail.parsing.html_text import LARGEST_HTML, text_of
from connectors.inbound.mail.parsing.policy import AS_IT_CAME
from events.values.file_name import LONGEST_FILE_NAME, plain_file_name

LARGEST_TEXT = 1_000_000
"""Bytes that are read of a letter's texts, all parts together; more is no letter to a service desk, and the original
keeps it."""

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")


_CONTENT_ID = re.compile(r"[\x21-\x3b=\x3f-\x7e]{1,250}")
_POINTS_AT = re.compile(rb"(?i)\bcid:([\x21\x23-\x26\x28\x2a-\x3b=\x3f-\x5a\x5e-\x7e]{1,750})")
"""A word that points at a part of its letter: up to a blank, a quote or a bracket."""


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message, exactly as it came: archives are never unpacked.

    ``content_id`` is that of a picture which the message's words point at.
    """

    name: str
    media_type: str
    content: bytes
    content_id: str = ""

    @property
    def sha256(self) -> str:
        """What the file is known by."""
        return sha256(self.content).hexdigest()


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says and what came with it."""

    text: str
    files: tuple[AttachedFile, ...]


def body_of(message: Message) -> Body:
    """Read the tree: of alternatives the richest that can be read as text, the rest as files."""
    words: list[str] = []
    files: list[AttachedFile] = []
    left, left_of_html = LARGEST_TEXT, LARGEST_HTML
    for part, is_text in _leaves(message):
        if is_text:
            is_html = part.get_content_type() == "text/html"
            content = _content(part)[:left]
            left -= len(content)
            if is_html:
                content = content[:left_of_html]
                left_of_html -= len(content)
            words.append(_words(content, _charset(part), is_html=is_html))
        else:
            files.append(_file(part, len(files) + 1))
    pointed_at = _pointed_at(message) if any(file.content_id for file in files) else frozenset()
    files = [file if file.content_id in pointed_at else replace(file, content_id="") for file in files]
    text = "\n\n".join(entry.strip("\n") for entry in words if entry.strip())
    return Body(text=text, files=tuple(files))


def _leaves(part: Message) -> Iterator[tuple[Message, bool]]:
    """The parts that carry something, each with whether it belongs to the text."""
    kind = part.get_content_type()
    if kind == "multipart/alternative" and part.is_multipart():
        yield from _alternatives(_children(part))
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for child in _children(part):
            yield from _leaves(child)
    else:
        yield part, _is_text(part)


def _alternatives(parts: list[Message]) -> Iterator[tuple[Message, bool]]:
    """Plain words when there are any, else the HTML; an invitation among them is kept as a file."""
    leaves = [leaf for part in parts for leaf in _leaves(part)]
    texts = [part for part, is_text in leaves if is_text]
    plain = [part for part in texts if part.get_content_type() == "text/plain" and _content(part).strip()]
    chosen = plain or texts[-1:]
    for part, is_text in leaves:
        if not is_text:
            yield part, False
        elif part in chosen:
            yield part, True


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_text(part: Message) -> bool:
    # A multipart without parts lost its boundary: what is there are words.
    is_words = part.get_content_type() in {"text/plain", "text/html"} or part.get_content_maintype() == "multipart"
    if not is_words:
        return False
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return not disposition.startswith("attachment") and not _file_name(part)


def _words(content: bytes, charset: str, *, is_html: bool) -> str:
    text = printable(decoded(content, charset))
    # Once more behind it: HTML also writes characters by their numbers.
    return printable(text_of(text)) if is_html else text


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):
        # A parameter in pieces (RFC 2231) that do not fit together.
        return ""


def _file(part: Message, nth: int) -> AttachedFile:
    kind = part.get_content_type()
    media_type = kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"
    name = _file_name(part)
    if not name:
        suffix = ".eml" if media_type == "message/rfc822" else mimetypes.guess_extension(media_type) or ".bin"
        name = f"attachment-{nth}{suffix}"
    called = _content_id(part) if media_type.startswith("image/") else ""
    return AttachedFile(name=name, media_type=media_type, content=_content(part), content_id=called)


def _content_id(part: Message) -> str:
    """What words may call the part; nothing where it is none that could be told."""
    told = str(part.get("Content-ID", "")).strip().removeprefix("<").removesuffix(">")
    return told if _CONTENT_ID.fullmatch(told) else ""


def _pointed_at(message: Message) -> frozenset[str]:
    """The content ids that the words of a letter name, also words that were not chosen to be read."""
    left, found = LARGEST_TEXT, set[str]()
    for part in message.walk():
        if left > 0 and not part.is_multipart() and part.get_content_maintype() == "text":
            content = _content(part)[:left]
            left -= len(content)
            found.update(unquote(told.decode("ascii", "replace")) for told in _POINTS_AT.findall(content))
    return frozenset(found)


def _content(part: Message) -> bytes:
    if part.is_multipart():
        # A whole message inside this one (message/rfc822), or a report: kept as it stands.
        return b"\n".join(child.as_bytes(policy=AS_IT_CAME) for child in _children(part))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    """The name of a file without folders, without tricks of reading direction, of bearable length."""
    for header in ("Content-Disposition", "Content-Type"):
        headers.mend_eight_bit(part, header)
    try:
        given = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        # An unknown charset in an encoded name, or a parameter that is no parameter.
        given = "attachment.bin"
    return plain_file_name(one_line(headers.readable(str(given)), 10 * LONGEST_FILE_NAME))
