"""A ticket that is shared stands in lists, counts, search, files, cards and streams of whom it is shared with."""

from __future__ import annotations

import pytest

from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.talk import CommentOnTicket
from events.values.identity import PersonId, TicketId
from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.live import changes
from projections.ticket import card
from projections.ticket.around.company import ShownTo
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.projections.world import World, viewer

HIDDEN = "Потайная дверь"


class Office:
    """A ticket of somebody else; Boris is a contact, Vera of the second line, neither sees it."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.boris: PersonId = world.person("Борис", kind="contact")
        self.ticket: TicketId = world.ticket("Сломан турникет")
        world.ticket("Другая")
        world.do(CommentOnTicket(ticket_id=self.ticket, body=HIDDEN, is_public=False), by=self.staff)
        self.as_boris, self.as_vera = viewer("requester", who=self.boris), viewer("second_line", "requester")

    @property
    def staff(self) -> Viewer:
        return viewer("specialist")

    def share(self, **whom: object) -> None:
        self.world.do(ShareTicket(ticket_id=self.ticket, **whom), by=self.staff)  # type: ignore[arg-type]  # a person or a group
        self.world.fold()

    def everywhere(self, who: Viewer) -> set[str]:
        """Where somebody finds the ticket."""
        found = set()
        now = self.world.now
        with self.world.cursor() as cursor:
            if [one.ticket_id for one in visible_to(cursor, who, TicketFilter(), now=now).tickets] == [self.ticket]:
                found.add("list")
            if visibility.sight(cursor, who, self.ticket) is not None:
                found.add("sight")
            if card.whole_card(cursor, who, self.ticket, now=now) is not None:
                found.add("card")
            (sights,) = changes.sights(cursor, [who], [self.ticket])
            if self.ticket in sights.seen:
                found.add("stream")
        return found

    def reads_private(self, who: Viewer) -> bool:
        with self.world.cursor() as cursor:
            sight = visibility.sight(cursor, who, self.ticket)
            (sights,) = changes.sights(cursor, [who], [self.ticket])
        assert sight is not None
        assert sight.inner_read == (self.ticket in sights.inner)
        return sight.inner_read


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


EVERYWHERE = {"list", "sight", "card", "stream"}


def test_a_person_finds_it_everywhere_with_its_public_words_and_nowhere_when_it_is_taken_back(office: Office) -> None:
    office.world.fold()
    assert office.everywhere(office.as_boris) == set()
    office.share(person_id=office.boris)
    assert office.everywhere(office.as_boris) == EVERYWHERE
    assert office.everywhere(office.as_vera) == set()
    assert not office.reads_private(office.as_boris)
    office.world.do(EndTicketShare(ticket_id=office.ticket, person_id=office.boris), by=office.staff)
    office.world.fold()
    assert office.everywhere(office.as_boris) == set()


def test_a_group_finds_it_everywhere_with_the_private_words_that_it_reads_elsewhere(office: Office) -> None:
    office.share(group="second_line")
    assert office.everywhere(office.as_vera) == EVERYWHERE
    assert office.reads_private(office.as_vera)
    assert office.everywhere(office.as_boris) == set()


def test_the_card_tells_staff_with_whom_it_is_shared_and_nobody_else(office: Office) -> None:
    office.share(person_id=office.boris)
    office.share(group="second_line")
    with office.world.cursor() as cursor:
        told = card.whole_card(cursor, office.staff, office.ticket, now=office.world.now)
        mine = card.whole_card(cursor, office.as_boris, office.ticket, now=office.world.now)
    assert told is not None
    assert mine is not None
    assert told.shared_with == (
        ShownTo(group="second_line", name=Text("вторая линия", "second line")),
        ShownTo(person_id=office.boris, name=Text.same("Борис")),
    )
    assert mine.shared_with == ()


def test_rebuilt_equals_live_with_shares(office: Office) -> None:
    office.share(person_id=office.boris)
    office.share(group="second_line")
    office.world.do(EndTicketShare(ticket_id=office.ticket, group="second_line"), by=office.staff)
    office.world.fold()
    live = office.world.rows()
    office.world.rebuild("ticket_list")
    assert office.world.rows() == live
