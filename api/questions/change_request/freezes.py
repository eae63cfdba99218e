"""Questions about change freezes: which stand, and what is scheduled already into one that is to be declared."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import MOST, place_of, written
from api.questions.refusals import InvalidField
from api.questions.wishes import aware
from events.values.change import Risk, Window
from events.values.change_freeze import Freeze, window_by_clock
from events.values.faults import InvalidValue
from events.values.identity import FreezeId, ServiceId
from events.values.people import Viewer
from events.values.text import Text
from projections.change_request import freezes
from projections.change_request.freezes import HeldUp
from projections.kit.reads import views_of
from projections.service import rows as services

_LIST = views_of(freezes.between, services.names_of)
_PREVIEW = views_of(freezes.scheduled_into)
_UNTOLD = FreezeId(UUID(int=0))


class FreezesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Those that meet a span; from now on unless it says since when."""

    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = MOST


class FreezeWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A freeze that is not declared yet, as the order says it."""

    begins: datetime
    ends: datetime
    zone: str
    service: list[UUID] = []
    risk: list[Risk] = []
    cursor: str | None = None
    limit: int = MOST


class FrozenService(msgspec.Struct, frozen=True, kw_only=True):
    """What a service that freezes name is called."""

    service_id: UUID
    name: Text


class FreezeList(msgspec.Struct, frozen=True):
    """Freezes that stand, the first to begin in front, and what the services that they name are called."""

    freezes: list[Freeze]
    next_cursor: str | None = None
    services: list[FrozenService] = []


class ScheduledChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that holds a window in the freeze: it stays there unless somebody moves it."""

    change_id: UUID
    number: int
    subject: str
    risk: str
    window: Window


class FreezePreview(msgspec.Struct, frozen=True):
    """Between which instants it would hold changes up, and which are scheduled there by now."""

    window: Window
    scheduled: list[ScheduledChange]
    next_cursor: str | None = None


@question("list-freezes", _LIST)
def list_freezes(desk: Desk, _viewer: Viewer, wanted: FreezesWanted) -> Answer[FreezeList]:
    """Those of now and ahead, or of a span."""
    since = aware("since", wanted.since) or desk.clock.now()
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[datetime, UUID])
        found = freezes.between(db, since, aware("until", wanted.until), after=after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        names = services.names_of(db, {one for freeze in shown for one in freeze.services})
    last = shown[-1] if len(found) > len(shown) else None
    named = [FrozenService(service_id=one, name=name) for one, name in names.items()]
    goes_on = None if last is None else written((last.window.begins_at, last.freeze_id))
    return Answer(FreezeList(shown, goes_on, sorted(named, key=lambda one: (one.name.en, one.service_id))))


@question("preview-freeze", _PREVIEW)
def preview_freeze(desk: Desk, viewer: Viewer, wanted: FreezeWanted) -> Answer[FreezePreview]:
    """Nothing is stored; what is scheduled there is moved by hand, or passes."""
    window = _by_clock(wanted)
    freeze = Freeze(
        freeze_id=_UNTOLD,
        title=Text.same(""),
        window=window,
        zone=wanted.zone,
        services=tuple(ServiceId(one) for one in wanted.service),
        risks=tuple(wanted.risk),
    )
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[datetime, int])
        found = freezes.scheduled_into(db, viewer, freeze, desk.clock.now(), after=after, limit=wanted.limit + 1)
    shown = found[: wanted.limit]
    goes_on = written((shown[-1].begins_at, shown[-1].number)) if len(found) > len(shown) else None
    return Answer(FreezePreview(window, [_told(one) for one in shown], goes_on))


def _by_clock(wanted: FreezeWanted) -> Window:
    for field in ("begins", "ends"):
        if getattr(wanted, field).tzinfo is not None:
            raise InvalidField(
                field=field,
                reason_ru="нужно то, что покажут часы пояса («zone»), без смещения, например 2030-12-28T18:00:00.",
                reason_en="what the clock of “zone” shows is needed, without an offset, such as 2030-12-28T18:00:00.",
            )
    try:
        return window_by_clock(wanted.begins, wanted.ends, wanted.zone)
    except InvalidValue as error:
        raise InvalidField(field=error.field, reason_ru=error.text.ru, reason_en=error.text.en) from error


def _told(one: HeldUp) -> ScheduledChange:
    window = Window(begins_at=one.begins_at, ends_at=one.ends_at)
    return ScheduledChange(
        change_id=one.change_id, number=one.number, subject=one.subject, risk=one.risk, window=window
    )
