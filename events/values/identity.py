"""Identities of the desk's nouns, and the ids that are computed from names; used by every layer.

An id computed from a name is a uniqueness rule: two writers of one name meet in one stream, and the second
is refused by the log itself. What is computed of a person's name or address is in ``events.values.keyed``.
"""

from __future__ import annotations

from typing import NewType
from uuid import UUID, uuid5

TicketId = NewType("TicketId", UUID)
CommentId = NewType("CommentId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
TaskId = NewType("TaskId", UUID)
CheckId = NewType("CheckId", UUID)
TimeEntryId = NewType("TimeEntryId", UUID)
AgreementId = NewType("AgreementId", UUID)
ScheduleId = NewType("ScheduleId", UUID)
PersonId = NewType("PersonId", UUID)
TeamId = NewType("TeamId", UUID)
ServiceId = NewType("ServiceId", UUID)
OrgUnitId = NewType("OrgUnitId", UUID)
TicketTypeId = NewType("TicketTypeId", UUID)
ProblemId = NewType("ProblemId", UUID)
ChangeId = NewType("ChangeId", UUID)
FreezeId = NewType("FreezeId", UUID)
AbsenceId = NewType("AbsenceId", UUID)
ReplacementId = NewType("ReplacementId", UUID)
ViewId = NewType("ViewId", UUID)
ReplyTemplateId = NewType("ReplyTemplateId", UUID)
MacroId = NewType("MacroId", UUID)
ChecklistTemplateId = NewType("ChecklistTemplateId", UUID)
ArticleId = NewType("ArticleId", UUID)
CommandId = NewType("CommandId", UUID)
FactId = NewType("FactId", UUID)
StreamId = NewType("StreamId", UUID)

NAMESPACE = UUID("6f1c4f0e-5d0c-5b57-9a53-0d5c1ed6e4a1")
"""Root of every computed id. Never change it: stored streams are found by it."""


def named(kind: str, name: str) -> UUID:
    """The id of the one thing of ``kind`` that bears ``name``."""
    return uuid5(NAMESPACE, f"{kind}:{name}")


def ticket_id(number: int) -> TicketId:
    """The ticket that bears a human number; number and id are two spellings of one name."""
    return TicketId(named("ticket", str(number)))


def problem_id(number: int) -> ProblemId:
    """The problem that bears a human number: P-1."""
    return ProblemId(named("problem", str(number)))


def change_id(number: int) -> ChangeId:
    """The change request that bears a human number: C-1."""
    return ChangeId(named("change", str(number)))


def article_id(number: int) -> ArticleId:
    """The article of the knowledge base that bears a human number: K-1."""
    return ArticleId(named("article", str(number)))


def outage_of(problem: ProblemId) -> StreamId:
    """The stream that tells what people are told of a problem: whoever solves it is not in the way."""
    return StreamId(uuid5(problem, "outage"))


def affected_by(problem: ProblemId, person: PersonId) -> StreamId:
    """The stream that tells whether one person has the problem, too: hundreds say so at one instant."""
    return StreamId(uuid5(problem, f"affected:{person}"))


def feedback_on(article: ArticleId, person: PersonId) -> StreamId:
    """The stream that tells what one person says of one article: who writes articles is never in its way."""
    return StreamId(uuid5(article, f"feedback:{person}"))


def ticket_type_id(code: str) -> TicketTypeId:
    """The type of ticket that bears a code."""
    return TicketTypeId(named("ticket-type", code))


def group_id(group: str) -> UUID:
    """The id of a group of rights, where a person may stand instead."""
    return named("group", group)


def holdings(recipient: UUID) -> StreamId:
    """The stream that tells which agreements a person or an org unit holds."""
    return StreamId(named("holdings", str(recipient)))


def headships(owner: UUID) -> StreamId:
    """The stream that tells which units a person heads, or who heads what in a client company."""
    return StreamId(named("headships", str(owner)))


def turns_of(team: TeamId) -> StreamId:
    """Whose turn it was in a team, told beside the team itself: who edits it and who gets tickets do not meet."""
    return StreamId(named("turns", str(team)))


def on_call_of(team: TeamId) -> StreamId:
    """Who of a team is on call, told beside the team itself: registrations look at that, and not at this."""
    return StreamId(named("on-call", str(team)))


def windows_of(service: ServiceId) -> StreamId:
    """The stream that tells in which windows a service is being changed."""
    return StreamId(named("windows", str(service)))


BASE_AGREEMENT_STREAM = StreamId(named("desk", "base-agreement"))
"""The stream that says which agreement is the base one: exactly one (row 22)."""

OWN_COMPANY = OrgUnitId(named("desk", "own-company"))
"""The company that runs the desk: exactly one (row 172)."""

BUILT_IN_ADMIN = PersonId(named("desk", "admin"))
BUILT_IN_SYSTEM = PersonId(named("desk", "system"))
"""The accounts that every desk is born with (row 31)."""

DESK_RESPONSIBLE_STREAM = StreamId(named("desk", "responsible"))
"""The stream that says who answers when nobody else is named (row 97)."""

LOG_STREAM = StreamId(named("desk", "log"))
"""The stream that says what happened to the log itself: an epoch that began after a restore."""

FREEZES_STREAM = StreamId(named("desk", "change-freezes"))
"""All change freezes: they are few, and whoever schedules a change asks for all."""

MODULES_STREAM = StreamId(named("desk", "modules"))
"""The stream that says which modules are hidden (row 29)."""
