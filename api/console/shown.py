"""A page of the console: where it is and what makes it; each package of pages tells its own in a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fastapi import Response


class Shown(NamedTuple):
    """A page: where it is, what makes it; ``is_open``: also for who is not signed in."""

    path: str
    make: Callable[..., Response]
    method: str = "GET"
    is_open: bool = False
