"""Reads a form with files part by part as it comes (RFC 7578), never whole; used by the route that takes files in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple
from urllib.parse import unquote

from events.values.refusal import Refusal

LONGEST_HEAD = 8_192
"""Bytes of the headers of a part."""
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))', re.IGNORECASE)
_NAME = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.IGNORECASE)
_NAME_IN_LETTERS = re.compile(r"filename\*\s*=\s*UTF-8'[^']*'([^\s;]+)", re.IGNORECASE)
_KIND = re.compile(rb"^content-type:[ \t]*([^\s;]{1,200})", re.IGNORECASE | re.MULTILINE)
_DISPOSITION = re.compile(rb"^content-disposition:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class FormIsBroken(Refusal):
    """The form cannot be read: its parts do not stand as multipart/form-data has them, or it ends in the middle. Send
    the file itself as the body, with its name as ?name=.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unreadable"
    ru: ClassVar[str] = (
        "Форму не разобрать: части стоят не так, как в multipart/form-data, или она обрывается. Отправьте файл самим "
        "телом запроса, а имя — параметром ?name=."
    )
    field = "body"


class Begun(NamedTuple):
    """A part begins. ``file_name`` is ``None`` where it is no file but a field."""

    file_name: str | None
    media_type: str


class Some(NamedTuple):
    """Some of the part's content."""

    data: bytes


class Ended(NamedTuple):
    """The part is whole."""


Event = Begun | Some | Ended


def boundary_of(content_type: str) -> bytes | None:
    """What stands between the parts of a form; ``None``: the body is no form with files."""
    if not content_type.strip().lower().startswith("multipart/form-data"):
        return None
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise FormIsBroken
    return (found[1] or found[2]).encode("latin-1")


class FormReader:
    """What has come of a form, in events; it keeps no more than a piece."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\r\n--" + boundary
        # The first mark may stand at the very beginning.
        self._kept = b"\r\n"
        self._stage = "before"

    def feed(self, data: bytes) -> Iterator[Event]:
        """What the next bytes say. Raises ``FormIsBroken``."""
        self._kept += data
        while (step := self._step()) is not None:
            yield from step

    def end(self) -> None:
        """Nothing more comes: raises ``FormIsBroken`` where something is missing."""
        if self._stage != "over":
            raise FormIsBroken

    def _step(self) -> tuple[Event, ...] | None:
        """The next events; ``None``: more must come first."""
        if self._stage == "over":
            self._kept = b""
            return None
        if self._stage in {"before", "content"}:
            return self._to_mark()
        return self._behind_mark() if self._stage == "mark" else self._head()

    def _to_mark(self) -> tuple[Event, ...] | None:
        is_content = self._stage == "content"
        at = self._kept.find(self._mark)
        if at >= 0:
            data, self._kept = self._kept[:at], self._kept[at + len(self._mark) :]
            self._stage = "mark"
            return ((Some(data),) if data else ()) + (Ended(),) if is_content else ()
        # A mark may have begun in what is last.
        ready = len(self._kept) - len(self._mark) + 1
        if ready <= 0:
            return None
        data, self._kept = self._kept[:ready], self._kept[ready:]
        return (Some(data),) if is_content else ()

    def _behind_mark(self) -> tuple[Event, ...] | None:
        if self._kept.startswith(b"--"):
            self._stage = "over"
            return ()
        at = self._kept.find(b"\r\n")
        if at < 0 or self._kept == b"\r\n"[: len(self._kept)]:
            if len(self._kept) > LONGEST_HEAD:
                raise FormIsBroken
            return None
        if self._kept[:at].strip(b" \t"):
            raise FormIsBroken
        # The end of this line stays: a part without headers has nothing before its empty line.
        self._kept = self._kept[at:]
        self._stage = "head"
        return ()

    def _head(self) -> tuple[Event, ...] | None:
        at = self._kept.find(b"\r\n\r\n")
        if at < 0 or at > LONGEST_HEAD:
            if len(self._kept) > LONGEST_HEAD:
                raise FormIsBroken
            return None
        head, self._kept = self._kept[2:at] if at else b"", self._kept[at + 4 :]
        self._stage = "content"
        told = _DISPOSITION.search(head)
        kind = _KIND.search(head)
        media_type = kind[1].decode("latin-1").lower() if kind else ""
        return (Begun(_file_name("" if told is None else told[1].decode("utf-8", "replace")), media_type),)


def _file_name(disposition: str) -> str | None:
    if found := _NAME_IN_LETTERS.search(disposition):
        return unquote(found[1])
    found = _NAME.search(disposition)
    if found is None:
        return None
    name = found[1] if found[1] is not None else found[2]
    # As browsers write what must not stand between quotes, and as older programs do.
    return re.sub("%22", '"', re.sub(r'\\(["\\])', r"\1", name))
