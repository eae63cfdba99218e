"""The tab “SLA rules”: an ordered table for each clock, previewed and tried before it is saved (rows 122-124)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.catalogue import known
from api.console.catalogue.agreements import agreement_at
from api.console.catalogue.words import ASKED_OF, CHANNELS, UNITS, Known, condition_words, lasting, many, of_agreement
from api.console.forms_asked import typed
from api.console.rendering import page
from api.questions.agreement.cards import AgreementRead
from api.questions.agreement.previews import PromiseOf, PromisePreview, PromiseToTry, preview_agreement
from api.questions.references import ticket_ref
from api.questions.trying.standpoint import TriedClock
from api.questions.trying.tickets import RulesToTry, TriedTicket, try_rules
from commands.agreement import ReviseAgreementPromise
from events.values.text import Text
from events.values.ticket import Clock

SIDES: tuple[tuple[Clock, Text], ...] = (
    ("resolution", Text("Правила вычисления дедлайна", "Deadline rules")),
    ("reaction", Text("Правила времени реакции", "Reaction time rules")),
)
SHOWN = 50
"""So many tickets are told one by one; the sums count all."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it would be read; beside a ticket that it is tried on: whether it fits, and why not."""

    name: str
    words: str
    lasting: str
    meant: str
    why: str = ""
    is_it: bool = False


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one clock down to the default; ``due`` is what a ticket that they are tried on would be promised."""

    name: str
    lines: tuple[Line, ...]
    due: str = ""


def rules(asked: Asked, ref: str) -> Response:
    """Each rule in words, and in fields for whoever may change it."""
    found = agreement_at(asked, ref)
    there = known.known_to_rules(asked, found)
    return page(
        asked,
        "catalogue/rules.html",
        one=found,
        sides=[(side, asked.told(name)) for side, name in SIDES],
        known=there,
        may=asked.may_order(ReviseAgreementPromise.name) and not found.is_archived,
        words=lambda when: condition_words(asked, when, there),
        lasting=lambda duration: lasting(asked, duration),
        teams=[(str(team.team_id), asked.told(team.name)) for team in known.every_team(asked)],
        person_options=lambda ids: _named(asked, found, ids),
        unit_options=lambda ids: _named(asked, found, ids),
        **_choices(asked, there),
    )


def _named(asked: Asked, one: AgreementRead, ids: Collection[UUID]) -> list[tuple[str, str]]:
    return [(str(each), of_agreement(asked, one, each)) for each in sorted(ids)]


def _choices(asked: Asked, there: Known) -> dict[str, Any]:
    return {
        "channels": [(code, asked.told(name)) for code, name in CHANNELS.items()],
        "units_of_time": [(code, asked.told(name)) for code, name in UNITS.items()],
        "offered": [(str(one.service_id), "\u2003" * one.depth + asked.told(one.name)) for one in there.services],
        "fields": [
            (field, [(choice.code, asked.told(choice.name)) for choice in field.choices]) for field in there.attributes
        ],
    }


def preview(asked: Asked, ref: str) -> Response:
    """What the rules as they are typed would do to open tickets, and to one that they are tried on; nothing is kept."""
    one = agreement_at(asked, ref)
    draft = typed(asked, ReviseAgreementPromise)
    wanted = PromiseOf(ref=one.agreement_id, to_try=PromiseToTry(promise=draft.promise))
    found = preview_agreement(asked.desk, asked.viewer, wanted).value
    tried = _tried(asked, draft, asked.field("_try").strip())
    is_under_it = tried is not None and tried.then.agreement_id == one.agreement_id
    clocks = tried.then.clocks if tried is not None and is_under_it else {}
    there = known.known_to_rules(asked, one, draft.promise)
    return page(
        asked,
        "catalogue/preview.html",
        one=one,
        found=found,
        sentence=_sentence(asked, found, applies=draft.apply_to_open),
        numbers=_numbers(found)[:SHOWN],
        moves=found.moves[:SHOWN],
        side_names={side: asked.told(name) for side, name in CLOCK_NAMES.items()},
        tried=tried,
        elsewhere="" if tried is None or is_under_it else asked.told(tried.then.agreement),
        sides=[_side(asked, draft, found, side, clocks.get(side), there) for side, _ in SIDES],
    )


CLOCK_NAMES: dict[Clock, Text] = {"resolution": Text("решение", "resolution"), "reaction": Text("реакция", "reaction")}


def _numbers(found: PromisePreview) -> list[int]:
    return [*dict.fromkeys(move.number for move in found.moves)]


def _sentence(asked: Asked, found: PromisePreview, *, applies: bool) -> str:
    """“37 открытых заявок получат новый срок, 2 станут просроченными”; whether they do, the tick beside save says."""
    told = len(_numbers(found)) if found.moved == len(found.moves) else found.moved
    if not told:
        return asked.say("Сроки открытых заявок не меняются.", "No deadline of an open ticket changes.")
    moved = many(
        asked,
        told,
        (
            "открытая заявка получит новый срок",
            "открытые заявки получат новый срок",
            "открытых заявок получат новый срок",
        ),
        ("open ticket gets a new deadline", "open tickets get a new deadline"),
    )
    late = many(
        asked,
        found.turn_missed,
        ("срок станет просроченным", "срока станут просроченными", "сроков станут просроченными"),
        ("becomes overdue", "become overdue"),
    )
    if applies:
        return f"{moved}, {late}."
    first = asked.say(
        "Правила будут действовать для новых заявок. Если отметить «Пересчитать»: ",
        "The rules will hold for new tickets. With the tick “Set anew”: ",
    )
    return f"{first}{moved}, {late}."


def _tried(asked: Asked, draft: ReviseAgreementPromise, told: str) -> TriedTicket | None:
    if not told:
        return None
    draft = msgspec.structs.replace(draft, apply_to_open=True)
    wanted = RulesToTry(drafts=(draft,), tickets=(ticket_ref(told, field="_try"),))
    return try_rules(asked.desk, asked.viewer, wanted).value.tickets[0]


def _side(
    asked: Asked,
    draft: ReviseAgreementPromise,
    found: PromisePreview,
    side: Clock,
    clock: TriedClock | None,
    there: Known,
) -> Side:
    """Every rule in words with what its norm means on the schedule (T2), the one that fits a ticket marked."""
    targets = draft.promise.reaction if side == "reaction" else draft.promise.resolution
    why = {} if clock is None else {one.rule_id: _why(asked, one.unmet) for one in clock.passed_over}
    lines = [
        Line(
            name=asked.told(rule.name),
            words="; ".join(condition_words(asked, rule.when, there)) or asked.say("заявка любая", "any ticket"),
            lasting=lasting(asked, rule.norm.duration),
            meant=asked.told(found.equivalents.get(f"{side}.rules[{nth}].norm.duration")),
            why=why.get(rule.id, ""),
            is_it=clock is not None and clock.rule_id == rule.id,
        )
        for nth, rule in enumerate(targets.rules)
    ]
    default = Line(
        name=asked.say("Иначе", "Else"),
        words="",
        lasting=lasting(asked, targets.default.duration),
        meant=asked.told(found.equivalents.get(f"{side}.default.duration")),
        is_it=clock is not None and not clock.rule_id,
    )
    return Side(
        name=asked.told(dict(SIDES)[side]), lines=(*lines, default), due="" if clock is None else _due(asked, clock)
    )


def _why(asked: Asked, unmet: Sequence[str]) -> str:
    if not unmet:
        return asked.say("подошло бы теперь, но норма назначена раньше", "would fit now, but the norm was set before")
    return asked.say("не подходит: ", "does not fit: ") + ", ".join(asked.told(ASKED_OF[code]) for code in unmet)


def _due(asked: Asked, clock: TriedClock) -> str:
    """What the ticket would be promised."""
    length = asked.times.length(clock.target_s)
    if clock.due_at is None:
        return length
    return f"{length}, {asked.say('до', 'by')} {asked.times.when(clock.due_at)}"
