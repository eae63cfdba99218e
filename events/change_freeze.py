"""Times in which nothing is changed, told on one stream; decided by ``aggregates.change_freeze``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.change_freeze import Freeze
from events.values.identity import ChangeId, FreezeId


class FreezeDeclared(Fact, frozen=True, kw_only=True):
    """Changes of some kinds wait, on some services or on all, for a while (row 165)."""

    stored_name: ClassVar[str] = "freeze.declared@1"

    freeze_id: FreezeId
    freeze: Freeze


class FreezeLifted(Fact, frozen=True, kw_only=True):
    """The freeze is taken back, also one that is over or has not begun: it holds nothing up any more."""

    stored_name: ClassVar[str] = "freeze.lifted@1"

    freeze_id: FreezeId


class ChangeFreezePassed(Fact, frozen=True, kw_only=True):
    """The change is scheduled into a freeze by somebody who may, for a reason; on the change's own stream."""

    stored_name: ClassVar[str] = "change.freeze-passed@1"
    personal: ClassVar[dict[str, str]] = sealed_for("change_id", "reason")

    change_id: ChangeId
    freezes: tuple[FreezeId, ...]
    reason: str
