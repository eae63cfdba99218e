"""What the storage says is wrong: SQLSTATE and the server's first line; for the log and the command line."""

from __future__ import annotations

import re

import psycopg

_STATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"too many clients|remaining connection slots|too many connections"), "53300"),
    (re.compile(r"system is (?:starting up|shutting down|not yet accepting|in recovery)|not accepting conn"), "57P03"),
    (re.compile(r"password authentication failed|no password supplied"), "28P01"),
    (re.compile(r"no pg_hba\.conf entry|role .* does not exist|authentication failed"), "28000"),
    (re.compile(r"database .* does not exist"), "3D000"),
    (re.compile(r"refused|No such file or directory|could not translate host|timeout expired|timed out"), "08001"),
    (re.compile(r"server closed the connection|connection (?:is|was) (?:lost|closed|terminated)"), "08006"),
)
"""While a connection is being made the driver hands on words alone: the state that they stand for."""

_HEAD = re.compile(r"^connection (?:failed|is bad): ")
_LONGEST = 300


def storage_words(error: BaseException) -> str:
    """In one line: ``53300: FATAL: sorry, too many clients already``. Never the DETAIL, which may hold values."""
    cause = error
    while not isinstance(cause, psycopg.Error) and cause.__cause__ is not None:
        cause = cause.__cause__
    if not isinstance(cause, psycopg.Error):
        return f"{type(error).__name__}: {_first_line(str(error))}"
    said = cause.diag.message_primary
    words = f"{cause.diag.severity_nonlocalized or 'ERROR'}: {said}" if said else _first_line(str(cause))
    state = cause.sqlstate or next((state for pattern, state in _STATES if pattern.search(words)), "")
    return f"{state or type(cause).__name__}: {words}"


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _HEAD.sub("", re.sub(r"\s+", " ", lines[0]))[:_LONGEST] if lines else ""
