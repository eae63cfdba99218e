"""Types of ticket from memory, at the version that stands beside the ticket that is told of; for lists and cards."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from psycopg import Cursor

from projections.kit.kept import KeptVersions
from projections.ticket_type.rows import StatusShown, TypeView, as_shipped, shown_of, types

Standing = tuple[str, str, int | None, int | None]
"""Type and status of a ticket, and of the type's row table and version: none while it is as it came with the desk."""

_VIEWS: KeptVersions[TypeView] = KeptVersions()


def statuses_shown(cursor: Cursor[Any], standing: Collection[Standing]) -> dict[tuple[str, str], StatusShown]:
    """As ``rows.statuses_shown``, where the statement that found the tickets asked for versions, too."""
    views: dict[str, TypeView | None] = {}
    strange: dict[str, int] = {}
    for code, _, table, version in standing:
        if table is None or version is None:
            views[code] = as_shipped(code)
        elif (view := _VIEWS.get(cursor, (table, code, version))) is not None:
            views[code] = view
        else:
            strange[code] = table
    for view in types(cursor, strange) if strange else ():
        views[view.code] = _VIEWS.keep(cursor, (strange[view.code], view.code, view.version), view)
    return {(code, status): shown_of(views.get(code), code, status) for code, status, _, _ in standing}
