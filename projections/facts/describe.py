"""One sentence in both languages for every fact of the catalogue; read in timelines, histories and the docs."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import msgspec

from events.fact import Fact
from events.org_unit import OrgUnitHeadNamed
from events.ticket import DeadlineMissWithdrawn, EscalationReached
from events.values.change import CHANGE_CYCLE
from events.values.module import MODULES
from events.values.people import CARETAKER, MAIL_INTAKE, SYSTEM, TIMEKEEPER
from events.values.problem import PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import TYPES, Status
from events.values.ticket_link import LINK_NAMES
from events.values.time_spent import ACTIVITY_NAMES
from projections.facts.article_sentences import OF_ARTICLES
from projections.facts.ticket_sentences import OF_TICKETS

LEVEL_NAMES = {
    "critical": Text("критический", "critical"),
    "high": Text("высокий", "high"),
    "normal": Text("обычный", "normal"),
    "low": Text("низкий", "low"),
}
_LICENCES = {
    "unlicensed": Text("нет", "none"),
    "named": Text("именная", "named"),
    "concurrent": Text("конкурентная", "concurrent"),
}
_VERDICTS = {"approve": Text("согласовано", "approved"), "reject": Text("отклонено", "rejected")}
_OUTCOMES = {
    "approved": Text("согласовано", "approved"),
    "rejected": Text("отклонено", "rejected"),
    "expired": Text("срок истёк", "expired"),
    "withdrawn": Text("запрос отозван", "withdrawn"),
}
_TAKEN_AS = {
    "thanks": Text("благодарность, заявка осталась решённой", "thanks, so the ticket stays resolved"),
    "answer_on_hold": Text("заявка ждёт дальше", "the ticket goes on waiting"),
}
_CYCLES = {"problem.moved@2": PROBLEM_CYCLE, "change.moved@2": CHANGE_CYCLE}
_CLOCKS = {"reaction": Text("реакции", "reaction"), "resolution": Text("решения", "resolution")}

WITHDRAWN_BECAUSE = {
    "target_changed": Text("изменилась норма", "the target changed"),
    "working_time_changed": Text("изменилось рабочее время", "working time changed"),
    "history_corrected": Text("исправлена история", "the history was corrected"),
}
"""Why a miss no longer holds (C5)."""

_WORDS: dict[str, dict[str, Text]] = {
    "priority": LEVEL_NAMES,
    "clock": _CLOCKS,
    "type": TYPES,
    "licence": _LICENCES,
    "verdict": _VERDICTS,
    "outcome": _OUTCOMES,
    "kind": {str(code): name for code, name in LINK_NAMES.items()},
    "activity": {str(code): name for code, name in ACTIVITY_NAMES.items()},
    "taken_as": _TAKEN_AS,
    "module": {str(code): name for code, name in MODULES.items()},
}
"""Fields whose codes are told in words."""

SENTENCES: dict[str, Text] = {
    **OF_TICKETS,
    "person.substitute-named@1": Text("Назначен заместитель", "A substitute was named"),
    "person.substitute-dismissed@1": Text("Заместителя больше нет", "The substitute was dismissed"),
    "person.absence-planned@1": Text("Запланировано отсутствие", "An absence was planned"),
    "person.absence-replanned@1": Text("Отсутствие изменено", "The absence was changed"),
    "person.absence-ended@1": Text("Отсутствие закончено раньше", "The absence was ended early"),
    "team.dealing-chosen@1": Text("Выбрано, как команда делит заявки", "How the team deals tickets was chosen"),
    "team.turn-taken@1": Text("Заявка отдана по порядку", "A ticket was dealt"),
    "on-call.rota-set@1": Text("Задан график дежурств команды", "The team's on-call rota was set"),
    "on-call.rota-ended@1": Text("Дежурства команды закончены", "The team's on-call rota was ended"),
    "on-call.covered@1": Text("Дежурство отдано участнику", "A span on call was taken"),
    "on-call.swap-offered@1": Text("Предложен обмен дежурствами", "A swap on call was offered"),
    "on-call.swapped@1": Text("Обмен дежурствами", "Time on call was swapped"),
    "on-call.replacement-withdrawn@1": Text("Замена на дежурстве убрана", "A replacement on call was withdrawn"),
    "outage.announced@1": Text("Объявлен сбой", "An outage was announced"),
    "outage.ended@1": Text("Сбой закончился", "The outage is over"),
    "affected.joined@1": Text("Сбой есть и у заявителя", "Somebody has the outage, too"),
    "affected.left@1": Text("У заявителя сбоя нет", "Somebody does not have the outage after all"),
    "freeze.declared@1": Text("Объявлен запрет изменений", "A change freeze was declared"),
    "freeze.lifted@1": Text("Запрет изменений снят", "A change freeze was lifted"),
    "change.freeze-passed@1": Text("Окно во время запрета изменений", "Scheduled into a change freeze"),
    "ticket-type.defined@3": Text("Создан тип заявки «{code}»", "Ticket type “{code}” was defined"),
    "ticket-type.revised@3": Text("Изменён тип заявки «{code}»", "Ticket type “{code}” was revised"),
    "ticket-type.archived@1": Text("Тип заявки «{code}» убран в архив", "Ticket type “{code}” was archived"),
    "ticket-type.restored@1": Text("Тип заявки «{code}» возвращён", "Ticket type “{code}” was restored"),
    "view.made@1": Text("Создано представление", "A view was made"),
    "view.renamed@1": Text("Представление переименовано", "The view was renamed"),
    "view.changed@1": Text("Изменено, какие заявки показывает представление", "What the view shows was changed"),
    "view.shared@1": Text("Изменено, кому открыто представление", "Who sees the view was changed"),
    "view.removed@1": Text("Представление удалено", "The view was removed"),
    "reply-template.made@1": Text("Создан шаблон ответа", "A reply template was made"),
    "reply-template.reworded@1": Text("Изменён шаблон ответа", "The reply template was reworded"),
    "reply-template.shared@1": Text("Изменено, кому открыт шаблон", "Who may use the template was changed"),
    "reply-template.archived@1": Text("Шаблон убран в архив", "The template was archived"),
    "reply-template.restored@1": Text("Шаблон возвращён", "The template was restored"),
    "macro.made@1": Text("Создан макрос", "A macro was made"),
    "macro.changed@1": Text("Изменён макрос", "The macro was changed"),
    "macro.shared@1": Text("Изменено, кому открыт макрос", "Who may use the macro was changed"),
    "macro.archived@1": Text("Макрос убран в архив", "The macro was archived"),
    "macro.restored@1": Text("Макрос возвращён", "The macro was restored"),
    "checklist-template.made@1": Text("Создан шаблон чек-листа", "A checklist template was made"),
    "checklist-template.changed@1": Text("Изменён шаблон чек-листа", "The checklist template was changed"),
    "checklist-template.shared@1": Text(
        "Изменено, кому открыт шаблон чек-листа", "Who may use the checklist template was changed"
    ),
    "checklist-template.archived@1": Text("Шаблон чек-листа убран в архив", "The checklist template was archived"),
    "checklist-template.restored@1": Text("Шаблон чек-листа возвращён", "The checklist template was restored"),
    "ticket-type.checklist-set@1": Text("Изменены чек-листы типа", "The checklists of the type were set"),
    "service.checklists-set@1": Text("Изменены чек-листы услуги", "The checklists of the service were set"),
    "ticket-type.satisfaction-set@1": Text("Изменён порядок оценок типа", "How the type is rated was set"),
    "agreement.concluded@1": Text("Заключено соглашение", "An agreement was concluded"),
    "agreement.renamed@1": Text("Соглашение переименовано", "The agreement was renamed"),
    "agreement.promise-revised@1": Text("Изменены правила соглашения", "The agreement's rules were revised"),
    "agreement.rescheduled@1": Text("Соглашению назначен другой график", "The agreement follows another schedule"),
    "agreement.default-responsible-named@1": Text(
        "Назначен ответственный по умолчанию", "A default responsible was named"
    ),
    "desk.base-agreement-chosen@1": Text("Выбрано базовое соглашение", "The base agreement was chosen"),
    "agreement.provider-named@1": Text("Назначен поставщик услуг", "A provider was named"),
    "agreement.recipients-named@1": Text("Изменены получатели соглашения", "The agreement's recipients were named"),
    "agreement.services-named@1": Text("Изменён состав услуг соглашения", "The agreement's services were named"),
    "agreement.kind-corrected@1": Text("Исправлен вид соглашения", "The agreement's kind was corrected"),
    "agreement.validity-set@1": Text("Изменён срок действия соглашения", "The agreement's validity was set"),
    "agreement.archived@2": Text("Соглашение убрано в архив", "The agreement was archived"),
    "agreement.restored@1": Text("Соглашение возвращено", "The agreement was restored"),
    "desk.responsible-named@1": Text("Назначен ответственный службы", "The desk's responsible was named"),
    "module.hidden@1": Text("Скрыт модуль «{module}»", "The module “{module}” was hidden"),
    "module.shown@1": Text("Модуль «{module}» снова показан", "The module “{module}” is shown again"),
    "log.resumed@1": Text(
        "Журнал продолжен после восстановления из копии, эпоха {epoch}: прежде он был виден до {seen_position}",
        "The log goes on after a restore, epoch {epoch}: before, it was seen up to position {seen_position}",
    ),
    "log.details-sealed@1": Text(
        "Слова людей в прежних фактах закрыты, до позиции {until}",
        "People's words in older facts were sealed, up to position {until}",
    ),
    "headship.taken@1": Text("Назначен руководителем", "Made a head"),
    "headship.laid-down@1": Text("Больше не руководитель", "No longer a head"),
    "holding.granted@1": Text("Предоставлено соглашение", "An agreement was granted"),
    "holding.withdrawn@1": Text("Соглашение больше не предоставляется", "An agreement was withdrawn"),
    "service.added@2": Text("Добавлена услуга", "A service was added"),
    "service.described@2": Text("Изменено описание услуги", "The service was described anew"),
    "service.moved@1": Text("Услуга перенесена в каталоге", "The service was moved in the catalogue"),
    "service.placed@1": Text("Изменён порядок услуги", "The service was placed elsewhere"),
    "service.types-allowed@1": Text("Изменены типы заявок услуги", "The service's ticket types were set"),
    "service.responsible-named@1": Text("Изменён ответственный за услугу", "The service's responsible was named"),
    "service.questions-set@1": Text("Изменены вопросы услуги", "The service's questions were set"),
    "service.archived@1": Text("Услуга убрана из каталога", "The service was archived"),
    "service.restored@1": Text("Услуга возвращена в каталог", "The service was restored"),
    "service-schedule.drawn-up@1": Text("Создан график обслуживания", "A service schedule was drawn up"),
    "service-schedule.renamed@1": Text("График переименован", "The schedule was renamed"),
    "service-schedule.revised@2": Text(
        "График изменён с {effective_from}", "The schedule was revised from {effective_from} on"
    ),
    "service-schedule.holidays-declared@1": Text("Добавлены особые дни", "Special days were declared"),
    "service-schedule.holidays-withdrawn@1": Text("Убраны особые дни", "Special days were withdrawn"),
    "org-unit.added@1": Text(
        "Добавлено подразделение, компания или филиал", "A department, company or branch was added"
    ),
    "org-unit.renamed@1": Text("Подразделение переименовано", "The unit was renamed"),
    "org-unit.moved@1": Text("Подразделение перенесено", "The unit was moved"),
    "org-unit.head-named@1": Text("Назначен руководитель подразделения", "The unit's head was named"),
    "org-unit.archived@2": Text("Подразделение отправлено в архив: {reason}", "The unit was archived: {reason}"),
    "org-unit.restored@1": Text("Подразделение возвращено из архива", "The unit was restored"),
    "org-unit.fed@1": Text("Подразделение теперь ведёт внешний источник", "The unit is fed from outside from now on"),
    "org-unit.unfed@1": Text("Подразделение теперь ведут вручную", "The unit is kept by hand from now on"),
    "org-unit.overridden@2": Text(
        "Данные внешнего источника изменены вручную: {note}", "What a source owns was changed by hand: {note}"
    ),
    "org-unit.sharing-set@1": Text(
        "Изменено, видят ли контакты все заявки компании",
        "It was set whether contacts see all tickets of the company",
    ),
    "org-unit.asking-set@1": Text(
        "Изменено, регистрируют ли сотрудники компании заявки за коллег",
        "It was set whether people of the company register tickets for colleagues",
    ),
    "org-unit.zone-set@1": Text("Часовой пояс подразделения: {time_zone}", "The unit's time zone: {time_zone}"),
    "person.registered@1": Text("Зарегистрирован человек", "A person was registered"),
    "person.renamed@1": Text("Изменено имя", "The name was changed"),
    "person.moved@1": Text("Перешёл в другое подразделение", "Moved to another unit"),
    "person.position-changed@1": Text("Изменена должность", "The position was changed"),
    "person.emails-changed@1": Text("Изменены адреса электронной почты", "The e-mail addresses were changed"),
    "person.phones-changed@1": Text("Изменены телефоны", "The phones were changed"),
    "person.photo-changed@1": Text("Изменена фотография", "The photo was changed"),
    "person.zone-changed@1": Text("Часовой пояс: {time_zone}", "Time zone: {time_zone}"),
    "person.language-changed@1": Text("Изменён язык общения", "The language was changed"),
    "person.login-given@1": Text("Изменён логин", "The login was changed"),
    "person.licensed@1": Text("Лицензия: {licence}", "Licence: {licence}"),
    "person.groups-granted@1": Text("Изменены группы прав", "Groups of rights were granted"),
    "person.deactivated@1": Text("Доступ закрыт: {reason}", "Access was ended: {reason}"),
    "person.reactivated@1": Text("Доступ открыт снова", "Access was opened again"),
    "person.fed@1": Text("Карточку теперь ведёт внешний источник", "The card is fed from outside from now on"),
    "person.unfed@1": Text("Карточку теперь ведут вручную", "The card is kept by hand from now on"),
    "person.overridden@1": Text(
        "Данные внешнего источника изменены вручную: {note}", "What a source owns was changed by hand: {note}"
    ),
    "person.merged@1": Text("Это другой человек, карточки объединены", "Turned out to be somebody else: merged"),
    "person.took-in@1": Text("К карточке присоединена другая", "Another card was merged into this one"),
    "person.unit-added@1": Text("Относится и к другому подразделению", "Belongs to another unit, too"),
    "person.unit-left@1": Text("К подразделению больше не относится", "Belongs to the unit no longer"),
    "person.file-added@1": Text("К карточке приложен файл", "A file was put on the card"),
    "person.file-withdrawn@1": Text("Файл убран с карточки", "A file was taken off the card"),
    "name.taken@1": Text("Занят логин или адрес электронной почты", "A login or an e-mail address was taken"),
    "name.freed@1": Text("Освобождён логин или адрес электронной почты", "A login or an e-mail address was freed"),
    "account.password-set@1": Text("Задан новый пароль", "A new password was set"),
    "account.password-reset-offered@1": Text(
        "Выдан одноразовый код для нового пароля", "A one-time code for a new password was made"
    ),
    "account.session-ended@1": Text("Завершён один сеанс", "One session was ended"),
    "account.second-factor-changed@1": Text("Изменён второй фактор", "The second factor was changed"),
    "account.token-made@1": Text("Выпущен токен «{label}»", "The token “{label}” was made"),
    "account.token-withdrawn@1": Text("Токен отозван", "A token was withdrawn"),
    "account.sessions-ended@1": Text("Все сеансы завершены", "All sessions were ended"),
    "team.formed@1": Text("Создана команда", "A team was formed"),
    "team.renamed@1": Text("Команда переименована", "The team was renamed"),
    "team.members-linked@1": Text("В команду добавлены участники", "Members were linked to the team"),
    "team.members-unlinked@1": Text("Из команды убраны участники", "Members were unlinked from the team"),
    "team.lead-named@1": Text("Назначен руководитель команды", "A team lead was named"),
    "team.disbanded@1": Text("Команда расформирована", "The team was disbanded"),
    "problem.registered@2": Text("Зарегистрирована проблема P-{number}", "Problem P-{number} was registered"),
    "problem.described@2": Text("Изменено описание проблемы", "The problem was described anew"),
    "problem.assigned@1": Text("Назначен ответственный за проблему", "A responsible for the problem was assigned"),
    "problem.incidents-linked@1": Text("К проблеме привязаны инциденты", "Incidents were linked to the problem"),
    "problem.incidents-unlinked@1": Text("От проблемы отвязаны инциденты", "Incidents were unlinked from the problem"),
    "problem.workaround-found@2": Text("Обходное решение: {workaround}", "Workaround: {workaround}"),
    "problem.root-cause-found@2": Text("Коренная причина: {root_cause}", "Root cause: {root_cause}"),
    "problem.moved@2": Text("Проблема: «{status}»", "Problem: “{status}”"),
    **OF_ARTICLES,
    "change.drafted@2": Text("Начат запрос на изменение C-{number}", "Change request C-{number} was drafted"),
    "change.outlined@2": Text("Изменено содержание запроса", "The change request was outlined anew"),
    "change.assigned@1": Text("Назначен ответственный за изменение", "A responsible for the change was assigned"),
    "change.incidents-linked@1": Text("К изменению привязаны заявки", "Tickets were linked to the change"),
    "change.incidents-unlinked@1": Text("От изменения отвязаны заявки", "Tickets were unlinked from the change"),
    "change.submitted@2": Text("Отправлено на согласование", "Submitted for approval"),
    "change.approval-answered@2": Text("Ответ согласующего: {verdict}", "An approver's answer: {verdict}"),
    "change.approval-reminded@1": Text("Согласующим напомнили об изменении", "The change's approvers were reminded"),
    "change.scheduled@2": Text("Изменение запланировано", "The change was scheduled"),
    "change.moved@2": Text("Изменение: «{status}»", "Change: “{status}”"),
    "window.booked@2": Text("Услуга занята изменением C-{number}", "The service is held by change C-{number}"),
    "window.booked-below@1": Text(
        "Вложенная услуга занята изменением C-{number}", "A service below is held by change C-{number}"
    ),
    "window.freed-below@1": Text(
        "Вложенная услуга свободна от изменения", "A service below is no longer held by the change"
    ),
    "window.freed@1": Text("Услуга свободна от изменения", "The service is no longer held by the change"),
}
"""Stored name -> sentence with the names of the fact's fields."""

_NOBODY_HEADS = Text("У подразделения больше нет руководителя", "Nobody heads the unit any more")


_ACTORS: dict[UUID, Text] = {
    SYSTEM.id: Text("Deskledger", "Deskledger"),
    TIMEKEEPER.id: Text("Хранитель времени", "The timekeeper"),
    CARETAKER.id: Text("Смотритель", "The caretaker"),
    MAIL_INTAKE.id: Text("Приём писем", "Mail intake"),
}
_SHARE = re.compile(r"(\d{1,4}) ?%")
_LATE = re.compile(r"(\d{1,4}) ?(m|h|d)-(late|early)")
_UNITS = {"m": Text("мин", "min"), "h": Text("ч", "h"), "d": Text("дн.", "d")}
_SIDES = {"late": Text("после срока", "after due"), "early": Text("до срока", "before due")}


def called_actor(actor_id: UUID, name: str) -> Text:
    """What whoever did something is called: people by their names, parts of the desk by what they are."""
    return _ACTORS.get(actor_id) or Text.same(name)


def point_in_words(point_id: str) -> Text:
    """What an escalation point is called: usual codes in words, another one as whoever set it up called it."""
    if found := _SHARE.fullmatch(point_id):
        return Text(f"{found[1]} % нормы", f"{found[1]} % of the target")
    if found := _LATE.fullmatch(point_id):
        unit, side = _UNITS[found[2]], _SIDES[found[3]]
        return Text(f"{found[1]} {unit.ru} {side.ru}", f"{found[1]} {unit.en} {side.en}")
    return Text.same(point_id)


def sentence(fact: Fact, *, type_name: Text | None = None) -> Text:
    """What a fact says, in a sentence; ``type_name`` is what a type of ticket in it is called, if the desk has it."""
    is_unseated = isinstance(fact, OrgUnitHeadNamed) and fact.head is None
    template = _NOBODY_HEADS if is_unseated else SENTENCES[fact.stored_name]
    if "{" not in template.ru + template.en:
        return template
    ru: dict[str, Any] = msgspec.structs.asdict(fact)
    en = dict(ru)
    for field, words in _WORDS.items():
        word = words.get(str(ru.get(field)))
        if word is not None:
            ru[field], en[field] = word.ru, word.en
    if isinstance(fact, EscalationReached):
        point = point_in_words(fact.point_id)
        ru["point_id"], en["point_id"] = point.ru, point.en
    if type_name is not None:
        ru["type"], en["type"] = type_name.ru, type_name.en
    if (cycle := _CYCLES.get(fact.stored_name)) is not None:
        ru["status"] = cycle.status(ru["status"])
    if isinstance(fact, DeadlineMissWithdrawn):
        ru["why"], en["why"] = WITHDRAWN_BECAUSE[fact.reason].ru, WITHDRAWN_BECAUSE[fact.reason].en
    if isinstance(status := ru.get("status"), Status):
        ru["status"], en["status"] = status.name.ru, status.name.en
    if "is_public" in ru:
        ru["public"] = "Публичный" if ru["is_public"] else "Приватный"
        en["public"] = "Public" if en["is_public"] else "Private"
    return Text(ru=template.ru.format(**ru), en=template.en.format(**en))
