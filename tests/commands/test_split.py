"""A comment goes on as a ticket of its own, registered now; each names the other, and private words stay private."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from aggregates.ticket import Ticket
from aggregates.ticket_comments import CommentIsSplitOff, CommentIsWithdrawn, NoSuchComment
from aggregates.ticket_refusals import RequesterIsUnknown
from commands.refusals import NotAllowed
from commands.ticket.comments import WithdrawComment
from commands.ticket.requester import From
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, ResolveTicket
from events.fact import Recorded
from events.folds.ticket_work import TicketWorkState, around
from events.ticket import TicketCommented, TicketRegistered
from events.ticket_words import TicketCommentSplitOff
from events.values.identity import CommentId, StreamId
from events.values.people import Viewer
from tests.dsl import NOW, Story, given
from tests.gallery import ATTACHMENT, DESK, REGISTERED, TICKET
from tests.people import ANNA, OPERATOR, REQUESTER, SEMYON, viewer

LATER = NOW + timedelta(hours=3)
BODY = "И ещё сканер не сканирует"


def said(by: Viewer = REQUESTER, *, is_public: bool = True) -> tuple[Story, SplitComment]:
    """A ticket with a comment that brought a file, and the order that splits it off."""
    word = CommentOnTicket(ticket_id=TICKET, body=BODY, is_public=is_public, attachments=(ATTACHMENT,))
    story = given(*DESK, REGISTERED).when(word, by=by)
    comment = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    return story, SplitComment(ticket_id=TICKET, comment_id=comment.comment_id)


def split(story: Story, order: SplitComment) -> list[Recorded]:
    """The new ticket's history."""
    story.when(order, by=OPERATOR, at=LATER)
    return list(story.log.load(StreamId(story.receipt.stream)))


def registered(history: list[Recorded]) -> TicketRegistered:
    fact = history[0].fact
    assert isinstance(fact, TicketRegistered)
    return fact


def links(story: Story, stream: UUID) -> set[tuple[str, UUID]]:
    work = around(TicketWorkState, story.log.load(StreamId(stream)))
    assert work is not None
    return {*work.links}


def test_what_a_comment_says_is_a_ticket_of_its_writer_registered_now_with_its_files() -> None:
    story, order = said()
    new = split(story, order)
    fact = registered(new)
    assert (fact.description, fact.subject, fact.type) == (BODY, REGISTERED.subject, REGISTERED.type)
    assert (fact.requester.person_id, fact.attachments) == (ANNA, (ATTACHMENT,))
    assert new[0].metadata.occurred_at == LATER
    assert str(fact.number) == story.receipt.reference


def test_both_tickets_name_each_other_and_the_comment_says_where_it_went() -> None:
    story, order = said()
    fact = registered(split(story, order))
    assert links(story, TICKET) == {("related", fact.ticket_id)}
    assert links(story, fact.ticket_id) == {("related", TICKET)}
    told = [one.fact for one in story.log.load(StreamId(TICKET)) if isinstance(one.fact, TicketCommentSplitOff)]
    assert told == [
        TicketCommentSplitOff(
            ticket_id=TICKET,
            comment_id=order.comment_id,
            comment_version=2,
            into=fact.ticket_id,
            number=fact.number,
            is_public=True,
        )
    ]


def test_the_order_may_say_for_whom_and_about_what() -> None:
    story, order = said()
    named = SplitComment(
        ticket_id=TICKET,
        comment_id=order.comment_id,
        subject="Сканер",
        requester=From(person_id=SEMYON),
        type="service_request",
        priority="low",
    )
    fact = registered(split(story, named))
    assert (fact.subject, fact.requester.person_id, fact.type, fact.priority) == (
        "Сканер",
        SEMYON,
        "service_request",
        "low",
    )


def test_private_words_stay_private_on_a_ticket_of_who_asked_for_this_one() -> None:
    story, order = said(OPERATOR, is_public=False)
    new = split(story, order)
    fact = registered(new)
    assert (fact.description, fact.attachments, fact.requester.person_id) == ("", (), ANNA)
    private = [one.fact for one in new if isinstance(one.fact, TicketCommented)]
    assert [(one.body, one.is_public, one.attachments) for one in private] == [(BODY, False, (ATTACHMENT,))]


def test_private_words_are_public_where_that_is_said() -> None:
    story, order = said(OPERATOR, is_public=False)
    new = split(story, SplitComment(ticket_id=TICKET, comment_id=order.comment_id, public=True))
    assert registered(new).description == BODY
    assert not [one for one in new if isinstance(one.fact, TicketCommented)]


def test_a_comment_goes_on_once_and_not_when_it_was_withdrawn() -> None:
    story, order = said()
    number = registered(split(story, order)).number
    story.when(order, by=OPERATOR, at=LATER).then_refused(CommentIsSplitOff, field="comment_id", number=number)
    story, order = said()
    story.when(WithdrawComment(ticket_id=TICKET, comment_id=order.comment_id), by=REQUESTER)
    story.when(order, by=OPERATOR).then_refused(CommentIsWithdrawn, field="comment_id")
    unknown = SplitComment(ticket_id=TICKET, comment_id=CommentId(UUID(int=5)))
    story.when(unknown, by=OPERATOR).then_refused(NoSuchComment, field="comment_id")


def test_staff_split_comments_also_of_a_ticket_that_is_over() -> None:
    story, order = said()
    story.when(order, by=REQUESTER).then_refused(NotAllowed)
    story.when(ResolveTicket(ticket_id=TICKET, solution="Готово"), by=OPERATOR)
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR)
    number = registered(split(story, order)).number
    assert number > REGISTERED.number


def test_whose_address_nobody_knows_is_named_by_the_order() -> None:
    colleague = viewer(UUID(int=77), "Борис", "administrator")
    story, order = said(colleague)
    story.when(order, by=OPERATOR).then_refused(RequesterIsUnknown, field="requester")


def test_the_ticket_goes_on_as_it_was() -> None:
    story, order = said()
    before = Ticket.fold(story.log.load(StreamId(TICKET)))
    split(story, order)
    after = Ticket.fold(story.log.load(StreamId(TICKET)))
    assert before is not None
    assert after is not None
    assert (after.status, after.comments) == (before.status, before.comments)
