"""What a person wrote, apart from what they quoted, in Russian and English mails; called by ``mail_parser``."""

from __future__ import annotations

import re
from itertools import groupby

_DELIMITER = re.compile(
    r"^\s*(-{2,}|_{2,})\s*(original message|исходное сообщение|оригинальное сообщение|пересылаемое сообщение|"
    r"пересланное сообщение|forwarded message|(начало|конец) переадресованного сообщения)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[\s>*]*(от|from|отправлено|отправитель|дата|date|sent|кому|to|копия|cc|тема|subject|важность|importance)\*?\s*:",
    re.IGNORECASE,
)
_SENDER_FIELD = re.compile(r"^[\s*]*(от|from|отправитель)\*?\s*:", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"(\bwrote|\bwrites|пишет|писал(\(а\))?|писала|написал(\(а\))?|написала|<[^>\s]+@[^>\s]+>)\s*:\s*$",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\b\d{4}\b")
_DATED = re.compile(rf"{_MOMENT.pattern}|<[^>\s]+@[^>\s]+>|\[mailto:", re.IGNORECASE)
_SIGNATURE = re.compile(r"^(-- ?|—|(sent from my|отправлено с|отправлено из|get outlook for)\b.{0,60})$", re.IGNORECASE)

_HEADER_LINES = 6
_ENOUGH_FIELDS = 3
_ATTRIBUTION_LINES = 3


def own_words(text: str) -> str:
    """``text`` without quoted mails and signature; the whole text when nothing else would be left.

    Answers written between the lines of a quote keep those lines: alone they would make no sense.
    """
    lines = _above_older_mails(text.split("\n"))
    lines = _without_signature(lines)
    blocks = [(quoted, list(block)) for quoted, block in groupby(_kinds(lines), key=lambda line: line[0])]
    own = [block for quoted, block in blocks if not quoted and any(line.strip() for _, line in block)]
    if len(own) > 1:
        while blocks and (blocks[-1][0] or not any(line.strip() for _, line in blocks[-1][1])):
            blocks.pop()
        kept = [line for _, block in blocks for _, line in block]
    else:
        kept = [line for block in own for _, line in block]
    return "\n".join(kept).strip() or text.strip()


def _above_older_mails(lines: list[str]) -> list[str]:
    """The lines above the first header block that a mailer put over the mail that is being answered."""
    for index, line in enumerate(lines):
        if _DELIMITER.match(line):
            return lines[:index]
        if _SENDER_FIELD.match(line):
            near = [entry for entry in lines[index : index + 2 * _HEADER_LINES] if entry.strip()][:_HEADER_LINES]
            if sum(bool(_FIELD.match(entry)) for entry in near) >= _ENOUGH_FIELDS:
                return _without_rule(lines[:index])
    return lines


def _without_rule(lines: list[str]) -> list[str]:
    """``lines`` without the drawn rule that Outlook puts above its header block."""
    while lines and (not lines[-1].strip() or re.fullmatch(r"\s*[_-]{5,}\s*", lines[-1])):
        lines = lines[:-1]
    return lines


def _without_signature(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        rest = lines[index + 1 :]
        if _SIGNATURE.match(line.strip() if line != "-- " else line) and not any(
            entry.lstrip().startswith(">") for entry in rest
        ):
            return lines[:index] if any(entry.strip() for entry in lines[:index]) else lines
    return lines


def _kinds(lines: list[str]) -> list[tuple[bool, str]]:
    """Each line with whether it is quoted; the "so-and-so wrote:" above a quote belongs to the quote."""
    quoted = [line.lstrip().startswith(">") for line in lines]
    for index, line in enumerate(lines):
        if quoted[index] or not _ATTRIBUTION.search(line):
            continue
        first = index
        while first > max(0, index - _ATTRIBUTION_LINES + 1) and _MOMENT.search(lines[first - 1]):
            first -= 1
        following = next((at for at in range(index + 1, len(lines)) if lines[at].strip()), None)
        if following is not None and quoted[following] and _DATED.search(" ".join(lines[first : index + 1])):
            quoted[first:following] = [True] * (following - first)
    return list(zip(quoted, lines, strict=True))
