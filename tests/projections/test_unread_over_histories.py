"""What is new to each of many people in lists, counts, details and streams, over histories that nobody thought up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.ticket.comments import EditComment, WithdrawComment
from commands.ticket.redact import RedactComment
from commands.ticket.tags import TagTicket
from commands.ticket.talk import PrioritiseTicket
from connectors.storage.live.looked import Looked
from events.fact import Recorded
from events.inner import is_news, is_silent
from events.ticket import TicketCommented
from events.values.identity import CommentId, StreamId, TicketId
from events.values.people import Viewer
from events.values.ticket_condition import Except, Is
from projections.kit.reads import views_of
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import counted
from projections.ticket.lists.pages import visible_to, with_news
from tests.projections.listeners import Listeners
from tests.projections.plain_notices import Ticket
from tests.projections.test_notices_against_a_plain_reading import ORDERS, Deed, Office, read
from tests.projections.world import World, viewer

ASKED = views_of(visible_to, with_news, counted)
STAFF, ADMINISTRATOR = viewer("specialist"), viewer("administrator")
UNREAD, READ = Is(field="unread"), Except(of=Is(field="unread"))


def _comment(office: Office, ticket: TicketId, nth: int) -> CommentId:
    found = [one.fact for one in office.world.log.load(StreamId(ticket)) if isinstance(one.fact, TicketCommented)]
    return found[nth % len(found)].comment_id if found else CommentId(UUID(int=404))


WORDS: dict[str, Deed] = {
    "edit": lambda o, ticket, nth: EditComment(ticket_id=ticket, comment_id=_comment(o, ticket, nth), body=f"{nth}"),
    "withdraw": lambda o, ticket, nth: WithdrawComment(ticket_id=ticket, comment_id=_comment(o, ticket, nth)),
    "redact": lambda o, ticket, nth: RedactComment(
        ticket_id=ticket, comment_id=_comment(o, ticket, nth), reason="пароль"
    ),
    "raise": lambda _, ticket, nth: PrioritiseTicket(ticket_id=ticket, priority=("critical", "low")[nth % 2]),
    "tag": lambda _, ticket, nth: TagTicket(ticket_id=ticket, add=(f"метка{nth}",)),
}
DEEDS = ORDERS | WORDS
LOOKS = ("look", "look at all", "put back")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, *LOOKS, "join", "part"]),
        *(st.integers(0, 4), st.integers(0, 1), st.integers(0, 11), st.booleans()),
    ),
    min_size=3,
    max_size=18,
)


class Watched:
    """The office of the notices; up to where each of its people has looked at what."""

    def __init__(self, world: World) -> None:
        self.office = Office(world)
        self.looked = Looked(world.database)
        self.floors = dict.fromkeys(self.office.people, world.log.head())
        self.marks: dict[tuple[UUID, UUID], int] = {}
        for person, head in self.floors.items():
            self.looked.begin(person, head)
        self.listeners = Listeners(world)
        self.listeners.groups = {by.actor.id: by.groups for by in self.office.viewers()}  # type: ignore[misc] # persons
        self.listeners.come()

    def done(self, deed: str, who: int, which: int, nth: int) -> None:
        office, ticket = self.office, self.office.tickets[which]
        person, head = office.people[who], office.world.log.head()
        if deed in DEEDS:
            by = ADMINISTRATOR if deed == "redact" else STAFF if nth % 2 else office.viewers()[who]
            office.world.attempt(DEEDS[deed](office, ticket, nth), by)
        elif deed in {"join", "part"}:
            office.join(nth, leaves=deed == "part")
        elif deed == "look at all":
            self.looked.all_up_to(person, head)
            self.floors[person] = head
            self.marks = {key: place for key, place in self.marks.items() if key[0] != person}
        else:
            place = head if deed == "look" else office.world.log.load(StreamId(ticket))[-1].position - 1
            self.looked.mark(person, [ticket], place, back=deed == "put back")
            self.marks[person, ticket] = (
                place if deed == "put back" else max(place, self.marks.get((person, ticket), 0))
            )

    def news(self, by: Viewer, told: Ticket, history: list[Recorded]) -> tuple[int, int] | None:
        """How many comments and changes of others are new; ``None``: none, or the ticket is not theirs to see."""
        me, stream = by.actor.id, history[0].stream
        place = self.marks.get((me, stream), self.floors[me])  # type: ignore[index] # one of the people
        new = [
            isinstance(one.fact, TicketCommented)
            for one in history
            if one.position > place
            and one.metadata.actor.id != me
            and is_news(one.fact)
            and (told.reads_inner(by) or not is_silent(one.fact))
        ]
        return (sum(new), len(new) - sum(new)) if new and told.sees(by) else None

    def compare(self, *, is_one_deed: bool) -> None:
        world = self.office.world
        for name in ASKED:
            world.fold(name)
        histories = [list(world.log.load(StreamId(one))) for one in self.office.tickets]
        told = read(self.office)
        for by in self.office.viewers():
            seen = {one.number for one in told if one.sees(by)}
            new = {
                one.number: found
                for one, history in zip(told, histories, strict=True)
                if (found := self.news(by, one, history)) is not None
            }
            self._agrees(by, seen, new)
        self.listeners.hear(is_one_deed=is_one_deed)

    def _agrees(self, by: Viewer, seen: set[int], new: dict[int, tuple[int, int]]) -> None:
        now = self.office.world.now
        with self.office.world.cursor() as cursor:

            def page(**wanted: Any) -> dict[int, bool]:
                lines = visible_to(cursor, by, TicketFilter(**wanted), now=now).tickets
                return {line.number: line.is_unread or False for line in lines}

            assert page() == {number: number in new for number in seen}
            assert page(more=(UNREAD,)).keys() == new.keys()
            assert page(more=(READ,)).keys() == seen - new.keys()
            counts = [counted(cursor, Asking(by, now), one).count for one in (UNREAD, READ)]
            assert counts == [len(new), len(seen) - len(new)]
            found = with_news(cursor, by, visible_to(cursor, by, TicketFilter(), now=now)).tickets
        assert {one.number: (one.news.comments, one.news.changes) for one in found if one.news} == new


def test_what_is_new_is_what_the_facts_say_to_each_in_lists_counts_and_streams_and_hidden_words_move_nothing(
    world: World,
) -> None:
    @settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS)
    def agrees(steps: list[tuple[str, int, int, int, bool]]) -> None:
        with world.database.connection() as connection:
            for table in ("looked", "looked_from"):
                connection.execute(f"DELETE FROM desk.{table}".encode())  # noqa: S608 - our names
        watched = Watched(world.empty())
        since = 0
        for deed, who, which, nth, is_looked_at in steps:
            watched.office.world.pass_time(minutes=1)
            if deed in LOOKS:
                # A look is no fact: no stream tells it, whoever looks asks anew.
                watched.compare(is_one_deed=since == 1)
                watched.done(deed, who, which, nth)
                watched.listeners.come()
                since = 0
                continue
            watched.done(deed, who, which, nth)
            since += 1
            if is_looked_at:
                watched.compare(is_one_deed=since == 1)
                since = 0
        watched.compare(is_one_deed=since == 1)

    agrees()
