"""Why a person's card says no; raised by ``aggregates.person`` and its commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class GroupsDoNotCombine(Refusal):
    """The group {group} only works together with: {partners}. Add one of them."""

    ru: ClassVar[str] = "Группа {group} работает только вместе с: {partners}. Добавьте одну из них."
    rule: ClassVar[str] = "row 87"
    field = "groups"


class GroupsNeedLicence(Refusal):
    """These groups need a licence: {groups}. License the person, or grant no such group."""

    ru: ClassVar[str] = "Для этих групп нужна лицензия: {groups}. Выдайте лицензию или не назначайте такие группы."
    rule: ClassVar[str] = "row 79"
    field = "licence"


class ContactsAreNotStaff(Refusal):
    """A client's contact holds no group of the desk's staff: {groups}. Register them as an employee."""

    ru: ClassVar[str] = "Контакт клиента не входит в группы службы: {groups}. Зарегистрируйте его как сотрудника."
    rule: ClassVar[str] = "row 79"
    field = "groups"


class BuiltInStays(Refusal):
    """The built-in account {login} keeps its login, its group and its access. Change another person instead."""

    ru: ClassVar[str] = "Встроенная учётная запись {login} сохраняет логин, группу и доступ. Измените другого человека."
    rule: ClassVar[str] = "row 31"
    field = "person_id"


class PersonIsDeactivated(Refusal):
    """{person} has no access any more. Reactivate them first, or choose somebody else."""

    kind = "at_odds"
    ru: ClassVar[str] = "У человека по имени {person} закрыт доступ. Сначала откройте его или выберите другого."
    rule: ClassVar[str] = "row 73"
    field = "person_id"


class PersonIsMerged(Refusal):
    """{person} turned out to be somebody else, and the cards were merged. Choose that person, whom the card names."""

    kind = "at_odds"
    ru: ClassVar[str] = "{person} — это другой человек, карточки объединены. Выберите его: карточка говорит, кто это."
    field = "person_id"


class PersonIsInArchivedUnit(Refusal):
    """{person} cannot work while {unit} is archived. Restore it, move the person, or choose somebody else."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "{person} не может работать, пока «{unit}» в архиве. Верните её, переведите человека или выберите другого."
    )
    rule: ClassVar[str] = "row 73"
    field = "person_id"


class PersonWorksOnNoTickets(Refusal):
    """{person} works on no tickets. Name somebody else, the whole team, or grant one of the groups first: {groups}."""

    ru: ClassVar[str] = (
        "{person} не работает с заявками. Назначьте другого, всю команду или сначала дайте одну из групп: {groups}."
    )
    rule: ClassVar[str] = "row 73"
    field = "person_id"


class ResetLinkIsSpent(Refusal):
    """The link was used, has expired or is not one of ours. Ask an administrator for a new one."""

    ru: ClassVar[str] = "Ссылка уже использована, истекла или не наша. Попросите у администратора новую."
    field = "link"
