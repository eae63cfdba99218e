"""What may become of a change request, its risk and its window; shared by decisions and read models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from events.values.calendar_years import TOO_FAR, is_tellable
from events.values.faults import InvalidValue
from events.values.identity import ServiceId
from events.values.lifecycle import Lifecycle, Said, Transition
from events.values.text import Text
from events.values.ticket import CLOSED, Status
from events.values.told_time import ToldTime

Risk = Literal["low", "medium", "high"]

CHANGE_RULE = "row 165"

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
SCHEDULED = "scheduled"
IMPLEMENTED = "implemented"
REVIEWED = "reviewed"
REJECTED = "rejected"
CANCELLED = "cancelled"


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a change is carried out: from ``begins_at`` until just before ``ends_at``, aware instants."""

    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        for field in ("begins_at", "ends_at"):
            at: datetime = getattr(self, field)
            if at.tzinfo is None:
                ru = "У времени нужен часовой пояс, например 2026-03-02T09:00:00+03:00."
                en = "The instant needs an offset, such as 2026-03-02T09:00:00+03:00."
                raise InvalidValue(Text(ru=ru, en=en), field=field, rule=CHANGE_RULE)
            if not is_tellable(at):
                raise InvalidValue(TOO_FAR, field=field, rule=CHANGE_RULE)
            # One instant is told in one way only, in whichever zone it was typed.
            msgspec.structs.force_setattr(self, field, at.astimezone(UTC))
        if self.ends_at <= self.begins_at:
            ru = "Окно должно закончиться позже, чем началось."
            en = "The window must end after it begins."
            raise InvalidValue(Text(ru=ru, en=en), field="ends_at", rule=CHANGE_RULE)

    def overlaps(self, other: Window) -> bool:
        """Whether both are open at one instant; one that begins as the other ends does not overlap it."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at

    def lies_in(self, other: Window) -> bool:
        """Whether it leaves the other one nowhere."""
        return other.begins_at <= self.begins_at and self.ends_at <= other.ends_at

    def told(self) -> ToldTime:
        """Both ends, for messages."""
        return ToldTime(self.begins_at, self.ends_at)


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed, how, when, and how to get back: what approvers decide on."""

    subject: str
    description: str = ""
    risk: Risk = "medium"
    plan: str = ""
    back_out: str = ""
    window: Window | None = None
    services: tuple[ServiceId, ...] = ()


_AHEAD = (DRAFT, SUBMITTED, APPROVED, SCHEDULED, REJECTED)
_WITH_REASON: frozenset[Said] = frozenset({"reason"})

CHANGE_CYCLE = Lifecycle(
    statuses=(
        Status(code=DRAFT, name=Text(ru="Черновик", en="Draft"), colour="#8a94a3"),
        Status(code=SUBMITTED, name=Text(ru="На согласовании", en="Submitted"), colour="#1f4fa3"),
        Status(code=APPROVED, name=Text(ru="Согласовано", en="Approved"), colour="#2f7d4f"),
        Status(code=SCHEDULED, name=Text(ru="Запланировано", en="Scheduled"), colour="#b07d12"),
        Status(code=IMPLEMENTED, name=Text(ru="Выполнено", en="Implemented"), resolves=True, colour="#5b7f95"),
        Status(code=REVIEWED, name=Text(ru="Проверено", en="Reviewed"), resolves=True, colour="#8a3ffc"),
        Status(code=CLOSED, name=Text(ru="Закрыто", en="Closed"), resolves=True, is_final=True),
        Status(code=REJECTED, name=Text(ru="Не согласовано", en="Rejected"), colour="#a33a2f"),
        Status(code=CANCELLED, name=Text(ru="Отменено", en="Cancelled"), is_final=True, colour="#a33a2f"),
    ),
    initial=DRAFT,
    transitions=(
        Transition(leaves=DRAFT, enters=SUBMITTED),
        Transition(leaves=SUBMITTED, enters=APPROVED),
        Transition(leaves=SUBMITTED, enters=REJECTED),
        Transition(leaves=SUBMITTED, enters=DRAFT, requires=_WITH_REASON),
        Transition(leaves=REJECTED, enters=DRAFT),
        Transition(leaves=APPROVED, enters=DRAFT, requires=_WITH_REASON),
        Transition(leaves=SCHEDULED, enters=DRAFT, requires=_WITH_REASON),
        Transition(leaves=APPROVED, enters=SCHEDULED),
        Transition(leaves=SCHEDULED, enters=APPROVED, requires=_WITH_REASON),
        Transition(leaves=SCHEDULED, enters=IMPLEMENTED),
        Transition(leaves=IMPLEMENTED, enters=REVIEWED, requires=frozenset({"solution"})),
        Transition(leaves=REVIEWED, enters=CLOSED),
        *(Transition(leaves=code, enters=CANCELLED, requires=_WITH_REASON) for code in _AHEAD),
    ),
)
"""From the draft to the review (row 165). What is scheduled holds its window on every service that it touches.

Consent is for the outline as it was laid before the approvers: whoever wants another one goes back to the draft, and
the consent is gone.
"""

LED_BY: dict[tuple[str, str], str] = {
    (DRAFT, SUBMITTED): "submit-change",
    (SUBMITTED, APPROVED): "answer-change-approval",
    (SUBMITTED, REJECTED): "answer-change-approval",
    (APPROVED, SCHEDULED): "schedule-change",
}
"""Ways of the life cycle that a command of their own takes, with what else it says."""
