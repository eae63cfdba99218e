"""Why an org unit says no; raised by ``aggregates.org_unit`` and its commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NoSuchUnit(Refusal):
    """There is no such department, company or branch. Choose one from the tree."""

    kind = "missing"
    ru: ClassVar[str] = "Такого отдела, компании или филиала нет. Выберите из дерева."
    field = "unit_id"


class UnitStandsElsewhere(Refusal):
    """A unit of the kind “{kind}” cannot stand there; it stands in: {allowed}. Choose such a unit."""

    ru: ClassVar[str] = "Единица вида «{kind}» не может стоять там; она стоит в: {allowed}. Выберите такую единицу."
    rule: ClassVar[str] = "row 62"
    field = "parent_id"


class UnitWouldBeInsideItself(Refusal):
    """The unit cannot move into itself or into what is inside it. Choose a place outside it."""

    ru: ClassVar[str] = "Единицу нельзя перенести в неё саму или внутрь неё. Выберите место снаружи."
    rule: ClassVar[str] = "row 62"
    field = "parent_id"


class RootStays(Refusal):
    """{unit} is the root of its tree and moves nowhere. Move a department or a branch instead."""

    ru: ClassVar[str] = "«{unit}» — корень своего дерева и не переносится. Переносите отделы или филиалы."
    rule: ClassVar[str] = "row 172"
    field = "unit_id"


class OwnCompanyStays(Refusal):
    """Our own company cannot be archived: the desk hangs on it. Archive a department instead."""

    ru: ClassVar[str] = "Свою компанию нельзя отправить в архив: на ней держится служба. Архивируйте отдел."
    rule: ClassVar[str] = "row 172"
    field = "unit_id"


class UnitIsArchived(Refusal):
    """{unit} is archived, so nobody and nothing can be added to it or below it. Restore it, or choose another."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "«{unit}» в архиве: ни в неё, ни внутрь неё ничего нельзя добавить. Верните её из архива или выберите другую."
    )
    rule: ClassVar[str] = "row 61"
    field = "unit_id"


class EmployeeNeedsDepartment(Refusal):
    """An employee's card stands only within a department. Choose a department, or add one first."""

    ru: ClassVar[str] = "Карточка сотрудника создаётся только в отделе. Выберите отдел или сначала добавьте его."
    rule: ClassVar[str] = "row 64"
    field = "unit_id"


class ContactNeedsCompany(Refusal):
    """A contact's card stands only within a client company or its branch. Choose one, or add the company first."""

    ru: ClassVar[str] = (
        "Карточка контакта создаётся только в компании-клиенте или её филиале. Выберите её или сначала добавьте."
    )
    rule: ClassVar[str] = "row 72j"
    field = "unit_id"


class HeadIsFromElsewhere(Refusal):
    """The head must be one of the unit's own company. Choose somebody from there."""

    ru: ClassVar[str] = "Руководитель должен быть из той же компании. Выберите кого-нибудь из неё."
    rule: ClassVar[str] = "row 63"
    field = "head"


class OnlyCompaniesShareTickets(Refusal):
    """Only a client company shares its tickets among its contacts. Choose the company itself, not a unit in it."""

    ru: ClassVar[str] = (
        "Заявками со своими контактами делится только компания-клиент. Выберите саму компанию, а не её часть."
    )
    rule: ClassVar[str] = "row 72g"
    field = "unit_id"


class OnlyCompaniesLetAsk(Refusal):
    """Only a whole company lets its people register tickets for each other. Name the company that this is part of."""

    ru: ClassVar[str] = (
        "Регистрировать заявки за коллег разрешают только в целой компании. Укажите компанию, в которую это входит."
    )
    rule: ClassVar[str] = "row 106"
    field = "unit_id"


class PeopleAreInUnit(Refusal):
    """People with access in {unit} and below it: {people}; they would lose it. Teams that they lead: {leads}.
    Agreements that serve them: {agreements}. Open tickets that they asked for: {asked}; in their hands: {in_hand},
    which would go to their teams. Move them first, or archive it with “confirm”: true.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Людей с доступом в «{unit}» и ниже: {people}; они его лишатся. Команд под их руководством: {leads}."
        " Соглашений, которые их обслуживают: {agreements}. Открытых заявок от них: {asked}; у них в работе: {in_hand},"
        " они перейдут командам. Сначала переведите людей или уберите в архив с «confirm»: true."
    )
    field = "confirm"
