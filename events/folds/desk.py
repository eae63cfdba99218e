"""The one reading of what the desk as a whole says of itself; shared by decisions and by the pages of its settings."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec
from msgspec.structs import replace

from events.agreement import BaseAgreementChosen, DeskResponsibleNamed
from events.fact import Recorded
from events.folds.reading import Reading, on_told, says
from events.module import ModuleHidden, ModuleShown
from events.values.identity import AgreementId
from events.values.module import Module
from events.values.people import Actor, Responsible


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a module is shown, since when and by whom."""

    is_shown: bool
    since_at: datetime
    by: Actor


class LabelsState(msgspec.Struct, frozen=True, kw_only=True):
    """The labels that somebody switched; a desk is born with all modules shown."""

    switched: dict[Module, Label] = {}

    @property
    def hidden(self) -> frozenset[Module]:
        """The modules that are hidden."""
        return frozenset(module for module, label in self.switched.items() if not label.is_shown)


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """The base agreement, and who answers when nothing else names anybody (row 97), since when and named by whom."""

    agreement_id: AgreementId | None = None
    responsible: Responsible | None = None
    since_at: datetime | None = None
    by: Actor | None = None


def _switched(labels: LabelsState, recorded: Recorded) -> LabelsState:
    fact, by = cast("ModuleHidden | ModuleShown", recorded.fact), recorded.metadata
    label = Label(is_shown=isinstance(fact, ModuleShown), since_at=by.occurred_at, by=by.actor)
    return replace(labels, switched={**labels.switched, fact.module: label})


def _named(desk: DeskState, recorded: Recorded) -> DeskState:
    fact, by = cast("DeskResponsibleNamed", recorded.fact), recorded.metadata
    return replace(desk, responsible=fact.responsible, since_at=by.occurred_at, by=by.actor)


LABELS = Reading(LabelsState, on_told(ModuleHidden, _switched), on_told(ModuleShown, _switched))
DESK = Reading(DeskState, says(BaseAgreementChosen, "agreement_id"), on_told(DeskResponsibleNamed, _named))
