"""Why a stream is not opened, or ends; raised and told by ``api.live``."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class TooManyStreams(Refusal):
    """You have {limit} streams open already, in all windows and programs together. Close one of them, or let windows
    share one; DESK_STREAMS_A_PERSON raises the limit.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_often"
    ru: ClassVar[str] = (
        "У вас уже открыто потоков событий: {limit}, во всех окнах и программах вместе. Закройте какой-нибудь или "
        "пользуйтесь одним на все окна; предел задаёт DESK_STREAMS_A_PERSON."
    )


class DeskHasTooManyStreams(Refusal):
    """The desk holds as many streams as it can beside requests: {limit}. Try again in a moment; DESK_CONNECTIONS raises
    the limit.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_busy"
    ru: ClassVar[str] = (
        "Deskledger держит столько потоков событий, сколько может рядом с запросами: {limit}. Повторите чуть позже; "
        "предел задаёт DESK_CONNECTIONS."
    )


class StreamIsNotRead(Refusal):
    """You read this stream slower than it is told, so it ends. Open it again with the last id: nothing is lost."""

    kind = "too_busy"
    ru: ClassVar[str] = (
        "Этот поток не успевают читать, поэтому он здесь кончается. Откройте его снова с последним id: ничего не "
        "потеряно."
    )


class DeskIsEnding(Refusal):
    """The desk ends or starts anew. Open the stream again with the last id in a moment: nothing is lost."""

    kind = "away"
    ru: ClassVar[str] = (
        "Deskledger останавливается или запускается заново. Откройте поток снова с последним id чуть позже: ничего не "
        "потеряно."
    )
