"""A comment is edited, withdrawn, and calls people; colleagues and approvers write, too."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from aggregates.ticket_comments import CommentIsAnothers, CommentIsAnswered, CommentIsWithdrawn, NoSuchComment
from aggregates.ticket_refusals import PrivateCommentIsForStaff, TicketIsClosed
from commands.refusals import TicketIsOnlyRead
from commands.ticket.comments import EditComment, WithdrawComment
from commands.ticket.company import CopyTicketTo
from commands.ticket.mentions import MentionedCannotRead
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from events.fact import Fact
from events.org_unit import OrgUnitSharingSet
from events.person import NameTaken
from events.ticket import TicketCommented
from events.ticket_words import TicketCommentEdited, TicketCommentWithdrawn, TicketPeopleMentioned
from events.values.identity import CommentId, PersonId
from events.values.keyed import reservations
from events.values.people import Viewer
from tests.commands.lives import LIVES
from tests.dsl import Like, On, Story, given
from tests.gallery import DESK, REGISTERED, RESOLVED, TICKET
from tests.gallery_approvals import WAITING
from tests.gallery_people import CLIENT
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    AUDITOR,
    OLGA,
    OPERATOR,
    REQUESTER,
    SEMYON,
    STRANGER,
    TECHNOLOGIST,
    viewer,
)

WORD = CommentOnTicket(ticket_id=TICKET, body="Проверьте кабель")
COLLEAGUE = msgspec.structs.replace(viewer(UUID(int=77), "Борис", "requester"), company=CLIENT)


def said(by: Viewer, *before: Fact, is_public: bool = True) -> tuple[Story, CommentId]:
    """A story in which somebody wrote a comment, and its id."""
    word = msgspec.structs.replace(WORD, is_public=is_public)
    story = given(*DESK, REGISTERED, *before).when(word, by=by)
    comment = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    return story, comment.comment_id


def edited(comment_id: CommentId, body: str = "Проверьте кабель питания") -> EditComment:
    return EditComment(ticket_id=TICKET, comment_id=comment_id, body=body)


# -- other words -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", [OPERATOR, REQUESTER], ids=["staff", "requester"])
def test_whoever_wrote_a_comment_gives_it_other_words(by: Viewer) -> None:
    story, comment = said(by)
    story.when(edited(comment), by=by).then(
        TicketCommentEdited(
            ticket_id=TICKET,
            comment_id=comment,
            comment_version=2,
            requester_id=ANNA,
            body="Проверьте кабель питания",
            is_public=True,
        )
    )
    story.when(edited(comment), by=by).then_nothing()
    for other in (ADMINISTRATOR, REQUESTER if by is OPERATOR else OPERATOR):
        story.when(edited(comment, "Чужое"), by=other).then_refused(CommentIsAnothers, field="comment_id")


def test_what_staff_have_answered_its_writer_changes_no_more_but_staff_do() -> None:
    story, comment = said(REQUESTER)
    story.when(WORD, by=OPERATOR)
    answer = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    story.when(edited(comment), by=REQUESTER).then_refused(CommentIsAnswered)
    story.when(WithdrawComment(ticket_id=TICKET, comment_id=comment), by=REQUESTER).then_refused(CommentIsAnswered)
    story.when(WORD, by=REQUESTER)
    story.when(edited(answer.comment_id), by=OPERATOR).then(Like(TicketCommentEdited))


def test_a_comment_that_is_not_there_or_is_not_for_them_looks_the_same() -> None:
    story, aside = said(OPERATOR, is_public=False)
    for comment in (aside, CommentId(UUID(int=404))):
        story.when(edited(comment), by=REQUESTER).then_refused(NoSuchComment, field="comment_id")


def test_what_is_over_is_not_reworded() -> None:
    story, comment = said(OPERATOR, RESOLVED)
    story.given(*LIVES["closed"][2:])
    story.when(edited(comment), by=OPERATOR).then_refused(TicketIsClosed)


# -- withdrawn -------------------------------------------------------------------------------------------------
def test_a_comment_is_withdrawn_once_and_the_last_word_is_the_one_before() -> None:
    story, _ = said(REQUESTER)
    story.when(WORD, by=OPERATOR)
    own = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    back = WithdrawComment(ticket_id=TICKET, comment_id=own.comment_id)
    story.when(back, by=OPERATOR).then(
        Like(TicketCommentWithdrawn, comment_id=own.comment_id, comment_version=3, last_word="requester")
    )
    story.when(back, by=OPERATOR).then_nothing()
    story.when(edited(own.comment_id), by=OPERATOR).then_refused(CommentIsWithdrawn)


def test_administrators_withdraw_anybody_s_also_when_the_ticket_is_over() -> None:
    story, comment = said(REQUESTER, RESOLVED)
    back = WithdrawComment(ticket_id=TICKET, comment_id=comment)
    story.when(back, by=OPERATOR).then_refused(CommentIsAnothers)
    story.when(back, by=TECHNOLOGIST).then(Like(TicketCommentWithdrawn, last_word=None))


# -- mentions --------------------------------------------------------------------------------------------------
def called(login: str, person: PersonId) -> list[On]:
    """The reservation of a login."""
    stream = reservations(Story().log.keyed, "login", login)[0]
    return [On(stream, NameTaken(what="login", person_id=person))]


def test_staff_call_people_by_login_and_an_address_or_a_strange_login_calls_nobody() -> None:
    word = msgspec.structs.replace(WORD, body="@belova, гляньте: письмо от x@belova и @nobody")
    story = given(*DESK, REGISTERED, *called("belova", OLGA)).when(word, by=OPERATOR)
    story.then(Like(TicketCommented), Like(TicketPeopleMentioned, persons=(OLGA,), is_public=True))
    given(*DESK, REGISTERED, *called("belova", OLGA)).when(word, by=REQUESTER).then(Like(TicketCommented))


def test_whoever_may_not_read_the_words_is_not_called() -> None:
    aside = msgspec.structs.replace(WORD, body="@orlova нам надоела", is_public=False)
    names = called("orlova", ANNA)
    given(*DESK, REGISTERED, *names).when(aside, by=OPERATOR).then_refused(MentionedCannotRead, field="body")
    aloud = msgspec.structs.replace(aside, is_public=True)
    given(*DESK, REGISTERED, *names).when(aloud, by=OPERATOR).then(
        Like(TicketCommented), Like(TicketPeopleMentioned, persons=(ANNA,))
    )
    other = msgspec.structs.replace(WORD, body="@black посмотри")
    given(*DESK, REGISTERED, *called("black", SEMYON)).when(other, by=OPERATOR).then_refused(MentionedCannotRead)


# -- who writes ------------------------------------------------------------------------------------------------
def test_life_f5_a_colleague_of_a_sharing_company_writes_publicly_and_moves_nothing() -> None:
    sharing = OrgUnitSharingSet(unit_id=CLIENT, shares_tickets=True)
    for before in ((), (RESOLVED,)):
        story = given(*DESK, sharing, REGISTERED, *before).when(WORD, by=COLLEAGUE)
        story.then(Like(TicketCommented, by_staff=False, is_public=True))
    aside = msgspec.structs.replace(WORD, is_public=False)
    given(*DESK, REGISTERED).when(aside, by=COLLEAGUE).then_refused(PrivateCommentIsForStaff)


def test_life_f5_who_is_asked_to_approve_writes_while_they_are_asked() -> None:
    approver = viewer(SEMYON, "Semyon Black", "requester")
    given(*DESK, REGISTERED, WAITING).when(WORD, by=approver).then(Like(TicketCommented, by_staff=False))
    auditor_at_home = msgspec.structs.replace(AUDITOR, groups=frozenset({"auditor", "requester"}))
    given(*DESK, REGISTERED).when(WORD, by=auditor_at_home).then_refused(TicketIsOnlyRead)


def test_who_is_in_copy_writes_and_goes_on_with_what_waited() -> None:
    story = given(*DESK, REGISTERED, RESOLVED)
    copy = CopyTicketTo(ticket_id=TICKET, person=From(person_id=SEMYON))
    story.when(copy, by=OPERATOR)
    in_copy = viewer(SEMYON, "Semyon Black", "requester")
    story.when(WORD, by=in_copy)
    told = [type(one.fact).__name__ for one in story.recorded]
    assert told == ["TicketCommented", "TicketReopened"]
    assert STRANGER.actor.id != SEMYON
