"""What happens to a change request; decided by ``aggregates.change_request``, read by the list of changes.

Its words are no one person's: they are sealed under its own key (0149).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.values.approval import ApprovalStage, Verdict
from events.values.change import Outline, Window
from events.values.duration import Duration
from events.values.identity import AgreementId, ChangeId, PersonId, TicketId
from events.values.people import Responsible

_OUTLINE = {f"outline.{words}": "change_id" for words in ("subject", "description", "plan", "back_out")}


class ChangeDrafted(Fact, frozen=True, kw_only=True):
    """Somebody asks for a change (row 165)."""

    stored_name: ClassVar[str] = "change.drafted@2"
    personal: ClassVar[dict[str, str]] = _OUTLINE

    change_id: ChangeId
    number: int
    outline: Outline
    responsible: Responsible | None = None
    incidents: tuple[TicketId, ...] = ()


class ChangeOutlined(Fact, frozen=True, kw_only=True):
    """The draft says this from now on."""

    stored_name: ClassVar[str] = "change.outlined@2"
    personal: ClassVar[dict[str, str]] = _OUTLINE

    change_id: ChangeId
    outline: Outline


class ChangeAssigned(Fact, frozen=True, kw_only=True):
    """A team, or an employee within it, carries the change out."""

    stored_name: ClassVar[str] = "change.assigned@1"

    change_id: ChangeId
    responsible: Responsible


class ChangeIncidentsLinked(Fact, frozen=True, kw_only=True):
    """These tickets are why the change is asked for."""

    stored_name: ClassVar[str] = "change.incidents-linked@1"

    change_id: ChangeId
    incidents: tuple[TicketId, ...]


class ChangeIncidentsUnlinked(Fact, frozen=True, kw_only=True):
    """These tickets have nothing to do with the change."""

    stored_name: ClassVar[str] = "change.incidents-unlinked@1"

    change_id: ChangeId
    incidents: tuple[TicketId, ...]


class ChangeSubmitted(Fact, frozen=True, kw_only=True):
    """The outline is laid before its approvers, stage after stage; none: it needs nobody's consent.

    ``remind_for`` and ``expires_for`` are working time by the schedule of ``agreement_id``, the base agreement of then,
    from the opening of each stage. Version 1 told neither.
    """

    stored_name: ClassVar[str] = "change.submitted@2"

    change_id: ChangeId
    stages: tuple[ApprovalStage, ...]
    remind_for: Duration | None = None
    expires_for: Duration | None = None
    agreement_id: AgreementId | None = None


class ChangeApprovalAnswered(Fact, frozen=True, kw_only=True):
    """An approver of the open stage answered, or their substitute did: then the two differ (row 163).

    ``opens`` is the next stage when this answer passed one that was not the last; stages count from 0.
    """

    stored_name: ClassVar[str] = "change.approval-answered@2"
    personal: ClassVar[dict[str, str]] = {"comment": "change_id"}

    change_id: ChangeId
    stage: int
    approver_id: PersonId
    answered_by: PersonId
    verdict: Verdict
    comment: str = ""
    opens: int | None = None


class ChangeApprovalReminded(Fact, frozen=True, kw_only=True):
    """Those who had not answered by then are to be reminded: once a stage, and no change of the request (C8)."""

    stored_name: ClassVar[str] = "change.approval-reminded@1"

    change_id: ChangeId
    stage: int
    approvers: tuple[PersonId, ...]
    due_at: datetime
    noticed_at: datetime


class ChangeScheduled(Fact, frozen=True, kw_only=True):
    """The change holds this window on all its services; ``note`` says why it does so beside another change."""

    stored_name: ClassVar[str] = "change.scheduled@2"
    personal: ClassVar[dict[str, str]] = {"note": "change_id"}

    change_id: ChangeId
    window: Window
    note: str = ""


class ChangeMoved(Fact, frozen=True, kw_only=True):
    """The change request stands in another status of its life cycle; ``solution`` is what the review found."""

    stored_name: ClassVar[str] = "change.moved@2"
    personal: ClassVar[dict[str, str]] = {"reason": "change_id", "solution": "change_id"}

    change_id: ChangeId
    status: str
    reason: str = ""
    solution: str = ""
