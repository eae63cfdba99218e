"""The one reading of a macro's facts; shared by ``aggregates.macro`` and what lists macros."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on
from events.macro import MacroArchived, MacroChanged, MacroMade, MacroRestored, MacroShared
from events.values.identity import MacroId, PersonId
from events.values.macro import Act, Offered
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class MacroState(msgspec.Struct, frozen=True, kw_only=True):
    """One macro; ``edited_by`` says whether all who use it may change it, or its maker alone."""

    macro_id: MacroId
    name: Text
    acts: tuple[Act, ...]
    offered: Offered = Offered()
    maker_id: PersonId
    audience: OpenTo = OpenTo()
    edited_by: EditedBy = "maker"
    is_archived: bool = False


def _made(kind: type[MacroState], fact: MacroMade) -> MacroState:
    return kind(
        macro_id=fact.macro_id,
        name=fact.name,
        acts=fact.acts,
        offered=fact.offered,
        maker_id=fact.maker_id,
        audience=fact.audience,
        edited_by=fact.edited_by,
    )


def _changed(macro: MacroState, fact: MacroChanged) -> MacroState:
    return replace(macro, name=fact.name, acts=fact.acts, offered=fact.offered)


def _shared(macro: MacroState, fact: MacroShared) -> MacroState:
    return replace(macro, audience=fact.audience, edited_by=fact.edited_by)


def _archived(macro: MacroState, _: MacroArchived) -> MacroState:
    return replace(macro, is_archived=True)


def _restored(macro: MacroState, _: MacroRestored) -> MacroState:
    return replace(macro, is_archived=False)


MACRO = Reading(
    MacroState,
    begins(MacroMade, _made),
    on(MacroChanged, _changed),
    on(MacroShared, _shared),
    on(MacroArchived, _archived),
    on(MacroRestored, _restored),
)
