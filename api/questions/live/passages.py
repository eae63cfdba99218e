"""Who comes to a ticket, or loses sight of it, by what stands beside its row: copies, shares, tasks, merges.

Asked by ``api.questions.live.news``: none of them is found by where the ticket stood before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from connectors.storage.log.reading import LogReading
from events.fact import Fact, Recorded
from events.ticket import TicketRequesterRecognised
from events.ticket_company import TicketCopied, TicketCopyEnded
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_shares import TicketShared, TicketShareEnded, shared_with
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.ticket_unmerged import TicketUnjoined
from events.values.identity import StreamId
from events.values.people import Responsible

REQUESTER_FACTS: tuple[type[Fact], ...] = (TicketRequesterRecognised, TicketRequesterCorrected)
"""Who asked for a ticket that goes on as another one sees that one, too: facts that another did."""
_TASK_ENDS = (TaskDone, TaskGivenUp, TaskReplanned)


class Passage(NamedTuple):
    """Somebody, all who hold a group or, ``by_task``, all in a team: they see a ticket from then on, or no longer."""

    position: int
    ticket_id: UUID
    whom: UUID
    by_task: bool = False


def passages(
    log: LogReading,
    facts: Sequence[Recorded],
    former: Mapping[StreamId, UUID],
    goes_on_as: Mapping[UUID, Sequence[UUID]],
) -> Iterator[Passage]:
    """Those of some facts of tickets; ``former`` asked for a ticket before, which ``goes_on_as`` others by now."""
    first: dict[StreamId, int] = {}
    for told in facts:
        yield from _told(told, former.get(told.stream), goes_on_as.get(told.stream, ()))
        if isinstance(told.fact, _TASK_ENDS):
            first.setdefault(told.stream, told.version)
    for stream, version in first.items():
        yield from _without_task(log.stream(stream, personal=False), version)


def _told(told: Recorded, former: UUID | None, others: Sequence[UUID]) -> Iterator[Passage]:
    fact = told.fact
    match fact:
        case TicketShared() | TicketShareEnded():
            yield Passage(told.position, told.stream, shared_with(fact))
        case TicketCopied() | TicketCopyEnded():
            yield Passage(told.position, told.stream, fact.person_id)
        case TicketUnjoined():
            yield from (Passage(told.position, told.stream, person) for person in fact.requesters)
        case TicketRequesterRecognised() | TicketRequesterCorrected():
            fresh = fact.requester_id if isinstance(fact, TicketRequesterRecognised) else fact.requester.person_id
            for other in others:
                yield Passage(told.position, other, fresh)
                if former is not None:
                    yield Passage(told.position, other, former)
        case _:
            return


def _without_task(history: Sequence[Recorded], since: int) -> Iterator[Passage]:
    """Who had a task that was done, given up or given to others from a version on."""
    hands: dict[UUID, Responsible | None] = {}
    done: dict[UUID, Responsible | None] = {}
    for told in history:
        fact = told.fact
        if isinstance(fact, _TASK_ENDS) and told.version >= since and (hand := hands.get(fact.task_id)) is not None:
            yield Passage(told.position, told.stream, hand.person_id or hand.team_id, by_task=True)
        match fact:
            case TaskAdded() | TaskReplanned():
                hands[fact.task_id] = fact.responsible
            case TaskDone() | TaskGivenUp():
                done[fact.task_id] = hands.pop(fact.task_id, None)
            case TaskTakenUpAgain():
                hands[fact.task_id] = done.pop(fact.task_id, None)
            case _:
                continue
