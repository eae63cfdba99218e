"""Of many sessions and tokens at once whether they are good, and how things stand with what is remembered of who bears
them; asked through ``connectors.inbound.bearers`` for whoever is told things over an open stream.
"""  # noqa: D205 - one sentence

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from connectors.storage.accounts.sessions import IDLE
from connectors.storage.accounts.standing import Remembered, Standing
from events.values.identity import StreamId, TeamId
from projections.kit.columns import first_of, selected
from projections.kit.statement import statement
from projections.person.directory import TEAMS_OF


class Borne(NamedTuple):
    """The hash of a session's or a token's secret, who bears it and what is remembered of them."""

    hash: bytes
    is_session: bool
    person_id: UUID
    remembered: Remembered


class _Row(NamedTuple):
    sessions: str | None
    tokens: str | None
    versions: str | None
    teams: str | None


# Whose password somebody else made has to change it first, unless a directory keeps it: that is looked at apart.
_ASKED = statement(
    "SELECT {columns}",
    columns=selected(
        _Row,
        sessions=statement(
            "(SELECT string_agg(encode(borne.hash, 'hex'), ' ') FROM desk.sessions borne"
            " WHERE borne.hash = ANY(%(sessions)s::bytea[])"
            " AND borne.ended_at IS NULL AND borne.expires_at > %(now)s AND borne.used_at > %(idle)s AND NOT EXISTS"
            " (SELECT FROM desk.passwords kept WHERE kept.person_id = borne.person_id AND kept.must_change))"
        ),
        tokens=statement(
            "(SELECT string_agg(encode(borne.hash, 'hex'), ' ') FROM desk.tokens borne"
            " WHERE borne.hash = ANY(%(tokens)s::bytea[])"
            " AND borne.withdrawn_at IS NULL AND (borne.expires_at IS NULL OR borne.expires_at > %(now)s))"
        ),
        versions=statement(
            "(SELECT string_agg(coalesce((SELECT max(originator_version) FROM desk.facts"
            " WHERE originator_id = asked.id), 0)::text, ' ' ORDER BY asked.nth)"
            " FROM unnest(%(streams)s::uuid[]) WITH ORDINALITY AS asked (id, nth))"
        ),
        teams=statement(
            "(SELECT string_agg(array_to_string(ARRAY({teams}), ' '), ',' ORDER BY borne.nth)"
            " FROM unnest(%(persons)s::uuid[]) WITH ORDINALITY AS borne (person_id, nth))",
            teams=TEAMS_OF,
        ),
    ),
)


def standings(connection: Connection[Any], asked: Sequence[Borne], *, now: datetime) -> list[Standing | None]:
    """How things stand with each, all at one moment; ``None``: the session or token is over, or may be."""
    streams: dict[StreamId, int] = {}
    persons: dict[UUID, int] = {}
    for one in asked:
        for stream in one.remembered.streams:
            streams.setdefault(stream, len(streams))
        if one.remembered.with_teams:
            persons.setdefault(one.person_id, len(persons))
    row = first_of(
        _Row,
        connection.execute(
            _ASKED,
            {
                "sessions": _hashes(one.hash for one in asked if one.is_session),
                "tokens": _hashes(one.hash for one in asked if not one.is_session),
                "streams": _ids(streams),
                "persons": _ids(persons),
                "now": now,
                "idle": now - IDLE,
            },
        ),
    )
    if row is None:
        return [None] * len(asked)
    good = {bytes.fromhex(told) for told in f"{row.sessions or ''} {row.tokens or ''}".split()}
    versions = [int(told) for told in (row.versions or "").split()]
    teams = (row.teams or "").split(",")
    return [
        Standing(
            tuple(versions[streams[stream]] for stream in one.remembered.streams),
            _teams(teams[persons[one.person_id]]) if one.remembered.with_teams else None,
        )
        if one.hash in good
        else None
        for one in asked
    ]


# The driver makes an array value by value, and takes one apart so: of hundreds that is most of what a look costs.
def _hashes(hashes: Iterable[bytes]) -> str:
    return "{" + ",".join([f'"\\\\x{one.hex()}"' for one in hashes]) + "}"


def _ids(ids: Iterable[UUID]) -> str:
    return "{" + ",".join([one.hex for one in ids]) + "}"


def _teams(told: str) -> frozenset[TeamId]:
    return frozenset(TeamId(UUID(team)) for team in told.split())
