"""Both matrices of rights as tables: printed by ``desk rights``, written into the docs, answered by ``/rights``."""

from __future__ import annotations

from typing import get_args

import msgspec

from api.question_rights import MAY_ASK
from commands.catalogue import COMMANDS
from commands.permissions import ALLOWED
from events.values.people import Group
from events.values.text import Text

GROUPS: tuple[Group, ...] = get_args(Group)


class Matrix(msgspec.Struct, frozen=True):
    """One table: its title, and for each line the groups that may."""

    title: Text
    rows: dict[str, tuple[Group, ...]]


class Rights(msgspec.Struct, frozen=True):
    """What each group may do, and what each may ask."""

    groups: tuple[Group, ...]
    matrices: tuple[Matrix, ...]


def rights() -> Rights:
    """Read from the tables that the bus and the door ask."""
    return Rights(
        groups=GROUPS,
        matrices=(
            Matrix(
                Text(ru="Кто какую команду может отдать", en="Which group may issue which command"),
                {name: _in_order(ALLOWED[name]) for name in COMMANDS},
            ),
            Matrix(
                Text(ru="Кто какой вопрос может задать", en="Which group may ask which question"),
                {name: _in_order(MAY_ASK[name]) for name in sorted(MAY_ASK)},
            ),
        ),
    )


def _in_order(groups: frozenset[Group]) -> tuple[Group, ...]:
    return tuple(group for group in GROUPS if group in groups)
