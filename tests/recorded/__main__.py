"""Records anew what the desk answers: ``python -m tests.recorded``, part of ``make docs``."""

from __future__ import annotations

from tests.recorded import kept
from tests.recorded.story import told
from tests.support.database import new_database, running_server

if __name__ == "__main__":
    with running_server() as server, new_database(server) as demo, new_database(server) as workshop:
        kept.write(told(demo, workshop))
