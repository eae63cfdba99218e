"""Who holds which agreement, told on the recipient's own stream, so that registration reads it from the log itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from events.fact import Fact, Recorded
from events.values.identity import AgreementId


class AgreementGranted(Fact, frozen=True, kw_only=True):
    """A person, or everybody in a unit and below it, holds the agreement from now on (rows 7, 98-99)."""

    stored_name: ClassVar[str] = "holding.granted@1"

    recipient_id: UUID
    agreement_id: AgreementId


class AgreementWithdrawn(Fact, frozen=True, kw_only=True):
    """The recipient no longer holds the agreement; tickets under it go on."""

    stored_name: ClassVar[str] = "holding.withdrawn@1"

    recipient_id: UUID
    agreement_id: AgreementId


def held(history: Sequence[Recorded]) -> tuple[AgreementId, ...]:
    """The agreements that a recipient holds, in the order in which they were granted."""
    found: dict[AgreementId, None] = {}
    for recorded in history:
        if isinstance(recorded.fact, AgreementGranted):
            found.setdefault(recorded.fact.agreement_id)
        elif isinstance(recorded.fact, AgreementWithdrawn):
            found.pop(recorded.fact.agreement_id, None)
    return tuple(found)
