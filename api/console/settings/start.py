"""Where the technologist's face begins: the six steps, else all of its pages that open for whoever asks."""

from __future__ import annotations

from fastapi import Response

from api.console import navigation
from api.console.asked import Asked
from api.console.rendering import elsewhere, page

FIRST = "/settings/steps"


def begin(asked: Asked) -> Response:
    """Whoever may see how far the desk is set up begins there; to anybody else the menu is a page."""
    if asked.may("read-setup-steps"):
        return elsewhere(FIRST)
    return page(asked, "settings/start.html", entries=navigation.menu(asked))
