"""What the demo says once it is served: where to look, with which token, what to try; called by ``desk demo``."""

from __future__ import annotations

import sys
from pathlib import Path

from api.bootstrap import Desk
from api.cli.app import AS_SYSTEM, out, say
from api.demo.company import HEAD, OPERATOR
from api.questions.ticket.pages import TicketsWanted, count_tickets, list_tickets

FIRST_NUMBER = 1001
PRETTY = "| python3 -m json.tool --no-ensure-ascii"


def places(desk: Desk, url: str, *, is_new: bool) -> None:
    """Where to look, as soon as there is somebody who answers."""
    if not is_new:
        out.print(say("Данные найдены, ничего не загружается заново.", "The data were found; nothing is loaded again."))
    out.print()
    for words, place in _places(desk, url):
        out.print(f"{words:<27}{place}", soft_wrap=True, markup=False, highlight=False)
    out.print()


def guide(desk: Desk, url: str, token: str) -> None:
    """What to try there; what is to be copied stands on lines of its own, never wrapped."""
    counted = count_tickets(desk, AS_SYSTEM, None).value
    # The first ticket is the one that has everything to explain.
    first = list_tickets(desk, AS_SYSTEM, TicketsWanted(sort="number", limit=1)).value.tickets
    number = first[0].number if first else FIRST_NUMBER
    out.print()
    out.print(
        say(
            f"Открыто заявок: {counted.open}, просрочено: {counted.overdue}.",
            f"Open tickets: {counted.open}, overdue: {counted.overdue}.",
        )
    )
    _line(
        say(f"Токен оператора ({OPERATOR.card_name.full}):", f"Token of an operator ({OPERATOR.card_name.full}):"),
        token,
    )
    for words, command in commands(url, token, number):
        _line(words, command)
    _line(
        say("То же в терминале:", "The same in a terminal:"),
        f"{desk_command(desk)} sla {number}",
    )
    _line(
        say("Токен администратора:", "A token of an administrator:"),
        f"{desk_command(desk)} token {HEAD.email} --group administrator",
    )
    out.print()
    out.print(say("Ctrl-C останавливает всё.", "Ctrl-C stops everything."))


def commands(url: str, token: str, number: int) -> list[tuple[str, str]]:
    """Three commands to try, with what each shows."""
    bearer = f'-H "Authorization: Bearer {token}"'
    body = say(
        '{"subject": "Не открывается личный кабинет", "requester": {"email": "anna@client.example", '
        '"name": "Анна Орлова"}, "impact": "high", "urgency": "normal"}',
        '{"subject": "The portal does not open", "requester": {"email": "anna@client.example", '
        '"name": "Anna Orlova"}, "impact": "high", "urgency": "normal"}',
    )
    return [
        (
            say("1. Что горит раньше всего:", "1. What is due first:"),
            f'curl -s {bearer} "{url}/api/v1/tickets?open=true&limit=3" {PRETTY}',
        ),
        (
            say("2. Зарегистрировать заявку:", "2. Register a ticket:"),
            f"curl -s {bearer} -H \"Content-Type: application/json\" -d '{body}' {url}/api/v1/tickets",
        ),
        (
            say(f"3. Почему сроки заявки {number} такие:", f"3. Why the clocks of ticket {number} show what they do:"),
            f"curl -s {bearer} {url}/api/v1/tickets/{number}/sla/explain {PRETTY}",
        ),
    ]


def _places(desk: Desk, url: str) -> list[tuple[str, str]]:
    folder = desk.settings.data_folder
    again = say(f"начать заново: rm -r {folder}", f"to start over: rm -r {folder}")
    data = f"{folder.resolve()} ({again})" if desk.settings.database_url is None else "DESK_DATABASE_URL"
    return [
        (say("Рабочее место и портал", "Pages for everybody"), url),
        (say("Документация и проба API", "Documentation, try the API"), f"{url}/docs"),
        (say("Вход (POST)", "Sign in (POST)"), f"{url}/api/v1/sign-in"),
        (say("Состояние", "Health"), f"{url}/health/ready"),
        (say("Метрики", "Metrics"), f"{url}/metrics"),
        (say("Данные", "Data"), data),
    ]


def desk_command(desk: Desk) -> str:
    """How ``desk`` is called from where the reader stands, with the variable that lets it find the demo's data."""
    folder = "" if desk.settings.database_url is not None else f"DESK_DATA_FOLDER={desk.settings.data_folder} "
    beside = Path(sys.executable).with_name("desk")
    try:
        return f"{folder}{beside.relative_to(Path.cwd())}"
    except ValueError:
        return f"{folder}{beside}"


def _line(words: str, text: str) -> None:
    out.print()
    out.print(words, style="bold")
    out.print(text, soft_wrap=True, markup=False, highlight=False)
