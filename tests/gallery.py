"""One valid example of every fact, about one small desk; stories begin with them, golden samples are made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec

from events.agreement import (
    AgreementConcluded,
    AgreementDefaultResponsibleNamed,
    AgreementPromiseRevised,
    AgreementRenamed,
    AgreementRescheduled,
    BaseAgreementChosen,
)
from events.fact import Fact
from events.service_schedule import (
    HolidaysDeclared,
    HolidaysWithdrawn,
    ScheduleDrawnUp,
    ScheduleRenamed,
    ScheduleRevised,
)
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketJoined,
    TicketMerged,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketRequesterRecognised,
    TicketResolved,
    TicketResumed,
    TicketUnassigned,
)
from events.ticket_history import ConsequencesWithdrawn, EscalationWithdrawn, HistoryBegun, HistoryEnded
from events.values.dealing import Dealt
from events.values.duration import Duration
from events.values.identity import (
    AgreementId,
    ApprovalId,
    CommentId,
    OrgUnitId,
    PersonId,
    ScheduleId,
    ServiceId,
    named,
    ticket_id,
)
from events.values.people import Requester, Responsible
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.targets import (
    ClockPolicy,
    Conditions,
    EscalationAction,
    EscalationPoint,
    Norm,
    Promise,
    Rule,
    Targets,
)
from events.values.text import Text
from events.values.ticket import STATUSES, Attachment, AttributeChange
from tests import (
    gallery_approvals,
    gallery_articles,
    gallery_at_hand,
    gallery_changes,
    gallery_people,
    gallery_problems,
    gallery_services,
    gallery_talk,
    gallery_ticket_work,
    gallery_types,
    gallery_views,
)
from tests.gallery_people import BRANCH, CLIENT
from tests.gallery_services import CATALOGUE, HELD_BY_CLIENT, SERVES_CLIENT, VIP_SERVICES, vip_concluded
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""Monday, nine o'clock in Moscow: when the gallery's facts happened, unless a story says otherwise."""

SCHEDULE = ScheduleId(UUID("a8a6a1ce-0a55-5a3e-8a3b-f0a3c9e3d101"))
ROUND_THE_CLOCK = ScheduleId(UUID("a8a6a1ce-0a55-5a3e-8a3b-f0a3c9e3d102"))
AGREEMENT = AgreementId(UUID("c1a1f0de-2b66-5c4f-9b4c-e1b4d0f4e201"))
NUMBER = 17
TICKET = ticket_id(NUMBER)
OTHER_TICKET = ticket_id(18)
COMMENT = CommentId(UUID("5c7a1f0e-2222-5c4f-9b4c-e1b4d0f4e301"))

_DAY = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
TIMETABLE = Timetable(
    zone="Europe/Moscow",
    week=WorkWeek(mon=_DAY, tue=_DAY, wed=_DAY, thu=_DAY, fri=_DAY),
    exceptions=(
        DatedException(date(2026, 3, 9), (), Text("Перенос с 8 марта", "Moved from 8 March")),
        DatedException(date(2026, 4, 30), None, Text("Короткий день", "A short day"), (Hours("17:00", "24:00"),)),
    ),
    yearly=(YearlyHoliday(1, 1, Text("Новый год", "New Year")),),
)
_ALL_DAY = (Hours("00:00", "24:00"),)
ALWAYS_OPEN = Timetable(
    zone="requester",
    week=WorkWeek(mon=_ALL_DAY, tue=_ALL_DAY, wed=_ALL_DAY, thu=_ALL_DAY, fri=_ALL_DAY, sat=_ALL_DAY, sun=_ALL_DAY),
)

ACTION = EscalationAction(
    notify=("responsible", "team_lead"),
    notify_persons=(OLGA,),
    reassign_to_team=SECOND_LINE,
    raise_priority_to="critical",
)
PROMISE = Promise(
    reaction=Targets(default=Norm(duration=Duration(30, "minutes"))),
    resolution=Targets(
        rules=(
            Rule(
                id="critical",
                name=Text("Критичные", "Critical"),
                when=Conditions(
                    types=frozenset({"incident"}),
                    services=frozenset({ServiceId(UUID(int=61))}),
                    priorities=frozenset({"critical"}),
                    impacts=frozenset({"critical"}),
                    urgencies=frozenset({"high"}),
                    units=frozenset({OrgUnitId(UUID(int=71))}),
                    channels=frozenset({"phone"}),
                    attributes={"site": frozenset({"north"})},
                ),
                norm=Norm(
                    duration=Duration(4, "hours"),
                    escalations=(
                        EscalationPoint(id="75", share_percent=75, action=ACTION),
                        EscalationPoint(id="late", offset=Duration(1, "hours"), side="after"),
                    ),
                ),
            ),
        ),
        default=Norm(duration=Duration(1, "days")),
    ),
    policy=ClockPolicy(reaction_stopped_by="anyone"),
)

ATTACHMENT = Attachment(sha256="0f" * 32, name="экран.png", media_type="image/png", size_bytes=2048)

# -- the desk: schedules, people, teams, an agreement -------------------------------------------------------
DRAWN_UP = ScheduleDrawnUp(schedule_id=SCHEDULE, name=Text("9–18 с обедом", "9-18 with lunch"), timetable=TIMETABLE)
ANOTHER_DRAWN_UP = ScheduleDrawnUp(schedule_id=ROUND_THE_CLOCK, name=Text.same("24*7"), timetable=ALWAYS_OPEN)
CONCLUDED = AgreementConcluded(
    agreement_id=AGREEMENT,
    name=Text("Базовое", "Base"),
    schedule_id=SCHEDULE,
    promise=PROMISE,
    default_responsible=Responsible(FIRST_LINE),
)
CHOSEN = BaseAgreementChosen(agreement_id=AGREEMENT)

PEOPLE = gallery_people.PEOPLE
TEAMS = gallery_people.TEAMS
DESK = (DRAWN_UP, ANOTHER_DRAWN_UP, *PEOPLE, *TEAMS, CONCLUDED, CHOSEN)
"""A desk that is ready to take tickets."""
DESK_WITH_VIP = (*DESK, *CATALOGUE, vip_concluded(ROUND_THE_CLOCK), VIP_SERVICES, SERVES_CLIENT, HELD_BY_CLIENT)
"""The same with a catalogue, and an agreement on the network that the client company holds beside the base one."""

# -- a ticket ------------------------------------------------------------------------------------------------
ANNA_ASKS = Requester(
    person_id=ANNA,
    name="Орлова Анна",
    email="anna@client.example",
    units=(BRANCH, CLIENT),
    time_zone="Asia/Yekaterinburg",
)
REGISTERED = TicketRegistered(
    ticket_id=TICKET,
    number=NUMBER,
    type="incident",
    subject="Не печатает принтер",
    description="Второй этаж, бухгалтерия",
    requester=ANNA_ASKS,
    channel="portal",
    agreement_id=AGREEMENT,
    service_path=(ServiceId(UUID(int=62)), ServiceId(UUID(int=61))),
    priority="normal",
    impact="high",
    urgency="low",
    attributes={"site": "north"},
    responsible=Responsible(FIRST_LINE, OLGA),
    attachments=(ATTACHMENT,),
    message_id="<m1@client.example>",
)
IN_PROGRESS = TicketPutInProgress(ticket_id=TICKET)
WAKE_UP_AT = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
ON_HOLD = TicketPutOnHold(ticket_id=TICKET, requester_id=ANNA, reason="Ждём запчасть", wake_up_at=WAKE_UP_AT)
RESOLVED = TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Заменён картридж")
CLOSED = TicketClosed(ticket_id=TICKET)
DECLINED = TicketDeclined(ticket_id=TICKET, requester_id=ANNA, reason="Не наша услуга")
COMMENTED = TicketCommented(
    ticket_id=TICKET,
    comment_id=COMMENT,
    requester_id=ANNA,
    body="Проверьте кабель",
    is_public=True,
    by_staff=True,
    attachments=(ATTACHMENT,),
    message_id="<m2@client.example>",
)
MISSED = DeadlineMissed(
    ticket_id=TICKET,
    clock="resolution",
    target_no=1,
    missed_at=datetime(2026, 3, 4, 15, 0, tzinfo=UTC),
    noticed_at=datetime(2026, 3, 4, 15, 0, 1, 250000, tzinfo=UTC),
)

PRIORITISED = TicketPrioritised(ticket_id=TICKET, priority="high", impact="critical", urgency="normal")
RECLASSIFIED = TicketReclassified(
    ticket_id=TICKET,
    type="service_request",
    agreement_id=AGREEMENT,
    service_path=(ServiceId(UUID(int=61)),),
    attributes={"site": "south"},
)

CHANGED = msgspec.structs.replace(
    RECLASSIFIED,
    changed=(
        AttributeChange(code="site", name=Text("Площадка", "Site"), was=Text.same("north"), now=Text("Юг", "South")),
        AttributeChange(code="room", name=Text("Комната", "Room"), was=Text.same("310")),
    ),
)
_REOPENED = TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова не печатает")

_EXAMPLES: tuple[Fact, ...] = (
    msgspec.structs.replace(REGISTERED, attributes={"site": "north", "room": "310, у Орловой"}, texts=("room",)),
    TicketAssigned(
        ticket_id=TICKET,
        responsible=Responsible(SECOND_LINE, SEMYON),
        dealt=Dealt(way="turn", after=OLGA, among=3),
    ),
    TicketUnassigned(ticket_id=TICKET),
    IN_PROGRESS,
    ON_HOLD,
    TicketResumed(ticket_id=TICKET, woken=True),
    RESOLVED,
    _REOPENED,
    CLOSED,
    DECLINED,
    TicketMerged(ticket_id=TICKET, into=OTHER_TICKET),
    TicketJoined(ticket_id=TICKET, joined=OTHER_TICKET, number=1002, requesters=(ANNA,)),
    COMMENTED,
    msgspec.structs.replace(PRIORITISED, priority_from="matrix"),
    msgspec.structs.replace(
        CHANGED, requester_id=ANNA, attributes={"site": "south", "till": "до пятницы"}, texts=("till",)
    ),
    TicketRequesterRecognised(
        ticket_id=TICKET,
        requester_id=ANNA,
        name="Орлова Анна",
        guest_id=PersonId(named("sender", "anna@client.example")),
    ),
    MISSED,
    DeadlineMissWithdrawn(
        ticket_id=TICKET,
        clock="resolution",
        target_no=1,
        reason="target_changed",
        noticed_at=datetime(2026, 3, 5, 7, 0, tzinfo=UTC),
    ),
    EscalationReached(
        ticket_id=TICKET,
        clock="reaction",
        target_no=2,
        point_id="75",
        due_at=datetime(2026, 3, 2, 6, 22, 30, tzinfo=UTC),
        noticed_at=datetime(2026, 3, 2, 6, 22, 31, tzinfo=UTC),
        action=ACTION,
    ),
    EscalationWithdrawn(ticket_id=TICKET, clock="resolution", target_no=1, point_id="75"),
    ConsequencesWithdrawn(
        ticket_id=TICKET,
        requester_id=REGISTERED.requester.person_id,
        withdrawn=(5, 6),
        status=STATUSES["on_hold"],
        reason="Ждём запчасть",
        wake_up_at=WAKE_UP_AT,
        approval_id=ApprovalId(UUID(int=71)),
        priority="normal",
        impact="high",
        urgency="low",
        priority_from="matrix",
        responsible=Responsible(SECOND_LINE, SEMYON),
    ),
    HistoryBegun(ticket_id=TICKET, holds_for=Duration(30, "minutes")),
    HistoryEnded(ticket_id=TICKET),
    msgspec.structs.replace(CONCLUDED, kind="ola"),
    AgreementRenamed(agreement_id=AGREEMENT, name=Text.same("VIP")),
    AgreementPromiseRevised(agreement_id=AGREEMENT, promise=PROMISE, apply_to_open=True),
    AgreementRescheduled(agreement_id=AGREEMENT, schedule_id=ROUND_THE_CLOCK, apply_to_open=True),
    AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, SEMYON)),
    CHOSEN,
    DRAWN_UP,
    ScheduleRenamed(schedule_id=SCHEDULE, name=Text("Основной", "Main")),
    ScheduleRevised(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN, effective_from=datetime(2026, 6, 1, tzinfo=UTC)),
    HolidaysDeclared(
        schedule_id=SCHEDULE,
        exceptions=(DatedException(date(2026, 5, 9), (), Text("День Победы", "Victory Day")),),
        effective_from=datetime(2026, 3, 2, 9, 0, 0, 500000, tzinfo=UTC),
    ),
    HolidaysWithdrawn(schedule_id=SCHEDULE, dates=(date(2026, 3, 9),), effective_from=datetime(2026, 3, 2, tzinfo=UTC)),
    *gallery_people.EXAMPLES,
    *gallery_types.EXAMPLES,
    *gallery_views.EXAMPLES,
    *gallery_at_hand.EXAMPLES,
    *gallery_articles.EXAMPLES,
    *gallery_approvals.EXAMPLES,
    *gallery_talk.EXAMPLES,
    *gallery_services.EXAMPLES,
    *gallery_problems.EXAMPLES,
    *gallery_changes.EXAMPLES,
    *gallery_ticket_work.EXAMPLES,
)

GALLERY: dict[str, Fact] = {fact.stored_name: fact for fact in _EXAMPLES}
"""Stored name -> an example, with every field given that can be given."""

UPCAST: dict[str, Fact] = {
    **gallery_approvals.UPCAST,
    **gallery_changes.UPCAST,
    "service-schedule.revised@1": ScheduleRevised(
        schedule_id=SCHEDULE, timetable=ALWAYS_OPEN, effective_from=datetime(2026, 6, 1, tzinfo=UTC)
    ),
    "ticket.assigned@1": TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON)),
    "ticket.prioritised@1": PRIORITISED,
    "ticket.reclassified@1": RECLASSIFIED,
    "ticket.reclassified@2": CHANGED,
    "ticket.registered@1": REGISTERED,
    "ticket.commented@1": COMMENTED,
    **{
        f"ticket.{name}@1": msgspec.structs.replace(fact, requester_id=None)
        for name, fact in {
            "put-on-hold": ON_HOLD,
            "resolved": RESOLVED,
            "reopened": _REOPENED,
            "declined": DECLINED,
        }.items()
    },
    **gallery_types.UPCAST,
    **{
        f"{noun}@1": GALLERY[f"{noun}@2"]
        for noun in (
            *(
                f"problem.{told}"
                for told in ("registered", "described", "workaround-found", "root-cause-found", "moved")
            ),
            *(f"change.{told}" for told in ("drafted", "outlined", "approval-answered", "scheduled", "moved")),
            *("window.booked", "service.added", "service.described"),
            *("agreement.archived", "org-unit.archived", "org-unit.overridden"),
        )
    },
}
"""Stored name of an old version -> what its golden sample reads as today."""
