"""What a service asks of whoever registers a ticket for it: its request form, as data; kept in facts of services.

The fields are those of the ticket's type; a service says which of them it shows, in which order and with which words,
which it must have, and when one is asked at all.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.person_name import refuse_unreadable
from events.values.text import LANGUAGES, Text
from events.values.ticket import Code
from events.values.ticket_condition import (
    AllOf,
    AnyOf,
    Condition,
    Except,
    OfAttribute,
    OneOf,
    conditions_in,
    refuse_too_much,
)

RULE = "row 91"
MOST_QUESTIONS = 60
LONGEST_HELP = 2_000
LONGEST_PLACEHOLDER = 300
SAID_BESIDE = frozenset({"type", "impact", "urgency"})
"""What else than answers a condition may ask: whoever registers says it, too."""
NO_WORDS = Text(ru="", en="")


class ServiceQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of a type as a service asks for it.

    Without a ``type`` it is asked of every type that has the field. ``shown_when`` asks the answers of the questions
    before it; without it the question is always asked. ``default`` is the answer of whoever says nothing.
    """

    code: Code
    type: Code | None = None
    is_required: bool = False
    help: Text = NO_WORDS
    placeholder: Text = NO_WORDS
    default: Annotated[str, Meta(max_length=1000)] = ""
    shown_when: Condition | None = None


class ServiceForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of a service in their order. ``adds``: they stand behind those of the service above.

    A question that adds to one of the same field and type above stands in its place. No questions: nothing is asked
    beyond what the type itself requires.
    """

    questions: Annotated[tuple[ServiceQuestion, ...], Meta(max_length=MOST_QUESTIONS)] = ()
    adds: bool = False

    def __post_init__(self) -> None:
        seen: set[tuple[str, str | None]] = set()
        for index, question in enumerate(self.questions):
            field = f"questions[{index}]"
            if (question.code, question.type) in seen:
                ru, en = "Поле «{}» спрошено дважды: оставьте один вопрос.", "“{}” is asked twice: keep one question."
                raise InvalidValue(
                    Text(ru.format(question.code), en.format(question.code)), field=f"{field}.code", rule=RULE
                )
            seen.add((question.code, question.type))
            for language in LANGUAGES:
                refuse_unreadable(question.help.to(language), f"{field}.help.{language}", LONGEST_HELP, RULE)
                words = question.placeholder.to(language)
                refuse_unreadable(words, f"{field}.placeholder.{language}", LONGEST_PLACEHOLDER, RULE)
            if question.shown_when is not None:
                refuse_too_much(question.shown_when, f"{field}.shown_when")
                _refuse_unasked(question.shown_when, f"{field}.shown_when")


def _refuse_unasked(condition: Condition, field: str) -> None:
    """What is registered is no ticket yet: only what is said with it can be asked."""
    for one in conditions_in(condition):
        is_said = isinstance(one, OneOf) and one.field in SAID_BESIDE
        if not is_said and not isinstance(one, AllOf | AnyOf | Except | OfAttribute):
            known = ", ".join(sorted(SAID_BESIDE))
            raise InvalidValue(
                Text(
                    ru="Вопрос может зависеть от ответов («attribute») и от того, что говорят при регистрации"
                    f" ({known}): другие условия уберите.",
                    en=f"A question may hang on answers (“attribute”) and on what is said at registration ({known}):"
                    " leave other conditions out.",
                ),
                field=field,
                rule=RULE,
            )


def whole_form(path: tuple[ServiceForm | None, ...]) -> ServiceForm | None:
    """The form of a service from its own and those above, own first; ``None`` where nobody on the way asks anything."""
    found: list[ServiceForm] = []
    for form in path:
        if form is not None:
            found.append(form)
            if not form.adds:
                break
    if not found:
        return None
    asked: dict[tuple[str, str | None], ServiceQuestion] = {}
    for form in reversed(found):
        asked |= {(question.code, question.type): question for question in form.questions}
    return ServiceForm(questions=tuple(asked.values()))
