"""Files of a ticket: on registration, comments and solutions, by themselves, as far as its type takes them."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.ticket_files import FileIsTooLargeForType, KindOfFileIsNotTaken, TicketHasEnoughFiles
from aggregates.ticket_refusals import OwnTicketHasNoPrivateComments, PrivateCommentIsForStaff, TicketIsClosed
from commands.attachments import NoSuchFile
from commands.bus import Bus
from commands.ticket.correct import CorrectRequester
from commands.ticket.files import AttachFiles
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import ResolveTicket
from events.fact import Fact
from events.ticket import TicketCommented, TicketResolved
from events.ticket_files import TicketFilesAttached
from events.ticket_type import TicketTypeRevised
from events.values.identity import ticket_type_id
from events.values.ticket import Attachment
from events.values.ticket_type import SHIPPED_TYPES, FileRules
from tests.commands.lives import LIVES
from tests.dsl import Like, Story, given
from tests.gallery import ATTACHMENT, DESK, REGISTERED, TICKET
from tests.people import ANNA, OLGA, OPERATOR, REQUESTER
from tests.support.contents import StoredContents

PDF = Attachment("1e" * 32, "акт.pdf", "application/pdf", 4_000)
BOTH = (ATTACHMENT, PDF)


def desk(*facts: Fact, rules: FileRules | None = None) -> Story:
    definition = msgspec.structs.replace(SHIPPED_TYPES["incident"], files=rules or FileRules())
    revised = TicketTypeRevised(type_id=ticket_type_id("incident"), code="incident", definition=definition)
    story = given(*DESK, revised, *(facts or (REGISTERED,)))
    story.bus = Bus(story.log, story.log, story, StoredContents(*BOTH))
    return story


def test_row_173_files_are_attached_without_a_comment() -> None:
    wanted = AttachFiles(ticket_id=TICKET, attachments=BOTH)
    told = TicketFilesAttached(ticket_id=TICKET, requester_id=ANNA, attachments=BOTH)
    for by in (OPERATOR, REQUESTER):
        desk().when(wanted, by=by).then(told)


def test_row_129_private_files_are_attached_by_staff_alone_and_never_on_their_own_ticket() -> None:
    wanted = AttachFiles(ticket_id=TICKET, attachments=BOTH, is_public=False)
    desk().when(wanted, by=OPERATOR).then(Like(TicketFilesAttached, is_public=False))
    desk().when(wanted, by=REQUESTER).then_refused(PrivateCommentIsForStaff)
    own = msgspec.structs.replace(REGISTERED, requester=msgspec.structs.replace(REGISTERED.requester, person_id=OLGA))
    desk(own).when(wanted, by=OPERATOR).then_refused(OwnTicketHasNoPrivateComments)


def test_row_173_a_solution_brings_its_files() -> None:
    solved = ResolveTicket(ticket_id=TICKET, solution="Заменён картридж", attachments=(PDF,))
    desk().when(solved, by=OPERATOR).then(
        Like(TicketResolved), Like(TicketFilesAttached, attachments=(PDF,), with_solution=True, is_public=True)
    )


def test_a_ticket_that_is_over_takes_no_files() -> None:
    closed = desk(*LIVES["closed"])
    closed.when(AttachFiles(ticket_id=TICKET, attachments=BOTH), by=OPERATOR).then_refused(TicketIsClosed)


def test_what_a_fact_is_about_to_name_is_held_for_whom_it_belongs_to() -> None:
    story = desk()
    shelf = StoredContents(*BOTH)
    story.bus = Bus(story.log, story.log, story, shelf)
    story.when(CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=(PDF,)), by=OPERATOR)
    story.then(Like(TicketCommented))
    assert shelf.held == {(ANNA, PDF.sha256)}


def test_files_of_a_ticket_go_along_with_its_requester() -> None:
    story = desk()
    shelf = StoredContents()
    story.bus = Bus(story.log, story.log, story, shelf)
    story.when(CorrectRequester(ticket_id=TICKET, requester=From(person_id=OLGA)), by=OPERATOR)
    assert shelf.held == {(OLGA, ATTACHMENT.sha256)}
    assert shelf.former == {(OLGA, ATTACHMENT.sha256): {ANNA}}


def test_what_was_collected_at_this_moment_is_refused_before_there_is_a_fact() -> None:
    story = desk()
    shelf = StoredContents(*BOTH)
    shelf.collected = {PDF.sha256}
    story.bus = Bus(story.log, story.log, story, shelf)
    wanted = CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=(PDF,))
    story.when(wanted, by=OPERATOR).then_refused(NoSuchFile, field="attachments")


RULES = {
    "too many": (FileRules(most=2), TicketHasEnoughFiles, "attachments"),
    "too large": (FileRules(most_bytes=3_000), FileIsTooLargeForType, "attachments[1]"),
    "of another kind": (FileRules(kinds=("image/*",)), KindOfFileIsNotTaken, "attachments[1]"),
}


@pytest.mark.parametrize("rule", RULES)
def test_row_173_a_type_says_which_files_its_tickets_take(rule: str) -> None:
    rules, refusal, field = RULES[rule]
    for wanted in (
        AttachFiles(ticket_id=TICKET, attachments=BOTH),
        CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=BOTH),
        ResolveTicket(ticket_id=TICKET, solution="Готово", attachments=BOTH),
    ):
        desk(rules=rules).when(wanted, by=OPERATOR).then_refused(refusal, field=field)
    wider = FileRules(most=3, most_bytes=4_000, kinds=("image/*", "application/pdf"))
    desk(rules=wider).when(AttachFiles(ticket_id=TICKET, attachments=BOTH), by=OPERATOR).then(Like(TicketFilesAttached))


def test_row_173_a_registration_hears_the_same() -> None:
    story = desk(rules=FileRules(most=1))
    story.when(RegisterTicket(subject="x", attachments=BOTH), by=REQUESTER).then_refused(TicketHasEnoughFiles)


def test_a_letter_brings_what_it_brings() -> None:
    story = desk(rules=FileRules(most=0))
    wanted = CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=BOTH)
    story.bus.execute(wanted, viewer=OPERATOR, command_id=story.next_id(), by_letter=True)
