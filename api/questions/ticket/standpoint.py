"""What conditions on tickets mean here and now: whose days, and whether types have such codes; asked by lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from typing import Any

from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.refusals import InvalidField
from api.questions.wall_clock import wall_clock_of_reader
from api.questions.wishes import known_codes
from events.values.people import Viewer
from events.values.ticket import STATUSES, TYPES
from events.values.ticket_condition import ME, Condition, OfAttribute, OneOf, OneOfField, Within, conditions_in
from events.values.zones import known_zones, zone_of
from projections.ticket_type import rows as ticket_types
from projections.ticket_type.rows import TypeView


def clock_of(desk: Desk, viewer: Viewer, named: str | None, *conditions: Condition) -> tzinfo:
    """The clock by which days begin: the one that is asked for, else the viewer's own; asked before the snapshot."""
    if named is not None:
        return named_zone(named)
    has_days = any(
        isinstance(one, Within) or (isinstance(one, OfAttribute) and (one.since or one.before))
        for condition in conditions
        for one in conditions_in(condition)
    )
    return wall_clock_of_reader(desk, viewer.actor) if has_days else UTC


def named_zone(named: str) -> tzinfo:
    """The zone that is asked for; raises ``InvalidField`` for one that there is not."""
    if named not in known_zones():
        raise InvalidField(
            field="zone",
            reason_ru=f"пояса «{named}» нет; укажите, например, Europe/Moscow.",
            reason_en=f"there is no zone “{named}”; give one such as Europe/Moscow.",
        )
    return zone_of(named)


def refuse_unknown(db: Cursor[Any], condition: Condition) -> None:
    """Refuse a status, a type or an attribute that no type of ticket has: a slip must not look like an empty list."""
    parts = [*conditions_in(condition)]
    statuses = _named(parts, "status")
    types = _named(parts, "type") | {one.type for one in parts if isinstance(one, OfAttribute) and one.type}
    attributes = [one for one in parts if isinstance(one, OfAttribute)]
    # Those that the desk came with are known; its own are asked of the read model.
    if STATUSES.keys() >= statuses and TYPES.keys() >= types and not attributes:
        return
    found = ticket_types.types(db)
    known_codes("type", types, [view.code for view in found])
    known_codes("status", statuses, list(dict.fromkeys(code for view in found for code in (*STATUSES, *view.known))))
    for one in attributes:
        _refuse_strange(one, [view for view in found if one.type in {None, view.code}])


def _named(parts: Iterable[Condition], field: OneOfField) -> set[str]:
    return {value for one in parts if isinstance(one, OneOf) and one.field == field for value in one.values}


def _refuse_strange(asked: OfAttribute, types: Sequence[TypeView]) -> None:
    defined = [found for view in types if (found := view.definition.attribute(asked.code))]
    if not defined:
        if any(view.definition.takes_any_attribute for view in types):
            return
        known_codes(
            "attribute", [asked.code], sorted({one.code for view in types for one in view.definition.attributes})
        )
    for value in asked.values:
        if value != ME and all(one.formed(value) is None for one in defined) and defined:
            kinds = ", ".join(sorted({one.kind for one in defined}))
            raise InvalidField(
                field="attribute",
                reason_ru=f"«{value}» не бывает значением «{asked.code}»: его вид {kinds}.",
                reason_en=f"“{value}” is no value of “{asked.code}”: its kind is {kinds}.",
            )
