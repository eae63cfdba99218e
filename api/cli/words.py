"""Says what is wrong with a command line or a setting in the language of the user; asked by ``api.cli.main``."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping
from typing import Any

from rich.markup import escape
from typer import rich_utils

from api.questions.decoding.parameters import parameter_fault
from api.questions.refusals import NoSuchThing
from api.settings import MEANINGS
from events.values.refusal import Refusal
from events.values.text import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Somebody's words for a table in a terminal: neither its markup nor its escapes."""
    return escape(without_control(text))


def without_control(text: str) -> str:
    """Somebody's words for a line that reads no markup: without what would command the terminal."""
    return _CONTROL.sub(" ", text)


_USAGE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"No such command '(.*)'\."), "Команды «{0}» нет. Список команд: desk --help"),
    (re.compile(r"No such option: (\S+?)\.?(?: .*)?", re.DOTALL), "Ключа {0} нет. Список ключей: --help после команды"),
    (re.compile(r"Missing command\."), "Не указана команда. Список команд: desk --help"),
    (re.compile(r"Missing argument '(.*)'\."), "Не указан аргумент {0}"),
    (re.compile(r"Missing parameter: (.*)"), "Не указан аргумент {0}"),
    (re.compile(r"Missing option '(.*)'\."), "Не указан ключ {0}"),
    (re.compile(r"Option '(.*)' requires an argument\."), "Ключу {0} нужно значение"),
    (re.compile(r"Option '(.*)' requires (\d+) arguments\."), "Ключу {0} нужно значений: {1}"),
    (re.compile(r"Option '(.*)' does not take a value\."), "Ключ {0} пишется без значения"),
    (re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)"), "Лишние аргументы: {0}"),
    (re.compile(r"Invalid value for '(.*?)': .*integer.*"), "Значение {0} не подходит: нужно целое число"),
    (re.compile(r"Invalid value for '(.*?)': .*greater than or equal to (\S+)"), "{0}: нужно не меньше {1}"),
    (re.compile(r"Invalid value for '(.*?)': .*less than or equal to (\S+)"), "{0}: нужно не больше {1}"),
    (re.compile(r"Invalid value for '(.*?)': .*is not one of (.*)\."), "Значение {0} не подходит; есть: {1}"),
    (
        re.compile(r"Invalid value for '(.*?)': .*", re.DOTALL),
        "Значение {0} не подходит. Какое нужно: --help",
    ),
    (
        re.compile(r".*", re.DOTALL),
        "Команда записана неверно. Как нужно: desk --help",
    ),
)
"""The parser's words -> ours; the last ones take whatever a new version of the parser may say."""

_ARGUMENTS = {
    "number": "номер",
    "files": "файлы",
    "file": "файл",
    "name": "имя",
    "login": "логин",
    "entry": "номер записи",
    "who": "кто",
    "bearer": "держатель",
    "text": "текст",
    "reason": "причина",
    "solution": "решение",
}
"""What the arguments of commands are in Russian; the pages of help call them by their names."""


def usage(message: str) -> Text:
    """What is wrong with a command line, from the parser's English words."""
    for pattern, ru in _USAGE:
        found = pattern.fullmatch(message)
        if found is not None:
            named = (_called(group) for group in found.groups())
            return Text(ru=ru.format(*named), en=_plain_integer(message))
    return Text.same(message)


def _plain_integer(message: str) -> str:
    """The parser's English, but where it tells how it parses."""
    return re.sub(r"(Invalid value for '.*?'): .*integer.*", r"\1: a whole number is needed", message)


def _called(word: str) -> str:
    told = _ARGUMENTS.get(word.lower())
    return word if told is None else f"{word} ({told})"


_REASONS: dict[int, Text] = {
    errno.ENOENT: Text("такого файла нет", "there is no such file"),
    errno.EACCES: Text("нет прав на чтение и запись", "you may not read or write it"),
    errno.EPERM: Text("нет прав на чтение и запись", "you may not read or write it"),
    errno.EISDIR: Text("это папка, а не файл", "it is a folder, not a file"),
    errno.ENOTDIR: Text("путь проходит через файл", "the way leads through a file"),
    errno.ENOSPC: Text("на диске нет места", "the disk is full"),
    errno.EROFS: Text("диск открыт только для чтения", "the disk is read-only"),
    errno.ENAMETOOLONG: Text("имя слишком длинное", "the name is too long"),
}


def reason_of(error: OSError) -> Text:
    """Why a file cannot be read or written, in words of our own where the system has them in its language only."""
    told = _REASONS.get(error.errno or 0)
    return told or Text(f"ошибка системы {error.errno}", error.strerror or str(error))


def refused(refusal: Refusal) -> Text:
    """A refusal's words, but where they speak of addresses, which a terminal has none of."""
    return _NOT_THEIRS if type(refusal) is NoSuchThing else refusal.text


_NOT_THEIRS = Text(
    "Такого нет, или вам этого не видно. Кто вы: desk whoami; кому что можно: desk rights.",
    "There is no such thing, or you may not see it. Who you are: desk whoami; who may what: desk rights.",
)


def no_json(error: ValueError) -> Text:
    """Why a file is no JSON: where reading it stopped."""
    if isinstance(error, json.JSONDecodeError):
        line, column = error.lineno, error.colno
        return Text(f"ошибка в строке {line}, знак {column}", f"there is a mistake in line {line}, character {column}")
    return Text("файл не в кодировке UTF-8", "the file is not in UTF-8")


def setting(fault: Mapping[str, Any]) -> Text:
    """What is wrong with a setting: its name, the reason, its meaning; never its value, which may be a secret."""
    name = ".".join(str(part) for part in fault["loc"])
    reason, meaning = parameter_fault(fault), MEANINGS.get(name, Text.same(""))
    return Text(
        ru=f"DESK_{name.upper()}: {reason.ru} {meaning.ru}.",
        en=f"DESK_{name.upper()}: {reason.en} {meaning.en}.",
    )


_HELP: dict[str, Text] = {
    "DEPRECATED_STRING": Text("(устарело) ", "(deprecated) "),
    "DEFAULT_STRING": Text("[по умолчанию: {}]", "[default: {}]"),
    "REQUIRED_LONG_STRING": Text("[обязательно]", "[required]"),
    "ARGUMENTS_PANEL_TITLE": Text("Аргументы", "Arguments"),
    "OPTIONS_PANEL_TITLE": Text("Ключи", "Options"),
    "COMMANDS_PANEL_TITLE": Text("Команды", "Commands"),
    "ERRORS_PANEL_TITLE": Text("Ошибка", "Error"),
}
"""Names of the words that frame a page of help -> the words."""


def speak(language: str) -> None:
    """Frame the pages of help in a language: the library reads these words when it draws a page."""
    for name, told in _HELP.items():
        setattr(rich_utils, name, told.to(language))
