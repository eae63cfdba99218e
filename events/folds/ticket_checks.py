"""How the facts of a checklist change it; the rows of ``events.folds.ticket_work`` that are about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from events.fact import Recorded
from events.ticket_checks import (
    CheckReworded,
    ChecksAdded,
    ChecksReordered,
    CheckTicked,
)
from events.values.identity import CheckId, PersonId


class CheckState(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a checklist: what it says, and by whom and when it was ticked off."""

    check_id: CheckId
    words: str
    ticked_by: PersonId | None = None
    ticked_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def is_ticked(self) -> bool:
        """Whether it is done."""
        return self.ticked_at is not None


Listed = Mapping[CheckId, CheckState]
"""The items of a checklist by their ids, in their order; also those that were withdrawn."""


def added(checks: Listed, fact: ChecksAdded) -> Listed:
    """Behind the others."""
    new = {
        one.check_id: CheckState(
            check_id=one.check_id, words=one.words, ticked_by=one.ticked_by, ticked_at=one.ticked_at
        )
        for one in fact.checks
    }
    return {**checks, **new}


def ticked_off(checks: Listed, told: Recorded) -> Listed:
    """By whoever recorded it."""
    by, at = PersonId(told.metadata.actor.id), told.metadata.occurred_at
    return _with(checks, cast("CheckTicked", told.fact).check_id, ticked_by=by, ticked_at=at)


def unticked(checks: Listed, check_id: CheckId) -> Listed:
    """As though nobody had."""
    return _with(checks, check_id, ticked_by=None, ticked_at=None)


def reworded(checks: Listed, fact: CheckReworded) -> Listed:
    """What was ticked off stays so."""
    return _with(checks, fact.check_id, words=fact.words)


def reordered(checks: Listed, fact: ChecksReordered) -> Listed:
    """What is not named keeps its order behind what is."""
    first = {check_id: checks[check_id] for check_id in fact.checks if check_id in checks}
    return {**first, **{check_id: one for check_id, one in checks.items() if check_id not in first}}


def withdrawn(checks: Listed, check_id: CheckId, *, is_withdrawn: bool) -> Listed:
    """It keeps its place."""
    return _with(checks, check_id, is_withdrawn=is_withdrawn)


def _with(checks: Listed, check_id: CheckId, **more: Any) -> Listed:
    return {**checks, check_id: replace(checks[check_id], **more)}
