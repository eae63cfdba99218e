"""Which groups may issue which command, and on whose tickets: one table, asked by the bus and by handlers."""

from __future__ import annotations

from events.values.identity import OrgUnitId, PersonId
from events.values.lifecycle import Transition
from events.values.people import WORKING_GROUPS, Group, Responsible, Viewer, valid

ADMINISTRATORS: frozenset[Group] = frozenset({"administrator", "technologist"})
OPERATORS = WORKING_GROUPS
EVERYBODY: frozenset[Group] = OPERATORS | {"requester"}
PROBLEM_SOLVERS: frozenset[Group] = ADMINISTRATORS | {"problem_specialist"}
CHANGE_MAKERS: frozenset[Group] = ADMINISTRATORS | {"change_specialist"}
"""Who works with problems and with change requests (rows 83-84); beside which groups, ``PARTNERS`` says."""
TECHNOLOGISTS: frozenset[Group] = frozenset({"technologist"})
NOBODY: frozenset[Group] = frozenset()

ALLOWED: dict[str, frozenset[Group]] = {
    "register-ticket": EVERYBODY,
    "comment-on-ticket": EVERYBODY,
    "reopen-ticket": EVERYBODY,
    "close-ticket": EVERYBODY,
    "assign-ticket": OPERATORS,
    "unassign-ticket": OPERATORS,
    "put-ticket-in-progress": OPERATORS,
    "put-ticket-on-hold": OPERATORS,
    "resume-ticket": OPERATORS,
    "resolve-ticket": OPERATORS,
    "decline-ticket": OPERATORS,
    "merge-ticket": OPERATORS,
    "move-ticket": EVERYBODY,
    "lead-ticket": NOBODY,
    "recognise-requester": NOBODY,
    "prioritise-ticket": OPERATORS,
    "reclassify-ticket": OPERATORS,
    "record-deadline-miss": NOBODY,
    "withdraw-deadline-miss": NOBODY,
    "record-escalation": NOBODY,
    "withdraw-escalation": NOBODY,
    "begin-ticket-history": ADMINISTRATORS,
    "end-ticket-history": ADMINISTRATORS,
    "wake-ticket": NOBODY,
    "close-ticket-by-itself": NOBODY,
    "request-approval": OPERATORS,
    "answer-approval": EVERYBODY,
    "withdraw-approval": OPERATORS,
    "record-approval-reminder": NOBODY,
    "expire-approval": NOBODY,
    "end-stuck-approval": NOBODY,
    "name-substitute": EVERYBODY,
    "dismiss-substitute": EVERYBODY,
    "define-ticket-type": ADMINISTRATORS,
    "revise-ticket-type": ADMINISTRATORS,
    "archive-ticket-type": ADMINISTRATORS,
    "restore-ticket-type": ADMINISTRATORS,
    "conclude-agreement": ADMINISTRATORS,
    "rename-agreement": ADMINISTRATORS,
    "revise-agreement-promise": ADMINISTRATORS,
    "reschedule-agreement": ADMINISTRATORS,
    "name-default-responsible": ADMINISTRATORS,
    "choose-base-agreement": ADMINISTRATORS,
    "name-recipients": ADMINISTRATORS,
    "name-services": ADMINISTRATORS,
    "name-provider": ADMINISTRATORS,
    "correct-agreement-kind": ADMINISTRATORS,
    "set-validity": ADMINISTRATORS,
    "archive-agreement": ADMINISTRATORS,
    "restore-agreement": ADMINISTRATORS,
    "name-desk-responsible": ADMINISTRATORS,
    "add-service": ADMINISTRATORS,
    "describe-service": ADMINISTRATORS,
    "move-service": ADMINISTRATORS,
    "place-service": ADMINISTRATORS,
    "allow-service-types": ADMINISTRATORS,
    "name-service-responsible": ADMINISTRATORS,
    "archive-service": ADMINISTRATORS,
    "restore-service": ADMINISTRATORS,
    "draw-up-schedule": ADMINISTRATORS,
    "rename-schedule": ADMINISTRATORS,
    "revise-schedule": ADMINISTRATORS,
    "declare-holidays": ADMINISTRATORS,
    "withdraw-holidays": ADMINISTRATORS,
    "found-desk": NOBODY,
    "add-department": ADMINISTRATORS,
    "add-company": ADMINISTRATORS,
    "add-branch": ADMINISTRATORS,
    "rename-org-unit": ADMINISTRATORS,
    "move-org-unit": ADMINISTRATORS,
    "name-head": ADMINISTRATORS,
    "archive-org-unit": ADMINISTRATORS,
    "restore-org-unit": ADMINISTRATORS,
    "set-unit-zone": ADMINISTRATORS,
    "share-company-tickets": ADMINISTRATORS,
    "feed-org-unit": TECHNOLOGISTS,
    "unfeed-org-unit": TECHNOLOGISTS,
    "register-person": ADMINISTRATORS,
    "rename-person": ADMINISTRATORS,
    "move-person": ADMINISTRATORS,
    "change-position": ADMINISTRATORS,
    "change-emails": ADMINISTRATORS,
    "change-phones": ADMINISTRATORS,
    "change-photo": ADMINISTRATORS,
    "set-person-zone": ADMINISTRATORS,
    "set-person-language": ADMINISTRATORS,
    "give-login": ADMINISTRATORS,
    "license-person": ADMINISTRATORS,
    "grant-groups": ADMINISTRATORS,
    "deactivate-person": ADMINISTRATORS,
    "reactivate-person": ADMINISTRATORS,
    "feed-person": TECHNOLOGISTS,
    "unfeed-person": TECHNOLOGISTS,
    "record-password-set": EVERYBODY,
    "offer-password-reset": ADMINISTRATORS,
    "end-sessions": EVERYBODY,
    "record-session-ended": EVERYBODY,
    "record-token-made": EVERYBODY,
    "record-token-withdrawn": EVERYBODY,
    "form-team": ADMINISTRATORS,
    "rename-team": ADMINISTRATORS,
    "link-team-members": ADMINISTRATORS,
    "unlink-team-members": ADMINISTRATORS,
    "name-team-lead": ADMINISTRATORS,
    "disband-team": ADMINISTRATORS,
    "register-problem": PROBLEM_SOLVERS,
    "describe-problem": PROBLEM_SOLVERS,
    "assign-problem": PROBLEM_SOLVERS,
    "link-problem-incidents": PROBLEM_SOLVERS,
    "unlink-problem-incidents": PROBLEM_SOLVERS,
    "record-workaround": PROBLEM_SOLVERS,
    "record-root-cause": PROBLEM_SOLVERS,
    "move-problem": PROBLEM_SOLVERS,
    "resolve-problem-incident": PROBLEM_SOLVERS,
    "draft-change": CHANGE_MAKERS,
    "outline-change": CHANGE_MAKERS,
    "assign-change": CHANGE_MAKERS,
    "link-change-incidents": CHANGE_MAKERS,
    "unlink-change-incidents": CHANGE_MAKERS,
    "submit-change": CHANGE_MAKERS,
    "answer-change-approval": EVERYBODY | CHANGE_MAKERS,
    "record-change-reminder": NOBODY,
    "expire-change-approval": NOBODY,
    "end-stuck-consent": NOBODY,
    "schedule-change": CHANGE_MAKERS,
    "move-change": CHANGE_MAKERS,
    "hide-module": ADMINISTRATORS,
    "show-module": ADMINISTRATORS,
}
"""Command name -> groups (rows 80-85); the desk itself may issue every command, nobody else a crossing.

What everybody may do to an account they may do to their own, administrators to any."""

WHOLE_DESK: frozenset[Group] = ADMINISTRATORS | {"specialist"}
"""Groups that work on every ticket (rows 80-81)."""


def may_issue(viewer: Viewer, command_name: str) -> bool:
    """Whether the viewer's groups may issue a command at all; several groups add up (rows 83-84, 86)."""
    if viewer.actor.kind == "system":
        return True
    return not ALLOWED[command_name].isdisjoint(valid(viewer.groups))


def may_backdate(viewer: Viewer) -> bool:
    """Whether the viewer may say that something happened earlier."""
    return viewer.actor.kind == "system" or not ADMINISTRATORS.isdisjoint(viewer.groups)


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


def issuers(command_name: str) -> frozenset[Group]:
    """The groups that may issue a command."""
    return ALLOWED.get(command_name, NOBODY)


def may_read(
    viewer: Viewer, requester_id: PersonId, responsible: Responsible | None, company: OrgUnitId | None
) -> bool:
    """Whether a ticket is before the viewer's eyes: they work on it, read all, or their company shares its tickets.

    As ``projections.kit.visibility`` has it for lists; whoever is asked to approve reads, too, while they are asked.
    """
    if may_work_on(viewer, requester_id, responsible) or not READERS.isdisjoint(viewer.groups):
        return True
    return viewer.company is not None and viewer.company == company


def is_heard_on(viewer: Viewer, requester_id: PersonId, joined: frozenset[PersonId]) -> bool:
    """Whether the viewer asked for the ticket, or for one that was merged into it: they write to it."""
    return viewer.actor.id == requester_id or viewer.actor.id in joined


def may_work_on(viewer: Viewer, requester_id: PersonId, responsible: Responsible | None) -> bool:
    """Whether a ticket is within the viewer's reach: the whole desk's, their team's or their own (rows 81-82)."""
    if viewer.actor.kind == "system" or not WHOLE_DESK.isdisjoint(viewer.groups):
        return True
    if requester_id == viewer.actor.id:
        return True
    if "second_line" in viewer.groups and responsible is not None:
        return responsible.team_id in viewer.teams or responsible.person_id == viewer.actor.id
    return False
