"""A process that gives orders about a few things together with others; started by the journey about competing writers.

Which orders, hangs on its number alone: whoever reads the log afterwards can give the same ones again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid5

from typing_extensions import override

from commands.bus import Bus
from commands.command import Command
from commands.person.access import DeactivatePerson, ReactivatePerson
from commands.ports import Kept
from commands.service import ArchiveService, RestoreService
from commands.team import LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket, ResumeTicket
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.remembered_reads import RememberedReads
from connectors.storage.server.database import Database
from events.values.identity import CommandId, StreamId
from events.values.people import Responsible
from events.values.refusal import Refusal
from tests.gallery import TICKET
from tests.gallery_services import INTERNET, NETWORK
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

KEYS = UUID(int=77)
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PEOPLE, TEAMS = (OLGA, SEMYON), (FIRST_LINE, SECOND_LINE)


class Hand:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return AT


class CountedReads(RememberedReads):
    """Counts the streams that were remembered when a decision asked for them."""

    recalled = 0

    @override
    def recall(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Kept]:
        """As it says."""
        found = super().recall(streams)
        self.recalled += len(found)
        return found


def order(process: int, nth: int) -> tuple[Command, CommandId]:
    """The nth order of a process, and its id."""
    dice = Random(f"{process}/{nth}")  # noqa: S311 - orders, not secrets
    person, team = dice.choice(PEOPLE), dice.choice(TEAMS)
    asked: tuple[Command, ...] = (
        RegisterTicket(subject="Сеть", requester=From(person_id=ANNA), service_id=INTERNET),
        RegisterTicket(subject="Сеть", requester=From(person_id=ANNA), service_id=INTERNET),
        RegisterTicket(subject="Своя", responsible=Responsible(team_id=team, person_id=person)),
        AssignTicket(ticket_id=TICKET, responsible=Responsible(team_id=team, person_id=person)),
        AssignTicket(ticket_id=TICKET, responsible=Responsible(team_id=team)),
        CommentOnTicket(ticket_id=TICKET, body="Смотрим"),
        PutTicketInProgress(ticket_id=TICKET),
        PutTicketOnHold(ticket_id=TICKET, reason="Ждём"),
        ResumeTicket(ticket_id=TICKET),
        ResolveTicket(ticket_id=TICKET, solution="Готово"),
        LinkTeamMembers(team_id=team, members=(person,)),
        UnlinkTeamMembers(team_id=team, members=(person,)),
        DeactivatePerson(person_id=person, reason="Ушёл"),
        ReactivatePerson(person_id=person),
        DeactivatePerson(person_id=ANNA, reason="Ушла"),
        ReactivatePerson(person_id=ANNA),
        ArchiveService(service_id=NETWORK),
        RestoreService(service_id=NETWORK),
    )
    return dice.choice(asked), CommandId(uuid5(KEYS, f"{process}/{nth}"))


def main(url: str, process: int, orders: int) -> None:
    """Give the orders one after the other, and tell what came of each."""
    with Database(url) as database:
        log, reads = PostgresLog(database), CountedReads()
        bus = Bus(log, log, Hand(), memory=reads)
        print("ready", flush=True)  # noqa: T201 - what the test reads
        sys.stdin.readline()
        for nth in range(orders):
            command, key = order(process, nth)
            before = log.head()
            try:
                receipt = bus.execute(command, viewer=ADMINISTRATOR, command_id=key)
                outcome, reference = "", receipt.reference
            except Refusal as refusal:
                outcome, reference = type(refusal).__name__, ""
            print(json.dumps([process, nth, outcome, reference, before, log.head()]))  # noqa: T201 - as above
        print(json.dumps(reads.recalled), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
