"""The question of who of a team is on call: at an instant, who follows, and the weeks after it with their gaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from psycopg import Cursor

from aggregates.on_call import LONGEST_DAYS
from aggregates.team import NoSuchTeam
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import InvalidField
from api.questions.wishes import aware
from api.sheets import icalendar
from api.sheets.icalendar import Event
from events.folds.on_call import OnCallState
from events.values.calendar_years import is_tellable
from events.values.identity import ReplacementId
from events.values.on_call import Rota, Stint
from events.values.people import Language, Viewer
from events.values.text import Text
from projections.kit.reads import views_of
from projections.person import directory
from projections.team import on_call, on_call_rows
from projections.team.on_call import Duty, Gap
from projections.ticket import handovers

FARTHEST = timedelta(days=3653)
"""How far ahead, or back, of now one may look."""
MOST_DUTIES = 1_000
MARGINS = timedelta(days=8), timedelta(days=LONGEST_DAYS + 1)
"""How far around a span its duties are looked for whole: a turn is a week at most, what somebody takes a year."""
_ON_CALL = views_of(directory.team, directory.names, on_call_rows.rotas, on_call.duties, handovers.in_hand)


class OnCallWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Of which team, from which instant on, now unless told, and for how many weeks."""

    ref: UUID
    at: datetime | None = None
    weeks: int = 4


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """In [from_at, until_at) ``person_id`` is on call, who stands in for ``turn_of_id`` if that is another one.

    Nobody is where there is a ``gap``: whoever's turn it is is away without a substitute of the team, or can work in it
    no longer. ``replacement_id``: somebody took that turn, or swapped.
    """

    from_at: datetime
    until_at: datetime
    person_id: UUID | None
    person: Text | None
    turn_of_id: UUID
    turn_of: Text
    gap: Gap | None = None
    replacement_id: ReplacementId | None = None


class NamedStint(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a span, or gives it in a swap that is offered."""

    person_id: UUID
    person: Text
    from_at: datetime
    until_at: datetime


class ToldReplacement(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody takes, two spans where people swap; by whom it is offered, where it is an offer."""

    replacement_id: ReplacementId
    stints: tuple[NamedStint, ...]
    offered_by_id: UUID | None = None


class OnCallCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """Who of a team is on call. ``duties`` are those within [at, until), at most 1,000, ``gaps`` those without anybody.

    ``now`` is that of the instant asked for, ``following`` the next one; ``in_hand`` how many open tickets of the team
    whoever is on call would hand over. ``version`` is that of all that was said of who is on call, as an If-Match of
    those orders names it; 0: nothing was.
    """

    team_id: UUID
    team: Text
    version: int
    at: datetime
    until: datetime
    rota: Rota | None
    now: OnDuty | None
    following: OnDuty | None
    in_hand: int | None
    duties: tuple[OnDuty, ...]
    gaps: tuple[OnDuty, ...]
    replacements: tuple[ToldReplacement, ...]
    offers: tuple[ToldReplacement, ...]


@question("read-on-call", _ON_CALL)
def read_on_call(desk: Desk, _viewer: Viewer, wanted: OnCallWanted) -> Answer[OnCallCalendar]:
    """By rota, with what was taken and swapped, and who stands in for whom while they are away."""
    told = _calendar(desk, wanted)
    return Answer(told, etag=str(told.version))


@question("read-on-call-calendar", _ON_CALL)
def read_on_call_calendar(desk: Desk, viewer: Viewer, wanted: OnCallWanted) -> Answer[str]:
    """The same as programs of calendars read it (RFC 5545), whole; read again, they know each duty by its id."""
    told, language = _calendar(desk, wanted, whole=True), viewer.language
    events = [_event(told.team_id, duty, language) for duty in told.duties]
    title = Text(f"Дежурства: {told.team.ru}", f"On call: {told.team.en}")
    return Answer(icalendar.calendar(title.to(language), events, written_at=desk.clock.now()))


def _event(team_id: UUID, duty: OnDuty, language: Language) -> Event:
    if duty.person is None:
        summary = Text(f"Никто не дежурит (очередь: {duty.turn_of.ru})", f"Nobody is on call (turn: {duty.turn_of.en})")
    elif duty.person_id == duty.turn_of_id:
        summary = Text(f"Дежурит {duty.person.ru}", f"On call: {duty.person.en}")
    else:
        summary = Text(
            f"Дежурит {duty.person.ru}, замещает: {duty.turn_of.ru}",
            f"On call: {duty.person.en}, instead of {duty.turn_of.en}",
        )
    return Event(
        uuid5(team_id, f"on-call|{duty.turn_of_id}|{duty.from_at.isoformat()}"),
        duty.from_at,
        duty.until_at,
        summary.to(language),
    )


def _calendar(desk: Desk, wanted: OnCallWanted, *, whole: bool = False) -> OnCallCalendar:
    now = desk.clock.now()
    at = aware("at", wanted.at) or now
    if not is_tellable(at) or abs(at - now) > FARTHEST:
        raise InvalidField(
            field="at",
            reason_ru="нужно время не дальше десяти лет от текущего.",
            reason_en="an instant within ten years of now is needed.",
        )
    until = at + timedelta(weeks=wanted.weeks)
    with desk.database.snapshot() as db:
        team = directory.team(db, wanted.ref)
        if team is None:
            raise NoSuchTeam
        told = on_call_rows.rotas(db, [wanted.ref]).get(wanted.ref)
        state = OnCallState() if told is None else told.state
        found = _whole(db, wanted.ref, at, until, now) if whole else on_call.duties(db, [wanted.ref], at, until, now)
        duties = found[wanted.ref][:MOST_DUTIES]
        named = {one for duty in duties for one in (duty.person_id, duty.turn_of) if one is not None}
        stints = [stint for one in state.replaced for stint in one.stints]
        stints += [stint for offer in state.offers for stint in (offer.one, offer.other)]
        names = directory.names(db, named | {stint.person_id for stint in stints})
        shown = tuple(_told(duty, names) for duty in duties)
        present = shown[0] if shown and shown[0].from_at <= at else None
        answers = None if present is None else present.person_id
        in_hand = None if answers is None else handovers.in_hand(db, wanted.ref).of_members.get(answers, 0)
    return OnCallCalendar(
        team_id=team.team_id,
        team=team.name,
        version=0 if told is None else told.version,
        at=at,
        until=until,
        rota=state.rota_at(at),
        now=present,
        following=_following(present, shown),
        in_hand=in_hand,
        duties=shown,
        gaps=tuple(duty for duty in shown if duty.gap is not None),
        replacements=tuple(
            ToldReplacement(replacement_id=one.replacement_id, stints=_named(one.stints, names))
            for one in state.replaced
            if any(at < stint.until_at and stint.from_at < stint.until_at for stint in one.stints)
        ),
        offers=tuple(
            ToldReplacement(
                replacement_id=offer.replacement_id,
                stints=_named((offer.one, offer.other), names),
                offered_by_id=offer.offered_by,
            )
            for offer in state.offers
            if at < offer.one.until_at and at < offer.other.until_at
        ),
    )


def _whole(db: Cursor[Any], team: UUID, at: datetime, until: datetime, now: datetime) -> dict[UUID, list[Duty]]:
    """The duties within a span as they begin and end, and not as it does: a calendar that is read again moves none."""
    found: list[Duty] = []
    for margin in MARGINS:
        around = on_call.duties(db, [team], at - margin, until + margin, now)[team]
        found = [one for one in around if one.until_at > at and one.from_at < until]
        if not found or (found[0].from_at > at - margin and found[-1].until_at < until + margin):
            break
    return {team: found}


def _following(present: OnDuty | None, shown: Iterable[OnDuty]) -> OnDuty | None:
    """The first duty that is somebody else's, or begins later."""
    return next((one for one in shown if present is None or one.person_id != present.person_id), None)


def _told(duty: Duty, names: dict[UUID, Text]) -> OnDuty:
    return OnDuty(
        from_at=duty.from_at,
        until_at=duty.until_at,
        person_id=duty.person_id,
        person=None if duty.person_id is None else names.get(duty.person_id, _UNKNOWN),
        turn_of_id=duty.turn_of,
        turn_of=names.get(duty.turn_of, _UNKNOWN),
        gap=duty.gap,
        replacement_id=duty.replacement_id,
    )


_UNKNOWN = Text.same("?")


def _named(stints: Iterable[Stint], names: dict[UUID, Text]) -> tuple[NamedStint, ...]:
    return tuple(
        NamedStint(
            person_id=stint.person_id,
            person=names.get(stint.person_id, _UNKNOWN),
            from_at=stint.from_at,
            until_at=stint.until_at,
        )
        for stint in stints
    )
