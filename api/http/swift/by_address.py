"""Which route answers a request, by the shape of its address; put before the router by ``api.app``."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

OTHER_DOORS = frozenset({"api", "docs", "health", "metrics"})
"""First words of addresses that are no pages of the console."""
NOUN_AT = 3
"""Where the noun stands in an address: /api/v1/tickets."""


class ByAddress:
    """Finds the route of a request by the shape of its address; the framework asks two hundred routes, one by one.

    What is not found here, the router itself looks for, and tells that it is not there.
    """

    def __init__(self, router: APIRouter, console: ASGIApp) -> None:
        self._router = router
        self._console = console
        self._laid: dict[tuple[str, int, str, str | None], list[tuple[int, APIRoute]]] = {}
        for order, route in enumerate(router.routes):
            if isinstance(route, APIRoute):
                for method in route.methods or ():
                    noun, last = _shape(route.path)
                    key = (method, route.path.count("/"), noun, None if "{" in last else last)
                    self._laid.setdefault(key, []).append((order, route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer."""
        if scope["type"] == "http" and (route := self.route_of(scope)) is not None:
            await route.handle(scope, receive, send)
        elif scope["type"] == "http" and is_page(scope["path"]):
            await self._console(scope, receive, send)
        else:
            await self._router.app(scope, receive, send)

    def route_of(self, scope: Scope) -> APIRoute | None:
        """The route of a request, noted in its scope; ``None``: the router itself is to look."""
        method: str = scope["method"]
        path: str = scope["path"]
        noun, last = _shape(path)
        size = path.count("/")
        laid = self._laid
        candidates: list[tuple[int, APIRoute]] = [
            *laid.get((method, size, noun, last), ()),
            *laid.get((method, size, noun, None), ()),
        ]
        for _, route in sorted(candidates, key=_by_order):
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.setdefault("router", self._router)
                scope.update(found)
                return route
        return None


def is_page(path: str) -> bool:
    """Whether an address is one of the console's: whatever no other door has a first word of."""
    return path.split("/", 2)[1] not in OTHER_DOORS


def _shape(path: str) -> tuple[str, str]:
    """The noun of an address, and its last part."""
    parts = path.split("/")
    return (parts[NOUN_AT] if len(parts) > NOUN_AT else ""), parts[-1]


def _by_order(laid: tuple[int, APIRoute]) -> int:
    return laid[0]
