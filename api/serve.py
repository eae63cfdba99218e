"""Runs the desk, as several processes that end with Ctrl-C; called by ``desk serve`` and the demo."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp

from api.app import create_app
from api.bootstrap import Desk
from api.processes.board import Board
from api.processes.child import Place
from api.processes.kinds import LOOPS, answer, run_loops
from api.processes.server import DoorServer
from api.processes.standing import loops_are_away
from api.processes.supervisor import Role, Supervisor
from api.settings import Settings
from api.wire.connections import Connections
from api.wire.listener import AT_A_TIME, descriptors, listening
from api.wire.protocol import Conversation, DoorConfig
from api.wire.proxies import Proxies
from connectors.storage.server.connections_needed import needed, shortage
from events.values.text import Text

UNNOTICED = Text(
    ru="DESK_HEAD_FILE не задан: если базу восстановят из копии, Deskledger этого не заметит, и позиции журнала, что "
    "получили другие программы, будут значить другое. Назовите файл вне базы и её копий.",
    en="DESK_HEAD_FILE is not set: should the database be restored from a backup, the desk will not notice, and "
    "positions of the log that other programs hold will mean something else. Name a file outside database and backups.",
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


def server_of(app: FastAPI, settings: Settings) -> DoorServer:
    """The server of a desk's application that is served by this process alone; not yet running."""
    connections = Connections(settings, descriptors(settings))
    connections.register(app.state.metrics.registry)
    return DoorServer(server_config(app, settings, connections))


def made(desk: Desk) -> FastAPI:
    """All that is made once for whoever answers, before anybody waits for it."""
    app = create_app(desk)
    app.openapi()
    desk.passwords.make_ready()
    return app


def serve(
    desk: Desk,
    *,
    ready: Callable[[str], None],
    listener: socket.socket | None = None,
    app: FastAPI | None = None,
) -> None:
    """Serve until interrupted; ``ready`` hears the address once requests are taken. ``app``: what was ``made`` already.

    This process makes everything, and then only looks after those that it forks off: they share what it has made.
    """
    settings, count = desk.settings, desk.settings.answering
    listener = listener or listening(settings)
    host, port = listener.getsockname()[:2]
    app = app or made(desk)
    if (short := shortage(desk.database, needed(count))) is not None:
        structlog.get_logger("desk").warning("connections_may_run_out", ru=short.ru, en=short.en)
    if settings.head_file is None:
        structlog.get_logger("desk").warning("restores_go_unnoticed", ru=UNNOTICED.ru, en=UNNOTICED.en)
    allowed = descriptors(settings, count)
    # Until it is taken off by the process that answers.
    listener.listen()

    def server_for(place: Place, begun: Callable[[], None], tick: Callable[[], None]) -> DoorServer:
        connections = Connections(settings, allowed, sharers=count, told=place.hold)
        return DoorServer(server_config(app, settings, connections), holdings=place, started=begun, tick=tick)

    web = answer(desk, count, server_for, lambda server: server.run(sockets=[listener]))
    roles = [Role(f"web-{nth}", web) for nth in range(1, count + 1)]
    roles.append(Role(LOOPS, run_loops(desk), stage=1, died=partial(loops_are_away, desk)))

    def announced() -> None:
        ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
        # Whatever it asked the storage for.
        desk.database.rest()

    try:
        Supervisor(roles, Board(len(roles)), still=desk.held_still).run(announced)
    finally:
        listener.close()
