"""What goes along with a merged ticket, and goes back when that is undone: tags, links, items, watchers and others.

Used by the commands that merge and unmerge. Each thing is told by the fact that tells it elsewhere, and by the command
that merged: so it is known where it came from, and what of it somebody changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from aggregates import ticket_carried, ticket_links
from aggregates.person import Person
from aggregates.ticket import Ticket
from aggregates.ticket_carried import Carried
from commands.command import UnitOfWork
from commands.sight import sees, viewer_of
from commands.ticket.access import not_before_its_last
from commands.ticket.around import around_it
from events.fact import Fact, Recorded
from events.folds.ticket_work import TicketWorkState
from events.ticket import TicketMerged
from events.ticket_links import TicketLinked, TicketUnlinked
from events.values.identity import PersonId, TicketId
from events.values.refusal import Refusal
from events.values.ticket_link import LinkKind

_OF_ONE = {"parent_of", "duplicated_by"}
"""What another ticket is to one alone: such a link moves, the others are there twice."""


class _Links:
    """The links of several tickets as they come to stand; told on both their ends."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._known: dict[TicketId, TicketWorkState] = {}

    def of(self, ticket_id: TicketId) -> TicketWorkState:
        if ticket_id not in self._known:
            self._known[ticket_id] = around_it(self._work, ticket_id)
        return self._known[ticket_id]

    def link(self, one: TicketId, kind: LinkKind, other: TicketId) -> bool:
        """Whether the rules of links let it."""
        try:
            here, there = ticket_links.link(self.of(one), kind, self.of(other), parent_of=self._parent_of)
        except Refusal:
            return False
        self._tell([*here, *there])
        return True

    def unlink(self, one: TicketId, kind: LinkKind, other: TicketId) -> None:
        if (kind, other) in self.of(one).links:
            here, there = ticket_links.unlink(self.of(one), kind, other)
            self._tell([*here, *there])

    def move(self, kind: LinkKind, other: TicketId, from_one: TicketId, to: TicketId) -> None:
        """To another ticket, where the rules let it; else it stays."""
        mine, theirs = self.of(from_one), self.of(other)
        away = [fact for side in ticket_links.unlink(mine, kind, other) for fact in side]
        self._take_in(away)
        if self.link(to, kind, other):
            self._record(away)
        else:
            self._known |= {from_one: mine, other: theirs}

    def _parent_of(self, above: TicketId) -> TicketId | None:
        return next(iter(self.of(above).linked("child_of")), None)

    def _tell(self, facts: Sequence[Fact]) -> None:
        self._take_in(facts)
        self._record(facts)

    def _take_in(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, TicketLinked | TicketUnlinked):
                state, link = self.of(fact.ticket_id), {(fact.kind, fact.to)}
                links = state.links | link if isinstance(fact, TicketLinked) else state.links - link
                self._known[fact.ticket_id] = replace(state, links=links)

    def _record(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, TicketLinked | TicketUnlinked):
                found = cast("Ticket", Ticket.fold(self._work.history(fact.ticket_id)))
                self._work.record(found.ticket_id, [fact], at=not_before_its_last(self._work, found))


def bring(work: UnitOfWork, found: Ticket, into: Ticket) -> None:
    """Tell on what goes on what came with the ticket that was merged into it; what is there already stays."""
    of, to = around_it(work, found.ticket_id), around_it(work, into.ticket_id)
    at = not_before_its_last(work, into)
    facts = ticket_carried.bring_tags(of, to, into.requester_id)
    facts += ticket_carried.bring_checks(of, to, into.requester_id)
    people = ticket_carried.bring_people(found, work.history(found.ticket_id), into, _watchers(work, found, into))
    work.record(into.ticket_id, [*facts, *people], at=at)
    links = _Links(work)
    work.preload(other for _, other in of.links)
    for kind, other in sorted(of.links, key=str):
        if other == into.ticket_id:
            continue
        if kind in _OF_ONE:
            links.move(kind, other, found.ticket_id, into.ticket_id)
        else:
            links.link(into.ticket_id, kind, other)  # or it stays with the ticket that was merged alone


def _watchers(work: UnitOfWork, found: Ticket, into: Ticket) -> set[PersonId]:
    """Those who watch the one and are of the staff who see the other."""
    new = found.watchers - into.watchers
    work.preload(new)
    people = [person for person in (Person.fold(work.history(one)) for one in sorted(new)) if person is not None]
    viewers = {PersonId(one.person_id): viewer_of(work, one) for one in people}
    return {one for one, viewer in viewers.items() if viewer.is_staff and sees(work, into, viewer)}


class Parting:
    """What came with a ticket goes back with it, unless somebody changed it since, or another one brought it, too."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._links = _Links(work)
        self._of: set[Carried] | None = None
        self._went: dict[TicketId, set[Carried]] = {}

    def take_back(self, parted: TicketId, into: Ticket, stay: Sequence[Ticket]) -> None:
        """From what it went on as, then from what that went on as, of the same things."""
        work = self._work
        brought = ticket_carried.brought_by(work.history(into.ticket_id), parted)
        self._of = brought if self._of is None else brought & self._of
        around = around_it(work, into.ticket_id)
        gone = self._of & ticket_carried.stands_around(into, around)
        for one in stay:
            stands = ticket_carried.stands_around(one, around_it(work, one.ticket_id))
            gone -= stands - self._went.get(one.ticket_id, set())
        self._went[into.ticket_id] = gone
        work.record(into.ticket_id, ticket_carried.take_back(into, around, gone), at=not_before_its_last(work, into))
        for _, kind, other in sorted((one for one in gone if one.what == "link"), key=str):
            self._links.unlink(into.ticket_id, cast("LinkKind", kind), cast("TicketId", other))

    def link_again(self, parted: TicketId) -> None:
        """What the merge had taken from it, unless that belongs to another one by now."""
        for kind, other in _moved(self._work.history(parted)):
            self._links.link(parted, kind, other)


def _moved(history: Sequence[Recorded]) -> list[tuple[LinkKind, TicketId]]:
    """The links that the last merge took from the ticket."""
    merge = next(one for one in reversed(history) if isinstance(one.fact, TicketMerged))
    return [
        (one.fact.kind, one.fact.to)
        for one in history
        if isinstance(one.fact, TicketUnlinked) and one.metadata.command_id == merge.metadata.command_id
    ]
