"""What the embedded server's log says about its end, and that the log does not grow for ever."""

from __future__ import annotations

from pathlib import Path

from connectors.storage.embedded import server_log as embedded_log

EARLIER = """2026-11-29 10:00:00.000 UTC [90] LOG:  starting PostgreSQL 18.6
2026-11-29 10:00:01.000 UTC [95] FATAL:  role "nobody" does not exist
2026-11-29 10:00:02.000 UTC [90] LOG:  database system is shut down
"""
FULL = """2026-11-29 12:00:00.000 UTC [101] LOG:  starting PostgreSQL 18.6
2026-11-29 12:00:00.100 UTC [105] LOG:  database system was interrupted; last known up at 2026-11-29 11:00:00 UTC
2026-11-29 12:00:00.150 UTC [106] FATAL:  the database system is starting up
2026-11-29 12:00:00.200 UTC [105] FATAL:  could not write to file "pg_wal/xlogtemp.105": No space left on device
2026-11-29 12:00:00.300 UTC [101] LOG:  startup process (PID 105) exited with exit code 1
2026-11-29 12:00:00.300 UTC [101] LOG:  terminating any other active server processes
2026-11-29 12:00:00.400 UTC [101] LOG:  shutting down due to startup process failure
2026-11-29 12:00:00.500 UTC [101] LOG:  database system is shut down
"""


def log_of(folder: Path, *parts: str) -> Path:
    log = folder / "log"
    log.write_text("".join(parts))
    return log


def test_a_start_on_a_full_disk_names_the_disk_and_not_the_shutdown(tmp_path: Path) -> None:
    log = log_of(tmp_path, EARLIER)
    since = embedded_log.size_of(log)
    log_of(tmp_path, EARLIER, FULL)
    told = embedded_log.why_not_started(log, since)
    assert told == 'could not write to file "pg_wal/xlogtemp.105": No space left on device'


def test_what_an_earlier_run_said_is_no_cause_of_this_one(tmp_path: Path) -> None:
    log = log_of(tmp_path, EARLIER)
    assert embedded_log.why_not_started(log, embedded_log.size_of(log)) == ""


def test_a_hint_of_the_server_is_told_with_its_cause(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        'FATAL:  data directory "/d" has invalid permissions\n',
        "DETAIL:  Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).\n",
    )
    told = embedded_log.why_not_started(log, 0)
    assert told.startswith('data directory "/d" has invalid permissions. Permissions should be u=rwx')


def test_a_server_that_panicked_says_why_it_ended_and_one_that_was_killed_cannot(tmp_path: Path) -> None:
    panic = (
        "2026 [7] PANIC:  could not fsync file: Input/output error\n2026 [1] LOG:  all server processes terminated\n"
    )
    assert embedded_log.why_it_ended(log_of(tmp_path, EARLIER, panic)) == "could not fsync file: Input/output error"
    asked = "2026 [1] LOG:  received fast shutdown request\n"
    assert embedded_log.why_it_ended(log_of(tmp_path, asked)) == "received fast shutdown request"
    assert embedded_log.why_it_ended(log_of(tmp_path, "2026 [1] LOG:  checkpoint complete\n")) == ""
    assert embedded_log.why_it_ended(tmp_path / "none") == ""


def test_a_log_that_grew_too_large_is_put_aside_and_three_are_kept(tmp_path: Path) -> None:
    log = log_of(tmp_path, "x" * 9)
    assert not embedded_log.rotate(log, largest=9)
    for nth in range(6):
        # As the server does: one handle that appends, whatever becomes of the file.
        with log.open("a") as server:
            server.write(f"{nth}" * 10)
            server.flush()
            assert embedded_log.rotate(log, largest=9)
            server.write("on")
    assert log.read_text() == "on"
    aside = {path.name: path.read_text()[-10:] for path in tmp_path.glob("log.*")}
    assert aside == {"log.1": "5" * 10, "log.2": "4" * 10, "log.3": "3" * 10}
