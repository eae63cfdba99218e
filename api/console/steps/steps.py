"""The six steps as a checklist that knows what is done (row 33): each line leads to the page where it is done."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.setup.steps import ItemCode, read_steps

PLACES: Mapping[ItemCode, str] = {
    "departments": "/company/departments",
    "employees": "/company/departments",
    "companies": "/company/clients",
    "contacts": "/company/clients",
    "teams": "/company/teams",
    "staff": "/company/departments",
    "services": "/company/services",
    "offers": "/company/services",
    "agreements": "/company/agreements",
    "base": "/company/agreements",
    "schedules": "/settings/schedules",
    "promises": "/company/agreements",
    "rules": "/company/agreements",
    "modules": "/settings/modules",
}
"""Where each thing is set up."""


def steps(asked: Asked) -> Response:
    """Links, and no order of them: whoever sets a desk up begins where they have what is needed."""
    found = read_steps(asked.desk, asked.viewer, None, asked.min_position).value.steps
    return page(asked, "steps/steps.html", steps=found, places=PLACES)
