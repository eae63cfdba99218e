"""What the pages of the catalogue say in words: kinds, channels, a rule as “if …”, how many tickets an edit moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from api.console.asked import Asked
from api.questions.agreement.cards import AgreementRead
from api.questions.service.catalogue import Offer
from events.agreement import Kind
from events.values.duration import Duration, Unit
from events.values.targets import Conditions
from events.values.text import Text
from events.values.ticket import Channel
from events.values.ticket_type import AttributeDefinition

KINDS: Mapping[Kind, Text] = {
    "sla": Text("SLA: с теми, кто обращается", "SLA: with those who ask"),
    "ola": Text("OLA: между своими отделами", "OLA: between own departments"),
    "underpinning": Text("Договор с поставщиком", "Underpinning contract with a supplier"),
}
CHANNELS: Mapping[Channel, Text] = {
    "portal": Text("Портал", "Portal"),
    "email": Text("E-mail", "E-mail"),
    "phone": Text("Телефон", "Phone"),
    "walk_in": Text("Лично", "In person"),
    "api": Text("API", "API"),
}
UNITS: Mapping[Unit, Text] = {
    "minutes": Text("минут", "minutes"),
    "hours": Text("часов", "hours"),
    "days": Text("дней по 24 рабочих часа", "days of 24 working hours"),
}
ASKED_OF: Mapping[str, Text] = {
    "types": Text("тип", "type"),
    "services": Text("услуга", "service"),
    "priorities": Text("приоритет", "priority"),
    "impacts": Text("влияние", "impact"),
    "urgencies": Text("срочность", "urgency"),
    "units": Text("подразделение заявителя", "the requester's unit"),
    "channels": Text("канал", "channel"),
    "attributes": Text("поля заявки", "fields of the ticket"),
}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to choose from, and what it is called: for words and for fields of rules alike."""

    types: list[tuple[str, str]]
    attributes: list[AttributeDefinition]
    services: list[Offer]
    names: Mapping[UUID, Text]
    levels: list[tuple[str, str]]


def condition_words(asked: Asked, when: Conditions, known: Known) -> list[str]:
    """What a rule asks of a ticket, a phrase each; nothing: any ticket."""
    types, levels = dict(known.types), dict(known.levels)
    channels = {code: asked.told(name) for code, name in CHANNELS.items()}

    def named(ids: Collection[UUID]) -> list[str]:
        return sorted(asked.told(known.names.get(one)) or str(one) for one in ids)

    told = {
        "types": [types.get(code, code) for code in sorted(when.types)],
        "services": named(when.services),
        "priorities": [name for code, name in levels.items() if code in when.priorities],
        "impacts": [name for code, name in levels.items() if code in when.impacts],
        "urgencies": [name for code, name in levels.items() if code in when.urgencies],
        "units": named(when.units),
        "channels": [name for code, name in channels.items() if code in when.channels],
    }
    phrases = [f"{asked.told(ASKED_OF[code])}: {', '.join(values)}" for code, values in told.items() if values]
    fields = {one.code: one for one in known.attributes}
    return [*phrases, *(_of_field(asked, code, values, fields) for code, values in sorted(when.attributes.items()))]


def _of_field(asked: Asked, code: str, values: Collection[str], fields: Mapping[str, AttributeDefinition]) -> str:
    field = fields.get(code)
    if field is None:
        return f"{code}: {', '.join(sorted(values))}"
    names = {choice.code: asked.told(choice.name) for choice in field.choices}
    return f"{asked.told(field.name)}: {', '.join(names.get(value, value) for value in sorted(values))}"


def lasting(asked: Asked, duration: Duration) -> str:
    """“4 ч”, “2 дн”: short, where the equivalent on the schedule stands beside it."""
    units = {"minutes": asked.say("мин", "min"), "hours": asked.say("ч", "h"), "days": asked.say("дн", "d")}
    return f"{duration.amount} {units[duration.unit]}"


def of_agreement(asked: Asked, one: AgreementRead, which: UUID | None) -> str:
    """What something that an agreement names is called."""
    return "" if which is None else asked.told(one.names.get(which)) or str(which)


def many(asked: Asked, number: int, ru: tuple[str, str, str], en: tuple[str, str]) -> str:
    """A number with the right form of its word: after 1, after 2 to 4, after 5 and more; after 1, after more."""
    if asked.language != "ru":
        return f"{number} {en[number != 1]}"
    ten, hundred = number % 10, number % 100
    if ten == 1 and hundred != 11:  # noqa: PLR2004 - Russian counts 1, 21, 31, but not 11
        return f"{number} {ru[0]}"
    return f"{number} {ru[1 if ten in {2, 3, 4} and hundred not in {12, 13, 14} else 2]}"
