"""How a guest who gave no name is called to whoever may not read their address; asked by cards, lists and histories.

Facts know such a guest by the address that they wrote from, also as whoever did something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

from events.values.keyed import Keyed, sender_ids
from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.kit.keyed import keyed_in
from projections.kit.reads import reads
from projections.kit.statement import statement

_ADDRESS = re.compile(r"[^\s<>\"(),:;\\\[\]]+@[^\s<>\"(),:;\\\[\]]+")


def is_by_address(keyed: Keyed, person_id: UUID, name: str) -> bool:
    """Whether a guest's own address stands in their name, as it does where they gave none."""
    if "@" not in name:
        return False
    found = _ADDRESS.findall(name)
    return any(person_id in sender_ids(keyed, one) for one in (name, *found, *(one.strip("'`.") for one in found)))


def word(person_id: UUID) -> Text:
    """A guest without a name; the mark is the same wherever they are told of."""
    mark = person_id.hex[:4]
    return Text(f"гость {mark}", f"guest {mark}")


def called(connection: Connection[Any], viewer: Viewer, person_id: UUID, name: str) -> str:
    """A requester's name for a viewer who may not read the address."""
    return word(person_id).to(viewer.language) if _by_address(connection, [(person_id, name)]) else name


def _by_address(connection: Connection[Any], named: Iterable[tuple[UUID, str]]) -> frozenset[UUID]:
    """Of people by id and name those in whose name their own address stands; a name without its sign tells none."""
    doubtful = [(person_id, name) for person_id, name in named if "@" in name]
    if not doubtful:
        return frozenset()
    keyed = keyed_in(connection)
    return frozenset(person_id for person_id, name in doubtful if is_by_address(keyed, person_id, name))


@reads("ticket_list")
def unread(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, authors: Iterable[UUID]) -> frozenset[UUID]:
    """Of those who said something on a ticket, by id, whose address, and what tells of it, is not for the viewer.

    Whoever sees the ticket for itself, also as one who is asked to approve it, reads the address of who asked.
    """
    asked = frozenset(authors) - {viewer.actor.id}
    if not asked or visibility.sees_everything(viewer):
        return frozenset()
    by_merge, params = visibility.sees_by_merge(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {by_merge}, t.requester_email, t.requester_id, ARRAY(SELECT mine.requester_email"
            " FROM merged_tickets m JOIN ticket_list mine USING (ticket_id) WHERE m.into_id = t.ticket_id"
            " AND mine.requester_id = %(viewer_id)s) FROM ticket_list t WHERE t.ticket_id = %(id)s",
            by_merge=by_merge,
        ),
        {**params, "id": ticket_id, "viewer_id": viewer.actor.id},
    )
    by_merge_only, address, requester_id, own = cursor.fetchone() or (True, "", None, [])
    if visibility.sees_inner(viewer) and not by_merge_only:
        return frozenset()
    told = own if by_merge_only else [address, *own]
    known = {requester_id} if not by_merge_only else set()
    keyed = keyed_in(cursor.connection)
    return asked.difference(known, *(sender_ids(keyed, one) for one in told if one))


@reads(also=(unread,))
def hidden(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, named: Iterable[tuple[UUID, str]]) -> frozenset[UUID]:
    """Of those who did something on a ticket, by id and name, the guests whose address is not for the viewer.

    Whoever works on the ticket reads all addresses; others those that its card tells them: of its requester, and of
    themselves.
    """
    return unread(cursor, viewer, ticket_id, _by_address(cursor.connection, named))


@reads("ticket_list")
def masked(cursor: Cursor[Any], viewer: Viewer, asked: Iterable[tuple[UUID, UUID, str]]) -> dict[UUID, str]:
    """Tickets of a list by id, requester and name -> what the requester is called where their address is hidden."""
    predicate, params = visibility.sees_by_merge(viewer, "t")
    if not params:
        return {}
    asked = list(asked)
    guests = _by_address(cursor.connection, ((who, name) for _, who, name in asked))
    nameless = {ticket_id: word(who).to(viewer.language) for ticket_id, who, _ in asked if who in guests}
    if not nameless:
        return {}
    cursor.execute(
        statement(
            "SELECT t.ticket_id FROM ticket_list t WHERE t.ticket_id = ANY(%(ids)s) AND {predicate}",
            predicate=predicate,
        ),
        {**params, "ids": list(nameless)},
    )
    return {ticket_id: nameless[ticket_id] for (ticket_id,) in cursor}
