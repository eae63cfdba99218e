"""The page of the six steps."""

from __future__ import annotations

from api.console.shown import Shown
from api.console.steps import steps

PAGES: tuple[Shown, ...] = (Shown("/settings/steps", steps.steps),)
