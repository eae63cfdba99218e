"""What the door says before there is a request that the application could answer; raised and told by the API alone."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NotHttp(Refusal):
    """What came cannot be read as an HTTP request: {reason}. Mend the program that sent it, and send it again."""

    kind = "unreadable"
    ru: ClassVar[str] = (
        "Пришедшее не читается как запрос HTTP: {reason}. Исправьте программу, которая его послала, и повторите."
    )


class HeadIsTooLong(Refusal):
    """The address and the headers of the request are longer than {limit} bytes together. Send shorter ones."""

    kind = "too_large"
    ru: ClassVar[str] = "Адрес и заголовки запроса вместе длиннее {limit} байт. Отправьте короче: столько не читается."


class TransferCodingIsUnknown(Refusal):
    """The body comes in a transfer coding that the desk does not know. Send it with Content-Length, or chunked."""

    kind = "unreadable"
    ru: ClassVar[str] = "Тело запроса передаётся в неизвестной кодировке. Отправьте его с Content-Length или chunked."


class RequestIsTooSlow(Refusal):
    """The request did not come to its end within {seconds} s. Send it again, without pauses."""

    kind = "unreadable"
    ru: ClassVar[str] = "Запрос не пришёл целиком за {seconds} с. Отправьте его ещё раз, без пауз."


class TooManyConnections(Refusal):
    """The desk holds {limit} connections and takes no more. Close those that nobody uses, or try again in a moment;
    DESK_CONNECTIONS raises the limit.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_busy"
    ru: ClassVar[str] = (
        "Открыто соединений: {limit}, больше не принимается. Закройте ненужные или повторите чуть позже; "
        "предел задаёт DESK_CONNECTIONS."
    )


class WorkersAreBusy(Refusal):
    """Too many requests are in work, and none came to its end within {seconds} s. Nothing was stored; send the same
    request again in a moment.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_busy"
    ru: ClassVar[str] = (
        "Слишком много запросов в работе, за {seconds} с ни один не завершился. Ничего не записано; "
        "отправьте тот же запрос чуть позже."
    )


class BodyIsNotSentAsJson(Refusal):
    """The body is sent as {sent}, and this address takes JSON alone. Send it with the header
    Content-Type: application/json.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unreadable"
    ru: ClassVar[str] = (
        "Тело отправлено как {sent}, а этот адрес принимает только JSON. Отправьте его с заголовком "
        "Content-Type: application/json."
    )
    field = "Content-Type"


class AddressIsNotUtf8(Refusal):
    """The address contains bytes that are no UTF-8: {part}. Write it in UTF-8, percent-encoded or as it is."""

    kind = "unreadable"
    ru: ClassVar[str] = (
        "В адресе есть байты не в кодировке UTF-8: {part}. Напишите его в UTF-8, с процентами или как есть."
    )
    field = "query"
