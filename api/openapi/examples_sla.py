"""Examples of clocks, explanations and previews, the ids and instants of all examples; for ``api.openapi.examples``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from api.rest.command_route import AGREEMENT, PERSON, SCHEDULE, TEAM
from events.values.duration import Duration
from events.values.text import Text
from projections.agreement.service_class import DEFAULT, ClassLine, ServiceClass
from projections.sla_clocks.explanations import SegmentView
from projections.sla_clocks.preview import Move, Preview
from projections.sla_clocks.readers import ClockView
from sla_engine.explain import COUNTED, OFF_HOURS

TICKET_ID = UUID("e46286ad-9e40-537d-ba9e-38d01e3eb2d0")
PERSON_ID, TEAM_ID, SCHEDULE_ID, AGREEMENT_ID = UUID(PERSON), UUID(TEAM), UUID(SCHEDULE), UUID(AGREEMENT)
COMMAND_ID = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
REGISTERED = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AFTER_LUNCH = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

RESOLUTION = ClockView(
    clock="resolution",
    state="running",
    is_running=True,
    target_s=28_800.0,
    target_no=1,
    rule_id="critical",
    promise_version=1,
    consumed_s=14_400.0,
    left_s=14_400.0,
    overrun_s=0.0,
    overrun_wall_s=0.0,
    due_at=DUE,
    missed_at=None,
    stopped_at=None,
)
REACTION = ClockView(
    clock="reaction",
    state="met",
    is_running=False,
    target_s=3_600.0,
    target_no=1,
    rule_id="",
    promise_version=1,
    consumed_s=600.0,
    left_s=3_000.0,
    overrun_s=0.0,
    overrun_wall_s=0.0,
    due_at=None,
    missed_at=None,
    stopped_at=datetime(2026, 11, 23, 6, 10, tzinfo=UTC),
)
SERVICE_CLASS = ServiceClass(
    agreement_id=AGREEMENT_ID,
    agreement=Text(ru="Базовое", en="Base"),
    schedule_id=SCHEDULE_ID,
    schedule=Text(ru="9–18 с обедом", en="9-18 with lunch"),
    reaction=ClassLine(
        line=0,
        rule_id="",
        name=DEFAULT,
        norm=Duration(1),
        norm_s=3_600.0,
        agreement_id=AGREEMENT_ID,
        promise_version=1,
    ),
    resolution=ClassLine(
        line=1,
        rule_id="critical",
        name=Text(ru="Критичные", en="Critical"),
        norm=Duration(8),
        norm_s=28_800.0,
        agreement_id=AGREEMENT_ID,
        promise_version=1,
    ),
    regulated_start_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
    regulated_close_at=DUE,
)
MORNING = SegmentView(
    begin_at=REGISTERED,
    end_at=LUNCH,
    status="new",
    reason="counted",
    why=COUNTED,
    worked_s=14_400.0,
    total_s=14_400.0,
    schedule_id=SCHEDULE_ID,
    timetable_no=1,
)
NOON = SegmentView(
    begin_at=LUNCH,
    end_at=AFTER_LUNCH,
    status="new",
    reason="off_hours",
    why=OFF_HOURS,
    worked_s=0.0,
    total_s=14_400.0,
    schedule_id=SCHEDULE_ID,
    timetable_no=1,
)
PREVIEW = Preview(
    tickets=17,
    moved=1,
    turn_missed=0,
    no_longer_missed=0,
    moves=(
        Move(
            number=1001,
            clock="resolution",
            due_before=DUE,
            due_after=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
            missed_before=None,
            missed_after=None,
        ),
    ),
)
