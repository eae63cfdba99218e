"""What each group may see: one SQL predicate that every query about tickets asks with its viewer (rows 81-85)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from events.values.people import Group, Viewer, valid

EVERYTHING: frozenset[Group] = frozenset({"administrator", "technologist", "specialist", "auditor"})
"""Groups that see every ticket (rows 80-81, 85)."""


def sees_everything(viewer: Viewer) -> bool:
    """Whether no ticket is hidden from the viewer."""
    return viewer.actor.kind == "system" or not EVERYTHING.isdisjoint(viewer.groups)


def tickets(viewer: Viewer, alias: str) -> tuple[str, dict[str, Any]]:
    """The predicate on a table with the columns ``team_id``, ``responsible_id`` and ``requester_id``.

    Several groups add up (row 86): a second-line specialist sees the tickets of their teams, those they are
    responsible for and those they asked for themselves (row 82); a requester sees their own.
    """
    if sees_everything(viewer):
        return "true", {}
    own = f"{alias}.requester_id = %(viewer_id)s"
    if "second_line" in viewer.groups:
        return (
            f"({own} OR {alias}.responsible_id = %(viewer_id)s OR {alias}.team_id = ANY(%(viewer_teams)s))",
            {"viewer_id": viewer.actor.id, "viewer_teams": list(viewer.teams)},
        )
    if viewer.groups:
        return own, {"viewer_id": viewer.actor.id}
    return "false", {}


def sees_problems(viewer: Viewer) -> bool:
    """Whether problems are there for the viewer: for those who see everything and for their own group (row 84)."""
    return sees_everything(viewer) or "problem_specialist" in valid(viewer.groups)


def changes(viewer: Viewer, alias: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """The predicate on ``changes``: all for those who see everything and for their own group (row 83).

    Whoever is or was asked for consent sees that one, too, and so does their substitute (row 163).
    """
    if sees_everything(viewer) or "change_specialist" in valid(viewer.groups):
        return "true", {}
    asked = f"EXISTS (SELECT FROM change_approvers a WHERE a.change_id = {alias}.change_id"
    return f"{asked} AND {CHANGE_VOICE})", {"viewer_id": viewer.actor.id, "now": now}


CHANGE_VOICE = (
    "(a.person_id = %(viewer_id)s OR a.person_id IN (SELECT s.person_id FROM substitutes s"
    " WHERE s.substitute_id = %(viewer_id)s AND s.from_at <= %(now)s AND s.until_at > %(now)s))"
)
"""For whom the viewer may speak among ``change_approvers``: themselves, and those whom they stand in for now."""
