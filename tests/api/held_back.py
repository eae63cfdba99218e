"""Read models that are behind the log for a while, as under a heavy load; for tests of answers that are not fresh."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from api.bootstrap import Desk
from commands.fields import Named
from commands.team import FormTeam
from connectors.inbound.sign_in.accounts import AS_DESK
from events.values.identity import CommandId


@contextmanager
def held_back(desk: Desk) -> Iterator[int]:
    """No read model takes anything in meanwhile; gives the position of a fact that all of them lack."""
    with desk.database.dedicated() as holder, holder.transaction():
        holder.execute("SELECT FROM views.positions ORDER BY name FOR UPDATE")
        title = uuid4().hex
        receipt = desk.bus.execute(
            FormTeam(title=Named(ru=title, en=title)), viewer=AS_DESK, command_id=CommandId(uuid4())
        )
        yield receipt.position
