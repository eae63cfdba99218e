"""What happens to a macro; decided by ``aggregates.macro``, read by whoever is offered it."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import MacroId, PersonId
from events.values.macro import Act, Offered
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class MacroMade(Fact, frozen=True, kw_only=True):
    """Somebody put several acts together, to be done at once."""

    stored_name: ClassVar[str] = "macro.made@1"

    macro_id: MacroId
    name: Text
    acts: tuple[Act, ...]
    offered: Offered = Offered()
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"


class MacroChanged(Fact, frozen=True, kw_only=True):
    """The macro is called otherwise, does something else, or is offered on other tickets."""

    stored_name: ClassVar[str] = "macro.changed@1"

    macro_id: MacroId
    name: Text
    acts: tuple[Act, ...]
    offered: Offered


class MacroShared(Fact, frozen=True, kw_only=True):
    """The macro is others' to use or to change from now on, or its maker's alone again."""

    stored_name: ClassVar[str] = "macro.shared@1"

    macro_id: MacroId
    audience: OpenTo
    edited_by: EditedBy


class MacroArchived(Fact, frozen=True, kw_only=True):
    """Nobody uses the macro any more; what was done with it stands."""

    stored_name: ClassVar[str] = "macro.archived@1"

    macro_id: MacroId


class MacroRestored(Fact, frozen=True, kw_only=True):
    """The macro may be used again."""

    stored_name: ClassVar[str] = "macro.restored@1"

    macro_id: MacroId
