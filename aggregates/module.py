"""Which modules are hidden by their labels; driven by ``commands.module``, asked by the bus and the door (row 159)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from events.fact import Fact, Recorded
from events.folds.desk import LABELS, LabelsState
from events.module import ModuleHidden, ModuleShown
from events.values.module import MODULES, Module
from events.values.refusal import Refusal


class ModuleIsHidden(Refusal):
    """The module “{module}” is hidden; nothing in it is lost. An administrator or technologist can show it again."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Модуль «{module}» скрыт, в нём ничего не пропало. Вернуть его может администратор или технолог."
    )
    rule: ClassVar[str] = "row 159"


class NoSuchModule(Refusal):
    """There is no module “{module}” that could be hidden. There are: {known}."""

    kind = "missing"
    ru: ClassVar[str] = "Модуля «{module}», который можно скрыть, нет. Есть: {known}."
    rule: ClassVar[str] = "row 29"
    field = "module"


def module_called(code: str) -> Module:
    """The module of a code; raises ``NoSuchModule``."""
    for module in MODULES:
        if module == code:
            return module
    raise NoSuchModule(module=code, known=", ".join(MODULES))


def hidden_modules(history: Iterable[Recorded]) -> frozenset[Module]:
    """The modules that the labels' facts leave hidden: a desk is born with all of them shown."""
    return LABELS.followed(LabelsState(), history).hidden


def refuse_hidden(module: Module, history: Iterable[Recorded]) -> None:
    """Nothing is asked of a module that is hidden."""
    if module in hidden_modules(history):
        raise ModuleIsHidden(module=MODULES[module])


def switch(module: Module, history: Iterable[Recorded], *, is_shown: bool) -> list[Fact]:
    """The label on or off; nothing happens when it stands so already."""
    if (module not in hidden_modules(history)) == is_shown:
        return []
    return [ModuleShown(module=module) if is_shown else ModuleHidden(module=module)]
