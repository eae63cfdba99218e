"""What is asked beside a session or a token, in its one statement: whether what is remembered of its bearer holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from events.values.identity import StreamId, TeamId
from projections.kit.statement import Fragment, joined, number, statement
from projections.person.directory import TEAMS_OF

_OF_NO_STREAM = statement("'{{}}'::bigint[]")
_TEAMS = statement("ARRAY({teams})", teams=TEAMS_OF)
_NO_TEAMS = statement("NULL::uuid[]")


class Remembered(NamedTuple):
    """What is remembered of a bearer: where these streams stand now, and their teams where these count, is asked."""

    streams: tuple[StreamId, ...] = ()
    with_teams: bool = False


NOTHING = Remembered()


class Standing(NamedTuple):
    """How things stand at the moment at which the session or token was found."""

    versions: tuple[int, ...] = ()
    """Of the streams that were asked for, in that order; 0: there is no such stream."""
    teams: frozenset[TeamId] | None = None
    """``None``: they were not asked for."""


def beside(streams: int, after: int, *, with_teams: bool) -> dict[str, Fragment]:
    """The columns of a ``Standing``, beside a row ``borne`` whose ``person_id`` bears what was found.

    So many streams are asked for; their ids are the parameters behind the first ``after``.
    """
    return {"versions": _versions(streams, after), "teams": _TEAMS if with_teams else _NO_TEAMS}


def streams_asked(remembered: Remembered) -> list[bytes]:
    """The parameters of these columns."""
    return [stream.bytes for stream in remembered.streams]


def _versions(streams: int, after: int) -> Fragment:
    """One by one: with an array, whose length it does not know, PostgreSQL plans anew for each request."""
    asked = (
        statement(
            "coalesce((SELECT max(originator_version) FROM desk.facts WHERE originator_id = ${nth}), 0)",
            nth=number(after + nth),
        )
        for nth in range(1, streams + 1)
    )
    return statement("ARRAY[{asked}]", asked=joined(", ", asked)) if streams else _OF_NO_STREAM


def standing(versions: Sequence[int], teams: Sequence[UUID] | None) -> Standing:
    """What the columns say."""
    return Standing(tuple(versions), None if teams is None else frozenset(map(TeamId, teams)))
