"""Drafts and changes for the storage tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from commands.ports import Change, Draft
from connectors.storage.log.event_log import PostgresLog
from events.fact import Fact, Metadata
from events.person import PersonRegistered
from events.ticket import TicketAssigned, TicketCommented, TicketPutInProgress, TicketRegistered
from events.values.identity import (
    AgreementId,
    CommandId,
    CommentId,
    FactId,
    PersonId,
    StreamId,
    TeamId,
    TicketId,
)
from events.values.people import SYSTEM, Actor, Requester, Responsible
from events.values.person_name import PersonName

AT = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
OPERATOR = Actor(kind="person", id=UUID(int=77), name="Ольга Смирнова")
REQUESTER = Requester(person_id=PersonId(UUID(int=88)), name="Иван Петров", email="ivan@example.org")


def stream_id() -> StreamId:
    return StreamId(uuid4())


def command_id() -> CommandId:
    return CommandId(uuid4())


def metadata(actor: Actor = SYSTEM) -> Metadata:
    command = command_id()
    return Metadata(
        fact_id=FactId(uuid4()),
        actor=actor,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=AT,
        recorded_at=AT,
    )


def draft(fact: Fact | None = None, actor: Actor = SYSTEM) -> Draft:
    return Draft(metadata=metadata(actor), fact=fact or TicketPutInProgress(ticket_id=TicketId(UUID(int=1))))


def evaporated(log: PostgresLog) -> int:
    """A fact that today's code cannot read, at the end of the log; its position."""
    fact = StoredEvent(stream_id(), 1, "ticket.evaporated@1", b"{}")
    (position,) = log.recorder.insert_events([fact], command_id=command_id(), fingerprint=b"f") or ()
    return position


def change(stream: StreamId, expected: int, count: int = 1, actor: Actor = SYSTEM) -> Change:
    return Change(stream=stream, expected_version=expected, drafts=tuple(draft(actor=actor) for _ in range(count)))


def registered(subject: str = "Не печатает принтер") -> TicketRegistered:
    return TicketRegistered(
        ticket_id=TicketId(UUID(int=1)),
        number=1001,
        type="incident",
        subject=subject,
        description="Третий этаж",
        requester=REQUESTER,
        channel="portal",
        agreement_id=AgreementId(UUID(int=2)),
        priority="normal",
    )


def commented(body: str = "Проверьте кабель") -> TicketCommented:
    return TicketCommented(
        ticket_id=TicketId(UUID(int=1)),
        comment_id=CommentId(uuid4()),
        requester_id=REQUESTER.person_id,
        body=body,
        is_public=True,
        by_staff=True,
    )


def person(number: int = 5) -> PersonRegistered:
    return PersonRegistered(
        person_id=PersonId(UUID(int=number)),
        kind="contact",
        name=PersonName(f"Person {number}"),
        emails=(f"p{number}@example.org", f"q{number}@example.org"),
    )


def assigned() -> TicketAssigned:
    return TicketAssigned(ticket_id=TicketId(UUID(int=1)), responsible=Responsible(team_id=TeamId(UUID(int=3))))
