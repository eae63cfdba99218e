"""``desk demo``: a whole desk with a demo company, on this machine alone; added to the commands by ``api.cli``."""

from __future__ import annotations


def demo() -> None:
    """Показать на компании-примере, без сервера и прав root · Show a demo company, no server and no root needed."""
    from api.bootstrap import open_desk
    from api.cli import announce, settings
    from api.serve import configure_logs, serve

    chosen = settings()
    configure_logs(chosen)
    with open_desk(chosen) as desk:
        desk.prepare()
        serve(desk, ready=announce)
