"""Examples of the facts of what stands around a ticket; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events.fact import Fact
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksAdded,
    ChecksReordered,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_pictures import PicturesInPlaceTold
from events.ticket_rating import LowRatingTold, TicketRated, TicketRatingChanged
from events.ticket_tags import TicketTagged, TicketUntagged
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.ticket_time import TimeSpent, TimeSpentCorrected, TimeSpentWithdrawn
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.values.checklist import NewCheck
from events.values.identity import CheckId, ChecklistTemplateId, CommentId, TaskId, TimeEntryId, ticket_id
from events.values.people import Responsible
from events.values.picture import PictureInPlace
from events.values.text import Text
from events.values.ticket import STATUSES
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

_TICKET, _OTHER = ticket_id(17), ticket_id(18)
TASK = TaskId(UUID("5c7a1f0e-3333-5c4f-9b4c-e1b4d0f4e401"))
ENTRY = TimeEntryId(UUID("5c7a1f0e-4444-5c4f-9b4c-e1b4d0f4e501"))
DUE_AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WORKED_UNTIL = datetime(2026, 3, 2, 6, 45, tzinfo=UTC)

TASK_ADDED = TaskAdded(
    ticket_id=_TICKET,
    requester_id=ANNA,
    task_id=TASK,
    title="Заказать картридж для Орловой",
    responsible=Responsible(FIRST_LINE, OLGA),
    due_at=DUE_AT,
)

CHECK, OTHER_CHECK = CheckId(UUID(int=0xC401)), CheckId(UUID(int=0xC402))
CHECKS_ADDED = ChecksAdded(
    ticket_id=_TICKET,
    requester_id=ANNA,
    checks=(
        NewCheck(check_id=CHECK, words="Завести учётную запись Орловой"),
        NewCheck(check_id=OTHER_CHECK, words="Выдать ноутбук", ticked_by=OLGA, ticked_at=WORKED_UNTIL),
    ),
    checklist_id=ChecklistTemplateId(UUID(int=0xC4EC)),
    name=Text("Новый сотрудник", "A new employee"),
)
_ON_CHECK: dict[str, Any] = {"ticket_id": _TICKET, "requester_id": ANNA, "check_id": CHECK}
_WORDS = "Завести учётную запись Орловой"

EXAMPLES: tuple[Fact, ...] = (
    PicturesInPlaceTold(
        ticket_id=_TICKET,
        requester_id=ANNA,
        pictures=(PictureInPlace(sha256="0f" * 32, content_id="image001.png@01DC"),),
        comment_id=CommentId(UUID(int=0xC0)),
    ),
    CHECKS_ADDED,
    CheckTicked(**_ON_CHECK, words=_WORDS),
    CheckUnticked(**_ON_CHECK, words=_WORDS),
    CheckReworded(**_ON_CHECK, words="Завести две учётные записи"),
    ChecksReordered(ticket_id=_TICKET, checks=(OTHER_CHECK, CHECK)),
    CheckWithdrawn(**_ON_CHECK, words=_WORDS),
    CheckRestored(**_ON_CHECK, words=_WORDS),
    TicketUnmerged(
        ticket_id=_TICKET,
        requester_id=ANNA,
        parted_from=_OTHER,
        withdrawn=(4,),
        status=STATUSES["on_hold"],
        reason="Ждём запчасть",
        wake_up_at=DUE_AT,
        noted_answer="answer_on_hold",
    ),
    TicketUnjoined(ticket_id=_TICKET, parted=_OTHER, number=1002, requesters=(ANNA,)),
    TicketLinked(ticket_id=_TICKET, kind="child_of", to=_OTHER),
    TicketUnlinked(ticket_id=_TICKET, kind="duplicate_of", to=_OTHER),
    TicketTagged(ticket_id=_TICKET, requester_id=ANNA, tags=("принтер", "второй этаж")),
    TicketUntagged(ticket_id=_TICKET, requester_id=ANNA, tags=("принтер",)),
    TicketRated(
        ticket_id=_TICKET,
        requester_id=ANNA,
        score=2,
        words="Орлова ждала три дня",
        responsible=Responsible(FIRST_LINE, OLGA),
    ),
    TicketRatingChanged(ticket_id=_TICKET, requester_id=ANNA, score=4, words="Разобрались"),
    LowRatingTold(ticket_id=_TICKET, score=2, team_id=FIRST_LINE, lead_id=OLGA),
    TASK_ADDED,
    TaskReplanned(
        ticket_id=_TICKET,
        requester_id=ANNA,
        task_id=TASK,
        title="Заказать два картриджа",
        responsible=Responsible(SECOND_LINE, SEMYON),
        due_at=datetime(2026, 3, 4, 9, 0, tzinfo=UTC),
    ),
    TaskDone(ticket_id=_TICKET, task_id=TASK),
    TaskTakenUpAgain(ticket_id=_TICKET, task_id=TASK),
    TaskGivenUp(ticket_id=_TICKET, requester_id=ANNA, task_id=TASK, reason="Нашёлся запасной"),
    TimeSpent(
        ticket_id=_TICKET,
        requester_id=ANNA,
        entry_id=ENTRY,
        person_id=OLGA,
        activity="consultation",
        seconds=1500,
        until_at=WORKED_UNTIL,
        note="Звонок Орловой",
    ),
    TimeSpentCorrected(
        ticket_id=_TICKET,
        requester_id=ANNA,
        entry_id=ENTRY,
        activity="travel",
        seconds=3600,
        until_at=WORKED_UNTIL,
        note="Дорога в бухгалтерию",
    ),
    TimeSpentWithdrawn(ticket_id=_TICKET, entry_id=ENTRY),
)
