"""What the list is narrowed by: the fields of its filter, and a chip for each value, which takes it away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

import msgspec

from api.console.asked import Asked, id_of
from api.console.listing.wanted import DAYS, FIELDS
from api.console.offered import lists
from api.questions.agreement.cards import list_agreements
from api.questions.org_unit import cards as units
from api.questions.person.cards import CardWanted, read_person
from events.values.refusal import Refusal
from events.values.text import Text

NAMES: Mapping[str, Text] = {
    "status": Text("Статус", "Status"),
    "priority": Text("Приоритет", "Priority"),
    "type": Text("Тип", "Type"),
    "channel": Text("Канал", "Channel"),
    "team": Text("Команда", "Team"),
    "responsible": Text("Ответственный", "Responsible"),
    "requester": Text("Заявитель", "Requester"),
    "company": Text("Компания", "Company"),
    "unit": Text("Подразделение", "Unit"),
    "agreement": Text("Соглашение", "Agreement"),
    "service": Text("Услуга", "Service"),
    "tag": Text("Метка", "Tag"),
    "q": Text("Слова", "Words"),
    "overdue": Text("Просрочена", "Overdue"),
    "registered_from": Text("Зарегистрирована с", "Registered from"),
    "registered_before": Text("Зарегистрирована до", "Registered before"),
    "closed_from": Text("Закрыта с", "Closed from"),
    "closed_before": Text("Закрыта до", "Closed before"),
    "due_from": Text("Срок с", "Due from"),
    "due_before": Text("Срок до", "Due before"),
}
WORDS: Mapping[str, Text] = {
    "me": Text("я", "me"),
    "mine": Text("мои", "mine"),
    "nobody": Text("никто", "nobody"),
    "none": Text("нет", "none"),
    "true": Text("да", "yes"),
}
CHANNELS: Mapping[str, Text] = {
    "portal": Text("Портал", "Portal"),
    "email": Text("E-mail", "E-mail"),
    "phone": Text("Телефон", "Phone"),
    "api": Text("API", "API"),
    "walk_in": Text("Лично", "In person"),
}


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the list is narrowed by, and the same list without it."""

    name: str
    value: str
    href: str


def chips(asked: Asked) -> list[Chip]:
    """One for each value that the address names."""
    found = []
    for name in (*FIELDS, *DAYS, "overdue", "q"):
        values = [part for told in asked.wishes(name) for part in _parts(name, told)]
        for value in values:
            left = [one for one in values if one != value]
            without = asked.address(**{name: None}, cursor=None, open=None)
            href = without if not left else f"{without}{'&' if '?' in without else '?'}{_again(name, left)}"
            found.append(Chip(name=asked.told(NAMES[name]), value=_told(asked, name, value), href=href))
    return found


def _parts(name: str, told: str) -> Iterator[str]:
    yield from (part.strip() for part in ([told] if name == "q" else told.split(",")) if part.strip())


def _again(name: str, values: list[str]) -> str:
    return urlencode([(name, one) for one in values])


def _told(asked: Asked, name: str, value: str) -> str:
    if value in WORDS and name != "q":
        return asked.told(WORDS[value])
    if name == "priority":
        return dict(lists.levels(asked)).get(value, value)
    if name == "channel":
        return asked.told(CHANNELS.get(value)) or value
    tell = _TELLERS.get(name)
    try:
        return (tell(asked, value) if tell is not None else value) or value
    except Refusal:
        # Whoever may not read what bears the name sees what the address says.
        return value


def statuses(asked: Asked) -> Mapping[str, str]:
    """Every status that tickets have or had, of all types; a code that several use is named by the first."""
    found: dict[str, str] = {}
    for kind in lists.ticket_types(asked):
        for code, status in kind.known.items():
            found.setdefault(code, asked.told(status.name))
    return found


def types(asked: Asked) -> Mapping[str, str]:
    """The types of tickets."""
    return {one.code: asked.told(one.definition.name) for one in lists.ticket_types(asked)}


def _card(told: str) -> CardWanted | None:
    ref = id_of(told)
    return None if ref is None else CardWanted(ref=ref)


def _person(asked: Asked, value: str) -> str:
    card = _card(value)
    return "" if card is None else read_person(asked.desk, asked.viewer, card).value.person.name


def _unit(asked: Asked, value: str) -> str:
    card = _card(value)
    return "" if card is None else asked.told(units.read_unit(asked.desk, asked.viewer, card).value.unit.name)


def _agreement(asked: Asked, value: str) -> str:
    known = list_agreements(asked.desk, asked.viewer, None).value.agreements
    return next((asked.told(one.name) for one in known if str(one.agreement_id) == value), "")


_TELLERS: Mapping[str, Callable[[Asked, str], str]] = {
    "status": lambda asked, value: statuses(asked).get(value, ""),
    "type": lambda asked, value: types(asked).get(value, ""),
    "team": lambda asked, value: dict(lists.teams(asked)).get(value, ""),
    "service": lambda asked, value: dict(lists.services(asked)).get(value, "").strip(),
    "responsible": _person,
    "requester": _person,
    "company": _unit,
    "unit": _unit,
    "agreement": _agreement,
}
"""Parameter -> what its values are called."""
