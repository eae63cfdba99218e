"""Which modules are shown (rows 159-160): one that nobody uses leaves the menus, and nothing in it is lost."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.desk import LISTED_BY, list_modules
from api.questions.rights import read_rights
from events.values.people import GROUP_NAMES


def modules(asked: Asked) -> Response:
    """A table of switches; beside each, which groups see what is in it, by the matrix of rights."""
    labels = list_modules(asked.desk, asked.viewer, None).value.modules
    asking = read_rights(asked.desk, asked.viewer, None).value.matrices[1].rows
    seen_by = {label.module: asking[LISTED_BY[label.module]] for label in labels}
    return page(asked, "settings/modules.html", modules=labels, seen_by=seen_by, groups=GROUP_NAMES)
