"""Which modules are shown (rows 159-160): one that nobody uses leaves the menus, and nothing in it is lost."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.desk import list_modules


def modules(asked: Asked) -> Response:
    """A table of switches."""
    return page(asked, "settings/modules.html", modules=list_modules(asked.desk, asked.viewer, None).value.modules)
