"""What each kind of agreement may be, and with whom (row 175)."""

from __future__ import annotations

from typing import ClassVar

from events.agreement import Kind
from events.org_unit import Kind as UnitKind
from events.values.people import PersonKind
from events.values.refusal import Refusal
from events.values.text import Text

OWN_UNITS: frozenset[UnitKind] = frozenset({"own_company", "department"})


class BaseAgreementIsAnSla(Refusal):
    """“{agreement}” is not an SLA, so it cannot be the base agreement, which everybody holds. Choose an SLA."""

    ru: ClassVar[str] = (
        "«{agreement}» — не SLA, поэтому базовым, которое есть у каждого, быть не может. Выберите соглашение вида SLA."
    )
    rule: ClassVar[str] = "row 175"
    field = "agreement_id"


class OlaIsForOwnTeams(Refusal):
    """An OLA is between departments of our own company, and “{client}” is not of it. Take an SLA for clients."""

    ru: ClassVar[str] = (
        "OLA заключают отделы нашей компании между собой, а «{client}» к ней не относится. Для клиентов выберите SLA."
    )
    rule: ClassVar[str] = "row 175"


class SupplierServesNobodyDirectly(Refusal):
    """An underpinning contract binds a supplier to us and has no recipients. Name them in an SLA or an OLA."""

    ru: ClassVar[str] = (
        "Договор с поставщиком (underpinning contract) обязывает его перед нами, получателей у него нет."
        " Назовите их в SLA или OLA."
    )
    rule: ClassVar[str] = "row 175"
    field = "units"


class SupplierIsOutside(Refusal):
    """An underpinning contract is with an outside supplier, and “{unit}” is our own. Name a company outside ours."""

    ru: ClassVar[str] = (
        "Договор с поставщиком заключают с внешней компанией, а «{unit}» — наше подразделение."
        " Назовите внешнюю компанию."
    )
    rule: ClassVar[str] = "row 175"


class OlaIsProvidedByOwnTeams(Refusal):
    """An OLA is between departments of our own company, and “{unit}” is outside. Name a department of ours."""

    ru: ClassVar[str] = (
        "OLA заключают отделы нашей компании между собой, а «{unit}» — внешняя. Назовите отдел нашей компании."
    )
    rule: ClassVar[str] = "row 175"


def refuse_as_base(kind: Kind, agreement: Text) -> None:
    """Only a promise to whoever asks can be everybody's."""
    if kind != "sla":
        raise BaseAgreementIsAnSla(agreement=agreement)


def refuse_provider(kind: Kind, provider: UnitKind, name: Text, field: str) -> None:
    """A supplier is outside; an OLA's provider is a department of ours; an SLA's may be either (row 8)."""
    is_own = provider in OWN_UNITS
    if kind == "underpinning" and is_own:
        raise SupplierIsOutside(unit=name, field=field)
    if kind == "ola" and not is_own:
        raise OlaIsProvidedByOwnTeams(unit=name, field=field)


def refuse_unit(kind: Kind, recipient: UnitKind, name: Text, field: str) -> None:
    """An SLA serves any unit, an OLA those of our own company, a supplier's contract none."""
    _refuse_recipient(kind, name, field, is_own=recipient in OWN_UNITS)


def refuse_person(kind: Kind, recipient: PersonKind, name: str, field: str) -> None:
    """As for units: employees are our own."""
    _refuse_recipient(kind, name, field, is_own=recipient != "contact")


def _refuse_recipient(kind: Kind, client: Text | str, field: str, *, is_own: bool) -> None:
    if kind == "underpinning":
        raise SupplierServesNobodyDirectly(field=field)
    if kind == "ola" and not is_own:
        raise OlaIsForOwnTeams(client=client, field=field)
