"""The question of what new rules would do to the open tickets; nothing is written."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.service_schedule import Schedule
from api.bootstrap import Desk
from api.questions.agreement.equivalents import Equivalents, of_promise
from api.questions.answer import Answer
from api.questions.asking import question
from commands.promise import refuse_strangers
from commands.reach import refuse_unreachable
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.targets import Promise
from projections.agreement import rows as agreements
from projections.agreement import schedules
from projections.kit.reads import views_of
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks.preview import Preview

_PREVIEW = views_of(sla_preview.promise_edit, agreements.agreements, schedules.schedule)


class PromiseToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A promise that is not saved yet."""

    promise: Promise


class PromiseOf(msgspec.Struct, frozen=True, kw_only=True):
    """Which agreement is to promise what."""

    ref: UUID
    to_try: PromiseToTry


class PromisePreview(Preview, frozen=True, kw_only=True):
    """What an edit would do to the open tickets, and what its durations mean on the agreement's schedule."""

    equivalents: Equivalents


@question("preview-agreement", _PREVIEW)
def preview_agreement(desk: Desk, _viewer: Viewer, wanted: PromiseOf) -> Answer[PromisePreview]:
    """As if they were revised with ``apply_to_open``: refused as that would be, and nothing is written."""
    ref, promise = wanted.ref, wanted.to_try.promise
    now = desk.clock.now()
    with desk.database.snapshot() as cursor:
        load = desk.log.at(cursor).load
        agreement = Agreement.fold(load(StreamId(ref)))
        if agreement is None:
            raise NoSuchAgreement
        refuse_strangers(promise, load)
        over = Schedule.fold(load(StreamId(agreement.schedule_id)))
        if over is not None:
            refuse_unreachable(promise, over, now)
        found = sla_preview.promise_edit(cursor, ref, promise, now=now)
        known = next(iter(agreements.agreements(cursor, ref)), None)
        schedule = None if known is None else schedules.schedule(cursor, known.schedule_id)
    if found is None:
        raise NoSuchAgreement
    meant = {} if schedule is None else of_promise(promise, schedule.timetables, now)
    return Answer(PromisePreview(**msgspec.structs.asdict(found), equivalents=meant))
