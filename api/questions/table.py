"""Which groups may ask which question: one table, asked by the door for every operation that is no command."""

from __future__ import annotations

from typing import get_args

from api.http.refusals import NoSuchThing
from commands.catalogue import COMMANDS
from commands.permissions import ADMINISTRATORS, PROBLEM_SOLVERS, WHOLE_DESK
from commands.refusals import NotAllowed
from events.values.module import Module
from events.values.people import STAFF_GROUPS, Group, Viewer
from projections.kit import visibility

EVERYBODY: frozenset[Group] = frozenset(get_args(Group))
STAFF: frozenset[Group] = frozenset(group for group in get_args(Group) if group in STAFF_GROUPS) | {"auditor"}
OVERSEERS: frozenset[Group] = frozenset(group for group, sight in visibility.SEES.items() if sight.cards == "all")
PROBLEMS: frozenset[Group] = frozenset(group for group, sight in visibility.SEES.items() if sight.problems == "all")
PROBLEM_READERS: frozenset[Group] = PROBLEMS | {
    group for group, sight in visibility.SEES.items() if sight.problems == "linked"
}
AUDITORS: frozenset[Group] = ADMINISTRATORS | {"auditor"}

MAY_ASK: dict[str, frozenset[Group]] = {
    "list-tickets": EVERYBODY,
    "count-tickets": EVERYBODY,
    "read-ticket": EVERYBODY,
    "read-ticket-timeline": EVERYBODY,
    "read-ticket-history": EVERYBODY,
    "read-ticket-sla": EVERYBODY,
    "explain-ticket-sla": EVERYBODY,
    "draw-ticket-sla": EVERYBODY,
    "read-ticket-as-registered": EVERYBODY,
    "list-ticket-types": EVERYBODY,
    "read-ticket-type": EVERYBODY,
    "draw-lifecycle": EVERYBODY,
    "preview-ticket-type": ADMINISTRATORS,
    "list-problems": PROBLEMS,
    "read-problem": PROBLEM_READERS,
    "read-problem-history": PROBLEMS,
    "resolve-incidents": PROBLEM_SOLVERS,
    "list-changes": EVERYBODY,
    "read-change": EVERYBODY,
    "read-change-history": EVERYBODY,
    "list-services": STAFF,
    "read-service": STAFF,
    "read-agreement": STAFF,
    "list-agreements-of-person": STAFF,
    "list-my-agreements": EVERYBODY,
    "read-catalogue-of-person": STAFF,
    "read-my-catalogue": EVERYBODY,
    "list-my-approvals": EVERYBODY,
    "list-agreements": STAFF,
    "list-schedules": STAFF,
    "try-timetable": ADMINISTRATORS,
    "preview-schedule": ADMINISTRATORS,
    "preview-agreement": ADMINISTRATORS,
    "propose-holidays": ADMINISTRATORS,
    "list-teams": STAFF,
    "read-team": STAFF,
    "count-team-tickets": OVERSEERS,
    "count-person-tickets": OVERSEERS,
    "find-persons": STAFF,
    "read-person": EVERYBODY,
    "read-reports": EVERYBODY,
    "read-photo": EVERYBODY,
    "upload-photo": ADMINISTRATORS,
    "remove-photo": ADMINISTRATORS,
    "list-quarantine": visibility.EVERYTHING,
    "read-quarantined": visibility.EVERYTHING,
    "read-quarantined-original": visibility.EVERYTHING,
    "release-quarantined": WHOLE_DESK,
    "list-units": OVERSEERS,
    "find-units": OVERSEERS,
    "read-unit": OVERSEERS,
    "list-unit-people": OVERSEERS,
    "read-person-history": OVERSEERS,
    "read-unit-history": OVERSEERS,
    "read-team-history": OVERSEERS,
    "read-service-history": OVERSEERS,
    "read-agreement-history": OVERSEERS,
    "read-schedule-history": OVERSEERS,
    "read-ticket-type-history": OVERSEERS,
    "read-agreement-version": STAFF,
    "read-schedule-version": STAFF,
    "read-ticket-type-version": EVERYBODY,
    "list-modules": EVERYBODY,
    "read-module-history": OVERSEERS,
    "read-desk-responsible": ADMINISTRATORS,
    "who-am-i": EVERYBODY,
    "read-rights": EVERYBODY,
    "sign-in": EVERYBODY,
    "sign-out": EVERYBODY,
    "reset-password": EVERYBODY,
    "change-password": EVERYBODY,
    "list-sessions": EVERYBODY,
    "end-sessions-elsewhere": EVERYBODY,
    "end-session": EVERYBODY,
    "list-tokens": EVERYBODY,
    "make-token": EVERYBODY,
    "withdraw-token": EVERYBODY,
    "list-sign-ins": AUDITORS,
    "list-all-tokens": ADMINISTRATORS,
    "withdraw-any-token": ADMINISTRATORS,
    "generate-password": ADMINISTRATORS,
    "offer-reset-link": ADMINISTRATORS,
    "list-sessions-of": ADMINISTRATORS,
    "end-sessions-of": ADMINISTRATORS,
}
"""Operation -> groups. What they see in an answer is said by ``projections.kit.visibility``; a card that is for
overseers, such as a person's, is for that person, too (row 82)."""

SEEN_BY = {"release-quarantined": "read-quarantined", "resolve-incidents": "read-problem"}
"""What changes a thing -> what reads it: who may read it, as auditors (row 85), hears that this is not theirs."""

MODULE_OF_QUESTION: dict[str, Module] = {
    "list-problems": "problems",
    "read-problem": "problems",
    "read-problem-history": "problems",
    "resolve-incidents": "problems",
    "list-changes": "change_requests",
    "read-change": "change_requests",
    "read-change-history": "change_requests",
}
"""Operation -> the module that it belongs to, as ``commands.catalogue`` for commands (row 159)."""


def refuse_question(viewer: Viewer, operation: str) -> None:
    """Raise ``NotAllowed`` for the administrators' work, ``NoSuchThing`` for what is not even there for the viewer."""
    if operation in COMMANDS or viewer.actor.kind == "system":
        return  # commands are the bus's to judge
    allowed = MAY_ASK.get(operation, frozenset())
    if not allowed.isdisjoint(viewer.groups):
        return
    seen = MAY_ASK[SEEN_BY[operation]] if operation in SEEN_BY else frozenset[Group]()
    raise NotAllowed if allowed == ADMINISTRATORS or not seen.isdisjoint(viewer.groups) else NoSuchThing
