"""Runs the desk: loops and HTTP in one process group until Ctrl-C; called by ``desk serve`` and the demo."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from api.app import create_app
from api.bootstrap import Desk
from api.settings import Settings
from api.wire.connections import Connections
from api.wire.listener import AT_A_TIME, descriptors, listening
from api.wire.protocol import Conversation, DoorConfig
from api.wire.proxies import Proxies
from connectors.storage.server.connections_needed import shortage


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


def server_config(app: ASGIApp, settings: Settings, connections: Connections | None = None) -> DoorConfig:
    """How the app is served: each connection in its time, whose a request is told by trusted proxies alone."""
    config = DoorConfig(
        Proxies(app, settings.trusted_proxies),
        http=Conversation,
        # Ours to choose: it would take whichever happens to be installed.
        loop="asyncio",
        ws="none",
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        backlog=AT_A_TIME,
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=5,
    )
    config.connections = connections or Connections(settings, descriptors(settings))
    return config


def server_of(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """The server of a desk's application, not yet running."""
    connections = Connections(settings, descriptors(settings))
    connections.register(app.state.metrics.registry)
    return uvicorn.Server(server_config(app, settings, connections))


def serve(desk: Desk, *, ready: Callable[[str], None], listener: socket.socket | None = None) -> None:
    """Serve until interrupted; ``ready`` hears the address once requests are taken."""
    listener = listener or listening(desk.settings)
    host, port = listener.getsockname()[:2]
    app = create_app(desk)
    # Made once as well, and best before anybody waits for it.
    app.openapi()
    server = server_of(app, desk.settings)
    if (short := shortage(desk.database)) is not None:
        structlog.get_logger("desk").warning("connections_may_run_out", ru=short.ru, en=short.en)
    desk.start()
    try:
        ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
        server.run(sockets=[listener])
    finally:
        desk.stop()
        listener.close()
