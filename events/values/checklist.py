"""What a checklist says and what is asked of it: the bounds of its items, and the policies of types; kept in facts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from events.values.identity import CheckId, ChecklistTemplateId, PersonId

MOST_CHECKS = 100
"""So many items stand on the checklist of a ticket at most."""
MOST_TEMPLATES = 10
LONGEST_CHECK = 500

Check = Annotated[
    str,
    Meta(min_length=1, max_length=LONGEST_CHECK, pattern=r"\S", description="One line, 1 to 500 characters."),
]
Checks = Annotated[tuple[Check, ...], Meta(min_length=1, max_length=MOST_CHECKS, description="Up to 100 items.")]
ChecklistTemplates = Annotated[
    tuple[ChecklistTemplateId, ...], Meta(max_length=MOST_TEMPLATES, description="Up to 10 checklist templates.")
]


class NewCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item as it comes to stand on a checklist; one that came along was perhaps ticked off before: by whom, when."""

    check_id: CheckId
    words: str
    ticked_by: PersonId | None = None
    ticked_at: datetime | None = None


class ChecklistPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which checklists tickets of a type begin with, and whether all must be ticked off before one is resolved."""

    templates: ChecklistTemplates = ()
    all_before_resolved: bool = False


NO_CHECKLIST = ChecklistPolicy()
