"""Runs the desk: loops and HTTP in one process group until Ctrl-C; called by ``desk serve`` and the demo."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable
from typing import ClassVar

import structlog
import uvicorn
from starlette.types import ASGIApp

from aggregates.refusal import Refusal
from api.app import create_app
from api.bootstrap import Desk
from api.settings import Settings


def configure_logs(settings: Settings) -> None:
    """Structured logs to standard error; request bodies, tokens and personal text never go there."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


class AddressIsTaken(Refusal):
    """Nothing can listen on {host}:{port}: {reason}. End what listens there, or choose another port with --port
    or DESK_PORT; 0 takes any free one.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "На {host}:{port} слушать нельзя: {reason}. Остановите того, кто там слушает, или выберите другой порт "
        "ключом --port или DESK_PORT; 0 — любой свободный."
    )


def listening(settings: Settings) -> socket.socket:
    """The socket that the API listens on; raises ``AddressIsTaken``."""
    try:
        listener = socket.create_server((settings.host, settings.port))
        # What is accepted inherits it. asyncio sets it only where a socket says that it speaks TCP, and this one
        # does not: head and body of an answer would wait for each other, 40 ms each time.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise AddressIsTaken(host=settings.host, port=settings.port, reason=error.strerror or str(error)) from error
    return listener


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the app is served; whose a request is, is believed of the trusted proxies alone.

    Whoever names addresses of their own choice would otherwise escape the delays of wrong passwords, or burden others.
    """
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or "",
    )


def serve(desk: Desk, *, ready: Callable[[str], None], listener: socket.socket | None = None) -> None:
    """Serve until interrupted; ``ready`` hears the address once requests are taken."""
    listener = listener or listening(desk.settings)
    host, port = listener.getsockname()[:2]
    app = create_app(desk)
    # Made once as well, and best before anybody waits for it.
    app.openapi()
    server = uvicorn.Server(server_config(app, desk.settings))
    desk.start()
    try:
        ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
        server.run(sockets=[listener])
    finally:
        desk.stop()
        listener.close()
