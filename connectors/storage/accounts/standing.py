"""What is asked beside a session or a token, in its one statement: whether what is remembered of its bearer holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from events.values.identity import StreamId, TeamId
from projections.kit.statement import Fragment, statement
from projections.person.directory import TEAMS_OF

_VERSIONS = statement(
    "ARRAY(SELECT coalesce((SELECT max(originator_version) FROM desk.facts WHERE originator_id = asked.id), 0)"
    " FROM unnest(%(streams)s::uuid[]) WITH ORDINALITY AS asked (id, nth) ORDER BY nth)"
)
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
    return {"versions": _VERSIONS, "teams": _TEAMS if remembered.with_teams else _NO_TEAMS}


def standing(versions: Sequence[int], teams: Sequence[UUID] | None) -> Standing:
    """What the columns say."""
    return Standing(tuple(versions), None if teams is None else frozenset(map(TeamId, teams)))
