"""Routes as the modules of ``api.rest`` write them down, until ``api.app`` lays them into an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi import APIRouter
from typing_extensions import override


class Written(NamedTuple):
    """A path, what answers there, and all else that was said of it."""

    path: str
    endpoint: Callable[..., Any]
    said: dict[str, Any]


class Routes(APIRouter):
    """The framework's decorators on a list of what they say.

    A router lays each route while its module is read, and an application would lay it once more: 0.4 s of every start.
    """

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Written] = []

    @override
    def add_api_route(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        """Write it down."""
        self.written.append(Written(path, endpoint, said))
