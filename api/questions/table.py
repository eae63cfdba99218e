"""The one table of questions: who may ask, in which module, by a token of which scope; for all that is no command."""

from __future__ import annotations

from typing import get_args

import msgspec

from api.questions.refusals import NoSuchThing, TokenLacksScope
from commands.permissions import ADMINISTRATORS, CHANGE_MAKERS, KNOWLEDGE_WRITERS, PROBLEM_SOLVERS, WHOLE_DESK
from commands.refusals import NotAllowed
from events.values.module import Module
from events.values.people import STAFF_GROUPS, Group, Scope, Viewer
from projections.kit import visibility

EVERYBODY: frozenset[Group] = frozenset(get_args(Group))
STAFF: frozenset[Group] = frozenset(group for group in get_args(Group) if group in STAFF_GROUPS) | {"auditor"}
WORKERS: frozenset[Group] = STAFF - {"auditor"}
OVERSEERS: frozenset[Group] = frozenset(group for group, sight in visibility.SEES.items() if sight.cards == "all")
PROBLEMS: frozenset[Group] = frozenset(group for group, sight in visibility.SEES.items() if sight.problems == "all")
PROBLEM_READERS: frozenset[Group] = PROBLEMS | {
    group for group, sight in visibility.SEES.items() if sight.problems == "linked"
}
ARTICLE_READERS: frozenset[Group] = KNOWLEDGE_WRITERS | {"auditor"}
AUDITORS: frozenset[Group] = ADMINISTRATORS | {"auditor"}


class Question(msgspec.Struct, frozen=True):
    """Who may ask, by their groups; the module that it is of (row 159); the scope that a token needs for it.

    ``seen_by`` is what reads the thing that this changes: who may ask that, as auditors (row 85), hears that this is
    not theirs, and not that it does not exist.
    """

    groups: frozenset[Group]
    module: Module | None = None
    seen_by: str = ""
    scope: Scope = "read"


QUESTIONS: dict[str, Question] = {
    "search": Question(EVERYBODY),
    "list-tickets": Question(EVERYBODY),
    "count-tickets": Question(EVERYBODY),
    "group-tickets": Question(EVERYBODY),
    "export-tickets": Question(EVERYBODY),
    "list-views": Question(EVERYBODY),
    "read-view": Question(EVERYBODY),
    "list-reply-templates": Question(STAFF),
    "read-reply-template": Question(STAFF),
    "fill-reply-template": Question(STAFF),
    "find-similar": Question(EVERYBODY),
    "list-similar": Question(EVERYBODY),
    "list-macros": Question(STAFF),
    "read-macro": Question(STAFF),
    "read-ticket": Question(EVERYBODY),
    "read-ticket-timeline": Question(EVERYBODY),
    "read-ticket-history": Question(EVERYBODY),
    "read-ticket-changes": Question(EVERYBODY),
    "read-ticket-sla": Question(EVERYBODY),
    "explain-ticket-sla": Question(EVERYBODY),
    "draw-ticket-sla": Question(EVERYBODY),
    "read-ticket-as-registered": Question(EVERYBODY),
    "read-ticket-work": Question(STAFF),
    "list-tasks": Question(STAFF),
    "list-tags": Question(STAFF),
    "sum-time-spent": Question(STAFF),
    "read-ticket-closing": Question(WORKERS),
    "open-stream": Question(EVERYBODY),
    "say-presence": Question(WORKERS, seen_by="read-presence", scope="tickets"),
    "leave-ticket": Question(WORKERS, seen_by="read-presence", scope="tickets"),
    "read-presence": Question(STAFF),
    "save-draft": Question(EVERYBODY, scope="tickets"),
    "list-drafts": Question(EVERYBODY),
    "drop-draft": Question(EVERYBODY, scope="tickets"),
    "send-later": Question(EVERYBODY, scope="tickets"),
    "list-sends": Question(EVERYBODY),
    "call-back": Question(EVERYBODY, scope="tickets"),
    "mark-looked": Question(EVERYBODY, scope="tickets"),
    "mark-unread": Question(EVERYBODY, scope="tickets"),
    "mark-many-looked": Question(EVERYBODY, scope="tickets"),
    "list-notices": Question(EVERYBODY),
    "count-notices": Question(EVERYBODY),
    "read-notices": Question(EVERYBODY, scope="tickets"),
    "read-notice-settings": Question(EVERYBODY),
    "mute-notices": Question(EVERYBODY, scope="tickets"),
    "preview-bulk": Question(WORKERS, seen_by="read-bulk", scope="tickets"),
    "order-bulk": Question(WORKERS, seen_by="read-bulk", scope="tickets"),
    "list-bulk": Question(STAFF),
    "read-bulk": Question(STAFF),
    "preview-bulk-undo": Question(WORKERS, seen_by="read-bulk", scope="tickets"),
    "order-bulk-undo": Question(WORKERS, seen_by="read-bulk", scope="tickets"),
    "stop-bulk": Question(WORKERS, seen_by="read-bulk", scope="tickets"),
    "read-ticket-satisfaction": Question(EVERYBODY),
    "sum-satisfaction": Question(STAFF),
    "make-satisfaction-link": Question(WORKERS, seen_by="sum-satisfaction", scope="tickets"),
    "answer-satisfaction": Question(EVERYBODY, scope="tickets"),
    "list-ticket-types": Question(EVERYBODY),
    "read-ticket-type": Question(EVERYBODY),
    "draw-lifecycle": Question(EVERYBODY),
    "preview-ticket-type": Question(ADMINISTRATORS, scope="setup"),
    "list-problems": Question(PROBLEMS, module="problems"),
    "read-problem": Question(PROBLEM_READERS, module="problems"),
    "read-problem-history": Question(PROBLEMS, module="problems"),
    "resolve-incidents": Question(PROBLEM_SOLVERS, module="problems", seen_by="read-problem", scope="tickets"),
    "list-outages": Question(EVERYBODY, module="problems"),
    "list-freezes": Question(STAFF, module="change_requests"),
    "preview-freeze": Question(STAFF, module="change_requests"),
    "list-changes": Question(EVERYBODY, module="change_requests"),
    "read-change": Question(EVERYBODY, module="change_requests"),
    "read-change-history": Question(EVERYBODY, module="change_requests"),
    "list-services": Question(STAFF),
    "read-service": Question(STAFF),
    "read-service-form": Question(EVERYBODY),
    "list-service-form-versions": Question(STAFF),
    "read-ticket-form": Question(EVERYBODY),
    "read-agreement": Question(STAFF),
    "list-agreements-of-person": Question(STAFF),
    "list-my-agreements": Question(EVERYBODY),
    "read-catalogue-of-person": Question(STAFF),
    "read-my-catalogue": Question(EVERYBODY),
    "list-my-approvals": Question(EVERYBODY),
    "list-agreements": Question(STAFF),
    "list-schedules": Question(STAFF),
    "try-timetable": Question(ADMINISTRATORS, scope="setup"),
    "preview-schedule": Question(ADMINISTRATORS, scope="setup"),
    "preview-agreement": Question(ADMINISTRATORS, scope="setup"),
    "propose-holidays": Question(ADMINISTRATORS),
    "list-teams": Question(STAFF),
    "read-team": Question(STAFF),
    "count-team-tickets": Question(OVERSEERS),
    "count-person-tickets": Question(OVERSEERS),
    "find-persons": Question(STAFF),
    "read-person": Question(EVERYBODY),
    "read-reports": Question(EVERYBODY),
    "read-photo": Question(EVERYBODY),
    "upload-photo": Question(ADMINISTRATORS, scope="people"),
    "remove-photo": Question(ADMINISTRATORS, scope="people"),
    "upload-file": Question(EVERYBODY, scope="tickets"),
    "read-file": Question(EVERYBODY),
    "list-ticket-files": Question(EVERYBODY),
    "list-downloads": Question(AUDITORS),
    "list-quarantine": Question(visibility.EVERYTHING),
    "read-quarantined": Question(visibility.EVERYTHING),
    "read-quarantined-original": Question(visibility.EVERYTHING),
    "release-quarantined": Question(WHOLE_DESK, seen_by="read-quarantined", scope="setup"),
    "list-units": Question(OVERSEERS),
    "find-units": Question(OVERSEERS),
    "read-unit": Question(OVERSEERS),
    "list-unit-people": Question(OVERSEERS),
    "preview-unit-archive": Question(OVERSEERS),
    "read-person-history": Question(OVERSEERS),
    "read-unit-history": Question(OVERSEERS),
    "read-team-history": Question(OVERSEERS),
    "read-service-history": Question(OVERSEERS),
    "read-agreement-history": Question(OVERSEERS),
    "read-schedule-history": Question(OVERSEERS),
    "read-ticket-type-history": Question(OVERSEERS),
    "read-agreement-version": Question(STAFF),
    "read-schedule-version": Question(STAFF),
    "read-ticket-type-version": Question(EVERYBODY),
    "list-modules": Question(EVERYBODY),
    "read-module-history": Question(OVERSEERS),
    "read-desk-responsible": Question(ADMINISTRATORS),
    "who-am-i": Question(EVERYBODY),
    "list-absences": Question(STAFF),
    "read-rights": Question(EVERYBODY),
    "list-duplicates": Question(ADMINISTRATORS),
    "read-person-file": Question(EVERYBODY),
    "preview-merge": Question(ADMINISTRATORS),
    "sign-in": Question(EVERYBODY, scope="people"),
    "sign-out": Question(EVERYBODY, scope="people"),
    "reset-password": Question(EVERYBODY, scope="people"),
    "change-password": Question(EVERYBODY, scope="people"),
    "list-sessions": Question(EVERYBODY),
    "end-sessions-elsewhere": Question(EVERYBODY, scope="people"),
    "end-session": Question(EVERYBODY, scope="people"),
    "list-tokens": Question(EVERYBODY),
    "make-token": Question(EVERYBODY, scope="people"),
    "withdraw-token": Question(EVERYBODY, scope="people"),
    "list-sign-ins": Question(AUDITORS),
    "list-all-tokens": Question(AUDITORS, seen_by="list-tokens"),
    "withdraw-any-token": Question(ADMINISTRATORS, scope="people"),
    "generate-password": Question(ADMINISTRATORS, scope="people"),
    "offer-reset-link": Question(ADMINISTRATORS, scope="people"),
    "list-sessions-of": Question(AUDITORS, seen_by="list-sessions"),
    "end-sessions-of": Question(ADMINISTRATORS, scope="people"),
    "list-articles": Question(EVERYBODY, module="knowledge"),
    "suggest-articles": Question(EVERYBODY, module="knowledge"),
    "read-article": Question(EVERYBODY, module="knowledge"),
    "list-ticket-articles": Question(EVERYBODY, module="knowledge"),
    "list-article-feedback": Question(ARTICLE_READERS, module="knowledge", seen_by="read-article"),
    "read-article-history": Question(ARTICLE_READERS, module="knowledge", seen_by="read-article"),
    "list-article-editions": Question(ARTICLE_READERS, module="knowledge", seen_by="read-article"),
    "read-article-edition": Question(ARTICLE_READERS, module="knowledge", seen_by="read-article"),
    "list-checklist-templates": Question(STAFF),
    "read-checklist-template": Question(STAFF),
    "read-freeze-history": Question(AUDITORS | CHANGE_MAKERS, module="change_requests"),
    "read-on-call": Question(STAFF),
    "read-on-call-calendar": Question(STAFF),
    "try-rules": Question(ADMINISTRATORS, scope="setup"),
    "read-setup-steps": Question(AUDITORS),
    "read-second-factor": Question(EVERYBODY),
    "begin-second-factor": Question(EVERYBODY, scope="people"),
    "confirm-second-factor": Question(EVERYBODY, scope="people"),
    "make-recovery-codes": Question(EVERYBODY, scope="people"),
    "switch-second-factor-off": Question(EVERYBODY, scope="people"),
    "take-second-factor-off": Question(ADMINISTRATORS, scope="people"),
    "list-setting-changes": Question(AUDITORS),
    "read-setting-change": Question(AUDITORS),
    "read-plan": Question(AUDITORS),
}
"""Operation -> its question. What they see in an answer is said by ``projections.kit.visibility``; a card that is for
overseers, such as a person's, is for that person, too (row 82)."""


def refuse_question(viewer: Viewer, operation: str, scopes: frozenset[Scope] = frozenset()) -> None:
    """Raise ``TokenLacksScope`` where the viewer came with a token whose ``scopes`` do not serve for it,
    ``NotAllowed`` for the administrators' work, ``NoSuchThing`` for what is not even there for the viewer.
    """  # noqa: D205 - one paragraph
    asked = QUESTIONS[operation]
    if scopes and asked.scope not in scopes:
        raise TokenLacksScope(scope=asked.scope, scopes=", ".join(sorted(scopes)))
    if viewer.actor.kind == "system" or not asked.groups.isdisjoint(viewer.groups):
        return
    seen = QUESTIONS[asked.seen_by].groups if asked.seen_by else frozenset[Group]()
    raise NotAllowed if asked.groups == ADMINISTRATORS or not seen.isdisjoint(viewer.groups) else NoSuchThing


def may_ask(viewer: Viewer, operation: str) -> bool:
    """Whether the viewer's groups may ask a question: whom a card leads on to its answer, and whom not."""
    return not QUESTIONS[operation].groups.isdisjoint(viewer.groups)
