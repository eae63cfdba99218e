"""Services, agreements and who holds what, as a few dictionaries: what the desk must accept, refuse and show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec


class PlainService(msgspec.Struct):
    parent: UUID | None
    types: tuple[str, ...]
    is_archived: bool = False


class PlainAgreement(msgspec.Struct):
    services: tuple[UUID, ...] = ()
    recipients: frozenset[UUID] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    is_archived: bool = False


class PlainCatalogue:
    """Every answer is looked for by going through everything; nothing is kept but what was said last."""

    def __init__(self, base: UUID) -> None:
        self.base = base
        self.agreements: dict[UUID, PlainAgreement] = {base: PlainAgreement()}
        self.services: dict[UUID, PlainService] = {}
        self.archived_types: set[str] = set()
        self.above: dict[UUID, UUID] = {}
        """Unit -> the unit it stands under; person -> the unit they are in."""

    def service_path(self, service: UUID) -> list[UUID]:
        found = [service]
        while (parent := self.services[found[-1]].parent) is not None:
            found.append(parent)
        return found

    def is_offered(self, service: UUID) -> bool:
        return not any(self.services[step].is_archived for step in self.service_path(service))

    def is_inside(self, unit: UUID, other: UUID) -> bool:
        return other in self.around(unit)

    def around(self, somebody: UUID) -> list[UUID]:
        found = [somebody]
        while found[-1] in self.above:
            found.append(self.above[found[-1]])
        return found

    def in_force(self, at: datetime) -> list[UUID]:
        return [
            agreement_id
            for agreement_id, one in self.agreements.items()
            if not one.is_archived and (one.since is None or one.since <= at) and (one.until is None or at < one.until)
        ]

    def held(self, somebody: UUID, at: datetime) -> dict[UUID, int]:
        """Agreement -> how near it is: the base one is the nearest of all."""
        found = {self.base: -1}
        for agreement_id in self.in_force(at):
            for distance, step in enumerate(self.around(somebody)):
                if step in self.agreements[agreement_id].recipients:
                    found.setdefault(agreement_id, distance)
        return found

    def why_not_under(self, agreement: UUID, somebody: UUID, at: datetime) -> str | None:
        """The code of the refusal when somebody names the agreement; the base one is always held."""
        one = self.agreements[agreement]
        serves = not one.is_archived and not one.recipients.isdisjoint(self.around(somebody))
        return first_refused(
            (
                (agreement != self.base and not serves, "agreement-is-not-held"),
                (one.since is not None and at < one.since, "agreement-has-not-begun"),
                (one.until is not None and one.until <= at, "agreement-has-ended"),
            )
        )

    def provides(self, agreement: UUID, service: UUID) -> bool:
        return any(step in self.agreements[agreement].services for step in self.service_path(service))

    def why_not(self, service: UUID, somebody: UUID, at: datetime) -> str | None:
        providing = {agreement for agreement in self.in_force(at) if self.provides(agreement, service)}
        for is_so, reason in (
            (not self.is_offered(service), "archived"),
            (not self.services[service].types, "no_types"),
            (not self.open_types(service), "types_archived"),
            (not providing, "in_no_agreement"),
            (providing.isdisjoint(self.held(somebody, at)), "not_held"),
        ):
            if is_so:
                return reason
        return None

    def open_types(self, service: UUID) -> list[str]:
        return [kind for kind in self.services[service].types if kind not in self.archived_types]

    def registered_under(
        self, somebody: UUID, at: datetime, *, kind: str, agreement: UUID | None, service: UUID | None
    ) -> set[UUID] | str:
        """The agreements that a ticket may come under, or the refusal's code."""
        held = self.held(somebody, at)
        types = [] if service is None else self.open_types(service)
        why_not = None if agreement is None else self.why_not_under(agreement, somebody, at)
        refused = first_refused(
            (
                (kind in self.archived_types, "ticket-type-is-archived"),
                (service is not None and not self.is_offered(service), "service-is-not-offered"),
                (why_not is not None, str(why_not)),
                (service is not None and not types, "service-takes-no-tickets"),
                (service is not None and kind not in types, "type-is-not-offered"),
            )
        )
        if refused or service is None:
            return refused or {agreement or self.base}
        providing = {one: near for one, near in held.items() if self.provides(one, service)}
        if agreement is not None:
            return {agreement} if agreement in providing else "service-is-not-in-agreement"
        return _nearest(providing) or "service-is-not-held"


def _nearest(found: dict[UUID, int]) -> set[UUID]:
    return {one for one, near in found.items() if near == min(found.values())}


def first_refused(checks: Sequence[tuple[bool, str]]) -> str | None:
    """The code of the first rule that is broken."""
    return next((code for is_broken, code in checks if is_broken), None)
