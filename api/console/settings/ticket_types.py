"""Types of ticket (rows 2, 91-92): the list, a card of each, the forms that define and revise one, previewed."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from markupsafe import Markup

from api.console.asked import Asked
from api.console.forms import content_of
from api.console.orders import refused
from api.console.rendering import page
from api.console.settings.drafts import acted, carried, draft_of
from api.console.settings.journal import changes_of
from api.http.body import decoded
from api.pictures.life_cycle import draw
from api.questions.at_hand.checklists import ChecklistsWanted, list_templates
from api.questions.ticket_type import (
    RevisionOf,
    RevisionToTry,
    TicketTypeCard,
    list_ticket_types,
    preview_ticket_type,
    read_ticket_type,
)
from commands.ticket_type.define import ReviseTicketType
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import LEVELS
from events.values.ticket_type import PriorityMatrix

KINDS: dict[str, Text] = {
    "text": Text("текст", "text"),
    "number": Text("число", "number"),
    "date": Text("дата", "date"),
    "choice": Text("выбор из списка", "a choice from a list"),
    "person": Text("человек", "a person"),
}
UNITS: dict[str, Text] = {
    "working_days": Text("рабочих дней", "working days"),
    "hours": Text("рабочих часов", "working hours"),
    "minutes": Text("рабочих минут", "working minutes"),
    "days": Text("суток рабочего времени", "days of working time"),
}
ANSWERS: dict[str, Text] = {
    "resume": Text("возвращает заявку в работу", "puts the ticket back to work"),
    "note": Text("только отмечается", "is only noted"),
}


def ticket_types(asked: Asked) -> Response:
    """Those that come with the desk first."""
    found = list_ticket_types(asked.desk, asked.viewer, None, asked.min_position).value.types
    return page(asked, "settings/ticket_types.html", types=found)


def ticket_type(asked: Asked, code: str) -> Response:
    """What tickets of it are like, and what hangs on it; each block is changed where it stands."""
    found = card_of(asked, code)
    offered = list_templates(asked.desk, asked.viewer, ChecklistsWanted()).value.templates
    return page(
        asked,
        "settings/ticket_type.html",
        **_words(asked),
        type=found.type,
        versions=found.versions[::-1],
        templates=offered,
        changes=changes_of(asked, found.type.type_id),
    )


def form(asked: Asked, code: str) -> Response:
    """A type without its life cycle, which has a page of its own; a button of the form asks for it anew."""
    found = card_of(asked, code).type
    draft = draft_of(asked, found.definition)
    acted(draft, asked.field("_act"), asked)
    shown = ("name", "attributes", "takes_any_attribute", "matrix", *_BY_ITSELF, "files")
    matrix = draft["matrix"]["rows"] if _is_square(draft["matrix"]["rows"]) else PriorityMatrix().rows
    told: dict[str, Any] = {"type": found, "draft": draft, "matrix": matrix, "carried": carried(draft, but=shown)}
    return page(asked, "settings/ticket_type_form.html", **_words(asked), **told)


def _is_square(rows: list[Any]) -> bool:
    return [len(row) for row in rows] == [len(LEVELS)] * len(LEVELS)


_BY_ITSELF = ("closes_after", "reopens_within_days", "answers_on_hold", "thanks_keep_resolved")


def new(asked: Asked) -> Response:
    """A type begins as another one is, under its own code and name."""
    types = list_ticket_types(asked.desk, asked.viewer, None).value.types
    like = asked.wish("like", types[0].code)
    draft = draft_of(asked, card_of(asked, like).type.definition)
    return page(asked, "settings/ticket_type_new.html", types=types, like=like, carried=carried(draft, but=("name",)))


def preview(asked: Asked, code: str) -> Response:
    """What a revision would do, as it is typed; what it lacks is said in the words that saving would say it in."""
    content = content_of(asked.form, ReviseTicketType, asked.zone)
    told: dict[str, Any] = {"refusal": None, "would": None, "picture": None}
    known = card_of(asked, code).type.known
    try:
        tried = decoded({"definition": content.get("definition"), "led": content.get("led", {})}, RevisionToTry)
        told["would"] = preview_ticket_type(asked.desk, asked.viewer, RevisionOf(code=code, to_try=tried)).value
        told["picture"] = picture(asked, tried.definition)
    except Refusal as refusal:
        told["refusal"] = refused(asked, refusal)
    return page(asked, "settings/ticket_type_preview.html", code=code, known=known, **told)


def picture(asked: Asked, definition: Any) -> Markup:
    """The life cycle drawn; its names lead into the page that it stands on."""
    return Markup(draw(definition, asked.language, linked=True))  # noqa: S704 - drawn by us, all words in it escaped


def card_of(asked: Asked, code: str) -> TicketTypeCard:
    """A type with its versions."""
    return read_ticket_type(asked.desk, asked.viewer, code, asked.min_position).value


def _words(asked: Asked) -> dict[str, Any]:
    named = {level: asked.told(asked.level_name(level)) for level in LEVELS}
    words = {"kinds": KINDS, "units": UNITS, "answers": ANSWERS}
    told = {name: {code: asked.told(text) for code, text in known.items()} for name, known in words.items()}
    return {**told, "levels": LEVELS, "level_names": named}
