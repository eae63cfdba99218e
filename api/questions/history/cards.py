"""Questions about histories of cards: who changed a person, a unit, a promise, a type, when and to what (row 176)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from uuid import UUID

import msgspec

from aggregates.agreement import NoSuchAgreement
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson
from aggregates.service import NoSuchService
from aggregates.service_schedule import NoSuchSchedule
from aggregates.team import NoSuchTeam
from aggregates.ticket_type import NoSuchTicketType
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import Question, question
from api.questions.paging.whole import PageOf, PageWanted, page_of
from events.values.identity import StreamId, TeamId, on_call_of, ticket_type_id
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.facts.describe import SENTENCES as SENTENCES  # noqa: PLC0414 - what histories say of each fact
from projections.facts.history import HistoryEntry as HistoryEntry  # noqa: PLC0414 - what histories hold
from projections.facts.history import history_with_names
from projections.kit.reads import views_of
from projections.ticket_type import rows as ticket_types

HISTORY = views_of(history_with_names)
_OF_TYPE = views_of(ticket_types.types, history_with_names)


class History(msgspec.Struct, frozen=True):
    """A ticket's facts, oldest first."""

    facts: list[HistoryEntry]
    next_cursor: str | None = None

    @classmethod
    def of(cls, entries: Sequence[HistoryEntry], wanted: PageWanted) -> History:
        """A page of it: what is in the log stays where it is."""
        return cls(*page_of(entries, wanted, lambda one: (one.position,)))


def _of_card(
    operation: str, kind: str, missing: type[Refusal], beside: Callable[[TeamId], StreamId] | None = None
) -> Question[PageOf[UUID], History]:
    @question(operation, HISTORY)
    def read(desk: Desk, viewer: Viewer, wanted: PageOf[UUID]) -> Answer[History]:
        """Straight from the log, but for the names in it; an id of something else is nothing here."""
        with desk.database.snapshot() as db:
            facts = desk.log.at(db).load(StreamId(wanted.ref))
            if not facts or not facts[0].fact.stored_name.startswith(f"{kind}."):
                raise missing
            if beside is not None:
                told = desk.log.at(db).load(beside(TeamId(wanted.ref)))
                facts = sorted([*facts, *told], key=attrgetter("position"))
            return Answer(History.of(history_with_names(db, viewer, facts), wanted))

    return read


read_person_history = _of_card("read-person-history", "person", NoSuchPerson)
read_unit_history = _of_card("read-unit-history", "org-unit", NoSuchUnit)
read_team_history = _of_card("read-team-history", "team", NoSuchTeam, beside=on_call_of)
read_service_history = _of_card("read-service-history", "service", NoSuchService)
read_agreement_history = _of_card("read-agreement-history", "agreement", NoSuchAgreement)
read_schedule_history = _of_card("read-schedule-history", "service-schedule", NoSuchSchedule)


@question("read-ticket-type-history", _OF_TYPE)
def read_ticket_type_history(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[History]:
    """Every version of its life cycle and attributes; of a shipped type, what was revised."""
    with desk.database.snapshot() as db:
        if not ticket_types.types(db, [wanted.ref]):
            raise NoSuchTicketType
        facts = desk.log.at(db).load(StreamId(ticket_type_id(wanted.ref)))
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))
