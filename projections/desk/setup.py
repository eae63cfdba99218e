"""How much of what a desk needs is there, counted; read by the question of the six steps."""

from __future__ import annotations

from typing import Any, NamedTuple

from psycopg import Cursor

from events.values.people import LICENSED_GROUPS
from events.values.targets import Promise
from projections.kit.columns import as_json, first_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement


class Counted(NamedTuple):
    """How many there are of each, in use."""

    departments: int
    employees: int
    companies: int
    contacts: int
    teams: int
    staff: int
    schedules: int
    agreements: int
    bases: int
    promises: int
    rules: int


_COUNTED = statement(
    "SELECT {columns}",
    columns=selected(
        Counted,
        departments=statement("(SELECT count(*) FROM org_units WHERE kind = 'department' AND NOT is_barred)"),
        companies=statement("(SELECT count(*) FROM org_units WHERE kind = 'company' AND NOT is_barred)"),
        employees=statement("(SELECT count(*) FROM persons WHERE kind = 'employee' AND is_active)"),
        contacts=statement("(SELECT count(*) FROM persons WHERE kind = 'contact' AND is_active)"),
        teams=statement("(SELECT count(*) FROM teams WHERE NOT is_disbanded)"),
        staff=statement(
            "(SELECT count(*) FROM persons WHERE kind = 'employee' AND is_active AND licence <> 'unlicensed'"
            " AND groups && %(licensed)s)"
        ),
        schedules=statement("(SELECT count(*) FROM service_schedules)"),
        agreements=statement("(SELECT count(*) FROM agreements WHERE NOT is_archived)"),
        bases=statement("(SELECT count(*) FROM agreements WHERE is_base)"),
        promises=statement("(SELECT count(*) FROM agreements WHERE NOT is_archived AND promise <> %(nothing)s::jsonb)"),
        rules=statement(
            "(SELECT coalesce(sum(jsonb_array_length(coalesce(promise -> 'reaction' -> 'rules', '[]'))"
            " + jsonb_array_length(coalesce(promise -> 'resolution' -> 'rules', '[]'))), 0)::int"
            " FROM agreements WHERE NOT is_archived)"
        ),
    ),
)


@reads("org_tree", "directory", "agreements")
def counted(cursor: Cursor[Any]) -> Counted:
    """One query: of each as many as count."""
    cursor.execute(_COUNTED, {"licensed": sorted(LICENSED_GROUPS), "nothing": as_json(Promise())})
    found = first_of(Counted, cursor)
    if found is None:
        raise LookupError("a SELECT without a table gives one row")
    return found
