"""Both matrices of rights as tables: printed by ``desk rights``, written into the docs, answered by ``/rights``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.table import QUESTIONS
from commands.catalogue import COMMANDS, issuers
from events.values.people import Group, Viewer
from events.values.text import Text
from projections.kit.visibility import SEES, WORDS

YES = Text(ru="да", en="yes")
GROUPS: tuple[Group, ...] = get_args(Group)


class Matrix(msgspec.Struct, frozen=True):
    """One table: its title, and for each line what holds for which group; a group that is missing has nothing."""

    title: Text
    rows: dict[str, dict[Group, Text]]


class Rights(msgspec.Struct, frozen=True):
    """What each group may do, what each may ask, and what of it each sees."""

    groups: tuple[Group, ...]
    matrices: tuple[Matrix, ...]


def rights() -> Rights:
    """Read from the tables that the bus and the door ask."""
    return Rights(
        groups=GROUPS,
        matrices=(
            Matrix(
                Text(ru="Кто какую команду может отдать", en="Which group may issue which command"),
                {name: _yes(issuers(name)) for name in COMMANDS},
            ),
            Matrix(
                Text(ru="Кто какой вопрос может задать", en="Which group may ask which question"),
                {name: _yes(QUESTIONS[name].groups) for name in sorted(QUESTIONS)},
            ),
            Matrix(
                Text(ru="Кто что видит", en="Which group sees what"),
                {
                    "tickets": {group: WORDS[sight.tickets] for group, sight in SEES.items()},
                    "private comments": _yes(group for group, sight in SEES.items() if sight.inner),
                    "cards": {group: WORDS[sight.cards] for group, sight in SEES.items()},
                    "problems": {g: WORDS[sight.problems] for g, sight in SEES.items() if sight.problems != "none"},
                    "changes": {g: WORDS[sight.changes] for g, sight in SEES.items() if sight.changes != "none"},
                },
            ),
        ),
    )


@question("read-rights")
def read_rights(_desk: Desk, _viewer: Viewer, _: None) -> Answer[Rights]:
    """What each group may do, ask and see; several groups add up."""
    return Answer(rights())


def _yes(groups: Iterable[Group]) -> dict[Group, Text]:
    allowed = frozenset(groups)
    return {group: YES for group in GROUPS if group in allowed}
