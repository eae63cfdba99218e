"""One sentence in both languages for every fact of the catalogue; read in timelines, histories and the docs."""

from __future__ import annotations

from typing import Any

import msgspec

from events.fact import Fact
from events.values.text import Text
from events.values.ticket import TYPES, Status

_LEVELS = {
    "critical": Text("критический", "critical"),
    "high": Text("высокий", "high"),
    "normal": Text("обычный", "normal"),
    "low": Text("низкий", "low"),
}
_CLOCKS = {"reaction": Text("реакции", "reaction"), "resolution": Text("решения", "resolution")}

SENTENCES: dict[str, Text] = {
    "ticket.registered@1": Text(
        "Зарегистрирована заявка {number} ({type}), приоритет: {priority}",
        "Ticket {number} ({type}) was registered, priority: {priority}",
    ),
    "ticket.assigned@1": Text("Назначен ответственный", "A responsible was assigned"),
    "ticket.put-in-progress@1": Text("Взята в работу", "Put in progress"),
    "ticket.put-on-hold@1": Text("Отложена", "Put on hold"),
    "ticket.resumed@1": Text("Возобновлена работа после ожидания", "Resumed after the wait"),
    "ticket.resolved@1": Text("Решена", "Resolved"),
    "ticket.reopened@1": Text("Возобновлена", "Reopened"),
    "ticket.closed@1": Text("Закрыта", "Closed"),
    "ticket.declined@1": Text("Отклонена", "Declined"),
    "ticket.merged@1": Text("Объединена с другой заявкой", "Merged into another ticket"),
    "ticket.moved@1": Text("Переведена в «{status}»", "Moved to “{status}”"),
    "ticket-type.defined@1": Text("Создан тип заявки «{code}»", "Ticket type “{code}” was defined"),
    "ticket-type.revised@1": Text("Изменён тип заявки «{code}»", "Ticket type “{code}” was revised"),
    "ticket-type.archived@1": Text("Тип заявки «{code}» убран в архив", "Ticket type “{code}” was archived"),
    "ticket-type.restored@1": Text("Тип заявки «{code}» возвращён", "Ticket type “{code}” was restored"),
    "ticket.commented@1": Text("{public} комментарий", "{public} comment"),
    "ticket.prioritised@1": Text("Приоритет: {priority}", "Priority: {priority}"),
    "ticket.reclassified@1": Text(
        "Изменены тип, соглашение или признаки: {type}", "Type, agreement or attributes changed: {type}"
    ),
    "ticket.deadline-missed@1": Text("Просрочено время {clock}", "The {clock} deadline was missed"),
    "ticket.deadline-miss-withdrawn@1": Text(
        "Просрочка времени {clock} снята", "The miss of the {clock} deadline was withdrawn"
    ),
    "ticket.escalation-reached@1": Text(
        "Эскалация «{point_id}» по времени {clock}", "Escalation “{point_id}” of the {clock} clock"
    ),
    "agreement.concluded@1": Text("Заключено соглашение", "An agreement was concluded"),
    "agreement.renamed@1": Text("Соглашение переименовано", "The agreement was renamed"),
    "agreement.promise-revised@1": Text("Изменены правила соглашения", "The agreement's rules were revised"),
    "agreement.rescheduled@1": Text("Соглашению назначен другой график", "The agreement follows another schedule"),
    "agreement.default-responsible-named@1": Text(
        "Назначен ответственный по умолчанию", "A default responsible was named"
    ),
    "desk.base-agreement-chosen@1": Text("Выбрано базовое соглашение", "The base agreement was chosen"),
    "service-schedule.drawn-up@1": Text("Создан график обслуживания", "A service schedule was drawn up"),
    "service-schedule.renamed@1": Text("График переименован", "The schedule was renamed"),
    "service-schedule.revised@1": Text(
        "График изменён с {effective_from}", "The schedule was revised from {effective_from} on"
    ),
    "service-schedule.holidays-declared@1": Text("Добавлены особые дни", "Special days were declared"),
    "service-schedule.holidays-withdrawn@1": Text("Убраны особые дни", "Special days were withdrawn"),
    "person.registered@1": Text("Зарегистрирован человек", "A person was registered"),
    "person.groups-granted@1": Text("Изменены группы прав", "Groups of rights were granted"),
    "person.email-reserved@1": Text("Занят адрес электронной почты", "An e-mail address was reserved"),
    "team.formed@1": Text("Создана команда", "A team was formed"),
    "team.renamed@1": Text("Команда переименована", "The team was renamed"),
    "team.members-linked@1": Text("В команду добавлены участники", "Members were linked to the team"),
    "team.members-unlinked@1": Text("Из команды убраны участники", "Members were unlinked from the team"),
    "team.lead-named@1": Text("Назначен руководитель команды", "A team lead was named"),
}
"""Stored name -> sentence with the names of the fact's fields."""


def sentence(fact: Fact) -> Text:
    """What a fact says, in a sentence."""
    template = SENTENCES[fact.stored_name]
    ru: dict[str, Any] = msgspec.structs.asdict(fact)
    en = dict(ru)
    for field, words in (("priority", _LEVELS), ("clock", _CLOCKS), ("type", TYPES)):
        word = words.get(str(ru.get(field)))
        if word is not None:
            ru[field], en[field] = word.ru, word.en
    if isinstance(status := ru.get("status"), Status):
        ru["status"], en["status"] = status.name.ru, status.name.en
    if "is_public" in ru:
        ru["public"] = "Публичный" if ru["is_public"] else "Приватный"
        en["public"] = "Public" if en["is_public"] else "Private"
    return Text(ru=template.ru.format(**ru), en=template.en.format(**en))
