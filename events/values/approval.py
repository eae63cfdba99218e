"""The words of approvals: how the people of a stage decide together, what they say, how it ends."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.identity import PersonId

Mode = Literal["one", "all", "first"]
"""One approval passes a stage; all of them; or the first answer decides it either way (row 163)."""

Verdict = Literal["approve", "reject"]
Settled = Literal["approved", "rejected"]
"""How a stage ends by its answers."""

Outcome = Literal["approved", "rejected", "expired", "withdrawn"]
"""How an approval ends."""


class ApprovalStage(msgspec.Struct, frozen=True, kw_only=True):
    """The people who are asked at the same time, and how they decide together."""

    mode: Mode
    approvers: tuple[PersonId, ...]
