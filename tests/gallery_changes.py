"""Examples of the facts of change requests and of the windows that they hold; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from events.change_freeze import ChangeFreezePassed, FreezeDeclared, FreezeLifted
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
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
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.values.approval import ApprovalStage
from events.values.change import Outline, Window
from events.values.change_freeze import Freeze
from events.values.duration import Duration
from events.values.identity import AgreementId, FreezeId, change_id, ticket_id
from events.values.people import Responsible
from events.values.text import Text
from tests.gallery_services import INTERNET, PRINTERS
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

CHANGE = change_id(1)
BASE = AgreementId(UUID("3c1f5a7e-9b2d-5e4f-8a6c-0d1e2f3a4b5c"))
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
FREEZE = FreezeId(UUID(int=165))
YEAR_S_END = Freeze(
    freeze_id=FREEZE,
    title=Text("Конец года", "Year's end"),
    window=Window(begins_at=datetime(2026, 3, 7, 12, 0, tzinfo=UTC), ends_at=datetime(2026, 3, 8, 21, 0, tzinfo=UTC)),
    zone="Europe/Moscow",
    services=(INTERNET,),
    risks=("medium", "high"),
    groups=("technologist",),
    people=(OLGA,),
)

EXAMPLES: tuple[Fact, ...] = (
    DRAFTED,
    ChangeOutlined(change_id=CHANGE, outline=OUTLINE),
    ChangeAssigned(change_id=CHANGE, responsible=Responsible(FIRST_LINE, OLGA)),
    ChangeIncidentsLinked(change_id=CHANGE, incidents=(OTHER_SIGN,)),
    ChangeIncidentsUnlinked(change_id=CHANGE, incidents=(SIGN,)),
    ChangeSubmitted(
        change_id=CHANGE,
        stages=STAGES,
        remind_for=Duration(4, "hours"),
        expires_for=Duration(2, "days"),
        agreement_id=BASE,
    ),
    ChangeApprovalReminded(
        change_id=CHANGE,
        stage=1,
        approvers=(ANNA,),
        due_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        noticed_at=datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC),
    ),
    ChangeApprovalAnswered(
        change_id=CHANGE, stage=0, approver_id=SEMYON, answered_by=OLGA, verdict="approve", comment="Да", opens=1
    ),
    FreezeDeclared(freeze_id=FREEZE, freeze=YEAR_S_END),
    FreezeLifted(freeze_id=FREEZE),
    ChangeFreezePassed(change_id=CHANGE, freezes=(FREEZE,), reason="Иначе не успеем до отчёта"),
    ChangeScheduled(change_id=CHANGE, window=NEXT_NIGHT, note="Согласовано с соседями"),
    ChangeMoved(change_id=CHANGE, status="reviewed", reason="Без замечаний", solution="Порты работают"),
    WindowBooked(service_id=INTERNET, change_id=CHANGE, number=1, window=NEXT_NIGHT, note="Согласовано с соседями"),
    WindowFreed(service_id=INTERNET, change_id=CHANGE),
    WindowBookedBelow(service_id=INTERNET, below=PRINTERS, change_id=CHANGE, number=1, window=NEXT_NIGHT),
    WindowFreedBelow(service_id=INTERNET, below=PRINTERS, change_id=CHANGE),
)

UPCAST: dict[str, Fact] = {"change.submitted@1": SUBMITTED}
