"""Carries out orders to many tickets, a batch at a time: the first where it is asked for, the others in its loop.

Each order is decided when its turn comes, with the rights that its issuer has then and might use when asking. Its id
follows from the job and the ticket, so a desk that is killed anywhere, or two at once, do each thing once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from commands.bus import Bus
from commands.ports import Receipt
from commands.ticket.many import FOR_MANY, IN_ONE_S_TEAM, orders_for
from connectors.inbound.identities import Identities
from connectors.storage.server.database import Database
from connectors.storage.shelves.bulk_jobs import TOPIC, Asked, Batch, BulkJobs, Item
from events.values.identity import TeamId
from events.values.people import Group, Viewer
from events.values.refusal import Kind, Refusal
from projections.kit import visibility
from projections.person import directory

BATCH = 100
TRY_AGAIN_S = 1.0
FORGETS_EVERY = timedelta(hours=1)
_PASSES: frozenset[Kind] = frozenset({"too_busy", "away", "our_fault"})
"""Refusals that say nothing of the ticket: it waits for the next batch."""


class BulkCarrier:
    """A loop of the desk that works off what is asked of many tickets, each job a batch in turn."""

    name = "bulk_carrier"
    wakes_on = TOPIC

    def __init__(
        self,
        bus: Bus,
        database: Database,
        jobs: BulkJobs,
        identities: Identities,
        now: Callable[[], datetime],
        idle: Callable[[], float],
    ) -> None:
        self._bus = bus
        self._database = database
        self.jobs = jobs
        self._identities = identities
        self._now = now
        self._idle = idle
        self._forgot_at: datetime | None = None

    def turn(self) -> float:
        """Carry out a batch of the job that has waited longest; gives how many seconds to sleep at most."""
        now = self._now()
        if self._forgot_at is None or not self._forgot_at <= now < self._forgot_at + FORGETS_EVERY:
            self.jobs.forget_old(now)
            self._forgot_at = now
        moved = self.carry_on()
        if moved is None:
            return self._idle()
        return 0.0 if moved else TRY_AGAIN_S

    def carry_on(self, job_id: UUID | None = None, *, held: bool = False) -> int | None:
        """Carry out a batch, of this job if one is named; gives of how many tickets something came; nothing: no job."""
        batch = self.jobs.take(self._now(), BATCH, job_id, held=held)
        if batch is None:
            return None
        viewer = None if batch.asked is None else self._viewer(batch, batch.asked)
        if batch.asked is None or viewer is None:
            self.jobs.end(batch.job_id, "no_access", self._now())
            return len(batch.tickets)
        command = msgspec.json.decode(batch.asked.content, type=FOR_MANY[batch.command])
        tickets = [*batch.tickets.values()]
        orders = orders_for(batch.job_id, command, tickets, viewer=viewer, at=self._now())
        outcomes = zip(batch.tickets, self._bus.carry_out_many(orders), strict=True)
        came_of = [
            _item(nth, batch.tickets[nth], outcome)
            for nth, outcome in outcomes
            if not (isinstance(outcome, Refusal) and outcome.kind in _PASSES)
        ]
        self.jobs.put_back(batch.job_id, came_of, self._now())
        return len(came_of)

    def _viewer(self, batch: Batch, asked: Asked) -> Viewer | None:
        """The issuer as they are at this moment; nobody when their access has ended since they asked."""
        if asked.actor.kind != "person":
            teams = self._teams(asked.actor.id, asked.groups, batch.command)
            return Viewer(actor=asked.actor, groups=asked.groups, teams=teams, language=asked.language)
        identity = self._identities.of(asked.actor.id)
        if identity is None or identity.is_shut_to(batch.asked_at):
            return None
        groups = identity.rights_within(asked.groups)
        return identity.viewer(groups, self._teams(asked.actor.id, groups, batch.command), self._now())

    def _teams(self, actor_id: UUID, groups: frozenset[Group], command: str) -> frozenset[TeamId]:
        if not visibility.sees_by_teams(groups) and command not in IN_ONE_S_TEAM:
            return frozenset()
        with self._database.transaction() as cursor:
            return directory.teams_of(cursor, actor_id)


def _item(nth: int, ticket_id: UUID, outcome: Receipt | Refusal) -> Item:
    if isinstance(outcome, Refusal):
        text = outcome.text
        return Item(
            nth=nth,
            ticket_id=ticket_id,
            number=None,
            state="refused",
            code=outcome.code(),
            text_ru=text.ru,
            text_en=text.en,
        )
    return Item(
        nth=nth,
        ticket_id=ticket_id,
        number=int(outcome.reference),
        state="done" if outcome.position else "unchanged",
        version=outcome.version,
        position=outcome.position,
    )
