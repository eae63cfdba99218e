"""Why what a bulk order did to a ticket is not undone; said ticket by ticket."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NothingToUndo(Refusal):
    """That order did nothing to ticket {number}. Look at what came of it."""

    kind = "at_odds"
    ru: ClassVar[str] = "Эта команда ничего не сделала с заявкой {number}. Посмотрите, что из неё вышло."


class ChangedSinceThen(Refusal):
    """Ticket {number} was changed by {person} since then. Look at it, and undo by hand what is still as it was."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Заявку {number} с тех пор изменили: {person}. Посмотрите её и отмените вручную то, что осталось прежним."
    )


class CannotBeUndone(Refusal):
    """Nothing undoes what was done to ticket {number}: “{done}”. Go on from how it stands."""

    kind = "at_odds"
    ru: ClassVar[str] = "То, что сделано с заявкой {number}, отменить нельзя: «{done}». Продолжайте с того, что есть."
