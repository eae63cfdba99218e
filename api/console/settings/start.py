"""Where the technologist's face begins: all of its pages that open for whoever asks."""

from __future__ import annotations

from fastapi import Response

from api.console import navigation
from api.console.asked import Asked
from api.console.rendering import page


def begin(asked: Asked) -> Response:
    """The menu as a page: on a telephone it is the way to all others."""
    return page(asked, "settings/start.html", entries=navigation.menu(asked))
