"""Whose a request is: the peer's, unless that is a proxy that is trusted; the outermost layer, put there by serve."""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from connectors.seldom import Seldom

FORWARDED = frozenset(
    {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"x-forwarded-host", b"x-forwarded-proto"}
)
"""Headers by which proxies say whose a request is. The first alone is read, of those that are trusted."""
EVERY_S = 60.0


class Proxies:
    """Believes the trusted proxies alone, and warns of one that nobody named: behind it all people are one address.

    Whoever names addresses of their own choice would otherwise escape the delays of wrong passwords, or burden others.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        # The framework and the server write the types of one and the same interface apart.
        self._believing = ProxyHeadersMiddleware(app, trusted or "")  # type: ignore[arg-type]
        self._trusted = self._believing.trusted_hosts
        self._app = app
        self._seldom = Seldom(EVERY_S)
        self._log = structlog.get_logger("door")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request on, as the one that it is."""
        peer = scope["client"][0] if scope.get("client") else ""
        if peer in self._trusted:
            await self._believing(scope, receive, send)  # type: ignore[arg-type] # as above
            return
        if scope["type"] == "http" and any(name in FORWARDED for name, _ in scope["headers"]):
            scope["deskledger.through"] = peer
            if (passed := self._seldom.now(peer)) is not None:
                self._log.warning(
                    "proxy_is_not_trusted",
                    peer=peer,
                    more=passed,
                    hint=f"Everybody behind it counts as one address. If it is a proxy of yours: "
                    f"DESK_TRUSTED_PROXIES={peer}",
                )
        await self._app(scope, receive, send)
