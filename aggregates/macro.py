"""What may happen to a macro; driven by ``commands.macro``, applied by ``commands.ticket.macros``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from events.fact import Fact, Recorded
from events.folds.macro import MACRO, MacroState
from events.macro import MacroArchived, MacroChanged, MacroMade, MacroRestored, MacroShared
from events.values.identity import MacroId, PersonId
from events.values.macro import Act, Offered
from events.values.refusal import Kind, Refusal
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class NoSuchMacro(Refusal):
    """There is no such macro, or none that is open to you. GET /macros lists those that there are."""

    kind = "missing"
    ru: ClassVar[str] = "Такого макроса нет, или он вам не открыт. Список: GET /macros."
    field = "macro_id"


class MacroExists(Refusal):
    """There is a macro with this id already. Leave the id out, and the desk makes one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Макрос с таким идентификатором уже есть. Не указывайте его, служба создаст свой."
    field = "macro_id"


class MacroIsNotForThisTicket(Refusal):
    """The macro “{macro}” is for tickets of other types or in other statuses. Choose one that is offered here."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Макрос «{macro}» — для заявок других типов или в других статусах. Выберите из тех, что предложены для этой."
    )
    field = "macro_id"


class MacroHappensNow(Refusal):
    """A macro happens now: what it does cannot be told late. Give its acts one by one."""

    ru: ClassVar[str] = "Макрос выполняется сейчас, задним числом его не рассказать. Дайте его шаги по одному."
    field = "at"


class MacroActRefused(Refusal):
    """Nothing was done: act {nth} of the macro “{macro}” is refused ({why})."""

    ru: ClassVar[str] = "Ничего не сделано: шаг {nth} макроса «{macro}» отклонён ({why})."

    def __init__(self, *, field: str = "", kind: Kind | None = None, **params: object) -> None:
        super().__init__(field=field, **params)
        if kind is not None:
            # It is as wrong as what it tells of: the door's number is that of the act.
            self.kind = kind  # type: ignore[misc] # of this one


class Macro(MacroState, frozen=True, kw_only=True):
    """The state of one macro, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Macro | None:
        """The macro that the facts of its stream tell of; ``None`` where they tell of nothing."""
        macro = MACRO.fold(cls, history)
        return None if macro is None else replace(macro, version=history[-1].version)

    @staticmethod
    def make(
        macro_id: MacroId,
        name: Text,
        acts: tuple[Act, ...],
        offered: Offered,
        maker_id: PersonId,
        audience: OpenTo,
        edited_by: EditedBy,
    ) -> list[Fact]:
        """A new macro."""
        return [
            MacroMade(
                macro_id=macro_id,
                name=name,
                acts=acts,
                offered=offered,
                maker_id=maker_id,
                audience=audience,
                edited_by=edited_by,
            )
        ]

    def change(self, name: Text, acts: tuple[Act, ...], offered: Offered) -> list[Fact]:
        """Another name, other acts, other tickets."""
        if (name, acts, offered) == (self.name, self.acts, self.offered):
            return []
        return [MacroChanged(macro_id=self.macro_id, name=name, acts=acts, offered=offered)]

    def share(self, audience: OpenTo, edited_by: EditedBy) -> list[Fact]:
        """Others may use or change it, or nobody else any more."""
        if (audience, edited_by) == (self.audience, self.edited_by):
            return []
        return [MacroShared(macro_id=self.macro_id, audience=audience, edited_by=edited_by)]

    def archive(self) -> list[Fact]:
        """No more, until it is restored."""
        return [] if self.is_archived else [MacroArchived(macro_id=self.macro_id)]

    def restore(self) -> list[Fact]:
        """Again."""
        return [MacroRestored(macro_id=self.macro_id)] if self.is_archived else []
