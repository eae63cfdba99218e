"""What of a ticket somebody sees at this moment, as the log says; asked where one is read, worked on or named."""

from __future__ import annotations

from msgspec.structs import replace

from aggregates.person import Person
from aggregates.team import Team
from aggregates.ticket import Ticket
from aggregates.ticket_merge import heard
from commands.answering import voices_of
from commands.belonging import shared_companies
from commands.command import UnitOfWork
from commands.permissions import hangs_on_teams, may_read, may_work_on
from events.folds.ticket_work import TicketWorkState, around
from events.inner import requesters
from events.values.identity import PersonId, group_id
from events.values.people import Actor, Viewer


def works_on(work: UnitOfWork, found: Ticket) -> bool:
    """Whether the ticket is within the viewer's reach at this moment."""
    return may_work_on(_of_today(work, found), found.requester_id, found.responsible) or has_task(work, found)


def has_task(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    """Whether something is to be done on the ticket by the viewer, or by whoever takes it in one of their teams."""
    viewer = viewer or work.viewer
    if not hangs_on_teams(viewer):
        return False
    state = around(TicketWorkState, work.history(found.ticket_id))
    asked = [] if state is None else [task.responsible for task in state.tasks.values() if task.stands == "open"]
    teams = {one.team_id for one in asked if one is not None and one.person_id is None}
    if any(one is not None and one.person_id == viewer.actor.id for one in asked):
        return True
    return any(
        team is not None and team.has(PersonId(viewer.actor.id))
        for team in (Team.fold(work.history(team_id)) for team_id in sorted(teams))
    )


def sees(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    """Whether the viewer may read the ticket: by who they are, as who shares the conversation, or as who is asked."""
    return _reads(work, found, viewer) or is_heard(work, found, viewer) or is_asked(work, found, viewer)


def sees_private(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    """Whether, of a ticket that they see, the viewer reads private words: never as one who asked for it.

    As ``projections.kit.visibility.inner`` has it for lists.
    """
    viewer = viewer or work.viewer
    if viewer.actor.kind == "system":
        return True
    if not viewer.is_staff or viewer.actor.id in requesters(work.history(found.ticket_id)):
        return False
    return _reads(work, found, viewer) or not is_heard(work, found, viewer)


def is_heard(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    """Whether the viewer shares the conversation: in copy, or as who asked for a ticket that was merged into it."""
    me = (viewer or work.viewer).actor.id
    return me in found.copied or me in found.joined or me in heard(found, work)


def is_asked(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    """Whether the ticket waits for the viewer's yes or no at this moment, their own or as somebody's substitute."""
    asking, me = found.waits_for, PersonId((viewer or work.viewer).actor.id)
    if asking is None or me in asking.involved:
        return False
    if me in asking.awaited or me in asking.open_stage.approvers or me in asking.spoke:
        return me in asking.awaited
    return bool(voices_of(work, set(asking.awaited) - asking.involved, me))


def _reads(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> bool:
    if may_read(_of_today(work, found, viewer), found.requester_id, found.responsible, found.company_id):
        return True
    return is_shown(found, viewer or work.viewer) or has_task(work, found, viewer)


def is_shown(found: Ticket, viewer: Viewer) -> bool:
    """Whether the ticket is shared with the viewer, or with a group that they hold."""
    return bool(found.shared) and not found.shared.isdisjoint(
        {viewer.actor.id, *(group_id(group) for group in viewer.groups - {"requester"})}
    )


def _of_today(work: UnitOfWork, found: Ticket, viewer: Viewer | None = None) -> Viewer:
    """The viewer with the team that answers for the ticket, if they are in it.

    Who is let in or out may or may not from that fact on: the log is asked, not a list that is moments behind it.
    """
    viewer, answering = viewer or work.viewer, found.responsible
    if answering is None or not hangs_on_teams(viewer):
        return viewer
    team = Team.fold(work.history(answering.team_id))
    is_in_it = team is not None and team.has(PersonId(viewer.actor.id))
    return replace(viewer, teams=frozenset({answering.team_id}) if is_in_it else frozenset())


def viewer_of(work: UnitOfWork, person: Person) -> Viewer:
    """A person as a viewer of tickets: with the groups that they hold and the companies whose tickets they may see."""
    shared = shared_companies(work, person)
    actor = Actor(kind="person", id=person.person_id, name=person.name.full)
    return Viewer(actor=actor, groups=person.rights, language=person.language, further=shared)


def is_of_their_company(work: UnitOfWork, found: Ticket) -> bool:
    """Whether the ticket is of a company that shares its tickets with the viewer."""
    return found.company_id is not None and found.company_id in work.viewer.companies
