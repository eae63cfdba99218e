"""What may happen to a type of ticket; driven by ``commands.ticket_type.define``, asked by every command on tickets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from msgspec.structs import replace

from aggregates.ticket_ways import unfilled
from events.fact import Fact, Recorded
from events.folds.ticket_type import TICKET_TYPE, TicketTypeState
from events.ticket_type import (
    TicketTypeArchived,
    TicketTypeChecklistSet,
    TicketTypeDefined,
    TicketTypeRestored,
    TicketTypeRevised,
    TicketTypeSatisfactionSet,
)
from events.values.checklist import ChecklistPolicy
from events.values.identity import ticket_type_id
from events.values.lifecycle import Lifecycle
from events.values.refusal import Listed, Refusal
from events.values.satisfaction import SatisfactionPolicy
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition


class UnknownTicketType(Refusal):
    """There is no ticket type “{type}”. Choose one from the list of types (GET /ticket-types)."""

    ru: ClassVar[str] = "Типа заявки «{type}» нет. Выберите из списка типов (GET /ticket-types)."
    rule: ClassVar[str] = "row 2"
    field = "type"


class NoSuchTicketType(Refusal):
    """There is no such ticket type. Choose one from the list of types."""

    kind = "missing"
    ru: ClassVar[str] = "Такого типа заявки нет. Выберите из списка типов."
    field = "code"


class TicketTypeExists(Refusal):
    """There is a ticket type “{type}” already. Revise it, or take another code."""

    ru: ClassVar[str] = "Тип заявки «{type}» уже есть. Измените его или возьмите другой код."
    rule: ClassVar[str] = "row 91"
    field = "code"


class TicketTypeIsArchived(Refusal):
    """No ticket of type “{type}” can be registered any more. Choose another; an administrator can restore this one."""

    ru: ClassVar[str] = (
        "Заявки типа «{type}» больше не регистрируются. Выберите другой тип; вернуть этот может администратор."
    )
    rule: ClassVar[str] = "row 91"
    field = "type"


class LastTypeStays(Refusal):
    """Letters would have no type to come in as. Restore one of {others}, or let it ask for nothing at the start."""

    ru: ClassVar[str] = (
        "Письмам не осталось бы типа, под которым их регистрировать. Сначала верните один из типов {others} или"
        " уберите то, что он требует в начале."
    )
    rule: ClassVar[str] = "row 91"
    field = "code"


class RemovedStatusNeedsLead(Refusal):
    """Tickets may stand in what is removed: {statuses}. Say in “led” to which status those of each are to be led."""

    ru: ClassVar[str] = (
        "В том, что убрано, могут быть заявки: {statuses}. Укажите в «led», в какой статус перевести их из каждого."
    )
    rule: ClassVar[str] = "row 166"
    field = "led"


class LeadGoesNowhere(Refusal):
    """“{status}” is no status of the new life cycle, so no ticket can be led there. It has: {known}."""

    ru: ClassVar[str] = "Статуса «{status}» нет в новом жизненном цикле, перевести в него нельзя. Есть: {known}."
    rule: ClassVar[str] = "row 166"
    field = "led"


class NothingToLead(Refusal):
    """“{status}” is no status that this version removes, so nobody is led out of it. Leave it out of “led”."""

    ru: ClassVar[str] = "Статус «{status}» эта версия не убирает, переводить из него некого. Уберите его из «led»."
    rule: ClassVar[str] = "row 166"


def refuse_strange_leads(lifecycle: Lifecycle, led: Mapping[str, str], removed: Collection[str]) -> None:
    """Tickets are led out of statuses that a version removes, to statuses that its life cycle has."""
    for code, target in led.items():
        if code not in removed:
            raise NothingToLead(field=f"led.{code}", status=lifecycle.name_of(code))
        if lifecycle.status(target) is None:
            known = Listed({status.code: status.name for status in lifecycle.statuses})
            raise LeadGoesNowhere(status=target, known=known)


class KindOfAttributeStays(Refusal):
    """Tickets have values of “{name}” as “{kind}”, which would not fit another kind. Take another code for that."""

    ru: ClassVar[str] = (
        "В заявках есть значения «{name}» вида «{kind}», другому виду они не подойдут. Возьмите для него другой код."
    )
    rule: ClassVar[str] = "row 92"


def refuse_changed_kinds(present: TypeDefinition, wanted: TypeDefinition) -> None:
    """Attributes keep their kind from version to version: tickets have values of it."""
    for index, attribute in enumerate(wanted.attributes):
        before = present.attribute(attribute.code)
        if before is not None and before.kind != attribute.kind:
            field = f"definition.attributes[{index}].kind"
            raise KindOfAttributeStays(field=field, name=before.name, kind=before.kind)


class TicketType(TicketTypeState, frozen=True, kw_only=True):
    """The state of one type, and what may be done with it. A shipped one that nobody revised has version 0."""

    version: int = 0

    @classmethod
    def of(cls, code: str, history: Sequence[Recorded]) -> TicketType | None:
        """The type of a code: as its facts tell, else as it came with the desk, else ``None``."""
        shipped = SHIPPED_TYPES.get(code)
        found = None if shipped is None else cls(type_id=ticket_type_id(code), code=code, definition=shipped)
        for recorded in history:
            found = TICKET_TYPE.begun(cls, recorded) or (found and TICKET_TYPE.after(found, recorded))
        return replace(found, version=history[-1].version) if found and history else found

    @property
    def takes_letters(self) -> bool:
        """Whether a letter can be registered as it, which fills nothing in."""
        return not self.is_archived and not unfilled(self.definition, self.definition.lifecycle.initial, {})

    @staticmethod
    def define(code: str, definition: TypeDefinition) -> list[Fact]:
        """A type beside the shipped ones (row 91)."""
        return [TicketTypeDefined(type_id=ticket_type_id(code), code=code, definition=definition)]

    def revise(self, definition: TypeDefinition, led: dict[str, str]) -> list[Fact]:
        """Another version; every status that vanishes says where its tickets are led (row 166)."""
        if definition == self.definition:
            return []
        refuse_changed_kinds(self.definition, definition)
        lifecycle = definition.lifecycle
        removed = [status for status in self.definition.lifecycle.statuses if lifecycle.status(status.code) is None]
        refuse_strange_leads(lifecycle, led, {status.code for status in removed})
        unled = {status.code: status.name for status in removed if not status.is_final and status.code not in led}
        if unled:
            raise RemovedStatusNeedsLead(statuses=Listed(unled))
        return [TicketTypeRevised(type_id=self.type_id, code=self.code, definition=definition, led=led)]

    def ask_for_ratings(self, policy: SatisfactionPolicy) -> list[Fact]:
        """Another policy for what its tickets are rated by; nothing happens when it is the same."""
        if policy == self.satisfaction:
            return []
        return [TicketTypeSatisfactionSet(type_id=self.type_id, code=self.code, policy=policy)]

    def begin_with(self, policy: ChecklistPolicy) -> list[Fact]:
        """Other checklists, or another rule for them; nothing happens when it is the same."""
        if policy == self.checklist:
            return []
        return [TicketTypeChecklistSet(type_id=self.type_id, code=self.code, policy=policy)]

    def archive(self) -> list[Fact]:
        """No new tickets; nothing happens when it is archived."""
        return [] if self.is_archived else [TicketTypeArchived(type_id=self.type_id, code=self.code)]

    def restore(self) -> list[Fact]:
        """New tickets again; nothing happens when it is not archived."""
        return [TicketTypeRestored(type_id=self.type_id, code=self.code)] if self.is_archived else []
