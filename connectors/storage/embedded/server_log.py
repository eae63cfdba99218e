"""The embedded server's own log: what in it says why the server ended, and its rotation; used by ``EmbeddedServer``."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

LARGEST = 16 * 1024 * 1024
"""Bytes that the log may have before it is put aside."""
KEPT = 3
"""Logs that were put aside, the newest is ``log.1``."""

_READ = 200_000
"""Bytes from the end that are looked at."""
_FATAL = re.compile(r"(?:PANIC|FATAL):  ?(?P<words>.+)")
_COULD_NOT = re.compile(r"LOG:  ?(?P<words>(?:could not|invalid|incomplete|unexpected) .+)")
_ENDED = re.compile(r"(?:PANIC|LOG):  ?(?P<words>could not .+|received .+ shutdown request|.+ was terminated by .+)")
_HINT = re.compile(r"(?:DETAIL|HINT):  ?(?P<words>.+)")
_CONSEQUENCES = ("the database system is", "terminating connection", "connection to client lost", "canceling ")
"""What a server says to its clients because it is ending: never why it ends."""


def size_of(log: Path) -> int:
    """Where the log ends now: what is written from here on belongs to the start that follows."""
    with contextlib.suppress(OSError):
        return log.stat().st_size
    return 0


def why_not_started(log: Path, since: int) -> str:
    """Why a start failed, in the server's own words: what is wrong is said first, what follows from it after."""
    lines = _written(log, since)
    for pattern in (_FATAL, _COULD_NOT):
        for nth, line in enumerate(lines):
            found = pattern.search(line)
            if found and not found["words"].startswith(_CONSEQUENCES):
                return _with_hint(found["words"], lines[nth + 1 : nth + 3])
    return " ".join(line.strip() for line in lines[-3:] if line.strip())


def why_it_ended(log: Path) -> str:
    """Why a server that ran is gone; empty when it did not live to say it, as after ``kill -9``."""
    for pattern in (re.compile(r"PANIC:  ?(?P<words>.+)"), _ENDED):
        told = [found["words"].strip() for line in _written(log, 0)[-50:] if (found := pattern.search(line))]
        if told:
            return told[-1]
    return ""


def _written(log: Path, since: int) -> list[str]:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(since, file.seek(0, os.SEEK_END) - _READ))
        return file.read().decode(errors="replace").splitlines()
    return []


def _with_hint(words: str, following: list[str]) -> str:
    told = [words.strip()]
    for line in following:
        found = _HINT.search(line)
        if found is None:
            break
        told.append(found["words"].strip())
    return ". ".join(told)


def rotate(log: Path, *, largest: int = LARGEST) -> bool:
    """Put the log aside when it is too large; whether it was. The server goes on writing into the same file.

    It appends, so that emptying the file under it loses no more than what it writes at that moment.
    """
    with contextlib.suppress(OSError):
        if log.stat().st_size <= largest:
            return False
        for nth in range(KEPT - 1, 0, -1):
            with contextlib.suppress(FileNotFoundError):
                log.with_name(f"{log.name}.{nth}").replace(log.with_name(f"{log.name}.{nth + 1}"))
        aside = log.with_name(f"{log.name}.1")
        # Made anew and never followed: the folder belongs to the server's user, and the desk may be root.
        with (
            log.open("rb") as source,
            os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as to,
        ):
            shutil.copyfileobj(source, to)
        os.truncate(log, 0)
        return True
    return False
