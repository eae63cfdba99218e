"""What a merge brings to the ticket that goes on, and what of it goes back; driven by ``commands.ticket.merging``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from aggregates.ticket_company import MOST_IN_COPY, MOST_WATCHERS
from events.fact import Fact, Recorded
from events.folds.ticket_grounds import TicketGrounds
from events.folds.ticket_work import TicketWorkState
from events.ticket import TicketJoined, TicketMerged
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksAdded,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_tags import TicketTagged, TicketUntagged
from events.values.checklist import MOST_CHECKS, NewCheck
from events.values.identity import CheckId, PersonId, TicketId
from events.values.tag import MOST_TAGS


class Carried(NamedTuple):
    """One thing that stands around a ticket: a tag, a link of a kind, somebody who goes along, an item to tick off."""

    what: Literal["tag", "link", "watch", "copy", "check"]
    value: str
    to: TicketId | PersonId | CheckId | None = None


def named_by(fact: Fact) -> tuple[Carried, ...]:
    """What a fact puts there, or takes away."""
    if isinstance(fact, TicketTagged | TicketUntagged):
        return tuple(Carried("tag", tag) for tag in fact.tags)
    if isinstance(fact, TicketLinked | TicketUnlinked):
        return (Carried("link", fact.kind, fact.to),)
    if isinstance(fact, TicketWatched | TicketUnwatched):
        return (Carried("watch", "", fact.person_id),)
    if isinstance(fact, TicketCopied | TicketCopyEnded):
        return (Carried("copy", "", fact.person_id),)
    return tuple(Carried("check", "", check_id) for check_id in _checks_named_by(fact))


def _checks_named_by(fact: Fact) -> tuple[CheckId, ...]:
    if isinstance(fact, ChecksAdded):
        return tuple(one.check_id for one in fact.checks)
    if isinstance(fact, CheckTicked | CheckUnticked | CheckReworded | CheckWithdrawn | CheckRestored):
        return (fact.check_id,)
    return ()


def brought_by(history: Sequence[Recorded], joined: TicketId) -> set[Carried]:
    """What the last merge of a ticket brought here, as far as nobody took it away since, or put it here themselves.

    All of it was told by the command that merged. What went on from here by another merge, nobody took away.
    """
    merge = next((one for one in reversed(history) if _joins(one.fact, joined)), None)
    if merge is None:
        return set()
    brought: set[Carried] = set()
    onward = {one.metadata.command_id for one in history if isinstance(one.fact, TicketMerged)}
    for one in history:
        if one.metadata.command_id == merge.metadata.command_id:
            brought.update(named_by(one.fact))
        elif one.version > merge.version and one.metadata.command_id not in onward:
            brought.difference_update(named_by(one.fact))
    return brought


def _joins(fact: Fact, joined: TicketId) -> bool:
    return isinstance(fact, TicketJoined) and fact.joined == joined


def stands_around(ticket: TicketGrounds, work: TicketWorkState) -> set[Carried]:
    """All that there is of this kind."""
    return {
        *(Carried("tag", tag) for tag in work.tags),
        *(Carried("link", kind, to) for kind, to in work.links),
        *(Carried("check", "", one.check_id) for one in work.checklist),
        *(Carried("watch", "", person) for person in ticket.watchers),
        *(Carried("copy", "", person) for person in ticket.copied),
    }


def bring_tags(of: TicketWorkState, to: TicketWorkState, asker: PersonId) -> list[Fact]:
    """The tags of one that the other does not bear, as far as it has room for them."""
    new = tuple(tag for tag in of.tags if tag not in to.tags)[: max(0, MOST_TAGS - len(to.tags))]
    return [TicketTagged(ticket_id=to.ticket_id, requester_id=asker, tags=new)] if new else []


def bring_checks(of: TicketWorkState, to: TicketWorkState, asker: PersonId) -> list[Fact]:
    """The checklist of one behind that of the other, ticked off as it is there, as far as there is room for it.

    An item keeps its id: it is known where it came from, also along a chain of merges.
    """
    there = {one.check_id for one in to.checklist}
    room = max(0, MOST_CHECKS - len(there))
    new = tuple(
        NewCheck(check_id=one.check_id, words=one.words, ticked_by=one.ticked_by, ticked_at=one.ticked_at)
        for one in of.checklist
        if one.check_id not in there
    )[:room]
    return [ChecksAdded(ticket_id=to.ticket_id, requester_id=asker, checks=new)] if new else []


def bring_people(
    of: TicketGrounds, history: Sequence[Recorded], to: TicketGrounds, see: Collection[PersonId]
) -> list[Fact]:
    """Who watches the one and ``see`` the other watches that, and who is in copy of the one is in copy of that."""
    told: dict[PersonId, Fact] = {
        one.fact.person_id: TicketCopied(
            ticket_id=to.ticket_id, person_id=one.fact.person_id, name=one.fact.name, email=one.fact.email
        )
        for one in history
        if isinstance(one.fact, TicketCopied) and one.fact.person_id in of.copied
    }
    copied = [fact for person, fact in told.items() if person not in to.copied and person != to.requester_id]
    watch = sorted(person for person in of.watchers - to.watchers if person in see)
    return [
        *copied[: max(0, MOST_IN_COPY - len(to.copied))],
        *(
            TicketWatched(ticket_id=to.ticket_id, person_id=person)
            for person in watch[: max(0, MOST_WATCHERS - len(to.watchers))]
        ),
    ]


def take_back(ticket: TicketGrounds, work: TicketWorkState, gone: Collection[Carried]) -> list[Fact]:
    """Tags, people and items that go back with a ticket; links are told on both their ends."""
    tags = tuple(sorted(one.value for one in gone if one.what == "tag"))
    facts: list[Fact] = []
    if tags:
        facts.append(TicketUntagged(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, tags=tags))
    away = {one.to for one in gone if one.what == "check"}
    facts += [
        CheckWithdrawn(
            ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, check_id=one.check_id, words=one.words
        )
        for one in work.checklist
        if one.check_id in away
    ]
    for one in sorted(gone, key=lambda one: (one.what, str(one.to))):
        if one.what == "watch" and one.to in ticket.watchers:
            facts.append(TicketUnwatched(ticket_id=ticket.ticket_id, person_id=PersonId(one.to)))
        elif one.what == "copy" and one.to in ticket.copied:
            facts.append(TicketCopyEnded(ticket_id=ticket.ticket_id, person_id=PersonId(one.to)))
    return facts
