"""Why a message did not become a ticket, for the person who looks at the original; used by the mail modules."""

from __future__ import annotations

import msgspec

from events.values.text import Text


class QuarantinedMail(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is put aside with its original: a stable reason, told in both languages.

    ``sender`` and ``subject`` are as much of them as could be read.
    """

    reason: str
    text: Text
    sender: str = ""
    subject: str = ""


REASONS: dict[str, Text] = {
    "empty": Text(
        ru="В письме нет ни темы, ни текста, ни вложений.",
        en="The message has no subject, no text and no attachment.",
    ),
    "too-large": Text(
        ru="Письмо больше {limit} МБ: попросите прислать файлы ссылкой.",
        en="The message is larger than {limit} MB: ask for a link to the files instead.",
    ),
    "headers-too-large": Text(
        ru="Заголовки письма больше {limit} КБ: так пишут не люди.",
        en="The headers of the message are larger than {limit} KB: no person writes so.",
    ),
    "too-many-lines": Text(
        ru="В письме больше {limit} строк: похоже на попытку перегрузить разбор.",
        en="The message has more than {limit} lines: it looks like an attempt to overload the reader.",
    ),
    "too-many-parts": Text(
        ru="В письме больше {limit} частей: похоже на попытку перегрузить разбор.",
        en="The message has more than {limit} parts: it looks like an attempt to overload the reader.",
    ),
    "nested-too-deep": Text(
        ru="Части письма вложены глубже {limit} уровней: похоже на попытку перегрузить разбор.",
        en="The parts of the message are nested deeper than {limit} levels: an attempt to overload the reader.",
    ),
    "unreadable": Text(
        ru="Письмо не удалось разобрать: {detail}.",
        en="The message could not be read: {detail}.",
    ),
    "no-sender": Text(
        ru="В письме нет отправителя (From): некому ответить.",
        en="The message has no sender (From): there is nobody to answer.",
    ),
    "unreadable-sender": Text(
        ru="Отправитель письма (From) не читается как адрес.",
        en="The sender (From) of the message does not read as an address.",
    ),
    "two-senders": Text(
        ru="В письме несколько отправителей (From): чьё оно, неизвестно, так подделывают письма.",
        en="The message names several senders (From): whose it is cannot be told; forgers do this.",
    ),
    "own-loop": Text(
        ru="Письмо отправлено самим Deskledger и вернулось: ответ на него замкнул бы круг.",
        en="The desk sent this message itself and it came back: answering it would close a loop.",
    ),
    "own-address": Text(
        ru="Письмо пришло с адреса самого сервис-деска: ответ на него замкнул бы круг.",
        en="The message comes from the desk's own address: answering it would close a loop.",
    ),
    "bounce": Text(
        ru="Письмо не доставлено: {recipient}, {status}.",
        en="A message could not be delivered: {recipient}, {status}.",
    ),
    "automatic-reply": Text(
        ru="Автоматический ответ ({detail}): человек этого не писал.",
        en="An automatic reply ({detail}): no person wrote this.",
    ),
    "bulk": Text(
        ru="Рассылка ({detail}): человек не ждёт ответа на неё.",
        en="Bulk mail ({detail}): no person waits for an answer to it.",
    ),
    "too-many-hops": Text(
        ru="Письмо прошло через {hops} серверов: оно ходит по кругу.",
        en="The message has passed {hops} servers: it goes round in a circle.",
    ),
    "refused": Text(
        ru="Письмо не удалось зарегистрировать: {detail}",
        en="The message could not be registered: {detail}",
    ),
}
"""Reason -> what to tell. Reasons are stable: the quarantine is filtered by them."""


def quarantined(reason: str, *, sender: str = "", subject: str = "", **details: object) -> QuarantinedMail:
    """A quarantine for one of ``REASONS``; values that are texts speak both languages."""
    text = REASONS[reason]
    ru = {name: value.ru if isinstance(value, Text) else value for name, value in details.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in details.items()}
    return QuarantinedMail(
        reason=reason, text=Text(ru=text.ru.format(**ru), en=text.en.format(**en)), sender=sender, subject=subject
    )
