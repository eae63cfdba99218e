"""What tickets of a type have of their own, as bounds in SQL on the list (``t``); for ``conditions``."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from events.values.ticket_condition import ME, OfAttribute
from projections.kit.statement import Fragment, joined, statement

Parameter = Callable[[object], Fragment]
"""A value -> what stands for it in the statement."""


def bounds(condition: OfAttribute, parameter: Parameter, *, me: UUID, day: Callable[[str], str]) -> list[Fragment]:
    """What all has to be so of a ticket; ``day`` tells which date a wished time falls on."""
    code = parameter(condition.code)
    # The index knows tickets that have any attribute at all.
    some = statement("t.attributes <> '{{}}'::jsonb")
    if condition.values:
        told = [parameter(str(me) if value == ME else value) for value in condition.values]
        either = joined(" OR ", [statement("t.attributes @> {it}", it=_pair(code, one)) for one in told])
        return [some, statement("({either})", either=either)]
    if condition.least is not None or condition.most is not None:
        return [some, *_number_within(code, condition, parameter)]
    if condition.since or condition.before:
        return [some, *_date_within(code, condition, parameter, day)]
    return [some, statement("jsonb_exists(t.attributes, {code})", code=code)]


def _number_within(code: Fragment, condition: OfAttribute, parameter: Parameter) -> list[Fragment]:
    # Another type may have a text under the same code: what is no number lies in no bounds.
    it = statement(
        "CASE WHEN t.attributes ->> {code} ~ '^-?[0-9]{{1,30}}([.][0-9]{{1,30}})?$'"
        " THEN (t.attributes ->> {code})::numeric END",
        code=code,
    )
    found = []
    if condition.least is not None:
        found.append(statement("{it} >= {at}::numeric", it=it, at=parameter(condition.least)))
    if condition.most is not None:
        found.append(statement("{it} <= {at}::numeric", it=it, at=parameter(condition.most)))
    return found


def _date_within(
    code: Fragment, condition: OfAttribute, parameter: Parameter, day: Callable[[str], str]
) -> list[Fragment]:
    # A date is kept as 2026-03-01, which sorts as it is written.
    it = statement(
        "CASE WHEN t.attributes ->> {code} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$'"
        ' THEN (t.attributes ->> {code}) COLLATE "C" END',
        code=code,
    )
    found = []
    if condition.since:
        found.append(statement("{it} >= {at}", it=it, at=parameter(day(condition.since))))
    if condition.before:
        found.append(statement("{it} < {at}", it=it, at=parameter(day(condition.before))))
    return found


def _pair(code: Fragment, value: Fragment) -> Fragment:
    return statement("jsonb_build_object({code}::text, {value}::text)", code=code, value=value)
