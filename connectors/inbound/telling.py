"""Tells what placeholders of reply templates stand for on a ticket; asked by the bus and by whoever previews a text."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from typing_extensions import override

from commands.ports import FactLog
from connectors.inbound.identities import Identities
from connectors.inbound.reader_clock import clock_of_person
from connectors.storage.feeds.surroundings import ReadSurroundings
from connectors.storage.server.database import Database
from events.values.people import Language, Viewer
from events.values.placeholders import ToldOfTicket
from projections.at_hand import told


class Telling(ReadSurroundings):
    """Reads the ticket as its viewer may, in the words and by the clock of whoever will read the answer."""

    def __init__(self, database: Database, log: FactLog, identities: Identities, address: str) -> None:
        super().__init__(database)
        self._log = log
        self._identities = identities
        self._address = address

    @override
    def of_ticket(
        self, viewer: Viewer, ticket_id: UUID, now: datetime, language: Language | None = None
    ) -> ToldOfTicket | None:
        """As ``Surroundings.of_ticket``; nothing of a ticket that the viewer does not see, or of this very moment."""
        with self._database.transaction() as cursor:
            return told.told_of(
                cursor,
                viewer,
                ticket_id,
                now=now,
                clock_of=lambda person: clock_of_person(self._log, self._identities, person),
                language=language,
                address=self._address,
            )
