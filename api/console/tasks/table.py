"""Pages of tasks."""

from __future__ import annotations

from api.console.shown import Shown
from api.console.tasks import lists

PAGES: tuple[Shown, ...] = (Shown("/tasks", lists.tasks),)
