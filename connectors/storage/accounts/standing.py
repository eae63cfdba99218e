"""What is asked beside a session or a token, in its one statement: whether what is remembered of its bearer holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from events.values.identity import StreamId, TeamId
from projections.kit.statement import Fragment, joined, name, statement
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


def beside(remembered: Remembered) -> dict[str, Fragment]:
    """The columns of a ``Standing``, beside a row ``borne`` whose ``person_id`` bears what was found."""
    return {"versions": _versions(len(remembered.streams)), "teams": _TEAMS if remembered.with_teams else _NO_TEAMS}


def streams_asked(remembered: Remembered) -> dict[str, UUID]:
    """The parameters of these columns."""
    return {f"stream_{nth}": stream for nth, stream in enumerate(remembered.streams)}


def _versions(streams: int) -> Fragment:
    """One by one: with an array, whose length it does not know, PostgreSQL plans anew for each request."""
    asked = (
        statement(
            "coalesce((SELECT max(originator_version) FROM desk.facts WHERE originator_id = %({stream})s), 0)",
            stream=name(f"stream_{nth}"),
        )
        for nth in range(streams)
    )
    return statement("ARRAY[{asked}]", asked=joined(", ", asked)) if streams else _OF_NO_STREAM


def standing(versions: Sequence[int], teams: Sequence[UUID] | None) -> Standing:
    """What the columns say."""
    return Standing(tuple(versions), None if teams is None else frozenset(map(TeamId, teams)))
