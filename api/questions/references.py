"""What people call a thing -> its id: by a number, by P-1 or C-1, or by the id itself; asked by questions and doors."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from aggregates.change_refusals import NoSuchChange
from aggregates.problem_refusals import NoSuchProblem
from aggregates.ticket_refusals import NoSuchTicket
from events.values.identity import ChangeId, ProblemId, TicketId, change_id, problem_id, ticket_id
from events.values.refusal import Refusal


def ticket_ref(ref: str, *, field: str = "") -> TicketId:
    """A ticket by its human number or its id."""
    number = ref.removeprefix("№").removeprefix("#").strip()
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004 - what a bigint holds
        return ticket_id(int(number))
    try:
        return TicketId(UUID(ref))
    except ValueError as error:
        raise NoSuchTicket(field=field) from error


def problem_ref(ref: str) -> ProblemId:
    """A problem by what people call it (P-1), its number or its id."""
    return ProblemId(_numbered(ref, "P-", problem_id, NoSuchProblem))


def change_ref(ref: str) -> ChangeId:
    """A change request by what people call it (C-1), its number or its id."""
    return ChangeId(_numbered(ref, "C-", change_id, NoSuchChange))


def _numbered(ref: str, prefix: str, of: Callable[[int], UUID], missing: type[Refusal]) -> UUID:
    number = ref.upper().removeprefix(prefix)
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004 - what a bigint holds
        return of(int(number))
    try:
        return UUID(ref)
    except ValueError as error:
        raise missing from error


REFS: dict[str, Callable[[str], UUID]] = {
    "ticket_id": ticket_ref,
    "problem_id": problem_ref,
    "change_id": change_ref,
}
"""Field of a command -> how the address names that thing, for those that people call by a number."""
