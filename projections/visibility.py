"""What each group may see: one SQL predicate that every query about tickets asks with its viewer (rows 81-85)."""

from __future__ import annotations

from typing import Any

from events.values.people import Group, Viewer

EVERYTHING: frozenset[Group] = frozenset({"administrator", "technologist", "specialist", "auditor"})
"""Groups that see every ticket (rows 80-81, 85)."""


def sees_everything(viewer: Viewer) -> bool:
    """Whether no ticket is hidden from the viewer."""
    return viewer.actor.kind == "system" or not EVERYTHING.isdisjoint(viewer.groups)


def sees_inner(viewer: Viewer) -> bool:
    """Whether private comments and crossings are for the viewer: staff, auditors and the desk itself."""
    return viewer.is_staff or "auditor" in viewer.groups or viewer.actor.kind == "system"


def comments(viewer: Viewer, alias: str) -> str:
    """The column that counts the comments that the viewer may read: a number must not tell of hidden ones."""
    return f"{alias}.comments" if sees_inner(viewer) else f"{alias}.public_comments"


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
