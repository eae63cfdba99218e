"""Makes an order of what was sent: names become ids, fields are read, rights are asked first; for all doors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.bootstrap import Desk
from api.http.body import decoded
from api.http.orders.called import with_ids
from api.questions.asking import in_their_teams
from commands.catalogue import refuse_who_may_not
from commands.command import Command, Order
from commands.ticket.many import IN_ONE_S_TEAM
from events.values.identity import CommandId
from events.values.people import Viewer

Json = dict[str, Any]


def command_of(desk: Desk, viewer: Viewer, kind: type[Command], content: Json, *, addressed: str = "") -> Command:
    """The command that is meant; ``addressed`` is the field that the address named, and no body may.

    Whoever may not ask hears so, and not what is wrong with what they asked.
    """
    refuse_who_may_not(viewer, kind.name)
    return decoded(with_ids(desk, viewer, content, kind), kind, addressed=addressed)


def order_of(  # noqa: PLR0913 - all that an order says
    desk: Desk,
    viewer: Viewer,
    kind: type[Command],
    content: Json,
    *,
    command_id: CommandId,
    at: datetime,
    addressed: str = "",
    expected_version: int | None = None,
) -> Order:
    """The order to carry it out, for whom it is given, in their teams where that decides."""
    return Order(
        command=command_of(desk, viewer, kind, content, addressed=addressed),
        viewer=in_their_teams(desk, viewer) if kind.name in IN_ONE_S_TEAM else viewer,
        at=at,
        command_id=command_id,
        expected_version=expected_version,
    )
