from __future__ import annotations

from typing import get_args
from uuid import UUID

import msgspec
import pytest

from aggregates.ticket_refusals import NoSuchTicket
from api.rest.command_table import COMMAND_ROUTES
from commands.catalogue import COMMANDS, issuers, may_issue
from commands.command import Command
from commands.permissions import may_work_on
from commands.refusals import NotAllowed
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, CloseTicket, MergeTicket, PutTicketInProgress, ReopenTicket
from events.ticket import TicketAssigned, TicketCommented, TicketJoined, TicketMerged, TicketReopened
from events.values.identity import PersonId, TeamId
from events.values.people import Group, Responsible, Viewer
from events.values.refusal import Refusal
from tests.commands.each_command import (
    EACH,
    ON_ARTICLES,
    ON_CHANGE_REQUESTS,
    ON_FREEZES,
    ON_PROBLEMS,
    OUTAGES,
    UNROUTED,
)
from tests.commands.lives import ANOTHER, CHANGES, MOVES
from tests.dsl import Like, Story, given
from tests.gallery import DESK, OTHER_TICKET, PEOPLE, REGISTERED, RESOLVED, TEAMS, TICKET
from tests.people import (
    FIRST_LINE,
    NOBODY,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    SPECIALIST_OF_THE_SECOND_LINE,
    STRANGER,
    THE_DESK,
    viewer,
)

GROUPS: tuple[Group, ...] = get_args(Group)

BY_THE_DESK = {
    "found-desk",
    "record-deadline-miss",
    "withdraw-deadline-miss",
    "record-escalation",
    "withdraw-escalation",
    "wake-ticket",
    "close-ticket-by-itself",
    "lead-ticket",
    "recognise-requester",
    "let-ticket-follow",
    "let-team-follow",
    "end-stuck-approval",
    "end-stuck-consent",
    "record-approval-reminder",
    "expire-approval",
    "record-change-reminder",
    "expire-change-approval",
    "resume-log",
    "tell-details-sealed",
    "deal-ticket",
}
BY_TECHNOLOGISTS = {"feed-org-unit", "feed-person", "unfeed-org-unit", "unfeed-person"}
ON_ONE_S_ACCOUNT = {
    "record-password-set",
    "end-sessions",
    "record-session-ended",
    "record-second-factor",
    "set-person-language",
    "set-person-zone",
    "record-token-made",
    "record-token-withdrawn",
    "name-substitute",
    "dismiss-substitute",
    "plan-absence",
    "replan-absence",
    "end-absence",
}
ON_APPROVALS = {"request-approval", "answer-approval", "withdraw-approval"}
BY_REQUESTERS = {
    "register-ticket",
    "comment-on-ticket",
    "reopen-ticket",
    "close-ticket",
    "move-ticket",
    "correct-ticket-words",
    "take-ticket-back",
    "attach-files",
    "edit-comment",
    "rate-ticket",
    "change-rating",
    "withdraw-comment",
    "end-ticket-copy",
    "answer-change-approval",
    "answer-approval",
} | ON_ONE_S_ACCOUNT
ON_VIEWS = {"make-view", "rename-view", "change-view", "share-view", "remove-view"}
BY_REQUESTERS |= ON_VIEWS
ON_TICKETS = {command.name for command in (*MOVES, *CHANGES)} | {
    "register-ticket",
    "move-ticket",
    "take-ticket",
    *("unstart-ticket", "give-ticket-back"),
    "pass-ticket-on",
    "edit-comment",
    "withdraw-comment",
    "copy-ticket-to",
    "share-ticket",
    "end-ticket-share",
    "end-ticket-copy",
    "watch-ticket",
    "unwatch-ticket",
    "unmerge-ticket",
    "split-comment",
    "correct-ticket-words",
    "correct-requester",
    "take-ticket-back",
    "rate-ticket",
    "change-rating",
    "attach-files",
    "answer-change-approval",
}
AROUND_TICKETS = {
    *("link-tickets", "unlink-tickets", "tag-ticket"),
    *("add-task", "replan-task", "do-task", "give-up-task", "take-up-task-again"),
    *("add-checklist", "tick-checks", "untick-checks", "reword-check", "reorder-checklist"),
    *("withdraw-checks", "restore-checks"),
    *("spend-time", "correct-time-spent", "withdraw-time-spent"),
}
KEPT_AT_HAND = {
    *("make-reply-template", "copy-reply-template", "reword-reply-template", "share-reply-template"),
    *("archive-reply-template", "restore-reply-template"),
    *("make-macro", "change-macro", "share-macro", "archive-macro", "restore-macro", "apply-macro"),
    *("make-checklist-template", "copy-checklist-template", "change-checklist-template", "share-checklist-template"),
    *("archive-checklist-template", "restore-checklist-template"),
    "undo-bulk",
}
ON_TICKETS |= KEPT_AT_HAND | ON_APPROVALS | ON_ONE_S_ACCOUNT | AROUND_TICKETS | ON_VIEWS
FEEDBACK = {"give-article-feedback", "take-article-feedback-back"}
ON_OUTAGES = {"join-outage", "leave-outage"}
BY_REQUESTERS |= FEEDBACK | ON_OUTAGES
ON_TICKETS |= ON_ARTICLES.keys() - {"publish-article", "withdraw-article"}
BY_LEADS = {
    *("choose-dealing", "set-on-call-rota", "end-on-call-rota"),
    *("cover-on-call", "swap-on-call", "withdraw-replacement"),
}
ON_TICKETS |= ON_OUTAGES | BY_LEADS | KEPT_AT_HAND | ON_APPROVALS | ON_ONE_S_ACCOUNT | AROUND_TICKETS | ON_VIEWS


MAY: dict[Group, set[str]] = {
    "administrator": COMMANDS.keys() - BY_THE_DESK - BY_TECHNOLOGISTS,
    "technologist": COMMANDS.keys() - BY_THE_DESK,
    "specialist": ON_TICKETS,
    "second_line": ON_TICKETS,
    "requester": BY_REQUESTERS,
    "auditor": set(),
    "change_specialist": set(),
    "problem_specialist": set(),
}
"""The matrix once more, told another way (rows 80-85): a mistake in one of the two shows."""

BESIDE: dict[Group, tuple[set[Group], set[str]]] = {
    "change_specialist": ({"second_line"}, (ON_CHANGE_REQUESTS.keys() | ON_FREEZES.keys()) - BY_REQUESTERS),
    "problem_specialist": (
        {"administrator", "specialist", "second_line"},
        {*ON_PROBLEMS, *ON_ARTICLES, *OUTAGES} - BY_REQUESTERS,
    ),
}
"""What two groups may do only beside one of others (rows 83-84)."""


def _may(*groups: Group) -> set[str]:
    found = set().union(*(MAY[group] for group in groups))
    for group, (partners, more) in BESIDE.items():
        if group in groups and not partners.isdisjoint(groups):
            found |= more
    return found


HIS = Responsible(TeamId(UUID(int=99)), SEMYON)
HIS_TEAM_S = Responsible(SECOND_LINE)


def test_every_command_has_an_example_to_try_it() -> None:
    assert list(EACH) == list(COMMANDS)
    assert len(UNROUTED) + len(COMMAND_ROUTES) == len(COMMANDS)


@pytest.mark.parametrize("command", EACH.values(), ids=lambda command: command.name)
def test_rows_80_85_every_group_may_issue_its_commands_and_no_other(command: Command) -> None:
    """Through the bus: whoever may not is refused before anything is looked at, whoever may is never told so."""
    heard = {group: issued(group, command) for group in GROUPS}
    may = {group for group, story in heard.items() if not isinstance(story.outcome, NotAllowed)}
    assert may == {group for group in GROUPS if command.name in MAY[group]}
    for group in heard.keys() - may:
        heard[group].then_refused(NotAllowed)


def issued(group: Group, command: Command) -> Story:
    """What becomes of a command that somebody of this group alone issues."""
    if group == "requester" and isinstance(command, RegisterTicket):
        command = msgspec.structs.replace(command, requester=None)  # who it is for is said by staff alone
    return given(*DESK, REGISTERED, ANOTHER).when(command, by=viewer(REQUESTER.actor.id, "Кто-то", group))


@pytest.mark.parametrize("command", EACH.values(), ids=lambda command: command.name)
def test_nobody_without_a_group_may_do_anything_and_the_desk_may_do_everything(command: Command) -> None:
    given(*DESK, REGISTERED, ANOTHER).when(command, by=NOBODY).then_refused(NotAllowed)
    assert not isinstance(given(*DESK, REGISTERED, ANOTHER).when(command, by=THE_DESK).outcome, NotAllowed)


@pytest.mark.parametrize("name", COMMANDS)
def test_row_86_several_groups_add_up(name: str) -> None:
    for one in GROUPS:
        for other in GROUPS:
            both = viewer(UUID(int=6), "Кто-то", one, other)
            assert may_issue(both, name) == (name in _may(one, other))


def test_row_85_an_auditor_changes_nothing() -> None:
    assert not [name for name in COMMANDS if "auditor" in issuers(name)]


# -- whose tickets ---------------------------------------------------------------------------------------------
REACHABLE = [*MOVES, *CHANGES]


@pytest.mark.parametrize("command", REACHABLE, ids=lambda command: command.name)
@pytest.mark.parametrize(("responsible", "is_his"), [(HIS, True), (HIS_TEAM_S, True), (Responsible(FIRST_LINE), False)])
def test_row_82_the_second_line_works_on_its_own_and_its_teams_tickets_and_sees_no_other(
    command: Command, responsible: Responsible, *, is_his: bool
) -> None:
    assigned = TicketAssigned(ticket_id=TICKET, responsible=responsible)
    other = TicketAssigned(ticket_id=OTHER_TICKET, responsible=HIS)
    story = given(*DESK, REGISTERED, assigned, ANOTHER, other)
    story.when(command, by=SPECIALIST_OF_THE_SECOND_LINE)
    if is_his:
        assert not isinstance(story.outcome, (NotAllowed, NoSuchTicket))
    else:
        story.then_refused(NoSuchTicket)


def test_row_82_a_second_line_specialist_speaks_on_a_ticket_of_their_own() -> None:
    semyon_asks = viewer(REQUESTER.actor.id, "Анна", "second_line")
    given(REGISTERED).when(CommentOnTicket(ticket_id=TICKET, body="Это моя"), by=semyon_asks).then(
        Like(TicketCommented)
    )


def test_row_82_a_ticket_handed_to_another_team_is_out_of_reach_from_then_on() -> None:
    away = AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))
    his = TicketAssigned(ticket_id=TICKET, responsible=HIS_TEAM_S)
    story = given(*PEOPLE, *TEAMS, REGISTERED, his).when(away, by=SPECIALIST_OF_THE_SECOND_LINE)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE)))
    story.when(PutTicketInProgress(ticket_id=TICKET), by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NoSuchTicket)


def test_row_82_the_second_line_merges_only_into_what_it_sees() -> None:
    his = TicketAssigned(ticket_id=TICKET, responsible=HIS)
    merge = MergeTicket(ticket_id=TICKET, into=OTHER_TICKET)
    story = given(REGISTERED, his, ANOTHER).when(merge, by=SPECIALIST_OF_THE_SECOND_LINE)
    story.then_refused(NoSuchTicket, field="into")
    story.when(merge, by=OPERATOR).then(TicketMerged(ticket_id=TICKET, into=OTHER_TICKET), Like(TicketJoined))


@pytest.mark.parametrize(
    "command",
    [CommentOnTicket(ticket_id=TICKET, body="Ау"), ReopenTicket(ticket_id=TICKET), CloseTicket(ticket_id=TICKET)],
    ids=lambda command: command.name,
)
def test_a_requester_acts_on_their_own_tickets_alone(command: Command) -> None:
    story = given(REGISTERED, RESOLVED).when(command, by=REQUESTER)
    assert story.receipt.version == 2 + len(story.recorded) > 2
    given(REGISTERED, RESOLVED).when(command, by=STRANGER).then_refused(NoSuchTicket)


def test_what_is_hidden_and_what_does_not_exist_are_refused_in_the_same_words() -> None:
    hidden, missing = given(REGISTERED), given()
    for story in (hidden, missing):
        story.when(ReopenTicket(ticket_id=TICKET), by=STRANGER)
    assert isinstance(hidden.outcome, Refusal)
    assert isinstance(missing.outcome, Refusal)
    assert (hidden.outcome.text, hidden.outcome.field) == (missing.outcome.text, missing.outcome.field)


def test_row_81_the_whole_desk_s_groups_work_on_every_ticket() -> None:
    for group in GROUPS:
        reaches = may_work_on(viewer(UUID(int=6), "Кто-то", group), PersonId(UUID(int=7)), Responsible(FIRST_LINE))
        assert reaches == (group in {"administrator", "technologist", "specialist"})
    assert may_work_on(THE_DESK, PersonId(UUID(int=7)), None)


def test_rights_of_a_viewer_count_at_the_moment_of_the_command() -> None:
    reopened = Like(TicketReopened)
    promoted = Viewer(actor=STRANGER.actor, groups=frozenset({"specialist"}))
    given(REGISTERED, RESOLVED).when(ReopenTicket(ticket_id=TICKET), by=promoted).then(reopened)
