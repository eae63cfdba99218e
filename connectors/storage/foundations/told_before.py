"""What facts of earlier versions did not tell themselves, found in the facts around them; asked while they are sealed.

Who asked for a ticket at that time, and which of its attributes are free texts: those of no other kind by the type as
it was then, for which no rule of any agreement has ever asked, so that clocks stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from connectors.storage.log.codec import StoredFact, plain_form
from connectors.storage.server.database import Row
from events.agreement import AgreementConcluded, AgreementPromiseRevised
from events.catalogue import current, stored_names
from events.fact import Fact
from events.ticket import TicketReclassified, TicketRegistered, TicketRequesterRecognised
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition

_ANY = TypeDefinition(name=SHIPPED_TYPES["incident"].name, takes_any_attribute=True)
_ASKED_BY = stored_names((TicketRegistered, TicketRequesterRecognised))
_TERMS = stored_names((AgreementConcluded, AgreementPromiseRevised, TicketTypeDefined, TicketTypeRevised))


class ToldBefore:
    """What the log tells around the facts that are at hand."""

    def __init__(self) -> None:
        self._asked: frozenset[str] | None = None
        self._types: defaultdict[str, list[tuple[int, TypeDefinition]]] = defaultdict(list)
        self._asks: defaultdict[UUID, list[tuple[int, str]]] = defaultdict(list)

    def read(self, cursor: Cursor[Row], facts: Sequence[StoredFact]) -> None:
        """Read what is needed of these facts."""
        if self._asked is None:
            self._asked = self._read_terms(cursor)
        self._asks.clear()
        cursor.execute(
            "SELECT originator_id, originator_version, state FROM desk.facts"
            " WHERE originator_id = ANY(%s) AND topic = ANY(%s) ORDER BY originator_version",
            (list({fact.stream for fact in facts}), sorted(_ASKED_BY)),
        )
        for stream, version, state in cursor:
            told = plain_form(state).f
            person = told["requester"]["person_id"] if "requester" in told else told["requester_id"]
            self._asks[stream].append((version, person))

    def completed(self, row: StoredFact, kind: type[Fact], payload: dict[str, Any]) -> dict[str, Any]:
        """The payload of a fact with what its first version did not tell."""
        told: dict[str, Any] = {}
        if "requester_id" in kind.__struct_fields__ and payload.get("requester_id") is None:
            known = [person for version, person in self._asks[row.stream] if version <= row.version]
            told["requester_id"] = known[-1] if known else None
        if kind in {TicketRegistered, TicketReclassified} and "texts" not in payload:
            definition = self._definition(payload["type"], row.position)
            told["texts"] = definition.texts(payload.get("attributes", {}), self._asked or ())
        return {**payload, **told}

    def _definition(self, code: str, position: int) -> TypeDefinition:
        known = [definition for since, definition in self._types[code] if since <= position]
        return known[-1] if known else SHIPPED_TYPES.get(code, _ANY)

    def _read_terms(self, cursor: Cursor[Row]) -> frozenset[str]:
        """Remember what types were; gives the attributes that rules have ever asked for."""
        cursor.execute(
            "SELECT topic, state, notification_id FROM desk.facts WHERE topic = ANY(%s) ORDER BY notification_id",
            (sorted(_TERMS),),
        )
        asked: set[str] = set()
        for name, state, position in cursor:
            kind, payload = current(name, plain_form(state).f)
            fact = msgspec.convert(payload, kind)
            if isinstance(fact, TicketTypeDefined | TicketTypeRevised):
                self._types[fact.code].append((position, fact.definition))
            elif isinstance(fact, AgreementConcluded | AgreementPromiseRevised):
                asked |= fact.promise.asked
        return frozenset(asked)
