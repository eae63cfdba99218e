"""One sentence in both languages for every fact of a ticket; part of ``describe``."""

from __future__ import annotations

from events.values.text import Text

OF_TICKETS: dict[str, Text] = {
    "ticket.registered@2": Text(
        "Зарегистрирована заявка {number} ({type}), приоритет: {priority}",
        "Ticket {number} ({type}) was registered, priority: {priority}",
    ),
    "ticket.assigned@2": Text("Назначен ответственный", "A responsible was assigned"),
    "ticket.unassigned@1": Text("Ответственного больше нет", "Nobody is responsible any more"),
    "ticket.put-in-progress@1": Text("Взята в работу", "Put in progress"),
    "ticket.put-on-hold@2": Text("Отложена", "Put on hold"),
    "ticket.resumed@1": Text("Возобновлена работа после ожидания", "Resumed after the wait"),
    "ticket.resolved@2": Text("Решена", "Resolved"),
    "ticket.reopened@2": Text("Возобновлена", "Reopened"),
    "ticket.closed@1": Text("Закрыта", "Closed"),
    "ticket.declined@2": Text("Отклонена", "Declined"),
    "ticket.merged@1": Text("Объединена с другой заявкой", "Merged into another ticket"),
    "ticket.joined@1": Text("Сюда объединена заявка №{number}", "Ticket #{number} was merged into this one"),
    "ticket.unmerged@1": Text(
        "Объединение отменено, заявка снова идёт сама; сказанное там осталось там; статус «{status}»",
        "The merge was undone and the ticket goes on by itself; what was said there stays there; status “{status}”",
    ),
    "ticket.unjoined@1": Text(
        "Заявка №{number} больше не объединена с этой; сказанное здесь осталось здесь",
        "Ticket #{number} is no longer merged into this one; what was said here stays here",
    ),
    "ticket.moved@2": Text("Переведена в «{status}»", "Moved to “{status}”"),
    "ticket.approval-requested@1": Text("Запрошено согласование", "An approval was requested"),
    "ticket.approval-answered@1": Text("Ответ согласующего: {verdict}", "An approver answered: {verdict}"),
    "ticket.approval-reminded@1": Text("Согласующим напомнили об ответе", "The approvers were reminded"),
    "ticket.approval-ended@3": Text(
        "Согласование завершено: {outcome}; статус «{status}»", "The approval ended: {outcome}; status “{status}”"
    ),
    "ticket.answer-noted@1": Text("Ответ заявителя принят: {taken_as}", "The requester's answer was noted: {taken_as}"),
    "ticket.commented@2": Text("{public} комментарий", "{public} comment"),
    "ticket.prioritised@2": Text("Приоритет: {priority}", "Priority: {priority}"),
    "ticket.reclassified@3": Text(
        "Изменены тип, услуга, соглашение или признаки",
        "Type, service, agreement or attributes changed",
    ),
    "ticket.requester-recognised@1": Text("Заявитель известен: {name}", "The requester is known by now: {name}"),
    "ticket.requester-corrected@1": Text("Исправлен заявитель", "The requester was corrected"),
    "ticket.reworded@1": Text("Исправлены слова заявки", "The ticket's words were corrected"),
    "ticket.taken-back@1": Text("Отозвана заявителем", "Taken back by whoever asked for it"),
    "ticket.deadline-missed@1": Text("Просрочено время {clock}", "The {clock} deadline was missed"),
    "ticket.deadline-miss-withdrawn@1": Text(
        "Просрочка времени {clock} снята: {why}", "The miss of the {clock} deadline was withdrawn: {why}"
    ),
    "ticket.escalation-reached@1": Text(
        "Эскалация «{point_id}» по времени {clock}", "Escalation “{point_id}” of the {clock} clock"
    ),
    "ticket.escalation-withdrawn@1": Text(
        "Эскалация «{point_id}» по времени {clock} снята: исправлена история",
        "Escalation “{point_id}” of the {clock} clock was withdrawn: the history was corrected",
    ),
    "ticket.consequences-withdrawn@1": Text(
        "Отменено то, что произошло само: рассказано о более раннем; статус «{status}»",
        "What had followed by itself was withdrawn, for something earlier was told; status “{status}”",
    ),
    "ticket.history-begun@1": Text("Начат рассказ о прошлом заявки", "The ticket's history is being told"),
    "ticket.history-ended@1": Text("Рассказ о прошлом заявки закончен", "The ticket's history is told"),
    "ticket.linked@1": Text("Связь добавлена: {kind}", "Linked: {kind}"),
    "ticket.unlinked@1": Text("Связь снята: {kind}", "Unlinked: {kind}"),
    "ticket.article-quoted@1": Text("В ответе указана статья K-{number}", "Article K-{number} was quoted"),
    "ticket.tagged@1": Text("Поставлены метки", "Tags were put on"),
    "ticket.untagged@1": Text("Сняты метки", "Tags were taken off"),
    "ticket.task-added@1": Text("Добавлена задача «{title}»", "Task “{title}” was added"),
    "ticket.task-replanned@1": Text("Изменена задача «{title}»", "Task “{title}” was planned anew"),
    "ticket.task-done@1": Text("Задача выполнена", "A task was done"),
    "ticket.task-taken-up-again@1": Text("Задача возвращена в работу", "A task was taken up again"),
    "ticket.task-given-up@1": Text("Задача снята", "A task was given up"),
    "ticket.checks-added@1": Text("Добавлены пункты чек-листа", "Items were added to the checklist"),
    "ticket.check-ticked@1": Text("Отмечено в чек-листе: «{words}»", "Ticked off the checklist: “{words}”"),
    "ticket.check-unticked@1": Text("Отметка снята: «{words}»", "Not ticked off any more: “{words}”"),
    "ticket.check-reworded@1": Text("Изменён пункт чек-листа: «{words}»", "An item of the checklist: “{words}”"),
    "ticket.checks-reordered@1": Text("Изменён порядок чек-листа", "The checklist was reordered"),
    "ticket.check-withdrawn@1": Text("Снят пункт чек-листа: «{words}»", "Off the checklist: “{words}”"),
    "ticket.check-restored@1": Text("Возвращён пункт чек-листа: «{words}»", "Back on the checklist: “{words}”"),
    "ticket.time-spent@1": Text("Затрачено время ({activity})", "Time was spent ({activity})"),
    "ticket.time-spent-corrected@1": Text(
        "Исправлена запись о времени ({activity})", "Time spent was corrected ({activity})"
    ),
    "ticket.time-spent-withdrawn@1": Text("Запись о времени отменена", "Time spent was withdrawn"),
    "ticket.reply-template-used@1": Text("Ответ по шаблону", "Answered with the template"),
    "ticket.macro-applied@1": Text("Выполнен макрос", "The macro was applied"),
    "ticket.rated@1": Text("Оценка решения: {score} из 5", "The solution was rated: {score} of 5"),
    "ticket.rating-changed@1": Text("Оценка изменена: {score} из 5", "The rating was changed: {score} of 5"),
    "ticket.low-rating-told@1": Text(
        "О низкой оценке ({score} из 5) сообщено руководителю команды",
        "A low rating ({score} of 5) was told to who leads the team",
    ),
    "ticket.pictures-in-place@1": Text("Картинки стоят в тексте", "Pictures stand within the words"),
    "ticket.files-attached@1": Text("Приложены файлы", "Files were attached"),
    "ticket.comment-edited@1": Text("{public} комментарий изменён", "{public} comment, edited"),
    "ticket.comment-split-off@1": Text(
        "{public} комментарий продолжается как заявка №{number}", "{public} comment, goes on as ticket #{number}"
    ),
    "ticket.comment-redacted@1": Text(
        "{public} комментарий сделан нечитаемым", "{public} comment, made unreadable for good"
    ),
    "ticket.description-redacted@1": Text(
        "Описание сделано нечитаемым", "The description was made unreadable for good"
    ),
    "ticket.comment-withdrawn@1": Text("{public} комментарий убран", "{public} comment, withdrawn"),
    "ticket.people-mentioned@1": Text("Упомянуты", "Mentioned"),
    "ticket.copied@1": Text("Поставлен в копию", "Put in copy"),
    "ticket.copy-ended@1": Text("Больше не в копии", "No longer in copy"),
    "ticket.shared@1": Text("Открыта для чтения", "Shared to read"),
    "ticket.share-ended@1": Text("Больше не открыта для чтения", "Shared no longer"),
    "ticket.watched@1": Text("Наблюдает за заявкой", "Watches the ticket"),
    "ticket.unwatched@1": Text("Больше не наблюдает за заявкой", "No longer watches the ticket"),
}
"""Stored name -> sentence with the names of the fact's fields."""
