"""Reads what the parser of HTTP cannot: addresses in plain UTF-8, and why something is no request; used by the door."""

from __future__ import annotations

import re

from fastapi import Request

from api.wire.refusals import HeadIsTooLong, NotHttp, TransferCodingIsUnknown
from events.values.refusal import Refusal
from events.values.text import Text

_REQUEST_LINE = re.compile(rb"(?P<method>[!-~]+) (?P<target>[^\r\n]*) (?P<version>HTTP/[0-9.]+\r?)\Z")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LANGUAGE = re.compile(rb"(?im)^accept-language:[ \t]*([^\r\n]*)")
_QUERY = re.compile(rb"[^\r\n?]*\?([^\r\n ]*)")

_TLS = Text(ru="это начало TLS, а здесь говорят без него, http://", en="it begins TLS, and this port speaks http://")
_SPACE = Text(ru="в адресе пробел, его пишут %20", en="there is a space in the address; write it %20")
_FIRST_LINE = Text(ru="первая строка — не «МЕТОД адрес HTTP/1.1»", en="its first line is not “METHOD address HTTP/1.1”")
_REASONS: tuple[tuple[str, Text], ...] = (
    ("Missing mandatory Host", Text(ru="нет заголовка Host", en="the header Host is missing")),
    ("multiple Host", Text(ru="заголовок Host указан дважды", en="the header Host is given twice")),
    (
        "Content-Length and Transfer-Encoding",
        Text(
            ru="длина тела указана и в Content-Length, и в Transfer-Encoding; оставьте одно",
            en="the length of the body is told by Content-Length and by Transfer-Encoding; leave one",
        ),
    ),
    ("Content-Length", Text(ru="заголовок Content-Length — не одно число", en="Content-Length is not one number")),
    ("chunk", Text(ru="тело разбито на части с ошибкой", en="the chunks of the body are broken")),
    ("header line", Text(ru="одна из строк — не заголовок", en="one of its lines is no header")),
    ("continuation line", Text(ru="одна из строк — не заголовок", en="one of its lines is no header")),
)


def with_plain_address(data: bytes) -> bytes | None:
    """The same request with the bytes of its address that are beyond ASCII percent-encoded; ``None``: none are.

    People type UTF-8, and RFC 9112 has no place for it.
    """
    line, end, rest = data.partition(b"\n")
    found = _REQUEST_LINE.match(line)
    if not end or found is None or found["target"].isascii():
        return None
    target = _BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], found["target"])
    return b"%s %s %s\n%s" % (found["method"], target, found["version"], rest)


def refusal_for(told: str, status: int, head: bytes, limit: int) -> Refusal:
    """Why the parser gave up, in our own words: it told ``told`` with a hint at a status."""
    if status == 431:  # noqa: PLR2004 - the parser speaks HTTP
        return HeadIsTooLong(limit=limit)
    if status == 501:  # noqa: PLR2004 - the parser speaks HTTP
        return TransferCodingIsUnknown()
    return NotHttp(reason=_reason(told, head))


def request_of(head: bytes) -> Request:
    """As much of a request as tells its sender's language."""
    language, query = _LANGUAGE.search(head), _QUERY.match(head)
    return Request(
        {
            "type": "http",
            "headers": [(b"accept-language", language[1])] if language else [],
            "query_string": query[1] if query else b"",
        }
    )


def _reason(told: str, head: bytes) -> Text:
    if head.startswith(b"\x16\x03"):
        return _TLS
    for words, reason in _REASONS:
        if words in told:
            return reason
    return _SPACE if head.partition(b"\n")[0].count(b" ") > 2 else _FIRST_LINE  # noqa: PLR2004 - as in the form
