"""Records anew what the desk answers: ``python -m tests.recorded``, part of ``make docs``."""

from __future__ import annotations

from api.processes.logs import configure_logs
from api.settings import Settings
from tests.recorded import examples, kept
from tests.recorded.story import told
from tests.support.database import new_database, running_server

if __name__ == "__main__":
    configure_logs(Settings(log_level="error"))
    with running_server() as server, new_database(server) as demo, new_database(server) as workshop:
        files = told(demo, workshop)
    kept.write(files)
    kept.write(examples.examples(files), examples.FOLDER)
