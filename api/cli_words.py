"""Says what is wrong with a command line or a setting in the language of the user; asked by ``api.cli``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich.markup import escape

from api.faults import parameter_fault
from api.settings import MEANINGS
from events.values.text import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Somebody's words for a table in a terminal: neither its markup nor its escapes."""
    return escape(_CONTROL.sub(" ", text))


_USAGE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"No such command '(.*)'\."), "Команды «{0}» нет. Список команд: desk --help"),
    (re.compile(r"No such option: (\S+?)\.?(?: .*)?", re.DOTALL), "Ключа {0} нет. Список ключей: --help после команды"),
    (re.compile(r"Missing argument '(.*)'\."), "Не указан аргумент {0}"),
    (re.compile(r"Missing option '(.*)'\."), "Не указан ключ {0}"),
    (re.compile(r"Option '(.*)' requires an argument\."), "Ключу {0} нужно значение"),
    (re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)"), "Лишние аргументы: {0}"),
    (re.compile(r"Invalid value for '(.*?)': .*integer.*"), "Значение {0} не подходит: нужно целое число"),
    (re.compile(r"Invalid value for '(.*?)': .*greater than or equal to (\S+)"), "{0}: нужно не меньше {1}"),
    (re.compile(r"Invalid value for '(.*?)': .*less than or equal to (\S+)"), "{0}: нужно не больше {1}"),
    (re.compile(r"Invalid value for '(.*?)': (.*)"), "Значение {0} не подходит: {1}"),
)


def usage(message: str) -> Text:
    """What is wrong with a command line, from the parser's English words."""
    for pattern, ru in _USAGE:
        found = pattern.fullmatch(message)
        if found is not None:
            return Text(ru=ru.format(*found.groups()), en=message)
    return Text.same(message)


def setting(fault: Mapping[str, Any]) -> Text:
    """What is wrong with a setting: its name, the reason, its meaning; never its value, which may be a secret."""
    name = ".".join(str(part) for part in fault["loc"])
    reason, meaning = parameter_fault(fault), MEANINGS.get(name, Text.same(""))
    return Text(
        ru=f"DESK_{name.upper()}: {reason.ru} {meaning.ru}.",
        en=f"DESK_{name.upper()}: {reason.en} {meaning.en}.",
    )
