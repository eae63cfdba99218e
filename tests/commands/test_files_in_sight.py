"""Files that a command names are judged by the log (row 173): a list of moments ago opens none (0104)."""

from __future__ import annotations

import pytest

from commands.attachments import NoSuchFile
from commands.bus import Bus
from commands.ports import Place
from commands.ticket.talk import CommentOnTicket
from events.fact import Fact
from events.team import TeamMembersLinked, TeamMembersUnlinked
from events.ticket import TicketAssigned, TicketCommented, TicketJoined, TicketUnassigned
from events.values.people import Responsible
from tests.commands.lives import ANOTHER
from tests.dsl import Like, Story, given
from tests.gallery import ATTACHMENT, DESK, OTHER_TICKET, REGISTERED, TICKET
from tests.people import (
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    SPECIALIST_OF_THE_SECOND_LINE,
)
from tests.support.contents import StoredContents

OF_THE_TEAM = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE))
HIS_OWN = TicketAssigned(ticket_id=OTHER_TICKET, responsible=Responsible(SECOND_LINE, SEMYON))
NAMED = CommentOnTicket(ticket_id=OTHER_TICKET, body="См. файл", attachments=(ATTACHMENT,))


def desk(*facts: Fact, is_private: bool = False) -> Story:
    """A file stands on the gallery's ticket; so says a shelf that heard nothing of what happened last."""
    story = given(*DESK, REGISTERED, ANOTHER, OF_THE_TEAM, *facts)
    shelf = StoredContents(ATTACHMENT, places=(Place(TICKET, is_private),))
    story.bus = Bus(story.log, story.log, story, shelf)
    return story


def test_row_173_whoever_is_in_the_team_names_a_file_of_its_tickets() -> None:
    for is_private in (False, True):
        story = desk(HIS_OWN, is_private=is_private).when(NAMED, by=SPECIALIST_OF_THE_SECOND_LINE)
        story.then(Like(TicketCommented, attachments=(ATTACHMENT,)))


WENT: dict[str, tuple[Fact, ...]] = {
    "out of the team": (
        TeamMembersUnlinked(team_id=SECOND_LINE, members=(SEMYON,)),
        TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON,)),
        TicketAssigned(ticket_id=OTHER_TICKET, responsible=Responsible(FIRST_LINE)),
    ),
    "to another team": (HIS_OWN, TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))),
    "to nobody": (HIS_OWN, TicketUnassigned(ticket_id=TICKET)),
}


@pytest.mark.parametrize("went", WENT)
def test_row_173_a_ticket_that_was_taken_from_somebody_gives_them_no_file_from_that_fact_on(went: str) -> None:
    story = desk(*WENT[went]).when(NAMED, by=SPECIALIST_OF_THE_SECOND_LINE)
    story.then_refused(NoSuchFile, field="attachments[0].sha256")
    story.when(NAMED, by=OPERATOR).then(Like(TicketCommented, attachments=(ATTACHMENT,)))


def test_row_129_a_private_file_is_named_by_nobody_who_asked_for_the_ticket() -> None:
    own = CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=(ATTACHMENT,))
    desk().when(own, by=REQUESTER).then(Like(TicketCommented, attachments=(ATTACHMENT,)))
    desk(is_private=True).when(own, by=REQUESTER).then_refused(NoSuchFile)


def test_row_129_a_private_file_is_not_for_staff_who_see_its_ticket_by_a_merge_alone() -> None:
    joined = TicketJoined(ticket_id=TICKET, joined=OTHER_TICKET, number=18, requesters=(SEMYON,))
    away = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))
    there = CommentOnTicket(ticket_id=TICKET, body="См. файл", attachments=(ATTACHMENT,))
    by = SPECIALIST_OF_THE_SECOND_LINE
    desk(away, joined).when(there, by=by).then(Like(TicketCommented, attachments=(ATTACHMENT,)))
    desk(away, joined, is_private=True).when(there, by=by).then_refused(NoSuchFile)
    desk(joined, is_private=True).when(there, by=by).then(Like(TicketCommented, attachments=(ATTACHMENT,)))
