"""A type as a form is being filled: as it stands, or as it was typed; for the forms of types and of life cycles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from api.console.asked import Asked
from api.console.forms import LISTS, Json, content_of, fields_of, plain
from commands.ticket_type.define import ReviseTicketType
from events.values.ticket import Status
from events.values.ticket_type import AttributeDefinition, TypeDefinition

_NO_LETTER = re.compile("[^a-z0-9]+")
NEW = {"ru": "Новый статус", "en": "New status"}
GREY = "#8a94a3"


def draft_of(asked: Asked, definition: TypeDefinition) -> Json:
    """What the form shows: whatever was typed, where a button of it asks for the page anew."""
    told: Any = msgspec.to_builtins(definition, order="deterministic")
    if asked.request.method == "POST":
        told = content_of(asked.form, ReviseTicketType, asked.zone).get("definition")
    drafted: Json = shaped(told, TypeDefinition)
    return drafted


def led_of(asked: Asked) -> dict[str, str]:
    """Where the form leads the tickets of statuses that it removes."""
    led = content_of(asked.form, ReviseTicketType, asked.zone).get("led") if asked.request.method == "POST" else None
    return {code: str(to) for code, to in led.items()} if isinstance(led, dict) else {}


def shaped(value: Any, kind: Any) -> Any:
    """A value with every field that its kind has, so that a template finds them; what is of no such shape is empty."""
    kind = plain(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        told = value if isinstance(value, dict) else {}
        hints = get_type_hints(kind, include_extras=True)
        return {
            one.encode_name: shaped(told.get(one.encode_name), hints[one.name]) for one in msgspec.structs.fields(kind)
        }
    if get_origin(kind) in LISTS:
        return [shaped(one, get_args(kind)[0]) for one in value] if isinstance(value, list | tuple) else []
    if kind is bool:
        return value is True
    return value if isinstance(value, str | int) else ""


def acted(draft: Json, act: str, asked: Asked) -> None:
    """What a button of the form does to its lists: a status or an attribute more, less, or at another place."""
    verb, _, code = act.partition(":")
    statuses = draft["lifecycle"]["statuses"]
    places = [nth for nth, one in enumerate(statuses) if one["code"] == code]
    if verb == "add-status":
        statuses.append(_new_status(statuses, asked))
    elif verb == "add-attribute":
        draft["attributes"].append(shaped({"kind": "text"}, AttributeDefinition))
    elif places and verb == "remove":
        del statuses[places[0]]
        for attribute in draft["attributes"]:
            attribute["required_in"] = [one for one in attribute["required_in"] if one != code]
    elif places and verb in {"up", "down"}:
        other = places[0] + (1 if verb == "down" else -1)
        if 0 <= other < len(statuses):
            statuses[places[0]], statuses[other] = statuses[other], statuses[places[0]]


def _new_status(statuses: Sequence[Json], asked: Asked) -> Json:
    """By its English name it gets the code that it keeps for ever, unless one was typed."""
    name = {lang: asked.field(f"_new.{lang}").strip() or word for lang, word in NEW.items()}
    typed = asked.field("_new.code").strip() or _NO_LETTER.sub("_", name["en"].lower()).strip("_")
    code = typed if typed[:1].isalpha() else f"status_{typed}".strip("_")
    known = {one["code"] for one in statuses}
    nth = next(nth for nth in range(1, len(known) + 2) if (code if nth == 1 else f"{code}_{nth}") not in known)
    free = code if nth == 1 else f"{code}_{nth}"
    made: Json = shaped({"code": free, "name": name, "colour": GREY}, Status)
    return made


def carried(draft: Json, *, but: Sequence[str]) -> list[tuple[str, str]]:
    """The fields of a definition that a form carries along without showing them."""
    return [
        pair
        for name, value in draft.items()
        if name not in but
        for pair in fields_of(f"definition.{name}", value)
        if pair[1]
    ]
