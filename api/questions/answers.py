"""What questions are answered with over HTTP where the read models give lists: used by the routes and the document."""

from __future__ import annotations

from uuid import UUID

import msgspec

from api.questions.equivalents import AgreementCard
from events.values.text import Text
from projections.agreement.schedules import ScheduleCard
from projections.approval.rows import Question, Substitute
from projections.change_request.pages import ChangeLine
from projections.desk.labels import ModuleLabel
from projections.facts.history import HistoryEntry
from projections.org_unit.tree import UnitLine
from projections.person.directory import PersonView, TeamView
from projections.sla_clocks.explanations import ExplanationView
from projections.ticket.timeline import Entry
from projections.ticket_type.rows import TypeVersion, TypeView


class Timeline(msgspec.Struct, frozen=True):
    """A ticket's conversation and changes, oldest first."""

    entries: list[Entry]


class History(msgspec.Struct, frozen=True):
    """A ticket's facts, oldest first."""

    facts: list[HistoryEntry]


class TicketExplanation(msgspec.Struct, frozen=True):
    """Both clocks of a ticket explained; ``trouble`` says why they could not be measured to the end.

    ``zone_rules`` is the version of the rules of time zones that was counted by.
    """

    number: int
    clocks: list[ExplanationView]
    trouble: Text | None = None
    zone_rules: str = ""


class AgreementList(msgspec.Struct, frozen=True):
    """Agreements, the base one first."""

    agreements: list[AgreementCard]


class ScheduleList(msgspec.Struct, frozen=True):
    """Service schedules by name."""

    schedules: list[ScheduleCard]


class ModuleList(msgspec.Struct, frozen=True):
    """Modules with their labels."""

    modules: list[ModuleLabel]


class TeamList(msgspec.Struct, frozen=True):
    """Teams by name."""

    teams: list[TeamView]


class QuestionList(msgspec.Struct, frozen=True):
    """What waits for the viewer's approval, what was asked first in front; and who answers for the viewer.

    ``approvals`` are of tickets; ``changes`` are the change requests that wait, the newest first, at most 200.
    """

    approvals: list[Question]
    changes: tuple[ChangeLine, ...]
    substitute: Substitute | None


class PersonList(msgspec.Struct, frozen=True):
    """People by name."""

    persons: list[PersonView]


class TicketTypeList(msgspec.Struct, frozen=True):
    """Types of ticket, those that come with the desk first."""

    types: list[TypeView]


class TicketTypeCard(msgspec.Struct, frozen=True):
    """A type of ticket as it is now, and all its versions, oldest first."""

    type: TypeView
    versions: list[TypeVersion]


class PersonPage(msgspec.Struct, frozen=True):
    """People by name; ``after`` leads on, if there are more."""

    persons: list[PersonView]
    after: UUID | None = None

    @classmethod
    def of(cls, found: list[PersonView], limit: int) -> PersonPage:
        """A page that is full may have a next one."""
        return cls(found, found[-1].person_id if len(found) == limit else None)


class UnitList(msgspec.Struct, frozen=True):
    """Units, those whose name begins with what was sought first."""

    units: list[UnitLine]


class InHand(msgspec.Struct, frozen=True):
    """How many open tickets a person has in hand, by team."""

    by_team: dict[UUID, int]
