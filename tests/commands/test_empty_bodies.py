"""A body that names nothing takes nothing away, whatever the command; one that names a part leaves the rest (0096)."""

from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from commands.agreement_scope import NameRecipients, SetValidity
from commands.catalogue import COMMANDS
from commands.command import Command
from commands.org_unit.change import NameHead
from commands.refusals import NothingIsAsked
from commands.service import MoveService, NameServiceResponsible
from commands.team import NameTeamLead
from events.agreement import AgreementRecipientsNamed, AgreementValiditySet
from events.holding import AgreementWithdrawn
from events.values.people import Responsible
from events.values.shared_with import OpenTo
from events.values.ticket_view import Audience
from tests.commands.each_command import EACH, NAMED
from tests.commands.test_agreement_scope import by_stream, desk, granted
from tests.dsl import NOW, Story, given
from tests.gallery import DESK, REGISTERED
from tests.gallery_at_hand import CHECKLIST_MADE, MACRO_MADE, TEMPLATE_MADE
from tests.gallery_changes import DRAFTED
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT
from tests.gallery_problems import PROBLEM_REGISTERED
from tests.gallery_services import CATALOGUE, PRINTERS, VIP
from tests.gallery_views import MADE
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA

EDITED_BY = {"force", "note", "by_source"}
"""What says who edits, of a thing that a source may own: it asks for nothing."""

SAID_BY_THEIR_NAME = {
    "unassign-ticket",
    "put-ticket-in-progress",
    "resume-ticket",
    "close-ticket",
    "reopen-ticket",
    "take-ticket",
    "unstart-ticket",
    "give-ticket-back",
    "end-ticket-copy",
    "watch-ticket",
    "unwatch-ticket",
    "take-ticket-back",
    "unmerge-ticket",
    "lead-ticket",
    "begin-ticket-history",
    "end-ticket-history",
    "dismiss-substitute",
    "archive-ticket-type",
    "restore-ticket-type",
    "choose-base-agreement",
    "restore-agreement",
    "archive-service",
    "restore-service",
    "found-desk",
    "restore-org-unit",
    "unfeed-org-unit",
    "reactivate-person",
    "unfeed-person",
    "offer-password-reset",
    "end-sessions",
    "submit-change",
    "schedule-change",
    "end-stuck-consent",
    "hide-module",
    "lift-freeze",
    "end-outage",
    "join-outage",
    "leave-outage",
    "end-on-call-rota",
    "show-module",
    "remove-view",
    "copy-reply-template",
    "archive-reply-template",
    "restore-reply-template",
    "draft-article-from-ticket",
    "publish-article",
    "withdraw-article",
    "archive-article",
    "restore-article",
    "take-article-feedback-back",
    "archive-macro",
    "copy-checklist-template",
    "archive-checklist-template",
    "restore-checklist-template",
    "restore-macro",
}
"""Commands that ask for one thing, which their name says: without a body they ask for just that."""

LEFT_OUT_MEANS_NOT_SAID = {
    ("archive-org-unit", "confirm"),
    ("merge-person", "reason"),
    ("unassign-ticket", "keep_team"),
    ("reopen-ticket", "reason"),
    ("move-ticket", "solution"),
    ("close-ticket", "children"),
    ("redact-comment", "files"),
    ("redact-comment", "copies"),
    ("split-comment", "subject"),
    ("split-comment", "requester"),
    ("split-comment", "type"),
    ("split-comment", "service_id"),
    ("split-comment", "priority"),
    ("split-comment", "attributes"),
    ("split-comment", "responsible"),
    ("split-comment", "public"),
    ("take-ticket-back", "reason"),
    ("take-ticket", "team_id"),
    ("end-ticket-copy", "person_id"),
    ("watch-ticket", "person_id"),
    ("unwatch-ticket", "person_id"),
    ("take-ticket", "start"),
    ("take-ticket", "take_over"),
    ("move-ticket", "reason"),
    ("comment-on-ticket", "is_public"),
    ("comment-on-ticket", "attachments"),
    ("comment-on-ticket", "in_place"),
    ("comment-on-ticket", "message_id"),
    ("attach-files", "is_public"),
    ("resolve-ticket", "attachments"),
    ("tag-ticket", "add"),
    ("add-checklist", "checklist_id"),
    ("add-checklist", "items"),
    ("tag-ticket", "remove"),
    ("add-task", "responsible"),
    ("add-task", "due_at"),
    ("give-up-task", "reason"),
    ("spend-time", "activity"),
    ("spend-time", "person_id"),
    ("spend-time", "until_at"),
    ("begin-ticket-history", "minutes"),
    ("answer-approval", "comment"),
    ("answer-approval", "approver_id"),
    ("name-substitute", "from_at"),
    ("plan-absence", "from_at"),
    ("plan-absence", "substitute_id"),
    ("add-person-unit", "sees"),
    ("add-person-unit", "from_at"),
    ("add-person-unit", "until_at"),
    ("choose-dealing", "people"),
    ("deal-ticket", "weight"),
    ("deal-ticket", "seen_rota"),
    ("set-on-call-rota", "outside"),
    ("set-on-call-rota", "hours"),
    ("end-on-call-rota", "from_at"),
    ("cover-on-call", "from_at"),
    ("schedule-change", "freeze_note"),
    ("announce-outage", "affects"),
    *product(
        ("assign-ticket", "pass-ticket-on", "add-task", "replan-task", "assign-problem", "assign-change"),
        ("confirm", "to_substitute"),
    ),
    ("revise-ticket-type", "led"),
    ("revise-agreement-promise", "apply_to_open"),
    ("reschedule-agreement", "apply_to_open"),
    ("revise-schedule", "effective_from"),
    ("revise-schedule", "keep_exceptions"),
    ("declare-holidays", "effective_from"),
    ("withdraw-holidays", "effective_from"),
    ("unlink-team-members", "hand_over_to"),
    ("move-problem", "reason"),
    ("move-problem", "solution"),
    ("submit-change", "stages"),
    ("rate-ticket", "words"),
    ("rate-ticket", "reopen"),
    ("change-rating", "words"),
    ("submit-change", "remind_for"),
    ("submit-change", "expires_for"),
    ("answer-change-approval", "comment"),
    ("answer-change-approval", "approver_id"),
    ("schedule-change", "window"),
    ("schedule-change", "force_note"),
    ("move-change", "reason"),
    ("move-change", "solution"),
    ("end-sessions", "why"),
    ("record-password-set", "must_change"),
    ("record-password-set", "by_offer"),
    ("draft-article-from-ticket", "language"),
    ("draft-article-from-ticket", "title"),
    ("publish-article", "languages"),
    ("publish-article", "still_right"),
    ("withdraw-article", "reason"),
    ("give-article-feedback", "words"),
}
"""Optional fields of commands about a thing that is: left out, each takes away nothing that the thing has."""

MAKE_A_THING = {
    "register-ticket",
    "request-approval",
    "conclude-agreement",
    "add-service",
    "draw-up-schedule",
    "found-desk",
    "add-department",
    "add-company",
    "add-branch",
    "register-person",
    "record-token-made",
    "form-team",
    "register-problem",
    "draft-change",
    "make-view",
    "declare-freeze",
    "make-reply-template",
    "copy-reply-template",
    "write-article",
    "make-macro",
    "make-checklist-template",
    "copy-checklist-template",
}
"""There is nothing yet that a field which is left out could take away."""


def optional(command: type[Command]) -> list[msgspec.structs.FieldInfo]:
    return [one for one in msgspec.structs.fields(command) if not one.required and one.name not in EDITED_BY]


def empty(name: str) -> Command | None:
    """The command with its address and nothing else; nothing where a field must be there, and is asked for by name."""
    command = COMMANDS[name]
    addressed = [field for field in command.__struct_fields__ if field in NAMED][:1]
    where = {field: getattr(EACH[name], field) for field in addressed}
    if any(one.required and one.name not in where for one in msgspec.structs.fields(command)):
        return None
    return command(**where)


def test_every_field_that_may_be_left_out_is_told_apart_from_one_that_takes_away() -> None:
    """A new one is decided here: it stays as it is (UNSET), or it is nothing that the thing has."""
    found = {
        (name, one.name)
        for name, command in COMMANDS.items()
        if name not in MAKE_A_THING
        for one in optional(command)
        if one.default is not UNSET
    }
    assert found == LEFT_OUT_MEANS_NOT_SAID


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_without_a_body_is_refused_or_asks_for_what_its_name_says(name: str) -> None:
    asked = empty(name)
    if asked is None:
        assert name not in SAID_BY_THEIR_NAME
        return
    if name in SAID_BY_THEIR_NAME:
        assert all(one.default is not UNSET for one in optional(type(asked)))
        return
    shared = msgspec.structs.replace(MADE, audience=Audience(kind="everyone"))
    opened = msgspec.structs.replace(TEMPLATE_MADE, audience=OpenTo(kind="everyone"))
    offered = msgspec.structs.replace(MACRO_MADE, audience=OpenTo(kind="everyone"))
    listed = msgspec.structs.replace(CHECKLIST_MADE, audience=OpenTo(kind="everyone"))
    facts = (*DESK, *CATALOGUE, REGISTERED, PROBLEM_REGISTERED, DRAFTED, shared, opened, offered, listed)
    story = given(*facts).when(asked, by=ADMINISTRATOR)
    story.then_refused(NothingIsAsked)


def test_units_that_are_named_alone_leave_the_persons_and_persons_alone_the_units() -> None:
    story = desk().when(NameRecipients(agreement_id=VIP, units=(BRANCH,), persons=(OLGA,)), by=ADMINISTRATOR)
    story.when(NameRecipients(agreement_id=VIP, persons=(ANNA,)), by=ADMINISTRATOR)
    assert by_stream(story)[VIP] == [AgreementRecipientsNamed(agreement_id=VIP, units=(BRANCH,), persons=(ANNA,))]
    story.when(NameRecipients(agreement_id=VIP, units=(CLIENT,)), by=ADMINISTRATOR)
    assert by_stream(story)[VIP] == [AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,), persons=(ANNA,))]
    story.when(NameRecipients(agreement_id=VIP, units=()), by=ADMINISTRATOR)
    assert by_stream(story)[VIP] == [AgreementRecipientsNamed(agreement_id=VIP, units=(), persons=(ANNA,))]


def test_distribution_that_is_named_alone_leaves_the_recipients_and_stays_when_they_are_named() -> None:
    story = desk().when(NameRecipients(agreement_id=VIP, distributes=False), by=ADMINISTRATOR)
    kept = AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,), distributes=False)
    story.then(kept, AgreementWithdrawn(recipient_id=CLIENT, agreement_id=VIP))
    story.when(NameRecipients(agreement_id=VIP, persons=(ANNA,)), by=ADMINISTRATOR)
    story.then(msgspec.structs.replace(kept, persons=(ANNA,)), granted(ANNA))


@pytest.mark.parametrize(("limit", "other"), [("valid_from_at", "valid_until_at"), ("valid_until_at", "valid_from_at")])
def test_one_limit_that_is_named_leaves_the_other_and_null_takes_it_away(limit: str, other: str) -> None:
    since: dict[str, Any] = {"valid_from_at": NOW, "valid_until_at": NOW.replace(year=2040)}
    later = {"valid_from_at": NOW.replace(year=2039), "valid_until_at": NOW.replace(year=2041)}
    story = desk().given(AgreementValiditySet(agreement_id=VIP, **since))
    story.when(SetValidity(agreement_id=VIP, **{limit: later[limit]}), by=ADMINISTRATOR)
    story.then(AgreementValiditySet(agreement_id=VIP, **(since | {limit: later[limit]})))
    story.when(SetValidity(agreement_id=VIP, **{limit: None}), by=ADMINISTRATOR)
    story.then(AgreementValiditySet(agreement_id=VIP, **{other: since[other]}))


NOBODY_IS_NAMED: dict[str, tuple[Command, str]] = {
    "recipients": (NameRecipients(agreement_id=VIP), "units, persons, distributes"),
    "validity": (SetValidity(agreement_id=VIP), "valid_from_at, valid_until_at"),
    "head": (NameHead(unit_id=DEPARTMENT), "head"),
    "lead": (NameTeamLead(team_id=FIRST_LINE), "lead"),
    "place": (MoveService(service_id=PRINTERS), "parent_id"),
    "responsible": (NameServiceResponsible(service_id=PRINTERS), "responsible"),
}


@pytest.mark.parametrize("what", NOBODY_IS_NAMED)
def test_an_empty_body_is_refused_with_what_it_may_name(what: str) -> None:
    command, fields = NOBODY_IS_NAMED[what]
    story: Story = desk().when(command, by=ADMINISTRATOR)
    assert isinstance(story.outcome, NothingIsAsked)
    assert story.outcome.text.en == f"Nothing is asked for. Name at least one of: {fields}."
    story.then_refused(NothingIsAsked)


def test_a_responsible_of_a_service_of_null_is_taken_away() -> None:
    story = desk()
    named = Responsible(FIRST_LINE, OLGA)
    story.when(NameServiceResponsible(service_id=PRINTERS, responsible=named), by=ADMINISTRATOR)
    story.when(NameServiceResponsible(service_id=PRINTERS, responsible=None), by=ADMINISTRATOR)
    assert [recorded.fact.responsible for recorded in story.recorded] == [None]  # type: ignore[attr-defined] # the service's
