"""What undoes each command, as data: for pages that offer to take something back; beside the catalogue."""

from __future__ import annotations

from typing import Literal

import msgspec

How = Literal["by_itself", "with_former_values", "for_the_same_thing"]
"""The other command needs nothing more than the thing; or what was there before; or the part of it that was named."""


class Opposite(msgspec.Struct, frozen=True):
    """The command that undoes another one, and what it must be told; ``command`` is its stable name."""

    command: str
    how: How


def _former(*names: str) -> dict[str, Opposite]:
    """Commands that are undone by themselves, told what was there before."""
    return {name: Opposite(name, "with_former_values") for name in names}


def _pairs(how: How, *pairs: tuple[str, str]) -> dict[str, Opposite]:
    """Commands that undo each other."""
    return {one: Opposite(other, how) for pair in pairs for one, other in (pair, pair[::-1])}


OPPOSITES: dict[str, Opposite] = {
    **_former(
        *("prioritise-ticket", "reclassify-ticket", "correct-ticket-words", "correct-requester", "edit-comment"),
        *("assign-ticket", "replan-task", "correct-time-spent", "rename-view", "change-view", "share-view"),
        *("revise-ticket-type", "rename-agreement", "revise-agreement-promise", "reschedule-agreement"),
        *("name-default-responsible", "choose-base-agreement", "name-recipients", "name-services", "name-provider"),
        *("correct-agreement-kind", "set-validity", "name-desk-responsible", "describe-service", "move-service"),
        *("place-service", "allow-service-types", "name-service-responsible", "rename-schedule", "revise-schedule"),
        *(
            "rename-org-unit",
            "move-org-unit",
            "name-head",
            "set-unit-zone",
            "share-company-tickets",
            "let-colleagues-ask",
        ),
        *("rename-person", "move-person", "change-position", "change-emails", "change-phones", "change-photo"),
        *("set-person-zone", "set-person-language", "give-login", "license-person", "grant-groups"),
        *("rename-team", "name-team-lead", "describe-problem", "assign-problem", "record-workaround"),
        *("record-root-cause", "outline-change", "assign-change", "tag-ticket", "reword-reply-template"),
        "share-reply-template",
        *("change-macro", "share-macro"),
        "set-service-questions",
        "replan-absence",
        *("redraft-article", "open-article", "name-article-services", "check-article", "name-article-files"),
        *("set-satisfaction-policy", "set-type-checklist", "set-service-checklists"),
        *("reword-check", "reorder-checklist", "change-checklist-template", "share-checklist-template"),
        "change-rating",
        "choose-dealing",
        "set-on-call-rota",
    ),
    **_pairs(
        "by_itself",
        ("put-ticket-on-hold", "resume-ticket"),
        ("put-ticket-in-progress", "unstart-ticket"),
        ("take-ticket", "give-ticket-back"),
        ("resolve-ticket", "reopen-ticket"),
        ("archive-ticket-type", "restore-ticket-type"),
        ("archive-agreement", "restore-agreement"),
        ("archive-service", "restore-service"),
        ("archive-reply-template", "restore-reply-template"),
        ("archive-article", "restore-article"),
        ("publish-article", "withdraw-article"),
        ("join-outage", "leave-outage"),
        ("archive-macro", "restore-macro"),
        ("archive-checklist-template", "restore-checklist-template"),
        ("archive-org-unit", "restore-org-unit"),
        ("deactivate-person", "reactivate-person"),
        ("hide-module", "show-module"),
        ("begin-ticket-history", "end-ticket-history"),
        ("watch-ticket", "unwatch-ticket"),
        ("do-task", "take-up-task-again"),
    ),
    **_pairs(
        "for_the_same_thing",
        ("copy-ticket-to", "end-ticket-copy"),
        ("share-ticket", "end-ticket-share"),
        ("add-person-file", "withdraw-person-file"),
        ("add-person-unit", "leave-person-unit"),
        ("link-tickets", "unlink-tickets"),
        ("tick-checks", "untick-checks"),
        ("withdraw-checks", "restore-checks"),
        ("link-team-members", "unlink-team-members"),
        ("link-problem-incidents", "unlink-problem-incidents"),
        ("link-change-incidents", "unlink-change-incidents"),
        ("declare-holidays", "withdraw-holidays"),
        ("name-substitute", "dismiss-substitute"),
    ),
    **_pairs("with_former_values", ("feed-org-unit", "unfeed-org-unit"), ("feed-person", "unfeed-person")),
    "merge-ticket": Opposite("unmerge-ticket", "by_itself"),
    "unmerge-ticket": Opposite("merge-ticket", "with_former_values"),
    "unassign-ticket": Opposite("assign-ticket", "with_former_values"),
    "pass-ticket-on": Opposite("assign-ticket", "with_former_values"),
    "comment-on-ticket": Opposite("withdraw-comment", "for_the_same_thing"),
    "request-approval": Opposite("withdraw-approval", "for_the_same_thing"),
    "add-task": Opposite("give-up-task", "for_the_same_thing"),
    "give-up-task": Opposite("take-up-task-again", "for_the_same_thing"),
    "spend-time": Opposite("withdraw-time-spent", "for_the_same_thing"),
    "make-reply-template": Opposite("archive-reply-template", "for_the_same_thing"),
    "copy-reply-template": Opposite("archive-reply-template", "for_the_same_thing"),
    "write-article": Opposite("archive-article", "for_the_same_thing"),
    "draft-article-from-ticket": Opposite("archive-article", "for_the_same_thing"),
    "drop-article-draft": Opposite("redraft-article", "with_former_values"),
    "give-article-feedback": Opposite("take-article-feedback-back", "by_itself"),
    "take-article-feedback-back": Opposite("give-article-feedback", "with_former_values"),
    "add-checklist": Opposite("withdraw-checks", "for_the_same_thing"),
    "make-checklist-template": Opposite("archive-checklist-template", "for_the_same_thing"),
    "copy-checklist-template": Opposite("archive-checklist-template", "for_the_same_thing"),
    "make-macro": Opposite("archive-macro", "for_the_same_thing"),
    "rate-ticket": Opposite("change-rating", "with_former_values"),
    "make-view": Opposite("remove-view", "for_the_same_thing"),
    "define-ticket-type": Opposite("archive-ticket-type", "for_the_same_thing"),
    "conclude-agreement": Opposite("archive-agreement", "for_the_same_thing"),
    "add-service": Opposite("archive-service", "for_the_same_thing"),
    "add-department": Opposite("archive-org-unit", "for_the_same_thing"),
    "add-company": Opposite("archive-org-unit", "for_the_same_thing"),
    "add-branch": Opposite("archive-org-unit", "for_the_same_thing"),
    "register-person": Opposite("deactivate-person", "for_the_same_thing"),
    "announce-outage": Opposite("end-outage", "for_the_same_thing"),
    "end-outage": Opposite("announce-outage", "with_former_values"),
    "declare-freeze": Opposite("lift-freeze", "for_the_same_thing"),
    "lift-freeze": Opposite("declare-freeze", "with_former_values"),
    "plan-absence": Opposite("end-absence", "for_the_same_thing"),
    "end-absence": Opposite("plan-absence", "with_former_values"),
    "end-on-call-rota": Opposite("set-on-call-rota", "with_former_values"),
    "cover-on-call": Opposite("withdraw-replacement", "for_the_same_thing"),
    "swap-on-call": Opposite("withdraw-replacement", "for_the_same_thing"),
    "withdraw-replacement": Opposite("cover-on-call", "with_former_values"),
    "form-team": Opposite("disband-team", "for_the_same_thing"),
    "record-token-made": Opposite("record-token-withdrawn", "for_the_same_thing"),
}
"""Command -> what undoes it, where something does; whether it may be done at that moment, it decides itself."""

STAND = frozenset(
    {
        # What was registered or told has been read by others, and what is over goes on as another one.
        *("register-ticket", "register-problem", "draft-change", "draw-up-schedule", "found-desk"),
        *("apply-macro", "undo-bulk"),
        *("close-ticket", "decline-ticket", "take-ticket-back", "withdraw-comment", "split-comment"),
        "redact-comment",
        *("move-ticket", "move-problem", "move-change", "lead-ticket"),
        *("withdraw-approval", "answer-approval", "submit-change", "answer-change-approval", "schedule-change"),
        *("remove-view", "withdraw-time-spent", "attach-files", "disband-team", "resolve-problem-incident"),
        # Secrets and their ends.
        *("record-password-set", "offer-password-reset", "end-sessions", "record-session-ended"),
        "record-second-factor",
        "record-token-withdrawn",
        # Whose is what, is told by hundreds of facts by then.
        "merge-person",
        # What the desk records of its own accord.
        *("let-ticket-follow", "let-team-follow"),
        *("recognise-requester", "record-deadline-miss", "withdraw-deadline-miss", "record-escalation"),
        *("withdraw-escalation", "wake-ticket", "close-ticket-by-itself", "record-approval-reminder"),
        *("expire-approval", "end-stuck-approval", "end-stuck-consent", "record-change-reminder"),
        *("expire-change-approval", "deal-ticket", "resume-log", "tell-details-sealed"),
    }
)
"""Commands that nothing undoes."""
