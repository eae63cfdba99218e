"""Examples of the facts of change requests and of the windows that they hold; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime

from events.change_request import (
    ChangeApprovalAnswered,
    ChangeAssigned,
    ChangeDrafted,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact
from events.service_window import WindowBooked, WindowFreed
from events.values.approval import ApprovalStage
from events.values.change import Outline, Window
from events.values.identity import change_id, ticket_id
from events.values.people import Responsible
from tests.gallery_services import INTERNET, PRINTERS
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

CHANGE = change_id(1)
SIGN, OTHER_SIGN = ticket_id(17), ticket_id(18)

NIGHT = Window(
    begins_at=datetime(2026, 3, 7, 19, 0, tzinfo=UTC),
    ends_at=datetime(2026, 3, 7, 23, 0, tzinfo=UTC),
)
NEXT_NIGHT = Window(
    begins_at=datetime(2026, 3, 8, 19, 0, tzinfo=UTC),
    ends_at=datetime(2026, 3, 8, 23, 0, tzinfo=UTC),
)
OUTLINE = Outline(
    subject="Заменить коммутатор",
    description="Второй этаж",
    risk="high",
    plan="Снять старый, поставить новый, проверить порты",
    back_out="Вернуть старый",
    window=NIGHT,
    services=(INTERNET, PRINTERS),
)
STAGES = (ApprovalStage(mode="one", approvers=(OLGA, SEMYON)), ApprovalStage(mode="all", approvers=(ANNA, OLGA)))

DRAFTED = ChangeDrafted(
    change_id=CHANGE, number=1, outline=OUTLINE, responsible=Responsible(SECOND_LINE, SEMYON), incidents=(SIGN,)
)
SUBMITTED = ChangeSubmitted(change_id=CHANGE, stages=STAGES)
APPROVED = ChangeMoved(change_id=CHANGE, status="approved")
SCHEDULED = ChangeScheduled(change_id=CHANGE, window=NIGHT)

EXAMPLES: tuple[Fact, ...] = (
    DRAFTED,
    ChangeOutlined(change_id=CHANGE, outline=OUTLINE),
    ChangeAssigned(change_id=CHANGE, responsible=Responsible(FIRST_LINE, OLGA)),
    ChangeIncidentsLinked(change_id=CHANGE, incidents=(OTHER_SIGN,)),
    ChangeIncidentsUnlinked(change_id=CHANGE, incidents=(SIGN,)),
    SUBMITTED,
    ChangeApprovalAnswered(
        change_id=CHANGE, stage=0, approver_id=SEMYON, answered_by=OLGA, verdict="approve", comment="Да", opens=1
    ),
    ChangeScheduled(change_id=CHANGE, window=NEXT_NIGHT, note="Согласовано с соседями"),
    ChangeMoved(change_id=CHANGE, status="reviewed", reason="Без замечаний", solution="Порты работают"),
    WindowBooked(service_id=INTERNET, change_id=CHANGE, number=1, window=NEXT_NIGHT, note="Согласовано с соседями"),
    WindowFreed(service_id=INTERNET, change_id=CHANGE),
)
