"""The groups of rights by what they do, and who may reach which ticket; asked by handlers, the bus and questions."""

from __future__ import annotations

from events.values.article import ARTICLE_WRITERS
from events.values.identity import OrgUnitId, PersonId
from events.values.lifecycle import Transition
from events.values.people import WORKING_GROUPS, Group, Responsible, Viewer

ADMINISTRATORS: frozenset[Group] = frozenset({"administrator", "technologist"})
OPERATORS = WORKING_GROUPS
EVERYBODY: frozenset[Group] = OPERATORS | {"requester"}
PROBLEM_SOLVERS: frozenset[Group] = ADMINISTRATORS | {"problem_specialist"}
CHANGE_MAKERS: frozenset[Group] = ADMINISTRATORS | {"change_specialist"}
"""Who works with problems and with change requests (rows 83-84); beside which groups, ``PARTNERS`` says."""
KNOWLEDGE_WRITERS = ARTICLE_WRITERS
KNOWLEDGE_EDITORS: frozenset[Group] = ADMINISTRATORS | {"problem_specialist"}
"""Who writes drafts of articles; who publishes them, and changes whom a published one is for."""
TECHNOLOGISTS: frozenset[Group] = frozenset({"technologist"})
NOBODY: frozenset[Group] = frozenset()

WHOLE_DESK: frozenset[Group] = ADMINISTRATORS | {"specialist"}
"""Groups that work on every ticket (rows 80-81)."""


def administers(viewer: Viewer) -> bool:
    """Whether the viewer is an administrator, a technologist or the desk itself."""
    return viewer.actor.kind == "system" or not ADMINISTRATORS.isdisjoint(viewer.groups)


def may_backdate(viewer: Viewer) -> bool:
    """Whether the viewer may say that something happened earlier."""
    return administers(viewer)


def may_take(viewer: Viewer, way: Transition, requester_id: PersonId) -> bool:
    """Whether a way of a life cycle is open to the viewer: to some groups only, or to the requester, too (row 166)."""
    if viewer.actor.kind == "system" or (way.by_requester and requester_id == viewer.actor.id):
        return True
    return not openers(way).isdisjoint(viewer.groups)


def openers(way: Transition) -> frozenset[Group]:
    """Who of those that work on a ticket may take a way of its life cycle."""
    return way.groups or OPERATORS


READERS: frozenset[Group] = frozenset({"auditor"})
"""Groups that read every ticket and work on none (row 85)."""


def may_read(
    viewer: Viewer, requester_id: PersonId, responsible: Responsible | None, company: OrgUnitId | None
) -> bool:
    """Whether a ticket is before the viewer's eyes: they work on it, read all, or a company of theirs shares it.

    As ``projections.kit.visibility`` has it for lists; whoever is asked to approve reads, too, while they are asked.
    """
    if may_work_on(viewer, requester_id, responsible) or not READERS.isdisjoint(viewer.groups):
        return True
    return company is not None and company in viewer.companies


def is_heard_on(viewer: Viewer, requester_id: PersonId, joined: frozenset[PersonId]) -> bool:
    """Whether the viewer asked for the ticket, or for one that was merged into it: they write to it."""
    return viewer.actor.id == requester_id or viewer.actor.id in joined


def may_work_on(viewer: Viewer, requester_id: PersonId, responsible: Responsible | None) -> bool:
    """Whether a ticket is within the viewer's reach: the whole desk's, their team's or their own (rows 81-82)."""
    if viewer.actor.kind == "system" or not WHOLE_DESK.isdisjoint(viewer.groups):
        return True
    if requester_id == viewer.actor.id:
        return True
    if hangs_on_teams(viewer) and responsible is not None:
        return responsible.team_id in viewer.teams or responsible.person_id == viewer.actor.id
    return False


def hangs_on_teams(viewer: Viewer) -> bool:
    """Whether what the viewer may work on hangs on the teams that they are in (row 82)."""
    return "second_line" in viewer.groups and viewer.actor.kind != "system" and WHOLE_DESK.isdisjoint(viewer.groups)
