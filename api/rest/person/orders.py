"""Ways to build the company: units, people, teams; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import COMPANY, FILE, PERSON, TEAM, UNIT, CommandRoute, at, new, of
from commands import team
from commands.merging.persons import MergePerson
from commands.org_unit import add, change
from commands.org_unit import feed as unit_feed
from commands.person import access, card, files, units
from commands.person import feed as person_feed
from commands.person.register import RegisterPerson

NAME: dict[str, Any] = {"last": "Орлова", "first": "Анна", "middle": "Сергеевна"}
SOURCE: dict[str, Any] = {
    "system": "ldap",
    "name": "ldap://dc2",
    "key": "0c9d9a1e-1f2f-4a1b-9b57-0a5f6a5a9b11",
    "fields": ["name"],
}
HAND_OVER: dict[str, Any] = {"team_id": TEAM}

UNIT_ROUTES: tuple[CommandRoute, ...] = (
    at(
        "/departments",
        "units",
        add.AddDepartment,
        "Добавить отдел",
        "Add a department",
        {"title": {"ru": "Служба поддержки", "en": "Support"}, "time_zone": "Europe/Moscow"},
    ),
    at(
        "/companies",
        "units",
        add.AddCompany,
        "Добавить компанию-клиента",
        "Add a client company",
        {"title": {"ru": "ООО «Ромашка»", "en": "Romashka LLC"}},
    ),
    at(
        "/branches",
        "units",
        add.AddBranch,
        "Добавить филиал клиента",
        "Add a branch of a client",
        {"title": {"ru": "Филиал в Казани", "en": "Kazan branch"}, "parent_id": COMPANY},
    ),
    of(
        "units",
        "unit_id",
        "rename",
        change.RenameOrgUnit,
        "Переименовать подразделение",
        "Rename a unit",
        {"title": {"ru": "Первая линия"}},
    ),
    of("units", "unit_id", "move", change.MoveOrgUnit, "Перенести", "Move under another unit", {"parent_id": UNIT}),
    of("units", "unit_id", "head", change.NameHead, "Назначить руководителя", "Name the head", {"head": PERSON}),
    of(
        "units",
        "unit_id",
        "archive",
        change.ArchiveOrgUnit,
        "Убрать в архив со всеми внутри",
        "Archive with all inside",
        {"reason": "Отдел закрыт"},
    ),
    of("units", "unit_id", "restore", change.RestoreOrgUnit, "Вернуть из архива", "Restore from the archive", {}),
    of(
        "units",
        "unit_id",
        "zone",
        change.SetUnitZone,
        "Задать часовой пояс",
        "Set the time zone",
        {"time_zone": "Asia/Yekaterinburg"},
    ),
    of(
        "units",
        "unit_id",
        "share-tickets",
        change.ShareCompanyTickets,
        "Показывать контактам все заявки компании",
        "Let contacts see all tickets of their company",
        {"shares_tickets": True},
    ),
    of(
        "units",
        "unit_id",
        "ask-for-colleagues",
        change.LetColleaguesAsk,
        "Разрешить заявки за коллег",
        "Let people register tickets for colleagues",
        {"asks_for_colleagues": True},
    ),
    of(
        "units",
        "unit_id",
        "feed",
        unit_feed.FeedOrgUnit,
        "Передать внешнему источнику",
        "Let an outside source feed it",
        {"source": SOURCE},
    ),
    of("units", "unit_id", "unfeed", unit_feed.UnfeedOrgUnit, "Вести вручную", "Keep it by hand", {}),
)

PERSON_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "persons",
        RegisterPerson,
        "Зарегистрировать сотрудника или контакт",
        "Register an employee or contact",
        {
            "full_name": NAME,
            "kind": "contact",
            "unit_id": COMPANY,
            "emails": ["anna@client.example"],
            "phones": ["+7 495 000-00-01"],
            "login": "anna.orlova",
        },
    ),
    of("persons", "person_id", "rename", card.RenamePerson, "Сменить имя", "Change the name", {"full_name": NAME}),
    of("persons", "person_id", "move", card.MovePerson, "Перевести", "Move to another unit", {"unit_id": UNIT}),
    of(
        "persons",
        "person_id",
        "position",
        card.ChangePosition,
        "Сменить должность",
        "Change the position",
        {"position": "Ведущий инженер"},
    ),
    of(
        "persons",
        "person_id",
        "emails",
        card.ChangeEmails,
        "Задать адреса почты",
        "Set the e-mail addresses",
        {"emails": ["anna@client.example", "a.orlova@client.example"]},
    ),
    of(
        "persons",
        "person_id",
        "phones",
        card.ChangePhones,
        "Задать телефоны",
        "Set the phones",
        {"phones": ["+7 495 000-00-01"]},
    ),
    of(
        "persons",
        "person_id",
        "zone",
        card.SetPersonZone,
        "Задать часовой пояс",
        "Set the time zone",
        {"time_zone": "Asia/Novosibirsk"},
    ),
    of(
        "persons",
        "person_id",
        "language",
        card.SetPersonLanguage,
        "Задать язык",
        "Set the language",
        {"language": "en"},
    ),
    of("persons", "person_id", "login", access.GiveLogin, "Задать логин", "Give a login", {"login": "anna.orlova"}),
    of("persons", "person_id", "licence", access.LicensePerson, "Выдать лицензию", "License", {"licence": "named"}),
    of(
        "persons",
        "person_id",
        "groups",
        access.GrantGroups,
        "Выдать группы прав",
        "Grant groups of rights",
        {"groups": ["specialist"]},
    ),
    of(
        "persons",
        "person_id",
        "deactivate",
        access.DeactivatePerson,
        "Закрыть доступ",
        "End the access",
        {"reason": "Уволилась"},
    ),
    of("persons", "person_id", "reactivate", access.ReactivatePerson, "Вернуть доступ", "Give the access back", {}),
    of(
        "persons",
        "person_id",
        "feed",
        person_feed.FeedPerson,
        "Передать внешнему источнику",
        "Let an outside source feed them",
        {"source": SOURCE},
    ),
    of("persons", "person_id", "unfeed", person_feed.UnfeedPerson, "Вести вручную", "Keep them by hand", {}),
)

TEAM_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "teams",
        team.FormTeam,
        "Создать команду",
        "Form a team",
        {"title": {"ru": "Первая линия", "en": "First line"}, "members": [PERSON]},
    ),
    of(
        "teams",
        "team_id",
        "rename",
        team.RenameTeam,
        "Переименовать команду",
        "Rename a team",
        {"title": {"ru": "Вторая линия"}},
    ),
    of("teams", "team_id", "link", team.LinkTeamMembers, "Добавить участников", "Link members", {"members": [PERSON]}),
    of(
        "teams",
        "team_id",
        "unlink",
        team.UnlinkTeamMembers,
        "Убрать участников; их заявки останутся команде или перейдут",
        "Unlink members; their tickets stay with the team or are handed over",
        {"members": [PERSON], "hand_over_to": HAND_OVER},
    ),
    of("teams", "team_id", "lead", team.NameTeamLead, "Назначить руководителя", "Name the lead", {"lead": PERSON}),
    of(
        "teams",
        "team_id",
        "disband",
        team.DisbandTeam,
        "Расформировать и передать заявки",
        "Disband and hand its tickets over",
        {"hand_over_to": HAND_OVER},
    ),
)

MERGE_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "persons",
        "person_id",
        "merge",
        MergePerson,
        "Объединить: это другой человек",
        "Merge: they are another person",
        {"into_id": PERSON, "reason": "Две карточки одного человека"},
    ),
)
"""At the end of all: whoever is merged is another one from then on."""

PERSON_UNIT_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "persons",
        "person_id",
        "units",
        units.AddPersonUnit,
        "Добавить подразделение, к которому человек тоже относится",
        "Let them belong to another unit, too",
        {"unit_id": COMPANY, "sees": "company", "until_at": "2031-01-01T00:00:00+03:00"},
    ),
    of(
        "persons",
        "person_id",
        "units/leave",
        units.LeavePersonUnit,
        "Убрать дополнительное подразделение",
        "Let them belong to a further unit no longer",
        {"unit_id": COMPANY},
    ),
)
"""Units that people belong to beside their own."""

CARD_FILE_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "persons",
        "person_id",
        "files",
        files.AddPersonFile,
        "Приложить файл к карточке",
        "Put a file on the card",
        {"file": {"sha256": FILE, "name": "contract.pdf", "media_type": "application/pdf", "size_bytes": 1024}},
    ),
    of(
        "persons",
        "person_id",
        "files/withdraw",
        files.WithdrawPersonFile,
        "Убрать файл с карточки",
        "Take a file off the card",
        {"sha256": FILE},
    ),
)
"""Files on people's cards."""

PEOPLE_ROUTES: tuple[CommandRoute, ...] = (*UNIT_ROUTES, *PERSON_ROUTES, *TEAM_ROUTES)
