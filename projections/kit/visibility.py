"""What each group may see: one table, and the SQL predicate that every query about tickets asks (rows 79-86)."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import group_id
from events.values.people import Group, Viewer, valid
from events.values.text import Text
from projections.kit.columns import first_of, selected
from projections.kit.heir import stood_in_for
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, statement

Reach = Literal["all", "teams", "own", "linked", "none"]
"""Everything; one's own and one's teams'; only one's own; what a ticket that one sees is linked to; nothing."""


class Sight(msgspec.Struct, frozen=True):
    """What a group sees: tickets, what is said privately on them, cards of people, units and teams; practices."""

    tickets: Reach
    inner: bool
    cards: Reach
    problems: Reach = "none"
    changes: Reach = "none"


SEES: dict[Group, Sight] = {
    "administrator": Sight("all", inner=True, cards="all", problems="all", changes="all"),
    "technologist": Sight("all", inner=True, cards="all", problems="all", changes="all"),
    "specialist": Sight("all", inner=True, cards="all", problems="all", changes="all"),
    "second_line": Sight("teams", inner=True, cards="own", problems="linked", changes="linked"),
    "change_specialist": Sight("own", inner=True, cards="own", changes="all"),
    "problem_specialist": Sight("own", inner=True, cards="own", problems="all"),
    "auditor": Sight("all", inner=True, cards="all", problems="all", changes="all"),
    "requester": Sight("own", inner=False, cards="own"),
}
"""Group -> what it sees; several groups add up (row 86). Own tickets are those that one asked for; a second-line
specialist has also those that they or their teams are responsible for (row 82), or have a task on (row 162). Whoever is
of a company that shares its tickets, or of several, sees these beside their own. A ticket may be shared with a person
or a group. Change and problem specialists see by the group that they combine with. Whoever works on a ticket reads the
problem and the change that it is part of, and no other (rows 82-84)."""

WORDS: dict[Reach, Text] = {
    "all": Text(ru="всё", en="everything"),
    "teams": Text(ru="своё и своих команд", en="their own and their teams'"),
    "own": Text(ru="своё", en="their own"),
    "linked": Text(ru="связанное с видимыми заявками", en="what their tickets are linked to"),
    "none": Text(ru="ничего", en="nothing"),
}
"""How the table is printed."""

ALL, _NONE = statement("true"), statement("false")
"""Predicates that ask nothing of a row."""

EVERYTHING: frozenset[Group] = frozenset(group for group, sight in SEES.items() if sight.tickets == "all")
"""Groups that see every ticket (rows 80-81, 85)."""
_INNER = frozenset(group for group, sight in SEES.items() if sight.inner)
_EVERY_CARD = frozenset(group for group, sight in SEES.items() if sight.cards == "all")
_TEAMS = frozenset(group for group, sight in SEES.items() if sight.tickets == "teams")


def sees_everything(viewer: Viewer) -> bool:
    """Whether no ticket is hidden from the viewer."""
    return viewer.actor.kind == "system" or not EVERYTHING.isdisjoint(viewer.groups)


def sees_inner(viewer: Viewer) -> bool:
    """Whether private comments and crossings are for the viewer: staff, auditors and the desk itself."""
    return viewer.actor.kind == "system" or not _INNER.isdisjoint(viewer.groups)


def sees_by_teams(groups: frozenset[Group]) -> bool:
    """Whether what somebody sees and may work on hangs on their teams."""
    return not _TEAMS.isdisjoint(groups)


def sees_cards(viewer: Viewer) -> bool:
    """Whether every card of people, units and teams is for the viewer (rows 81, 85)."""
    return viewer.actor.kind == "system" or not _EVERY_CARD.isdisjoint(viewer.groups)


def sees_person(viewer: Viewer, person_id: UUID) -> bool:
    """Whether a person's card is for the viewer: everybody with a group sees their own (row 82)."""
    return sees_cards(viewer) or (bool(viewer.groups) and viewer.actor.id == person_id)


def inner(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a ticket that the viewer may see: whether what is said privately on it is for them, too.

    Never on a ticket that they asked for themselves, nor where they only asked for one that was merged into it.
    """
    if viewer.actor.kind == "system":
        return ALL, {}
    if not sees_inner(viewer):
        return _NONE, {}
    own, params = own_words(viewer, alias)
    return statement("NOT ({own})", own=own), params


def own_words(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a ticket on which somebody who reads private words elsewhere is but its requester."""
    own, params = _own(alias), {"viewer_id": viewer.actor.id}
    if sees_everything(viewer):
        return own, params
    reach, more = tickets(viewer, alias, by_merge=False)
    by_merge = statement("({own} OR ({merged} AND {reach} IS NOT TRUE))", own=own, merged=_merged(alias), reach=reach)
    return by_merge, {**params, **more}


def shown(viewer: Viewer, alias: str, whole: str, public: str) -> tuple[Fragment, dict[str, Any]]:
    """Of two columns the one that tells all, or the one that tells only what is not hidden from the viewer.

    A count, a time and a version must not tell of hidden words.
    """
    predicate, params = inner(viewer, alias)
    all_of_it, rest = name(f"{alias}.{whole}"), name(f"{alias}.{public}")
    if not params:
        return all_of_it if predicate == ALL else rest, {}
    either = statement(
        "CASE WHEN {inner} THEN {whole} ELSE {public} END", inner=predicate, whole=all_of_it, public=rest
    )
    return either, params


def sees_by_merge(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a ticket that the viewer may see: only as who asked for one that was merged into it."""
    if sees_everything(viewer):
        return _NONE, {}
    # Of a ticket without a team the reach of a team is unknown, which is no reach.
    reach, params = tickets(viewer, alias, by_merge=False)
    only = statement("({merged} AND {reach} IS NOT TRUE)", merged=_merged(alias), reach=reach)
    return only, {**params, "viewer_id": viewer.actor.id}


class TicketSight(NamedTuple):
    """How a viewer sees a ticket: with private words, only by a merge; and whether it has files, and took in others."""

    inner_read: bool
    by_merge: bool
    has_files: bool
    takes_in: bool


@lru_cache(128)
def _sight_asked(seen: Fragment, inner: Fragment, by_merge: Fragment) -> Fragment:
    return statement(
        "SELECT {columns} FROM ticket_list t WHERE t.ticket_id = %(id)s AND {seen}",
        columns=selected(
            TicketSight,
            inner_read=inner,
            by_merge=by_merge,
            has_files=statement("EXISTS (SELECT FROM ticket_files f WHERE f.ticket_id = t.ticket_id)"),
            takes_in=statement("EXISTS (SELECT FROM merged_tickets m WHERE m.into_id = t.ticket_id)"),
        ),
        seen=seen,
    )


@reads("ticket_list", "ticket_timeline")
def sight(
    cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, also: tuple[Fragment, dict[str, Any]] | None = None
) -> TicketSight | None:
    """How the viewer sees a ticket; ``None`` when they do not, or there is none. ``also`` opens it to them, too."""
    seen, params = tickets(viewer, "t")
    if also is not None:
        seen, params = statement("({seen} OR {also})", seen=seen, also=also[0]), {**params, **also[1]}
    inner_read, more = inner(viewer, "t")
    by_merge, others = sees_by_merge(viewer, "t")
    cursor.execute(_sight_asked(seen, inner_read, by_merge), {**params, **more, **others, "id": ticket_id})
    return first_of(TicketSight, cursor)


def least_sight(viewer: Viewer) -> TicketSight:
    """How a ticket is told that no read model shows the viewer: private words to the desk itself alone."""
    return TicketSight(inner_read=viewer.actor.kind == "system", by_merge=False, has_files=True, takes_in=True)


@cache
def _own(alias: str) -> Fragment:
    return statement("{alias}.requester_id = %(viewer_id)s", alias=name(alias))


@cache
def _merged(alias: str) -> Fragment:
    """Whether the viewer shares the conversation: they asked for a ticket that goes on as this one, or are in copy."""
    return statement(
        "{alias}.ticket_id = ANY(ARRAY(SELECT into_id FROM merged_tickets WHERE requester_id = %(viewer_id)s UNION ALL"
        " SELECT ticket_id FROM ticket_people WHERE person_id = %(viewer_id)s AND role = 'copy'))",
        alias=name(alias),
    )


def tickets(viewer: Viewer, alias: str, *, by_merge: bool = True) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a table with the ids of ticket, team, responsible, requester and company.

    Who asked for a ticket sees the one that it goes on as, too: ``by_merge``.
    """
    if sees_everything(viewer):
        return ALL, {}
    if not viewer.groups:
        return _NONE, {}
    by_teams = sees_by_teams(viewer.groups)
    shares = [viewer.actor.id, *(group_id(group) for group in sorted(viewer.groups - {"requester"}))]
    params: dict[str, Any] = {"viewer_id": viewer.actor.id, "viewer_shares": shares}
    if by_teams:
        params["viewer_teams"] = list(viewer.teams)
    companies = viewer.companies
    if len(companies) == 1:
        (params["viewer_company"],) = companies
    elif companies:
        params["viewer_companies"] = sorted(companies)
    by_companies = min(len(companies), 2)
    return _reach(alias, by_merge=by_merge, by_teams=by_teams, by_companies=by_companies), params


_BY_TASK = statement(
    "ARRAY(SELECT ticket_id FROM ticket_tasks WHERE stands = 'open'"
    " AND (responsible_id = %(viewer_id)s OR (responsible_id IS NULL AND team_id = ANY(%(viewer_teams)s))))"
)
"""The tickets on which something is to be done by the viewer, or by whoever takes it in one of their teams."""


_SHOWN = statement(
    "ARRAY(SELECT ticket_id FROM ticket_people"
    " WHERE person_id = ANY(%(viewer_shares)s::uuid[]) AND role IN ('share', 'share_group'))"
)
"""The tickets that are shared with the viewer, or with a group that they hold."""


def apart(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on what somebody who does not see everything sees by nothing that stands in the ticket's row."""
    _, params = tickets(viewer, alias)
    by_teams = sees_by_teams(viewer.groups)
    return statement("({either})", either=joined(" OR ", _apart(alias, by_merge=True, by_teams=by_teams))), params


@cache
def _apart(alias: str, *, by_merge: bool, by_teams: bool) -> tuple[Fragment, ...]:
    table = name(alias)
    conditions = [statement("{table}.ticket_id = ANY({shown})", table=table, shown=_SHOWN)]
    if by_merge:
        conditions.append(_merged(alias))
    if by_teams:
        conditions.append(statement("{table}.ticket_id = ANY({tasks})", table=table, tasks=_BY_TASK))
    return tuple(conditions)


@cache
def _reach(alias: str, *, by_merge: bool, by_teams: bool, by_companies: int) -> Fragment:
    """``by_companies``: of none, of one as nearly everybody, or of several."""
    table = name(alias)
    conditions = [_own(alias), *_apart(alias, by_merge=by_merge, by_teams=by_teams)]
    if by_teams:
        conditions.append(statement("{table}.responsible_id = %(viewer_id)s", table=table))
        conditions.append(statement("{table}.team_id = ANY(%(viewer_teams)s)", table=table))
    if by_companies == 1:
        conditions.append(statement("{table}.company_id = %(viewer_company)s", table=table))
    elif by_companies:
        conditions.append(statement("{table}.company_id = ANY(%(viewer_companies)s::uuid[])", table=table))
    return statement("({either})", either=joined(" OR ", conditions))


def sees_every_problem(viewer: Viewer) -> bool:
    """Whether no problem is hidden: from those who see everything and from their own group (row 84)."""
    return viewer.actor.kind == "system" or "all" in {SEES[group].problems for group in valid(viewer.groups)}


def problems(viewer: Viewer, alias: str) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on ``problems``: all, or those of the tickets that staff see (row 82), or none."""
    if sees_every_problem(viewer):
        return ALL, {}
    if "linked" not in {SEES[group].problems for group in valid(viewer.groups)}:
        return _NONE, {}
    joint = statement("linked.problem_id = {alias}.problem_id", alias=name(alias))
    return _through_tickets(viewer, "problem_incidents", joint)


def sees_every_change(viewer: Viewer) -> bool:
    """Whether no change is hidden: from those who see everything and from their own group (row 83)."""
    return viewer.actor.kind == "system" or "all" in {SEES[group].changes for group in valid(viewer.groups)}


def changes(viewer: Viewer, alias: str, now: datetime) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on ``changes``: all for those who see everything and for their own group (row 83).

    Whoever is or was asked for consent sees that one, too, and so does their substitute (row 163); staff see
    those of the tickets that they see (row 82).
    """
    if sees_every_change(viewer):
        return ALL, {}
    asked = statement(
        "EXISTS (SELECT FROM change_approvers a WHERE a.change_id = {alias}.change_id AND {voice})",
        alias=name(alias),
        voice=CHANGE_VOICE,
    )
    params: dict[str, Any] = {"viewer_id": viewer.actor.id, "now": now}
    if "linked" not in {SEES[group].changes for group in valid(viewer.groups)}:
        return asked, params
    joint = statement("linked.change_id = {alias}.change_id", alias=name(alias))
    through, more = _through_tickets(viewer, "change_incidents", joint)
    return statement("({asked} OR {through})", asked=asked, through=through), {**params, **more}


def changes_of_ticket(viewer: Viewer) -> tuple[Fragment, dict[str, Any]]:
    """The condition that a change is asked for ``%(ticket)s`` or for what was merged into it, where one is named.

    To those who do not see every change it finds nothing for a hidden ticket, or it would tell what their cards hide.
    """
    if sees_every_change(viewer):
        return statement(" AND (%(ticket)s::uuid IS NULL OR change_id IN ({linked}))", linked=_LINKED), {}
    seen, params = tickets(viewer, "t")
    found = statement(
        " AND (%(ticket)s::uuid IS NULL OR change_id IN ({linked}"
        " AND EXISTS (SELECT FROM ticket_list t WHERE t.ticket_id = %(ticket)s AND {seen})))",
        linked=_LINKED,
        seen=seen,
    )
    return found, params


_LINKED = statement(
    "SELECT change_id FROM change_incidents WHERE (ticket_id = %(ticket)s"
    " OR ticket_id IN (SELECT m.ticket_id FROM merged_tickets m WHERE m.into_id = %(ticket)s))"
)


def _through_tickets(
    viewer: Viewer, table: Literal["problem_incidents", "change_incidents"], joint: Fragment
) -> tuple[Fragment, dict[str, Any]]:
    visible, params = tickets(viewer, "seen")
    through = statement(
        "EXISTS (SELECT FROM {table} linked LEFT JOIN merged_tickets m ON m.ticket_id = linked.ticket_id"
        " JOIN ticket_list seen ON seen.ticket_id IN (linked.ticket_id, m.into_id) WHERE {joint} AND {visible})",
        table=name(table),
        joint=joint,
        visible=visible,
    )
    return through, params


CHANGE_VOICE = statement(
    "(a.person_id = %(viewer_id)s OR a.person_id IN ({stood_in_for}))", stood_in_for=stood_in_for("viewer_id", "now")
)
"""For whom the viewer may speak among ``change_approvers``: themselves, and those whom they stand in for now."""
