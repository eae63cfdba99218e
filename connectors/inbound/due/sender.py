"""Carries out orders that waited and were not called back; a loop of the desk.

The id of the order is that of its command: whoever carries it out, after whatever end of a process, it is done once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from commands.bus import Bus
from commands.command import Command, Order
from commands.refusals import NotAllowed
from connectors.inbound.identities import Identities
from connectors.storage.live import sends
from connectors.storage.live.drafts import Drafts
from connectors.storage.live.sends import TOPIC, Refused, Send, Sends
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from events.values.people import Group, Viewer
from events.values.refusal import Refusal
from projections.person import directory

LONGEST_SLEEP_S = 10.0


class Sender:
    """The loop; ``commands`` are those that may wait, by name."""

    name = "sender"
    wakes_on = TOPIC

    def __init__(
        self,
        bus: Bus,
        waiting: Sends,
        drafts: Drafts,
        identities: Identities,
        database: Database,
        commands: dict[str, type[Command]],
        now: Callable[[], datetime],
    ) -> None:
        self._bus = bus
        self._sends = waiting
        self._drafts = drafts
        self._identities = identities
        self._database = database
        self._commands = commands
        self._now = now

    def turn(self) -> float:
        """Carry out one that is due; gives how many seconds to sleep at most."""
        now = self._now()
        with self._sends.due(now) as found:
            if found is not None:
                cursor, send = found
                try:
                    self._carry_out(send)
                except Refusal as refusal:
                    if refusal.kind in {"away", "too_busy"}:
                        raise
                    sends.refused(cursor, send.send_id, Refused(refusal.code(), refusal.text))
                else:
                    sends.carried_out(cursor, send.send_id)
                return 0.0
        earliest = self._sends.earliest()
        if earliest is None:
            return LONGEST_SLEEP_S
        return min(LONGEST_SLEEP_S, max(0.01, (earliest - self._now()).total_seconds()))

    def _carry_out(self, send: Send) -> None:
        held, command_id = send.held, CommandId(send.send_id)
        order = Order(
            command=msgspec.convert(held.content, self._commands[held.command]),
            viewer=self._viewer(send.person_id, frozenset(held.groups)),
            at=self._now(),
            command_id=command_id,
            expected_version=held.expected_version,
        )
        self._bus.carry_out(order)
        if held.draft_id is not None:
            self._drafts.was_sent(held.draft_id, command_id)

    def _viewer(self, person: UUID, groups: frozenset[Group]) -> Viewer:
        """Who gave the order, with the rights of now, and never with more than it was given with."""
        identity = self._identities.of(person)
        if identity is None or identity.is_barred:
            raise NotAllowed
        with self._database.connection() as connection, connection.cursor() as cursor:
            teams = directory.teams_of(cursor, person)
        return identity.viewer(identity.rights_within(groups), teams, self._now())
