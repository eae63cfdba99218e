"""The question of who is away over a span: of everybody, of a team, of one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import MOST, place_of, written
from api.questions.references import person_sought
from api.questions.refusals import InvalidField
from api.questions.wishes import aware
from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.person import absences
from projections.person.absences import UNTOLD, Absence

USUALLY = timedelta(days=31)
_AWAY = views_of(absences.between)


class AbsencesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Between which instants, from now on for a month unless told; of which team or person."""

    since: datetime | None = None
    before: datetime | None = None
    team: UUID | None = None
    person: str | None = None
    cursor: str | None = None
    limit: int = MOST


class AbsenceList(msgspec.Struct, frozen=True):
    """Absences in the order in which people go, and between which instants they were sought."""

    absences: list[Absence]
    since: datetime
    before: datetime
    next_cursor: str | None = None


@question("list-absences", _AWAY)
def list_absences(desk: Desk, viewer: Viewer, wanted: AbsencesWanted) -> Answer[AbsenceList]:
    """Who is away and who stands in; why, is told to them and to whoever sees every card."""
    since = aware("since", wanted.since) or desk.clock.now()
    before = aware("before", wanted.before) or (since + USUALLY if since < UNTOLD - USUALLY else UNTOLD)
    if before <= since:
        raise InvalidField(
            field="before",
            reason_ru="конец должен быть позже начала («since»).",
            reason_en="the end must be later than the begin (“since”).",
        )
    people = None if wanted.person is None else [person_sought(desk, viewer, wanted.person, field="person")]
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[datetime, str, UUID])
        more = absences.between(db, since, before, people=people, team=wanted.team, after=after, limit=wanted.limit + 1)
    found = more[: wanted.limit]
    last = found[-1] if len(more) > len(found) else None
    goes_on = None if last is None else written((last.from_at, last.person.ru, last.absence_id))
    if not visibility.sees_cards(viewer):
        found = [one if one.person_id == viewer.actor.id else msgspec.structs.replace(one, note="") for one in found]
    return Answer(AbsenceList(found, since, before, goes_on))
