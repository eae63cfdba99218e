"""What a person wrote, apart from what they quoted, in Russian and English mails; called by ``mail_parser``."""

from __future__ import annotations

import re
from itertools import groupby

_DELIMITER = re.compile(
    r"^\s*(?:[-_]{2,}\s*(?:original message|исходное сообщение|оригинальное сообщение|пересылаемое сообщение|"
    r"пересланное сообщение|forwarded message|(?:начало|конец) переадресованного сообщения)|"
    r"(?:begin forwarded message|начало переадресованного сообщения|начало пересылаемого сообщения):\s*$)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[\s>*]*(от|from|отправлено|отправитель|дата|date|sent|кому|to|копия|cc|тема|subject|важность|importance)\*?\s*:",
    re.IGNORECASE,
)
_SENDER_FIELD = re.compile(r"^[\s*]*(от|from|отправитель)\*?\s*:", re.IGNORECASE)
_RULE = re.compile(r"^\s*[_-]{5,}\s*$")
_MAILBOX = r"<[^<>@\s]{1,64}@[^<>@\s]{1,189}>"
_WRITES = r"\b(?:wrote|writes|пишет|писали|писал(?:\(а\))?|писала|написал(?:\(а\))?|написала)"
_ATTRIBUTION = re.compile(rf"(?:{_WRITES}|{_MAILBOX}|{_WRITES}[^\w>]+\d[^>]{{5,30}})\s*:\s*$", re.IGNORECASE)
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\b\d{4}\b")
_DATED = re.compile(rf"{_MOMENT.pattern}|{_MAILBOX}|\[mailto:", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^(?:--[ ]?|—|(?:sent (?:from|with|via)|отправлено (?:с|из|через)|(?:get|получить|скачать) outlook (?:for|для)|"
    r"получите outlook для)\b.{0,120})$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:с уважением|всего доброго|с наилучшими|best regards|kind regards|regards|best|thanks)\b.{0,40}$",
    re.IGNORECASE,
)

_HEADER_LINES = 6
_ENOUGH_FIELDS = 3
_ATTRIBUTION_LINES = 3
_CLOSING_LINES = 8
_LONGEST_MARK = 500
"""Characters of a line that can be a mailer's mark; a longer one is somebody's words."""


def own_words(text: str) -> str:
    """``text`` without quoted mails and signature; the whole text when nothing else would be left.

    Answers written between the lines of a quote keep those lines: alone they would make no sense.
    """
    return parted(text)[0]


def parted(text: str) -> tuple[str, str]:
    """What the sender wrote, and what was left out of it, each in its order."""
    lines = text.split("\n")
    kept = _own_lines(lines)
    own = "\n".join(lines[at] for at in kept).strip()
    if not own:
        return text.strip(), ""
    chosen = set(kept)
    return own, "\n".join(line for at, line in enumerate(lines) if at not in chosen).strip()


def _own_lines(lines: list[str]) -> list[int]:
    """The places of the lines that are the sender's own."""
    end = _signature(lines, _older_mails(lines))
    quoted = _quoted(lines[:end])
    blocks = [
        (is_quoted, [at for at, _ in block])
        for is_quoted, block in groupby(enumerate(quoted), key=lambda pair: pair[1])
    ]
    own = [block for is_quoted, block in blocks if not is_quoted and any(lines[at].strip() for at in block)]
    if len(own) == 1:
        kept = own[0]
    else:
        while blocks and (blocks[-1][0] or not any(lines[at].strip() for at in blocks[-1][1])):
            blocks.pop()
        kept = [at for _, block in blocks for at in block]
    # Once more: on a telephone the signature stands above the quote.
    return kept[: _signature([lines[at] for at in kept], len(kept))]


def _older_mails(lines: list[str]) -> int:
    """Where the first mail begins that a mailer put beneath the words without quoting it line by line."""
    last_quote = max((at for at, line in enumerate(lines) if line.lstrip().startswith(">")), default=-1)
    for index, line in enumerate(lines):
        if len(line) > _LONGEST_MARK:
            continue
        if _DELIMITER.match(line):
            return index
        if _SENDER_FIELD.match(line) and _fields(lines, index) >= _ENOUGH_FIELDS:
            return _above_rule(lines, index)
        if _RULE.match(line) and index + 2 < len(lines) and all(map(_FIELD.match, lines[index + 1 : index + 3])):
            return index
        if index > last_quote and _is_attribution_of_plain_words(line):
            return index
    return len(lines)


def _fields(lines: list[str], index: int) -> int:
    """How many of the lines from here on look like headers of a mail."""
    near = [line[:_LONGEST_MARK] for line in lines[index : index + 2 * _HEADER_LINES] if line.strip()]
    return sum(bool(_FIELD.match(line)) for line in near[:_HEADER_LINES])


def _above_rule(lines: list[str], index: int) -> int:
    """The place above the drawn rule that Outlook puts over its header block."""
    while index and (not lines[index - 1].strip() or _RULE.match(lines[index - 1][:_LONGEST_MARK])):
        index -= 1
    return index


def _is_attribution_of_plain_words(line: str) -> bool:
    """A line with writer, address and time; over a mail that is not marked by ``>`` nothing below it is new."""
    return bool(_ATTRIBUTION.search(line) and _MOMENT.search(line) and re.search(_MAILBOX, line))


def _signature(lines: list[str], end: int) -> int:
    """Where the signature begins, below all quoted lines; ``end`` when there is none or nothing else."""
    below = next((at + 1 for at in range(end - 1, -1, -1) if lines[at].lstrip().startswith(">")), 0)
    first = next((at for at in range(below, end) if lines[at].strip()), end)
    if 0 < below <= first < end and end - first <= _CLOSING_LINES and _CLOSING.match(lines[first].strip()):
        # Nothing but good wishes under the quote: the words stand above it.
        return first if any(not line.lstrip().startswith(">") and line.strip() for line in lines[:below]) else end
    for index in range(below, end):
        line = lines[index]
        if len(line) <= _LONGEST_MARK and _SIGNATURE.match(line.strip() if line != "-- " else line):
            return index if any(entry.strip() for entry in lines[:index]) else end
    return end


def _quoted(lines: list[str]) -> list[bool]:
    """Whether each line is quoted; the "so-and-so wrote:" above a quote belongs to the quote."""
    quoted = [line.lstrip().startswith(">") for line in lines]
    for index, line in enumerate(lines):
        if quoted[index] or len(line) > _LONGEST_MARK or not _ATTRIBUTION.search(line):
            continue
        first = index
        while first > max(0, index - _ATTRIBUTION_LINES + 1) and _MOMENT.search(lines[first - 1][:_LONGEST_MARK]):
            first -= 1
        following = next((at for at in range(index + 1, len(lines)) if lines[at].strip()), None)
        dated = _DATED.search(" ".join(entry[:_LONGEST_MARK] for entry in lines[first : index + 1]))
        if following is not None and quoted[following] and dated:
            quoted[first:following] = [True] * (following - first)
    return quoted
