"""What happens to the labels of modules (rows 29, 159-161); decided by ``aggregates.module``, read by the door."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.module import Module


class ModuleHidden(Fact, frozen=True, kw_only=True):
    """The label of a module is off: it is shown to nobody, and all that is in it stays as it is (row 160)."""

    stored_name: ClassVar[str] = "module.hidden@1"

    module: Module


class ModuleShown(Fact, frozen=True, kw_only=True):
    """The label of a module is on again: all in it is there as it was (row 160)."""

    stored_name: ClassVar[str] = "module.shown@1"

    module: Module
