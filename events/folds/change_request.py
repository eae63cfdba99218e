"""The one reading of a change request's facts; shared by ``aggregates.change_request`` and the rows of changes."""

from __future__ import annotations

from typing import cast

import msgspec
from msgspec.structs import replace

from events.change_freeze import ChangeFreezePassed
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeAssigned,
    ChangeDrafted,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Recorded
from events.folds.approval import AskingState, answered, person_behind, reminded
from events.folds.reading import Reading, begins_told, on, on_told, passes_over, says
from events.values.change import CHANGE_CYCLE, IMPLEMENTED, REVIEWED, SCHEDULED, SUBMITTED, Outline, Window
from events.values.identity import ChangeId, PersonId, TicketId
from events.values.people import Responsible


class ChangeState(msgspec.Struct, frozen=True, kw_only=True):
    """One change request. ``window`` is the one that it holds while it is scheduled, ``shown`` the one that it shows.

    ``authors`` wrote its outline; ``consent`` is who was asked about it when it was submitted last, if anybody was, and
    ``asked`` are all who ever were. ``reason`` is that of the last move, ``solution`` what the review found.
    """

    change_id: ChangeId
    number: int
    outline: Outline
    responsible: Responsible | None
    incidents: tuple[TicketId, ...]
    authors: frozenset[PersonId]
    status: str = CHANGE_CYCLE.initial
    consent: AskingState | None = None
    asked: frozenset[PersonId] = frozenset()
    window: Window | None = None
    shown: Window | None = None
    note: str = ""
    reason: str = ""
    solution: str = ""


def _drafted(kind: type[ChangeState], told: Recorded) -> ChangeState:
    fact = cast("ChangeDrafted", told.fact)
    return kind(
        change_id=fact.change_id,
        number=fact.number,
        outline=fact.outline,
        responsible=fact.responsible,
        incidents=fact.incidents,
        authors=person_behind(told.metadata.actor),
        shown=fact.outline.window,
    )


def _outlined(change: ChangeState, told: Recorded) -> ChangeState:
    """What was said was said of another outline."""
    outline, authors = cast("ChangeOutlined", told.fact).outline, change.authors | person_behind(told.metadata.actor)
    return replace(change, outline=outline, authors=authors, consent=None, shown=outline.window)


def _linked(change: ChangeState, fact: ChangeIncidentsLinked) -> ChangeState:
    return replace(change, incidents=change.incidents + fact.incidents)


def _unlinked(change: ChangeState, fact: ChangeIncidentsUnlinked) -> ChangeState:
    gone = frozenset(fact.incidents)
    return replace(change, incidents=tuple(ticket for ticket in change.incidents if ticket not in gone))


def _submitted(change: ChangeState, told: Recorded) -> ChangeState:
    stages, by = cast("ChangeSubmitted", told.fact).stages, person_behind(told.metadata.actor)
    consent = AskingState(stages=stages, involved=change.authors | by) if stages else None
    return _asked(replace(change, status=SUBMITTED, reason="", consent=consent))


def _answered(change: ChangeState, told: Recorded) -> ChangeState:
    return change if change.consent is None else _asked(replace(change, consent=answered(change.consent, told)))


def _reminded(change: ChangeState, told: Recorded) -> ChangeState:
    return change if change.consent is None else replace(change, consent=reminded(change.consent, told))


def _asked(change: ChangeState) -> ChangeState:
    asked = () if change.consent is None else change.consent.open_stage.approvers
    return replace(change, asked=change.asked.union(asked))


def _scheduled(change: ChangeState, fact: ChangeScheduled) -> ChangeState:
    return replace(change, status=SCHEDULED, window=fact.window, shown=fact.window, note=fact.note, reason="")


def _moved(change: ChangeState, fact: ChangeMoved) -> ChangeState:
    """A window that was held and never used is free: what is shown is the wish again."""
    unused = change.window is not None and fact.status != IMPLEMENTED
    return replace(
        change,
        status=fact.status,
        reason=fact.reason,
        solution=fact.solution if fact.status == REVIEWED else change.solution,
        window=None,
        shown=change.outline.window if unused else change.shown,
        note="",
    )


CHANGE_REQUEST = Reading(
    ChangeState,
    begins_told(ChangeDrafted, _drafted),
    on_told(ChangeOutlined, _outlined),
    says(ChangeAssigned, "responsible"),
    on(ChangeIncidentsLinked, _linked),
    on(ChangeIncidentsUnlinked, _unlinked),
    on_told(ChangeSubmitted, _submitted),
    on_told(ChangeApprovalAnswered, _answered),
    on_told(ChangeApprovalReminded, _reminded),
    on(ChangeScheduled, _scheduled),
    on(ChangeMoved, _moved),
    passes_over(ChangeFreezePassed),
)
