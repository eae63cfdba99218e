"""Commands on the labels of modules, and what a hidden module refuses; asked by the bus."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.module import module_called, refuse_hidden, switch
from commands.command import Command, UnitOfWork, handles
from events.values.identity import MODULES_STREAM
from events.values.module import Module

Code = Annotated[str, Meta(max_length=50, description="A module's code, such as change_requests.")]


def refuse_if_hidden(module: Module, work: UnitOfWork) -> None:
    """Refuse what belongs to a hidden module, also to one that is being hidden at this very instant.

    The labels are watched: when one changes before the command is stored, the command is decided anew.
    """
    refuse_hidden(module, work.history(MODULES_STREAM))
    work.watch(MODULES_STREAM)


class HideModule(Command, frozen=True, kw_only=True):
    """Hide a module that is not used: nothing in it is deleted, it can be shown again at any time (rows 159-160)."""

    name: ClassVar[str] = "hide-module"

    module: Code


@handles(HideModule)
def hide_module(command: HideModule, work: UnitOfWork) -> UUID:
    """Whatever is open in it stays open."""
    return _switch(command.module, work, is_shown=False)


class ShowModule(Command, frozen=True, kw_only=True):
    """Show a hidden module again, with all that was in it (row 160)."""

    name: ClassVar[str] = "show-module"

    module: Code


@handles(ShowModule)
def show_module(command: ShowModule, work: UnitOfWork) -> UUID:
    """As it was."""
    return _switch(command.module, work, is_shown=True)


def _switch(code: str, work: UnitOfWork, *, is_shown: bool) -> UUID:
    module = module_called(code)
    work.record(MODULES_STREAM, switch(module, work.history(MODULES_STREAM), is_shown=is_shown))
    return MODULES_STREAM
