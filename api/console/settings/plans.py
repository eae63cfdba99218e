"""The plan of the desk: what it has, what it lacks and which plans have that (rows 16, 170)."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.desk import read_plan
from commands.plans import PLAN_NAMES


def plan(asked: Asked) -> Response:
    """A table of features and plans."""
    found = read_plan(asked.desk, asked.viewer, None).value
    return page(asked, "settings/plan.html", plan=found, plans=PLAN_NAMES)
