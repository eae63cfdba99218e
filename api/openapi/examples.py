"""An example answer of every question: made of the structs that really answer, so it cannot lie; for the document."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from api.http.refusal_answers import Problem
from api.openapi.account_examples import ACCOUNT_ANSWERS, ACCOUNT_BODIES
from api.openapi.examples_people import FIRST_LINE, PEOPLE_ANSWERS
from api.openapi.examples_sla import (
    AFTER_LUNCH,
    AGREEMENT_ID,
    COMMAND_ID,
    DUE,
    LUNCH,
    MORNING,
    NOON,
    PERSON_ID,
    PREVIEW,
    REACTION,
    REGISTERED,
    RESOLUTION,
    SCHEDULE_ID,
    SERVICE_CLASS,
    TEAM_ID,
    TICKET_ID,
)
from api.openapi.history_examples import DESK_ANSWERS, HISTORY_ANSWERS, VERSION_ANSWERS
from api.openapi.practice_examples import CHANGE, LINKED, LINKED_CHANGE, LINKED_PROBLEM, PRACTICE_ANSWERS
from api.questions.answers import (
    AgreementList,
    History,
    QuestionList,
    ScheduleList,
    TicketExplanation,
    TicketTypeCard,
    TicketTypeList,
    Timeline,
)
from api.questions.equivalents import AgreementCard, of_promise
from api.questions.service_answers import SERVICE_ANSWERS
from api.rest.approval.orders import APPROVAL
from api.rest.command_table import PROMISE, TIMETABLE
from api.rest.commands import ReceiptView
from api.rest.problem.orders import TICKET
from api.rest.quarantine.questions import EXAMPLE, QuarantineList
from api.rest.schedule.previews import Interval, PromisePreview, Proposal, TimetablePreview
from api.rest.ticket_type.orders import DEFINITION, LED
from api.rest.ticket_type.questions import RevisionPreview
from commands.refusals import StaleVersion
from events.values.identity import ticket_type_id
from events.values.people import Actor, Responsible, Viewer
from events.values.schedule import DatedException, Hours, Timetable
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket import STATUSES, TYPES
from events.values.ticket_type import TypeDefinition
from events.values.timetable_versions import TimetableVersions
from projections.agreement.schedules import ScheduleCard, ScheduleEdit
from projections.approval.rows import Question, Substitute
from projections.change_request.pages import ChangeLine
from projections.facts.history import HistoryEntry
from projections.sla_clocks.explanations import ExplanationView
from projections.sla_clocks.preview import SchedulePreview
from projections.sla_clocks.readers import ClocksView
from projections.ticket.card import WholeCard
from projections.ticket.pages import Counts, Page, TicketLine
from projections.ticket.timeline import Entry
from projections.ticket_type.rows import TypeVersion, TypeView

ANNA = "Орлова Анна"
SUBJECT = "Не печатает принтер"
HOLIDAY = DatedException(on=date(2030, 5, 9), hours=(), name=Text(ru="День Победы", en="Victory Day"))
_PROMISE = msgspec.convert(PROMISE, Promise)
_TIMETABLES = TimetableVersions.first(msgspec.convert(TIMETABLE, Timetable))

RECEIPT = ReceiptView(command_id=COMMAND_ID, id=TICKET_ID, number=1001, version=1, position=42, repeated=False)

_STALE = StaleVersion(seen=3, now=4)
PROBLEM = Problem(
    type="urn:deskledger:problem:stale-version",
    title="Версия устарела",
    status=412,
    detail=_STALE.text.ru,
    code="stale-version",
    texts=_STALE.text,
    version=4,
)

NEW = STATUSES["new"]

_LINE = TicketLine(
    ticket_id=TICKET_ID,
    number=1001,
    type="incident",
    type_name=TYPES["incident"],
    subject=SUBJECT,
    status="new",
    status_name=NEW.name,
    status_colour=NEW.colour,
    priority="normal",
    requester_id=PERSON_ID,
    requester_name=ANNA,
    agreement_id=AGREEMENT_ID,
    service_id=None,
    team_id=TEAM_ID,
    team=FIRST_LINE,
    responsible_id=None,
    responsible=None,
    registered_at=REGISTERED,
    changed_at=REGISTERED,
    version=1,
    comments=0,
    last_word=None,
    due_at=DUE,
    due_clock="reaction",
    is_overdue=False,
    missed_at=None,
)
_CARD = WholeCard(
    ticket_id=TICKET_ID,
    number=1001,
    type="incident",
    type_name=TYPES["incident"],
    subject=SUBJECT,
    description="Второй этаж, бухгалтерия.",
    status="new",
    status_name=NEW.name,
    status_colour=NEW.colour,
    priority="normal",
    impact=None,
    urgency=None,
    priority_from="matrix",
    channel="api",
    requester_id=PERSON_ID,
    requester_name=ANNA,
    requester_email="anna@client.example",
    agreement_id=AGREEMENT_ID,
    service_id=None,
    team_id=TEAM_ID,
    team=FIRST_LINE,
    responsible_id=None,
    responsible=None,
    registered_at=REGISTERED,
    changed_at=REGISTERED,
    version=1,
    comments=0,
    last_word=None,
    attributes={"site": "north"},
    attachments=(),
    reason=None,
    solution=None,
    wake_up_at=None,
    merged_into=None,
    service_class=SERVICE_CLASS,
    follows=LINKED,
    problems=(LINKED_PROBLEM,),
    changes=(LINKED_CHANGE,),
)
_TYPE = TypeView(
    type_id=ticket_type_id("access_request"),
    code="access_request",
    version=1,
    definition=msgspec.convert(DEFINITION, TypeDefinition),
)
_REGISTERED_AS = Text(ru="Заявка зарегистрирована", en="Ticket registered")
_AGREEMENT = AgreementCard(
    agreement_id=AGREEMENT_ID,
    name=Text(ru="Базовое", en="Base"),
    kind="sla",
    schedule_id=SCHEDULE_ID,
    promise=_PROMISE,
    default_responsible=Responsible(team_id=TEAM_ID),  # type: ignore[arg-type] # an id is an id here
    version=1,
    is_base=True,
    equivalents=of_promise(_PROMISE, _TIMETABLES, REGISTERED),
)

ANSWERS: dict[str, msgspec.Struct] = {
    "list-tickets": Page(tickets=(_LINE,), next_cursor=None),
    "count-tickets": Counts(by_status={"new": 2}, open=2, overdue=1, mine=0, nobodys=2),
    "read-ticket": _CARD,
    "read-ticket-timeline": Timeline(
        [
            Entry(
                version=1,
                position=42,
                name="ticket.registered@1",
                at=REGISTERED,
                actor_id=PERSON_ID,
                actor_name=ANNA,
                actor=Text.same(ANNA),
                is_inner=False,
                what=_REGISTERED_AS,
                body="Второй этаж, бухгалтерия.",
            )
        ]
    ),
    "read-ticket-history": History(
        [
            HistoryEntry(
                position=42,
                version=1,
                name="ticket.registered@1",
                what=_REGISTERED_AS,
                by=Actor(kind="person", id=PERSON_ID, name=ANNA),
                actor=Text.same(ANNA),
                occurred_at=REGISTERED,
                recorded_at=REGISTERED,
                fact_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                command_id=COMMAND_ID,
                correlation_id=COMMAND_ID,
                causation_id=COMMAND_ID,
                fact={"ticket_id": str(TICKET_ID), "number": 1001, "subject": SUBJECT},
            )
        ]
    ),
    "read-ticket-sla": ClocksView(
        ticket_id=TICKET_ID,
        number=1001,
        status="new",
        schedule_id=SCHEDULE_ID,
        agreement_id=AGREEMENT_ID,
        at=LUNCH,
        reaction=REACTION,
        resolution=RESOLUTION,
    ),
    "explain-ticket-sla": TicketExplanation(
        1001,
        [
            ExplanationView(
                clock="resolution",
                state="running",
                target_s=28_800.0,
                target_no=1,
                rule_id="critical",
                promise_version=1,
                consumed_s=14_400.0,
                due_at=DUE,
                missed_at=None,
                segments=(MORNING, NOON),
            )
        ],
    ),
    "list-agreements": AgreementList([_AGREEMENT]),
    "read-agreement": _AGREEMENT,
    "list-schedules": ScheduleList(
        [
            ScheduleCard(
                schedule_id=SCHEDULE_ID,
                name=Text(ru="9–18 с обедом", en="9-18 with lunch"),
                timetables=_TIMETABLES,
                version=1,
                hours_version=1,
                planned=0,
                edits=(
                    ScheduleEdit(
                        version=1,
                        since_at=REGISTERED,
                        effective_from=None,
                        href=f"/api/v1/schedules/{SCHEDULE_ID}/versions/1",
                    ),
                ),
            )
        ]
    ),
    "list-my-approvals": QuestionList(
        [
            Question(
                approval_id=UUID(APPROVAL),
                ticket_id=TICKET_ID,
                number=1001,
                subject=SUBJECT,
                question="Купить ли новый принтер?",
                requested_as="Ольга Смирнова",
                stage=0,
                approver_id=PERSON_ID,
                approver=Text.same(ANNA),
                asked_at=REGISTERED,
                reminded_at=None,
                expires_at=DUE,
            )
        ],
        (ChangeLine(**CHANGE),),
        Substitute(substitute_id=PERSON_ID, substitute=Text.same(ANNA), from_at=REGISTERED, until_at=DUE),
    ),
    **PEOPLE_ANSWERS,
    "who-am-i": Viewer(
        actor=Actor(kind="person", id=PERSON_ID, name=ANNA),
        groups=frozenset({"specialist"}),
    ),
    "try-timetable": TimetablePreview(
        week=(Text(ru="пн 09:00-13:00, 14:00-18:00, 8 ч", en="Mon 09:00-13:00, 14:00-18:00, 8 h"),),
        next_intervals=(Interval(REGISTERED, LUNCH), Interval(AFTER_LUNCH, DUE)),
        equivalent=Text(
            ru="1 день = 24 рабочих часа = 3 рабочих дня по этому графику",
            en="1 day = 24 working hours = 3 working days on this schedule",
        ),
    ),
    "preview-schedule": SchedulePreview(
        **msgspec.structs.asdict(PREVIEW), closings=(), exceptions_dropped=(HOLIDAY,), yearly_dropped=()
    ),
    "preview-agreement": PromisePreview(
        **msgspec.structs.asdict(PREVIEW), equivalents=of_promise(_PROMISE, _TIMETABLES, REGISTERED)
    ),
    "list-quarantine": QuarantineList([EXAMPLE]),
    "read-quarantined": EXAMPLE,
    "release-quarantined": EXAMPLE,
    "propose-holidays": Proposal(
        exceptions=(
            HOLIDAY,
            DatedException(
                on=date(2030, 12, 28),
                hours=(Hours("09:00", "13:00"), Hours("14:00", "18:00")),
                name=Text(ru="рабочий день по переносу", en="working day by transfer"),
            ),
        )
    ),
    "list-ticket-types": TicketTypeList([_TYPE]),
    "read-ticket-type": TicketTypeCard(
        _TYPE, [TypeVersion(version=1, since=REGISTERED, definition=_TYPE.definition, led={})]
    ),
    "preview-ticket-type": RevisionPreview(
        tickets=3, standing={"on_hold": 3}, led={"on_hold": "checking"}, unled=("resolved", "reopened")
    ),
    **SERVICE_ANSWERS,
    "upload-photo": RECEIPT,
    "remove-photo": RECEIPT,
    **ACCOUNT_ANSWERS,
    **PRACTICE_ANSWERS,
    **HISTORY_ANSWERS,
    **VERSION_ANSWERS,
    **DESK_ANSWERS,
}
"""Operation -> an example of its answer; its class is what the answer is made of."""

BODIES: dict[str, dict[str, Any]] = {
    **{name: example for name, (_, example) in ACCOUNT_BODIES.items()},
    "try-timetable": {"timetable": TIMETABLE, "duration": {"amount": 1, "unit": "days"}},
    "preview-schedule": {"timetable": TIMETABLE, "effective_from": "2030-01-01T00:00:00+03:00"},
    "preview-agreement": {"promise": PROMISE},
    "resolve-incidents": {"tickets": [TICKET]},
    "preview-ticket-type": {"definition": DEFINITION, "led": LED},
    "release-quarantined": {},
}
"""Operation -> an example of what it is sent, for those that are no commands."""

PLAIN: dict[str, dict[str, Any]] = {
    "is-alive": {"alive": True},
    "is-ready": {
        "ready": True,
        "reasons": [],
        "head": 42,
        "migrations_missing": [],
        "projections": {"ticket_list": {"position": 42, "lag": 0, "lag_s": 0.0, "poison": None}},
        "loops": {"ticket_list": {"state": "running"}},
        "parked": {},
        "clocks_without_due": 0,
        "zone_rules": {"here": "2026f", "running": ["2026f"], "clocks_measured_by": "2026f", "differ": False},
        "remeasured": {"done": 0, "total": 0},
    },
}
"""Operation -> an example of an answer that no struct describes."""
